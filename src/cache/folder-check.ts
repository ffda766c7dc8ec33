import { lstatSync } from 'node:fs';
import { FolderLine } from './folder-lines';

/** What a thread that checks folders is given: memory that both sides see. */
export interface FolderCheckTask {
  readonly outdir: string;
  readonly device: number;
  /** The folders, as lines. */
  readonly lines: SharedArrayBuffer;
  /** A byte for each folder: 1 when it is as it was. */
  readonly unchanged: SharedArrayBuffer;
  /** One number, to wait for: 0 as long as the thread is at work, then `DONE` or `FAILED`. */
  readonly state: SharedArrayBuffer;
}

export const DONE = 1;
export const FAILED = 2;

/**
 * Tells of each folder whether it is as it was: it is the same one, nothing came into it or went out of it since, and
 * none of its files was changed. The time of the last change to a file or folder cannot be set, so that one before the
 * folder was seen proves it.
 *
 * @param outdir the output directory
 * @param device number of the device that it is on
 * @param take called with the number of each folder that is as it was
 */
export function checkFolders(
  outdir: string,
  device: number,
  folders: readonly FolderLine[],
  take: (number: number) => void,
): void {
  folders.forEach(({ path, node, since, files }, number) => {
    const at = `${outdir}/${path}`;
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats?.ino !== node || stats.dev !== device || !stats.isDirectory() || stats.ctimeMs >= since) return;
    for (const name of files) {
      const file = lstatSync(`${at}/${name}`, { throwIfNoEntry: false });
      if (file === undefined || file.ctimeMs >= since) return;
    }
    take(number);
  });
}
