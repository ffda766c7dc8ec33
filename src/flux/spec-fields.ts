import { Duration } from 'cdk8s';
import { isPlainMap } from '../core/is-map';
import { checkDuration, formatDuration, SHORTEST_INTERVAL_MS } from '../kubernetes/durations';
import { quote } from '../kubernetes/names';

/** Partial spec under Flux's field names: maps hold the changes, lists are complete, `null` removes a field. */
export type SpecOverrides<Spec> = { readonly [Field in keyof Spec]?: OverrideOf<Spec[Field]> | null };

/** The override of one field of {@link SpecOverrides}. */
export type OverrideOf<Value> = Value extends Duration | readonly unknown[]
  ? Value
  : Value extends object
    ? SpecOverrides<Value>
    : Value;

/** A spec whose durations are objects or already formatted strings. */
export type SpecFields<Value> = Value extends Duration
  ? Duration | string
  : Value extends readonly (infer Item)[]
    ? readonly SpecFields<Item>[]
    : Value extends object
      ? { readonly [Field in keyof Value]: SpecFields<Value[Field]> }
      : Value;

/** A spec as a manifest contains it: durations are strings. */
export type WrittenSpec<Value> = Value extends Duration
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly WrittenSpec<Item>[]
    : Value extends object
      ? { readonly [Field in keyof Value]: WrittenSpec<Value[Field]> }
      : Value;

/** The duration fields of all kinds; no field of another type shares these names. */
export const DURATION_FIELDS: ReadonlySet<string> = new Set([
  'interval',
  'policyChangeDelay',
  'retryInterval',
  'timeout',
  'window',
]);

/** Fields with user-defined content, which is copied unchanged. */
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

/** Timeouts that reject hours although their kind accepts them: this one belongs to the source within a HelmRelease. */
const NO_HOURS: ReadonlySet<string> = new Set(['chart.spec.timeout']);

const GO_DURATION = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Fields as a manifest contains them: durations in Go's format, no undefined fields.
 *
 * @param hours whether timeouts may be written in hours
 * @throws Error when a duration is invalid
 */
export function writeFields<Spec>(fields: SpecFields<Spec>, hours: boolean): WrittenSpec<Spec> {
  return writeValue(fields, '', hours) as WrittenSpec<Spec>;
}

function writeValue(value: unknown, path: string, hours: boolean): unknown {
  if (Array.isArray(value)) return value.map((item, position) => writeValue(item, `${path}[${position}]`, hours));
  if (!isPlainMap(value)) return value;
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (field === undefined) continue;
    const below = path === '' ? name : `${path}.${name}`;
    if (DURATION_FIELDS.has(name)) result[name] = field === null ? null : writeDuration(name, field, below, hours);
    else result[name] = OPEN_FIELDS.has(name) ? field : writeValue(field, below, hours);
  }
  return result;
}

function writeDuration(name: string, value: unknown, path: string, hours: boolean): string {
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
 * Merges overrides over a spec: maps merge, other values are replaced, `null` removes a field.
 *
 * @throws Error when the overrides are not a map
 */
export function mergeOverrides<Spec>(
  spec: WrittenSpec<Spec>,
  overrides: SpecOverrides<Spec> | undefined,
  hours: boolean,
): WrittenSpec<Spec> {
  if (overrides === undefined) return spec;
  if (!isPlainMap(overrides))
    throw new Error(`specOverrides ${quote(overrides)} is not a map: give fields of the spec`);
  return mergeMaps(spec as Fields, writeValue(overrides, '', hours) as Fields, false) as WrittenSpec<Spec>;
}

function mergeMaps(base: Fields, over: Fields, open: boolean): Fields {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = base[name];
    // In user-defined content, such as Helm values, null is a value.
    if (value === null && !open) delete result[name];
    else if (isPlainMap(value))
      result[name] = mergeMaps(isPlainMap(below) ? below : {}, value, open || OPEN_FIELDS.has(name));
    else result[name] = value;
  }
  return result;
}
