import { Comparison, formatObject, formatOwner, ObjectChange, ObjectName } from '../compare/comparison';
import { Place } from '../conventions/place';
import { isFluxKustomization } from '../tree/flux-spec';
import { ownerKey } from './approval';
import { ClusterFinding } from './finding';

/**
 * A change that people make as one statement and that takes apart into many: an environment that leaves a cluster, an app
 * that another tenant gets. One finding with the steps of the whole takes the place of the findings about its parts.
 */
export interface WholeChange {
  /** Whether a change of an object is a part. */
  readonly has: (change: ObjectChange) => boolean;
  /** Whether a finding is about a part. */
  readonly covers: (finding: ClusterFinding) => boolean;
  /** The findings about the whole, one for each cluster. */
  readonly findings: readonly ClusterFinding[];
}

/** Most clusters that a declaration in a step names. */
const LISTED = 12;

/** The changes of a comparison that have parts. Later ones leave the parts of earlier ones alone. */
export function wholeChanges(comparison: Comparison): WholeChange[] {
  const { changes } = comparison;
  return [
    ...brokenBuilds(comparison),
    ...movedClusters(changes),
    ...goneEnvironments(changes),
    ...replacedElements(changes),
  ];
}

/** Whether the old tree's Kustomization or object has no place in the new tree, or another one. */
function leavesPlace({ action }: ObjectChange): boolean {
  return action !== 'added' && action !== 'changed';
}

/** What the message of a broken build says of a file whose objects nobody can read. */
const UNREADABLE = /is not valid YAML|has conflict markers/;

/**
 * Kustomizations with a file that cannot be read, each with a finding of its own. What they applied seems to go for that
 * reason alone: whether it does shows when the file is mended.
 */
function* brokenBuilds({ changes, problems }: Comparison): Generator<WholeChange> {
  const broken = new Set(
    problems
      .filter(({ id, severity, message }) => severity === 'error' && id === 'broken-build' && UNREADABLE.test(message))
      .map(({ owner }) => ownerKey(owner)),
  );
  if (broken.size === 0) return;
  const isOfBroken = ({ from, chain }: ObjectChange) =>
    [...from.map(ownerKey), ...chain].some((key) => broken.has(key));
  const has = (change: ObjectChange) => leavesPlace(change) && change.to.length === 0 && isOfBroken(change);
  const nameOf = (cluster: string, object: ObjectName) => `${cluster}|${formatObject(object)}`;
  const objects = new Set(changes.filter(has).map(({ cluster, object }) => nameOf(cluster, object)));
  yield {
    has,
    covers: ({ id, cluster, object }) =>
      id !== 'broken-build' && object !== undefined && objects.has(nameOf(cluster, object)),
    findings: [],
  };
}

/** Remote clusters that another manager takes over: the Flux of the old one would delete what the new one applies. */
function* movedClusters(changes: readonly ObjectChange[]): Generator<WholeChange> {
  const moves = new Map<string, { readonly from: string; readonly to: string }>();
  for (const { action, cluster, from, to } of changes) {
    const [before, after] = [from[0]?.cluster, to[0]?.cluster];
    if (action !== 'moved' && action !== 're-owned') continue;
    if (before === undefined || after === undefined || before === after || cluster === before) continue;
    moves.set(cluster, { from: before, to: after });
  }
  for (const [cluster, { from, to }] of moves) {
    yield {
      has: (change) => leavesPlace(change) && change.place.cluster === cluster,
      covers: (finding) => finding.place.cluster === cluster,
      findings: [
        {
          id: 'moved',
          severity: 'error',
          place: { cluster },
          cluster,
          wrong: `cluster "${cluster}" goes from manager "${from}" to "${to}", and Flux on "${from}" deletes what it applied there while "${to}" applies it`,
          todo: 'leave it with its manager, or let the old one go first, which deletes and makes anew what is on the cluster',
          steps: [
            `give cluster ${cluster} drained: true and declare it with Removal.cluster('${cluster}', { reason: '…' }), commit that and let Flux apply it`,
            `take drained: true out, give it managedBy: ${to}, keep the declaration, and commit that`,
            `annotate and delete Namespace ${cluster} on ${from} by hand, and take the declaration out`,
          ],
        },
      ],
    };
  }
}

