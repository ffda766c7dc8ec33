import { ManifestTree } from './manifest-tree';
import { readDirectory } from './read-directory';
import { gitOutput, isIgnored, pathspecOf, repositoryFolder } from './repository';
import { diskFile } from './working-tree';

/**
 * The files below a directory that a commit of it would have: those that Git ignores, such as installed packages, are
 * left out. Outside of repositories, and for a directory that is ignored as a whole, all files.
 *
 * @throws Error when the directory or its repository cannot be read
 */
export function readWorkingTree(directory: string): ManifestTree {
  const folder = repositoryFolder(directory);
  if (folder === undefined || isIgnored(folder)) return readDirectory(directory);
  const listing = gitOutput(folder.repository, [
    ...['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--full-name', '--', pathspecOf(folder.path)],
  ]);
  const prefix = folder.path === '' ? '' : `${folder.path}/`;
  const names = new Set(listing.toString().split('\0'));
  const links: string[] = [];
  const files: Array<readonly [string, Buffer]> = [];
  for (const full of names) {
    if (full === '' || !full.startsWith(prefix)) continue;
    const name = full.slice(prefix.length);
    // One that Git has and that is deleted is not there.
    const file = diskFile(directory, name);
    if (file === 'link') links.push(name);
    else if (file !== undefined) files.push([name, file]);
  }
  return ManifestTree.of(files).withLinks(links);
}
