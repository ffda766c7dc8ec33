import * as fs from 'node:fs';
import { join } from 'node:path';
import { Tree } from '../../../src/pipeline/write/tree';
import { withHeader } from '../../../src/units/header';

/** Type and content of each path below a directory. Links are not followed. */
export type Snapshot = Readonly<Record<string, string>>;

/** Everything below a directory, except the top-level names that `leave` excludes. */
export function snapshot(directory: string, leave: (name: string) => boolean = () => false): Snapshot {
  const found: Record<string, string> = {};
  const walk = (path: string): void => {
    for (const entry of fs.readdirSync(join(directory, path), { withFileTypes: true })) {
      if (path === '' && leave(entry.name)) continue;
      const at = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        found[at] = 'folder';
        walk(at);
      } else if (entry.isSymbolicLink()) found[at] = `link ${fs.readlinkSync(join(directory, at))}`;
      else found[at] = entry.isFile() ? `file ${fs.readFileSync(join(directory, at), 'latin1')}` : 'special';
    }
  };
  if (fs.existsSync(directory)) walk('');
  return found;
}

/** Whether a name in the output directory is one of the writer's work names. */
export const isWorkName = (name: string) => name.startsWith('.flux-fleet');

/** A tree of text files with headers. */
export function treeOf(bodies: Readonly<Record<string, string>>): Tree {
  const tree = new Tree();
  for (const [path, body] of Object.entries(bodies)) tree.add(path, withHeader(body));
  return tree;
}
