import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { isMap } from '../../core/is-map';
import { mergeMaps } from '../../core/merge-maps';
import { ProblemReporter } from '../../core/problem-reporter';
import { formatLocation } from '../../core/source-location';
import { formatDuration } from '../../kubernetes/durations';
import { quote } from '../../kubernetes/names';
import { Secret } from '../secret';
import { HelmChart, Source } from '../source';
import { valueFor } from '../target';
import { MergeRules } from './fields';
import { Override } from './override';

/** Settings with their values at one target. */
export type Settled<S, T> = { -readonly [K in keyof S]: ValueOf<S[K], T> };

type ValueOf<V, T> = V extends (target: T) => infer R ? R : V extends (...args: never[]) => unknown ? never : V;

/** Context in which settings are settled. */
export interface SettleContext<T> {
  /** Argument of the functions among the settings. */
  readonly target: T;
  /** Calls a user function that produces `what`; undefined if it fails. */
  readonly attempt: <V>(what: string, body: () => V) => V | undefined;
  /** Reports a setting in which overrides of one rank contradict each other, with those overrides. */
  readonly conflict: (what: string, by: ReadonlyArray<Override<unknown>>) => void;
}

/** Settle context of the element at `address`, which reports problems through `context`. */
export function settleContext<T>(context: ProblemReporter, address: readonly string[], target: T): SettleContext<T> {
  return {
    target,
    attempt: (what, body) => context.attempt(what, address, body),
    conflict: (what, by) => {
      const lines = [...new Set(by.flatMap(({ location }) => (location ? [formatLocation(location)] : [])))].sort();
      const where = lines.length > 0 ? ` (${lines.join(', ')})` : '';
      const message = `two overrides give ${what} different values here${where}: narrow one of their placements, or rank them`;
      context.report('override', address, message);
    },
  };
}

/** Target data that placements select by. */
export type Selectable = Parameters<Override<unknown>['placement']['selects']>[0];

type Values = Readonly<Record<string, unknown>>;

/** Values of one statement at one target. */
export interface SettledStatement {
  /** The values at the target. */
  readonly values: Values;
  /** The override; undefined for the props of the construct. */
  readonly override?: Override<unknown>;
}

/**
 * The settings at one target: those of the props, with the overrides for that target on top. A higher rank takes
 * precedence over a lower one; within a rank order does not count, so two contradicting overrides are a conflict.
 */
export function settle<S extends object, T extends Selectable>(
  rules: MergeRules<keyof S & string>,
  props: S,
  overrides: ReadonlyArray<Override<S>>,
  context: SettleContext<T>,
): Settled<S, T> {
  let settled = evaluate(rules, props, context);
  for (const level of overridesAt(rules, overrides, context)) {
    settled = over(rules, settled, together(rules, level, context.conflict));
  }
  return settled as Settled<S, T>;
}

/** Statements that apply at a target, lowest precedence first: the props, then the overrides grouped by rank. */
export function levelsAt<S extends object, T extends Selectable>(
  rules: MergeRules<keyof S & string>,
  props: S,
  overrides: ReadonlyArray<Override<S>>,
  context: SettleContext<T>,
): SettledStatement[][] {
  const own = [{ values: evaluate(rules, props, context) }];
  return [own, ...overridesAt(rules, overrides, context)];
}

/** Overrides that apply at a target, grouped by rank, lowest first. */
function overridesAt<S extends object, T extends Selectable>(
  rules: MergeRules<keyof S & string>,
  overrides: ReadonlyArray<Override<S>>,
  context: SettleContext<T>,
): SettledStatement[][] {
  const here = overrides.filter(({ placement }) => placement.selects(context.target));
  if (here.length === 0) return [];
  const ranks = [...new Set(here.map(({ rank }) => rank))].sort((a, b) => a - b);
  return ranks.map((rank) =>
    here
      .filter((one) => one.rank === rank)
      .map((override) => ({ values: evaluate(rules, override.settings, context), override }))
      // Makes the result after a conflict independent of the order of statements.
      .sort((a, b) => byIdentity(a.values, b.values)),
  );
}

function evaluate<S extends object, T>(
  { all }: MergeRules<keyof S & string>,
  settings: S,
  context: SettleContext<T>,
): Values {
  const values: Record<string, unknown> = {};
  for (const { key, required } of all) {
    const given: unknown = settings[key];
    if (given === undefined) continue;
    const value = typeof given === 'function' ? made(given, key, required, context) : given;
    if (value !== undefined) values[key] = value;
  }
  return values;
}

/** Result of a user function. Undefined is valid for fields such as `values`, but not for required ones. */
function made<T>(given: unknown, key: string, isRequired: boolean, { target, attempt }: SettleContext<T>): unknown {
  return attempt(`its ${key}`, () => {
    const value = valueFor(given, target);
    if (value === undefined && isRequired) throw new Error('undefined was returned');
    return value;
  });
}

