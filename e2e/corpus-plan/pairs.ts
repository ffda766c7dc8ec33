import * as path from 'node:path';
import { readDirectory } from 'cdk8s-flux-fleet/plan';
import { corpusTrees, editsOf, type Edits, type Files, share } from '../../test/support/plan-corpus';
import { historyOf } from './history';
import { type Truth, truthOf, truthOfChain } from './oracle';

/** The committed repositories. */
const CORPUS = path.join(__dirname, '../../test/plan-corpus');

/** A repository and a change of it, with a word for its kind. */
export interface Pair {
  readonly kind: string;
  readonly files: Files;
  readonly edits: Edits;
}

/** Pairs of trees of one repository, and the truth about each. */
export interface Pairs {
  readonly name: string;
  readonly pairs: readonly Pair[];
  readonly truth: (executable: string) => Promise<Truth[]>;
}

/** Which edits are made. */
export interface EditOptions {
  /** Most edits of a kind. */
  readonly each: number;
  readonly seed: number;
  /** Most edits of a repository. */
  readonly limit: number;
  readonly kind?: string | undefined;
}

/**
 * Edits of repositories.
 *
 * @param folders the repositories; the committed ones if there is none
 */
export function editPairs(folders: readonly string[], options: EditOptions): Pairs[] {
  const trees = folders.length > 0 ? new Map(folders.map((one) => [one, read(one)])) : corpusTrees(CORPUS);
  return [...trees].map(([name, files]) => {
    const all = editsOf(files, options.each, options.seed).filter(({ kind }) => (options.kind ?? kind) === kind);
    const pairs = share(all, Math.min(options.limit, all.length)).map((edit) => ({ ...edit, files }));
    const edits = pairs.map((pair) => pair.edits);
    return { name, pairs, truth: (executable) => truthOf(executable, files, edits) };
  });
}

/** The last commits of Git repositories, each with the one before it. */
export function historyPairs(folders: readonly string[], count: number, every: number): Pairs[] {
  return folders.map((name) => {
    const commits = historyOf(name, count, every);
    const pairs = commits.map((commit) => ({ kind: `commit ${commit.name}`, ...commit }));
    const first = commits[0]?.files ?? new Map<string, string>();
    return {
      name,
      pairs,
      truth: (executable) =>
        truthOfChain(
          executable,
          first,
          commits.map(({ edits }) => edits),
        ),
    };
  });
}

function read(folder: string): Files {
  const tree = readDirectory(folder);
  return new Map(tree.paths.map((file) => [file, tree.text(file)!]));
}
