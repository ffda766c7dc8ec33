import { Place } from '../conventions/place';
import { Comparison, formatObject, formatOwner, ObjectChange, ObjectName } from '../objects/comparison';
import { isFluxKustomization } from '../tree/flux-spec';
import { Advice } from './advice';
import { ownerKey } from './approval';
import { movedClusters } from './moved-clusters';
import { replacedElements } from './replaced-elements';
import { turnedApps } from './turned-apps';
import { leavesPlace, WholeChange } from './whole-change';

/** Most clusters that a declaration in a step names. */
const LISTED = 12;

/** The changes of a comparison that have parts. Later ones leave the parts of earlier ones alone. */
export function wholeChanges(comparison: Comparison, advice: Advice): WholeChange[] {
  const { changes } = comparison;
  const broken = [...brokenBuilds(comparison)];
  // The others are statements of a program.
  if (!advice.isProgram) return broken;
  return [
    ...broken,
    ...installers(changes, advice),
    ...movedClusters(changes, advice),
    ...goneEnvironments(changes, advice),
    ...renamedNamespaces(changes, advice),
    ...turnedApps(changes, advice),
    ...otherReleases(changes, advice),
    ...replacedElements(changes, advice),
  ];
}

/** Clusters whose Flux gets another installer; what finds them is loaded with the first change of what is in its namespace. */
function installers(changes: readonly ObjectChange[], advice: Advice): Iterable<WholeChange> {
  if (!changes.some(({ object }) => object.namespace === 'flux-system')) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { changedInstallers } = require('./changed-installers') as typeof import('./changed-installers');
  return changedInstallers(changes, advice);
}

/** Charts that get another HelmRelease; what finds them is loaded with the first HelmRelease that goes. */
function otherReleases(changes: readonly ObjectChange[], advice: Advice): Iterable<WholeChange> {
  if (!changes.some((change) => change.object.kind === 'HelmRelease' && leavesPlace(change))) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { movedReleases } = require('./moved-releases') as typeof import('./moved-releases');
  return movedReleases(changes, advice);
}

/** Words in a broken build's message about a file whose objects nobody can read. */
const UNREADABLE = /is not valid YAML|has conflict markers/;

/**
 * Kustomizations that cannot be built, each with a finding of its own. What they applied seems to go for that reason alone
 * where a file cannot be read, and where the object is still in its file: whether it does shows when the build is mended.
 */
function* brokenBuilds({ changes, problems }: Comparison): Generator<WholeChange> {
  const broken = new Set<string>();
  const unreadable = new Set<string>();
  for (const { id, severity, message, owner } of problems) {
    if (severity !== 'error' || id !== 'broken-build') continue;
    broken.add(ownerKey(owner));
    if (UNREADABLE.test(message)) unreadable.add(ownerKey(owner));
  }
  if (broken.size === 0) return;
  const isOfBroken = ({ from, chain, forgotten }: ObjectChange) =>
    [...from.map(ownerKey), ...chain].some((key) => (forgotten ? broken : unreadable).has(key));
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

/** Environments that leave clusters, by their Kustomization or their control namespace. */
function* goneEnvironments(changes: readonly ObjectChange[], advice: Advice): Generator<WholeChange> {
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
    const hasTenants = changes.some(
      ({ object, place, to }) =>
        object.kind === 'Namespace' && place.tenant !== undefined && to.length === 0 && isPart(place),
    );
    const steps = environmentSteps({ environment, clusters: names, next, hasTenants }, advice);
    yield {
      has: (change) => leavesPlace(change) && isPart(change.place),
      covers: ({ place }) => isPart(place),
      findings: names.map((cluster) => ({
        id: 'environment-removed',
        severity: 'error',
        place: { environment, cluster },
        cluster,
        wrong,
        todo:
          next === undefined
            ? 'keep it, or let it go in steps, which delete what is in it; if another environment is to take it over, give that one its prefix'
            : `keep it, or hand it over to "${next}" in steps, which delete nothing`,
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

/** An environment that leaves clusters. */
interface Gone {
  readonly environment: string;
  readonly clusters: readonly string[];
  /** The environment that takes over what is in it. */
  readonly next: string | undefined;
  /** Whether namespaces of its tenants are left. */
  readonly hasTenants: boolean;
}

function environmentSteps({ environment, clusters, next, hasTenants }: Gone, advice: Advice): string[] {
  const isLong = clusters.length > LISTED;
  const declared = advice.declare({ what: 'environment', name: environment }, isLong ? {} : { clusters });
  const names = isLong ? `these ${clusters.length} clusters` : clusters.join(', ');
  const leave = `take ${names} out of clusters`;
  if (next !== undefined) {
    return [
      `give environment ${environment} handedOver: true and ${declared}, commit that and let Flux apply it: from then on nothing of it is deleted with it`,
      `${leave} of environment ${environment}, or all of it out of the program, bring "${next}" in, keep the declaration, and commit that: "${next}" takes over what is there`,
      `take the declaration out, and handedOver if environment ${environment} is still somewhere`,
    ];
  }
  const last = hasTenants ? 'annotate and delete the namespaces of its tenants there by hand, and ' : '';
  return [
    `list ${names} in drainedClusters of environment ${environment} and ${declared}, commit that and let Flux apply it`,
    `${leave} and drainedClusters of environment ${environment}, or all of it out of the program, keep the declaration, and commit that`,
    `${last}take the declaration out`,
  ];
}

/**
 * Environments whose tenants keep their names and get other namespaces, as with another prefix: Flux leaves the old
 * namespaces with their data, and their accounts go before their apps.
 */
function* renamedNamespaces(changes: readonly ObjectChange[], advice: Advice): Generator<WholeChange> {
  const renamed = new Map<string, { readonly environment: string; readonly cluster: string }>();
  const keyOf = ({ place: { cluster, environment, tenant } }: ObjectChange) =>
    JSON.stringify([cluster, environment, tenant]);
  const ofTenants = changes.filter(({ object, place }) => {
    return object.kind === 'Namespace' && place.tenant !== undefined && place.unit === 'access';
  });
  const came = new Set(ofTenants.filter(({ action }) => action === 'added').map(keyOf));
  for (const change of ofTenants) {
    const { cluster, environment } = change.place;
    if (change.action !== 'renamed' && !(change.action === 'removed' && came.has(keyOf(change)))) continue;
    if (environment === undefined || cluster === undefined) continue;
    renamed.set(JSON.stringify([environment, cluster]), { environment, cluster });
  }
  for (const { environment, cluster } of renamed.values()) {
    const isPart = (place: Place) => place.environment === environment && place.cluster === cluster;
    const declared = advice.declare({ what: 'environment', name: environment }, { clusters: [cluster] });
    yield {
      has: (change) => leavesPlace(change) && isPart(change.place),
      covers: ({ place }) => isPart(place),
      findings: [
        {
          id: 'environment-removed',
          severity: 'error',
          place: { environment, cluster },
          cluster,
          wrong: `tenants in environment "${environment}" get other namespaces, and what is in the old ones stays behind or is deleted`,
          todo: 'keep the prefix and the names, or change them in steps, which delete what is in it',
          steps: [
            `list ${cluster} in drainedClusters of environment ${environment} and ${declared}, commit that and let Flux apply it`,
            `change the prefix or names, take ${cluster} out of drainedClusters, keep the declaration, and commit that`,
            'take the declaration out',
          ],
        },
      ],
    };
  }
}
