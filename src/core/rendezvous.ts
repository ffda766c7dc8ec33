import { createHash } from 'node:crypto';

/** Places with their weights: one of weight 2 gets twice as many keys as one of weight 1. */
export type Weights = Readonly<Record<string, number>>;

/**
 * The place of a key, by weighted rendezvous hashing: each place draws a number that depends on the key, on itself and on
 * its weight alone, and the highest one wins. So the place of a key depends on no other key. A new place only takes keys to
 * itself, and one that goes gives away only its own.
 *
 * @param weights at least one place; each weight above 0
 */
export function placeOfKey(key: string, weights: Weights): string {
  let best = '';
  let highest = -Infinity;
  for (const place of Object.keys(weights).sort()) {
    // -w / ln(u) with u evenly between 0 and 1 wins as often as w is of all weights.
    const drawn = -weights[place]! / Math.log(evenly(`${place}\n${key}`));
    if (drawn > highest) [best, highest] = [place, drawn];
  }
  return best;
}

/** A number above 0 and below 1 that depends on a text alone. */
function evenly(text: string): number {
  // 48 bits, which a number holds without rounding.
  return (createHash('sha256').update(text).digest().readUIntBE(0, 6) + 0.5) / 2 ** 48;
}
