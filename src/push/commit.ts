import * as path from 'node:path';
import { artifactAddress, FleetArtifact } from '../artifacts/artifact';
import { defined } from '../core/defined';
import { quote } from '../kubernetes/names';
import { readBlobs } from '../plan/tree/read-blobs';
import {
  gitOutput,
  remotesOf,
  repositoryFolder,
  RepositoryFolder,
  resolveRef,
  symbolicName,
} from '../plan/tree/repository';
import { Origin } from './build';
import { PushError } from './push-error';
import { ArchiveFile } from './tar';

/** The commit whose files are pushed. */
export interface PushedCommit {
  /** The whole id. */
  readonly id: string;
  /** The branch that it is on, as far as anything tells. */
  readonly branch?: string;
  readonly origin: Origin;
  /** The output directory in the repository. */
  readonly folder: RepositoryFolder;
}

/** The choice of the commit. */
export interface CommitOptions {
  /** The output directory. */
  readonly outdir: string;
  /** A commit, branch or tag; undefined for HEAD, which then must hold what lies in the output directory. */
  readonly commit?: string;
  /** Name of the branch for the revision; undefined for the one that the commit or HEAD is on. */
  readonly branch?: string;
}

/** Most files whose contents are held in memory. */
const BATCH = 4_000;

/** Most changed files that a message names. */
const NAMED = 3;

/**
 * The commit to push: what lies in the working directory and is not committed is never pushed.
 *
 * @throws PushError when there is none, or the output directory has other files than it
 */
export function commitOf({ outdir, commit, branch }: CommitOptions): PushedCommit {
  const folder = repositoryOf(outdir);
  const { repository } = folder;
  const id = resolveRef(repository, commit ?? 'HEAD', '^{commit}');
  if (commit === undefined) refuseUncommitted(folder, shownPath(outdir));
  const [seconds = '0'] = gitOutput(repository, ['show', '--no-patch', '--format=%ct', id])
    .toString()
    .trim()
    .split('\n');
  const name = branch ?? branchOf(repository, commit ?? 'HEAD');
  const algorithm = id.length === 40 ? 'sha1' : 'sha256';
  const source = remoteOf(repository);
  return {
    id,
    folder,
    ...defined({ branch: name }),
    origin: {
      ...defined({ source }),
      revision: `${name === undefined ? '' : `${name}@`}${algorithm}:${id}`,
      created: new Date(Number(seconds) * 1_000).toISOString().replace('.000Z', 'Z'),
    },
  };
}

function shownPath(outdir: string): string {
  return path.relative(process.cwd(), path.resolve(outdir)) || '.';
}

function repositoryOf(outdir: string): RepositoryFolder {
  const folder = repositoryFolder(outdir);
  if (folder !== undefined) return folder;
  const message =
    'the folder is in no Git repository, and only what is committed is pushed: run git init, and commit it';
  throw new PushError([{ at: shownPath(outdir), message }]);
}

function refuseUncommitted({ repository, path: folder }: RepositoryFolder, shown: string): void {
  const where = folder === '' ? ':/' : `:/${folder}`;
  const lines = gitOutput(repository, [
    'status',
    '--porcelain',
    '--untracked-files=all',
    '-z',
    '--no-renames',
    '--',
    where,
  ])
    .toString()
    .split('\0')
    .filter((line) => line !== '');
  if (lines.length === 0) return;
  const files = lines.map((line) => line.slice(3));
  const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : '';
  const message = `${files.slice(0, NAMED).map(quote).join(', ')}${more} ${files.length === 1 ? 'is' : 'are'} not committed as ${files.length === 1 ? 'it lies' : 'they lie'} here: commit, or push what is committed with --commit HEAD`;
  throw new PushError([{ at: shown, message }]);
}

