import { BuildCache } from '../../src/kustomize';
import { buildTree, objectText } from '../../test/kustomize/random/build-tree';
import { randomTree, RandomTree } from '../../test/kustomize/random/trees';
import { CAUSES } from './causes';
import { askOracle, OracleAnswer } from './oracle';

/** How the engine compares with real kustomize over many trees. */
export interface Comparison {
  readonly trees: number;
  /** Trees that the real build accepts. */
  readonly accepted: number;
  /** Objects of accepted trees, and those of them that are equal. */
  readonly objects: number;
  readonly equal: number;
  /** Objects of accepted trees whose value the engine does not know. */
  readonly unknown: number;
  /** Accepted trees by the feature that they use. */
  readonly features: ReadonlyMap<string, number>;
  /** Differences where the engine claims to know, without a cause that is known. */
  readonly unexplained: readonly string[];
  /** Differences by their cause. */
  readonly explained: ReadonlyMap<string, number>;
  /** Time on processors, in microseconds. */
  readonly ownMicros: number;
  readonly oracleMicros: number;
  readonly answers: readonly OracleAnswer[];
}

/**
 * Builds the trees of seeds with both.
 *
 * @param timed whether the real build runs twice, exactly as in kustomize-controller; the quicker run counts
 */
export async function compareTrees(seeds: readonly number[], timed = false): Promise<Comparison> {
  const trees = seeds.map(randomTree);
  const answers = await askOracle(trees.map((tree) => ({ ...requestOf(tree), repeat: timed ? 1 : 0 })));
  const counts = { accepted: 0, objects: 0, equal: 0, unknown: 0, ownMicros: 0, oracleMicros: 0 };
  const features = new Map<string, number>();
  const unexplained: string[] = [];
  const explained = new Map<string, number>();
  trees.forEach((tree, at) => {
    const answer = answers[at]!;
    const start = process.cpuUsage();
    const build = buildTree(tree, new BuildCache());
    const { user, system } = process.cpuUsage(start);
    counts.ownMicros += user + system;
    counts.oracleMicros += answer.micros;
    const theirs = (answer.objects ?? []).map(objectText);
    const ours = build.objects.map(({ object }) => objectText(object));
    if (answer.error === undefined) {
      counts.accepted++;
      counts.objects += theirs.length;
      counts.equal += theirs.filter((text, place) => text === ours[place]).length;
      if (build.unknowns.length > 0)
        counts.unknown += build.objects.filter(({ unknownFields }) => unknownFields.length > 0).length;
      for (const feature of tree.features) features.set(feature, (features.get(feature) ?? 0) + 1);
    }
    const isSame =
      (build.error === undefined) === (answer.error === undefined) && ours.join('\n') === theirs.join('\n');
    if (isSame || build.unknowns.length > 0) return;
    const errors = {
      ...(build.error === undefined ? {} : { ours: build.error }),
      ...(answer.error === undefined ? {} : { theirs: answer.error }),
    };
    const cause = CAUSES.find(({ explains }) => explains(errors));
    if (cause === undefined)
      unexplained.push(
        `seed ${tree.seed}: ${build.error ?? 'built'} here, ${answer.error?.slice(-200) ?? 'built'} there`,
      );
    else explained.set(cause.what, (explained.get(cause.what) ?? 0) + 1);
  });
  return { trees: trees.length, ...counts, features, unexplained, explained, answers };
}

function requestOf({ seed, files, path, spec, strict, configMaps, features }: RandomTree) {
  return {
    id: String(seed),
    files: Object.fromEntries(files),
    path,
    spec,
    strict,
    configMaps,
    schema: features.includes('openapi'),
  };
}
