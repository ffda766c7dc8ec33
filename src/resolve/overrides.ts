import { quote } from '../kubernetes/names';
import { DeliverySettings, Override } from '../model/delivery';
import { mergeMaps } from '../model/merge-maps';
import { HelmChart, Source } from '../model/source';
import { valueFor } from '../model/target';

/** Settings with the values of one place. */
export type Settled<T> = { -readonly [K in keyof DeliverySettings<T>]: ValueOf<DeliverySettings<T>[K], T> };

type ValueOf<V, T> = V extends (target: T) => infer R ? R : V extends (...args: never[]) => unknown ? never : V;

const REPLACED = ['chart', 'path', 'source', 'enabled'] as const;
const MERGED = ['values', 'substitutions', 'images'] as const;
const SETTINGS = [...REPLACED, ...MERGED, 'patches'] as const;

/** Where settings are settled. */
export interface SettleContext<T> {
  /** What their functions are given. */
  readonly target: T;
  /** Calls a function of the program that makes `what`; undefined when that fails. */
  readonly attempt: <V>(what: string, body: () => V) => V | undefined;
  /** Takes what two exceptions of one rank contradict each other in. */
  readonly conflict: (what: string) => void;
}

/**
 * The settings of one place: those of the props, with the exceptions for that place over them. Ranks go one over the other;
 * within a rank no order counts, so two exceptions that contradict are a conflict.
 */
export function settle<T extends Parameters<Override<T>['placement']['selects']>[0]>(
  props: DeliverySettings<T>,
  overrides: ReadonlyArray<Override<T>>,
  context: SettleContext<T>,
): Settled<T> {
  const own = evaluate(props, context);
  const here = overrides.filter(({ placement }) => placement.selects(context.target));
  if (here.length === 0) return own;
  const ranks = [...new Set(here.map(({ rank }) => rank))].sort((a, b) => a - b);
  return ranks.reduce((below, rank) => {
    const level = here.filter((one) => one.rank === rank).map(({ settings }) => evaluate(settings, context));
    return over(below, together(level, context.conflict));
  }, own);
}

function evaluate<T>(settings: DeliverySettings<T>, { target, attempt }: SettleContext<T>): Settled<T> {
  const settled: Record<string, unknown> = {};
  for (const key of SETTINGS) {
    const given = settings[key] as unknown;
    if (given === undefined) continue;
    const value =
      typeof given === 'function' ? attempt(`its ${key}`, () => returned(key, valueFor(given, target))) : given;
    if (value !== undefined) settled[key] = value;
  }
  return settled;
}

/** A function may have no values to add, but says what there is and where it comes from. */
function returned(key: string, value: unknown): unknown {
  if (value === undefined && (REPLACED as readonly string[]).includes(key)) throw new Error('undefined was returned');
  return value;
}

/** Exceptions of one rank as one. */
function together<T>(level: ReadonlyArray<Settled<T>>, conflict: (what: string) => void): Settled<T> {
  const result: Record<string, unknown> = {};
  for (const key of REPLACED) {
    const values = new Map(
      level.flatMap((one) => (one[key] === undefined ? [] : [[identity(one[key]), one[key]] as const])),
    );
    if (values.size > 1) conflict(key);
    // Sorted, so that what goes on after a conflict does not depend on the order of statements.
    const [first] = [...values.keys()].sort();
    if (first !== undefined) result[key] = values.get(first);
  }
  for (const key of MERGED) {
    const maps = level.flatMap((one) => (isMap(one[key]) ? [one[key]] : []));
    const known = new Map<string, string>();
    for (const [path, value] of maps.flatMap((map) => leaves(map, []))) {
      const other = known.get(path);
      if (other !== undefined && other !== value) conflict(`${key} ${path}`);
      known.set(path, value);
    }
    const sorted = [...maps].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
    if (sorted.length > 0) result[key] = sorted.reduce<Record<string, unknown>>(mergeMaps, {});
  }
  const patches = level.map((one) => one.patches ?? []).sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
  if (patches.some(({ length }) => length > 0)) result.patches = patches.flat();
  return result;
}

function over<T>(below: Settled<T>, above: Settled<T>): Settled<T> {
  const result: Record<string, unknown> = { ...below };
  for (const key of REPLACED) if (above[key] !== undefined) result[key] = above[key];
  for (const key of MERGED) {
    if (above[key] === undefined) continue;
    const under = below[key];
    result[key] = isMap(under) ? mergeMaps(under, above[key] as Record<string, unknown>) : above[key];
  }
  if (above.patches !== undefined) result.patches = [...(below.patches ?? []), ...above.patches];
  return result;
}

function identity(value: unknown): string {
  return JSON.stringify(value instanceof HelmChart || value instanceof Source ? value.spec : value);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a map says, as paths and values: a list is one value. */
function leaves(value: unknown, path: readonly string[]): Array<readonly [path: string, value: string]> {
  if (!isMap(value) || Object.keys(value).length === 0)
    return [[quote(path.join('.')), identity(value) ?? 'undefined']];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
