/** The files that a run makes: paths relative to the output directory, with `/` between folders, and their contents. */
export class Tree {
  private readonly contents = new Map<string, string>();

  /** The files, sorted by path. */
  public get paths(): string[] {
    return [...this.contents.keys()].sort();
  }

  /** How many files there are. */
  public get size(): number {
    return this.contents.size;
  }

  /**
   * Adds a file.
   *
   * @returns whether the path was free
   */
  public add(path: string, text: string): boolean {
    if (this.contents.has(path)) return false;
    this.contents.set(path, text);
    return true;
  }

  /** A file's content, or undefined. */
  public get(path: string): string | undefined {
    return this.contents.get(path);
  }

  /** Whether the path is a file of the tree. */
  public has(path: string): boolean {
    return this.contents.has(path);
  }
}
