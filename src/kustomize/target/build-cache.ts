import type { ParsedFile } from './parsed-file';

/** Cache that builds of any number of trees share: parsed files by the identity of their content. */
export class BuildCache {
  private readonly parsed = new Map<string, ParsedFile>();

  /** The objects of a file. */
  public objects(id: string, text: () => string): ParsedFile {
    let file = this.parsed.get(id);
    if (file === undefined) {
      // Loaded with the first file: folders that only list files are not built.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { parseFile } = require('./parsed-file') as typeof import('./parsed-file');
      file = parseFile(text());
      this.parsed.set(id, file);
    }
    return file;
  }
}
