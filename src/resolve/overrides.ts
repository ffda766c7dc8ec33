import { Construct } from 'constructs';
import { quote } from '../kubernetes/names';
import { DeliverySettings } from '../model/delivery';
import { mergeMaps } from '../model/merge-maps';
import { Override } from '../model/override';
import { HelmChart, Source } from '../model/source';
import { valueFor } from '../model/target';
import { Site } from './site';

/** Settings with the values of one place. */
export type Settled<S, T> = { -readonly [K in keyof S]: ValueOf<S[K], T> };

type ValueOf<V, T> = V extends (target: T) => infer R ? R : V extends (...args: never[]) => unknown ? never : V;

/** The settings of a kind of thing, by how what several statements say of one becomes one. */
export interface Vocabulary<S> {
  /** The stronger one's takes the place of the weaker one's. */
  readonly replaced: ReadonlyArray<keyof S & string>;
  /** Maps, merged key by key. */
  readonly merged: ReadonlyArray<keyof S & string>;
  /** Lists, put one after the other. */
  readonly added: ReadonlyArray<keyof S & string>;
  /** What functions have to give a value for. */
  readonly required: ReadonlyArray<keyof S & string>;
  /** A setting that leaves nothing of what weaker statements say of others. */
  readonly restart?: { readonly key: keyof S & string; readonly of: ReadonlyArray<keyof S & string> };
}

/** What a component or an app consists of. */
export const DELIVERY: Vocabulary<DeliverySettings<never>> = {
  replaced: ['chart', 'path', 'source', 'enabled'],
  merged: ['values', 'substitutions', 'images'],
  added: ['patches'],
  required: ['chart', 'path', 'source', 'enabled'],
};

/** Where settings are settled. */
export interface SettleContext<T> {
  /** What their functions are given. */
  readonly target: T;
  /** Calls a function of the program that makes `what`; undefined when that fails. */
  readonly attempt: <V>(what: string, body: () => V) => V | undefined;
  /** Takes what two exceptions of one rank contradict each other in. */
  readonly conflict: (what: string) => void;
}

/** Settles what is said of something at a place, and reports there what is wrong with it. */
export function settleContext<C extends object, T>(
  site: Site<C>,
  address: readonly string[],
  target: T,
): SettleContext<T> {
  return {
    target,
    attempt: (what, body) => site.attempt(what, address, body),
    conflict: (what) => {
      const message = `two overrides give ${what} different values here: narrow one of their placements, or rank them`;
      site.report('override', address, message);
    },
  };
}

/** What exceptions are chosen by. */
export type Selectable = Parameters<Override<unknown>['placement']['selects']>[0];

type Values = Readonly<Record<string, unknown>>;

/** What one statement says at a place. */
export interface SettledStatement {
  /** The values of the place. */
  readonly values: Values;
  /** The exception; undefined for what the thing was made with. */
  readonly override?: Override<unknown>;
}

/**
 * The settings of one place: those of the props, with the exceptions for that place over them. Ranks go one over the other;
 * within a rank no order counts, so two exceptions that contradict are a conflict.
 */
export function settle<S extends object, T extends Selectable>(
  vocabulary: Vocabulary<S>,
  props: S,
  overrides: ReadonlyArray<Override<S>>,
  context: SettleContext<T>,
): Settled<S, T> {
  const [own = [], ...ranks] = levelsAt(vocabulary, props, overrides, context);
  const settled = ranks.reduce<Values>(
    (below, level) => over(vocabulary, below, together(vocabulary, level, context.conflict)),
    own[0]?.values ?? {},
  );
  return settled as Settled<S, T>;
}

