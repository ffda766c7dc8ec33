import { ClusterRecord, FolderRecord } from '../../units/unit-record';
import { KnownFiles } from './known-files';
import { LIST, withOwned } from './ownership';

/** A file of a folder. */
export interface TreeFile {
  /** Path within the folder. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
  /** Whether it is written byte for byte, without a header. */
  readonly verbatim?: true;
}

/**
 * Content of a folder and its subfolders.
 *
 * @internal
 */
export interface TreeUnit {
  /** The files; may be rendered on access. */
  readonly files: readonly TreeFile[];
  /** Records of the folders with files, in the order of the files; by default derived from the files. */
  readonly folders?: readonly FolderRecord[];
}

/**
 * The files of a run: paths relative to the output directory, with `/` as separator, and contents. The writer, not the
 * tree, checks the paths, all of them at once.
 */
export class Tree {
  /**
   * Files with a header, by the path up to its last slash, then by name. Folders with the same files may share a map.
   */
  private readonly folders = new Map<string, ReadonlyMap<string, string>>();

  /** The maps that are not shared. */
  private readonly own = new WeakSet<ReadonlyMap<string, string>>();

  /** The maps of lists that were added unchanged: most are shared by many folders. */
  private readonly lists = new WeakMap<readonly TreeFile[], ReadonlyMap<string, string>>();

  /** The folders of units that were added with records. */
  private readonly known = new WeakMap<TreeUnit, ReadonlyArray<readonly [path: string, files: KnownFiles]>>();

  /** The records of clusters' folders that hold nothing but what these say. */
  private readonly records = new Map<string, ClusterRecord>();

  /** Files without a header, by the path up to its last slash, then by name. */
  private readonly verbatim = new Map<string, Map<string, Buffer>>();

  private textCount = 0;
  private verbatimCount = 0;

  /** The files, sorted by path. */
  public get paths(): string[] {
    const paths: string[] = [];
    for (const files of [this.folders, this.verbatim]) {
      for (const [prefix, names] of files) for (const name of names.keys()) paths.push(prefix + name);
    }
    return paths.sort();
  }

  /** Number of files. */
  public get size(): number {
    return this.textCount + this.verbatimCount;
  }

  /** The files and their contents, unordered: text as added, bytes for files that are copied. */
  public *entries(): Generator<readonly [path: string, content: string | Buffer]> {
    for (const [prefix, files] of this.contents()) for (const [name, content] of files) yield [prefix + name, content];
  }

  /**
   * The same by folder: paths up to their last slash, and the direct files of each. Folders that were added with the
   * same list share a map.
   *
   * @internal
   */
  public *contents(): Generator<readonly [prefix: string, files: ReadonlyMap<string, string | Buffer>]> {
    for (const [prefix, files] of this.folders) {
      const bytes = this.verbatimCount === 0 ? undefined : this.verbatim.get(prefix);
      if (bytes === undefined) yield [prefix, files];
      else yield [prefix, new Map<string, string | Buffer>([...files, ...bytes, ...owning(files.get(LIST), bytes)])];
    }
    for (const [prefix, bytes] of this.verbatim) if (!this.folders.has(prefix)) yield [prefix, bytes];
  }

  /**
   * Adds a file that begins with the header of generated files.
   *
   * @returns whether the path was free
   * @internal
   */
  public add(path: string, text: string): boolean {
    if (this.has(path)) return false;
    const { prefix, name } = splitPath(path);
    const known = this.folders.get(prefix);
    const files = known !== undefined && this.own.has(known) ? (known as Map<string, string>) : new Map(known);
    if (files !== known) {
      this.own.add(files);
      this.folders.set(prefix, files);
    }
    files.set(name, text);
    this.textCount++;
    return true;
  }

  /**
   * Adds a file that is copied byte for byte, such as one that SOPS encrypted: a header would break its MAC. A line `#
   * owns: NAME sha256:HASH` in the header of the folder's `kustomization.yaml`, which the tree inserts, marks it as
   * generated. That file must be added as well, before or after.
   *
   * @returns whether the path was free
   * @internal
   */
  public addVerbatim(path: string, bytes: Uint8Array): boolean {
    if (this.has(path)) return false;
    const { prefix, name } = splitPath(path);
    let names = this.verbatim.get(prefix);
    if (names === undefined) this.verbatim.set(prefix, (names = new Map<string, Buffer>()));
    names.set(name, Buffer.from(bytes));
    this.verbatimCount++;
    return true;
  }

