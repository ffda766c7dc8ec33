import { withoutHeader } from '../../src/units/header';
/** How one tree differs from another. */
export class Changes {
  /** Files that only the first has. */
  public readonly removed: readonly string[];

  /** Files that only the second has. */
  public readonly added: readonly string[];

  /** Files that differ. */
  public readonly changed: readonly string[];

  constructor(
    private readonly before: ReadonlyMap<string, string>,
    private readonly after: ReadonlyMap<string, string>,
  ) {
    const paths = [...before.keys()].sort();
    this.removed = paths.filter((path) => !after.has(path));
    this.added = [...after.keys()].filter((path) => !before.has(path)).sort();
    this.changed = paths.filter((path) => after.has(path) && after.get(path) !== before.get(path));
  }

  /** Names of the objects that a changed file lost, sorted. Every other document must have kept its bytes and place. */
  public lost(path: string): string[] {
    const before = documentsIn(this.before.get(path)!);
    const after = documentsIn(this.after.get(path)!);
    const kept = before.filter((document) => after.includes(document));
    expect(after).toEqual(kept);
    return before
      .filter((document) => !after.includes(document))
      .map(nameIn)
      .sort();
  }

  /** Names of the Kustomizations that a changed file lost, sorted. The others may have changed. */
  public lostKustomizations(path: string): string[] {
    const namesIn = (files: ReadonlyMap<string, string>) =>
      documentsIn(files.get(path)!)
        .filter((document) => document.includes('kind: Kustomization\n'))
        .map(nameIn);
    const after = namesIn(this.after);
    return namesIn(this.before)
      .filter((name) => !after.includes(name))
      .sort();
  }

  /** The lines that a changed file lost, without its header. All others must have kept their place. */
  public lostLines(path: string): string[] {
    const before = linesIn(this.before.get(path)!);
    const after = linesIn(this.after.get(path)!);
    expect(after).toEqual(before.filter((line) => after.includes(line)));
    return before.filter((line) => !after.includes(line));
  }
}

function nameIn(document: string): string {
  return /^ {2}name: "?(.*?)"?$/m.exec(document)![1]!;
}

/** The documents of a file, without its header. */
export function documentsIn(text: string): string[] {
  return linesIn(text).join('\n').split('\n---\n');
}

function linesIn(text: string): string[] {
  return withoutHeader(text).trimEnd().split('\n');
}
