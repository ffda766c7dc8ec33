import { Fields, groupOf, isFields, KubeObject } from './objects';

/** Merge keys of lists in Kubernetes' own kinds. No others are supported. */
const MERGE_KEYS: Readonly<Record<string, string>> = { containers: 'name' };

/** Groups of custom kinds, in which a patch replaces whole lists. */
const CUSTOM = /\.fluxcd\.io$/;

/** An object with a strategic merge patch applied. */
export function patched(object: KubeObject, patch: KubeObject): KubeObject {
  const custom = CUSTOM.test(groupOf(object.apiVersion));
  return merge(object, patch, custom, `patch of ${patch.kind} ${patch.metadata.name}`) as KubeObject;
}

function merge(base: Fields, patch: Fields, custom: boolean, where: string): Fields {
  const result: Fields = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const field = `${where}: ${key}`;
    if (key.startsWith('$')) throw new Error(`${field} is a patch directive, which is not supported`);
    const old = base[key];
    if (value === null) delete result[key];
    else if (isFields(value)) result[key] = merge(isFields(old) ? old : {}, value, custom, field);
    else if (Array.isArray(value) && !custom) result[key] = mergeList(old, value, MERGE_KEYS[key], field);
    else result[key] = value;
  }
  return result;
}

/** A list of mappings merged by key, new ones last. Any other list is replaced. */
function mergeList(old: unknown, list: unknown[], mergeKey: string | undefined, where: string): unknown[] {
  if (!list.some(isFields)) return list;
  if (mergeKey === undefined) throw new Error(`${where} is a list of mappings, which no patch here can merge`);
  const entries = (Array.isArray(old) ? old : []) as Fields[];
  const patches = list as Fields[];
  const changed = entries.map((entry) => {
    const patch = patches.find((one) => one[mergeKey] === entry[mergeKey]);
    return patch ? merge(entry, patch, false, where) : entry;
  });
  return [...changed, ...patches.filter((one) => !entries.some((entry) => entry[mergeKey] === one[mergeKey]))];
}
