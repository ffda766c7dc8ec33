import { defined } from '../../core/defined';
import { FleetError } from '../../core/problem';
import type { ToldMemory } from '../../plan/compare/told';
import { GuardLimits, GuardResult } from '../../plan/guard/guard';
import { Removal } from '../../plan/guard/removal';
import { ManifestTree } from '../../plan/tree/manifest-tree';
import { RepositoryFolder, repositoryFolder, UnknownRefError } from '../../plan/tree/repository';
import { ComparisonOptions } from '../protocol/options';
import { fold } from '../write/paths';
import { isWithin, Scope } from '../write/scope';
import { Tree } from '../write/tree';
import { attempt } from './attempt';
import { ClusterChanges, changedClusters } from './changed-clusters';
import { CommittedBase, readCommitted } from './committed-base';
import type { LeftOut } from './equal-clusters';
import { generatedTree } from './generated-tree';
import { guardNoChange, guardSynthesis } from './guard-synthesis';
import { HandEdits, handEdits, withHandEdits } from './hand-edits';
import { OwnFolders } from './own-folders';
import { editedEntries, repositoryEdits, Surroundings, surroundings } from './repository-edits';

/** A fleet's declarations and limits of removals, and how to apply them. */
export interface GuardRules {
  /** The fleet, for messages. */
  readonly at: string;
  readonly declarations: readonly Removal[];
  readonly limits: GuardLimits;
  /** Whether to skip the comparison when no file changes, see `guardSynthesis`. */
  readonly quick: boolean;
  /** The memory of earlier plans, so that equal clusters need not be followed again. @default - all are followed */
  readonly memory?: ToldMemory | undefined;
  /** The part of the output directory that the run writes, and so may remove from; everything if left out. */
  readonly scope?: Scope | undefined;
  /** Whether generated files that were changed by hand stay as they are. @default false */
  readonly keepsEdited?: boolean;
  /**
   * The folders that the fleet delivers from the repository that holds the output directory; undefined if Flux reads the
   * generated files elsewhere.
   */
  readonly ownFolders?: OwnFolders | undefined;
}

/**
 * Guards the files of a run, together with what stays in the output directory beside them and the folders of the
 * repository that they refer to, compared with those of a commit.
 *
 * @throws FleetError when a base is asked for and nothing is committed, or the committed files cannot be read
 */
export function guardTree(tree: Tree, outdir: string, options: ComparisonOptions, rules: GuardRules): GuardResult {
  const result = guardSome(tree, outdir, options, rules);
  // Advice depends on what stays on clusters that do not change.
  return result.passed || !rules.quick ? result : guardSome(tree, outdir, options, { ...rules, quick: false });
}

/** Guards the clusters that differ if the run is to be quick, else all. */
function guardSome(tree: Tree, outdir: string, options: ComparisonOptions, rules: GuardRules): GuardResult {
  const { at, scope, keepsEdited = false, ownFolders } = rules;
  const { base: ref = 'HEAD' } = options;
  const folder = attempt(at, () => repositoryFolder(outdir));
  const isOwn = ownFolders !== undefined;
  const edited = folder && attempt(at, () => repositoryEdits(folder, ref, isOwn));
  const edits = edited && handEdits(tree, outdir, edited.inside, { keepsEdited });
  const changes =
    folder && edits?.clusters && !options.first ? attempt(at, () => changesSince(tree, folder, ref)) : undefined;
  const entries = folder && edited && isOwn ? editedEntries(ownFolders, edited.outside, folder.repository) : [];
  const names = rules.quick && changes && [...[...changes.changed].map(fold), ...(edits?.clusters ?? []), ...entries];
  const changed = names ? new Set(names.filter((name) => scope?.(name) ?? true)) : undefined;
  if (changed?.size === 0) return withoutNeedless(guardNoChange(rules), scope);
  const outside = edited?.outside ?? [];
  const hasAround = folder !== undefined && isOwn && folder.path !== '';
  let around: Surroundings | undefined;
  const found = {
    tree,
    outdir,
    options,
    rules,
    outside,
    ...defined({ folder, edits, changes }),
    around: () => (hasAround ? (around ??= attempt(at, () => surroundings(folder, ref, outside))) : undefined),
  };
  // A declaration may apply to any cluster: whether it is needed takes a comparison of all.
  if (rules.declarations.length > 0) return guardThese(found, undefined);
  const leftOut = (leavesOut: boolean) => equalClusters(found, leavesOut);
  const equal = leftOut(true);
  if (equal && equal.told.length > 0) {
    const result = guardThese(found, equal.entries, equal);
    if (!equal.isVoid) return result;
  }
  return guardThese(found, changed, equal && leftOut(false));
}

