import * as fs from 'node:fs';

/** What stands at a path. Links are what they are and not what they point to. */
export type EntryKind = 'file' | 'folder' | 'link' | 'special';

/** Something in a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** What tells whether a file or folder is still the same, and unchanged. */
export interface EntryState {
  /** Number of the device that it is on. */
  readonly device: number;
  /** Its number on the device. */
  readonly node: number;
  /** Milliseconds since 1970 of the last change to it, or to what is directly in a folder. Nobody can set this time. */
  readonly changed: number;
}

/**
 * Every call that the writer makes to the file system, so that a test can let each of them fail. None follows a link
 * in the last part of a path.
 */
export interface FileSystem {
  /** What stands at a path; undefined for nothing. */
  kindOf(path: string): EntryKind | undefined;
  /** How what stands at a path is; undefined for nothing. */
  stateOf(path: string): EntryState | undefined;
  /** What is in a folder, in no order. */
  list(folder: string): Entry[];
  /** A file's first bytes, or all of them. */
  read(file: string, atMost?: number): Buffer;
  /** A file's text; what is no UTF-8 comes out as U+FFFD. One call, where `read` takes several. */
  readText(file: string): string;
  /** Makes a file; an error when something stands there. */
  create(file: string, content: string | Uint8Array): void;
  /** Makes a folder; an error when something stands there. */
  makeFolder(folder: string): void;
  /** Makes a folder and those above it, where they are missing. */
  makeFolders(folder: string): void;
  /** Gives a file or folder another path. */
  rename(from: string, to: string): void;
  /** Removes a file or link. */
  removeFile(file: string): void;
  /** Removes an empty folder. */
  removeFolder(folder: string): void;
}

/** Windows has neither of the two; there, links need a privilege. */
const READ = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

/** The types know flags as text alone; numbers are what Node makes of them. */
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
    // Naming the encoding lets Node write text in one call. The flag makes it fail at a link, too.
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

/** The code of a file system's error, such as `ENOENT`; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  // Not by its class: errors of Node itself can come from another realm than this code.
  const { code, syscall } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

/**
 * Does something that need not be possible any more.
 *
 * @param codes errors that say so
 */
export function tolerating(codes: readonly string[], what: () => void): void {
  try {
    what();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !codes.includes(code)) throw error;
  }
}

/** Removes a file, link or folder with all that is in it. */
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
