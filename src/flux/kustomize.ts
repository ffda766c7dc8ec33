import { flag, list, mapOf, object, oneOf, required, text } from '../core/options';
import { apiGroup } from '../kubernetes/objects';
import { isFluxGroup } from '../kubernetes/refused-rights';
import { isBuiltInGroup, isClusterScoped } from '../kubernetes/scopes';

/** An object that a Kustomization health-checks. */
export interface HealthCheck {
  /** API version and group, such as `apps/v1`. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** Name. */
  readonly name: string;
  /** Namespace, for a namespaced kind. */
  readonly namespace?: string;
}

/** CEL expressions that read the health of a kind without standard status conditions. */
export interface HealthCheckExpression {
  /** API version and group, such as `cert-manager.io/v1`. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** True when the object is healthy. */
  readonly current: string;
  /** True while the object progresses. */
  readonly inProgress?: string;
  /** True when the object has failed. */
  readonly failed?: string;
}

/** Selects the objects of a patch or an ignore rule; every given field must match. */
export interface ObjectSelector {
  /** API group. */
  readonly group?: string;
  /** API version without the group. */
  readonly version?: string;
  /** Kind. */
  readonly kind?: string;
  /** Name, as a regular expression. */
  readonly name?: string;
  /** Namespace, as a regular expression. */
  readonly namespace?: string;
  /** Label selector, such as `app=web`. */
  readonly labelSelector?: string;
  /** Annotation selector. */
  readonly annotationSelector?: string;
}

/** A patch to the manifests of the path. */
export interface KustomizePatch {
  /** Strategic merge patch, or a list of JSON 6902 operations, as YAML text. */
  readonly patch: string;
  /** Objects to patch. */
  readonly target?: ObjectSelector;
}

/** Replacement of an image's name, tag or digest. */
export interface KustomizeImage {
  /** Name of the image in the manifests, without a tag. */
  readonly name: string;
  /** New name. */
  readonly newName?: string;
  /** New tag. */
  readonly newTag?: string;
  /** New digest, which takes precedence over the tag. */
  readonly digest?: string;
}

/** A ConfigMap or Secret, in the same namespace, whose keys are substitution variables. */
export interface SubstituteReference {
  /** Kind. */
  readonly kind: 'ConfigMap' | 'Secret';
  /** Name. */
  readonly name: string;

  /**
   * Whether the object may be missing.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** Labels and annotations common to many objects. */
export interface CommonMetadata {
  /** Labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Options of a {@link HealthCheck}. */
export const HEALTH_CHECK = object<HealthCheck>({
  apiVersion: required(text),
  kind: required(text),
  name: required(text),
  namespace: text,
});

/** Whether a check lacks the namespace of its object; of other products' kinds it is unknown whether they have one. */
export function lacksNamespace({ apiVersion, kind, namespace }: HealthCheck): boolean {
  const group = apiGroup(apiVersion);
  const isKnown = isBuiltInGroup(group) || isFluxGroup(group);
  return namespace === undefined && isKnown && !isClusterScoped(apiVersion, kind);
}

/** Options of a {@link HealthCheckExpression}. */
export const HEALTH_CHECK_EXPRESSION = object<HealthCheckExpression>({
  apiVersion: required(text),
  kind: required(text),
  current: required(text),
  inProgress: text,
  failed: text,
});

/** Options of an {@link ObjectSelector}. */
export const OBJECT_SELECTOR = object<ObjectSelector>({
  group: text,
  version: text,
  kind: text,
  name: text,
  namespace: text,
  labelSelector: text,
  annotationSelector: text,
});

/** Options of patches. */
export const KUSTOMIZE_PATCHES = list(object<KustomizePatch>({ patch: required(text), target: OBJECT_SELECTOR }));

/** Options of image replacements. */
export const KUSTOMIZE_IMAGES = list(
  object<KustomizeImage>({ name: required(text), newName: text, newTag: text, digest: text }),
);

/** Options of a {@link SubstituteReference}. */
export const SUBSTITUTE_REFERENCE = object<SubstituteReference>({
  kind: required(oneOf('ConfigMap', 'Secret')),
  name: required(text),
  optional: flag,
});

/** Options of {@link CommonMetadata}. */
export const COMMON_METADATA = object<CommonMetadata>({ labels: mapOf(text), annotations: mapOf(text) });
