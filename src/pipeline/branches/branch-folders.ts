import { compare } from '../../core/order';
import { SourceSpec } from '../../features/source';
import { sourceAddress } from '../../plan/tree/source-key';
import { ResolvedCluster, ResolvedEnvironment, ResolvedFleet } from '../resolve/resolved-fleet';

/** A folder that Flux reads from another branch than the fleet's own. */
export interface BranchFolder {
  readonly branch: string;
  readonly cluster: string;
  /** Undefined for the folder of a whole cluster. */
  readonly environment?: string;
  /** Path within the output directory. */
  readonly folder: string;
}

/** The branch that Flux reads unless something else is said; undefined where the fleet does not follow one. */
export function ownBranch({ source }: Pick<ResolvedFleet, 'source'>): string | undefined {
  return branchOf(source, source);
}

/**
 * The folders that Flux reads from other branches than the fleet's own, sorted. What is below such a folder goes with it,
 * unless it is one itself.
 */
export function branchFolders(fleet: ResolvedFleet): BranchFolder[] {
  const own = ownBranch(fleet);
  const wholeBranch = ({ source }: Pick<ResolvedCluster, 'source'>) =>
    branchOf(source ?? fleet.source, fleet.source) ?? own;
  const branches = new Map(fleet.clusters.map((cluster) => [cluster.name, wholeBranch(cluster)]));
  const found = fleet.clusters.flatMap((cluster): BranchFolder[] => {
    const { name, manager } = cluster;
    const directory = directoryOf(cluster);
    const above = branches.get(name);
    // The folder of a remote cluster is within its manager's.
    const around = manager === undefined ? own : (branches.get(manager) ?? own);
    const whole = above === undefined || above === around ? [] : [{ branch: above, cluster: name, folder: directory }];
    return [
      ...whole,
      ...cluster.environments.flatMap((environment): BranchFolder[] => {
        const branch = environmentBranch(environment, fleet.source);
        if (branch === undefined || branch === above) return [];
        return [{ branch, cluster: name, environment: environment.name, folder: `${directory}/${environment.name}` }];
      }),
    ];
  });
  return found.sort((a, b) => compare(a.folder, b.folder));
}

/** The branch that Flux reads a path from. */
export function readerOf(folders: readonly BranchFolder[], path: string): BranchFolder | undefined {
  const above = folders.filter(({ folder }) => path === folder || path.startsWith(`${folder}/`));
  return above.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** Where a cluster's folder is. */
export function directoryOf({ name, manager }: Pick<ResolvedCluster, 'manager' | 'name'>): string {
  return manager === undefined ? `clusters/${name}` : `clusters/${manager}/remotes/${name}`;
}

/** A branch of artifacts is known by its name only where the environment says it: their tag has it in another form. */
function environmentBranch({ branch, source }: ResolvedEnvironment, fleet: SourceSpec): string | undefined {
  return branch ?? branchOf(source, fleet);
}

/** The branch of a source that is the fleet's own repository. */
function branchOf(source: SourceSpec, fleet: SourceSpec): string | undefined {
  if (source.kind !== 'GitRepository' || fleet.kind !== 'GitRepository') return undefined;
  return sourceAddress(source.url) === sourceAddress(fleet.url) ? source.ref.branch : undefined;
}