/** The branch or tag that a ref is, else the branch that HEAD is on; undefined for a detached HEAD. */
function branchOf(repository: string, ref: string): string | undefined {
  const full = symbolicName(repository, ref) ?? symbolicName(repository, 'HEAD');
  return full?.replace(/^refs\/(?:heads|tags|remotes\/[^/]+)\//, '');
}

/** Address of the remote, without the password that a checkout may have put into it. */
function remoteOf(repository: string): string | undefined {
  const remotes = remotesOf(repository);
  const remote = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
  return remote?.url.replace(/^([a-z+]+:\/\/)[^/@]*@/, (whole, scheme: string) =>
    scheme === 'ssh://' ? whole : scheme,
  );
}

/** Ids of the commits that HEAD comes from, the newest first. */
export function historyOf(outdir: string): string[] {
  return gitOutput(repositoryOf(outdir).repository, ['rev-list', 'HEAD']).toString().trim().split('\n');
}

/** An artifact with its files. */
export interface ArtifactFiles {
  readonly artifact: FleetArtifact;
  readonly files: readonly ArchiveFile[];
}

/** The files of a commit below the output directory, by their folders. Contents are read a batch at a time. */
export class CommittedFiles {
  private readonly entries: ReadonlyArray<readonly [path: string, id: string]>;
  /** Paths that Flux would not take: links, and repositories inside. */
  private readonly others: readonly string[];

  constructor(private readonly commit: Pick<PushedCommit, 'folder' | 'id'>) {
    const { folder, id } = commit;
    const below = folder.path === '' ? [] : ['--', `${folder.path}/`];
    const listing = gitOutput(folder.repository, [
      ...['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', id],
      ...below,
    ]).toString();
    const prefix = folder.path === '' ? 0 : folder.path.length + 1;
    const entries: Array<readonly [string, string]> = [];
    const others: string[] = [];
    for (const line of listing.split('\0')) {
      const tab = line.indexOf('\t');
      if (tab < 0) continue;
      const file = line.slice(tab + 1 + prefix);
      const [mode, type, blob = ''] = line.slice(0, tab).split(' ');
      if (type === 'blob' && mode !== '120000') entries.push([file, blob]);
      else others.push(file);
    }
    this.entries = entries.sort(([a], [b]) => (a < b ? -1 : 1));
    this.others = others;
  }

  /**
   * The artifacts with their files, in the order given.
   *
   * @throws PushError for folders without files, and for links, which Flux leaves out
   */
  public *of(artifacts: readonly FleetArtifact[]): Generator<ArtifactFiles> {
    const wanted = artifacts.map((artifact) => ({ artifact, entries: this.within(artifact) }));
    const problems = wanted.flatMap(({ artifact, entries }) => this.problems(artifact, entries.length));
    if (problems.length > 0) throw new PushError(problems);
    // Units are the same on many clusters: what the batch before has read is not read again.
    let contents: ReadonlyMap<string, Buffer> = new Map();
    for (let next = 0; next < wanted.length;) {
      const batch = [];
      for (
        let count = 0;
        next < wanted.length && (count === 0 || count + wanted[next]!.entries.length <= BATCH);
        next++
      ) {
        batch.push(wanted[next]!);
        count += wanted[next]!.entries.length;
      }
      contents = this.read(
        batch.flatMap(({ entries }) => entries.map(([, id]) => id)),
        contents,
      );
      for (const { artifact, entries } of batch) {
        const files = entries.map(([file, id]) => ({ path: placed(artifact, file), content: contents.get(id)! }));
        yield { artifact, files };
      }
    }
  }

  private read(ids: readonly string[], known: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
    const contents = new Map<string, Buffer>();
    const missing = new Set<string>();
    for (const id of ids) {
      const content = known.get(id);
      if (content === undefined) missing.add(id);
      else contents.set(id, content);
    }
    if (missing.size === 0) return contents;
    for (const [id, content] of readBlobs(this.commit.folder.repository, [...missing])) contents.set(id, content);
    return contents;
  }

  /** The files of an artifact: those below its folder that no other artifact holds. */
  private within({ folder, without = [] }: FleetArtifact): ReadonlyArray<readonly [path: string, id: string]> {
    const entries = this.below(folder);
    if (without.length === 0) return entries;
    return entries.filter(([file]) => !without.some((other) => file.startsWith(`${other}/`)));
  }

  private below(folder: string): ReadonlyArray<readonly [path: string, id: string]> {
    if (folder === '') return this.entries;
    const prefix = `${folder}/`;
    const start = this.firstFrom(prefix);
    let end = start;
    while (end < this.entries.length && this.entries[end]![0].startsWith(prefix)) end++;
    return this.entries.slice(start, end);
  }

  /** Position of the first path that is not before a text. */
  private firstFrom(text: string): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle]![0] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private problems(artifact: FleetArtifact, count: number) {
    const { folder, id } = this.commit;
    const at = artifactAddress(artifact);
    const where = path.posix.join(folder.path, artifact.folder) || '.';
    const prefix = artifact.folder === '' ? '' : `${artifact.folder}/`;
    const links = this.others.filter((file) => file.startsWith(prefix));
    return [
      ...(count === 0
        ? [
            {
              at,
              message: `commit ${id.slice(0, 12)} has no file in ${quote(where)}: run flux-fleet synth, and commit what it writes`,
            },
          ]
        : []),
      ...links.map((file) => ({
        at,
        message: `${quote(path.posix.join(folder.path, file))} is a link, and Flux leaves links out of artifacts: commit the file itself in its place`,
      })),
    ];
  }
}

/** The path of a file in the artifact. */
function placed({ folder, within }: FleetArtifact, file: string): string {
  const inside = folder === '' ? file : file.slice(folder.length + 1);
  return within === '' ? inside : `${within}/${inside}`;
}
