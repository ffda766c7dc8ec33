import { score } from '../../test/support/plan-corpus';
import type { Truth } from './oracle';
import type { Pair } from './pairs';

/** Sums over pairs of trees. */
export interface Totals {
  pairs: number;
  /** Objects that differ and that the plan has. */
  right: number;
  /** Objects that differ and that the plan has not. */
  missed: number;
  /** Objects that the plan has and that do not differ. */
  wrong: number;
  /** Missed objects of plans that do not say that something is unknown. */
  silent: number;
}

/** Sums of nothing. */
export function nothing(): Totals {
  return { pairs: 0, right: 0, missed: 0, wrong: 0, silent: 0 };
}

/** Adds a pair to sums, and returns lines about its differences. */
export function judge(name: string, { kind, files, edits }: Pair, truth: Truth, into: readonly Totals[]): string[] {
  if (truth.error !== undefined) throw new Error(`[${name}] the oracle fails at ${kind}: ${truth.error}`);
  const real = new Set(truth.changes.map(({ cluster, object }) => `${cluster}|${object}`));
  const { right, missed, wrong, isUnsure } = score(files, edits, real);
  for (const one of into) {
    one.pairs++;
    one.right += right.length;
    one.missed += missed.length;
    one.wrong += wrong.length;
    one.silent += isUnsure ? 0 : missed.length;
  }
  if (missed.length + wrong.length === 0) return [];
  return [
    `${name}: ${kind} (${[...edits.keys()].slice(0, 10).join(', ')})${isUnsure ? '' : ', silent'}`,
    ...missed.map((key) => `  missed ${key}`),
    ...wrong.map((key) => `  wrong ${key}`),
    ...Object.entries(truth.failing).map(([unit, reason]) => `  failing ${unit}: ${reason.slice(0, 200)}`),
  ];
}

/** Sums as a line. */
export function totalsLine(about: string, { pairs, right, missed, wrong, silent }: Totals): string {
  return `${about}: ${pairs} pairs, ${right} right, ${missed} missed, ${wrong} wrong, ${silent} silent`;
}

/** The share of what differs that the plan has. */
export function recall({ right, missed }: Totals): number {
  return ratio(right, missed);
}

/** The share of what the plan has that differs. */
export function precision({ right, wrong }: Totals): number {
  return ratio(right, wrong);
}

function ratio(right: number, other: number): number {
  return right + other === 0 ? 1 : right / (right + other);
}

/** A share for people. */
export function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}
