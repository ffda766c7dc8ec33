import { contentId } from '../../core/content-id';
import { FolderRecord } from '../../units/unit-record';

const ids = new WeakMap<ReadonlyMap<string, string | Buffer>, readonly string[]>();

/** Git's object ids of a folder's files, in the order of their names. */
export function contentIds(files: ReadonlyMap<string, string | Buffer>): readonly string[] {
  if (files instanceof KnownFiles) return files.ids;
  let known = ids.get(files);
  if (known === undefined) ids.set(files, (known = Array.from(files.values(), contentId)));
  return known;
}

/** Texts of a folder's files, rendered on first access. Names and digest are known before. */
export class KnownFiles implements ReadonlyMap<string, string> {
  private made?: ReadonlyMap<string, string>;

  /**
   * @param record the known facts
   * @param make renders the texts by name
   */
  constructor(
    private readonly record: FolderRecord,
    private readonly make: () => ReadonlyMap<string, string>,
  ) {}

  /** Digest of the files, by `contentsDigest`. */
  public get digest(): string {
    return this.record.digest;
  }

  /** Git's object ids of the files, in the order of the names. */
  public get ids(): readonly string[] {
    return (this.record.ids ??= this.record.names.map((name) => contentId(this.get(name)!)));
  }

  /** Whether the texts were rendered. */
  public get isMade(): boolean {
    return this.made !== undefined;
  }

  public get size(): number {
    return this.record.names.length;
  }

  public has(name: string): boolean {
    return this.record.names.includes(name);
  }

  public keys(): MapIterator<string> {
    return this.record.names.values();
  }

  public get(name: string): string | undefined {
    return this.texts.get(name);
  }

  public values(): MapIterator<string> {
    return this.texts.values();
  }

  public entries(): MapIterator<[string, string]> {
    return this.texts.entries();
  }

  public [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  public forEach(take: (text: string, name: string, all: ReadonlyMap<string, string>) => void): void {
    for (const [name, text] of this) take(text, name, this);
  }

  private get texts(): ReadonlyMap<string, string> {
    return (this.made ??= this.make());
  }
}
