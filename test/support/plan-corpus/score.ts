import { PLAIN_CONVENTIONS } from '../../../src/plan';
import { compare, ManifestTree } from '../../../src/plan-entry';
import { Edits, edited, Files } from './tree';

/** An object on a cluster that differs after a change, as `cluster|group/Kind/namespace/name`. */
export type Differing = ReadonlySet<string>;

/** How right a plan is about one change. */
export interface Score {
  /** Objects that really differ and that the plan has. */
  readonly right: readonly string[];
  /** Objects that really differ and that the plan has not. */
  readonly missed: readonly string[];
  /** Objects that the plan has and that do not differ. */
  readonly wrong: readonly string[];
  /** Whether the plan says that it may not know all. */
  readonly isUnsure: boolean;
}

/** Effects that leave an object on the cluster as it is. */
const LEAVES = new Set(['held', 'orphaned']);

/** What an API server refuses, and what waits for it: the truth knows no API server. */
const REFUSALS = /fails|waits for/;

/** Compares what a plan says about a change with the truth. */
export function score(files: Files, edits: Edits, truth: Differing): Score {
  const next = edited(files, edits);
  const comparison = compare(ManifestTree.of(files), ManifestTree.of(next), { conventions: PLAIN_CONVENTIONS });
  const said = new Set<string>();
  // What depends on which Kustomization comes first may or may not differ.
  const may = new Set<string>();
  for (const { cluster, object, action, effect, reason = '', fields, renamedTo } of comparison.changes) {
    const keys = [object, ...(renamedTo ? [renamedTo] : [])].map(
      ({ group, kind, namespace, name }) => `${cluster}|${group}/${kind}/${namespace}/${name}`,
    );
    const stays = (action === 'moved' || action === 're-owned') && fields.length === 0 && effect !== 'pruned';
    for (const key of keys) {
      if (effect === 'race' || effect === 'refused' || stays || REFUSALS.test(reason)) may.add(key);
      else if (!LEAVES.has(effect)) said.add(key);
    }
  }
  const all = [...truth];
  return {
    right: all.filter((key) => said.has(key) || may.has(key)),
    missed: all.filter((key) => !said.has(key) && !may.has(key)),
    wrong: [...said].filter((key) => !truth.has(key)),
    isUnsure:
      comparison.notCompared.length > 0 ||
      comparison.problems.length > 0 ||
      comparison.notEvaluated.some(({ changed }) => changed),
  };
}
