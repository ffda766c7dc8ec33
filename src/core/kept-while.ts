/**
 * A function whose result is kept for each argument as long as the argument's state is the same.
 *
 * @param stateOf a number that changes with the state, such as how many parts there are
 */
export function keptWhile<K extends object, V>(stateOf: (key: K) => number, make: (key: K) => V): (key: K) => V {
  const kept = new WeakMap<K, { readonly state: number; readonly value: V }>();
  return (key) => {
    const state = stateOf(key);
    const known = kept.get(key);
    if (known?.state === state) return known.value;
    const value = make(key);
    kept.set(key, { state, value });
    return value;
  };
}
