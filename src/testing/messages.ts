import { firstNames } from '../core/first-names';
import { isMap } from '../core/is-map';
import { nearest } from '../core/nearest';
import { compare } from '../core/order';
import { JsonValue, KubernetesObject } from '../kubernetes/objects';
import { Redactor } from '../plan/diff/redact';
import { FoundObject, nameOf } from './found-object';
import { Difference, formatPath, shownValue } from './pattern';

/** Most candidates of a message, and most differences of each. */
const CANDIDATES = 3;
const DIFFERENCES = 5;

/** Something that may fit a pattern, with where it does not. */
export interface Candidate<T> {
  readonly value: T;
  readonly differences: readonly Difference[];
}

/** The candidates with the fewest differences, each with these: lines of a message. */
export function nearestLines<T>(
  candidates: ReadonlyArray<Candidate<T>>,
  nameFor: (value: T) => string,
  shownFor: (value: T) => Shown,
): string {
  const sorted = candidates
    .map((one) => ({ ...one, name: nameFor(one.value) }))
    .sort((a, b) => a.differences.length - b.differences.length || compare(a.name, b.name));
  const blocks = sorted.slice(0, CANDIDATES).map(({ name, value, differences }) => {
    return `\n  ${name}:${differenceLines(differences, shownFor(value))}`;
  });
  const more = sorted.length - CANDIDATES;
  return more > 0 ? `${blocks.join('')}\n  and ${more} more` : blocks.join('');
}

/** Gives the value at a path as a message may show it. */
export type Shown = (difference: Difference) => string;

/** As it is. */
export const plainly: Shown = ({ found }) => shownValue(found);

/** Without credentials. */
export function redactedFrom(object: KubernetesObject): Shown {
  const redactor = new Redactor(object, object);
  return ({ path, found }) => {
    if (found === undefined) return shownValue(found);
    const [key] = path;
    if (key === undefined) return 'the object';
    const whole = object[key] as JsonValue;
    return shownValue(valueAt(redactor.shown(String(key), whole, whole).from, path.slice(1)));
  };
}

/** The value at a path; where the way ends before, what it ends in, which stands for all below it. */
function valueAt(value: unknown, path: Difference['path']): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const isThere = Array.isArray(value) || isMap(value);
  return isThere ? valueAt((value as Readonly<Record<string | number, unknown>>)[key], rest) : value;
}

function differenceLines(differences: readonly Difference[], shown: Shown): string {
  const lines = differences.slice(0, DIFFERENCES).map((one) => {
    return `\n    ${formatPath(one.path) || 'it'} is ${shown(one)}, wanted ${one.wanted}`;
  });
  const more = differences.length - DIFFERENCES;
  return more > 0 ? `${lines.join('')}\n    and ${more} more differences` : lines.join('');
}

/** An object with its place, as candidates are named. */
export function placedName(found: FoundObject): string {
  return `${nameOf(found)} at ${found.at} (${found.file})`;
}

/** The alternative to a name: the nearest one, or the first ones. */
export function insteadOf(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  if (guess !== undefined) return `did you mean ${guess}?`;
  return known.length === 0 ? 'there is none' : `use one of ${firstNames([...known].sort(compare), 10)}`;
}
