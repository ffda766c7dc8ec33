/** An object whose health a Kustomization waits for. */
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

/** How the health of a kind is read that does not follow the conventions: CEL expressions over the object. */
export interface HealthCheckExpression {
  /** API version and group, such as `cert-manager.io/v1`. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** When the object is as it should be. */
  readonly current: string;
  /** When it is on its way. */
  readonly inProgress?: string;
  /** When it has failed. */
  readonly failed?: string;
}

/** Which objects a patch or an exception is for: all that fit what is given. */
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
  /** Selector of labels, such as `app=web`. */
  readonly labelSelector?: string;
  /** Selector of annotations. */
  readonly annotationSelector?: string;
}

/** A patch applied to what the path holds. */
export interface KustomizePatch {
  /** Strategic merge patch, or a list of JSON 6902 operations, as YAML text. */
  readonly patch: string;
  /** Which objects are patched. */
  readonly target?: ObjectSelector;
}

/** Another image, tag or digest in the place of an image. */
export interface KustomizeImage {
  /** The image as it stands in the files, without a tag. */
  readonly name: string;
  /** The image that takes its place. */
  readonly newName?: string;
  /** Its tag. */
  readonly newTag?: string;
  /** Its digest, which wins over the tag. */
  readonly digest?: string;
}

/** A ConfigMap or Secret, of the same namespace, whose keys are substitution variables. */
export interface SubstituteReference {
  /** Kind. */
  readonly kind: 'ConfigMap' | 'Secret';
  /** Name. */
  readonly name: string;

  /**
   * Whether it may be missing.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** Labels and annotations for many objects. */
export interface CommonMetadata {
  /** Labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations. */
  readonly annotations?: Readonly<Record<string, string>>;
}
