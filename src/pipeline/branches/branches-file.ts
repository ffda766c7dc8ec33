import { defined } from '../../core/defined';
import { compare } from '../../core/order';
import { withHeader } from '../../units/header';
import { toYaml } from '../../units/yaml';
import { ResolvedFleet } from '../resolve/resolved-fleet';
import { BranchFolder, branchFolders, ownBranch } from './branch-folders';

const ABOUT = `# What Flux reads of this folder on which branch. The folder is the same on all branches but for what is named here; what
# is read elsewhere takes effect when it is merged there. Nothing applies this file.
`;

/**
 * The text of the file that says which branch each part of the folder is read from; undefined where Flux reads one branch.
 *
 * An environment is named by a pattern, so that a cluster that comes or goes changes nothing here.
 */
export function branchesFile(fleet: ResolvedFleet): string | undefined {
  const folders = branchFolders(fleet);
  if (folders.length === 0) return undefined;
  const own = ownBranch(fleet);
  const branches = [...new Set(folders.map(({ branch }) => branch))].sort(compare);
  const rest = { ...defined({ branch: own }), folders: 'all others' };
  return withHeader(
    `${ABOUT}${toYaml({ branches: [rest, ...branches.map((branch) => ({ branch, folders: patterns(fleet, folders, branch) }))] })}`,
  );
}

function patterns(fleet: ResolvedFleet, folders: readonly BranchFolder[], branch: string): string[] {
  const own = folders.filter((one) => one.branch === branch);
  const found = own.flatMap(({ environment, folder }) => {
    if (environment === undefined || !isEverywhere(fleet, own, environment)) return [folder];
    return [folder.includes('/remotes/') ? `clusters/*/remotes/*/${environment}` : `clusters/*/${environment}`];
  });
  return [...new Set(found)].sort(compare);
}

/** Whether all clusters of an environment are among the folders. */
function isEverywhere({ clusters }: ResolvedFleet, folders: readonly BranchFolder[], environment: string): boolean {
  const carriers = clusters.filter(({ environments }) => environments.some(({ name }) => name === environment));
  return carriers.length === folders.filter((one) => one.environment === environment).length;
}
