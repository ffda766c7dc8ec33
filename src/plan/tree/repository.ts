import { spawnSync, SpawnSyncReturns } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { defined } from '../../core/defined';

/** A directory's place in its Git repository. */
export interface RepositoryFolder {
  /** The repository's top directory, with links resolved. */
  readonly repository: string;
  /** The path within the repository, with `/` between folders; empty for its top. */
  readonly path: string;
}

/** A commit, branch or tag does not exist, or nothing is committed yet. */
export class UnknownRefError extends Error {}

/**
 * A directory's place in its repository, with links resolved; the directory need not exist yet.
 *
 * @returns undefined outside repositories
 * @throws Error when there is a repository, and git is missing or cannot read it
 */
export function repositoryFolder(directory: string): RepositoryFolder | undefined {
  let existing = path.resolve(directory);
  const missing: string[] = [];
  while (!isDirectory(existing)) {
    missing.unshift(path.basename(existing));
    const parent = path.dirname(existing);
    if (parent === existing) return undefined;
    existing = parent;
  }
  const real = fs.realpathSync(existing);
  // Spares the start of git for most directories outside repositories.
  if (!isBelowRepository(real)) return undefined;
  const result = run(real, ['rev-parse', '--show-prefix', '--show-toplevel']);
  const [prefix = '', top = ''] = result.stdout.toString().split('\n');
  if (result.status !== 0) throw new Error(`[${directory}] git cannot read its repository${reason(result)}: mend that`);
  return { repository: top, path: [...prefix.split('/').filter((part) => part !== ''), ...missing].join('/') };
}

/** The remotes of a repository with their addresses; one that is pushed to elsewhere than it is fetched from twice. */
export function remotesOf(repository: string): ReadonlyArray<{ readonly name: string; readonly url: string }> {
  const lines = gitOutput(repository, ['remote', '-v']).toString().split('\n');
  return lines.flatMap((line) => {
    const [name = '', url] = line.split(/\s+/);
    return url === undefined ? [] : [{ name, url }];
  });
}

/** Whether Git ignores a folder. */
export function isIgnored({ repository, path: folder }: RepositoryFolder): boolean {
  return folder !== '' && run(repository, ['check-ignore', '--quiet', `:/${folder}/any`]).status === 0;
}

/** The pathspec of a folder of a repository: all of it for an empty one. Its name may hold what is a pattern to Git. */
export function pathspecOf(folder: string): string {
  return folder === '' ? ':/' : `:(top,literal)${folder}`;
}

/** The object id of a ref, or of a path in its tree. */
export function resolveRef(directory: string, ref: string, what: string): string {
  const result = run(directory, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}${what}`]);
  if (result.status === 0) return result.stdout.toString().trim();
  const said = reason(result);
  const message = `[git] ${JSON.stringify(ref)} cannot be read${said}: give a commit, branch or tag that this repository has${shallowAdvice(directory)}`;
  throw said === '' ? new UnknownRefError(message) : new Error(message);
}

/** Advice for a clone with too little history. */
function shallowAdvice(directory: string): string {
  const isShallow = run(directory, ['rev-parse', '--is-shallow-repository']).stdout.toString().trim() === 'true';
  return isShallow
    ? '; this clone has the last commits only: fetch more of them (fetch-depth: 0 of actions/checkout, GIT_DEPTH: 0 of GitLab, or git fetch --unshallow)'
    : '';
}

/** The full name of a branch or tag, as `refs/heads/main`; undefined for other refs. */
export function symbolicName(directory: string, ref: string): string | undefined {
  const result = run(directory, ['rev-parse', '--symbolic-full-name', '--end-of-options', ref]);
  const lines = result.stdout.toString().trim().split('\n');
  const name = lines.find((line) => line.startsWith('refs/'));
  return result.status === 0 ? name : undefined;
}

/** Output of a git command. */
export function gitOutput(directory: string, args: readonly string[], input?: string): Buffer {
  const result = run(directory, args, input);
  if (result.status === 0) return result.stdout;
  throw new Error(`[git] git ${args.find((arg) => !arg.startsWith('-'))} failed${reason(result)}: mend the repository`);
}

/** Git's commands whose answers hold for the whole of a run: what a ref is, where a folder is, what is ignored. */
const STEADY = new Set(['rev-parse', 'remote', 'check-ignore']);

/** Answers of Git by folder and arguments; undefined outside of {@link withGitMemory}. */
let memory: Map<string, SpawnSyncReturns<Buffer>> | undefined;

/** Calls a function during which nobody commits or moves a branch: Git is asked once for what it is asked for often. */
export function withGitMemory<T>(body: () => T): T {
  if (memory !== undefined) return body();
  memory = new Map();
  try {
    return body();
  } finally {
    memory = undefined;
  }
}

function run(directory: string, args: readonly string[], input?: string): SpawnSyncReturns<Buffer> {
  const key = memory && STEADY.has(args[0] ?? '') ? [directory, ...args].join('\0') : undefined;
  const known = key === undefined ? undefined : memory?.get(key);
  if (known !== undefined) return known;
  const result = start(directory, args, input);
  if (key !== undefined) memory?.set(key, result);
  return result;
}

function start(directory: string, args: readonly string[], input?: string): SpawnSyncReturns<Buffer> {
  // In a hook, these variables would point git to another repository.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_PREFIX: _prefix, ...env } = process.env;
  const result = spawnSync('git', ['-C', directory, ...args], {
    env: { ...env, LC_ALL: 'C', GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
    maxBuffer: Number.POSITIVE_INFINITY,
    ...defined({ input }),
  });
  if (result.error) throw new Error(`[git] cannot be run, ${result.error.message}: install git`);
  return result;
}

function reason({ stderr }: { readonly stderr: Buffer }): string {
  const said = stderr.toString().trim().split('\n')[0];
  return said ? ` (${said})` : '';
}

function isDirectory(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whether a directory or one above it has a `.git`: the folder, or the file of a worktree or submodule. */
function isBelowRepository(directory: string): boolean {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, '.git'))) return true;
    if (path.dirname(folder) === folder) return false;
  }
}
