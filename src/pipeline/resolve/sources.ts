import { SourcesAt, TargetContext } from '../../features/context';
import { lacksWatcher } from '../../features/delivery';
import { artifactRepository, SourceSpec, standbyProblem } from '../../features/source';
import { ResolvedTenant } from '../../features/tenant';
import { isAtLeast } from '../../flux/version';
import { quote } from '../../kubernetes/names';
import { Versions } from '../../schema/version-props';

/**
 * Checks that Flux can read the sources of a target.
 *
 * @param versions those of the cluster, with the Flux of its manager
 */
export function checkSources<C extends object>(
  context: TargetContext<C>,
  sources: SourcesAt,
  versions: Versions,
  tenants: readonly ResolvedTenant[] = [],
): void {
  const { source, standby } = sources;
  const { environment } = context;
  context.report('source', [], ...placeProblems(context, sources), repositoryProblem(context, sources, tenants));
  // Sources of the cluster are reported there.
  if (environment !== undefined && (environment.sources.source ?? environment.sources.standby) === undefined) return;
  for (const [what, spec] of [
    ['source', source],
    ['standbySource', standby],
  ] as const) {
    if (spec !== undefined) context.report('source', [], splitProblem(context, what, spec, versions));
  }
}

/** Problems of sources that come from several places. */
function placeProblems<C extends object>(
  { cluster, environment }: TargetContext<C>,
  { source, standby }: SourcesAt,
): Array<string | undefined> {
  const given = [cluster.sources, cluster.managedBy?.sources, environment?.sources];
  const isOwn = given.some((one) => (one?.source ?? one?.standby) !== undefined);
  const branch = environment?.sources.branch;
  const isWhole = source.kind === 'OCIRepository' && source.per === undefined;
  return [
    isOwn ? standbyProblem(source, standby) : undefined,
    branch !== undefined && isWhole && cluster.fleet.source.kind === 'GitRepository'
      ? `the environment follows branch ${quote(branch)}, and the cluster reads one OCI artifact ${quote(source.url)} for all: give the cluster's source per: 'cluster', or the environment a source of its own`
      : undefined,
  ];
}

function splitProblem<C extends object>(
  { cluster }: TargetContext<C>,
  what: string,
  spec: SourceSpec,
  { flux }: Versions,
): string | undefined {
  if (spec.kind !== 'GitRepository' || spec.per === undefined) return undefined;
  const host = cluster.managedBy ?? cluster;
  const split = `${what} ${quote(spec.url)} is split per unit`;
  if (isAtLeast(flux, '2.7') === false) {
    return `${split}, which came with Flux 2.7, and cluster ${quote(host.name)} has ${flux}: raise its flux, or leave per out`;
  }
  const all = lacksWatcher(host);
  if (all === undefined) return undefined;
  return `${split}, which source-watcher does, and nothing says that cluster ${quote(host.name)} runs it: give the cluster extraControllers: ${all} and let it run there, or leave per out`;
}

/** Longest name of a repository that registries and source-controller take, without the registry. */
const LONGEST = 255;

/** Problem of the names that artifacts get. */
function repositoryProblem<C extends object>(
  { cluster, environment }: TargetContext<C>,
  { source, standby }: SourcesAt,
  tenants: readonly ResolvedTenant[],
): string | undefined {
  const folders = [
    cluster.managedBy ? `${cluster.managedBy.name}/remotes` : undefined,
    cluster.name,
    environment?.name,
  ];
  const directory = folders.filter((folder) => folder !== undefined).join('/');
  for (const spec of [source, standby]) {
    if (spec?.kind !== 'OCIRepository' || spec.per === undefined) continue;
    const apps = spec.per === 'unit' ? tenants.flatMap((tenant) => appFolders(tenant)) : [];
    const lengthOf = (path: string) => artifactRepository(spec, path).replace(/^oci:\/\/[^/]*\//, '').length;
    const long = ['', ...apps].map((app) => directory + app).find((path) => lengthOf(path) > LONGEST);
    if (long === undefined) continue;
    const todo = spec.per === 'unit' ? "shorten the url or names, or say per: 'cluster'" : 'shorten the url or names';
    return `the repository of the artifact ${quote(long)} gets a name of ${lengthOf(long)} characters, and registries take ${LONGEST}: ${todo}`;
  }
  return undefined;
}

/** Folders of a tenant's apps, the deepest ones, below their environment's. */
function appFolders({ name: tenant, spaces }: ResolvedTenant): string[] {
  return spaces.flatMap(({ track, part, apps }) => {
    const space = [track, tenant, part].filter((one) => one !== undefined).join('-');
    return apps.map(({ name }) => `/tenants/${tenant}/workloads/${space}/${name}`);
  });
}
