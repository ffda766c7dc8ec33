import { FolderRecord } from '../../units/unit-record';
import { KnownFiles } from './known-files';
import { LIST, withOwned } from './ownership';

/** A file of a folder. */
export interface TreeFile {
  /** Path within the folder. */
  readonly path: string;
  /** What it holds. */
  readonly text: string;
  /** Whether it is written byte for byte, without a header. */
  readonly verbatim?: true;
}

/**
 * What is in a folder and those below it.
 *
 * @internal
 */
export interface TreeUnit {
  /** The files; may be made when they are asked for. */
  readonly files: readonly TreeFile[];
  /** What is known of each folder with files, in the order of the files; without it the files tell. */
  readonly folders?: readonly FolderRecord[];
}

/**
 * The files that a run makes: paths relative to the output directory, with `/` between folders, and their contents.
 * Whether the paths can be written is for the writer to say, all of them at once.
 */
export class Tree {
  /** Files with a header: the path up to its last slash, then name. Folders with the same files may share them. */
  private readonly folders = new Map<string, ReadonlyMap<string, string>>();

  /** Those of the folders that nobody else has. */
  private readonly own = new WeakSet<ReadonlyMap<string, string>>();

  /** The files of lists that were added as they are: most are those of many folders. */
  private readonly lists = new WeakMap<readonly TreeFile[], ReadonlyMap<string, string>>();

  /** The folders of units that were added with what is known of them. */
  private readonly known = new WeakMap<TreeUnit, ReadonlyArray<readonly [path: string, files: KnownFiles]>>();

  /** Files without a header: the path up to its last slash, then name. */
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

  /** How many files there are. */
  public get size(): number {
    return this.textCount + this.verbatimCount;
  }

  /** The files and their contents in no order: text as it was added, bytes for those that are written as they are. */
  public *entries(): Generator<readonly [path: string, content: string | Buffer]> {
    for (const [prefix, files] of this.contents()) for (const [name, content] of files) yield [prefix + name, content];
  }

  /**
   * The same by folders: paths up to their last slash, and what is directly in each. Folders that were added with the
   * same list have the same map.
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
    const { prefix, name } = parted(path);
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
   * Adds a file that is written byte for byte as it is, such as one that SOPS encrypted: a header would break its seal.
   * What marks it as generated is a line `# owns: NAME sha256:HASH` in the header of the `kustomization.yaml` of its
   * folder, which the tree puts there. That file must be added as well, before or after.
   *
   * @returns whether the path was free
   * @internal
   */
  public addVerbatim(path: string, bytes: Uint8Array): boolean {
    if (this.has(path)) return false;
    const { prefix, name } = parted(path);
    let names = this.verbatim.get(prefix);
    if (names === undefined) this.verbatim.set(prefix, (names = new Map<string, Buffer>()));
    names.set(name, Buffer.from(bytes));
    this.verbatimCount++;
    return true;
  }

  /**
   * Adds what is in a folder. A list that is given for many folders is kept once, and must not change.
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
   * Adds a unit. What is known of it is taken as it is, so that its files are not asked for before somebody wants one.
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

  /** A file's content as text, or undefined. Bytes that are not UTF-8 come out as U+FFFD: see `bytes`. */
  public get(path: string): string | undefined {
    const { prefix, name } = parted(path);
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
    const { prefix, name } = parted(path);
    return this.folders.get(prefix)?.has(name) === true || this.isVerbatim(path);
  }

  /**
   * Whether the path is a file that was added byte for byte.
   *
   * @internal
   */
  public isVerbatim(path: string): boolean {
    return this.verbatimAt(path) !== undefined;
  }

  /** Whether nothing is directly in a folder. */
  private isFree(prefix: string): boolean {
    return !this.folders.has(prefix) && (this.verbatimCount === 0 || !this.verbatim.has(prefix));
  }

  private verbatimAt(path: string): Buffer | undefined {
    if (this.verbatimCount === 0) return undefined;
    const { prefix, name } = parted(path);
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

  /** The files of a list by name, where all are texts directly in their folder, each with a name of its own. */
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

/** The list of a folder with the files in it that carry no header, where there is one. */
function owning(list: string | undefined, bytes: ReadonlyMap<string, Buffer>): Array<[string, string]> {
  return list === undefined ? [] : [[LIST, withOwned(list, bytes)]];
}

/** A path up to its last slash, and what comes behind. */
function parted(path: string): { readonly prefix: string; readonly name: string } {
  const end = path.lastIndexOf('/') + 1;
  return { prefix: path.slice(0, end), name: path.slice(end) };
}
