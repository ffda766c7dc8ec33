import { symbolicName } from './repository';

/** Variables in which CI systems say what branch a pull request is merged into. */
const TARGETS = [
  ...['GITHUB_BASE_REF', 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'BITBUCKET_PR_DESTINATION_BRANCH'],
  'SYSTEM_PULLREQUEST_TARGETBRANCHNAME',
] as const;

/**
 * The branch that a ref is, or that a pull request is merged into; undefined when nothing tells. CI checks out commits
 * without a branch, and says it in a variable.
 *
 * @param directory any directory of the repository
 */
export function branchName(
  directory: string,
  ref: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const full = symbolicName(directory, ref);
  const named = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(full ?? '')?.[1];
  const told = TARGETS.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  // At HEAD of a checkout for a pull request, the branch is that of the request.
  if (named !== undefined && named !== 'HEAD' && (ref !== 'HEAD' || told === undefined)) return named;
  return told?.replace(/^refs\/heads\//, '');
}
