import { repositoryFolder, symbolicName } from './repository';

/** Variables in which CI systems say what branch a pull request is merged into. */
const TARGETS = [
  ...['GITHUB_BASE_REF', 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'BITBUCKET_PR_DESTINATION_BRANCH'],
  'SYSTEM_PULLREQUEST_TARGETBRANCHNAME',
] as const;

/** Variables in which they say what branch a commit is checked out of. */
const SOURCES = ['CI_COMMIT_BRANCH', 'BITBUCKET_BRANCH', 'BUILD_SOURCEBRANCH'] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** The branch that a pipeline is for, where it is not one of a pull request. */
function pipelineBranch(env: Variables): string | undefined {
  return firstOf(SOURCES, env) ?? (env['GITHUB_REF_TYPE'] === 'branch' ? env['GITHUB_REF_NAME'] : undefined);
}

function firstOf(names: readonly string[], env: Variables): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/**
 * The branch that a ref is, or that a pull request is merged into; undefined when nothing tells. CI checks out commits
 * without a branch, and says it in a variable.
 *
 * @param directory any directory of the repository
 */
export function branchName(directory: string, ref: string, env: Variables = process.env): string | undefined {
  const full = symbolicName(directory, ref);
  const named = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(full ?? '')?.[1];
  const told = firstOf(TARGETS, env);
  // At HEAD of a checkout for a pull request, the branch is that of the request.
  if (named !== undefined && named !== 'HEAD' && (ref !== 'HEAD' || told === undefined)) return named;
  return (told ?? (ref === 'HEAD' ? pipelineBranch(env) : undefined))?.replace(/^refs\/heads\//, '');
}

/** The branch of the repository around a directory; undefined outside of repositories, or when nothing tells. */
export function branchAt(directory: string, ref = 'HEAD'): string | undefined {
  try {
    const folder = repositoryFolder(directory);
    return folder && branchName(folder.repository, ref);
  } catch {
    // The guard has reported it.
    return undefined;
  }
}
