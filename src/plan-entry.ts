import { anything, flag, freeMap, instance, list, Options, required, text } from './core/options';
import { FLEET_CONVENTIONS } from './pipeline/guard/conventions';
import {
  compare as compareTrees,
  CompareOptions,
  Comparison,
  guard as guardTrees,
  GuardInput,
  GuardResult,
  ManifestTree,
  Removal,
} from './plan';
import { GUARD_LIMITS } from './plan/guard/limits';

const COMPARE_TYPES = {
  prefix: text,
  within: text,
  conventions: anything,
  clusters: freeMap,
  renderChart: anything,
} as const;

const COMPARE_OPTIONS = Options.of<CompareOptions>('compare', COMPARE_TYPES);

const TREE = instance('a ManifestTree', () => ManifestTree);

const GUARD_OPTIONS = Options.of<GuardInput>('guard', {
  ...COMPARE_TYPES,
  base: TREE,
  next: required(TREE),
  first: flag,
  declarations: list(instance('a Removal', () => Removal)),
  limits: GUARD_LIMITS,
  acknowledgements: anything,
  declaredIn: text,
  today: required(text),
});

export * from './plan';

/**
 * Predicts what happens when Flux goes from one tree to another: for every object, Kustomization and cluster, what
 * changes, what Flux does about it, and the risks. Reads nothing but the trees. Unless told otherwise, expects them to
 * be written by this library.
 *
 * @example
 * const comparison = compare(readGitTree('.', 'origin/main', 'dist'), readDirectory('dist'));
 * @throws Error for an unknown option or a value of another type
 */
export function compare(old: ManifestTree, next: ManifestTree, options: CompareOptions = {}): Comparison {
  COMPARE_OPTIONS.demand(options);
  return compareTrees(old, next, { conventions: FLEET_CONVENTIONS, ...options });
}

/**
 * Refuses changes that would lose data or leave it behind: every removal must be declared, and every move must happen
 * in an order in which Flux cannot delete anything. Protection of an object is read from the base, as Flux reads it
 * from the live objects. Unless told otherwise, expects trees that are written by this library.
 *
 * @example
 * const { passed, findings } = guard({ base, next, declarations: [Removal.cluster('eu-3', { reason: 'shut down' })], today });
 */
export function guard(input: GuardInput): GuardResult {
  GUARD_OPTIONS.demand(input);
  return guardTrees({ conventions: FLEET_CONVENTIONS, ...input });
}
