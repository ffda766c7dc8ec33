import { dataLocation } from '../../core/data-location';
import { defined } from '../../core/defined';
import { compare } from '../../core/order';
import { SourceLocation } from '../../core/source-location';
import { App } from '../app';
import { Component } from '../component';
import { isMap, ResolvedSetting } from '../config';
import { FleetScope } from '../fleet';
import { fieldsOf, MergeRules, OverridableElement, plainValue } from '../override';
import { PlacementSpec } from '../placement';
import { presetOf } from '../preset';
import { Tenant, TenantTrack } from '../tenant';

/** What the program says of one component, tenant, track or app: whatever may be explained. */
export interface ResolvedElement {
  /** What it is, with its address in the program: `component nginx`, `app shop/till`. */
  readonly name: string;
  /** What it was made with. */
  readonly settings: readonly ResolvedSetting[];
  /** The overrides, the weakest first; undefined for none. */
  readonly overrides?: readonly ResolvedOverride[];
}

/** An override of one component, tenant, track or app. */
export interface ResolvedOverride {
  /** Where it counts. */
  readonly placement: PlacementSpec;
  /** Which of several wins: the one of the higher rank. */
  readonly rank: number;
  /** What it sets there. */
  readonly settings: readonly ResolvedSetting[];
}

/** Something that the program says settings of. */
export type ExplainedElement<C extends object> = App<C> | Component<C> | Tenant<C> | TenantTrack<C>;

type Values = Readonly<Record<string, unknown>>;

/** A thing as explanations name it. */
export function elementName<C extends object>(element: ExplainedElement<C>): string {
  const [kind] = element.node.id.split(':');
  const names = element.node.scopes.slice(1).map((scope) => (scope as unknown as { readonly name: string }).name);
  const preset = element instanceof Component ? presetOf(element) : undefined;
  return `${kind} ${names.join('/')}${preset ? ` of preset ${preset.name}` : ''}`;
}

/** What the program says of all that may be explained, by name. */
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
 * What a statement says, key by key.
 *
 * @param given what the program gave, where a function is one
 * @param values what that is at a place; the same without a place
 * @param items how many items of lists that are put one after the other come from weaker statements
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
    // What a function fails to make, or is not asked for, is no value.
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
      const isDeeper = isMap(value) && Object.keys(value).length > 0 && !within.includes(value);
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
    if (keyed.includes(key) && isMap(value)) addMap([key], value, kind, at);
    else if (appended.includes(key) && Array.isArray(value)) {
      const before = items.get(key) ?? 0;
      value.forEach((item, index) => add([key, String(before + index)], item, kind, at));
    } else add([key], value, kind, at);
  }
  return settings;
}

/** Stands for what a function of the program failed to make. */
export const FAILED = Symbol('failed');

/** A copy as plain data; undefined for what is none, which is an error where it is used. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? undefined : value;
  try {
    return JSON.parse(JSON.stringify(value, (_, inner: unknown) => plainValue(inner))) as unknown;
  } catch {
    return undefined;
  }
}
