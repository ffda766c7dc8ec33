import { LIST, withOwned } from './ownership';

/**
 * The files that a run makes: paths relative to the output directory, with `/` between folders, and their contents.
 * Whether the paths can be written is for the writer to say, all of them at once.
 */
export class Tree {
  private readonly texts = new Map<string, string>();

  /** Files without a header: folder, then name. */
  private readonly verbatim = new Map<string, Map<string, Buffer>>();

  private verbatimCount = 0;

  /** The files, sorted by path. */
  public get paths(): string[] {
    const paths = [...this.texts.keys()];
    for (const [folder, names] of this.verbatim) for (const name of names.keys()) paths.push(joined(folder, name));
    return paths.sort();
  }

  /** How many files there are. */
  public get size(): number {
    return this.texts.size + this.verbatimCount;
  }

  /** The files and their contents in no order: text as it was added, bytes for those that are written as they are. */
  public *entries(): Generator<readonly [path: string, content: string | Buffer]> {
    for (const [path, text] of this.texts) yield [path, this.verbatimCount === 0 ? text : this.get(path)!];
    for (const [folder, names] of this.verbatim) for (const [name, bytes] of names) yield [joined(folder, name), bytes];
  }

  /**
   * Adds a file that begins with the header of generated files.
   *
   * @returns whether the path was free
   */
  public add(path: string, text: string): boolean {
    if (this.has(path)) return false;
    this.texts.set(path, text);
    return true;
  }

  /**
   * Adds a file that is written byte for byte as it is, such as one that SOPS encrypted: a header would break its seal.
   * What marks it as generated is a line `# owns: NAME sha256:HASH` in the header of the `kustomization.yaml` of its
   * folder, which the tree puts there. That file must be added as well, before or after.
   *
   * @returns whether the path was free
   */
  public addVerbatim(path: string, bytes: Uint8Array): boolean {
    if (this.has(path)) return false;
    const { folder, name } = parted(path);
    let names = this.verbatim.get(folder);
    if (names === undefined) this.verbatim.set(folder, (names = new Map<string, Buffer>()));
    names.set(name, Buffer.from(bytes));
    this.verbatimCount++;
    return true;
  }

  /** A file's content as text, or undefined. Bytes that are not UTF-8 come out as U+FFFD: see `bytes`. */
  public get(path: string): string | undefined {
    const text = this.texts.get(path);
    if (text === undefined) return this.verbatimAt(path)?.toString();
    if (this.verbatimCount === 0) return text;
    const { folder, name } = parted(path);
    const owned = name === LIST ? this.verbatim.get(folder) : undefined;
    return owned === undefined ? text : withOwned(text, owned);
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
    return this.texts.has(path) || this.isVerbatim(path);
  }

  /** Whether the path is a file that was added byte for byte. */
  public isVerbatim(path: string): boolean {
    return this.verbatimAt(path) !== undefined;
  }

  private verbatimAt(path: string): Buffer | undefined {
    if (this.verbatimCount === 0) return undefined;
    const { folder, name } = parted(path);
    return this.verbatim.get(folder)?.get(name);
  }
}

function parted(file: string): { readonly folder: string; readonly name: string } {
  const end = file.lastIndexOf('/');
  return { folder: file.slice(0, Math.max(end, 0)), name: file.slice(end + 1) };
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
