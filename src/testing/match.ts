import { Difference, differencesOf, Matcher, shownPattern } from './pattern';
import { TestingError } from './testing-error';

/** A matcher that looks at a value as a whole. */
class ValueMatcher extends Matcher {
  constructor(
    public readonly wanted: string,
    private readonly fits: (value: unknown) => boolean,
  ) {
    super();
  }

  public override differences(found: unknown, path: Difference['path']): Difference[] {
    return this.fits(found) ? [] : [{ path, found, wanted: this.wanted }];
  }
}

/** A pattern whose maps may have no further keys. */
class ExactMatcher extends Matcher {
  public readonly wanted: string;

  constructor(private readonly pattern: unknown) {
    super();
    this.wanted = `exactly ${shownPattern(pattern)}`;
  }

  public override differences(value: unknown, path: Difference['path']): Difference[] {
    return differencesOf(this.pattern, value, path, true);
  }
}

/** A list that has an item of its own for each pattern. */
class ContainsMatcher extends Matcher {
  public readonly wanted: string;

  constructor(private readonly items: readonly unknown[]) {
    super();
    this.wanted = `a list with ${items.map(shownPattern).join(' and ')}`;
  }

  public override differences(value: unknown, path: Difference['path']): Difference[] {
    if (!Array.isArray(value)) return [{ path, found: value, wanted: this.wanted }];
    const all = value as readonly unknown[];
    const fits = (item: unknown, index: number) => differencesOf(item, all[index], [...path, index]).length === 0;
    const taken = new Map<number, unknown>();
    const missing = this.items.filter((item) => !assign(item, all.length, fits, taken, new Set()));
    return missing.flatMap((item) => nearestIn(item, all, path) ?? [{ path, found: value, wanted: this.wanted }]);
  }
}

/**
 * Gives a pattern an index that it fits, and moves others that have it to one of theirs (an augmenting path), so that the
 * order of patterns does not decide.
 */
function assign(
  item: unknown,
  size: number,
  fits: (item: unknown, index: number) => boolean,
  taken: Map<number, unknown>,
  seen: Set<number>,
): boolean {
  for (let index = 0; index < size; index++) {
    if (seen.has(index) || !fits(item, index)) continue;
    seen.add(index);
    const holder = taken.get(index);
    if (!taken.has(index) || assign(holder, size, fits, taken, seen)) {
      taken.set(index, item);
      return true;
    }
  }
  return false;
}

/** The differences from the item that is most like a pattern: of the same name, or with part of its fields. */
function nearestIn(item: unknown, all: readonly unknown[], path: Difference['path']): Difference[] | undefined {
  if (typeof item !== 'object' || item === null || item instanceof Matcher) return undefined;
  const wanted = Object.keys(item).length;
  const ranked = all
    .map((one, index) => differencesOf(item, one, [...path, index]))
    .filter((differences) => differences.length > 0 && differences.length < wanted)
    .sort((a, b) => a.length - b.length);
  return ranked[0];
}

/**
 * Patterns that say more than a value. Everywhere in a pattern, a plain map stands for a map with at least these keys, a
 * list for a list of just these items, a regular expression for text that it matches, and any other value for itself.
 *
 * @example
 * testing.target('prod/eu-1').hasObject('Deployment', {
 *   metadata: { name: 'web', annotations: Match.absent() },
 *   spec: { replicas: Match.where('at least 2', (value) => Number(value) >= 2) },
 * });
 */
export const Match = {
  /**
   * Anything that is there and not null.
   *
   * @example
   * const owned = { metadata: { labels: { team: Match.anything() } } };
   */
  anything: (): Matcher => new ValueMatcher('anything', (value) => value !== undefined && value !== null),

  /**
   * Nothing: the key is missing.
   *
   * @example
   * const unlimited = { spec: { replicas: Match.absent() } };
   */
  absent: (): Matcher => new ValueMatcher('nothing', (value) => value === undefined),

  /**
   * A value without further keys, at any depth.
   *
   * @example
   * const selector = { spec: { selector: Match.exact({ app: 'web' }) } };
   */
  exact: (pattern: unknown): Matcher => new ExactMatcher(pattern),

  /**
   * A list that has, in any order and among others, an item for each of these patterns.
   *
   * @example
   * const env = { spec: { template: { spec: { containers: Match.contains({ name: 'web', image: /@sha256:/ }) } } } };
   * @throws TestingError without a pattern
   */
  contains: (...items: readonly unknown[]): Matcher => {
    if (items.length > 0) return new ContainsMatcher(items);
    throw new TestingError('Match.contains has no pattern: give one for each item, or say Match.anything()');
  },

  /**
   * Whatever does not fit the pattern, and what is missing.
   *
   * @example
   * const moving = { spec: { ref: { tag: Match.not('latest') } } };
   */
  not: (pattern: unknown): Matcher =>
    new ValueMatcher(`not ${shownPattern(pattern)}`, (value) => differencesOf(pattern, value).length > 0),

  /**
   * Whatever a function takes.
   *
   * @param wanted what that is, for messages: the words after "wanted"
   * @param fits gets the value, undefined if nothing is there
   *
   * @example
   * const even = { spec: { replicas: Match.where('an even number', (value) => Number(value) % 2 === 0) } };
   */
  where: (wanted: string, fits: (value: unknown) => boolean): Matcher => new ValueMatcher(wanted, fits),
} as const;
