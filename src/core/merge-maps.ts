type PlainMap = Readonly<Record<string, unknown>>;

/** Whether a value is a map. Maps are merged; everything else is replaced, objects of classes such as durations too. */
function isMap(value: unknown): value is PlainMap {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Deep merge of plain maps; the later one wins. Lists and values are replaced. Neither map is changed. */
export function mergeMaps(below: PlainMap, above: PlainMap): Record<string, unknown> {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    result[key] = isMap(value) ? mergeMaps(isMap(under) ? under : {}, value) : value;
  }
  return result;
}