/** Environments that leave clusters, by their Kustomization or their control namespace. */
function* goneEnvironments(changes: readonly ObjectChange[]): Generator<WholeChange> {
  const gone = new Map<string, Set<string>>();
  for (const { action, object, place, cluster } of changes) {
    const { environment, tenant, component, app, unit } = place;
    if (action !== 'removed' && action !== 'renamed') continue;
    if (environment === undefined || (tenant ?? component ?? app ?? unit) !== undefined) continue;
    // On a cluster with Flux the control namespace tells it: the Kustomization is also removed when the environment is
    // just empty. On a remote cluster an environment has no namespace of its own.
    const isRemote = place.cluster !== undefined && place.cluster !== cluster;
    if (object.kind !== 'Namespace' && !(isRemote && isFluxKustomization(object))) continue;
    const clusters = gone.get(environment);
    if (clusters) clusters.add(place.cluster ?? cluster);
    else gone.set(environment, new Set([place.cluster ?? cluster]));
  }
  for (const [environment, clusters] of gone) {
    const names = [...clusters].sort();
    const isPart = (place: Place) => place.environment === environment && clusters.has(place.cluster ?? '');
    const next = successorOf(environment, clusters, changes);
    const wrong = `environment "${environment}" goes with the account that Flux needs to delete what is in it${next === undefined ? '' : `, and "${next}" has objects of the same names`}`;
    const steps = environmentSteps(environment, names, next);
    yield {
      has: (change) => leavesPlace(change) && isPart(change.place),
      covers: ({ place }) => isPart(place),
      findings: names.map((cluster) => ({
        id: 'environment-removed',
        severity: 'error',
        place: { environment, cluster },
        cluster,
        wrong,
        todo: 'keep it, or let it go in steps, which delete what is in it',
        steps,
      })),
    };
  }
}

/** An environment that takes over objects, as one does that is renamed and keeps its prefix. */
function successorOf(
  environment: string,
  clusters: ReadonlySet<string>,
  changes: readonly ObjectChange[],
): string | undefined {
  const isHere = ({ place }: ObjectChange) => clusters.has(place.cluster ?? '');
  const moves = changes.filter(
    (change) =>
      isHere(change) && change.place.environment === environment && change.to.length > 0 && leavesPlace(change),
  );
  const owners = new Set(moves.flatMap(({ to }) => to.map(formatOwner)));
  const added = changes.filter((change) => isHere(change) && change.action === 'added');
  return added.find(({ object, place }) => {
    return place.environment !== environment && owners.has(`${object.namespace}/${object.name}`);
  })?.place.environment;
}

function environmentSteps(environment: string, clusters: readonly string[], next: string | undefined): string[] {
  const isLong = clusters.length > LISTED;
  const on = isLong ? '' : `, on: { clusters: [${clusters.map((name) => `'${name}'`).join(', ')}] }`;
  const names = isLong ? `these ${clusters.length} clusters` : clusters.join(', ');
  const after = next === undefined ? '' : `, bring "${next}" in`;
  return [
    `list ${names} in drainedClusters of environment ${environment} and declare it with Removal.environment('${environment}', { reason: '…'${on} }), commit that and let Flux apply it`,
    `take ${names} out of clusters and drainedClusters of environment ${environment}, or all of it out of the program${after}, keep the declaration, and commit that`,
    'annotate and delete its control namespace by hand, and take the declaration out',
  ];
}

/** A component, or an app of a tenant, on a cluster. */
interface Element {
  readonly kind: 'app' | 'component';
  readonly name: string;
  readonly place: Place;
  /** Whether it has a Helm release. */
  isRelease: boolean;
  /** The namespace that it makes. */
  namespace?: string;
}

