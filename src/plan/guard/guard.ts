import type { CompareOptions } from '../compare/compare';
import type { EqualClusters } from '../compare/equal-clusters';
import { Comparison } from '../objects/comparison';
import { ManifestTree } from '../tree/manifest-tree';
import { acknowledged, Acknowledgement } from './acknowledgement';
import { Advice } from './advice';
import { Approvals, leaves, placeOfDeclaration } from './approval';
import { Declarations } from './declarations';
import { adviceFor, collectFindings, GuardFinding, ClusterFinding } from './finding';
import { emptiedFindings, fenceFindings, shareFindings } from './guard-amounts';
import { removalFindings } from './guard-removals';
import { unitFindings } from './guard-units';
import { valueFindings } from './guard-values';
import { Removal } from './removal';
import { WholeChange } from './whole-change';
import { wholeChanges } from './whole-changes';

/** Limits of undeclared removals. */
export interface GuardLimits {
  /**
   * Largest share of a cluster's objects that may be removed at once, between 0 and 1.
   *
   * @default 0.2
   */
  readonly share?: number;

  /**
   * Number of removed objects of a cluster from which on the share counts.
   *
   * @default 10
   */
  readonly objects?: number;

  /**
   * Number of namespaces, on all clusters together, from which on emptying them at once is refused.
   *
   * @default 2
   */
  readonly namespaces?: number;

  /**
   * Kinds whose removal needs a declaration, as `group/Kind` or `kind.group`, beside {@link PROTECTED_KINDS} and kinds
   * that hold data or machines.
   *
   * @default - none
   */
  readonly protected?: readonly string[];
}

/** Input of {@link guard}. */
export interface GuardInput extends CompareOptions {
  /**
   * The committed tree, which Flux follows now.
   *
   * @default - none, which is an error unless `first` is set
   */
  readonly base?: ManifestTree;

  /** The tree that replaces it. */
  readonly next: ManifestTree;

  /**
   * Whether there is no committed tree yet.
   *
   * @default false
   */
  readonly first?: boolean;

  /**
   * Removals that the program declares.
   *
   * @default - nothing
   */
  readonly declarations?: readonly Removal[];

  /** @default - see {@link GuardLimits} */
  readonly limits?: GuardLimits;

  /**
   * Findings that somebody has looked at.
   *
   * @default - none
   */
  readonly acknowledgements?: readonly Acknowledgement[];

  /**
   * The file that holds declarations and acknowledgements, such as `flux-fleet.yaml`: messages say what to write there.
   *
   * @default - messages say what to write in the program
   */
  readonly declaredIn?: string;

  /** The date as `YYYY-MM-DD`, for declarations that expire. */
  readonly today: string;
}

/** The guard's verdict. */
export interface GuardResult {
  /** The findings, errors first. */
  readonly findings: readonly GuardFinding[];
  /** Whether the new tree may be written: no finding is an error. */
  readonly passed: boolean;
  /** The comparison of the trees, for a report. */
  readonly comparison: Comparison;
}

/**
 * Refuses changes that would lose data or leave it behind: every removal must be declared, and every move must happen
 * in an order in which Flux cannot delete anything. Protection of an object is read from the base, as Flux reads it
 * from the live objects.
 *
 * @example
 * const { passed, findings } = guard({ base, next, declarations: [Removal.cluster('eu-3', { reason: 'shut down' })], today });
 */
export function guard(input: GuardInput): GuardResult {
  return guardPart(input);
}

/** As {@link guard}, with clusters that are left out of both trees because they are equal. */
export function guardPart(input: GuardInput, equal?: EqualClusters): GuardResult {
  const { base = ManifestTree.of([]), next } = input;
  // Loaded on first use: a run that changes no file does not compare.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { comparePart } = require('../compare/compare') as typeof import('../compare/compare');
  return guardComparison(comparePart(base, next, input, equal), { ...input, hasBase: base.size > 0 });
}

/** Findings about what few changes concern, each loaded with the first one. */
/* eslint-disable @typescript-eslint/no-require-imports */
function* seldomFindings(comparison: Comparison, approvals: Approvals, advice: Advice, mark?: string) {
  const { changes } = comparison;
  if (changes.some(({ startsVerifying }) => startsVerifying)) {
    const { signatureFindings } = require('./guard-signatures') as typeof import('./guard-signatures');
    yield* signatureFindings(comparison, mark);
  }
  if (changes.some(({ canary }) => canary !== undefined)) {
    const { canaryFindings } = require('./guard-canaries') as typeof import('./guard-canaries');
    yield* canaryFindings(comparison, approvals, advice);
  }
  if (changes.some(({ lostController }) => lostController !== undefined)) {
    const { shardFindings } = require('./guard-shards') as typeof import('./guard-shards');
    yield* shardFindings(comparison);
  }
}
/* eslint-enable @typescript-eslint/no-require-imports */

