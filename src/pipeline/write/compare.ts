import { FleetError, ProblemCollector } from '../../core/problem';
import { Change, Comparison, Difference, DifferenceKind, OnEdited } from './comparison';
import { FileSystem } from './file-system';
import { isMarked, keptContent, LIST } from './ownership';
import { shown } from './paths';
import { FoundFile, FoundFolder, KnownPlace, emptyScan, scan } from './scan';
import { Scope } from './scope';
import { Content, Wanted, WantedFolder } from './wanted';

/**
 * Compares an output directory with its wanted content, without changing it.
 *
 * @param problems receives the obstacles to writing
 * @param scope the part to compare; everything by default
 * @param known the parts that need not be read
 */
export function compare(
  files: FileSystem,
  outdir: string,
  wanted: Wanted,
  onEdited: OnEdited,
  problems: ProblemCollector,
  scope?: Scope,
  known?: KnownPlace,
): Comparison {
  const found = directoryExists(files, outdir)
    ? scan(files, outdir, wanted.root, scope, known)
    : emptyScan(wanted.root);
  return new Comparer(files, outdir, wanted, onEdited, problems).compare(found);
}

/**
 * Whether an output directory exists.
 *
 * @throws FleetError when something else is in its place
 */
export function directoryExists(files: FileSystem, outdir: string): boolean {
  const kind = files.kindOf(outdir);
  if (kind === undefined || kind === 'folder') return kind !== undefined;
  const message =
    kind === 'link'
      ? 'is a link, which is not followed: give the folder that it points to'
      : 'is no folder: move it away or give another output directory';
  throw new FleetError([{ id: 'outdir', at: outdir, message }]);
}

/** Outcome for a folder: whether nothing is left in it, and whether something was removed. */
interface Fate {
  readonly clear: boolean;
  readonly touched: boolean;
}

class Comparer {
  private readonly differences: Difference[] = [];
  private readonly written: string[] = [];
  private readonly removed: string[] = [];
  private readonly kept: string[] = [];
  private readonly fates = new Map<FoundFolder, Fate>();
  private unchanged = 0;

  /** Changes in groups: removals that must precede everything, new files, replacements, final removals. */
  private readonly first: Change[] = [];
  private readonly additions: Change[] = [];
  private readonly replacements: Change[] = [];
  private readonly last: Change[] = [];

  constructor(
    private readonly files: FileSystem,
    private readonly outdir: string,
    private readonly wanted: Wanted,
    private readonly onEdited: OnEdited,
    private readonly problems: ProblemCollector,
  ) {}

  public compare(root: FoundFolder): Comparison {
    this.visit(root, false);
    this.leave(root, this.last, false);
    return {
      differences: () => sorted(this.differences),
      // New files precede the lists that name them, and nothing is removed before everything is in place.
      changes: [...this.first, ...this.additions, ...this.replacements, ...this.last],
      written: this.written.sort(),
      removed: this.removed.sort(),
      kept: this.kept.sort(),
      unchanged: this.unchanged,
    };
  }

  /**
   * Decides about a folder and its content.
   *
   * @param parentGoes whether it is in a folder that is removed before anything is added
   */
  private visit(folder: FoundFolder, parentGoes: boolean): Fate {
    const mustGo = parentGoes || this.mustGo(folder);
    this.unchanged += folder.same;
    let clear = !folder.wanted && !folder.others;
    let touched = false;
    for (const file of folder.files) {
      if (this.decide(file)) {
        (mustGo || this.isInTheWay(file) ? this.first : this.last).push(aside(file));
        this.removed.push(file.path);
        touched = true;
      } else clear = false;
    }
    for (const below of folder.folders) {
      const fate = this.visit(below, mustGo);
      clear &&= fate.clear;
      touched ||= fate.touched;
    }
    const fate = { clear, touched };
    this.fates.set(folder, fate);
    if (mustGo && !parentGoes) {
      if (clear) this.leave(folder, this.first, true);
      else if (folder.inTheWay) {
        this.refuse(folder.path, 'is a folder with files of others and stands where a generated file belongs');
      } else this.refuseSpelling(folder.path);
    }
    this.add(folder);
    return fate;
  }

  /** Adds the missing entries of a folder. */
  private add({ path, missing }: FoundFolder): void {
    const prefix = path === '' ? '' : `${path}/`;
    for (const [name, content] of missing.files) {
      this.additions.push({ kind: 'put', path: prefix + name, content });
      this.write(prefix + name, 'missing');
    }
    for (const [name, content] of missing.folders) {
      this.additions.push({ kind: 'put-folder', path: prefix + name, content });
      this.writeAll(prefix + name, content);
    }
  }

  private writeAll(path: string, folder: WantedFolder): void {
    for (const name of folder.files.keys()) this.write(`${path}/${name}`, 'missing');
    for (const [name, below] of folder.folders) this.writeAll(`${path}/${name}`, below);
  }

  private write(path: string, kind: DifferenceKind): void {
    this.written.push(path);
    this.differ(path, kind);
  }

