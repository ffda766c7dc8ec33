import { performance } from 'node:perf_hooks';

/** Least seconds that anything is given: less says nothing about any system. */
const LEAST = 20;

/** Deals out the time of a whole run, so that it ends when it was said to, however fast the machine is. */
export class Clock {
  private readonly end: number;

  /**
   * @param seconds how long the run may take
   * @param now seconds since any moment
   */
  constructor(
    seconds: number,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.end = now() + seconds;
  }

  /**
   * Seconds for the next of some tasks: its part by weight of what is left. What a task leaves over is for those after it.
   *
   * @param weights of all that is still to do, the next one first
   */
  public share(weights: readonly number[]): number {
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return Math.max(LEAST, ((this.end - this.now()) * weights[0]!) / all);
  }
}
