import { fluxDefaults, PlainDefaults } from '../../features/context';
import { Control, SourcePlace, UnitGroup } from '../../features/control';
import { FluxContext } from '../../flux/context';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedEnvironment, ResolvedFleet } from '../resolve/resolved-fleet';

/** What places notifications, loaded with the first one. */
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
  { path: distPath, marksSources }: ResolvedFleet,
  flux: FluxContext,
  root: string,
): SourcePlace {
  return { name: source.name, namespace, flux, distPath, root, directory, marked: marksSources === true };
}
