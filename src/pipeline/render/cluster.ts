import { defined } from '../../core/defined';
import { bootstrapFiles } from '../../features/bootstrap';
import { fluxDefaults, PlainDefaults } from '../../features/context';
import {
  controlNamespace,
  platformAccount,
  relayAccount,
  RelayedKinds,
  relayRights,
  Control,
  FLEET_SOURCE,
  FLUX_SYSTEM,
  foldersOfUnits,
  REMOTE_ACCESS,
  SourcePlace,
  unitKustomization,
  ListFile,
  listedObjects,
  listUnit,
  UnitGroup,
  KustomizationReference,
} from '../../features/control';
import { provisionRendering } from '../../features/provision';
import { accountsOnManager } from '../../features/tenant';
import { SourceSpec } from '../../features/source';
import { FluxContext } from '../../flux/context';
import { KubernetesObject } from '../../kubernetes/objects';
import { PROVISIONED } from '../../units/marks';
import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedEnvironment, ResolvedFleet } from '../resolve/resolved-fleet';
import { placeComponents, placePolicies, placeTenants } from './placed';
import { controlSources, isSplit, listedSources, sourceObjects, Sources, sourcesOf, standbyObjects } from './sources';

// Loaded with the first cluster that is provisioned: most fleets have none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const provisioning = () => require('./provisioned') as typeof import('./provisioned');

// Loaded with the first notification.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const notifying = () => require('./notifications') as typeof import('./notifications');

/** The notifications and receivers of a cluster as a whole. */
function clusterNotifications(cache: UnitCache, control: Control, cluster: ResolvedCluster): UnitGroup {
  return cluster.notifications === undefined && cluster.receivers === undefined
    ? { units: [], kustomizations: [] }
    : notifying().placeNotifications(cache, control, cluster);
}

/** The context of a source that a receiver wakes: to ask for changes now and then is enough. */
function receiving(flux: FluxContext, { receivers }: Pick<ResolvedEnvironment, 'receivers'>): FluxContext {
  return receivers?.some(({ resources, suspend }) => resources === undefined && suspend === undefined)
    ? notifying().receivingContext(flux)
    : flux;
}

function withDefaults(flux: FluxContext, defaults: PlainDefaults | undefined): FluxContext {
  return defaults ? { ...flux, defaults: fluxDefaults(defaults) } : flux;
}

/** The context of Flux objects whose deletion leaves everything where it is, if a part of the fleet is handed over. */
function leaving(flux: FluxContext, { handedOver }: { readonly handedOver?: true }): FluxContext {
  return handedOver ? { ...flux, orphans: true } : flux;
}

/** Why a control namespace may be deleted; undefined while it has to stay. */
function reasonToGo({ drained, handedOver }: { readonly drained?: true; readonly handedOver?: true }) {
  if (drained) return 'drained';
  return handedOver ? 'handed over' : undefined;
}

/** All units of a cluster with Flux and of its remote clusters. */
export function renderCluster(
  fleet: ResolvedFleet,
  cluster: ResolvedCluster,
  remotes: readonly ResolvedCluster[],
  cache: UnitCache,
): PlacedUnit[] {
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
    ...controlSources(sources, FLUX_SYSTEM),
    flux: leaving(withDefaults({ flux: cluster.versions.flux }, cluster.defaults ?? fleet.defaults), cluster),
  };
  const accounts = [FLUX_SYSTEM, ...cluster.environments.map((environment) => environment.controlNamespace)];
  const policies = placePolicies(cache, control, cluster, accounts);
  const infrastructure = placeComponents(cache, control, cluster.components, cluster);
  const notified = clusterNotifications(cache, control, cluster);
  const environments = cluster.environments.map((environment) =>
    renderEnvironment(control, environment, fleet, cache, cluster),
  );
  const provisioned = cluster.provisions.map((provision) => provisioning().placeProvision(cache, control, provision));
  const remoteGroups = remotes.map((remote) => ({ remote, ...renderRemote(control, fleet, remote, cache) }));

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
  const readsArtifacts = split.some((one) => isSplit({ ...sources, ...one }));
  const installed = { ...cluster, identities, units: units.length, ...(readsArtifacts ? { readsArtifacts } : {}) };
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

/** Where the objects of a control's source are. */
function placeOf(
  { source, namespace, directory }: Control,
  { path: distPath, marksSources }: ResolvedFleet,
  flux: FluxContext,
  root: string,
): SourcePlace {
  return { name: source.name, namespace, flux, distPath, root, directory, marked: marksSources === true };
}

