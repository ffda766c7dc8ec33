const constants = new WeakSet<object>();

/** Freezes plain data deeply. Many objects may share it, and a fact computed for it once holds for all of them. */
export function constant<T extends object>(data: T): T {
  freeze(data);
  constants.add(data);
  return data;
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
