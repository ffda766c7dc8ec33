import { quote } from '../kubernetes/names';
import { isMap } from '../model/config';
import { formatLocation, SourceLocation } from '../model/source-location';
import { ConfigPlan, LayersPlan, SettingPlan } from './config-plan';
import { compare } from './order';

/** What one layer says for a key. */
export interface Setting {
  /** The layer, such as `environment dev`. */
  readonly layer: string;
  /** The key that the layer sets: the one that is explained, one above it, or one below it. */
  readonly key: string;
  /** The value; undefined where the key is taken out, and for a function that is overridden or reads a missing key. */
  readonly value?: unknown;
  /** Whether the layer takes the key out, or makes the value with a function; undefined for a plain value. */
  readonly kind?: 'unset' | 'function';
  /** File and line, in the program or in a data file; undefined where they are not known. */
  readonly location?: SourceLocation;
}

/** Why a key has its value. */
export interface ExplainedValue {
  /** The key; a list is one value. */
  readonly key: string;
  /** The value; undefined where the key is taken out, or its function reads a missing key. */
  readonly value?: unknown;
  /** What set it. */
  readonly setBy: Setting;
  /** What that overrides, the strongest first. */
  readonly overrode: readonly Setting[];
}

/** Why configuration is what it is at one place. */
export interface Explanation {
  /** The place, as messages name it: `dev/eu-1`. */
  readonly at: string;
  /** The key that was asked for. */
  readonly key: string;
  /** Names of the layers that count at the place, the weakest first. */
  readonly layers: readonly string[];
  /** The key, or for a map each of its keys, sorted. Empty when no layer says anything. */
  readonly values: readonly ExplainedValue[];
}

/** A value while layers are put on each other. */
interface Leaf {
  readonly path: readonly string[];
  readonly setBy: Setting;
  readonly overrode: readonly Setting[];
}

/**
 * Why a key has its value at a place.
 *
 * @param layers what the layers say, at least those of the place
 * @param key the key, behind those of the maps it lies in: `database.host`
 */
export function explainConfig(at: string, layers: LayersPlan, config: ConfigPlan, key: string): Explanation {
  let leaves: Leaf[] = [];
  for (const layer of config.layers) {
    const said = (layers[layer] ?? [])
      .flatMap((setting) => withComputed(layer, setting, config))
      .filter(({ path }) => isRelated(path.join('.'), key));
    leaves = putOver(leaves, layer, said);
  }
  const values = leaves
    .map(({ path, setBy, overrode }) => ({ key: path.join('.'), ...valueOf(setBy), setBy, overrode }))
    .filter((value) => value.key === key || value.key.startsWith(`${key}.`))
    .sort((a, b) => compare(a.key, b.key));
  return { at, key, layers: config.layers, values };
}

/** A setting, with what its function makes at the place. */
function withComputed(layer: string, setting: SettingPlan, { computed = [] }: ConfigPlan): SettingPlan[] {
  if (setting.kind !== 'function') return [setting];
  const name = setting.path.join('.');
  const made = computed.find((one) => one.layer === layer && one.path.join('.') === name);
  return made ? [...leavesOf(setting, setting.path, made.value)] : [setting];
}

function* leavesOf(setting: SettingPlan, path: readonly string[], value: unknown): Generator<SettingPlan> {
  if (!isMap(value) || Object.keys(value).length === 0) {
    yield { ...setting, path, value };
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leavesOf(setting, [...path, key], inner);
}

/** One layer over what is below. A map only takes the place of what is no map. */
function putOver(below: readonly Leaf[], layer: string, said: readonly SettingPlan[]): Leaf[] {
  const replaced = new Set<Leaf>();
  const added = said.flatMap(({ path, ...setting }): Leaf[] => {
    const name = path.join('.');
    const under = below.filter((leaf) => isRelated(leaf.path.join('.'), name));
    // A map over what cannot be made cannot be read either.
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
  return isMap(value) && Object.keys(value).length === 0;
}

/** Whether two keys are the same, or one lies in the other. */
function isRelated(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

function valueOf({ value }: Setting): { readonly value?: unknown } {
  return value === undefined ? {} : { value };
}

/** An explanation as text: a line for each value, and below it one for each that it overrides. */
export function formatExplanation({ at, key, layers, values }: Explanation): string {
  if (values.length === 0) return `[${at}] config ${quote(key)} is set nowhere (looked in ${layers.join(', ')})`;
  return values
    .flatMap((one) => [
      `[${at}] config ${quote(one.key)} ${describe(one.setBy)}`,
      ...one.overrode.map((setting) => `  over ${describeOverridden(one.key, setting)}`),
    ])
    .join('\n');
}

function describe(setting: Setting): string {
  const by = `${setting.layer}${where(setting)}`;
  if (setting.kind === 'unset') return `is taken out by ${by}`;
  if (setting.kind === undefined) return `is ${JSON.stringify(setting.value)}, set by ${by}`;
  return setting.value === undefined
    ? `cannot be made here by the function of ${by}: it reads a key that is missing`
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
