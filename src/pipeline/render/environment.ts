import { defined } from '../../core/defined';
import { fluxDefaults, PlainDefaults } from '../../features/context';
import {
  controlNamespace,
  platformAccount,
  relayRights,
  Control,
  FLEET_SOURCE,
  foldersOfUnits,
  SourcePlace,
  unitKustomization,
  ListFile,
  listUnit,
  UnitGroup,
} from '../../features/control';
import { SourceSpec } from '../../features/source';
import { accountsOnManager } from '../../features/tenant';
import { FluxContext } from '../../flux/context';
import { KubernetesObject } from '../../kubernetes/objects';
import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { FleetGround, ResolvedCluster, ResolvedEnvironment } from '../resolve/resolved-fleet';
import { givenNames } from './given-names';
import { placeComponents, placeTenants } from './placed';
import { controlSources, isSplit, sourceObjects, Sources } from './sources';

/** The module for notifications, loaded with the first one. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const notifying = () => require('./notifications') as typeof import('./notifications');

/** The notifications and receivers of a cluster as a whole. */
export function clusterNotifications(cache: UnitCache, control: Control, cluster: ResolvedCluster): UnitGroup {
  return cluster.notifications === undefined && cluster.receivers === undefined
    ? { units: [], kustomizations: [] }
    : notifying().placeNotifications(cache, control, cluster);
}

/** The context of a source that a receiver wakes: to ask for changes now and then is enough. */
export function receiving(flux: FluxContext, { receivers }: Pick<ResolvedEnvironment, 'receivers'>): FluxContext {
  return isWoken({ receivers }) ? notifying().receivingContext(flux) : flux;
}

/** Whether a receiver wakes the sources of a cluster or an environment. */
export function isWoken({ receivers }: { readonly receivers?: ResolvedEnvironment['receivers'] | undefined }): boolean {
  return receivers?.some(({ resources, suspend }) => resources === undefined && suspend === undefined) === true;
}

/** A context with the defaults of a cluster or an environment. */
export function withDefaults(flux: FluxContext, defaults: PlainDefaults | undefined): FluxContext {
  return defaults ? { ...flux, defaults: fluxDefaults(defaults) } : flux;
}

/** The context of Flux objects whose deletion leaves everything where it is, if a part of the fleet is handed over. */
export function leaving(flux: FluxContext, { handedOver }: { readonly handedOver?: true }): FluxContext {
  return handedOver ? { ...flux, orphans: true } : flux;
}

/** Why a control namespace may be deleted; undefined while it has to stay. */
export function reasonToGo({ drained, handedOver }: { readonly drained?: true; readonly handedOver?: true }) {
  if (drained) return 'drained';
  return handedOver ? 'handed over' : undefined;
}

/** Where the objects of a control's source are. */
export function placeOf(
  { source, namespace, directory }: Control,
  { path: distPath, marksSources }: FleetGround,
  flux: FluxContext,
  root: string,
): SourcePlace {
  return { name: source.name, namespace, flux, distPath, root, directory, marked: marksSources === true };
}

/**
 * The control of an environment, below that of its cluster.
 *
 * @param source name of its source
 * @param own what it does not share with its cluster
 */
export function environmentControl(
  parent: Control,
  environment: ResolvedEnvironment,
  source: string,
  own: Partial<Pick<Control, 'namespace' | 'prefix'>>,
): Control {
  const { standby: _, names, ...above } = parent;
  return {
    ...above,
    at: `${environment.name}/${parent.cluster.name}`,
    directory: `${parent.directory}/${environment.name}`,
    ...own,
    ...controlSources(environment, source, isWoken(environment)),
    ...givenNames(environment, names?.here),
    flux: leaving(withDefaults(parent.flux, environment.defaults), environment),
  };
}

/** An environment on a cluster with Flux: its control namespace, and everything else below its own Kustomization. */
export function renderEnvironment(
  parent: Control,
  environment: ResolvedEnvironment,
  fleet: FleetGround,
  cache: UnitCache,
  cluster: ResolvedCluster,
): UnitGroup<KubernetesObject> {
  const control = environmentControl(parent, environment, FLEET_SOURCE, { namespace: environment.controlNamespace });
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
export function environmentUnits(
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
export function environmentKustomization(
  parent: Control,
  control: Control,
  environment: ResolvedEnvironment,
): KubernetesObject {
  const { names: _, ...others } = control;
  return unitKustomization(
    { ...others, directory: parent.directory, prefix: '' },
    { name: environment.name, path: environment.name, wait: false, local: true, onlyFlux: true, isList: true },
  );
}
