/** Compares by code units, so that no locale has a say. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same, sorted by name: an order that the program's statements have no part in. */
export function byName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compare(a.name, b.name));
}

/**
 * A cycle among items that name others, as the names on it with the first repeated at the end, or undefined.
 *
 * @param edges for each name, the names it points to
 */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const onPath: string[] = [];
  const visit = (name: string): string[] | undefined => {
    const start = onPath.indexOf(name);
    if (start >= 0) return [...onPath.slice(start), name];
    if (done.has(name)) return undefined;
    onPath.push(name);
    for (const next of edges.get(name) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    onPath.pop();
    done.add(name);
    return undefined;
  };
  for (const name of [...edges.keys()].sort(compare)) {
    const cycle = visit(name);
    if (cycle) return cycle;
  }
  return undefined;
}
