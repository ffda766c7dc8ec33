import { KnownFolder } from '../write/folder-memory';
import { Numbered } from './numbered';

/** The state of a folder of the output directory at a point in time. */
export interface FolderLine extends KnownFolder {
  /** Path within the output directory. */
  readonly path: string;
  /** Its inode number. */
  readonly node: number;
  /** Lower bound of the time when it was seen, in milliseconds since 1970 by the clock of its file system. */
  readonly since: number;
}

/**
 * The file format of folders: one line of JSON for all folders that a run adds, with a column for each field. That is
 * read several times as fast as a line for each folder. Data that folders share is stored once, referenced by number.
 */
interface Part {
  /** Paths, joined. */
  readonly paths: string;
  readonly nodes: readonly number[];
  /** Numbers of times. */
  readonly since: readonly number[];
  readonly times: readonly number[];
  /** Numbers of the contents of files: a digest, and the names and hashes joined. */
  readonly holds: readonly number[];
  readonly held: ReadonlyArray<readonly [digest: string, names: string, hashes: string]>;
  /** Numbers of lists of folders: the names joined. */
  readonly below: readonly number[];
  readonly lists: readonly string[];
}

/** A separator that no path contains. */
const BETWEEN_PATHS = '//';

/** Writes folders as a part. */
export function formatFolders(folders: Iterable<FolderLine>): string {
  const all = [...folders];
  const times = new Numbered<number>();
  const held = new Numbered<readonly [digest: string, names: string, hashes: string]>();
  const lists = new Numbered<string>();
  const part: Part = {
    paths: all.map(({ path }) => path).join(BETWEEN_PATHS),
    nodes: all.map(({ node }) => node),
    since: all.map(({ since }) => times.numberOf(`${since}`, since)),
    holds: all.map(({ digest, files, hashes }) => {
      const names = files.join('/');
      return held.numberOf(`${digest} ${names}`, [digest, names, hashes.join('/')]);
    }),
    below: all.map(({ folders: inside }) => {
      const names = inside.join('/');
      return lists.numberOf(names, names);
    }),
    times: times.values,
    held: held.values,
    lists: lists.values,
  };
  return `${JSON.stringify(part)}\n`;
}

/** Parses parts; undefined when the text is not valid. */
export function parseFolders(text: string): FolderLine[] | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '') return undefined;
  const folders: FolderLine[] = [];
  try {
    for (const line of lines) readPart(JSON.parse(line) as Part, folders);
  } catch {
    return undefined;
  }
  return folders;
}

function readPart({ paths, nodes, since, times, holds, held, below, lists }: Part, folders: FolderLine[]): void {
  const contents = held.map(([digest, names, hashes]) => {
    return { digest, files: namesIn(names), hashes: namesIn(hashes) };
  });
  const inside = lists.map(namesIn);
  paths.split(BETWEEN_PATHS).forEach((path, index) => {
    const { digest, files, hashes } = contents[holds[index]!]!;
    folders.push({
      path,
      node: nodes[index]!,
      since: times[since[index]!]!,
      digest,
      files,
      hashes,
      folders: inside[below[index]!]!,
    });
  });
}

function namesIn(text: string): string[] {
  return text === '' ? [] : text.split('/');
}
