import { isWithin, Scope } from './dist/scope';
import { Tree } from './dist/tree';
import { FleetError } from './model/problem';
import { CommittedBase, readCommitted } from './plan/guard/committed-base';
import { GuardLimits, GuardResult } from './plan/guard/guard';
import { guardSynthesis } from './plan/guard/guard-synthesis';
import { Removal } from './plan/guard/removal';
import { ManifestTree } from './plan/tree/manifest-tree';
import { BaseOptions } from './synth-options';

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
export function guardTree(tree: Tree, outdir: string, options: BaseOptions, rules: GuardRules): GuardResult {
  const { at, scope, ...how } = rules;
  // Every content is hashed for this, which many runs can do without.
  let files: ManifestTree | undefined;
  const generated = () => (files ??= ManifestTree.of(tree.entries()));
  const base = committed(outdir, options, generated, rules);
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
  const result = guardSynthesis({ ...how, files: generated(), base: base.tree, first });
  if (scope === undefined) return result;
  // What nobody removes here may be what another run removes.
  return { ...result, findings: result.findings.filter(({ id }) => id !== 'declaration-needless') };
}

function committed(
  outdir: string,
  { base = 'HEAD' }: BaseOptions,
  generated: () => ManifestTree,
  { at, scope }: GuardRules,
): CommittedBase {
  try {
    return readCommitted(outdir, base, generated, scope && ((path) => isWithin(scope, path)));
  } catch (error) {
    const [, place = at, message = (error as Error).message] =
      /^\[([^\]]*)\] (.*)$/s.exec((error as Error).message) ?? [];
    throw new FleetError([{ id: 'base', at: place, message }]);
  }
}
