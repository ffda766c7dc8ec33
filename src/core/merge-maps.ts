import { isPlainMap } from './is-map';

type PlainMap = Readonly<Record<string, unknown>>;

/** Deep merge of plain maps; the later one wins. Lists, values and objects of classes are replaced. Neither map is changed. */
export function mergeMaps(below: PlainMap, above: PlainMap): Record<string, unknown> {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    result[key] = isPlainMap(value) ? mergeMaps(isPlainMap(under) ? under : {}, value) : value;
  }
  return result;
}
