/** Median, minimum and maximum of some numbers. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws Error when there are no numbers */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) throw new Error('no measurement to take the median of');
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted[sorted.length - 1]! };
}

/** One point of a growth curve: size of the input and cost. */
export interface Point {
  readonly size: number;
  readonly cost: number;
}

/**
 * The exponent e of the curve cost = c * size^e with the best fit, by least squares of the logarithms. 1 is linear, 2
 * is quadratic, NaN means that a cost is not above zero.
 */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: cost > 0 ? Math.log(cost) : NaN }));
  const mean = (of: (log: { x: number; y: number }) => number) =>
    logs.reduce((sum, log) => sum + of(log), 0) / logs.length;
  const [x, y] = [mean((log) => log.x), mean((log) => log.y)];
  const slope = mean((log) => (log.x - x) * (log.y - y)) / mean((log) => (log.x - x) ** 2);
  return slope;
}
