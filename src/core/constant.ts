const constants = new WeakSet<object>();

/**
 * Freezes plain data with all that is in them. Many objects may hold them, and what is found out about them once holds
 * for all of these.
 */
export function constant<T extends object>(data: T): T {
  freeze(data);
  constants.add(data);
  return data;
}

/** Whether data are such that nothing in them can ever change. */
export function isConstant(data: object): boolean {
  return constants.has(data);
}

function freeze(data: object): void {
  Object.freeze(data);
  for (const value of Object.values(data) as unknown[]) {
    if (typeof value === 'object' && value !== null) freeze(value);
  }
}