/** Facts of a guard before it compares. */
interface Found {
  readonly tree: Tree;
  readonly outdir: string;
  readonly options: ComparisonOptions;
  readonly rules: GuardRules;
  readonly folder?: RepositoryFolder;
  readonly edits?: HandEdits;
  readonly changes?: ClusterChanges;
  /** Files beside the output directory that differ from the commit. */
  readonly outside: readonly string[];
  /** The repository around the output directory, if Flux reads it. */
  readonly around: () => Surroundings | undefined;
}

/** The clusters that an earlier plan has followed; undefined where that is of no use. */
function equalClusters({ rules, folder, edits, changes, around }: Found, leavesOut: boolean): LeftOut | undefined {
  const { memory, quick, scope } = rules;
  if (memory === undefined || quick || scope !== undefined || !folder || !changes) return undefined;
  // Files by hand may lead from any cluster to any other.
  if (edits === undefined || edits.files.size > 0) return undefined;
  // Loaded with the first plan that has a memory.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const known = require('./equal-clusters') as typeof import('./equal-clusters');
  const ground = known.groundOf(folder.path, around());
  return ground === undefined ? undefined : new known.LeftOut(memory, changes, ground, leavesOut);
}

/**
 * Compares and guards clusters.
 *
 * @param entries the entries of `clusters/` to compare, in lower case; all of the run if left out
 */
function guardThese(found: Found, entries: ReadonlySet<string> | undefined, equal?: LeftOut): GuardResult {
  const { tree, outdir, options, folder, edits, changes, outside } = found;
  const { at, scope, declarations, limits, quick } = found.rules;
  const { base: ref = 'HEAD' } = options;
  const how = { declarations, limits, quick };
  const isGuarded: Scope | undefined = entries ? (name) => entries.has(name) : scope;
  const select = isGuarded && ((path: string) => isWithin(isGuarded, path));
  // Lazy, because it hashes every content and many runs do not need it.
  let files: ManifestTree | undefined;
  const generated = () => (files ??= generatedTree(tree, select));
  const hasOthers = entries !== undefined && changes !== undefined && changes.equal.size > 0;
  const base: CommittedBase = folder
    ? attempt(at, () => readCommitted(folder, ref, generated, { select, hasOthers, ...defined({ changes }) }))
    : { missing: `${outdir} is in no Git repository` };
  if ('missing' in base) {
    if (options.base !== undefined && !options.first) {
      const todo = 'give the commit that Flux follows (--base), or say that there is none yet (--first)';
      const message = `${base.missing}, so that nothing tells what this run would remove: ${todo}`;
      throw new FleetError([{ id: 'no-base', at, message }]);
    }
    // Nothing is committed, so that the run cannot remove anything.
    return guardSynthesis({ ...how, files: quick ? [] : generated(), first: true });
  }
  const first = options.first === true || base.tree.size === 0;
  const current = edits && withHandEdits(base.tree, edits, select);
  const input = { ...how, quick: quick && outside.length === 0, files: generated(), base: base.tree, first };
  const all = { ...input, ...defined({ current, around: found.around() }) };
  return withoutNeedless(
    attempt(at, () => guardSynthesis(all, equal), isOfGit),
    scope,
  );
}

/** A declaration without a use in this run's scope may be needed by a run of another scope. */
function withoutNeedless(result: GuardResult, scope: Scope | undefined): GuardResult {
  if (scope === undefined) return result;
  return { ...result, findings: result.findings.filter(({ id }) => id !== 'declaration-needless') };
}

/** The clusters whose folders differ from the committed ones; undefined where folders alone cannot tell. */
function changesSince(tree: Tree, folder: RepositoryFolder, ref: string): ClusterChanges | undefined {
  try {
    return changedClusters(tree, folder, ref);
  } catch (error) {
    // readCommitted reports it in its own words.
    if (error instanceof UnknownRefError) return undefined;
    throw error;
  }
}

/** Whether Git could not be read, while something asked for a content. */
function isOfGit(error: unknown): boolean {
  return (error as Error).message.startsWith('[git] ');
}
