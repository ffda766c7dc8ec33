import { Tree } from '../../src';

/** A fleet's path without slashes at its end. */
export function cleanPath(path: string): string {
  return path.replace(/\/+$/, '');
}

/** A tree as a map. */
export function filesOf(tree: Tree): Map<string, string> {
  return new Map(tree.paths.map((path) => [path, tree.get(path)!]));
}
