import { defined } from '../../core/defined';
import { FleetError } from '../../core/problem';
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
import { generatedTree } from './generated-tree';
import { guardNoChange, guardSynthesis } from './guard-synthesis';
import { handEdits, withHandEdits } from './hand-edits';
import { OwnFolders } from './own-folders';
import { editedEntries, repositoryEdits, surroundings } from './repository-edits';

/** A fleet's declarations and limits of removals, and how to apply them. */
export interface GuardRules {
  /** The fleet, for messages. */
  readonly at: string;
  readonly declarations: readonly Removal[];
  readonly limits: GuardLimits;
  /** Whether to skip the comparison when no file changes, see `guardSynthesis`. */
  readonly quick: boolean;
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
  const { at, scope, keepsEdited = false, ownFolders, ...how } = rules;
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
  if (changed?.size === 0) return withoutNeedless(guardNoChange(how), scope);
  // A declaration may apply to any cluster: whether it is needed takes a comparison of all.
  const isNarrow = changed !== undefined && rules.declarations.length === 0;
  const isGuarded: Scope | undefined = isNarrow ? (name) => changed.has(name) : scope;
  const select = isGuarded && ((path: string) => isWithin(isGuarded, path));
  // Lazy, because it hashes every content and many runs do not need it.
  let files: ManifestTree | undefined;
  const generated = () => (files ??= generatedTree(tree, select));
  const hasOthers = isNarrow && changes !== undefined && changes.equal.size > 0;
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
    return guardSynthesis({ ...how, files: rules.quick ? [] : generated(), first: true });
  }
  const first = options.first === true || base.tree.size === 0;
  const current = edits && withHandEdits(base.tree, edits, select);
  const outside = edited?.outside ?? [];
  const around =
    folder && isOwn && folder.path !== '' ? attempt(at, () => surroundings(folder, ref, outside)) : undefined;
  const input = { ...how, quick: how.quick && outside.length === 0, files: generated(), base: base.tree, first };
  const all = { ...input, ...defined({ current, around }) };
  return withoutNeedless(
    attempt(at, () => guardSynthesis(all), isOfGit),
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
