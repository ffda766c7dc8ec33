import { isPlainMap } from '../../core/is-map';
import { compare } from '../../core/order';
import { formatLocation } from '../../core/source-location';
import { quote } from '../../kubernetes/names';
import { ResolvedConfig, ResolvedLayers, ResolvedSetting } from '../config';

/** The value of a key, and its origin. */
export interface ExplainedValue {
  /** The key; a list is one value. */
  readonly key: string;
  /** The value; undefined for a removed key, or where its function fails or reads a missing key. */
  readonly value?: unknown;
  /** The setting that wins. */
  readonly setBy: {
    /** The layer, such as `environment dev`, `component nginx` or `override`. */
    readonly layer: string;
    /** The key that the layer sets: the one that is explained, one above it, or one below it. */
    readonly key: string;
    /** The value; undefined for a removed key, and for a function that is overridden, fails or reads a missing key. */
    readonly value?: unknown;
    /** `unset` for a key that the layer removes, `function` for a computed value; undefined for a plain value. */
    readonly kind?: 'unset' | 'function';
    /** File and line, in the program or in a data file; undefined where they are not known. */
    readonly location?: {
      /** The file, from the working directory, with `/` between its parts. */
      readonly file: string;
      /** The line, beginning with 1. */
      readonly line: number;
      /** The column, beginning with 1; undefined for statements of the program. */
      readonly column?: number;
    };
  };
  /** The settings that it overrides, the strongest first. */
  readonly overrode: ReadonlyArray<ExplainedValue['setBy']>;
}

/** The setting of one layer for a key. */
export type Setting = ExplainedValue['setBy'];

/** The origin of values at one target: of configuration, or of the settings of a component, tenant, track or app. */
export interface Explanation {
  /** The target as in messages: `dev/eu-1`, followed by the element: `dev/eu-1/shop/till`. */
  readonly at: string;
  /** The explained element, such as `app shop/till`; undefined for configuration. */
  readonly of?: string;
  /** The key that was asked for. */
  readonly key: string;
  /** Names of the layers that apply to the target, the weakest first. */
  readonly layers: readonly string[];
  /** The key, or for a map each of its keys, sorted. Empty when no layer sets anything. */
  readonly values: readonly ExplainedValue[];
}

/** One layer with its settings at a target, merged over those below it. */
export interface ExplainedLayer {
  /** The layer's name. */
  readonly name: string;
  /** The layer's settings at the target. */
  readonly settings: readonly ResolvedSetting[];
  /** Keys for which it discards the settings of layers below it. */
  readonly restarts?: readonly string[];
}

/** A value during the merge of layers. */
export interface Leaf {
  readonly path: readonly string[];
  readonly setBy: Setting;
  readonly overrode: readonly Setting[];
}

/**
 * Explains the value of a configuration key at a target.
 *
 * @param layers the settings of layers, at least of those that apply to the target
 * @param key the key, after those of the maps that contain it: `database.host`
 */
export function explainConfig(at: string, layers: ResolvedLayers, config: ResolvedConfig, key: string): Explanation {
  const said = config.layers.map((name) => ({
    name,
    settings: (layers[name] ?? []).flatMap((setting) => withComputed(name, setting, config)),
  }));
  return { at, key, ...explainLayers(said, key) };
}

/** Explains the value of a key in merged layers. */
export function explainLayers(layers: readonly ExplainedLayer[], key: string): Pick<Explanation, 'layers' | 'values'> {
  const values = leavesOf(layers, key)
    .map(({ path, setBy, overrode }) => ({ key: path.join('.'), ...valueOf(setBy), setBy, overrode }))
    .filter((value, _, all) => value.key === key || (isIn(value.key, key) && !all.some((one) => one.key === key)))
    .sort((a, b) => compare(a.key, b.key));
  return { layers: layers.map(({ name }) => name), values };
}

/** The merge result for a key of layers, the weakest first. */
export function leavesOf(layers: readonly ExplainedLayer[], key: string): readonly Leaf[] {
  return layers.reduce<readonly Leaf[]>((below, { name, settings, restarts = [] }) => {
    const said = settings.filter(({ path }) => isRelated(path.join('.'), key));
    const leaves = putOver(below, name, said);
    if (restarts.length === 0) return leaves;
    return leaves.filter((leaf) => !below.includes(leaf) || !restarts.some((one) => isIn(leaf.path.join('.'), one)));
  }, []);
}

