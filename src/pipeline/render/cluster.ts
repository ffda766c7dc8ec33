import { defined } from '../../core/defined';
import { bootstrapFiles } from '../../features/bootstrap';
import { fluxDefaults, PlainDefaults } from '../../features/context';
import {
  controlNamespace,
  platformAccount,
  relayAccount,
  RelayedNotifications,
  relayRights,
  Control,
  FLUX_SYSTEM,
  REMOTE_ACCESS,
  sourceObject,
  unitKustomization,
  ListFile,
  listedObjects,
  listUnit,
  UnitGroup,
  KustomizationReference,
} from '../../features/control';
import { provisionRendering } from '../../features/provision';
import { accountsOnManager } from '../../features/tenant';
import { FluxContext } from '../../flux/context';
import { KubernetesObject } from '../../kubernetes/objects';
import { PROVISIONED } from '../../units/marks';
import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedEnvironment, ResolvedFleet } from '../resolve/resolved-fleet';
import { placeComponents, placePolicies, placeTenants } from './placed';

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

/** Name of the fleet's source in every control namespace but Flux's own. */
const FLEET_SOURCE = 'fleet';

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
  const folder = `${fleet.path}/${root}`;
  const control: Control = {
    at: cluster.name,
    cluster,
    manager: cluster,
    directory: root,
    distPath: fleet.path,
    namespace: FLUX_SYSTEM,
    prefix: '',
    source: { kind: fleet.source.kind, name: FLUX_SYSTEM },
    flux: leaving(withDefaults({ flux: cluster.versions.flux }, cluster.defaults ?? fleet.defaults), cluster),
  };
  const accounts = [FLUX_SYSTEM, ...cluster.environments.map((environment) => environment.controlNamespace)];
  const policies = placePolicies(cache, control, cluster, accounts);
  const infrastructure = placeComponents(cache, control, cluster.components, cluster);
  const notified = clusterNotifications(cache, control, cluster);
  const environments = cluster.environments.map((environment) =>
    renderEnvironment(control, environment, folder, cache, cluster),
  );
  const provisioned = cluster.provisions.map((provision) => provisioning().placeProvision(cache, control, provision));
  const remoteGroups = remotes.map((remote) => ({ remote, ...renderRemote(control, fleet, remote, folder, cache) }));

  const units = [
    ...policies.units,
    ...infrastructure.units,
    ...notified.units,
    ...environments.flatMap((environment) => environment.units),
    ...provisioned.flatMap(({ units }) => units),
    ...remoteGroups.flatMap(({ units }) => units),
  ];
  const identities = remotes.some(({ workloadIdentity }) => workloadIdentity?.account !== undefined);
  const installed = { ...cluster, identities, units: units.length };
  const bootstrap = bootstrapFiles(fleet.source, installed, receiving(control.flux, cluster), folder);
  const files: ListFile[] = [
    { path: bootstrap.file.path, listed: bootstrap.file.objects },
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

/** An environment on a cluster with Flux: its control namespace, and everything else below its own Kustomization. */
function renderEnvironment(
  parent: Control,
  environment: ResolvedEnvironment,
  folder: string,
  cache: UnitCache,
  cluster: ResolvedCluster,
): UnitGroup<KubernetesObject> {
  const control: Control = {
    ...parent,
    at: `${environment.name}/${parent.cluster.name}`,
    directory: `${parent.directory}/${environment.name}`,
    namespace: environment.controlNamespace,
    source: { kind: environment.source.kind, name: FLEET_SOURCE },
    flux: leaving(withDefaults(parent.flux, environment.defaults), environment),
  };
  const units = environmentUnits(control, environment, cache, cluster);
  return {
    units,
    kustomizations: [
      controlNamespace(control.namespace, reasonToGo(environment)),
      ...platformAccount(control.namespace),
      sourceObject(environment.source, FLEET_SOURCE, control.namespace, receiving(control.flux, environment), folder),
      ...(units.length > 0 ? [environmentKustomization(parent, control, environment)] : []),
    ],
  };
}

/** The unit that lists an environment's Kustomizations, and the units of these; nothing for an empty environment. */
function environmentUnits(
  control: Control,
  environment: ResolvedEnvironment,
  cache: UnitCache,
  cluster: ResolvedCluster,
): PlacedUnit[] {
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
  if (files.length === 0) return [];
  return [
    {
      directory: control.directory,
      unit: listUnit(cache, control, files),
      isList: true,
      cluster: control.manager.name,
      at: control.at,
      ...defined({ rights: control.kubeConfig ? relayRights(control.namespace) : undefined }),
    },
    ...infrastructure.units,
    ...tenants.units,
    ...notified.units,
  ];
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
    { name: environment.name, path: environment.name, wait: false, local: true, onlyFlux: true },
  );
}

/** A remote cluster: a control namespace with its name on the manager, which alone has its kubeconfig. */
function renderRemote(
  parent: Control,
  fleet: ResolvedFleet,
  remote: ResolvedCluster,
  folder: string,
  cache: UnitCache,
): UnitGroup<KubernetesObject> {
  const control: Control = {
    ...parent,
    at: remote.name,
    cluster: remote,
    directory: `${parent.directory}/remotes/${remote.name}`,
    namespace: remote.name,
    source: { kind: fleet.source.kind, name: FLEET_SOURCE },
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
    renderRemoteEnvironment(control, environment, folder, cache, remote),
  );
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
      ...relayAccount(remote.name, relayedNotifications(remote)),
      ...identityObjects(remote),
      sourceObject(fleet.source, FLEET_SOURCE, remote.name, receiving(control.flux, remote), folder),
      ...listedObjects(control, [
        // The account cannot delete itself: it would lose its rights halfway.
        {
          ...{ name: REMOTE_ACCESS, path: REMOTE_ACCESS, wait: true, deletionPolicy: 'Orphan' as const },
          ...provisionedFirst(remote),
        },
        ...policies.kustomizations,
        ...infrastructure.kustomizations,
        ...notified.kustomizations,
      ]),
      ...environments.flatMap((environment) => environment.kustomizations),
    ],
  };
}

/** What the account on the manager has to apply for notifications. */
function relayedNotifications(remote: ResolvedCluster): RelayedNotifications {
  const isNotified =
    (remote.notifications ?? remote.receivers) !== undefined ||
    remote.environments.some((one) => (one.notifications ?? one.tenantNotifications ?? one.receivers) !== undefined);
  return isNotified ? notifying().relayedOf(remote) : {};
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
  folder: string,
  cache: UnitCache,
  cluster: ResolvedCluster,
): UnitGroup<KubernetesObject> {
  const control: Control = {
    ...parent,
    at: `${environment.name}/${parent.cluster.name}`,
    directory: `${parent.directory}/${environment.name}`,
    prefix: `${environment.name}-`,
    source: { kind: environment.source.kind, name: `${FLEET_SOURCE}-${environment.name}` },
    flux: leaving(withDefaults(parent.flux, environment.defaults), environment),
  };
  const units = environmentUnits(control, environment, cache, cluster);
  if (units.length === 0) return { units, kustomizations: [] };
  return {
    units,
    kustomizations: [
      sourceObject(
        environment.source,
        control.source.name,
        control.namespace,
        receiving(control.flux, environment),
        folder,
      ),
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
