import { lstatSync, Stats } from 'node:fs';
import { FolderLine } from './folder-lines';

/**
 * Tells of a folder whether it is unchanged: it is the same one, nothing was added to it or removed from it since it was
 * seen, and none of its files was changed. The time of the last change to a file or folder cannot be set, so that one
 * before the folder was seen proves it.
 *
 * @param outdir the output directory
 * @param device number of the device that it is on
 */
export function isUnchanged(outdir: string, device: number, { path, node, since, files }: FolderLine): boolean {
  const at = `${outdir}/${path}`;
  const stats = statsOf(at);
  if (stats?.ino !== node || stats.dev !== device || !stats.isDirectory() || stats.ctimeMs >= since) return false;
  return files.every((name) => {
    const file = statsOf(`${at}/${name}`);
    return file !== undefined && file.ctimeMs < since;
  });
}

/** The state of a path; undefined where there is nothing, or it cannot be told, as below a path that became a file. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
