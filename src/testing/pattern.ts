import { isMap, isPlainMap } from '../core/is-map';
import { TestingError } from './testing-error';

/** A place at which a value does not fit a pattern. */
export interface Difference {
  /** The keys that lead to the value. */
  readonly path: readonly (string | number)[];
  /** The value found; undefined if nothing is there. */
  readonly found: unknown;
  /** The expectation, after the word "wanted". */
  readonly wanted: string;
}

type Path = Difference['path'];

/**
 * A pattern that is more than a value: made with {@link Match}.
 *
 * @example
 * const labelled: Matcher = Match.contains({ name: 'LOG_LEVEL' });
 */
export abstract class Matcher {
  /**
   * The expectation, in the words after "wanted".
   *
   * @internal
   */
  public abstract readonly wanted: string;

  /**
   * Where a value does not fit; undefined stands for a value that is not there.
   *
   * @internal
   */
  public abstract differences(value: unknown, path: Path): Difference[];
}

/** Longest text of a pattern or value in a message. */
const LONGEST = 100;

/**
 * Where a value does not fit a pattern. A map fits if it has the pattern's keys, each with a fitting value. A list fits if
 * it has as many items, each fitting the item at its place.
 *
 * @param isExact whether maps may have no further keys
 * @throws TestingError for a pattern that fits nothing
 */
export function differencesOf(pattern: unknown, value: unknown, path: Path = [], isExact = false): Difference[] {
  if (pattern instanceof Matcher) return pattern.differences(value, path);
  const differs = [{ path, found: value, wanted: shownPattern(pattern) }];
  if (pattern instanceof RegExp) return typeof value === 'string' && value.search(pattern) >= 0 ? [] : differs;
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return differs;
    if (value.length !== pattern.length) {
      return [{ path, found: value, wanted: `${counted(pattern.length)}, ${shownPattern(pattern)}` }];
    }
    return pattern.flatMap((item, index) => differencesOf(item, value[index], [...path, index], isExact));
  }
  if (isPlainMap(pattern)) {
    if (!isMap(value)) return differs;
    const inKeys = Object.entries(pattern).flatMap(([key, one]) => {
      const there = Object.hasOwn(value, key) ? value[key] : undefined;
      return differencesOf(one, there, [...path, key], isExact);
    });
    const more = isExact ? Object.keys(value).filter((key) => !Object.hasOwn(pattern, key)) : [];
    return [...inKeys, ...more.map((key) => ({ path: [...path, key], found: value[key], wanted: 'nothing' }))];
  }
  demandScalar(pattern, path);
  return pattern === value ? [] : differs;
}

/** @throws TestingError for what JSON cannot hold */
function demandScalar(pattern: unknown, path: Path): void {
  if (pattern === null || ['string', 'number', 'boolean'].includes(typeof pattern)) return;
  const where = path.length === 0 ? 'the pattern' : `${formatPath(path)} of the pattern`;
  const advice =
    pattern === undefined
      ? 'leave it out, or say Match.absent() if nothing may be there'
      : 'give a value, a regular expression or a matcher, such as Match.where';
  const given = typeof pattern === 'object' ? 'an object of a class' : typeof pattern;
  throw new TestingError(`${where} is ${given}: ${advice}`);
}

/** A path as text: `spec.containers[0].image`. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** A pattern as text, cut if it is long. */
export function shownPattern(pattern: unknown): string {
  return cut(patternText(pattern));
}

function patternText(pattern: unknown): string {
  if (pattern instanceof Matcher) return pattern.wanted;
  if (pattern instanceof RegExp) return `text that matches ${String(pattern)}`;
  if (Array.isArray(pattern)) return `[${pattern.map(patternText).join(', ')}]`;
  if (!isPlainMap(pattern)) return JSON.stringify(pattern) ?? String(pattern);
  const entries = Object.entries(pattern).map(([key, value]) => `${formatPath([key])}: ${patternText(value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A value found as text, cut if it is long. */
export function shownValue(value: unknown): string {
  return value === undefined ? 'missing' : cut(JSON.stringify(value));
}

function counted(items: number): string {
  return items === 1 ? '1 item' : `${items} items`;
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
