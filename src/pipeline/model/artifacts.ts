import { FleetArtifact } from '../../artifacts/artifact';
import { defined } from '../../core/defined';
import { artifactRepository, SourceSpec } from '../../features/source';
import { RenderedUnit } from '../../units/unit';
import { UnitCache } from '../../units/unit-cache';
import { renderFleet } from '../render/fleet';
import { sourcesOf } from '../render/sources';
import { ResolvedFleet } from '../resolve/resolved-fleet';

/** A cluster or an environment, with the artifacts that it is delivered in. */
interface Place extends Pick<FleetArtifact, 'branch' | 'environment'> {
  readonly cluster: string;
  /** Directory within the output directory. */
  readonly directory: string;
  readonly sources: readonly SourceSpec[];
}

/**
 * The artifacts that a fleet is delivered in: those of all sources that are OCI artifacts, also where one stands by. None
 * where Flux reads Git, or follows no tag that could be moved.
 *
 * The one artifact of a fleet without artifacts of its clusters is named like the fleet.
 */
export function artifactsOf(fleet: ResolvedFleet): FleetArtifact[] {
  const places = placesOf(fleet);
  const all = places.flatMap(({ sources }) => sources);
  const whole = new Map(all.filter(({ per }) => per === undefined).map((one) => [`${one.url} ${tagOf(one)}`, one]));
  const parts = all.some(({ per }) => per !== undefined) ? partsOf(fleet, places) : [];
  return [
    ...[...whole.values()].flatMap((one) => artifactOf(fleet, one, one.url, { cluster: fleet.name }, '')),
    ...parts,
  ];
}

function placesOf(fleet: ResolvedFleet): Place[] {
  return fleet.clusters.flatMap((cluster): Place[] => {
    const { name, manager = name } = cluster;
    const directory = manager === name ? `clusters/${name}` : `clusters/${manager}/remotes/${name}`;
    const { source, standby } = sourcesOf(fleet, cluster);
    return [
      { cluster: name, directory, sources: artifactSources(source, standby) },
      ...cluster.environments.map((environment) => ({
        cluster: name,
        environment: environment.name,
        directory: `${directory}/${environment.name}`,
        sources: artifactSources(environment.source, environment.standby),
        ...defined({ branch: environment.branch }),
      })),
    ];
  });
}

function artifactSources(source: SourceSpec, standby: SourceSpec | undefined): SourceSpec[] {
  return [source, ...(standby ? [standby] : [])].filter(({ kind }) => kind === 'OCIRepository');
}

/** The artifacts of clusters, environments and units. */
function partsOf(fleet: ResolvedFleet, places: readonly Place[]): FleetArtifact[] {
  const cache = new PlacesOnly(
    () => true,
    () => undefined,
  );
  const units = [...renderFleet(fleet, cache)].map(({ directory }) => directory).sort();
  const directories = places.map(({ directory }) => directory);
  const placeOf = nearest(directories);
  const own = new Map<string, string[]>(directories.map((directory) => [directory, []]));
  for (const unit of units) own.get(placeOf(unit) ?? '')?.push(unit);
  return places.flatMap((place) => {
    const { directory, sources } = place;
    const here = own.get(directory)!;
    const held = { unit: here, cluster: here.length > 0 ? [directory] : [] };
    const inside = { unit: [...here, ...directories], cluster: directories };
    // Only lists have other units in their folders.
    const others = (per: 'cluster' | 'unit', folder: string) =>
      folder === directory ? outermost(folder, inside[per]) : [];
    return sources.flatMap((source) => {
      const { per } = source;
      if (per === undefined) return [];
      return held[per].flatMap((folder) =>
        artifactOf(fleet, source, artifactRepository(source, folder), place, folder, others(per, folder)),
      );
    });
  });
}

function artifactOf(
  { path }: ResolvedFleet,
  source: SourceSpec,
  url: string,
  { cluster, environment, branch }: Pick<FleetArtifact, 'branch' | 'cluster' | 'environment'>,
  folder: string,
  without: readonly string[] = [],
): FleetArtifact[] {
  const tag = tagOf(source);
  if (tag === undefined || source.kind !== 'OCIRepository') return [];
  const { verify, insecure, signed } = source;
  const within = [path.replace(/^\.\/?/, ''), folder].filter((part) => part !== '').join('/');
  return [
    {
      cluster,
      url,
      tag,
      folder,
      within,
      ...defined({ environment, branch, without: without.length > 0 ? without : undefined }),
      ...defined({ signed: signed || verify ? true : undefined, insecure: insecure || undefined }),
    },
  ];
}

function tagOf({ ref }: SourceSpec): string | undefined {
  return ref.tag;
}

/** Finds the nearest of some directories that a path is in. */
function nearest(directories: readonly string[]): (path: string) => string | undefined {
  const known = new Set(directories);
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (known.has(path.slice(0, end))) return path.slice(0, end);
    }
    return undefined;
  };
}

/** The directories below a folder, without those that are in another one of them. */
function outermost(folder: string, directories: readonly string[]): string[] {
  const below = new Set(directories.filter((one) => one.startsWith(`${folder}/`)));
  const above = nearest([...below]);
  return [...below].filter((one) => above(one.slice(0, one.lastIndexOf('/'))) === undefined).sort();
}

const NOTHING: RenderedUnit = { files: [], identities: [], facts: [] };

/** Renders no unit: where units are does not depend on what is in them. */
class PlacesOnly extends UnitCache {
  public override unit(): RenderedUnit {
    return NOTHING;
  }

  public override distinct(): RenderedUnit {
    return NOTHING;
  }
}
