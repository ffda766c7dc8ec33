import { isMap, valueAt } from '../json';
import { JsonObject, JsonValue } from '../objects';
import { itemKey, keyFields } from './list-items';

/**
 * The object after a server-side apply: fields of the new manifest count, those that only the old manifest has go, and
 * those that neither has stay as they are.
 *
 * @param live the object as the API server has it
 * @param old the manifest that was applied before
 * @param next the manifest that is applied
 */
export function apply(live: JsonObject, old: JsonObject, next: JsonObject): JsonObject {
  const result: Array<[string, JsonValue]> = [];
  for (const key of new Set([...Object.keys(live), ...Object.keys(next)])) {
    // Keys of a map may be named like methods that every object has.
    const [was, before, after] = [live, old, next].map((side) => valueAt(side, key));
    if (after === undefined || after === null) {
      if (before === undefined || before === null) result.push([key, structuredClone(was!)]);
    } else {
      result.push([key, applied(key, was, before, after)]);
    }
  }
  return Object.fromEntries(result);
}

function applied(key: string, was: JsonValue | undefined, before: JsonValue | undefined, after: JsonValue): JsonValue {
  if (isMap(was) && isMap(after)) return apply(was, isMap(before) ? before : {}, after);
  const fields = keyFields(key);
  if (fields === undefined || !Array.isArray(was) || !Array.isArray(after)) return structuredClone(after);
  const [lives, olds] = [was, Array.isArray(before) ? before : []].map(
    (list) => new Map(list.map((item) => [itemKey(item, fields), item])),
  );
  return after.map((item) => {
    const name = itemKey(item, fields);
    return applied('', lives!.get(name), olds!.get(name), item);
  });
}
