import { Change } from './compare';
import { FileSystem } from './file-system';
import { Journal, NEW, OLD, Step } from './journal';
import { sha256 } from './ownership';
import { WantedFolder } from './wanted';

/**
 * Makes all that is new in the work folder, each piece under the number of its change, and the journal of how to put
 * it into its place. Nothing outside the work folder is touched.
 *
 * @param work the work folder, with nothing in it but the lock
 */
export function stage(files: FileSystem, outdir: string, work: string, changes: readonly Change[]): Journal {
  files.makeFolder(`${work}/${NEW}`);
  files.makeFolder(`${work}/${OLD}`);
  changes.forEach((change, number) => {
    if (change.kind === 'put') files.create(`${work}/${NEW}/${number}`, change.content);
    else if (change.kind === 'put-folder') makeFolder(files, `${work}/${NEW}/${number}`, change.content);
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

function makeFolder(files: FileSystem, path: string, content: WantedFolder): void {
  files.makeFolder(path);
  for (const [name, file] of content.files) files.create(`${path}/${name}`, file);
  for (const [name, folder] of content.folders) makeFolder(files, `${path}/${name}`, folder);
}