  /**
   * Adds the content of a folder. A list that is given for many folders is kept once, and must not change.
   *
   * @param folder path without a slash at its end
   * @returns the paths that were not free
   * @internal
   */
  public addFolder(folder: string, files: readonly TreeFile[]): string[] {
    const prefix = `${folder}/`;
    const shared = this.isFree(prefix) ? this.listed(files) : undefined;
    if (shared !== undefined) {
      this.folders.set(prefix, shared);
      this.textCount += shared.size;
      return [];
    }
    return files.flatMap(({ path, text, verbatim }) => {
      const full = prefix + path;
      return (verbatim ? this.addVerbatim(full, Buffer.from(text)) : this.add(full, text)) ? [] : [full];
    });
  }

  /**
   * Adds a unit. Its records are trusted, so that its files are not rendered before somebody reads one.
   *
   * @internal
   * @param folder path without a slash at its end
   * @returns the paths that were not free
   */
  public addUnit(folder: string, unit: TreeUnit): string[] {
    const known = this.knownFolders(unit);
    const here = known?.map(([path, files]) => [`${folder}/${path}`, files] as const);
    if (!here?.every(([prefix]) => this.isFree(prefix))) return this.addFolder(folder, unit.files);
    for (const [prefix, files] of here) {
      this.folders.set(prefix, files);
      this.textCount += files.size;
    }
    return [];
  }

  /**
   * Says that a cluster's folder holds what its record says and nothing else.
   *
   * @internal
   */
  public setRecord(folder: string, record: ClusterRecord): void {
    this.records.set(folder, record);
  }

  /**
   * The record of a cluster's folder.
   *
   * @internal
   */
  public recordOf(folder: string): ClusterRecord | undefined {
    return this.records.get(folder);
  }

  /** A file's content as text, or undefined. Invalid UTF-8 becomes U+FFFD: see `bytes`. */
  public get(path: string): string | undefined {
    const { prefix, name } = splitPath(path);
    const text = this.folders.get(prefix)?.get(name);
    const bytes = this.verbatimCount === 0 ? undefined : this.verbatim.get(prefix);
    if (text === undefined) return bytes?.get(name)?.toString();
    return bytes !== undefined && name === LIST ? withOwned(text, bytes) : text;
  }

  /** A file's content, or undefined. */
  public bytes(path: string): Buffer | undefined {
    const verbatim = this.verbatimAt(path);
    if (verbatim !== undefined) return Buffer.from(verbatim);
    const text = this.get(path);
    return text === undefined ? undefined : Buffer.from(text);
  }

  /** Whether the path is a file of the tree. */
  public has(path: string): boolean {
    const { prefix, name } = splitPath(path);
    return this.folders.get(prefix)?.has(name) === true || this.isVerbatim(path);
  }

  /**
   * Whether the file is copied byte for byte.
   *
   * @internal
   */
  public isVerbatim(path: string): boolean {
    return this.verbatimAt(path) !== undefined;
  }

  /** Whether a folder has no direct files. */
  private isFree(prefix: string): boolean {
    return !this.folders.has(prefix) && (this.verbatimCount === 0 || !this.verbatim.has(prefix));
  }

  private verbatimAt(path: string): Buffer | undefined {
    if (this.verbatimCount === 0) return undefined;
    const { prefix, name } = splitPath(path);
    return this.verbatim.get(prefix)?.get(name);
  }

  private knownFolders(unit: TreeUnit): ReadonlyArray<readonly [path: string, files: KnownFiles]> | undefined {
    if (unit.folders === undefined) return undefined;
    let known = this.known.get(unit);
    if (known === undefined) {
      known = unit.folders.map((record) => {
        const prefix = record.path === '' ? '' : `${record.path}/`;
        const texts = () => {
          const all = new Map(unit.files.map((file) => [file.path, file.text]));
          return new Map(record.names.map((name) => [name, all.get(prefix + name)!]));
        };
        return [prefix, new KnownFiles(record, texts)] as const;
      });
      this.known.set(unit, known);
    }
    return known;
  }

  /** The files of a list by name, if all are texts directly in their folder with distinct names. */
  private listed(files: readonly TreeFile[]): ReadonlyMap<string, string> | undefined {
    const known = this.lists.get(files);
    if (known !== undefined) return known;
    if (files.length === 0 || files.some(({ path, verbatim }) => verbatim || path.includes('/'))) return undefined;
    const listed = new Map(files.map(({ path, text }) => [path, text]));
    if (listed.size < files.length) return undefined;
    this.lists.set(files, listed);
    return listed;
  }
}

/** The list of a folder, if there is one, with the folder's headerless files recorded in it. */
function owning(list: string | undefined, bytes: ReadonlyMap<string, Buffer>): Array<[string, string]> {
  return list === undefined ? [] : [[LIST, withOwned(list, bytes)]];
}

/** A path split after its last slash. */
function splitPath(path: string): { readonly prefix: string; readonly name: string } {
  const end = path.lastIndexOf('/') + 1;
  return { prefix: path.slice(0, end), name: path.slice(end) };
}
