import { performance } from 'node:perf_hooks';

/** Minimum time of a task in seconds: shorter runs are not meaningful. */
const LEAST = 20;

/** Divides the time of a whole run, so that it ends on schedule however fast the machine is. */
export class Clock {
  private readonly end: number;

  /**
   * @param seconds time limit of the run
   * @param now current time in seconds, from any origin
   */
  constructor(
    seconds: number,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.end = now() + seconds;
  }

  /**
   * Seconds for the next task: its share of the remaining time by weight. Unused time goes to later tasks.
   *
   * @param weights weights of all remaining tasks, the next one first
   */
  public share(weights: readonly number[]): number {
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return Math.max(LEAST, ((this.end - this.now()) * weights[0]!) / all);
  }
}
