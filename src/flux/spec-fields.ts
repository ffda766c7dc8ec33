import { Duration } from 'cdk8s';
import { checkDuration, formatDuration, SHORTEST_INTERVAL_MS } from '../kubernetes/durations';
import { quote } from '../kubernetes/names';

/**
 * Fields of a spec by the names Flux has for them, each optional: maps hold what is to change, lists are given whole.
 * `null` takes a field out that would be there otherwise.
 */
export type SpecOverrides<Spec> = { readonly [Field in keyof Spec]?: OverrideOf<Spec[Field]> | null };

/** What {@link SpecOverrides} takes for one field. */
export type OverrideOf<Value> = Value extends Duration | readonly unknown[]
  ? Value
  : Value extends object
    ? SpecOverrides<Value>
    : Value;

/** A spec whose durations may have been written already. */
export type SpecFields<Value> = Value extends Duration
  ? Duration | string
  : Value extends readonly (infer Item)[]
    ? readonly SpecFields<Item>[]
    : Value extends object
      ? { readonly [Field in keyof Value]: SpecFields<Value[Field]> }
      : Value;

/** A spec as it stands in a manifest: durations are text. */
export type WrittenSpec<Value> = Value extends Duration
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly WrittenSpec<Item>[]
    : Value extends object
      ? { readonly [Field in keyof Value]: WrittenSpec<Value[Field]> }
      : Value;

/** The fields of all kinds that hold durations; no field of another type has one of these names. */
export const DURATION_FIELDS: ReadonlySet<string> = new Set([
  'interval',
  'policyChangeDelay',
  'retryInterval',
  'timeout',
  'window',
]);

/** The fields whose content is the user's own: what is in there is passed on as it is. */
export const OPEN_FIELDS: ReadonlySet<string> = new Set([
  'allowedAnnotations',
  'allowedLabels',
  'annotations',
  'defaultValues',
  'eventMetadata',
  'inputs',
  'labels',
  'matchLabels',
  'messageTemplateValues',
  'options',
  'resources',
  'substitute',
  'values',
]);

/** Timeouts that take no hours where those of their kind do: this one is of the source that a HelmRelease holds. */
const NO_HOURS: ReadonlySet<string> = new Set(['chart.spec.timeout']);

const GO_DURATION = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;

type Fields = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Fields as they stand in a manifest: durations in Go's notation, nothing that is undefined.
 *
 * @param hours whether timeouts may be written in hours
 * @throws Error when a duration is not one that Flux takes
 */
export function writeFields<Spec>(fields: SpecFields<Spec>, hours: boolean): WrittenSpec<Spec> {
  return written(fields, '', hours) as WrittenSpec<Spec>;
}

function written(value: unknown, path: string, hours: boolean): unknown {
  if (Array.isArray(value)) return value.map((item, position) => written(item, `${path}[${position}]`, hours));
  if (!isMap(value)) return value;
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (field === undefined) continue;
    const below = path === '' ? name : `${path}.${name}`;
    if (DURATION_FIELDS.has(name)) result[name] = field === null ? null : writtenDuration(name, field, below, hours);
    else result[name] = OPEN_FIELDS.has(name) ? field : written(field, below, hours);
  }
  return result;
}

function writtenDuration(name: string, value: unknown, path: string, hours: boolean): string {
  if (typeof value === 'string' && GO_DURATION.test(value)) return value;
  const problem = checkDuration(path, value as Duration, name === 'interval' ? SHORTEST_INTERVAL_MS : 0);
  if (problem) throw new Error(problem);
  return name === 'timeout' && (!hours || NO_HOURS.has(path))
    ? withoutHours(value as Duration)
    : formatDuration(value as Duration);
}

function withoutHours(value: Duration): string {
  const ms = value.toMilliseconds();
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/**
 * A spec with overrides merged over it: maps merge, everything else is replaced, `null` takes a field out.
 *
 * @throws Error when the overrides are not a map
 */
export function mergeOverrides<Spec>(
  spec: WrittenSpec<Spec>,
  overrides: SpecOverrides<Spec> | undefined,
  hours: boolean,
): WrittenSpec<Spec> {
  if (overrides === undefined) return spec;
  if (!isMap(overrides)) throw new Error(`specOverrides ${quote(overrides)} is not a map: give fields of the spec`);
  return merged(spec as Fields, written(overrides, '', hours) as Fields, false) as WrittenSpec<Spec>;
}

function merged(base: Fields, over: Fields, open: boolean): Fields {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = base[name];
    // In what is the user's own, such as Helm's values, null is a value.
    if (value === null && !open) delete result[name];
    else if (isMap(value)) result[name] = merged(isMap(below) ? below : {}, value, open || OPEN_FIELDS.has(name));
    else result[name] = value;
  }
  return result;
}
