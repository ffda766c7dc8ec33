import * as fs from 'node:fs';
import * as path from 'node:path';
import { ManifestTree } from './manifest-tree';

/**
 * The files below a directory, by their paths relative to it. Links are not followed, and `.git` is left out.
 *
 * @throws Error when the directory cannot be read
 */
export function readDirectory(directory: string): ManifestTree {
  const links: string[] = [];
  return ManifestTree.of(filesBelow(directory, '', links)).withLinks(links);
}

function* filesBelow(directory: string, folder: string, links: string[]): Generator<readonly [string, Buffer]> {
  for (const entry of fs.readdirSync(path.join(directory, folder), { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (name !== '.git') yield* filesBelow(directory, name, links);
    } else if (entry.isFile()) {
      yield [name, fs.readFileSync(path.join(directory, name))];
    } else {
      links.push(name);
    }
  }
}
