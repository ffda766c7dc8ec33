import { today as currentDay } from '../../core/today';
import type { EqualClusters } from '../../plan/compare/equal-clusters';
import { guardPart, guardComparison, GuardInput, GuardResult } from '../../plan/guard/guard';
import { NO_CHANGE } from '../../plan/objects/comparison';
import { changedPaths, FileContent, ManifestTree } from '../../plan/tree/manifest-tree';
import { readGitTree } from '../../plan/tree/read-git';
import { ATTRIBUTES_PATH } from '../write/attributes';
import { LIST, ownedBy, Ownership, ownershipOf } from '../write/ownership';
import { FLEET_CONVENTIONS } from './conventions';
import type { Surroundings } from './repository-edits';

/** The location of the committed tree that Flux follows now. */
export interface CommittedTree {
  /** The repository, or any directory of it. */
  readonly repository: string;
  /** Commit, branch or tag. */
  readonly ref: string;
  /** The generated folder within the repository, such as `dist`. */
  readonly path: string;
}

/** Input of {@link guardSynthesis}. */
export interface GuardSynthesisInput extends Omit<GuardInput, 'base' | 'next' | 'today'> {
  /** The generated files: paths within the generated folder, and contents. */
  readonly files: Iterable<readonly [path: string, content: FileContent]> | ManifestTree;

  /**
   * The committed tree, or its location.
   *
   * @default - none, which is an error unless `first` is set
   */
  readonly base?: CommittedTree | ManifestTree;

  /**
   * The committed tree with the files that are not generated as they are now.
   *
   * @default - they are as committed
   */
  readonly current?: ManifestTree;

  /**
   * The repository around the generated folder, now and as committed, where Flux reads the repository.
   *
   * @default - nothing but the generated folder is compared
   */
  readonly around?: Surroundings;

  /**
   * The date as `YYYY-MM-DD`.
   *
   * @default - today
   */
  readonly today?: string;

  /**
   * Tells which files of the committed tree are generated, and so are removed when the program no longer makes them.
   *
   * @default - those that the writer would remove: with the header of generated files, or recorded in a folder's list
   */
  readonly isGenerated?: (path: string, text: string) => boolean;

  /**
   * Whether to skip the comparison when no file changes, or all are new. It is then empty and does not even list the
   * clusters.
   *
   * @default false
   */
  readonly quick?: boolean;
}

/**
 * Guards a synthesis: its files replace the committed generated ones; foreign and adopted files stay as they are now.
 *
 * @param equal clusters that are left out of the files and of the committed tree, because they are equal
 * @throws UnknownRefError when the commit, branch or tag is not there
 * @throws Error when the committed tree cannot be read
 */
export function guardSynthesis(input: GuardSynthesisInput, equal?: EqualClusters): GuardResult {
  const { files, base: where, current, isGenerated, quick = false, around, ...rest } = input;
  const today = input.today ?? currentDay();
  const generated = files instanceof ManifestTree ? files : ManifestTree.of(files);
  const base = committed(where, generated);
  const goes = isGenerated
    ? (path: string, tree: ManifestTree) => isGenerated(path, tree.text(path) ?? '')
    : isCommittedByWriter;
  const next = base ? nextTree(current ?? base, generated, goes) : generated;
  const hasBase = (base?.size ?? 0) > 0;
  const all = { conventions: FLEET_CONVENTIONS, ...rest, today, hasBase };
  const isDone = quick && (base ? changedPaths(base, next).length === 0 : input.first === true);
  if (isDone) return guardComparison(NO_CHANGE, all);
  const trees = { base: base ?? ManifestTree.of([]), next };
  if (around === undefined || !hasBase) return guardPart({ ...all, ...trees }, equal);
  const whole = {
    within: around.folder,
    base: trees.base.placedIn(around.folder, around.base),
    next: next.placedIn(around.folder, around.next),
  };
  return guardPart({ ...all, ...whole }, equal);
}

/** The verdict of {@link guardSynthesis} on a synthesis that changes no committed file. */
export function guardNoChange(input: Pick<GuardInput, 'first' | 'declarations' | 'limits'>): GuardResult {
  return guardComparison(NO_CHANGE, { ...input, hasBase: true, today: currentDay() });
}

/** The tree of a folder after the generated files were written into it. */
export function nextTree(
  base: ManifestTree,
  generated: ManifestTree,
  goes: (path: string, tree: ManifestTree) => boolean = isCommittedByWriter,
): ManifestTree {
  return base.overlay(
    generated,
    (path, tree) => !goes(path, tree),
    (path, tree) => ownership(path, tree) === 'kept',
  );
}

/** Whether the writer owns a committed file, and removes it when the program no longer makes it. */
export function isCommittedByWriter(path: string, tree: ManifestTree): boolean {
  // No program makes this file: it is the writer's own and always stays.
  if (path === ATTRIBUTES_PATH) return false;
  const owner = ownership(path, tree);
  if (owner !== 'foreign') return owner !== 'kept';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const list = tree.text(path.slice(0, -name.length) + LIST);
  return list !== undefined && ownedBy(Buffer.from(list)).has(name);
}

function ownership(path: string, tree: ManifestTree): Ownership {
  const content = tree.content(tree.id(path)!) ?? '';
  return ownershipOf(typeof content === 'string' ? Buffer.from(content) : content);
}

function committed(base: CommittedTree | ManifestTree | undefined, generated: ManifestTree): ManifestTree | undefined {
  if (base === undefined || base instanceof ManifestTree) return base;
  return readGitTree(base.repository, base.ref, base.path, { known: [generated], deferred: () => false });
}
