/** The texts of a folder's files, which are made when somebody wants one. Names and a digest of all are known before. */
export class KnownFiles implements ReadonlyMap<string, string> {
  private made?: ReadonlyMap<string, string>;

  /**
   * @param names of the files
   * @param digest what they hold, as `contentsDigest` says it
   * @param make the texts by name
   */
  constructor(
    private readonly names: readonly string[],
    public readonly digest: string,
    private readonly make: () => ReadonlyMap<string, string>,
  ) {}

  public get size(): number {
    return this.names.length;
  }

  public has(name: string): boolean {
    return this.names.includes(name);
  }

  public keys(): MapIterator<string> {
    return this.names.values();
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
