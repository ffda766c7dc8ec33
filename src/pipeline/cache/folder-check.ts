import { lstatSync, Stats } from 'node:fs';
import { FolderLine } from './folder-lines';

/**
 * Detects an unchanged folder: the same inode, with no entry added or removed and no file changed since the folder was
 * seen. Programs cannot set the time of the last status change (ctime), so a ctime before that proves it.
 *
 * @param outdir the output directory
 * @param device number of the output directory's device
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

/** The state of a path; undefined where nothing exists, or it is unavailable, as below a path that became a file. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
