import { Entry, FileSystem } from './file-system';
import { digestOf, FolderMemory, hashOf, KnownFolder } from './folder-memory';
import { hasForeignEntry } from './list-entries';
import {
  isMarked,
  LIST,
  MARK_LENGTH,
  Owned,
  ownedBy,
  Ownership,
  ownershipOf,
  recordedOwnership,
  sha256,
} from './ownership';
import { checkName, isWork } from './paths';
import { isBeyond, Scope } from './scope';
import { Content, WantedFolder } from './wanted';

/** A file or other non-folder in an output directory that is not as it should be. */
export interface FoundFile {
  readonly path: string;
  /** Owner, or kind of an entry that is never read. */
  readonly state: Ownership | 'link' | 'special';
  /** SHA-256 of its content, if it is or was generated. */
  readonly hash: string | undefined;
  /** Its wanted content, if it should exist. */
  readonly wanted: Content | undefined;
  /** Whether a folder should be in its place. */
  readonly inTheWay: boolean;
}

/** A folder of an output directory. Links to folders count as files: they are not followed. */
export interface FoundFolder {
  /** Path, empty for the output directory itself. */
  readonly path: string;
  /** Whether it should exist. */
  readonly wanted: boolean;
  /** Whether a file should be in its place. */
  readonly inTheWay: boolean;
  /** Whether it contains anything outside the run's scope. */
  readonly others: boolean;
  /** Number of files that are as they should be, including those of omitted folders. */
  readonly same: number;
  /** All other files. */
  readonly files: readonly FoundFile[];
  readonly folders: readonly FoundFolder[];
  /** Missing files and folders. */
  readonly missing: WantedFolder;
}

/** The place to read. */
interface Place {
  readonly files: FileSystem;
  readonly outdir: string;
  /** The part to read; undefined for everything. */
  readonly scope: Scope | undefined;
  /** Known folders, and the current time. */
  readonly known: KnownPlace | undefined;
}

/** Knowledge about an output directory, and the current time on its file system's clock. */
export interface KnownPlace {
  readonly memory: FolderMemory;
  readonly now: number;
}

/**
 * Reads an output directory, and determines for each file whether it is as it should be, or else its owner.
 *
 * @param scope the part to read; everything by default
 * @param known knowledge of earlier runs; receives the findings of this one
 */
export function scan(
  files: FileSystem,
  outdir: string,
  wanted: WantedFolder,
  scope?: Scope,
  known?: KnownPlace,
): FoundFolder {
  return scanFolder({ files, outdir, scope, known }, '', wanted, false);
}

/** The scan of an output directory that does not exist. */
export function emptyScan(wanted: WantedFolder): FoundFolder {
  return { path: '', wanted: true, inTheWay: false, others: false, same: 0, files: [], folders: [], missing: wanted };
}

function scanFolder(place: Place, path: string, wanted: WantedFolder | undefined, inTheWay: boolean): FoundFolder {
  const known = wanted && place.known?.memory.recall(path);
  if (known !== undefined && known.digest === digestOf(wanted!.files)) {
    return unchangedFolder(place, path, wanted!, known, inTheWay);
  }
  return readFolder(place, path, wanted, inTheWay, known);
}

/** A folder with the right files: only its subfolders are scanned. Settled ones are only counted. */
function unchangedFolder(
  place: Place,
  path: string,
  wanted: WantedFolder,
  known: KnownFolder,
  inTheWay: boolean,
): FoundFolder {
  const here = known.folders.filter((name) => !isBeyond(place.scope, path, name));
  const folders: FoundFolder[] = [];
  let same = wanted.files.size;
  for (const name of here) {
    const folder = scanFolder(place, `${path}/${name}`, wanted.folders.get(name), false);
    if (isSettled(folder)) same += folder.same;
    else folders.push(folder);
  }
  const missing = { files: NONE, folders: without(wanted.folders, here) };
  return {
    path,
    wanted: true,
    inTheWay,
    others: here.length < known.folders.length,
    same,
    files: [],
    folders,
    missing,
  };
}

/** Whether a folder and everything in it is as it should be. */
function isSettled({ wanted, inTheWay, others, files, folders, missing }: FoundFolder): boolean {
  const isWhole = missing.files.size === 0 && missing.folders.size === 0;
  return wanted && !inTheWay && !others && isWhole && files.length === 0 && folders.length === 0;
}

