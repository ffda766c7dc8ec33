import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkDnsLabel, checkDnsSubdomain, quote } from '../kubernetes/names';
import { OPERATOR_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse } from './flux-object';
import { operatorMetadata, OperatorObjectProps } from './flux-operator';
import { CommonMetadata } from './kustomize';
import { LabelSelection, localReference } from './references';
import { ResourceSetInputProvider } from './resource-set-input-provider';
import { ResourceSetSpec } from './spec';
import { WrittenSpec } from './spec-fields';

/** Something that a ResourceSet waits for. */
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
   * Whether it must be Ready, and not only be there.
   *
   * @default true
   */
  readonly ready?: boolean;

  /**
   * CEL expression over the object that says when it is Ready.
   *
   * @default - its conditions say
   */
  readonly readyExpr?: string;
}

/** Objects of a ResourceSet, in one of two notations or both. */
export interface ResourceSetResources {
  /**
   * Objects, whose strings may hold templates such as `<< inputs.tenant >>`.
   *
   * @default - none
   */
  readonly resources?: readonly object[];

  /**
   * YAML of objects as one template.
   *
   * @default - none
   */
  readonly resourcesTemplate?: string;
}

/** Objects that are applied before those of the next step. */
export interface ResourceSetStep extends ResourceSetResources {
  /** Name of the step. */
  readonly name: string;

  /**
   * Limit for applying the step.
   *
   * @default - that of the ResourceSet
   */
  readonly timeout?: Duration;
}

/** Props of {@link ResourceSet}. Either `steps` is given, or `resources` and `resourcesTemplate`. */
export interface ResourceSetProps extends OperatorObjectProps<ResourceSetSpec>, ResourceSetResources {
  /**
   * Steps that are applied one after the other.
   *
   * @default - all objects at once
   */
  readonly steps?: readonly ResourceSetStep[];

  /**
   * Inputs: for each, the objects are made once. Never put a secret here, it would stand in the repository.
   *
   * @default - none: the objects are made once
   */
  readonly inputs?: ReadonlyArray<Readonly<Record<string, unknown>>>;

  /**
   * Where more inputs come from: by object or name, or by labels.
   *
   * @default - nowhere
   */
  readonly inputsFrom?: ReadonlyArray<
    ResourceSetInputProvider | LocalObjectReference | { readonly selector: LabelSelection }
  >;

  /**
   * Whether inputs of several providers are one list, or each is combined with each.
   *
   * @default - Flatten
   */
  readonly inputStrategy?: 'Flatten' | 'Permute';

  /**
   * What is waited for, by object or name.
   *
   * @default - nothing
   */
  readonly dependsOn?: ReadonlyArray<ApiObject | ResourceSetDependency>;

  /**
   * Account of the same namespace that the operator acts as.
   *
   * @default - the operator's own, which may do anything
   */
  readonly serviceAccountName?: string;

  /**
   * Whether Ready waits for the health of every applied object.
   *
   * @default true - without it, whoever depends on this ResourceSet waits for nothing
   */
  readonly wait?: boolean;

  /**
   * Labels and annotations of all that is applied.
   *
   * @default - none
   */
  readonly commonMetadata?: CommonMetadata;
}

/**
 * Objects made from templates and inputs by Flux Operator, in the cluster. For what is known when a program runs, the
 * program itself is the better template; this is for what is not, such as the open pull requests of a repository.
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
   * The manifest, without its metadata.
   *
   * @throws Error when there is nothing to apply, or a name or duration is not one that Flux Operator takes
   */
  public static manifest(props: ResourceSetProps, context: FluxContext = {}): FluxManifest {
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