/** What counts at a place, the weakest first: what the thing was made with, then the exceptions, those of a rank together. */
export function levelsAt<S extends object, T extends Selectable>(
  vocabulary: Vocabulary<S>,
  props: S,
  overrides: ReadonlyArray<Override<S>>,
  context: SettleContext<T>,
): SettledStatement[][] {
  const own = [{ values: evaluate(vocabulary, props, context) }];
  const here = overrides.filter(({ placement }) => placement.selects(context.target));
  const ranks = [...new Set(here.map(({ rank }) => rank))].sort((a, b) => a - b);
  return [
    own,
    ...ranks.map((rank) =>
      here
        .filter((one) => one.rank === rank)
        .map((override) => ({ values: evaluate(vocabulary, override.settings, context), override }))
        // So that what goes on after a conflict does not depend on the order of statements.
        .sort((a, b) => (identity(a.values) < identity(b.values) ? -1 : 1)),
    ),
  ];
}

function evaluate<S extends object, T>(
  { replaced, merged, added, required }: Vocabulary<S>,
  settings: S,
  { target, attempt }: SettleContext<T>,
): Values {
  const values: Record<string, unknown> = {};
  for (const keys of [replaced, merged, added]) {
    for (const key of keys) {
      const given: unknown = settings[key];
      if (given === undefined) continue;
      const value = typeof given === 'function' ? attempt(`its ${key}`, () => call(key, given)) : given;
      if (value !== undefined) values[key] = value;
    }
  }
  return values;

  function call(key: keyof S & string, given: unknown): unknown {
    const value = valueFor(given, target);
    // A function may have no values to add, but says what there is and where it comes from.
    if (value === undefined && required.includes(key)) throw new Error('undefined was returned');
    return value;
  }
}

/** Exceptions of one rank as one. */
function together<S>(
  { replaced, merged, added }: Vocabulary<S>,
  level: readonly SettledStatement[],
  conflict: (what: string) => void,
): Values {
  const said = level.map(({ values }) => values);
  const result: Record<string, unknown> = {};
  for (const key of replaced) {
    const values = new Map(
      said.flatMap((one) => (one[key] === undefined ? [] : [[identity(one[key]), one[key]] as const])),
    );
    if (values.size > 1) conflict(key);
    const [first] = [...values.keys()].sort();
    if (first !== undefined) result[key] = values.get(first);
  }
  for (const key of merged) {
    const maps = said.flatMap((one) => (isMap(one[key]) ? [one[key]] : []));
    const known = new Map<string, string>();
    for (const [path, value] of maps.flatMap((map) => leaves(map, []))) {
      const other = known.get(path);
      if (other !== undefined && other !== value) conflict(`${key} ${path}`);
      known.set(path, value);
    }
    const sorted = [...maps].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
    if (sorted.length > 0) result[key] = sorted.reduce<Record<string, unknown>>(mergeMaps, {});
  }
  for (const key of added) {
    const lists = said.map((one) => (one[key] ?? []) as readonly unknown[]);
    if (lists.some(({ length }) => length > 0)) {
      result[key] = lists.sort((a, b) => (identity(a) < identity(b) ? -1 : 1)).flat();
    }
  }
  return result;
}

function over<S>({ replaced, merged, added, restart }: Vocabulary<S>, below: Values, above: Values): Values {
  const result: Record<string, unknown> = { ...below };
  if (restart && above[restart.key] !== undefined) for (const key of restart.of) delete result[key];
  for (const key of replaced) if (above[key] !== undefined) result[key] = above[key];
  for (const key of merged) {
    if (above[key] === undefined) continue;
    const under = result[key];
    result[key] = isMap(under) ? mergeMaps(under, above[key] as Record<string, unknown>) : above[key];
  }
  for (const key of added) {
    if (above[key] === undefined) continue;
    result[key] = [...((below[key] ?? []) as readonly unknown[]), ...(above[key] as readonly unknown[])];
  }
  return result;
}

/** What a value is as plain data: sources and charts as what they say, other constructs by their names. */
export function plainValue(value: unknown): unknown {
  if (value instanceof HelmChart || value instanceof Source) return value.spec;
  if (value instanceof Construct) return 'name' in value ? value.name : value.node.id;
  return value;
}

function identity(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => plainValue(inner));
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