  /** Decides about a file. @returns whether it is removed without a replacement */
  private decide(file: FoundFile): boolean {
    switch (file.state) {
      case 'intact':
        return this.change(file, file.wanted === undefined ? 'surplus' : 'changed');
      case 'conflicted':
        return this.decideConflicted(file);
      case 'edited':
        return this.decideEdited(file);
      case 'kept':
      case 'foreign':
      case 'link':
      case 'special':
        this.decideForeign(file);
        return false;
    }
  }

  private change(file: FoundFile, kind: DifferenceKind): boolean {
    const { path, wanted } = file;
    if (wanted === undefined) {
      this.differ(path, kind);
      return true;
    }
    this.write(path, kind);
    this.replace(file, wanted);
    return false;
  }

  private replace(file: FoundFile, content: Content): void {
    this.replacements.push(aside(file), { kind: 'put', path: file.path, content });
  }

  /** A file with conflict markers, of which both sides were generated. */
  private decideConflicted(file: FoundFile): boolean {
    if (this.onEdited === 'resolve' || this.onEdited === 'discard') return this.change(file, 'conflicted');
    this.differ(file.path, 'conflicted');
    const message =
      'has conflict markers of a merge: resolve the conflicts of program and data, then run flux-fleet resolve, which makes it again';
    this.problems.add('conflict', shown(file.path), message);
    return false;
  }

  private decideEdited(file: FoundFile): boolean {
    if (this.onEdited === 'discard') return this.change(file, 'edited');
    this.differ(file.path, 'edited');
    if (this.onEdited === 'adopt') this.adopt(file);
    else {
      const message =
        'was changed by hand since it was generated: restore it, or choose --discard to make it again or --adopt to leave it';
      this.problems.add('edited', shown(file.path), message);
    }
    return false;
  }

  private adopt(file: FoundFile): void {
    const { path } = file;
    if (path === LIST || path.endsWith(`/${LIST}`)) {
      return this.refuseAdoption(path, 'it says what Flux applies');
    }
    if (this.isInTheWay(file)) return this.refuseAdoption(path, 'a generated folder belongs there');
    const content = this.files.read(`${this.outdir}/${path}`);
    const marked = isMarked(content);
    if (!marked && file.wanted !== undefined) {
      return this.refuseAdoption(path, 'it cannot carry the line that says so');
    }
    // A file without a header that is no longer made becomes foreign as soon as the list does not record it.
    if (marked) this.replace(file, keptContent(content));
    this.kept.push(path);
  }

  private refuseAdoption(path: string, why: string): void {
    const message = `was changed by hand and cannot be adopted, as ${why}: restore it, or discard the change`;
    this.problems.add('edited', shown(path), message);
  }

  private decideForeign(file: FoundFile): void {
    const { path, state, wanted } = file;
    if (wanted !== undefined && state === 'kept') this.kept.push(path);
    else if (this.wanted.isAttributes(path) && state === 'foreign') return;
    else if (wanted !== undefined || file.inTheWay) {
      const what = `${state === 'link' ? 'is a link and ' : ''}stands where a generated`;
      this.refuse(path, `${what} ${wanted === undefined ? 'folder' : 'file'} belongs`);
    } else if (this.isInTheWay(file)) this.refuseSpelling(path);
  }

  private refuseSpelling(path: string): void {
    const other = shown(this.wanted.otherSpelling(path)!);
    this.refuse(path, `is the same as the generated ${other} where case and accents do not count`);
  }

  private refuse(path: string, what: string): void {
    this.differ(path, 'foreign');
    this.problems.add('foreign', shown(path), `${what}: move it away`);
  }

  private isInTheWay({ path, inTheWay, wanted }: FoundFile): boolean {
    return inTheWay || (wanted === undefined && this.wanted.otherSpelling(path) !== undefined);
  }

  private mustGo({ path, inTheWay, wanted }: FoundFolder): boolean {
    return inTheWay || (!wanted && this.wanted.otherSpelling(path) !== undefined);
  }

  private differ(path: string, kind: DifferenceKind): void {
    this.differences.push({ path, kind });
  }

  /** Removes emptied folders, innermost first; empty folders of others only together with their parents. */
  private leave(folder: FoundFolder, changes: Change[], parentGoes: boolean): void {
    const { clear, touched } = this.fates.get(folder)!;
    const goes = clear && (touched || parentGoes);
    for (const below of folder.folders) {
      // Folders that had to go first are gone.
      if (changes === this.first || !this.mustGo(below)) this.leave(below, changes, goes);
    }
    if (goes) changes.push({ kind: 'leave', path: folder.path });
  }
}

/** Each file once: a missing file with an obstacle in its place is reported as the obstacle. */
function sorted(differences: readonly Difference[]): Difference[] {
  const byPath = new Map<string, Difference>();
  for (const difference of differences) if (!byPath.has(difference.path)) byPath.set(difference.path, difference);
  return [...byPath.keys()].sort().map((path) => byPath.get(path)!);
}

/** Only files that are or were generated are removed, and their hashes are known. */
function aside({ path, hash }: FoundFile): Change {
  return { kind: 'aside', path, hash: hash! };
}
