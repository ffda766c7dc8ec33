import { defined } from '../../core/defined';
import { NO_CHANGE } from '../../plan/compare/comparison';
import { guard, guardComparison, GuardInput, GuardResult } from '../../plan/guard/guard';
import { changedPaths, FileContent, ManifestTree } from '../../plan/tree/manifest-tree';
import { readGitTree } from '../../plan/tree/read-git';
import { ATTRIBUTES_PATH } from '../write/attributes';
import { LIST, ownedBy, Ownership, ownershipOf } from '../write/ownership';
import { FLEET_CONVENTIONS } from './conventions';

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
export interface GuardSynthesisInput extends Omit<GuardInput, 'base' | 'next' | 'today'> {
  /** The generated files: paths within the generated folder, and contents. */
  readonly files: Iterable<readonly [path: string, content: FileContent]> | ManifestTree;

  /**
   * The committed tree, or where it is.
   *
   * @default - none, which is an error unless it is the first one
   */
  readonly base?: CommittedTree | ManifestTree;

  /**
   * The date as `YYYY-MM-DD`.
   *
   * @default - today
   */
  readonly today?: string;

  /**
   * Which files of the committed tree are generated, and so go when they are no longer made.
   *
   * @default - those that the writer would remove: with the header of generated files, or recorded by the list beside them
   */
  readonly isGenerated?: (path: string, text: string) => boolean;

  /**
   * Whether to be done at once when no file changes, or all are new. The comparison then says nothing, not even which
   * clusters there are.
   *
   * @default false
   */
  readonly quick?: boolean;
}

/**
 * Guards a synthesis: what it makes takes the place of the committed files that were generated; files of others, and
 * those that were adopted, stay.
 *
 * @throws UnknownRefError when the commit, branch or tag is not there
 * @throws Error when the committed tree cannot be read
 */
export function guardSynthesis(input: GuardSynthesisInput): GuardResult {
  const { files, base: where, isGenerated, quick = false, ...rest } = input;
  const today = input.today ?? todayText();
  const generated = files instanceof ManifestTree ? files : ManifestTree.of(files);
  const base = committed(where, generated);
  const goes = isGenerated
    ? (path: string, tree: ManifestTree) => isGenerated(path, tree.text(path) ?? '')
    : isCommittedByWriter;
  const next = base ? nextTree(base, generated, goes) : generated;
  const all = { conventions: FLEET_CONVENTIONS, ...rest, next, today, ...defined({ base }) };
  const isDone = quick && (base ? changedPaths(base, next).length === 0 : input.first === true);
  return isDone ? guardComparison(NO_CHANGE, { ...all, hasBase: (base?.size ?? 0) > 0 }) : guard(all);
}

/** What {@link guardSynthesis} says when something is committed, and no file changes. */
export function guardNoChange(input: Pick<GuardInput, 'first' | 'declarations' | 'limits'>): GuardResult {
  return guardComparison(NO_CHANGE, { ...input, hasBase: true, today: todayText() });
}

function todayText(): string {
  return new Date().toISOString().slice(0, 10);
}

/** What a folder holds after the generated files were written into it. */
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

/** Whether the writer takes a committed file for its own, and removes it when it is no longer made. */
export function isCommittedByWriter(path: string, tree: ManifestTree): boolean {
  // The writer's own, which no program makes and which always stays.
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
  return readGitTree(base.repository, base.ref, base.path, { known: [generated] });
}
