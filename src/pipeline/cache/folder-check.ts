import { lstatSync, Stats } from 'node:fs';
import { FolderLine } from './folder-lines';

/** What a thread that checks folders is given: memory that both sides see. */
export interface FolderCheckTask {
  readonly outdir: string;
  readonly device: number;
  /** The folders, as lines. */
  readonly lines: SharedArrayBuffer;
  /** A byte for each folder: 1 when it is as it was. */
  readonly unchanged: SharedArrayBuffer;
  /** Two numbers: the outcome, to wait for, and how far the thread has come. */
  readonly state: SharedArrayBuffer;
}

/** Where the outcome is: 0 as long as the thread is at work, then `DONE` or `FAILED`. */
export const OUTCOME = 0;
export const DONE = 1;
export const FAILED = 2;

/** Where the number is that grows as long as the thread gets on; 0 before it has begun. */
export const STEPS = 1;

/**
 * Tells of each folder whether it is as it was: it is the same one, nothing came into it or went out of it since, and
 * none of its files was changed. The time of the last change to a file or folder cannot be set, so that one before the
 * folder was seen proves it.
 *
 * @param outdir the output directory
 * @param device number of the device that it is on
 * @param take called with the number of each folder that is as it was
 * @param looked called after each folder
 */
export function checkFolders(
  outdir: string,
  device: number,
  folders: readonly FolderLine[],
  take: (number: number) => void,
  looked: () => void = () => {},
): void {
  const isUnchanged = ({ path, node, since, files }: FolderLine) => {
    const at = `${outdir}/${path}`;
    const stats = statsOf(at);
    if (stats?.ino !== node || stats.dev !== device || !stats.isDirectory() || stats.ctimeMs >= since) return false;
    return files.every((name) => {
      const file = statsOf(`${at}/${name}`);
      return file !== undefined && file.ctimeMs < since;
    });
  };
  folders.forEach((folder, number) => {
    if (isUnchanged(folder)) take(number);
    looked();
  });
}

/** What stands at a path; undefined for nothing, and where that cannot be told, as below what is a file by now. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
