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
