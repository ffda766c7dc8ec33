import { firstNames } from '../core/first-names';
import { isPlainMap } from '../core/is-map';
import { nearest } from '../core/nearest';
import { compare } from '../core/order';
import { DEPLOYABLE_KINDS } from '../kubernetes/resources';
import { PlacedUnit } from '../units/placed-unit';
import { FoundObject, objectsOfKind } from './found-object';
import { Candidate, insteadOf, nearestLines, placedName, redactedFrom } from './messages';
import { differencesOf, shownPattern } from './pattern';
import { TestingError } from './testing-error';

/** Units to look into. */
export interface Units {
  /** Their name in messages: an address, or the name of the fleet. */
  readonly at: string;
  /** The units. */
  readonly placed: readonly PlacedUnit[];
  /** All units of the fleet, to say where else an object is. */
  readonly everywhere: readonly PlacedUnit[];
}

/**
 * Expectations about objects: those of a whole fleet, of a target or of a cluster.
 *
 * In all of them, `kind` is a kind such as `Deployment`, with its API group where that is not clear:
 * `kustomize.toolkit.fluxcd.io/Kustomization`, `/Service` for the core group. A pattern is the part of an object that it
 * must have, see {@link Match}. Kinds are those of the generated folder: the Deployment of a Helm chart or of a tenant's
 * repository is not in it, its HelmRelease or Kustomization is.
 *
 * @example
 * const target: ObjectAssertions = testing.target('prod/eu-1/shop');
 * target.hasObject('ResourceQuota', { spec: { hard: { pods: '20' } } });
 * target.hasNoObject('Ingress');
 */
export class ObjectAssertions {
  /** @internal */
  constructor(private readonly load: () => Units) {}

  /**
   * Expects an object that fits.
   *
   * @throws TestingError with the nearest objects of the kind and where they differ
   *
   * @example
   * testing.target('prod/eu-1').hasObject('Deployment', { metadata: { name: 'web' }, spec: { replicas: 3 } });
   */
  public hasObject(kind: string, pattern: unknown = {}): void {
    const { at, placed, everywhere } = this.load();
    const { fitting, others } = sorted(placed, kind, pattern);
    if (fitting.length > 0) return;
    if (others.length === 0)
      throw new TestingError(`[${at}] ${noneOf(kind, placed)}${elsewhere(everywhere, kind, pattern)}`);
    const which = others.length === 1 ? 'the only one' : `the nearest of ${others.length}`;
    const what = `no ${kind} fits ${shownPattern(pattern)}: mend the program or the pattern, ${which} is`;
    throw new TestingError(`[${at}] ${what}${linesOf(others)}${elsewhere(everywhere, kind, pattern)}`);
  }

  /**
   * Expects that no object fits.
   *
   * @param pattern what no object may have; without it, there may be none of the kind
   * @throws TestingError with the objects that do
   *
   * @example
   * testing.hasNoObject('Service', { spec: { type: 'LoadBalancer' } });
   */
  public hasNoObject(kind: string, pattern: unknown = {}): void {
    this.hasCount(kind, 0, pattern);
  }

  /**
   * Expects a number of objects that fit.
   *
   * @throws TestingError with the number there is, and objects that fit or nearly do; also for a kind that looks misspelt
   *
   * @example
   * testing.target('prod/eu-1').hasCount('kustomize.toolkit.fluxcd.io/Kustomization', 3);
   */
  public hasCount(kind: string, count: number, pattern: unknown = {}): void {
    const { at, placed, everywhere } = this.load();
    const { fitting, others } = sorted(placed, kind, pattern);
    if (fitting.length === 0 && others.length === 0) demandKind(at, kind, everywhere);
    if (fitting.length === count) return;
    const isAny = isPlainMap(pattern) && Object.keys(pattern).length === 0;
    const what = isAny ? kind : `${kind} fitting ${shownPattern(pattern)}`;
    const wanted = `found ${fitting.length} of kind ${what}, wanted ${count}`;
    const found = fitting.map((one) => `\n  ${placedName(one)}`);
    const shown = found.length > 10 ? [...found.slice(0, 10), `\n  and ${found.length - 10} more`] : found;
    const near = fitting.length < count && others.length > 0 ? `\nNot fitting:${linesOf(others)}` : '';
    throw new TestingError(`[${at}] ${wanted}: mend the program or the number${shown.join('')}${near}`);
  }

