import { anything, either, flag, list, mapOf, number, object, oneOf, required, text } from '../../core/options';
import { KUSTOMIZE_PATCHES } from '../../flux/kustomize';
import { DURATION } from '../../flux/option-types';
import { quote } from '../../kubernetes/names';
import { SourceSpec } from '../source';
import type {
  BootstrapProps,
  ControllerName,
  ControllerSettings,
  DefaultController,
  ExtraController,
  FluxInstanceSettings,
  FluxShardingProps,
} from './props';

/** The controllers that Flux always has. */
export const DEFAULT_CONTROLLERS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
] as const satisfies readonly DefaultController[];

/** The controllers that Flux has on request. */
const EXTRA_CONTROLLERS = [
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
] as const satisfies readonly ExtraController[];

/** The controllers of Flux. */
export const CONTROLLERS: readonly ControllerName[] = [...DEFAULT_CONTROLLERS, ...EXTRA_CONTROLLERS];

/** The controllers of Flux that serve kinds of their own, by `group/Kind`; those that it always has are left out. */
const CONTROLLER_OF: Readonly<Record<string, ExtraController>> = {
  'image.toolkit.fluxcd.io/ImagePolicy': 'image-reflector-controller',
  'image.toolkit.fluxcd.io/ImageRepository': 'image-reflector-controller',
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': 'image-automation-controller',
  'source.extensions.fluxcd.io/ArtifactGenerator': 'source-watcher',
};

/** The controller that serves a kind and is there on request only; undefined for other kinds. */
export function extraControllerOf(group: string, kind: string): string | undefined {
  return CONTROLLER_OF[`${group}/${kind}`];
}

/** The controllers that are there on request only, by the API groups that they serve. */
export function extraControllersByGroup(): ReadonlyMap<string, ReadonlySet<ExtraController>> {
  const groups = new Map<string, Set<ExtraController>>();
  for (const [name, controller] of Object.entries(CONTROLLER_OF)) {
    const [group = ''] = name.split('/');
    groups.set(group, (groups.get(group) ?? new Set()).add(controller));
  }
  return groups;
}

/** Controllers beside the default ones, as far as they are known: sorted, none given once more. */
export function knownExtraControllers(
  { bootstrap }: { readonly bootstrap: Bootstrap },
  given: readonly ExtraController[] | undefined,
): readonly ExtraController[] | undefined {
  if (given === undefined) return bootstrap === 'operator' ? [] : undefined;
  return EXTRA_CONTROLLERS.filter((controller) => given.includes(controller));
}

/** Installer of Flux on a cluster: somebody else, `flux bootstrap`, or Flux Operator. */
export type Bootstrap = NonNullable<BootstrapProps['bootstrap']>;

const RESOURCES = object<NonNullable<ControllerSettings['requests']>>({ cpu: anything, memory: anything });

const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';

const SETTINGS = object<ControllerSettings>({
  concurrent: number({ least: 1, most: 1000, whole: true }),
  requeueDependency: DURATION,
  featureGates: mapOf(flag),
  flags: mapOf(either(text, isText, either(flag, isFlag, number({})))),
  requests: RESOURCES,
  limits: RESOURCES,
});

/** The type of the options, whose words checkBootstrap knows. */
export const BOOTSTRAP_TYPES = {
  bootstrap: anything,
  extraControllers: list(oneOf(...EXTRA_CONTROLLERS)),
  controllers: object<NonNullable<BootstrapProps['controllers']>>({
    'source-controller': SETTINGS,
    'kustomize-controller': SETTINGS,
    'helm-controller': SETTINGS,
    'notification-controller': SETTINGS,
    'image-reflector-controller': SETTINGS,
    'image-automation-controller': SETTINGS,
    'source-watcher': SETTINGS,
  }),
  fluxPatches: KUSTOMIZE_PATCHES,
  sharding: object<FluxShardingProps>({
    shards: required(either(list(text), Array.isArray, mapOf(number({})))),
    storage: oneOf('ephemeral', 'persistent'),
  }),
  keepFlux: flag,
  fluxInstance: object<FluxInstanceSettings>({
    registry: text,
    imagePullSecret: text,
    artifact: text,
    artifactPullSecret: text,
    variant: oneOf('upstream-alpine', 'enterprise-alpine', 'enterprise-distroless', 'enterprise-distroless-fips'),
    size: oneOf('small', 'medium', 'large'),
    type: oneOf('kubernetes', 'openshift', 'aws', 'azure', 'gcp'),
    domain: text,
    networkPolicy: flag,
    storage: object({ class: required(text), size: required(text) }),
    labels: mapOf(text),
    annotations: mapOf(text),
  }),
} as const;

const KINDS: readonly Bootstrap[] = ['external', 'gotk', 'operator'];

/** Problem of the installer for a fleet with this source. */
export function checkBootstrap({ bootstrap }: BootstrapProps, source: SourceSpec): string | undefined {
  if (bootstrap === undefined) return undefined;
  if (!KINDS.includes(bootstrap)) return `bootstrap ${quote(bootstrap)} is not known: use one of ${KINDS.join(', ')}`;
  if (bootstrap !== 'operator' || operatorRef(source) !== undefined) return undefined;
  const takes = source.kind === 'GitRepository' ? 'a branch or a tag' : 'a tag';
  return `bootstrap "operator" cannot follow the source ref ${quote(source.ref)}: give the fleet's source ${takes}`;
}

/** Reference of a source that a FluxInstance can follow; undefined if it cannot. */
export function operatorRef(source: SourceSpec): string | undefined {
  if (source.kind === 'OCIRepository') return source.ref.tag;
  const { branch, tag, commit } = source.ref;
  if (commit !== undefined) return undefined;
  return branch === undefined ? tag && `refs/tags/${tag}` : `refs/heads/${branch}`;
}
