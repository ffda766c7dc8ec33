/** Compares by code units, so that the locale has no influence. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The items sorted by name: an order that does not depend on the program's statements. */
export function byName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compare(a.name, b.name));
}

/**
 * The cycles among items that point to others, each with its first item repeated at the end; empty if there are none.
 *
 * @param edges for each item, the items that it points to
 */
export function findCycles<T>(edges: ReadonlyMap<T, readonly T[]>): T[][] {
  const cycles: T[][] = [];
  const done = new Set<T>();
  const onPath: T[] = [];
  const visit = (item: T): void => {
    const start = onPath.indexOf(item);
    if (start >= 0) cycles.push([...onPath.slice(start), item]);
    if (start >= 0 || done.has(item)) return;
    onPath.push(item);
    for (const next of edges.get(item) ?? []) visit(next);
    onPath.pop();
    done.add(item);
  };
  for (const item of edges.keys()) visit(item);
  return cycles;
}
