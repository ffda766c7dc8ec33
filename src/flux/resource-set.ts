import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { either, flag, freeMap, list, object, oneOf, Options, required, text, untyped } from '../core/options';
import { checkDnsLabel, checkDnsSubdomain, quote } from '../kubernetes/names';
import { OPERATOR_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse } from './flux-object';
import { operatorMetadata, OperatorObjectProps } from './flux-operator';
import { CommonMetadata, COMMON_METADATA } from './kustomize';
import { DURATION, orObject, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { LabelSelection, localReference, LABEL_SELECTION } from './references';
import { ResourceSetInputProvider } from './resource-set-input-provider';
import { ResourceSetSpec } from './spec';
import { WrittenSpec } from './spec-fields';

/** An object that a ResourceSet waits for. */
export interface ResourceSetDependency {
  /** API version of the object. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** Name. */
  readonly name: string;
  /** Namespace, for a namespaced kind. */
  readonly namespace?: string;

  /**
   * Whether the object must be Ready, or only exist.
   *
   * @default true
   */
  readonly ready?: boolean;

  /**
   * CEL expression over the object that replaces the built-in readiness check.
   *
   * @default - its status conditions
   */
  readonly readyExpr?: string;
}

/** Objects of a ResourceSet, as a list, as a template, or both. */
export interface ResourceSetResources {
  /**
   * Objects; their strings may contain templates such as `<< inputs.tenant >>`.
   *
   * @default - none
   */
  readonly resources?: readonly object[];

  /**
   * YAML of the objects, as a single template.
   *
   * @default - none
   */
  readonly resourcesTemplate?: string;
}

/** Objects to apply before those of the next step. */
export interface ResourceSetStep extends ResourceSetResources {
  /** Name of the step. */
  readonly name: string;

  /**
   * Timeout for applying the step.
   *
   * @default - the ResourceSet's timeout
   */
  readonly timeout?: Duration;
}

/** Props of {@link ResourceSet}. Give either `steps`, or `resources` and `resourcesTemplate`. */
export interface ResourceSetProps extends OperatorObjectProps<ResourceSetSpec>, ResourceSetResources {
  /**
   * Steps to apply in order.
   *
   * @default - all objects at once
   */
  readonly steps?: readonly ResourceSetStep[];

  /**
   * Inputs; the objects are created once per input. Never put a secret here: the repository would expose it.
   *
   * @default - none: the objects are created once
   */
  readonly inputs?: ReadonlyArray<Readonly<Record<string, unknown>>>;

  /**
   * Providers of more inputs: by object or name, or by labels.
   *
   * @default - none
   */
  readonly inputsFrom?: ReadonlyArray<
    ResourceSetInputProvider | LocalObjectReference | { readonly selector: LabelSelection }
  >;

  /**
   * Whether to concatenate the inputs of several providers or to combine each with each.
   *
   * @default - Flatten
   */
  readonly inputStrategy?: 'Flatten' | 'Permute';

  /**
   * Objects to wait for, by object or name.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<ApiObject | ResourceSetDependency>;

  /**
   * ServiceAccount in the same namespace that the operator impersonates.
   *
   * @default - the operator's own, with unrestricted permissions
   */
  readonly serviceAccountName?: string;

  /**
   * Whether Ready requires every applied object to be healthy.
   *
   * @default true - otherwise dependents start before this ResourceSet's objects are healthy
   */
  readonly wait?: boolean;

  /**
   * Labels and annotations added to every applied object.
   *
   * @default - none
   */
  readonly commonMetadata?: CommonMetadata;
}

/** Inputs by the name of their provider, or by its labels. */
const INPUTS_FROM = untyped(
  either(
    object<{ readonly selector: LabelSelection }>({ selector: required(LABEL_SELECTION) }),
    (value) => typeof value === 'object' && value !== null && 'selector' in value,
    LOCAL_REFERENCE,
  ),
);

/** Options of {@link ResourceSetProps}. */
const RESOURCE_SET = Options.of<ResourceSetProps>('a ResourceSet', {
  ...SUSPENDABLE,
  steps: list(
    object<ResourceSetStep>({
      name: required(text),
      timeout: DURATION,
      resources: list(freeMap),
      resourcesTemplate: text,
    }),
  ),
  inputs: list(freeMap),
  inputsFrom: list(INPUTS_FROM),
  inputStrategy: oneOf('Flatten', 'Permute'),
  dependsOn: list(
    orObject(
      object<ResourceSetDependency>({
        apiVersion: required(text),
        kind: required(text),
        name: required(text),
        namespace: text,
        ready: flag,
        readyExpr: text,
      }),
    ),
  ),
  serviceAccountName: text,
  wait: flag,
  commonMetadata: COMMON_METADATA,
  interval: DURATION,
  timeout: DURATION,
  resources: list(freeMap),
  resourcesTemplate: text,
});

/**
 * Objects that Flux Operator creates in the cluster from templates and inputs. Use it for inputs that only the cluster
 * knows, such as the open pull requests of a repository; for everything else the program itself is the better template.
 *
 * @example
 * const requests = new ResourceSetInputProvider(chart, 'requests', {
 *   type: 'GitHubPullRequest',
 *   url: 'https://github.com/acme/web',
 *   secretRef: { name: 'github' },
 *   filter: { labels: ['preview'] },
 * });
 * new ResourceSet(chart, 'previews', {
 *   inputsFrom: [requests],
 *   serviceAccountName: 'previews',
 *   resources: [
 *     { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'preview-<< inputs.id >>', namespace: 'previews' } },
 *   ],
 * });
 */
export class ResourceSet extends FluxObject<'ResourceSet'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when there is nothing to apply, or a name or duration is invalid
   */
  public static manifest(props: ResourceSetProps, context: FluxContext = {}): FluxManifest {
    RESOURCE_SET.demand(props);
    const { inputStrategy } = props;
    const manifest = fluxManifest<ResourceSetSpec>(
      OPERATOR_API_VERSION,
      'ResourceSet',
      {
        inputs: props.inputs,
        inputsFrom: props.inputsFrom?.map((from) =>
          'selector' in from
            ? { kind: 'ResourceSetInputProvider', selector: from.selector }
            : {
                kind: 'ResourceSetInputProvider',
                ...localReference('inputsFrom', from, context, 'ResourceSetInputProvider'),
              },
        ),
        inputStrategy: inputStrategy && { name: inputStrategy },
        dependsOn: props.dependsOn?.map(dependencyFields),
        serviceAccountName: props.serviceAccountName,
        steps: props.steps?.map((step) => ({ ...step, resources: step.resources && plain(step.resources) })),
        resources: props.resources && plain(props.resources),
        resourcesTemplate: props.resourcesTemplate,
        wait: props.wait ?? true,
        commonMetadata: props.commonMetadata,
      },
      props.specOverrides,
    );
    refuse(...checkSpec(manifest.spec));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: ResourceSetProps) {
    super(scope, id, (context) => ResourceSet.manifest(props, context), operatorMetadata(props));
  }
}

