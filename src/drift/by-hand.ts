import { isMap } from '../core/is-map';
import { JsonValue, KubernetesObject } from '../kubernetes/objects';

/** Managers whose fields kustomize-controller takes over, and so removes where no file has them. */
const TAKEN_OVER = /^(?:kubectl|before-first-apply)/;

interface ManagedFields {
  readonly manager?: string;
  readonly subresource?: string;
  readonly fieldsV1?: JsonValue;
}

/**
 * Fields that somebody added with kubectl and that no file has. A dry run keeps them, because they belong to another
 * manager; Flux first makes them its own, and then removes them.
 *
 * @returns their paths, such as `spec.template.metadata.annotations.kubectl.kubernetes.io/restartedAt`
 */
export function addedByHand(live: KubernetesObject, wanted: KubernetesObject): Array<readonly string[]> {
  const entries = (live.metadata as { readonly managedFields?: readonly ManagedFields[] }).managedFields ?? [];
  const own = entries.filter(({ manager = '', subresource }) => TAKEN_OVER.test(manager) && subresource === undefined);
  const others = entries.filter((entry) => !own.includes(entry) && entry.subresource === undefined);
  const kept = new Set(others.flatMap(({ fieldsV1 }) => leaves(fieldsV1).map((path) => path.join('\0'))));
  const all = new Map(own.flatMap(({ fieldsV1 }) => leaves(fieldsV1).map((path) => [path.join('\0'), path] as const)));
  return [...all]
    .filter(([key, path]) => !kept.has(key) && valueAt(wanted, path) === undefined && valueAt(live, path) !== undefined)
    .map(([, path]) => path);
}

/** A path of managed fields as people write it. */
export function pathText(path: readonly string[]): string {
  return path
    .map((step) => (step.startsWith('k:') || step.startsWith('v:') ? `[${step.slice(2)}]` : `.${step.slice(2)}`))
    .join('')
    .replace(/^\./, '');
}

/** The fields that a set names and that hold no others in it. */
function leaves(fields: JsonValue | undefined, path: readonly string[] = []): Array<readonly string[]> {
  if (!isMap(fields)) return [];
  const inner = Object.keys(fields).filter((key) => key !== '.');
  if (inner.length === 0) return path.length === 0 ? [] : [path];
  return inner.flatMap((key) => leaves((fields as Record<string, JsonValue>)[key], [...path, key]));
}

/** The value at a path of managed fields: `f:` names a field, `k:` an item by its keys, `v:` an item by its value. */
function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const step of path) {
    const rest = step.slice(2);
    if (step.startsWith('f:')) value = isMap(value) ? (value as Record<string, unknown>)[rest] : undefined;
    else if (!Array.isArray(value)) return undefined;
    else if (step.startsWith('k:')) value = value.find((item) => hasKeys(item, JSON.parse(rest) as object));
    else value = value.find((item) => JSON.stringify(item) === rest);
    if (value === undefined) return undefined;
  }
  return value;
}

/** Whether an item has these keys. The API server fills in defaults, such as the protocol of a port. */
function hasKeys(item: unknown, keys: object): boolean {
  return (
    isMap(item) &&
    Object.entries(keys).every(([key, wanted]) => {
      const given = (item as Record<string, unknown>)[key];
      return given === wanted || (given === undefined && wanted === 'TCP');
    })
  );
}
