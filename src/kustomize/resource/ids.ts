import { Gvk } from '../data/gvk';
import { isClusterScopedKind } from '../data/scopes';

/** Identity of an object within a build. */
export interface ResourceId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Stands for the namespace of a cluster-scoped object. */
const NO_NAMESPACE = '_non_namespaceable_';

/** The parts of an `apiVersion`. */
export function groupAndVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return { group: '', version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The `apiVersion` of an identity. */
export function apiVersionOf({ group, version }: ResourceId): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Whether an object is certainly cluster-scoped. */
export function isClusterScopedId(id: ResourceId): boolean {
  return isClusterScopedKind(apiVersionOf(id), id.kind);
}

/** The namespace that counts: `default` for none, a mark of its own for cluster-scoped kinds. */
export function effectiveNamespace(id: ResourceId): string {
  if (isClusterScopedId(id)) return NO_NAMESPACE;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Equal texts for equal identities. */
export function idKey(id: ResourceId): string {
  return `${id.group}|${id.version}|${id.kind}|${id.name}|${effectiveNamespace(id)}`;
}

/** Whether two identities are equal apart from their namespace. */
export function isSameButNamespace(id: ResourceId, other: ResourceId): boolean {
  return id.name === other.name && id.kind === other.kind && id.group === other.group && id.version === other.version;
}

/** Whether a selector with exact parts selects a kind. */
export function isSelected(id: { group: string; version: string; kind: string }, by: Gvk): boolean {
  return (
    (!by.group || by.group === id.group) &&
    (!by.version || by.version === id.version) &&
    (!by.kind || by.kind === id.kind)
  );
}

/** An identity for messages. */
export function showId({ kind, name, namespace }: ResourceId): string {
  return `${kind} ${namespace === '' || namespace === NO_NAMESPACE ? '' : `${namespace}/`}${name}`;
}
