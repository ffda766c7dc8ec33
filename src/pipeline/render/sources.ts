import { defined } from '../../core/defined';
import { Control, controlSource, fleetSources, foldersOfUnits, SourcePlace } from '../../features/control';
import { SourceSpec } from '../../features/source';
import { KubernetesObject } from '../../kubernetes/objects';
import { FleetGround, ResolvedCluster } from '../resolve/resolved-fleet';

/** The sources of a control. */
export interface Sources {
  /** The one that its Kustomizations read. */
  readonly source: SourceSpec;
  /** Another one beside it, which nothing reads yet or any more. */
  readonly standby?: SourceSpec;
}

/** The sources of what a cluster has itself. */
export function sourcesOf(fleet: FleetGround, { source = fleet.source, standby }: ResolvedCluster): Sources {
  return { source, ...defined({ standby }) };
}

/**
 * The fields of a control that say what it reads.
 *
 * @param woken whether a receiver wakes the sources
 */
export function controlSources(
  { source, standby }: Sources,
  name: string,
  woken: boolean,
): Pick<Control, 'source' | 'standby'> {
  return {
    source: controlSource(source, name, woken),
    ...defined({ standby: standby && controlSource(standby, name, woken) }),
  };
}

/** The objects of a control's sources. One that is in both, such as a repository that is split as well, is there once. */
export function sourceObjects(sources: Sources, place: SourcePlace): KubernetesObject[] {
  const own = fleetSources(sources.source, place);
  return [...own, ...standbyObjects(sources, place)];
}

/** The objects of the source that stands by, without those that the one in use has. */
export function standbyObjects({ source, standby }: Sources, place: SourcePlace): KubernetesObject[] {
  if (standby === undefined) return [];
  const own = new Set(fleetSources(source, place).map(idOf));
  return fleetSources(standby, place).filter((object) => !own.has(idOf(object)));
}

/** Whether source-watcher makes artifacts for a control. */
export function isSplit({ source, standby }: Sources): boolean {
  return [source, standby].some((one) => one?.kind === 'GitRepository' && one.per !== undefined);
}

function idOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** Patterns of the folders of environments and remote clusters below a control's directory. */
export function nestedControls(
  directory: string,
  { environments }: Pick<ResolvedCluster, 'environments'>,
  remotes: readonly ResolvedCluster[] = [],
): string[] {
  const folders = [...environments.map(({ name }) => name), ...remotes.map(({ name }) => `remotes/${name}`)];
  const files = remotes.map(({ name }) => `remotes/${name}.yaml`);
  return foldersOfUnits(
    directory,
    files,
    folders.map((folder) => `${directory}/${folder}`),
  );
}
