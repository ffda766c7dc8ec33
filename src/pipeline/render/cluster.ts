import { defined } from '../../core/defined';
import { bootstrapFiles, shardsOfFlux } from '../../features/bootstrap';
import { Control, FLUX_SYSTEM, foldersOfUnits, ListFile, listUnit, SourcePlace } from '../../features/control';
import { readsArtifact } from '../../features/delivery';
import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { FleetGround, ResolvedCluster } from '../resolve/resolved-fleet';
import {
  clusterNotifications,
  isWoken,
  leaving,
  placeOf,
  receiving,
  renderEnvironment,
  withDefaults,
} from './environment';
import { givenNames } from './given-names';
import { placeComponents } from './placed';
import { placePolicies } from './policies';
import { controlSources, isSplit, nestedControls, sourcesOf, standbyObjects } from './sources';

// Loaded with the first cluster that another one deploys to.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const remoteRendering = () => require('./remote') as typeof import('./remote');

// Loaded with the first cluster that is provisioned: most fleets have none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const provisioning = () => require('./provisioned') as typeof import('./provisioned');

// Loaded with the first cluster whose Flux runs in shards.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const sharding = () => require('./sharded') as typeof import('./sharded');

/** A cache that labels the cluster's Flux objects, where its Flux runs in shards. */
function shardedCache(cache: UnitCache, { installation }: ResolvedCluster): UnitCache {
  const given = installation?.sharding;
  return given ? new (sharding().ShardedUnits)(cache, shardsOfFlux().weightsOf(given)) : cache;
}

/** All units of a cluster with Flux and of its remote clusters. */
export function renderCluster(
  fleet: FleetGround,
  cluster: ResolvedCluster,
  remotes: readonly ResolvedCluster[],
  whole: UnitCache,
): PlacedUnit[] {
  const cache = shardedCache(whole, cluster);
  const root = `clusters/${cluster.name}`;
  const sources = sourcesOf(fleet, cluster);
  const control: Control = {
    at: cluster.name,
    cluster,
    manager: cluster,
    directory: root,
    distPath: fleet.path,
    namespace: FLUX_SYSTEM,
    prefix: '',
    ...controlSources(sources, FLUX_SYSTEM, isWoken(cluster)),
    ...givenNames({ components: cluster.components }),
    flux: leaving(withDefaults({ flux: cluster.versions.flux }, cluster.defaults ?? fleet.defaults), cluster),
  };
  const namespaces = [FLUX_SYSTEM, ...cluster.environments.map((environment) => environment.controlNamespace)];
  const policies = placePolicies(cache, control, cluster, namespaces);
  const infrastructure = placeComponents(cache, control, cluster.components, cluster);
  const notified = clusterNotifications(cache, control, cluster);
  const environments = cluster.environments.map((environment) =>
    renderEnvironment(control, environment, fleet, cache, cluster),
  );
  const provisioned = cluster.provisions.map((provision) => provisioning().placeProvision(cache, control, provision));
  const remoteGroups = remotes.map((remote) => ({
    remote,
    ...remoteRendering().renderRemote(control, fleet, remote, cache),
  }));

  const units = [
    ...policies.units,
    ...infrastructure.units,
    ...notified.units,
    ...environments.flatMap((environment) => environment.units),
    ...provisioned.flatMap(({ units }) => units),
    ...remoteGroups.flatMap(({ units }) => units),
  ];
  const identities = remotes.some(({ workloadIdentity }) => workloadIdentity?.account !== undefined);
  const split = [cluster, ...cluster.environments, ...remotes, ...remotes.flatMap((one) => one.environments)];
  const delivered = split.flatMap(({ components }) => components);
  const readsArtifacts = split.some((one) => isSplit({ ...sources, ...one })) || delivered.some(readsArtifact);
  const installed = {
    ...cluster,
    identities,
    units: units.length,
    ...defined({ readsArtifacts: readsArtifacts || undefined }),
  };
  const lists: ListFile[] = [
    { path: 'policies.yaml', listed: policies.kustomizations },
    { path: 'infrastructure.yaml', listed: infrastructure.kustomizations },
    { path: 'notifications.yaml', listed: notified.kustomizations },
    { path: 'environments.yaml', listed: environments.flatMap((environment) => environment.kustomizations) },
    ...provisioned.map(({ file }) => file),
    ...remoteGroups.map(({ remote, kustomizations }) => ({
      path: `remotes/${remote.name}.yaml`,
      listed: kustomizations,
    })),
  ].filter(({ listed }) => listed.length > 0);
  const installing = [FLUX_SYSTEM_FILE, ...lists.map(({ path }) => path)];
  const place: SourcePlace = {
    ...placeOf(control, fleet, receiving(control.flux, cluster), root),
    others: foldersOfUnits(
      root,
      installing,
      units.map(({ directory }) => directory),
    ),
    nested: nestedControls(root, cluster, remotes),
  };
  const bootstrap = bootstrapFiles(sources.source, installed, place);
  // Flux Operator makes the source that a FluxInstance names, and no other one.
  const standby = cluster.bootstrap === 'operator' ? [] : standbyObjects(sources, place);
  const files: ListFile[] = [
    { path: bootstrap.file.path, listed: bootstrap.file.objects },
    ...(standby.length > 0 ? [{ path: `${FLUX_SYSTEM}/standby.yaml`, listed: standby }] : []),
    ...lists,
  ];

  return [
    {
      directory: root,
      unit: listUnit(cache, control, files, bootstrap.extra),
      isList: true,
      cluster: cluster.name,
      at: cluster.name,
    },
    ...units,
  ];
}

/** A file of a cluster's list that is there however Flux is installed, in the folder of all that install it. */
const FLUX_SYSTEM_FILE = `${FLUX_SYSTEM}/gotk-sync.yaml`;
