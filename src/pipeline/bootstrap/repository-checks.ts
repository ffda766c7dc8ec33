import { defined } from '../../core/defined';
import { GitSourceSpec } from '../../features/source';
import { quote } from '../../kubernetes/names';
import { gitOutput, remotesOf, RepositoryFolder, resolveRef, UnknownRefError } from '../../plan/tree/repository';
import { repositoryName } from '../guard/source-path';

/** A folder that Flux reads at a reference of the fleet's repository. */
export interface RequiredFolder {
  readonly ref: GitSourceSpec['ref'];
  /** Path in the repository. */
  readonly path: string;
  /** Whether the working directory has what Flux will read there: it is then compared, and not only looked for. */
  readonly isCompared: boolean;
}

/** A reference as messages name it, and its name at the remote; none for a commit. */
interface KnownRef {
  readonly text: string;
  readonly full?: string;
  readonly commit?: string;
}

/** A reference as messages and plans name it: `branch main`. */
export function refText(ref: Readonly<Record<string, string | undefined>>): string {
  const [[kind, value] = ['tag', 'latest']] = Object.entries(ref).filter(([, value]) => value !== undefined);
  return `${kind} ${value}`;
}

/**
 * Faults that keep Flux from reading these folders from the fleet's repository, each with what to do: something is not
 * committed, not pushed, or a branch does not exist.
 */
export function* repositoryProblems(
  { repository }: RepositoryFolder,
  source: GitSourceSpec,
  folders: readonly RequiredFolder[],
): Generator<string> {
  const compared = folders.filter(({ isCompared }) => isCompared).map((folder) => folder.path);
  const uncommitted = compared.filter((folder) => changes(repository, folder) !== '');
  for (const folder of uncommitted) yield `${folder} is not committed: commit it, and push`;
  const remote = remoteOf(repository, source.url);
  if (remote === undefined) {
    yield `no remote of the repository is ${quote(source.url)}, which Flux reads: git remote add origin ${source.url}, and push`;
    return;
  }
  let heads: ReadonlyMap<string, string>;
  try {
    heads = remoteRefs(repository, remote);
  } catch (error) {
    yield `the remote ${quote(remote)} cannot be asked for its branches, ${(error as Error).message.replace(/^\[git\] /, '').replace(/: [^:]*$/, '')}: make git ls-remote ${remote} work`;
    return;
  }
  for (const folder of folders) {
    if (uncommitted.includes(folder.path)) continue;
    const problem = folderProblem(repository, remote, heads, folder);
    if (problem !== undefined) yield problem;
  }
}

function folderProblem(
  repository: string,
  remote: string,
  heads: ReadonlyMap<string, string>,
  { ref, path: folder, isCompared }: RequiredFolder,
): string | undefined {
  const { text, full, commit = heads.get(full ?? '') } = knownRef(ref, heads);
  if (full === undefined && commit === undefined) return undefined;
  const where = `${text} of remote ${quote(remote)}`;
  if (commit === undefined) {
    return `${where} does not exist, and Flux reads ${folder} there: git push ${remote} HEAD:${full}`;
  }
  if (!exists(repository, commit, '^{commit}')) {
    return `${where} is at ${commit.slice(0, 12)}, which this clone lacks: git fetch ${remote}`;
  }
  const there = treeAt(repository, commit, folder);
  const push = full === undefined ? 'name a commit that has it' : `merge or push what is committed here`;
  if (there === undefined) return `${where} has no ${folder}, which Flux reads: ${push}`;
  if (!isCompared || there === treeAt(repository, 'HEAD', folder)) return undefined;
  return `${where} has another ${folder} than the commit here: ${push}`;
}

function knownRef(ref: GitSourceSpec['ref'], heads: ReadonlyMap<string, string>): KnownRef {
  const text = refText({ ...ref });
  if (ref.commit !== undefined) return { text, commit: ref.commit };
  if (ref.name !== undefined) return { text, full: ref.name };
  if (ref.branch !== undefined) return { text, full: `refs/heads/${ref.branch}` };
  // Which tag is the newest of a range is not looked for.
  if (ref.tag === undefined) return { text };
  const full = `refs/tags/${ref.tag}`;
  const peeled = heads.get(`${full}^{}`);
  return { text, full, ...defined({ commit: peeled }) };
}

/** Changes of a folder that are not committed, as Git lists them. */
function changes(repository: string, folder: string): string {
  return gitOutput(repository, ['status', '--porcelain', '--untracked-files=all', '--', `:/${folder}`]).toString();
}

function exists(repository: string, ref: string, what: string): boolean {
  try {
    resolveRef(repository, ref, what);
    return true;
  } catch (error) {
    if (error instanceof UnknownRefError) return false;
    throw error;
  }
}

/** The id of a folder in a commit; undefined where it is not there. */
function treeAt(repository: string, commit: string, folder: string): string | undefined {
  return exists(repository, commit, `:${folder}`) ? resolveRef(repository, commit, `:${folder}`) : undefined;
}

/** The remote that the source is, by the name of the repository: a mirror has another host, and SSH another form. */
function remoteOf(repository: string, url: string): string | undefined {
  const same = remotesOf(repository).filter((remote) => repositoryName(remote.url) === repositoryName(url));
  const exact = same.find((remote) => remote.url === url) ?? same.find(({ name }) => name === 'origin') ?? same[0];
  return exact?.name;
}

function remoteRefs(repository: string, remote: string): ReadonlyMap<string, string> {
  const lines = gitOutput(repository, ['ls-remote', remote]).toString().trim().split('\n');
  return new Map(lines.map((line) => line.split('\t')).map(([id = '', name = '']) => [name, id]));
}