/** A setting with the value that its function computes at the target. */
function withComputed(layer: string, setting: ResolvedSetting, { computed = [] }: ResolvedConfig): ResolvedSetting[] {
  if (setting.kind !== 'function') return [setting];
  const name = setting.path.join('.');
  const made = computed.find((one) => one.layer === layer && one.path.join('.') === name);
  return made ? [...settingsUnder(setting, setting.path, made.value)] : [setting];
}

/** Splits a setting of a map into one for each key. */
export function* settingsUnder(
  setting: ResolvedSetting,
  path: readonly string[],
  value: unknown,
): Generator<ResolvedSetting> {
  if (!isPlainMap(value) || Object.keys(value).length === 0) {
    yield { ...setting, path, value };
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* settingsUnder(setting, [...path, key], inner);
}

/** Merges one layer over those below. A map replaces only values that are no maps. */
function putOver(below: readonly Leaf[], layer: string, said: readonly ResolvedSetting[]): Leaf[] {
  const replaced = new Set<Leaf>();
  const added = said.flatMap(({ path, ...setting }): Leaf[] => {
    const name = path.join('.');
    // By path, as a name may hold a dot itself: the quotas of "services" and "services.nodeports" are two.
    const under = below.filter((leaf) => isOnWay(leaf.path, path));
    // A map over a value that cannot be computed cannot be read either.
    const isOver = (leaf: Leaf) => leaf.path.length < path.length || isEmptyMap(setting);
    if (under.some((leaf) => isOver(leaf) && isUnknown(leaf.setBy))) return [];
    if (isEmptyMap(setting) && under.some((leaf) => leaf.path.length > path.length)) return [];
    for (const leaf of under) replaced.add(leaf);
    const overrode = under.flatMap((leaf) => {
      const isSame = leaf.path.length < path.length && isEmptyMap(leaf.setBy);
      return isSame ? leaf.overrode : [leaf.setBy, ...leaf.overrode];
    });
    const over = overrode.filter((one) => isRelated(one.key, name));
    return [{ path, setBy: { layer, key: name, ...setting }, overrode: over }];
  });
  return [...below.filter((leaf) => !replaced.has(leaf)), ...added];
}

function isUnknown({ kind, value }: Setting): boolean {
  return kind === 'function' && value === undefined;
}

function isEmptyMap({ value }: { readonly value?: unknown }): boolean {
  return isPlainMap(value) && Object.keys(value).length === 0;
}

/** True when one path is a prefix of the other. */
function isOnWay(a: readonly string[], b: readonly string[]): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.every((key, index) => key === longer[index]);
}

/** True when a key equals the other, or lies in it. */
function isIn(key: string, other: string): boolean {
  return key === other || key.startsWith(`${other}.`);
}

/** True when two keys are equal, or one lies in the other. */
function isRelated(a: string, b: string): boolean {
  return isIn(a, b) || isIn(b, a);
}

function valueOf({ value }: Setting): { readonly value?: unknown } {
  return value === undefined ? {} : { value };
}

/** An explanation as text: a line for each value, and below it one for each that it overrides. */
export function formatExplanation({ at, of, key, layers, values }: Explanation): string {
  const what = of === undefined ? 'config ' : '';
  if (values.length === 0) return `[${at}] ${what}${quote(key)} is set nowhere (looked in ${layers.join(', ')})`;
  return values
    .flatMap((one) => [
      `[${at}] ${what}${quote(one.key)} ${describe(one.setBy, of === undefined)}`,
      ...one.overrode.map((setting) => `  over ${describeOverridden(one.key, setting)}`),
    ])
    .join('\n');
}

function describe(setting: Setting, isConfig: boolean): string {
  const by = `${setting.layer}${where(setting)}`;
  if (setting.kind === 'unset') return `is taken out by ${by}`;
  if (setting.kind === undefined) return `is ${JSON.stringify(setting.value)}, set by ${by}`;
  return setting.value === undefined
    ? `cannot be made here by the function of ${by}: it ${isConfig ? 'reads a key that is missing' : 'fails'}`
    : `is ${JSON.stringify(setting.value)}, made by a function of ${by}`;
}

function describeOverridden(key: string, setting: Setting): string {
  const what =
    setting.kind === 'unset'
      ? 'its removal'
      : setting.value === undefined
        ? 'a function'
        : JSON.stringify(setting.value);
  const other = setting.key === key ? '' : ` for ${quote(setting.key)}`;
  return `${what}${other} of ${setting.layer}${where(setting)}`;
}

function where({ location }: Setting): string {
  return location ? ` (${formatLocation(location)})` : '';
}
