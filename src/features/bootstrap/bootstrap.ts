import { anything, list, oneOf } from '../../core/options';
import { quote } from '../../kubernetes/names';
import { SourceSpec } from '../source';

/** Installation of Flux. A cluster's own value wins over the fleet's. */
export interface BootstrapProps {
  /**
   * Installer of Flux, which decides how its controllers are locked down.
   *
   * - `external`: somebody else, who sets the flags that `lockdownPatches` lists. Only Flux's own source and
   *   Kustomization are generated.
   * - `gotk`: the files of `flux bootstrap`. `gotk-components.yaml`, which `flux install --export` writes, is listed
   *   beside them with patches that set the flags.
   * - `operator`: Flux Operator. A FluxInstance with `multitenant` is generated instead, from which the operator
   *   creates the rest.
   *
   * @default - the fleet's, else `external`
   */
  readonly bootstrap?: 'external' | 'gotk' | 'operator';

  /**
   * Controllers of Flux that it has beside the source-, kustomize-, helm- and notification-controller. Objects of other
   * controllers are refused where it is given, and with `operator`; `operator` installs them.
   *
   * @default - the fleet's, else none with `operator`, and unknown otherwise
   */
  readonly extraControllers?: ReadonlyArray<
    'image-reflector-controller' | 'image-automation-controller' | 'source-watcher'
  >;
}

/** The controllers that Flux has on request. */
const EXTRA_CONTROLLERS = ['image-reflector-controller', 'image-automation-controller', 'source-watcher'] as const;

/** A controller that Flux has on request. */
export type ExtraController = (typeof EXTRA_CONTROLLERS)[number];

/** The controllers of Flux that serve kinds of their own, by `group/Kind`; those that it always has are left out. */
const CONTROLLERS: Readonly<Record<string, ExtraController>> = {
  'image.toolkit.fluxcd.io/ImagePolicy': 'image-reflector-controller',
  'image.toolkit.fluxcd.io/ImageRepository': 'image-reflector-controller',
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': 'image-automation-controller',
  'source.extensions.fluxcd.io/ArtifactGenerator': 'source-watcher',
};

/** The controller that serves a kind and is there on request only; undefined for other kinds. */
export function extraControllerOf(group: string, kind: string): string | undefined {
  return CONTROLLERS[`${group}/${kind}`];
}

/** The controllers that are there on request only, by the API groups that they serve. */
export function extraControllersByGroup(): ReadonlyMap<string, ReadonlySet<ExtraController>> {
  const groups = new Map<string, Set<ExtraController>>();
  for (const [name, controller] of Object.entries(CONTROLLERS)) {
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

/** The type of the options, whose words checkBootstrap knows. */
export const BOOTSTRAP_TYPES = { bootstrap: anything, extraControllers: list(oneOf(...EXTRA_CONTROLLERS)) } as const;

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
