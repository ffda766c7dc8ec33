import { Change } from './comparison';
import { FileSystem } from './file-system';
import { FolderFacts } from './folder-memory';
import { Journal, NEW, OLD, Step } from './journal';
import { sha256 } from './ownership';
import { WantedFolder } from './wanted';

/** A folder that is staged, by the path that it will have. */
export interface StagedFolder extends Omit<FolderFacts, 'since'> {
  readonly path: string;
}

/**
 * Makes all that is new in the work folder, each piece under the number of its change, and the journal of how to put
 * it into its place. Nothing outside the work folder is touched.
 *
 * @param work the work folder, with nothing in it but the lock
 * @param staged takes each folder; if left out, nothing is asked about them
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