/** An environment on a cluster with Flux: its control namespace, and everything else below its own Kustomization. */
function renderEnvironment(
  parent: Control,
  environment: ResolvedEnvironment,
  fleet: ResolvedFleet,
  cache: UnitCache,
  cluster: ResolvedCluster,
): UnitGroup<KubernetesObject> {
  const { standby: _, ...above } = parent;
  const control: Control = {
    ...above,
    at: `${environment.name}/${parent.cluster.name}`,
    directory: `${parent.directory}/${environment.name}`,
    namespace: environment.controlNamespace,
    ...controlSources(environment, FLEET_SOURCE),
    flux: leaving(withDefaults(parent.flux, environment.defaults), environment),
  };
  const { units, others } = environmentUnits(control, environment, cache, cluster);
  const place = placeOf(control, fleet, receiving(control.flux, environment), parent.directory);
  return {
    units,
    kustomizations: [
      controlNamespace(control.namespace, reasonToGo(environment)),
      ...platformAccount(control.namespace),
      ...sourceObjects(withFolders(environment, units), { ...place, ...defined({ others }) }),
      ...(units.length > 0 ? [environmentKustomization(parent, control, environment)] : []),
    ],
  };
}

/** The sources of an environment, without artifacts of a folder that is not there. */
function withFolders({ source, standby }: ResolvedEnvironment, units: readonly unknown[]): Sources {
  const hold = (one: SourceSpec | undefined) =>
    one !== undefined && units.length === 0 && one.kind === 'OCIRepository' && one.per === 'cluster'
      ? ({ ...one, per: 'unit' } as const)
      : one;
  return { source: hold(source)!, ...defined({ standby: hold(standby) }) };
}

/**
 * The unit that lists an environment's Kustomizations, and the units of these, with patterns of what is not the list in
 * its folder; nothing for an empty environment.
 */
function environmentUnits(
  control: Control,
  environment: ResolvedEnvironment,
  cache: UnitCache,
  cluster: ResolvedCluster,
): { readonly units: readonly PlacedUnit[]; readonly others?: readonly string[] } {
  const infrastructure = placeComponents(cache, control, environment.components, cluster);
  const tenants = placeTenants(cache, control, environment);
  const notified =
    (environment.notifications ?? environment.tenantNotifications ?? environment.receivers) === undefined
      ? { units: [], kustomizations: [] }
      : notifying().placeEnvironmentNotifications(cache, control, environment, cluster, [infrastructure, tenants]);
  const files: ListFile[] = [
    { path: 'infrastructure.yaml', listed: infrastructure.kustomizations },
    { path: 'tenants.yaml', listed: tenants.kustomizations },
    { path: 'notifications.yaml', listed: notified.kustomizations },
    // In the tenants' folders, so that the plan takes them as the tenants' own.
    ...(control.kubeConfig ? environment.tenants : []).map((tenant) => ({
      path: `tenants/${tenant.name}/accounts.yaml`,
      listed: accountsOnManager(tenant, control.namespace),
    })),
  ].filter(({ listed }) => listed.length > 0);
  if (files.length === 0) return { units: [] };
  const artifacts = isSplit(environment);
  const rights = relayRights(control.namespace, artifacts ? { artifacts } : {});
  const units = [...infrastructure.units, ...tenants.units, ...notified.units];
  return {
    units: [
      {
        directory: control.directory,
        unit: listUnit(cache, control, files),
        isList: true,
        cluster: control.manager.name,
        at: control.at,
        ...defined({ rights: control.kubeConfig ? rights : undefined }),
      },
      ...units,
    ],
    others: foldersOfUnits(
      control.directory,
      files.map(({ path }) => path),
      units.map(({ directory }) => directory),
    ),
  };
}

/**
 * The Kustomization of an environment. It applies other Kustomizations and waits for none, so that a failing one
 * affects no other.
 */
function environmentKustomization(
  parent: Control,
  control: Control,
  environment: ResolvedEnvironment,
): KubernetesObject {
  return unitKustomization(
    { ...control, directory: parent.directory, prefix: '' },
    { name: environment.name, path: environment.name, wait: false, local: true, onlyFlux: true, isList: true },
  );
}

