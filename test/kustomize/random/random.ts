/** A seeded source of choices: the same seed makes the same choices everywhere. */
export class Random {
  private state: number;

  public constructor(seed: number) {
    this.state = (Math.imul(seed, 2_654_435_761) ^ 0x9e37_79b9) >>> 0;
    for (let at = 0; at < 4; at++) this.next();
  }

  /** A number from 0 up to 1. */
  public next(): number {
    this.state = (this.state + 0x6d2b_79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer from `from` to `to`. */
  public int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True in a share of the cases. */
  public chance(share: number): boolean {
    return this.next() < share;
  }

  public pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** Some of the items, each at most once, in their order. */
  public some<T>(items: readonly T[], share: number): T[] {
    return items.filter(() => this.chance(share));
  }

  public shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let at = result.length - 1; at > 0; at--) {
      const other = this.int(0, at);
      [result[at], result[other]] = [result[other]!, result[at]!];
    }
    return result;
  }
}
