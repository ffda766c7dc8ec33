import * as fs from 'node:fs';
import * as path from 'node:path';
import { gitOutput, pathspecOf, RepositoryFolder } from '../../plan/tree/repository';

/** The content of a file: its id in Git, or `undefined` where it is not there. */
type Content = string | undefined;

/** Id that `git log --raw` gives a file that is not there. */
const NOTHING = /^0+$/;

/**
 * The names of a branch in a repository, its own and those of remotes: `refs/heads/qa`, `refs/remotes/origin/qa`.
 */
export function refsOf(repository: string, branch: string): string[] {
  const patterns = [`refs/heads/${branch}`, `refs/remotes/*/${branch}`];
  const lines = gitOutput(repository, ['for-each-ref', '--format=%(refname)', ...patterns])
    .toString()
    .split('\n');
  // A pattern also matches what is below it, as refs/heads/qa/next.
  return lines.filter((line) => line === patterns[0] || /^refs\/remotes\/[^/]+\/(.*)$/.exec(line)?.[1] === branch);
}

/** The newest commit that HEAD and a branch have in common; undefined where the clone knows of none. */
export function commonCommit(repository: string, refs: readonly string[]): string | undefined {
  try {
    // Of several names of the branch, the one that is furthest on counts.
    return (
      gitOutput(repository, ['merge-base', 'HEAD', ...refs])
        .toString()
        .trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** The files of a folder that differ from a commit, with their contents as they are now. Paths are within the folder. */
export function changedSince(
  { repository, path: folder }: RepositoryFolder,
  commit: string,
): ReadonlyMap<string, Content> {
  const changed = fields(repository, [
    'diff',
    '--no-relative',
    '--name-only',
    '--no-renames',
    '-z',
    commit,
    '--',
    pathspecOf(folder),
  ]);
  const added = fields(repository, [
    'ls-files',
    '--others',
    '--exclude-standard',
    '--full-name',
    '-z',
    pathspecOf(folder),
  ]);
  const paths = [...new Set([...changed, ...added])];
  const ids = contentIds(repository, paths);
  const start = startOf(folder);
  return new Map(paths.map((one) => [one.slice(start), ids.get(one)]));
}

/** All contents that files of a folder have had on branches since a commit, as `path id`; the id is empty for none. */
export function contentsSince(
  { repository, path: folder }: RepositoryFolder,
  commit: string,
  refs: readonly string[],
): ReadonlySet<string> {
  const format = ['--no-relative', '--raw', '--no-abbrev', '--no-renames', '-m', '-z', '--format='];
  const found = new Set<string>();
  const parts = fields(repository, ['log', ...format, ...refs, '--not', commit, '--', pathspecOf(folder)]);
  const start = startOf(folder);
  // Each change is two parts: `:MODE MODE OLD NEW STATUS`, and the path.
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, , before = '', after = ''] = parts[at]!.trimStart().split(' ');
    const file = parts[at + 1]!.slice(start);
    for (const id of [before, after]) found.add(contentKey(file, NOTHING.test(id) ? undefined : id));
  }
  return found;
}

/** A content as {@link contentsSince} has it. */
export function contentKey(file: string, content: Content): string {
  return `${file} ${content ?? ''}`;
}

/** The ids of files in the working directory; those that are not there have none. */
function contentIds(repository: string, paths: readonly string[]): ReadonlyMap<string, string> {
  // A file that became a folder is not there.
  const isFile = (one: string) => fs.statSync(one, { throwIfNoEntry: false })?.isFile() === true;
  const there = paths.map((one) => path.join(repository, one)).filter(isFile);
  if (there.length === 0) return new Map();
  const input = there.map((one) => `${one}\n`).join('');
  const ids = gitOutput(repository, ['hash-object', '--stdin-paths'], input).toString().trim().split('\n');
  return new Map(there.map((one, index) => [path.relative(repository, one), ids[index]!]));
}

/** Where the path within a folder begins. */
function startOf(folder: string): number {
  return folder === '' ? 0 : folder.length + 1;
}

function fields(repository: string, args: readonly string[]): string[] {
  return gitOutput(repository, args)
    .toString()
    .split('\0')
    .filter((part) => part !== '');
}
