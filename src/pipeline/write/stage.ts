import { Change } from './compare';
import { FileSystem } from './file-system';
import { FolderFacts } from './folder-memory';
import { Journal, NEW, OLD, Step } from './journal';
import { sha256 } from './ownership';
import { WantedFolder } from './wanted';

/** A staged folder with its final path. */
export interface StagedFolder extends Omit<FolderFacts, 'since'> {
  readonly path: string;
}

/**
 * Creates all new entries in the work folder, each named by the number of its change, and the journal with the steps
 * that move them into place. Nothing outside the work folder is touched.
 *
 * @param work the work folder, empty except for the lock
 * @param staged receives each folder; by default their states are not read
 */
export function stage(
  files: FileSystem,
  outdir: string,
  work: string,
  changes: readonly Change[],
  staged?: (folder: StagedFolder) => void,
): Journal {
  files.makeFolder(`${work}/${NEW}`);
  files.makeFolder(`${work}/${OLD}`);
  changes.forEach((change, number) => {
    if (change.kind === 'put') files.create(`${work}/${NEW}/${number}`, change.content);
    else if (change.kind === 'put-folder') makeFolder(files, `${work}/${NEW}/${number}`, change, staged);
  });
  return new Journal(files, outdir, work, changes.map(stepOf));
}

function stepOf(change: Change): Step {
  switch (change.kind) {
    case 'aside':
    case 'leave':
      return change;
    case 'put':
      return { kind: 'put', path: change.path, hash: sha256(change.content) };
    case 'put-folder':
      return { kind: 'put', path: change.path };
  }
}

function makeFolder(
  files: FileSystem,
  at: string,
  { path, content }: { readonly path: string; readonly content: WantedFolder },
  staged: ((folder: StagedFolder) => void) | undefined,
): void {
  files.makeFolder(at);
  for (const [name, file] of content.files) files.create(`${at}/${name}`, file);
  for (const [name, folder] of content.folders) {
    makeFolder(files, `${at}/${name}`, { path: `${path}/${name}`, content: folder }, staged);
  }
  const state = staged && files.stateOf(at);
  if (state) staged({ path, files: content.files, folders: [...content.folders.keys()], node: state.node });
}
