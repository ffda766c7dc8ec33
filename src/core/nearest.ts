/** Edit distance of two names, ignoring case; neighbours that changed places count once. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let steps = Math.min(row[j - 1]! + (isSame ? 0 : 1), row[j]! + 1, next[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps = Math.min(steps, before[j - 2]! + 1);
      next.push(steps);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/**
 * The candidate most like a name, to recognise typing errors; undefined if none is close.
 *
 * @param furthest number of letters that may differ
 */
export function nearest(name: string, candidates: readonly string[], furthest = 2): string | undefined {
  const lower = name.toLowerCase();
  let best: { readonly candidate: string; readonly steps: number } | undefined;
  for (const candidate of candidates) {
    const steps = distance(lower, candidate.toLowerCase());
    if (steps <= furthest && steps < (best?.steps ?? Infinity)) best = { candidate, steps };
  }
  return best?.candidate;
}