  /**
   * Expects that there are objects of a kind, and that all of them fit.
   *
   * @throws TestingError with those that do not, or when there is none
   *
   * @example
   * testing.everyObject('Namespace', { metadata: { labels: Match.anything() } });
   */
  public everyObject(kind: string, pattern: unknown): void {
    const { at, placed } = this.load();
    const { fitting, others } = sorted(placed, kind, pattern);
    if (fitting.length === 0 && others.length === 0) throw new TestingError(`[${at}] ${noneOf(kind, placed)}`);
    if (others.length === 0) return;
    const some = `${others.length} of ${fitting.length + others.length} of kind ${kind} do not fit`;
    throw new TestingError(
      `[${at}] ${some} ${shownPattern(pattern)}: mend the program or the pattern${linesOf(others)}`,
    );
  }

  /**
   * The objects that fit, by place and file.
   *
   * @example
   * const images = testing.find('Deployment').map(({ object }) => object.spec);
   */
  public find(kind: string, pattern: unknown = {}): readonly FoundObject[] {
    return sorted(this.load().placed, kind, pattern).fitting;
  }
}

/** The objects of a kind, those that fit apart from the others. */
function sorted(
  placed: readonly PlacedUnit[],
  kind: string,
  pattern: unknown,
): { readonly fitting: readonly FoundObject[]; readonly others: ReadonlyArray<Candidate<FoundObject>> } {
  if (typeof kind !== 'string' || kind === '')
    throw new TestingError('the kind is missing: give one, such as Deployment');
  const objects = objectsOfKind(placed, kind);
  const candidates = objects.map((value) => ({ value, differences: differencesOf(pattern, value.object) }));
  return {
    fitting: candidates
      .filter(({ differences }) => differences.length === 0)
      .map(({ value }) => value)
      .sort((a, b) => compare(a.at, b.at) || compare(a.file, b.file)),
    others: candidates.filter(({ differences }) => differences.length > 0),
  };
}

function linesOf(candidates: ReadonlyArray<Candidate<FoundObject>>): string {
  return nearestLines(candidates, placedName, ({ object }) => redactedFrom(object));
}

/** Kinds that expectations are often about, whether the fleet has any or not. */
const COMMON_KINDS = Object.keys(DEPLOYABLE_KINDS).map((kind) => kind.slice(kind.indexOf('/') + 1));

/**
 * An expectation that there is none of a kind holds for every misspelt one, so that names near those of a known kind are
 * refused. One with a group is taken as it is.
 *
 * @throws TestingError for a kind that looks misspelt
 */
function demandKind(at: string, kind: string, everywhere: readonly PlacedUnit[]): void {
  const kinds = new Set(kindsOf(everywhere).map(({ name }) => name));
  if (kind.includes('/') || kinds.has(kind) || COMMON_KINDS.includes(kind)) return;
  const guess = nearest(kind, [...kinds, ...COMMON_KINDS], 1);
  if (guess === undefined) return;
  throw new TestingError(`[${at}] there is no kind ${kind}: did you mean ${guess}? If not, give its group as well`);
}

function kindsOf(placed: readonly PlacedUnit[]): Array<{ readonly group: string; readonly name: string }> {
  const identities = new Set(placed.flatMap(({ unit }) => unit.identities));
  return Array.from(identities, (identity) => {
    const [group = '', name = ''] = identity.split('/', 2);
    return { group, name };
  });
}

/** Says that there is none of a kind, and which kinds there are. */
function noneOf(kind: string, placed: readonly PlacedUnit[]): string {
  const names = kindsOf(placed).map(({ group, name }) => (kind.includes('/') ? `${group}/${name}` : name));
  return `there is no ${kind}: ${insteadOf(kind, [...new Set(names)])}`;
}

/** Where else in the fleet something fits. */
function elsewhere(everywhere: readonly PlacedUnit[], kind: string, pattern: unknown): string {
  const places = [...new Set(sorted(everywhere, kind, pattern).fitting.map(({ at }) => at))];
  return places.length === 0 ? '' : `\nOne that fits is at ${firstNames(places)}`;
}
