/** A source of numbers that a seed decides. */
export interface Random {
  /** A number from 0 to below `count`. */
  below(count: number): number;
  /** Whether an event of this probability happens. */
  chance(probability: number): boolean;
  /** An item of a list. */
  pick<T>(list: readonly T[]): T;
}

/** A source of numbers: `mulberry32`. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (count) => Math.floor(next() * count),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)] as never,
  };
}
