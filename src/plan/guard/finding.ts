import { defined } from '../../core/defined';
import { firstNames } from '../../core/first-names';
import { formatProblem, Problem } from '../../core/problem';
import { formatPlace, Place } from '../conventions/place';
import { plainLine } from '../diff/plain-line';
import { formatObject, ObjectName, OwnerName } from '../objects/comparison';

/** The rules of the guard. */
export type GuardFindingId =
  | 'account-removed'
  | 'acknowledgement-expired'
  | 'acknowledgement-needless'
  | 'broken-base'
  | 'broken-build'
  | 'canary-removed'
  | 'cluster-emptied'
  | 'cluster-removed'
  | 'declaration-expired'
  | 'declaration-invalid'
  | 'declaration-needless'
  | 'deletion-refused'
  | 'dependency-circle'
  | 'dependency-missing'
  | 'duplicate-owner'
  | 'element-replaced'
  | 'environment-removed'
  | 'fences-late'
  | 'fences-removed'
  | 'first-needless'
  | 'installer-changed'
  | 'kubeconfig-changed'
  | 'kustomization-renamed'
  | 'missing-path'
  | 'moved'
  | 'namespaces-emptied'
  | 'no-base'
  | 'not-evaluated'
  | 'plan-policy'
  | 'protected-removed'
  | 'recreated'
  | 'reference-missing'
  | 'replaced'
  | 'root-moved'
  | 'shard-removed'
  | 'share-removed'
  | 'source-missing'
  | 'source-unsigned'
  | 'source-new'
  | 'sync-contained'
  | 'sync-with-access'
  | 'target-namespace'
  | 'unit-emptied'
  | 'unlisted-file';

const IDS: Readonly<Record<GuardFindingId, true>> = {
  'account-removed': true,
  'acknowledgement-expired': true,
  'acknowledgement-needless': true,
  'broken-base': true,
  'broken-build': true,
  'canary-removed': true,
  'cluster-emptied': true,
  'cluster-removed': true,
  'declaration-expired': true,
  'declaration-invalid': true,
  'declaration-needless': true,
  'deletion-refused': true,
  'dependency-circle': true,
  'dependency-missing': true,
  'duplicate-owner': true,
  'element-replaced': true,
  'environment-removed': true,
  'fences-late': true,
  'fences-removed': true,
  'first-needless': true,
  'installer-changed': true,
  'kubeconfig-changed': true,
  'kustomization-renamed': true,
  'missing-path': true,
  moved: true,
  'namespaces-emptied': true,
  'no-base': true,
  'not-evaluated': true,
  'plan-policy': true,
  'protected-removed': true,
  recreated: true,
  'reference-missing': true,
  replaced: true,
  'root-moved': true,
  'shard-removed': true,
  'share-removed': true,
  'source-missing': true,
  'source-unsigned': true,
  'source-new': true,
  'sync-contained': true,
  'sync-with-access': true,
  'target-namespace': true,
  'unit-emptied': true,
  'unlisted-file': true,
};

/** All rules of the guard. */
export const GUARD_FINDINGS = Object.keys(IDS) as readonly GuardFindingId[];

/** A problem that the guard has found. Errors keep the new tree from being written. */
export interface GuardFinding extends Problem {
  readonly id: GuardFindingId;
  /** `error`: the new tree is refused. */
  readonly severity: 'error' | 'warning';
  /** The affected clusters, sorted. */
  readonly clusters: readonly string[];
  /** The affected object, if there is one. */
  readonly object?: ObjectName;
  /** Further objects that the same declaration would cover. */
  readonly others?: readonly ObjectName[];
  /** The affected Kustomization, if there is one. */
  readonly owner?: OwnerName;
  /** Safe steps to the same result. Each is a commit of its own, made when Flux has applied the one before. */
  readonly steps?: readonly string[];
}

/** A finding on one cluster, before equal findings of several clusters are merged. */
export interface ClusterFinding extends Omit<GuardFinding, 'at' | 'clusters' | 'message' | 'others'> {
  readonly place: Place;
  readonly cluster: string;
  /** The problem, without the name of its cluster. */
  readonly wrong: string;
  /** The advice after the colon; a function where it names the clusters of all findings that are merged. */
  readonly todo: string | ((clusters: readonly string[]) => string);
  /**
   * Merges the finding with all others of the same rule, place and advice, whatever their problems. The lowest rank is
   * named first.
   *
   * @default - merged with equal findings only
   */
  readonly rank?: number;
}

/** Merges equal findings of several clusters. Errors come first, then the order is by rule and place. */
export function collectFindings(found: Iterable<ClusterFinding>): GuardFinding[] {
  const groups = new Map<string, ClusterFinding[]>();
  for (const one of found) {
    const { environment, tenant, component, app } = one.place;
    const what = one.rank === undefined ? [app, one.wrong] : [];
    const key = JSON.stringify([one.severity, one.id, environment, tenant, component, adviceFor(one, []), ...what]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map(together).sort((a, b) => {
    const [left, right] = [a, b].map((one) => `${one.severity} ${one.id} ${formatProblem(one)}`) as [string, string];
    return left < right ? -1 : 1;
  });
}

/** The advice of a finding on some clusters. */
export function adviceFor({ todo }: ClusterFinding, clusters: readonly string[]): string {
  return typeof todo === 'string' ? todo : todo(clusters);
}

function together(group: readonly ClusterFinding[]): GuardFinding {
  const first = group.reduce((best, one) => ((one.rank ?? 0) < (best.rank ?? 0) ? one : best));
  const { id, severity, place, wrong, object, owner, steps } = first;
  const others = othersOf(group, object);
  const clusters = [...new Set(group.map(({ cluster }) => cluster))].filter((cluster) => cluster !== '').sort();
  const where = clusters.length > 1 ? ` (on ${clusters.length} clusters: ${firstNames(clusters)})` : '';
  return {
    id,
    severity,
    at: formatPlace(place, clusters[0]),
    message: `${wrong}${othersText(others)}${where}: ${adviceFor(first, clusters)}`,
    clusters,
    ...defined({ object, others: others.length > 0 ? others : undefined, owner, steps }),
  };
}

/** The other objects of a group by name, each once. */
function othersOf(group: readonly ClusterFinding[], first: ObjectName | undefined): readonly ObjectName[] {
  const sorted = group
    .flatMap(({ object, rank = 0 }) => (object ? [{ object, rank, name: formatObject(object) }] : []))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const byName = new Map(sorted.map(({ name, object }) => [name, object]));
  if (first) byName.delete(formatObject(first));
  return [...byName.values()];
}

function othersText(others: readonly ObjectName[]): string {
  if (others.length === 0) return '';
  return `; ${firstNames(others.map(formatObject))} ${others.length === 1 ? 'goes' : 'go'} as well`;
}

/** A finding as a plain problem, with its steps in the message. */
export function asProblem(finding: GuardFinding): Problem {
  return { id: finding.id, at: plainLine(finding.at), message: plainLine(`${finding.message}${stepsText(finding)}`) };
}

/** A finding as text, with its steps below it. */
export function formatFinding(finding: GuardFinding): string {
  return `${finding.severity} ${finding.id}: ${formatProblem(asProblem(finding))}`;
}

function stepsText({ steps = [] }: GuardFinding): string {
  return steps.map((step, index) => `\n    ${index + 1}. ${step}`).join('');
}
