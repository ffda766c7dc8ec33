import { UnsupportedError } from '../unknown/unknowns';
import { goJson } from '../yaml/go-json';
import { BuildError, isScalar, Node, NodeMap, setKey, textOf, toJson, withText } from '../yaml/node';
import { parseOne } from '../yaml/parse';
import { lookUp, matchPath, Spot } from './paths';

/**
 * Replaces a value within a text that is JSON itself. Returns false when there is nothing to replace, so that the
 * path has to be a plain one.
 *
 * @throws UnsupportedError for YAML in a text: its format would have to be kept
 */
export function replaceInText(
  object: NodeMap,
  path: readonly string[],
  { text, depth }: { readonly text: string; readonly depth: number },
  value: Node,
  creates: 'list' | 'map' | 'scalar' | undefined,
): boolean {
  let root: Node;
  let spots: Spot[];
  try {
    const parsed = parseOne(text, 'v3');
    if (parsed === undefined) return false;
    root = parsed;
    const spot: Spot = { get: () => root, set: (node) => void (root = node) };
    spots = matchPath(spot, path.slice(depth), creates);
  } catch (error) {
    if (error instanceof BuildError && !(error instanceof UnsupportedError)) return false;
    throw error;
  }
  if (spots.length === 0) return false;
  for (const spot of spots) spot.set(isScalar(spot.get()) ? withText(spot.get(), textOf(value)) : value);
  const start = text.trim()[0];
  if (start !== '{' && start !== '[') throw new UnsupportedError('a replacement within YAML in a text');
  const pretty = text.includes('\n') && text.includes('  ');
  const parent = lookUp(object, path.slice(0, depth - 1)) as NodeMap;
  setKey(parent, path[depth - 1]!, goJson(toJson(root), pretty ? '  ' : ''));
  return true;
}
