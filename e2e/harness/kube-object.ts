/** `metadata` of a Kubernetes object, as far as the harness reads it. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  managedFields?: { manager?: string; operation?: string; subresource?: string }[];
}

/** Any Kubernetes object. What depends on its kind is `unknown`: a test narrows it with {@link at}. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  [field: string]: unknown;
}

/** Names one object. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Left out for a cluster-scoped kind. */
  readonly namespace?: string;
}

/** A condition in an object's status. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  observedGeneration?: number;
  lastTransitionTime?: string;
}

/** The reference to an object. */
export function referenceTo({ apiVersion, kind, metadata }: KubeObject): ObjectReference {
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
}

/** A reference as errors print it: `Kustomization flux-system/apps`. */
export function describeObject({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The value at a path of fields, undefined where a field on the way is missing. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((parent, field) => (parent as Record<string, unknown> | undefined)?.[field], value);
}

/** {@link at} for a field that holds a text. */
export function textAt(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** A condition of an object. */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const conditions = (at(object, 'status', 'conditions') ?? []) as Condition[];
  return conditions.find((condition) => condition.type === type);
}
