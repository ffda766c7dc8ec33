import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonObject } from '../../../src/kubernetes/objects';
import { BuildCache } from '../../../src/kustomize';
import { buildKustomization } from '../../../src/kustomize/build';
import { memoryFiles } from '../memory-files';
import { objectText, verdictOf } from '../random/build-tree';
import { EdgeTree } from './edge-tree';
import { JSON_PATCHES } from './json-patches';
import { LISTS } from './lists';
import { PLUGINS } from './plugins';
import { REPLACEMENTS } from './replacements';
import { SUBSTITUTIONS } from './substitutions';
import { VARS } from './vars';
import { YAML_TEXTS } from './yaml-texts';

/** All edges: small trees, each about one rule. */
export const EDGES: readonly EdgeTree[] = [
  ...SUBSTITUTIONS,
  ...JSON_PATCHES,
  ...PLUGINS,
  ...YAML_TEXTS,
  ...REPLACEMENTS,
  ...VARS,
  ...LISTS,
];

/** Where the builds of real kustomize are recorded. */
export const RECORD = join(__dirname, 'recorded.json');

/** The verdicts of real kustomize on the edges, by their names. */
export function readRecord(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, string>;
}

const cache = new BuildCache();

/** What the engine makes of an edge: objects as JSON, or undefined where the build fails. Nothing in them is unknown. */
export function edgeBuild({ files, spec = {}, strict = false }: EdgeTree): readonly string[] | undefined {
  const { objects, error, unknowns } = buildKustomization(memoryFiles(new Map(Object.entries(files))), 'app', {
    spec: spec as JsonObject,
    flux: strict ? '2.9' : '2.8',
    cache,
  });
  if (unknowns.length > 0) throw new Error(`${JSON.stringify(unknowns)} are unknown`);
  return error === undefined ? objects.map(({ object }) => objectText(object)) : undefined;
}

/** The verdict on the objects of a build, as in {@link verdictOf}. */
export function edgeVerdict(objects: readonly string[] | undefined): string {
  return verdictOf(objects?.map((text) => JSON.parse(text) as JsonObject));
}
