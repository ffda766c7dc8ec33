import { FleetError } from '../../core/problem';
import { GuardLimits, GuardResult } from '../../plan/guard/guard';
import { Removal } from '../../plan/guard/removal';
import { ManifestTree } from '../../plan/tree/manifest-tree';
import { RepositoryFolder, repositoryFolder, UnknownRefError } from '../../plan/tree/repository';
import { ComparisonOptions } from '../protocol/options';
import { fold } from '../write/paths';
import { isWithin, Scope } from '../write/scope';
import { Tree } from '../write/tree';
import { ClusterChanges, changedClusters } from './changed-clusters';
import { CommittedBase, readCommitted } from './committed-base';
import { generatedTree } from './generated-tree';
import { guardNoChange, guardSynthesis } from './guard-synthesis';

/** What a fleet says about its removals. */
export interface GuardRules {
  /** The fleet, for messages. */
  readonly at: string;
  readonly declarations: readonly Removal[];
  readonly limits: GuardLimits;
  /** Whether to be done at once when no file changes, see `guardSynthesis`. */
  readonly quick: boolean;
  /** What of the output directory the run writes, and so can lose; everything if left out. */
  readonly scope?: Scope | undefined;
}

/**
 * Guards the files of a run against what is committed of the output directory.
 *
 * @throws FleetError when nothing is committed and that was not said, or the committed files cannot be read
 */
export function guardTree(tree: Tree, outdir: string, options: ComparisonOptions, rules: GuardRules): GuardResult {
  const { at, scope, ...how } = rules;
  const { base: ref = 'HEAD' } = options;
  const folder = attempt(at, () => repositoryFolder(outdir));
  const changes =
    folder && rules.quick && !options.first ? attempt(at, () => changesSince(tree, folder, ref)) : undefined;
  const changed = changes && new Set([...changes.changed].map(fold).filter((name) => scope?.(name) ?? true));
  if (changed?.size === 0) return withoutNeedless(guardNoChange(how), scope);
  // A declaration may be about any cluster, so that all have to be looked through to tell whether it is needed.
  const isNarrow = changed !== undefined && rules.declarations.length === 0;
  const isGuarded: Scope | undefined = isNarrow ? (name) => changed.has(name) : scope;
  const select = isGuarded && ((path: string) => isWithin(isGuarded, path));
  // Every content is named for this, which many runs can do without.
  let files: ManifestTree | undefined;
  const generated = () => (files ??= generatedTree(tree, select));
  const hasOthers = isNarrow && changes?.hasOthers === true;
  const base: CommittedBase = folder
    ? attempt(at, () => readCommitted(folder, ref, generated, { select, hasOthers }))
    : { missing: `${outdir} is in no Git repository` };
  if ('missing' in base) {
    if (options.base !== undefined && !options.first) {
      const todo = 'give the commit that Flux follows (--base), or say that there is none yet (--first)';
      const message = `${base.missing}, so that nothing tells what this run would remove: ${todo}`;
      throw new FleetError([{ id: 'no-base', at, message }]);
    }
    // Nothing is committed, so nothing can be lost.
    return guardSynthesis({ ...how, files: rules.quick ? [] : generated(), first: true });
  }
  const first = options.first === true || base.tree.size === 0;
  return withoutNeedless(guardSynthesis({ ...how, files: generated(), base: base.tree, first }), scope);
}

/** What nobody removes within a scope may be what another run removes. */
function withoutNeedless(result: GuardResult, scope: Scope | undefined): GuardResult {
  if (scope === undefined) return result;
  return { ...result, findings: result.findings.filter(({ id }) => id !== 'declaration-needless') };
}

/** Which clusters' folders differ from what is committed; undefined when that cannot be told by them alone. */
function changesSince(tree: Tree, folder: RepositoryFolder, ref: string): ClusterChanges | undefined {
  try {
    return changedClusters(tree, folder, ref);
  } catch (error) {
    // Who reads what is committed says so, in the words for it.
    if (error instanceof UnknownRefError) return undefined;
    throw error;
  }
}

/** Does something with Git. */
function attempt<T>(at: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    const [, place = at, message = (error as Error).message] =
      /^\[([^\]]*)\] (.*)$/s.exec((error as Error).message) ?? [];
    throw new FleetError([{ id: 'base', at: place, message }]);
  }
}