/** As {@link guard}, for trees that are compared already. */
export function guardComparison(
  comparison: Comparison,
  input: Omit<GuardInput, 'base' | 'next'> & { readonly hasBase: boolean },
): GuardResult {
  const { hasBase, first = false, declarations = [], limits = {}, today, acknowledgements = [] } = input;
  const advice = new Advice(input.declaredIn, input.conventions?.isProgram ?? false);
  const approvals = new Approvals(
    declarations.map(({ spec }) => spec),
    comparison,
    today,
  );
  const declared = new Declarations(comparison, advice);
  const wholes = wholeChanges(comparison, advice);
  const parts = [
    ...unitFindings(comparison, approvals, advice),
    ...removalFindings(comparison, approvals, declared, limits.protected ?? []),
    ...valueFindings(comparison, approvals, declared),
    ...seldomFindings(comparison, approvals, advice, input.conventions?.signedMark),
  ];
  const whole = inWholes(parts, wholes);
  const rest = {
    ...comparison,
    changes: comparison.changes.filter((change) => !whole.used.some(({ has }) => has(change))),
  };
  const isFence = input.conventions?.isFence;
  const withoutFences = isFence ? { ...rest, changes: rest.changes.filter(({ object }) => !isFence(object)) } : rest;
  const all = collectFindings([
    ...baseFindings(!hasBase, first),
    ...whole.findings,
    ...emptiedFindings(rest, approvals, limits.namespaces ?? 2, advice),
    ...shareFindings(withoutFences, approvals, limits.share ?? 0.2, limits.objects ?? 10),
    ...(isFence ? fenceFindings(comparison, isFence) : []),
    ...notEvaluatedFindings(comparison),
    ...declarationFindings(comparison, approvals, declarations, advice),
  ]);
  const findings = acknowledged(all, acknowledgements, today, advice.holder);
  return { findings, passed: findings.every(({ severity }) => severity !== 'error'), comparison };
}

/** Findings, with one about the whole in place of those about its parts. */
function inWholes(
  parts: readonly ClusterFinding[],
  wholes: readonly WholeChange[],
): { readonly findings: readonly ClusterFinding[]; readonly used: readonly WholeChange[] } {
  let findings = parts;
  const used: WholeChange[] = [];
  for (const whole of wholes) {
    if (!findings.some((one) => one.severity === 'error' && whole.covers(one))) continue;
    used.push(whole);
    findings = findings.filter((one) => !whole.covers(one));
  }
  return { findings: withoutCommon([...findings, ...used.flatMap(({ findings: wholly }) => wholly)]), used };
}

/**
 * Findings without those about what a tenant's apps have in common, where a finding about such an app says how it goes:
 * to remove the tenant would be another thing.
 */
function withoutCommon(findings: readonly ClusterFinding[]): readonly ClusterFinding[] {
  const keyOf = ({ place: { cluster, environment, tenant } }: ClusterFinding) =>
    JSON.stringify([cluster, environment, tenant]);
  const ofApps = findings.filter((one) => {
    return (
      one.severity === 'error' &&
      one.place.app !== undefined &&
      /Removal\.app\(|removals: \[\{ app:/.test(adviceFor(one, []))
    );
  });
  const tenants = new Set(ofApps.map(keyOf));
  const isCommon = ({ id, place: { unit, app } }: ClusterFinding) =>
    id === 'protected-removed' && unit === 'apps' && app === undefined;
  return findings.filter((one) => !isCommon(one) || !tenants.has(keyOf(one)));
}

function baseFindings(empty: boolean, first: boolean): ClusterFinding[] {
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

function notEvaluatedFindings({ notEvaluated }: Comparison): ClusterFinding[] {
  return (
    notEvaluated
      // A chart that changes is a change of its HelmRelease, which the plan shows.
      .filter(({ changed, reason }) => changed && reason !== 'chart')
      .flatMap(({ what, clusters }) =>
        clusters.map((cluster): ClusterFinding => ({
          id: 'not-evaluated',
          severity: 'warning',
          place: {},
          cluster,
          wrong: `${what} may change what is applied, and the trees do not tell how`,
          todo: 'look at what it does yourself',
        })),
      )
  );
}

function declarationFindings(
  comparison: Comparison,
  approvals: Approvals,
  declarations: readonly Removal[],
  advice: Advice,
): ClusterFinding[] {
  // Asks about every removal, so that a declaration counts as used even where the guard would not have refused.
  for (const change of comparison.changes) if (leaves(change)) approvals.covers(change);
  const { expired, needless } = approvals.leftOver();
  const common = { severity: 'warning', place: {}, cluster: '' } as const;
  return [
    ...expired.map((spec): ClusterFinding => ({
      ...common,
      id: 'declaration-expired',
      place: { cluster: placeOfDeclaration(spec) },
      wrong: `${advice.describe(spec)} ended on ${spec.until}`,
      todo: `take it out of ${advice.holder}, or give a later day`,
    })),
    ...needless.map((spec): ClusterFinding => {
      const stays = approvals.namesWhatStays(spec);
      return {
        ...common,
        id: 'declaration-needless',
        place: { cluster: placeOfDeclaration(spec) },
        wrong: `${advice.describe(spec)} declares ${stays ? 'the removal of what stays' : 'what nobody removes'}`,
        todo: stays
          ? `remove that as well, or take the declaration out of ${advice.holder}`
          : `take it out of ${advice.holder} once the change is merged`,
      };
    }),
    ...declarations.flatMap(({ problems, spec }) =>
      problems.map((text): ClusterFinding => {
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
