import { firstNames } from '../../core/first-names';
import { compare } from '../../core/order';
import { Problem } from '../../core/problem';
import { quote } from '../../kubernetes/names';
import { branchName } from '../../plan/tree/branch-name';
import { pathIn } from '../../plan/tree/manifest-tree';
import { remotesOf, RepositoryFolder, repositoryFolder, resolveRef, UnknownRefError } from '../../plan/tree/repository';
import { attempt } from '../guard/attempt';
import { ResolvedFleet } from '../resolve/resolved-fleet';
import { Tree } from '../write/tree';
import { BranchFolder, branchFolders, ownBranch, readerOf } from './branch-folders';
import { changedSince, commonCommit, contentKey, contentsSince, refsOf } from './branch-history';

/** Input of the check. */
export interface BranchCheck {
  readonly resolved: ResolvedFleet;
  readonly tree: Tree;
  readonly outdir: string;
  /** The branch that the commit is for; undefined for the one that the working directory is on. */
  readonly branch?: string | undefined;
  /** Whether Flux reads the output directory from the repository that it is in. */
  readonly isRead: boolean;
}

/** The findings: problems refuse the commit. */
export interface BranchFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Checks a commit on the branch of an environment, which must change nothing that Flux reads elsewhere, and one on the
 * fleet's own branch, whose environments must find their branches. Asks the clone alone, and no remote.
 */
export function checkBranches(check: BranchCheck): BranchFindings {
  return attempt(check.resolved.name, () => judged(check));
}

function judged({ resolved, tree, outdir, branch: given, isRead }: BranchCheck): BranchFindings {
  const at = resolved.name;
  const refused = (message: string): BranchFindings => ({
    problems: given === undefined ? [] : [{ id: 'branch', at, message: `--branch ${quote(given)} ${message}` }],
    warnings: [],
  });
  const folders = branchFolders(resolved);
  const own = ownBranch(resolved);
  if (own === undefined)
    return refused('is given, but the fleet is read from no Git branch, whose commits could be compared: leave it out');
  if (folders.length === 0)
    return refused('is given, but no part of the fleet is read from a branch of its own: leave it out');
  const place = isRead ? repositoryFolder(outdir) : undefined;
  if (place === undefined)
    return refused(
      'is given, but Flux does not read the folder from this repository: run it in a clone of the one that it reads',
    );
  const branch = given ?? branchName(place.repository, 'HEAD');
  if (branch === own) return missingBranches(place, { own, folders, tree, isAsked: given !== undefined });
  const others = [...new Set(folders.map((folder) => folder.branch))].sort(compare);
  if (branch === undefined || !others.includes(branch))
    return refused(`is no branch that Flux reads: give one of ${[own, ...others].join(', ')}`);
  return { problems: straying(place, { at, own, branch, folders }), warnings: [] };
}

/** A commit on a branch that Flux reads folders from. */
interface OnBranch {
  /** Address of the fleet. */
  readonly at: string;
  /** The fleet's own branch. */
  readonly own: string;
  readonly branch: string;
  readonly folders: readonly BranchFolder[];
}

/** A branch's changes to files that Flux reads from others, one problem for each of these. */
function straying(place: RepositoryFolder, { at, own, branch, folders }: OnBranch): Problem[] {
  const { repository, path: output } = place;
  const trunk = refsOf(repository, own);
  const common = trunk.length === 0 ? undefined : commonCommit(repository, trunk);
  if (common === undefined) {
    const what = trunk.length === 0 ? `has no branch ${own}` : `has too few commits of ${own}`;
    const message = `this clone ${what}, so that nothing tells what branch ${branch} changes of what Flux reads there: ${FETCH_ALL}`;
    return [{ id: 'branch-unknown', at, message }];
  }
  const changed = changedSince(place, common);
  const readers = new Map<string, string[]>();
  for (const file of changed.keys()) {
    const reader = readerOf(folders, file)?.branch ?? own;
    if (reader !== branch) readers.set(reader, [...(readers.get(reader) ?? []), file]);
  }
  return [...readers].sort().flatMap(([reader, files]): Problem[] => {
    // A merge brings what the other branch had at some time, whatever becomes of its commits.
    const had = contentsSince(place, common, [...trunk, ...(reader === own ? [] : refsOf(repository, reader))]);
    const strays = files.filter((file) => !had.has(contentKey(file, changed.get(file)))).sort();
    if (strays.length === 0) return [];
    const names = firstNames(strays.map((file) => pathIn(output, file)));
    const message = `branch ${branch} changes ${names}, which Flux reads from branch ${reader}: make the change on ${own} and merge it here, or limit it to what Flux reads from ${branch}`;
    return [{ id: 'branch-strays', at, message }];
  });
}

const FETCH_ALL =
  'fetch all branches (git fetch --unshallow, fetch-depth: 0 of actions/checkout, GIT_DEPTH: 0 of GitLab)';

/** Environments of a commit on the fleet's own branch that Flux would read from a branch that is not there. */
function missingBranches(
  place: RepositoryFolder,
  { own, folders, tree, isAsked }: Pick<OnBranch, 'folders' | 'own'> & Pick<BranchCheck, 'tree'> & { isAsked: boolean },
): BranchFindings {
  const { repository, path: output } = place;
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const hasRemote = remotesOf(repository).length > 0;
  const read = folders.filter(({ folder }) => tree.has(`${folder}/kustomization.yaml`));
  for (const branch of new Set(read.map((one) => one.branch))) {
    const all = read.filter((one) => one.branch === branch);
    const refs = refsOf(repository, branch);
    const at = all[0]!.environment ?? all[0]!.cluster;
    if (refs.length === 0) {
      const make = `git push origin HEAD:refs/heads/${branch}`;
      const message = `Flux reads ${firstNames(all.map(({ folder }) => pathIn(output, folder)))} from branch ${branch}, and this clone has no such branch`;
      const finding = { id: 'branch-missing', at };
      if (!hasRemote) problems.push({ ...finding, message: `${message}: git branch ${branch}` });
      else if (isAsked)
        problems.push({
          ...finding,
          message: `${message}: ${make}, or git fetch origin ${branch}:${branch} if it is there`,
        });
      else
        warnings.push({
          ...finding,
          message: `${message}: git fetch origin ${branch}:${branch}, or, if it is not there, ${make}`,
        });
      continue;
    }
    const behind = all.filter(({ folder }) => !refs.some((ref) => hasFolder(repository, ref, pathIn(output, folder))));
    for (const { cluster, environment, folder } of behind) {
      const where = environment === undefined ? cluster : `${environment}/${cluster}`;
      const message = `branch ${branch} has no ${pathIn(output, folder)} yet, and the Kustomization that reads it fails until then: merge ${own} into ${branch} when this is there`;
      warnings.push({ id: 'branch-behind', at: where, message });
    }
  }
  return { problems, warnings };
}

function hasFolder(repository: string, ref: string, folder: string): boolean {
  try {
    resolveRef(repository, ref, `:${folder}`);
    return true;
  } catch (error) {
    if (error instanceof UnknownRefError) return false;
    throw error;
  }
}
