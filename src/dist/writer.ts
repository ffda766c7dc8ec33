import * as fs from 'node:fs';
import * as path from 'node:path';
import { ProblemCollector } from '../model/problem';
import { ownershipOf } from './ownership';
import { Tree } from './tree';

/** What writing a tree did. */
export interface WriteResult {
  /** Files that were made or changed. */
  readonly written: readonly string[];
  /** Generated files that the program no longer makes. */
  readonly removed: readonly string[];
  /** How many files were as they should be. */
  readonly unchanged: number;
}

/** What has to be done to make a directory hold a tree. */
export interface WriteSteps extends WriteResult {
  /** The directory. */
  readonly outdir: string;
  /** The tree. */
  readonly tree: Tree;
}

/**
 * Compares a directory with a tree, without touching it. Files that carry no header are somebody else's and stay;
 * one that stands where a generated file belongs, or was changed by hand, is a problem.
 *
 * @param outdir directory, made when it is missing
 */
export function compareTree(tree: Tree, outdir: string, problems: ProblemCollector): WriteSteps {
  const written: string[] = [];
  const removed: string[] = [];
  const seen = new Set<string>();
  for (const file of filesBelow(outdir)) {
    const present = fs.readFileSync(path.join(outdir, file));
    const wanted = tree.get(file);
    seen.add(file);
    if (wanted !== undefined && present.equals(Buffer.from(wanted))) continue;
    const ownership = ownershipOf(present);
    if (ownership === 'edited') {
      problems.add('edited', file, 'was changed by hand since it was generated: restore it, or delete it to have it made again');
    } else if (ownership === 'foreign' && wanted !== undefined) {
      problems.add('foreign', file, 'stands where a generated file belongs: move it away');
    } else if (ownership === 'intact') {
      (wanted === undefined ? removed : written).push(file);
    }
  }
  for (const file of tree.paths) if (!seen.has(file)) written.push(file);
  return { outdir, tree, written: written.sort(), removed: removed.sort(), unchanged: tree.size - written.length };
}

/** Makes the directory hold the tree: writes what changed, then removes what is no longer made. */
export function writeTree({ outdir, tree, written, removed, unchanged }: WriteSteps): WriteResult {
  const made = new Set<string>();
  for (const file of written) {
    const target = path.join(outdir, file);
    const directory = path.dirname(target);
    if (!made.has(directory)) {
      fs.mkdirSync(directory, { recursive: true });
      made.add(directory);
    }
    fs.writeFileSync(target, tree.get(file)!);
  }
  for (const file of removed) {
    fs.rmSync(path.join(outdir, file));
    removeEmptyFolders(outdir, path.dirname(file));
  }
  return { written, removed, unchanged };
}

/** Regular files below a directory, relative to it; links are not followed, whatever they point to. */
function* filesBelow(outdir: string, folder = ''): Generator<string> {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(path.join(outdir, folder), { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  for (const entry of entries) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(outdir, name);
    else if (entry.isFile()) yield name;
  }
}

function removeEmptyFolders(outdir: string, folder: string): void {
  for (let current = folder; current !== '.' && current !== ''; current = path.dirname(current)) {
    if (fs.readdirSync(path.join(outdir, current)).length > 0) return;
    fs.rmdirSync(path.join(outdir, current));
  }
}
