import { fluxEdits } from './flux-edits';
import { listEdits } from './list-edits';
import { objectEdits } from './object-edits';
import { EditKind, Edits, Files, Repository } from './tree';

/** The kinds of edits, by name. */
export const EDIT_KINDS: Readonly<Record<string, EditKind>> = { ...listEdits, ...objectEdits, ...fluxEdits };

/** One edit of a repository. */
export interface Edit {
  readonly kind: string;
  readonly edits: Edits;
}

/**
 * Some edits of each kind in a repository; the same for the same seed.
 *
 * @param each most edits of a kind
 */
export function editsOf(files: Files, each: number, seed = 1): Edit[] {
  const repository = new Repository(files);
  const random = generator(seed);
  return Object.entries(EDIT_KINDS).flatMap(([kind, make]) => {
    const all = make(repository).filter((edits) => [...edits].some(([file, text]) => files.get(file) !== text));
    const taken: Edit[] = [];
    while (taken.length < each && all.length > 0) {
      taken.push({ kind, edits: all.splice(Math.floor(random() * all.length), 1)[0]! });
    }
    return taken;
  });
}

/** At most so many of some edits, spread evenly over their kinds. */
export function share(edits: readonly Edit[], most: number): readonly Edit[] {
  return edits.filter(
    (_, at) => Math.floor((at * most) / edits.length) !== Math.floor(((at - 1) * most) / edits.length),
  );
}

/** Numbers between 0 and 1 that only depend on the seed (Mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
