import { HEADER } from '../../render/unit';
import { ManifestTree } from '../tree/manifest-tree';
import { readGitTree } from '../tree/read-git';
import { guard, GuardLimits, GuardResult } from './guard';
import { Removal } from './removal';

/** Where the committed tree is that Flux follows now. */
export interface CommittedTree {
  /** The repository, or any directory of it. */
  readonly repository: string;
  /** Commit, branch or tag. */
  readonly ref: string;
  /** The generated folder within the repository, such as `dist`. */
  readonly path: string;
}

/** What {@link guardSynthesis} decides about. */
export interface GuardSynthesisInput {
  /** The generated files: paths within the generated folder, and contents. */
  readonly files: Iterable<readonly [path: string, text: string]>;

  /**
   * The committed tree, or where it is.
   *
   * @default - none, which is an error unless it is the first one
   */
  readonly base?: CommittedTree | ManifestTree;

  /** @default false */
  readonly first?: boolean;

  /** @default - nothing is meant to go */
  readonly declarations?: readonly Removal[];

  /** @default - see {@link GuardLimits} */
  readonly limits?: GuardLimits;

  /**
   * The date as `YYYY-MM-DD`.
   *
   * @default - today
   */
  readonly today?: string;

  /**
   * Which files of the committed tree are generated, and so go when they are no longer made.
   *
   * @default - those with the header of generated files
   */
  readonly isGenerated?: (path: string, text: string) => boolean;
}

/**
 * Guards a synthesis: what it makes takes the place of the committed files that were generated; files of others stay.
 *
 * @throws Error when the committed tree cannot be read
 */
export function guardSynthesis(input: GuardSynthesisInput): GuardResult {
  const { first, declarations, limits, isGenerated = hasHeader } = input;
  const generated = ManifestTree.of(input.files);
  const base = committed(input.base, generated);
  const next = base ? base.overlay(generated, (path, tree) => !isGenerated(path, tree.text(path) ?? '')) : generated;
  return guard({
    ...{ next, today: input.today ?? new Date().toISOString().slice(0, 10) },
    ...(base ? { base } : {}),
    ...(first === undefined ? {} : { first }),
    ...(declarations ? { declarations } : {}),
    ...(limits ? { limits } : {}),
  });
}

function committed(base: CommittedTree | ManifestTree | undefined, generated: ManifestTree): ManifestTree | undefined {
  if (base === undefined || base instanceof ManifestTree) return base;
  return readGitTree(base.repository, base.ref, base.path, { known: [generated] });
}

function hasHeader(_path: string, text: string): boolean {
  return text.startsWith(HEADER);
}
