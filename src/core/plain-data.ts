/** Message for a value that neither YAML nor JSON can represent. */
export function unwritable(value: unknown): string {
  return `a ${typeof value} cannot be written as YAML: use strings, numbers, booleans, lists and maps`;
}

/** Message for the first value that is not plain data; undefined if all are. */
export function plainFault(data: unknown): string | undefined {
  if (typeof data === 'object' && data !== null) {
    for (const value of Object.values(data)) {
      const fault = plainFault(value);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const isPlain = data === null || ['string', 'boolean', 'undefined'].includes(typeof data) || Number.isFinite(data);
  return isPlain ? undefined : unwritable(data);
}
