/** Any value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A map as JSON holds it. */
export type JsonObject = { [key: string]: JsonValue };

/** A Kubernetes object as plain data, as written to a file. */
export interface KubernetesObject {
  /** Group and version, such as `apps/v1`. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** The metadata, as far as this library reads it. */
  readonly metadata: {
    /** Name, unique within kind and namespace. */
    readonly name: string;
    /** Namespace; undefined for kinds that live outside namespaces. */
    readonly namespace?: string;
    /** Labels. */
    readonly labels?: Readonly<Record<string, string>>;
    /** Annotations. */
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The API group of an `apiVersion`: `apps` of `apps/v1`, the empty string of `v1`. */
export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/**
 * Identity of an object within a cluster, whatever its version: `group/kind/namespace/name`. Objects with the same
 * identity are one object to the API server.
 */
export function objectIdentity(object: KubernetesObject): string {
  const { name, namespace } = object.metadata;
  return `${apiGroup(object.apiVersion)}/${object.kind}/${namespace ?? ''}/${name}`;
}

/** An object's name as people write it, in acknowledgements and messages: `ConfigMap shop/settings`. */
export function objectName({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
