import { dataLocation } from '../../core/data-location';
import { defined } from '../../core/defined';
import { isPlainMap } from '../../core/is-map';
import { compare } from '../../core/order';
import { SourceLocation } from '../../core/source-location';
import { App } from '../app';
import { Component } from '../component';
import { ResolvedSetting } from '../config';
import { FleetScope } from '../fleet';
import { fieldsOf, MergeRules, OverridableElement, plainValue } from '../override';
import { PlacementSpec } from '../placement';
import { presetOf } from '../preset';
import { Tenant, TenantTrack } from '../tenant';

/** The settings and overrides of one explainable element: a component, tenant, track or app. */
export interface ResolvedElement {
  /** Kind and address in the program: `component nginx`, `app shop/till`. */
  readonly name: string;
  /** The settings in its props. */
  readonly settings: readonly ResolvedSetting[];
  /** The overrides, the weakest first; undefined for none. */
  readonly overrides?: readonly ResolvedOverride[];
}

/** An override of one component, tenant, track or app. */
export interface ResolvedOverride {
  /** The targets that it applies to. */
  readonly placement: PlacementSpec;
  /** Precedence among overrides: the higher rank wins. */
  readonly rank: number;
  /** The settings that it applies there. */
  readonly settings: readonly ResolvedSetting[];
}

/** An element whose settings can be explained. */
export type ExplainedElement<C extends object> = App<C> | Component<C> | Tenant<C> | TenantTrack<C>;

type Values = Readonly<Record<string, unknown>>;

/** The name of an element in explanations. */
export function elementName<C extends object>(element: ExplainedElement<C>): string {
  const [kind] = element.node.id.split(':');
  const names = element.node.scopes.slice(1).map((scope) => (scope as unknown as { readonly name: string }).name);
  const preset = element instanceof Component ? presetOf(element) : undefined;
  return `${kind} ${names.join('/')}${preset ? ` of preset ${preset.name}` : ''}`;
}

/** The settings of an element that can be explained. */
export function explainedKeys<C extends object>(element: ExplainedElement<C>): string[] {
  const { replaced, keyed, appended } = fieldsOf(element).explained;
  return [...replaced, ...keyed, ...appended];
}

/** All explainable elements, sorted by name. */
export function resolvedElements<C extends object>(fleet: FleetScope<C>): ResolvedElement[] {
  return fleet.node
    .findAll()
    .filter((child): child is ExplainedElement<C> & typeof child => child instanceof OverridableElement)
    .map(resolvedElement)
    .sort((a, b) => compare(a.name, b.name));
}

function resolvedElement<C extends object>(element: ExplainedElement<C>): ResolvedElement {
  const rules = fieldsOf(element).explained;
  const overrides = element.overrides.map(({ placement, settings, rank, location }): ResolvedOverride => ({
    placement: placement.spec,
    rank,
    settings: settingsOf(rules, settings as Values, settings as Values, location),
  }));
  const text = (override: ResolvedOverride) => JSON.stringify([override.placement, override.settings]);
  overrides.sort((a, b) => a.rank - b.rank || compare(text(a), text(b)));
  return {
    name: elementName(element),
    settings: settingsOf(rules, element.props as Values, element.props as Values, element.location),
    ...defined({ overrides: overrides.length > 0 ? overrides : undefined }),
  };
}

/**
 * The settings of a statement, key by key.
 *
 * @param given the settings as in the program, with functions unevaluated
 * @param values the same, evaluated at a target; equal to `given` without a target
 * @param items for each list that is appended to, the number of items from weaker statements
 */
export function settingsOf(
  { replaced, keyed, appended }: MergeRules,
  given: Values,
  values: Values,
  location: SourceLocation | undefined,
  items: ReadonlyMap<string, number> = new Map(),
): ResolvedSetting[] {
  const settings: ResolvedSetting[] = [];
  const add = (path: readonly string[], value: unknown, kind: 'function' | undefined, at = location) => {
    // A function that fails, or is not evaluated, yields no value.
    const isMade = value !== FAILED && typeof value !== 'function';
    settings.push({
      path,
      ...defined({ kind, value: isMade ? plain(value) : undefined, location: at }),
    });
  };
  const addMap = (
    path: readonly string[],
    map: Values,
    kind: 'function' | undefined,
    around = location,
    within: readonly unknown[] = [map],
  ) => {
    for (const [key, value] of Object.entries(map)) {
      const at = dataLocation(map, key) ?? around;
      const isDeeper = isPlainMap(value) && Object.keys(value).length > 0 && !within.includes(value);
      if (isDeeper) addMap([...path, key], value, kind, at, [...within, value]);
      else add([...path, key], value, kind, at);
    }
    if (Object.keys(map).length === 0) add(path, map, kind, around);
  };
  for (const key of [...replaced, ...keyed, ...appended]) {
    const value = values[key];
    if (given[key] === undefined || value === undefined) continue;
    const kind = typeof given[key] === 'function' ? 'function' : undefined;
    const at = dataLocation(given, key) ?? location;
    if (keyed.includes(key) && isPlainMap(value)) addMap([key], value, kind, at);
    else if (appended.includes(key) && Array.isArray(value)) {
      const before = items.get(key) ?? 0;
      value.forEach((item, index) => add([key, String(before + index)], item, kind, at));
    } else add([key], value, kind, at);
  }
  return settings;
}

/** Placeholder for the value of a function of the program that failed. */
export const FAILED = Symbol('failed');

/** A copy as plain data; undefined for a value that is not plain data, which is an error where it is used. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? undefined : value;
  try {
    return JSON.parse(JSON.stringify(value, (_, inner: unknown) => plainValue(inner))) as unknown;
  } catch {
    return undefined;
  }
}
