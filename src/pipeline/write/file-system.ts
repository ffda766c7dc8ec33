import * as fs from 'node:fs';

/** Kind of the entry at a path. Links are not followed. */
export type EntryKind = 'file' | 'folder' | 'link' | 'special';

/** An entry of a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** Facts that tell whether a file or folder is still the same and unchanged. */
export interface EntryState {
  /** Number of its device. */
  readonly device: number;
  /** Its number on the device. */
  readonly node: number;
  /**
   * Milliseconds since 1970 of the last change to it, or to the direct entries of a folder. No program can set this
   * time.
   */
  readonly changed: number;
}

/**
 * Every file system call of the writer, so that a test can make each of them fail. None follows a link in the last part
 * of a path.
 */
export interface FileSystem {
  /** Kind of the entry at a path; undefined if there is none. */
  kindOf(path: string): EntryKind | undefined;
  /** State of the entry at a path; undefined if there is none. */
  stateOf(path: string): EntryState | undefined;
  /** Entries of a folder, unordered. */
  list(folder: string): Entry[];
  /** The first bytes of a file, or all of them. */
  read(file: string, atMost?: number): Buffer;
  /** A file's text; invalid UTF-8 becomes U+FFFD. One system call, where `read` takes several. */
  readText(file: string): string;
  /** Creates a file; fails if the path exists. */
  create(file: string, content: string | Uint8Array): void;
  /** Creates a folder; fails if the path exists. */
  makeFolder(folder: string): void;
  /** Creates a folder and its missing parents. */
  makeFolders(folder: string): void;
  /** Renames a file or folder. */
  rename(from: string, to: string): void;
  /** Removes a file or link. */
  removeFile(file: string): void;
  /** Removes an empty folder. */
  removeFolder(folder: string): void;
}

/** Windows lacks both flags; there, creating links needs a privilege. */
const READ = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

/** The types allow flags as strings only; numbers are what Node converts them to. */
const READ_FLAG = READ as unknown as string;

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = {
  kindOf(path) {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : kindOf(stats);
  },

  stateOf(path) {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : { device: stats.dev, node: stats.ino, changed: stats.ctimeMs };
  },

  list(folder) {
    return fs.readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },

  read(file, atMost) {
    const descriptor = fs.openSync(file, READ);
    try {
      return atMost === undefined ? fs.readFileSync(descriptor) : readStart(descriptor, atMost);
    } finally {
      fs.closeSync(descriptor);
    }
  },

  readText(file) {
    return fs.readFileSync(file, { encoding: 'utf8', flag: READ_FLAG });
  },

  create(file, content) {
    // With an explicit encoding, Node writes text in one call. The flag also makes it fail at a link.
    fs.writeFileSync(file, content, { encoding: 'utf8', flag: 'wx' });
  },

  makeFolder(folder) {
    fs.mkdirSync(folder);
  },

  makeFolders(folder) {
    fs.mkdirSync(folder, { recursive: true });
  },

  rename(from, to) {
    fs.renameSync(from, to);
  },

  removeFile(file) {
    fs.unlinkSync(file);
  },

  removeFolder(folder) {
    fs.rmdirSync(folder);
  },
};

/** Code of a file system error, such as `ENOENT`; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  // Not checked by class: Node's own errors can come from another realm than this code.
  const { code, syscall } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

/**
 * Runs something that may have become impossible.
 *
 * @param codes error codes to ignore
 */
export function tolerating(codes: readonly string[], what: () => void): void {
  try {
    what();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !codes.includes(code)) throw error;
  }
}

/** Removes a file, a link, or a folder with its content. */
export function removeAll(files: FileSystem, path: string, kind: EntryKind | undefined = files.kindOf(path)): void {
  if (kind === 'folder') {
    for (const entry of files.list(path)) removeAll(files, `${path}/${entry.name}`, entry.kind);
    files.removeFolder(path);
  } else if (kind !== undefined) files.removeFile(path);
}

function kindOf(stats: fs.Stats | fs.Dirent): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'special';
}

function readStart(descriptor: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let end = 0;
  while (end < length) {
    const count = fs.readSync(descriptor, buffer, end, length - end, null);
    if (count === 0) break;
    end += count;
  }
  return buffer.subarray(0, end);
}