/** @param before the certain content; the folder is then not listed, and only files that should change are read */
function readFolder(
  place: Place,
  path: string,
  wanted: WantedFolder | undefined,
  inTheWay: boolean,
  before?: KnownFolder,
): FoundFolder {
  const { files, outdir, scope, known } = place;
  const prefix = path === '' ? '' : `${path}/`;
  const folder = path === '' ? outdir : `${outdir}/${path}`;
  // Taken before reading: a later change gives another state.
  const state = wanted && path !== '' && known && !before ? files.stateOf(folder) : undefined;
  const disk = insideOf(files, folder);
  const inside = before ? insideKnown(before, wanted, disk) : disk;
  const found: FoundFile[] = [];
  const folders: FoundFolder[] = [];
  const fileNames: string[] = [];
  const folderNames: string[] = [];
  let same = 0;
  const beyond: string[] = [];
  let isReadWhole = true;
  let others = false;
  let owned: Owned | undefined;
  for (const { name, kind } of inside.entries()) {
    if (path === '' && isWork(name)) continue;
    if (isBeyond(scope, path, name)) {
      others = true;
      if (kind === 'folder' && checkName(name) === undefined) beyond.push(name);
      // Its owner, and whether it is in the way, is for another run to determine.
      else isReadWhole = false;
      continue;
    }
    const content = wanted?.files.get(name);
    const below = wanted?.folders.get(name);
    const at = prefix + name;
    if (kind === 'folder' && checkName(name) === undefined) {
      folderNames.push(name);
      folders.push(scanFolder(place, at, below, content !== undefined));
      continue;
    }
    fileNames.push(name);
    if (kind === 'file' && content !== undefined && inside.holds(name, content)) {
      same++;
      continue;
    }
    let state: Pick<FoundFile, 'state' | 'hash'>;
    if (kind === 'link') state = { state: 'link', hash: undefined };
    // An entry whose name cannot be generated is not read: Git's folder, or a name with invalid UTF-8, which cannot be
    // opened.
    else if (kind !== 'file' || checkName(name) !== undefined) state = { state: 'special', hash: undefined };
    else {
      owned ??= inside.owned();
      state = stateOf(files, `${folder}/${name}`, owned.get(name), content !== undefined);
    }
    found.push({ path: at, ...state, wanted: content, inTheWay: below !== undefined });
  }
  const missing = { files: without(wanted?.files, fileNames), folders: without(wanted?.folders, folderNames) };
  if (known && state && wanted && isReadWhole && found.length === 0 && missing.files.size === 0) {
    const facts = { files: wanted.files, folders: [...folderNames, ...beyond], node: state.node, since: known.now };
    known.memory.keep(path, facts);
  }
  return { path, wanted: wanted !== undefined, inTheWay, others, same, files: found, folders, missing };
}

/** Questions about the content of a folder. */
interface Inside {
  readonly entries: () => readonly Entry[];
  /** Whether a file has a content. */
  readonly holds: (name: string, content: Content) => boolean;
  /** The files that the folder's list records as generated, with their hashes. */
  readonly owned: () => Owned;
}

/** A folder that is read. */
function insideOf(files: FileSystem, folder: string): Inside {
  return {
    entries: () => files.list(folder),
    holds: (name, content) => isSame(files, `${folder}/${name}`, content),
    owned: () => ownedIn(files, `${folder}/${LIST}`),
  };
}

/** A known folder. Its list is read only if it is not the wanted one. */
function insideKnown(before: KnownFolder, wanted: WantedFolder | undefined, disk: Inside): Inside {
  const hashes = new Map(before.files.map((name, index) => [name, before.hashes[index]]));
  const holds = (name: string, content: Content) => hashes.get(name) === hashOf(content);
  return {
    entries: () => [
      ...before.files.map((name): Entry => ({ name, kind: 'file' })),
      ...before.folders.map((name): Entry => ({ name, kind: 'folder' })),
    ],
    holds,
    owned: () => {
      const list = wanted?.files.get(LIST);
      return list !== undefined && holds(LIST, list) ? ownedBy(Buffer.from(list)) : disk.owned();
    },
  };
}

const NO_UTF8 = '\ufffd';

const NONE: Map<string, never> = new Map<string, never>();

/** The entries of a map without some names. Mostly none are left. */
function without<T>(map: ReadonlyMap<string, T> | undefined, names: readonly string[]): Map<string, T> {
  if (map === undefined) return NONE;
  let left = map.size;
  for (const name of names) if (map.has(name)) left--;
  if (left === 0) return NONE;
  const rest = new Map(map);
  for (const name of names) rest.delete(name);
  return rest;
}

function isSame(files: FileSystem, file: string, content: Content): boolean {
  // The common path. Different bytes can only decode to equal text if it contains U+FFFD.
  if (typeof content === 'string' && !content.includes(NO_UTF8)) {
    const text = files.readText(file);
    if (!text.includes(NO_UTF8)) return text === content;
  }
  const bytes = Buffer.from(content);
  // One more byte reveals a longer file.
  return files.read(file, bytes.length + 1).equals(bytes);
}

function stateOf(
  files: FileSystem,
  file: string,
  recorded: readonly string[] | undefined,
  wanted: boolean,
): { readonly state: Ownership; readonly hash: string | undefined } {
  // A foreign file may be large: its beginning is enough.
  if (recorded === undefined && !wanted && !isMarked(files.read(file, MARK_LENGTH))) {
    return { state: 'foreign', hash: undefined };
  }
  const content = files.read(file);
  const hash = sha256(content);
  if (recorded !== undefined) return { state: recordedOwnership(content, recorded), hash };
  const state = ownershipOf(content);
  return { state: state === 'intact' && isEditedList(files, file, content) ? 'edited' : state, hash };
}

function isEditedList(files: FileSystem, file: string, content: Buffer): boolean {
  const folder = file.slice(0, -LIST.length - 1);
  return file === `${folder}/${LIST}` && hasForeignEntry(files, folder, content, ownedBy(content));
}

function ownedIn(files: FileSystem, list: string): Owned {
  return files.kindOf(list) === 'file' ? ownedBy(files.read(list)) : new Map<string, string[]>();
}
