import { defined } from '../../core/defined';
import {
  controlNamespace,
  platformAccount,
  relayAccount,
  RelayedKinds,
  Control,
  FLEET_SOURCE,
  FLUX_SYSTEM,
  REMOTE_ACCESS,
  listedObjects,
  UnitGroup,
  unitSources,
  KustomizationReference,
} from '../../features/control';
import { makesArtifact } from '../../features/delivery';
import { provisionRendering } from '../../features/provision';
import { KubernetesObject } from '../../kubernetes/objects';
import { PROVISIONED } from '../../units/marks';
import { UnitCache } from '../../units/unit-cache';
import { FleetGround, ResolvedCluster, ResolvedEnvironment } from '../resolve/resolved-fleet';
import {
  clusterNotifications,
  environmentKustomization,
  environmentControl,
  environmentUnits,
  isWoken,
  leaving,
  notifying,
  placeOf,
  reasonToGo,
  receiving,
  withDefaults,
} from './environment';
import { givenNames } from './given-names';
import { placeComponents } from './placed';
import { placePolicies } from './policies';
import { controlSources, isSplit, nestedControls, sourceObjects, sourcesOf } from './sources';

/** A remote cluster: a control namespace with its name on the manager, which alone has its kubeconfig. */
export function renderRemote(
  parent: Control,
  fleet: FleetGround,
  remote: ResolvedCluster,
  cache: UnitCache,
): UnitGroup<KubernetesObject> {
  const sources = sourcesOf(fleet, remote);
  const { standby: _, names: _1, ...above } = parent;
  const control: Control = {
    ...above,
    at: remote.name,
    cluster: remote,
    directory: `${parent.directory}/remotes/${remote.name}`,
    namespace: remote.name,
    ...controlSources(sources, FLEET_SOURCE, isWoken(remote)),
    ...givenNames({ components: remote.components }),
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
      name: REMOTE_ACCESS,
      path: REMOTE_ACCESS,
      wait: true,
      deletionPolicy: 'Orphan' as const,
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
      ...sourceObjects(sources, {
        ...placeOf(control, fleet, receiving(control.flux, remote), parent.directory),
        nested: nestedControls(control.directory, remote),
      }),
      ...unitSources(control, own),
      ...own,
      ...environments.flatMap((environment) => environment.kustomizations),
    ],
  };
}

/** Kinds that the account on the manager applies for notifications and artifacts. */
function relayedKinds(remote: ResolvedCluster): RelayedKinds {
  const isNotified =
    (remote.notifications ?? remote.receivers) !== undefined ||
    remote.environments.some((one) => (one.notifications ?? one.tenantNotifications ?? one.receivers) !== undefined);
  const artifacts =
    remote.environments.some(isSplit) ||
    [remote, ...remote.environments].some(({ components }) => components.some(makesArtifact));
  return { ...(isNotified ? notifying().relayedOf(remote) : {}), ...defined({ artifacts: artifacts || undefined }) };
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
  fleet: FleetGround,
  cache: UnitCache,
  cluster: ResolvedCluster,
): UnitGroup<KubernetesObject> {
  const { name } = environment;
  const control = environmentControl(parent, environment, `${FLEET_SOURCE}-${name}`, { prefix: `${name}-` });
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

/** The precondition of a cluster's objects: that Cluster API has made it. */
function provisionedFirst({ name, provisionedBy }: Pick<ResolvedCluster, 'name' | 'provisionedBy'>): {
  readonly dependsOnOthers?: readonly KustomizationReference[];
} {
  if (provisionedBy === undefined) return {};
  return { dependsOnOthers: [{ name: `${PROVISIONED}-${name}`, namespace: FLUX_SYSTEM }] };
}