/**
 * Components that come under another name, apps with a chart that do, and apps that another tenant gets: what goes is
 * deleted while the new one starts, with nothing of the old one's data.
 */
function* replacedElements(changes: readonly ObjectChange[]): Generator<WholeChange> {
  const gone = new Map<string, Element>();
  const came = new Map<string, Element>();
  for (const { action, object, place, cluster } of changes) {
    const all = action === 'added' ? came : gone;
    const own = elementAt(place);
    if (own === undefined || (action !== 'removed' && action !== 'renamed' && action !== 'added')) continue;
    const key = JSON.stringify([place.cluster ?? cluster, place.environment, place.tenant, own.kind, own.name]);
    const element = all.get(key) ?? own;
    all.set(key, element);
    if (object.kind === 'HelmRelease') element.isRelease = true;
    if (object.kind === 'Namespace') element.namespace = object.name;
  }
  for (const [key, element] of gone) {
    if (came.has(key)) continue;
    const next = [...came].find(([other, one]) => !gone.has(other) && succeeds(element, one))?.[1];
    if (next !== undefined) yield replacement(element, next);
  }
}

function elementAt(place: Place): Element | undefined {
  if (place.app !== undefined) return { kind: 'app', name: place.app, place, isRelease: false };
  if (place.component === undefined) return undefined;
  return { kind: 'component', name: place.component, place, isRelease: false };
}

/** Whether an element that comes takes the place of one that goes. */
function succeeds(old: Element, next: Element): boolean {
  const [a, b] = [old.place, next.place];
  if (old.kind !== next.kind || a.cluster !== b.cluster || a.environment !== b.environment) return false;
  if (a.tenant !== b.tenant) return old.name === next.name;
  return old.kind === 'component' || (old.isRelease && next.isRelease);
}

function replacement(old: Element, next: Element): WholeChange {
  const { cluster = '', environment, tenant } = old.place;
  const [what, other] = [old, next].map(describe) as [string, string];
  const declaration =
    old.kind === 'app'
      ? `Removal.app('${tenant}', '${old.name}', { reason: '…' })`
      : `Removal.component('${old.name}', { reason: '…' })`;
  const isPart = (place: Place) =>
    place.cluster === cluster &&
    place.environment === environment &&
    place.tenant === tenant &&
    elementAt(place)?.name === old.name;
  return {
    has: (change) => leavesPlace(change) && isPart(change.place),
    covers: (finding) => isPart(finding.place),
    findings: [
      {
        id: 'element-replaced',
        severity: 'error',
        place: old.place,
        cluster,
        wrong: `${what} goes while ${other} comes, which takes over nothing of what it has`,
        todo: `keep it as it is, or go in steps; if nothing of it matters, declare it with ${declaration}`,
        steps: replacementSteps(old, next, declaration),
      },
    ],
  };
}

function replacementSteps(old: Element, next: Element, declaration: string): string[] {
  const [what, other] = [old, next].map(describe) as [string, string];
  if (!old.isRelease && old.kind === 'component' && old.namespace !== undefined) {
    return [
      `give ${what} prune: false, commit that and let Flux apply it`,
      `rename it to ${next.name} with prune: false and namespace: '${old.namespace}', commit that and let Flux apply it`,
      `take prune: false out`,
    ];
  }
  return [
    `keep ${what} and add ${other} beside it, commit that and let Flux apply it`,
    'move its data and its traffic to the new one',
    old.kind === 'app'
      ? `give ${what} enabled: false and declare it with ${declaration}, commit that and let Flux apply it`
      : `take ${what} out of the program, declare it with ${declaration}, and commit that`,
    old.kind === 'app' ? `take ${what} and the declaration out` : 'take the declaration out',
  ];
}

function describe({ kind, name, place }: Element): string {
  return kind === 'app' ? `app ${name} of tenant ${place.tenant}` : `component ${name}`;
}