/** Merges the overrides of one rank. */
function together(
  rules: MergeRules,
  level: readonly SettledStatement[],
  conflict: SettleContext<never>['conflict'],
): Values {
  const { replaced, keyed, appended } = rules;
  const [only] = level;
  if (level.length === 1 && only) return only.values;
  for (const [what, by] of contradictions(rules, level)) conflict(what, by);
  const said = level.map(({ values }) => values);
  const result: Record<string, unknown> = {};
  for (const key of replaced) {
    const values = new Map(
      said.flatMap((one) => (one[key] === undefined ? [] : [[identity(one[key]), one[key]] as const])),
    );
    const [first] = [...values.keys()].sort();
    if (first !== undefined) result[key] = values.get(first);
  }
  for (const key of keyed) {
    const given = said.flatMap((one) => (one[key] === undefined ? [] : [one[key]]));
    const maps = given.filter(isMap).sort(byIdentity);
    if (maps.length < given.length) result[key] = given.find((one) => !isMap(one));
    else if (maps.length > 0) result[key] = maps.reduce<Record<string, unknown>>(mergeMaps, {});
  }
  for (const key of appended) {
    const lists = said.map((one) => (one[key] ?? []) as readonly unknown[]);
    if (lists.some(({ length }) => length > 0)) {
      result[key] = lists.sort(byIdentity).flat();
    }
  }
  return result;
}

/** Settings to which overrides of one rank give different values, with the overrides that set them. */
function* contradictions(
  { replaced, keyed }: MergeRules,
  level: readonly SettledStatement[],
): Generator<readonly [what: string, by: ReadonlyArray<Override<unknown>>]> {
  const said = new Map<string, Said>();
  for (const { values, override } of level) {
    const note = (path: readonly string[], value: unknown) => {
      const name = JSON.stringify(path);
      const known = said.get(name) ?? { path, values: new Set(), by: [] };
      said.set(name, known);
      known.values.add(identity(value) ?? 'undefined');
      if (override) known.by.push(override);
    };
    for (const key of replaced) if (values[key] !== undefined) note([key], values[key]);
    for (const key of keyed) if (values[key] !== undefined) leaves(values[key], [key], note);
  }
  for (const { path, by } of [...said.values()]) {
    for (let length = 1; length < path.length; length++) {
      const above = said.get(JSON.stringify(path.slice(0, length)));
      // A plain value in one override contradicts a map with keys in another.
      if (above === undefined || (above.values.size === 1 && above.values.has('{}'))) continue;
      above.values.add('a map');
      above.by.push(...by);
    }
  }
  for (const { path, values, by } of said.values()) if (values.size > 1) yield [shownPath(path), by];
}

/** Values that overrides give one setting, or one key of it. */
interface Said {
  readonly path: readonly string[];
  readonly values: Set<string>;
  readonly by: Array<Override<unknown>>;
}

/** Name of a setting, or of a key of it, in messages. */
function shownPath([key = '', ...path]: readonly string[]): string {
  return path.length > 0 ? `${key} ${quote(path.join('.'))}` : key;
}

function over({ replaced, keyed, appended, restarting }: MergeRules, below: Values, above: Values): Values {
  const result: Record<string, unknown> = { ...below };
  for (const { key, restarts } of restarting) {
    if (above[key] !== undefined) for (const other of restarts) delete result[other];
  }
  for (const key of replaced) if (above[key] !== undefined) result[key] = above[key];
  for (const key of keyed) {
    if (above[key] === undefined) continue;
    const under = result[key];
    // A value that is not a map is reported by the field's check.
    result[key] = isMap(under) && isMap(above[key]) ? mergeMaps(under, above[key]) : above[key];
  }
  for (const key of appended) {
    if (above[key] === undefined) continue;
    result[key] = [...((below[key] ?? []) as readonly unknown[]), ...(above[key] as readonly unknown[])];
  }
  return result;
}

/** Plain data of a value: the spec of a source or chart, the name of a Secret or of any other construct. */
export function plainValue(value: unknown): unknown {
  if (value instanceof Source) return value.artifact ?? value.spec;
  if (value instanceof HelmChart) return value.spec;
  if (value instanceof Secret) return value.name;
  if (Array.isArray(value) && value.some((one) => one instanceof Secret)) return value.map(plainValue);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Construct) return 'name' in value ? value.name : value.node.id;
  return value;
}

/** Orders values by their content alone. */
function byIdentity(a: unknown, b: unknown): number {
  return identity(a) < identity(b) ? -1 : 1;
}

function identity(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => plainValue(inner));
}

/** Passes each leaf of a map to `take`; a list is one leaf. */
function leaves(
  value: unknown,
  path: readonly string[],
  take: (path: readonly string[], value: unknown) => void,
): void {
  if (!isMap(value) || Object.keys(value).length === 0) take(path, value);
  else for (const [key, inner] of Object.entries(value)) leaves(inner, [...path, key], take);
}