/** A remote cluster: a control namespace with its name on the manager, which alone has its kubeconfig. */
function renderRemote(
  parent: Control,
  fleet: ResolvedFleet,
  remote: ResolvedCluster,
  cache: UnitCache,
): UnitGroup<KubernetesObject> {
  const sources = sourcesOf(fleet, remote);
  const { standby: _, ...above } = parent;
  const control: Control = {
    ...above,
    at: remote.name,
    cluster: remote,
    directory: `${parent.directory}/remotes/${remote.name}`,
    namespace: remote.name,
    ...controlSources(sources, FLEET_SOURCE),
    flux: leaving(withDefaults({ flux: parent.manager.versions.flux }, remote.defaults ?? fleet.defaults), remote),
    ...defined({ kubeConfig: remote.kubeConfig }),
  };
  const access = cache.unit({
    kind: 'remote-access',
    data: { namespace: remote.name },
    at: remote.name,
    versions: remote.versions,
    files: ({ namespace }) => [
      { path: 'access.yaml', objects: [controlNamespace(namespace), ...platformAccount(namespace)] },
    ],
  });
  const policies = placePolicies(cache, control, remote, [remote.name]);
  const infrastructure = placeComponents(cache, control, remote.components, remote);
  const notified = clusterNotifications(cache, control, remote);
  const environments = remote.environments.map((environment) =>
    renderRemoteEnvironment(control, environment, fleet, cache, remote),
  );
  const own = listedObjects(control, [
    // The account cannot delete itself: it would lose its rights halfway.
    {
      ...{ name: REMOTE_ACCESS, path: REMOTE_ACCESS, wait: true, deletionPolicy: 'Orphan' as const },
      ...provisionedFirst(remote),
    },
    ...policies.kustomizations,
    ...infrastructure.kustomizations,
    ...notified.kustomizations,
  ]);
  return {
    units: [
      { directory: `${control.directory}/${REMOTE_ACCESS}`, unit: access, cluster: remote.name, at: remote.name },
      ...policies.units,
      ...infrastructure.units,
      ...notified.units,
      ...environments.flatMap((environment) => environment.units),
    ],
    kustomizations: [
      remote.provisionedBy === undefined
        ? controlNamespace(remote.name, reasonToGo(remote))
        : provisionRendering().provisionNamespace(remote.name),
      ...relayAccount(remote.name, relayedKinds(remote)),
      ...identityObjects(remote),
      ...sourceObjects(sources, placeOf(control, fleet, receiving(control.flux, remote), parent.directory)),
      ...listedSources(control, own),
      ...own,
      ...environments.flatMap((environment) => environment.kustomizations),
    ],
  };
}

/** What the account on the manager has to apply for notifications and artifacts. */
function relayedKinds(remote: ResolvedCluster): RelayedKinds {
  const isNotified =
    (remote.notifications ?? remote.receivers) !== undefined ||
    remote.environments.some((one) => (one.notifications ?? one.tenantNotifications ?? one.receivers) !== undefined);
  const artifacts = remote.environments.some(isSplit);
  return { ...(isNotified ? notifying().relayedOf(remote) : {}), ...(artifacts ? { artifacts } : {}) };
}

/** The ConfigMap that stands for the kubeconfig of a remote cluster, and the account with the cluster's own identity. */
function identityObjects({ name: namespace, kubeConfig, workloadIdentity }: ResolvedCluster): KubernetesObject[] {
  if (workloadIdentity === undefined || kubeConfig === undefined || !('configMapRef' in kubeConfig)) return [];
  const { name } = kubeConfig.configMapRef;
  const { data, account: annotations } = workloadIdentity;
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data },
    ...(annotations ? [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, annotations } }] : []),
  ];
}

/** An environment on a remote cluster. It follows its own branch, as on a cluster with Flux. */
function renderRemoteEnvironment(
  parent: Control,
  environment: ResolvedEnvironment,
  fleet: ResolvedFleet,
  cache: UnitCache,
  cluster: ResolvedCluster,
): UnitGroup<KubernetesObject> {
  const { standby: _, ...above } = parent;
  const control: Control = {
    ...above,
    at: `${environment.name}/${parent.cluster.name}`,
    directory: `${parent.directory}/${environment.name}`,
    prefix: `${environment.name}-`,
    ...controlSources(environment, `${FLEET_SOURCE}-${environment.name}`),
    flux: leaving(withDefaults(parent.flux, environment.defaults), environment),
  };
  const { units, others } = environmentUnits(control, environment, cache, cluster);
  if (units.length === 0) return { units, kustomizations: [] };
  const root = `clusters/${control.manager.name}`;
  return {
    units,
    kustomizations: [
      ...sourceObjects(environment, {
        ...placeOf(control, fleet, receiving(control.flux, environment), root),
        ...defined({ others }),
      }),
      environmentKustomization(parent, control, environment),
    ],
  };
}

/** What nothing can be applied on a cluster before: that Cluster API has made it. */
function provisionedFirst({ name, provisionedBy }: Pick<ResolvedCluster, 'name' | 'provisionedBy'>): {
  readonly dependsOnOthers?: readonly KustomizationReference[];
} {
  if (provisionedBy === undefined) return {};
  return { dependsOnOthers: [{ name: `${PROVISIONED}-${name}`, namespace: FLUX_SYSTEM }] };
}
