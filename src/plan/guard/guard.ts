import { compare, CompareOptions } from '../compare/compare';
import { Comparison } from '../compare/comparison';
import { ManifestTree } from '../tree/manifest-tree';
import { Approvals, describeDeclaration, leaves, placeOfDeclaration } from './approval';
import { collectFindings, GuardFinding, FoundHere } from './finding';
import { emptiedFindings, shareFindings } from './guard-amounts';
import { removalFindings } from './guard-removals';
import { unitFindings } from './guard-units';
import { Removal } from './removal';

/** How much may go without a declaration. */
export interface GuardLimits {
  /**
   * Most of a cluster's objects that may go at once, as a share between 0 and 1.
   *
   * @default 0.2
   */
  readonly share?: number;

  /**
   * How many objects of a cluster must go for the share to count.
   *
   * @default 10
   */
  readonly objects?: number;

  /**
   * How many namespaces, of all clusters together, may not be emptied at once.
   *
   * @default 2
   */
  readonly namespaces?: number;

  /**
   * Kinds that may not go, in addition to those that always may not, as `group/Kind`.
   *
   * @default - none
   */
  readonly protected?: readonly string[];
}

/** What the guard decides about. */
export interface GuardInput extends CompareOptions {
  /**
   * The tree that Flux follows now, as it is committed.
   *
   * @default - none, which is an error unless it is the first one
   */
  readonly base?: ManifestTree;

  /** The tree that is to take its place. */
  readonly next: ManifestTree;

  /**
   * Whether there is no committed tree yet.
   *
   * @default false
   */
  readonly first?: boolean;

  /**
   * What the program says is meant to go.
   *
   * @default - nothing
   */
  readonly declarations?: readonly Removal[];

  /** @default - see {@link GuardLimits} */
  readonly limits?: GuardLimits;

  /** The date as `YYYY-MM-DD`, for declarations that end. */
  readonly today: string;
}

/** What the guard says. */
export interface GuardResult {
  /** What is wrong, errors first. */
  readonly findings: readonly GuardFinding[];
  /** Whether the new tree may be written: there is no error. */
  readonly passed: boolean;
  /** What changes, for a report. */
  readonly comparison: Comparison;
}

/**
 * Refuses what would lose data or leave it behind: everything that goes must be declared, and what moves must do so in
 * an order in which Flux cannot delete it. What protects an object is read from the base, as Flux reads it from the
 * live objects.
 *
 * @example
 * const { passed, findings } = guard({ base, next, declarations: [Removal.cluster('eu-3', { reason: 'shut down' })], today });
 */
export function guard(input: GuardInput): GuardResult {
  const { base = ManifestTree.of([]), next } = input;
  return guardComparison(compare(base, next, input), { ...input, hasBase: base.size > 0 });
}

/** As {@link guard}, when the trees were compared before. */
export function guardComparison(
  comparison: Comparison,
  input: Omit<GuardInput, 'base' | 'next'> & { readonly hasBase: boolean },
): GuardResult {
  const { hasBase, first = false, declarations = [], limits = {}, today } = input;
  const approvals = new Approvals(
    declarations.map(({ spec }) => spec),
    comparison,
    today,
  );
  const findings = collectFindings([
    ...baseFindings(!hasBase, first),
    ...unitFindings(comparison, approvals),
    ...removalFindings(comparison, approvals, limits.protected ?? []),
    ...emptiedFindings(comparison, approvals, limits.namespaces ?? 2),
    ...shareFindings(comparison, approvals, limits.share ?? 0.2, limits.objects ?? 10),
    ...notEvaluatedFindings(comparison),
    ...declarationFindings(comparison, approvals, declarations),
  ]);
  return { findings, passed: findings.every(({ severity }) => severity !== 'error'), comparison };
}

function baseFindings(empty: boolean, first: boolean): FoundHere[] {
  const common = { place: {}, cluster: '' };
  if (empty && !first) {
    const wrong = 'there is no committed tree to compare with, and nothing says that this is the first one';
    return [
      {
        ...common,
        id: 'no-base',
        severity: 'error',
        wrong,
        todo: 'give the ref that Flux follows, or say that it is the first',
      },
    ];
  }
  if (empty || !first) return [];
  const wrong = 'a committed tree is there, and yet this is said to be the first one';
  return [{ ...common, id: 'first-needless', severity: 'warning', wrong, todo: 'leave that out' }];
}

function notEvaluatedFindings({ notEvaluated }: Comparison): FoundHere[] {
  return notEvaluated
    .filter(({ changed }) => changed)
    .flatMap(({ what, clusters }) =>
      clusters.map((cluster): FoundHere => ({
        id: 'not-evaluated',
        severity: 'warning',
        place: {},
        cluster,
        wrong: `${what} changes and is not evaluated`,
        todo: 'look at what it does yourself',
      })),
    );
}

function declarationFindings(
  comparison: Comparison,
  approvals: Approvals,
  declarations: readonly Removal[],
): FoundHere[] {
  // Every removal is asked for, so that a declaration counts as used even where nothing needed it.
  for (const change of comparison.changes) if (leaves(change)) approvals.covers(change);
  const { expired, needless } = approvals.leftOver();
  const common = { severity: 'warning', place: {}, cluster: '' } as const;
  return [
    ...expired.map((spec): FoundHere => ({
      ...common,
      id: 'declaration-expired',
      place: { cluster: placeOfDeclaration(spec) },
      wrong: `${describeDeclaration(spec)} ended on ${spec.until}`,
      todo: 'take it out of the program, or give a later day',
    })),
    ...needless.map((spec): FoundHere => ({
      ...common,
      id: 'declaration-needless',
      place: { cluster: placeOfDeclaration(spec) },
      wrong: `${describeDeclaration(spec)} declares what nobody removes`,
      todo: 'take it out of the program once the change is merged',
    })),
    ...declarations.flatMap(({ problems, spec }) =>
      problems.map((text): FoundHere => {
        const colon = text.lastIndexOf(': ');
        const place = { cluster: placeOfDeclaration(spec) };
        return {
          id: 'declaration-invalid',
          severity: 'error',
          place,
          cluster: '',
          wrong: text.slice(0, colon),
          todo: text.slice(colon + 2),
        };
      }),
    ),
  ];
}
