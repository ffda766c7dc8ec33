import { PLAIN_CONVENTIONS, type ObjectChange } from '../../../src/plan';
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

/** What an API server refuses, what waits for it, and what depends on which Kustomization runs first. */
const REFUSALS = /fails|waits for|may prune it before that/;

/** Whether Flux or the API server may do otherwise, or only the owner differs. */
function isUndecided({ action, effect, reason = '', fields }: ObjectChange): boolean {
  const stays = (action === 'moved' || action === 're-owned') && fields.length === 0 && effect !== 'pruned';
  return effect === 'race' || effect === 'refused' || stays || REFUSALS.test(reason);
}

/** Whether all that differs are variables whose values the trees do not have: no prediction. */
function isUnknown({ fields }: ObjectChange): boolean {
  return fields.length > 0 && fields.every(({ from, to }) => isMarked(to) && !isMarked(from));
}

/** Whether a value has a mark for a part that is not known. */
function isMarked(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\ue000');
}

function keyOf(cluster: string, { group, kind, namespace, name }: ObjectChange['object']): string {
  return `${cluster}|${group}/${kind}/${namespace}/${name}`;
}

/** What a key matches whose name holds variables that the plan does not know; undefined for all others. */
function patternOf(key: string): RegExp | undefined {
  const [first, ...rest] = key.split(/\ue000?\$\{[^}]*\}\ue001?/);
  if (rest.length === 0) return undefined;
  return new RegExp(`^${[first!, ...rest].map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
}

/** Compares what a plan says about a change with the truth. */
export function score(files: Files, edits: Edits, truth: Differing): Score {
  const next = edited(files, edits);
  const comparison = compare(ManifestTree.of(files), ManifestTree.of(next), { conventions: PLAIN_CONVENTIONS });
  const said = new Set<string>();
  // What depends on which Kustomization comes first may or may not differ.
  const may = new Set<string>();
  const hidesValues = comparison.notEvaluated.some(({ reason, changed }) => reason === 'variable' && changed);
  for (const change of comparison.changes) {
    const { cluster, object, renamedTo, effect } = change;
    const [key, name] = [object, renamedTo].map((one) => one && keyOf(cluster, one));
    if (isUndecided(change)) for (const one of [key, name]) may.add(one ?? key!);
    else {
      // Its new name is applied, whatever becomes of the old one.
      if (name !== undefined) said.add(name);
      if (!LEAVES.has(effect) && !(hidesValues && isUnknown(change))) said.add(key!);
    }
  }
  const all = [...truth];
  const patterns = [...said, ...may].flatMap((key) => patternOf(key) ?? []);
  const isSaid = (key: string) => said.has(key) || may.has(key) || patterns.some((pattern) => pattern.test(key));
  return {
    right: all.filter(isSaid),
    missed: all.filter((key) => !isSaid(key)),
    wrong: [...said].filter((key) => !truth.has(key) && !all.some((one) => patternOf(key)?.test(one))),
    isUnsure:
      comparison.notCompared.length > 0 ||
      comparison.problems.length > 0 ||
      comparison.notEvaluated.some(({ changed }) => changed),
  };
}
