import { execFileSync } from 'node:child_process';
import { readGitTree } from 'cdk8s-flux-fleet/plan';
import type { Edits, Files } from '../../test/support/plan-corpus';

/** A commit of a repository: the files before it and those that it changes. */
export interface Commit {
  readonly name: string;
  readonly files: Files;
  readonly edits: Edits;
}

/** Files that no manifest takes in. */
const NO_TEXT = /\.(?:png|jpe?g|gif|svg|ico|webp|pdf|tgz|gz|zip|mp4|woff2?)$/;

/**
 * The last commits of a repository that change manifests, the oldest first. Each is compared with the one before it, so
 * that they form a chain.
 *
 * @param every takes each so-many-th commit, so that several changes go together
 */
export function historyOf(folder: string, count: number, every: number): Commit[] {
  const log = execFileSync(
    'git',
    ['-C', folder, 'log', '--first-parent', '--format=%H', `-${(count + 1) * every}`, 'HEAD', '--', '*.yaml', '*.yml'],
    { encoding: 'utf8' },
  );
  const commits = log
    .split('\n')
    .filter((line, at) => line !== '' && at % every === 0)
    .reverse();
  const [first, ...rest] = commits;
  if (first === undefined) return [];
  let files = read(folder, first);
  return rest.map((name) => {
    const next = read(folder, name);
    const edits = new Map<string, string | undefined>();
    for (const file of files.keys()) if (!next.has(file)) edits.set(file, undefined);
    for (const [file, text] of next) if (files.get(file) !== text) edits.set(file, text);
    const commit = { name: name.slice(0, 10), files, edits };
    files = next;
    return commit;
  });
}

function read(folder: string, commit: string): Files {
  const tree = readGitTree(folder, commit, '', { select: (file) => !NO_TEXT.test(file) });
  return new Map(tree.paths.map((file) => [file, tree.text(file)!]));
}
