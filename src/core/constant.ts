const constants = new WeakSet<object>();

/** Freezes plain data deeply. Many objects may share it, and a fact computed for it once holds for all of them. */
export function constant<T extends object>(data: T): T {
  freeze(data);
  constants.add(data);
  return data;
}

const shared = new Map<string, object>();

/** Number of shared constants that are kept: fleets have a few, and a run that makes more gains nothing. */
const MOST_SHARED = 500;

/**
 * A constant with a copy of the data: the same one for all data that is equal, in the same order of keys.
 *
 * @param data texts, booleans, whole numbers, lists and maps
 */
export function sharedConstant<T extends object>(data: T): T {
  const key = JSON.stringify(data);
  const known = shared.get(key);
  if (known !== undefined) return known as T;
  if (shared.size >= MOST_SHARED) shared.clear();
  // A copy: whoever gives the data may change it, and keys of data tell frozen parts from others.
  const made = constant(JSON.parse(key) as T);
  shared.set(key, made);
  return made;
}

/** Whether {@link constant} froze the data, so that nothing in it can ever change. */
export function isConstant(data: object): boolean {
  return constants.has(data);
}

function freeze(data: object): void {
  Object.freeze(data);
  for (const value of Object.values(data) as unknown[]) {
    if (typeof value === 'object' && value !== null) freeze(value);
  }
}