function plain(resources: readonly object[]): Record<string, unknown>[] {
  return resources.map((resource) => ({ ...resource }));
}

function dependencyFields(on: ApiObject | ResourceSetDependency) {
  if (!(on instanceof ApiObject)) return { ...on, ready: on.ready ?? true };
  const { apiVersion, kind, name, metadata } = on;
  return { apiVersion, kind, name, namespace: metadata.namespace, ready: true };
}

function* checkSpec(spec: WrittenSpec<ResourceSetSpec>): Generator<string | undefined> {
  const { steps, resources, resourcesTemplate, serviceAccountName } = spec;
  const isFlat = resources !== undefined || resourcesTemplate !== undefined;
  if (isFlat === (steps !== undefined)) {
    yield 'a ResourceSet applies something in one way: give steps, or resources and resourcesTemplate';
  }
  if (serviceAccountName !== undefined) yield checkDnsSubdomain('serviceAccountName', serviceAccountName);
  if (steps === undefined) return;
  if (steps.length < 1 || steps.length > 20) yield `steps has ${steps.length} items: use 1 to 20`;
  const names = new Set<string>();
  for (const { name, ...step } of steps) {
    yield checkDnsLabel('name of a step', name);
    if (names.has(name)) yield `two steps are named ${quote(name)}: give each its own name`;
    names.add(name);
    if (step.resources === undefined && step.resourcesTemplate === undefined) {
      yield `step ${quote(name)} is empty: give resources or resourcesTemplate`;
    }
  }
}
