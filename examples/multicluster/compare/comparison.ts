import { Addition } from './additions';
import { Placed, placeOf } from './apply';
import { Difference, differences } from './diff';
import { LeftOut, Unreached } from './left-out';
import { counterpartsOf, MappingRule } from './mapping';
import { identity } from './objects';
import { Case, explains, Reason, World, worldOf } from './reason';

/** Input of a comparison. */
export interface Sides {
  /** Objects that the original applies. */
  readonly originals: readonly Placed[];
  /** Documents of the original that it never applies. */
  readonly unreached: readonly Unreached[];
  readonly ours: readonly Placed[];
}

/** Rules of a comparison. */
export interface Policy {
  readonly mapping: readonly MappingRule[];
  readonly reasons: readonly Reason[];
  readonly leftOut: readonly LeftOut[];
  readonly additions: readonly Addition[];
}

export type Result = 'same' | 'different' | 'not carried over' | 'unexplained';

/** One object of the original, and its counterpart. */
export interface Row {
  readonly original: string;
  /** The cluster that the original applies it to; undefined for unapplied objects and whole files. */
  readonly cluster?: string;
  readonly via?: string;
  readonly file: string;
  readonly ours: readonly string[];
  readonly result: Result;
  /** Names of the reasons, in the order of the list. */
  readonly reasons: readonly string[];
  /** Differences without a reason. */
  readonly problems: readonly string[];
}

/** Objects of ours without a counterpart. */
export interface Extra {
  readonly why: string;
  readonly places: readonly string[];
}

/** Result of a comparison. */
export interface Comparison {
  readonly rows: readonly Row[];
  readonly extras: readonly Extra[];
  /** Objects of ours without a counterpart or a group. */
  readonly strangers: readonly string[];
}

/** Accounts for every object of the original and of ours. */
export function compareSides(sides: Sides, policy: Policy): Comparison {
  const world = worldOf(sides.originals, sides.ours);
  const whole = sides.originals.filter((one) => leftOutOf(policy, one.file));
  const compared = sides.originals.filter((one) => !whole.includes(one));
  const rows = [
    ...wholeFiles(whole, policy),
    ...compared.map((original) => rowOf(original, policy, world)),
    ...sides.unreached.map((document) => unreachedRow(document, policy)),
  ];
  const used = new Set(
    compared.flatMap((original) => {
      const counterparts = counterpartsOf(policy.mapping, original);
      return [...counterparts.compared, ...counterparts.beside];
    }),
  );
  const alone = sides.ours.map(placeOf).filter((place) => !used.has(place));
  const groups = policy.additions.map(({ why, places }) => ({
    why,
    places: alone.filter((place) => places.some((pattern) => pattern.test(place))),
  }));
  return {
    rows,
    extras: groups.filter(({ places }) => places.length > 0),
    strangers: alone.filter((place) => !groups.some(({ places }) => places.includes(place))),
  };
}

function rowOf(original: Placed, policy: Policy, world: World): Row {
  const { compared, beside } = counterpartsOf(policy.mapping, original);
  const missing = [...compared, ...beside].filter((place) => !world.ours(place));
  const cases = compared.flatMap((place) => {
    const ours = world.ours(place);
    return ours ? fieldsOf(original, ours).map((field): Case => ({ ...field, original, ours, world })) : [];
  });
  const open = cases.filter((one) => !policy.reasons.some((reason) => explains(reason, one)));
  const problems = [...missing.map((place) => `${place} is missing`), ...open.map(describe)];
  const result = problems.length > 0 ? 'unexplained' : cases.length > 0 ? 'different' : 'same';
  return {
    original: identity(original.object),
    cluster: original.cluster,
    via: original.via,
    file: original.file,
    ours: [...compared, ...beside],
    result,
    reasons: policy.reasons.filter((reason) => cases.some((one) => explains(reason, one))).map(({ name }) => name),
    problems,
  };
}

/** The fields that differ, including the cluster. */
function fieldsOf(original: Placed, ours: Placed): Difference[] {
  const moved =
    original.cluster === ours.cluster ? [] : [{ field: 'cluster', was: original.cluster, is: ours.cluster }];
  return [...moved, ...differences(original.object, ours.object)];
}

function describe({ field, was, is, ours }: Case): string {
  const text = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value));
  return `${placeOf(ours)}: ${field} was ${text(was)} and is ${text(is)}`;
}

function leftOutOf(policy: Policy, file: string): LeftOut | undefined {
  return policy.leftOut.find(({ files }) => files.test(file));
}

/** One row per file that is left out as a whole, regardless of its objects and clusters. */
function wholeFiles(placed: readonly Placed[], policy: Policy): Row[] {
  return [...new Set(placed.map(({ file }) => file))].map((file) => {
    const all = placed.filter((one) => one.file === file);
    const objects = new Set(all.map(({ object }) => identity(object))).size;
    const clusters = [...new Set(all.map(({ cluster }) => cluster))];
    return leftOutRow(file, `${objects} objects on ${clusters.join(' and ')}`, leftOutOf(policy, file)!);
  });
}

function unreachedRow({ file, label }: Unreached, policy: Policy): Row {
  const reason = leftOutOf(policy, file);
  if (reason) return leftOutRow(file, label, reason);
  const problems = ['the original applies it nowhere, and no reason says why it is not carried over'];
  return { original: label, file, ours: [], result: 'unexplained', reasons: [], problems };
}

function leftOutRow(file: string, original: string, { name }: LeftOut): Row {
  return { original, file, ours: [], result: 'not carried over', reasons: [name], problems: [] };
}
