import { defined } from '../../core/defined';
import { formatProblem, Problem, Severity } from '../../core/problem';
import { formatObject, ObjectName, OwnerName } from '../compare/comparison';
import { formatPlace, Place } from '../conventions/place';

/** The rules of the guard. */
export type GuardFindingId =
  | 'account-removed'
  | 'broken-build'
  | 'cluster-emptied'
  | 'cluster-removed'
  | 'declaration-expired'
  | 'declaration-invalid'
  | 'declaration-needless'
  | 'deletion-refused'
  | 'first-needless'
  | 'kubeconfig-changed'
  | 'kustomization-renamed'
  | 'missing-path'
  | 'moved'
  | 'namespaces-emptied'
  | 'no-base'
  | 'not-evaluated'
  | 'protected-removed'
  | 'recreated'
  | 'replaced'
  | 'root-moved'
  | 'share-removed'
  | 'source-missing'
  | 'sync-contained'
  | 'sync-with-access'
  | 'target-namespace'
  | 'unit-emptied'
  | 'unlisted-file';

/** One thing that the guard has found. Anything that is an error keeps the new tree from being written. */
export interface GuardFinding extends Problem {
  readonly id: GuardFindingId;
  /** `error`: the new tree is refused. */
  readonly severity: Severity;
  /** The clusters that it is about, sorted. */
  readonly clusters: readonly string[];
  /** The object, if it is about one. */
  readonly object?: ObjectName;
  /** What goes with it, under the same declaration. */
  readonly others?: readonly ObjectName[];
  /** The Kustomization, if it is about one. */
  readonly owner?: OwnerName;
  /** What to do instead, one change to the committed tree after the other; the next one when the last one is in it. */
  readonly steps?: readonly string[];
}

/** A finding on one cluster, before the same ones of several clusters are put together. */
export interface FoundHere extends Omit<GuardFinding, 'at' | 'clusters' | 'message' | 'others'> {
  readonly place: Place;
  readonly cluster: string;
  /** What is wrong, without a cluster's name in it. */
  readonly wrong: string;
  /** What to do, after the colon. */
  readonly todo: string;
  /**
   * Set on what is one finding with all others of its rule and place that ask for the same; the lowest is told first.
   *
   * @default - it is one with those that say the same
   */
  readonly rank?: number;
}

/** Most clusters, and most objects, that a message names. */
const NAMED = 3;

/** Puts together what is found on several clusters in the same way. Errors come first, then by place and rule. */
export function collectFindings(found: Iterable<FoundHere>): GuardFinding[] {
  const groups = new Map<string, FoundHere[]>();
  for (const one of found) {
    const { environment, tenant, component, app } = one.place;
    const what = one.rank === undefined ? [app, one.wrong] : [];
    const key = JSON.stringify([one.severity, one.id, environment, tenant, component, one.todo, ...what]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map(together).sort((a, b) => {
    const [left, right] = [a, b].map((one) => `${one.severity} ${one.id} ${formatProblem(one)}`) as [string, string];
    return left < right ? -1 : 1;
  });
}

function together(group: readonly FoundHere[]): GuardFinding {
  const { id, severity, place, wrong, todo, object, owner, steps } = group.reduce((first, one) =>
    (one.rank ?? 0) < (first.rank ?? 0) ? one : first,
  );
  const others = othersOf(group, object);
  const clusters = [...new Set(group.map(({ cluster }) => cluster))].filter((cluster) => cluster !== '').sort();
  const more = clusters.length - NAMED;
  const named = `${clusters.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const where = clusters.length > 1 ? ` (on ${clusters.length} clusters: ${named})` : '';
  return {
    id,
    severity,
    at: formatPlace(place, clusters[0]),
    message: `${wrong}${othersText(others)}${where}: ${todo}`,
    clusters,
    ...defined({ object, others: others.length > 0 ? others : undefined, owner, steps }),
  };
}

/** The other objects of a group by name, each once. */
function othersOf(group: readonly FoundHere[], first: ObjectName | undefined): readonly ObjectName[] {
  const sorted = group
    .flatMap(({ object, rank = 0 }) => (object ? [{ object, rank, name: formatObject(object) }] : []))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const byName = new Map(sorted.map(({ name, object }) => [name, object]));
  if (first) byName.delete(formatObject(first));
  return [...byName.values()];
}

function othersText(others: readonly ObjectName[]): string {
  if (others.length === 0) return '';
  const more = others.length - NAMED;
  const named = others.slice(0, NAMED).map(formatObject);
  return `; ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${others.length === 1 ? 'goes' : 'go'} as well`;
}

/** A finding as a problem of a fleet: its steps are part of the message. */
export function asProblem(finding: GuardFinding): Problem {
  return { id: finding.id, at: finding.at, message: `${finding.message}${stepsText(finding)}` };
}

/** A finding as it is shown, with its steps below it. */
export function formatFinding(finding: GuardFinding): string {
  return `${finding.severity} ${finding.id}: ${formatProblem(asProblem(finding))}`;
}

function stepsText({ steps = [] }: GuardFinding): string {
  return steps.map((step, index) => `\n    ${index + 1}. ${step}`).join('');
}
