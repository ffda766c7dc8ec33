import { createHash } from 'node:crypto';
import { JsonObject } from '../../../src/kubernetes/objects';
import { BuildCache, KustomizeBuild } from '../../../src/kustomize';
import { buildKustomization } from '../../../src/kustomize/build';
import { goJson } from '../../../src/kustomize/yaml/go-json';
import { memoryFiles } from '../memory-files';
import { RandomTree } from './trees';

/** Builds a random tree with the engine. */
export function buildTree(tree: RandomTree, cache = new BuildCache()): KustomizeBuild {
  return buildKustomization(memoryFiles(tree.files), tree.path, {
    spec: tree.spec as JsonObject,
    flux: tree.strict ? '2.9' : '2.8',
    cache,
    variables: ({ kind, name }) => {
      if (kind !== 'ConfigMap') return undefined;
      const data = tree.configMaps[name];
      return data === undefined ? 'missing' : new Map(Object.entries(data));
    },
  });
}

/** An object as text: equal texts for equal objects. */
export function objectText(object: unknown): string {
  return goJson(object as JsonObject);
}

/** The verdict on a tree: four digits of a hash for each object, or `-` for a build that fails. */
export function verdictOf(objects: readonly unknown[] | undefined): string {
  if (objects === undefined) return '-';
  return objects.map((object) => createHash('sha256').update(objectText(object)).digest('hex').slice(0, 4)).join('');
}

/** A hash of all that a tree consists of. */
export function inputHash(trees: Iterable<RandomTree>): string {
  const hash = createHash('sha256');
  for (const { files, path, spec, strict, configMaps } of trees) {
    hash.update(JSON.stringify([[...files], path, spec, strict, configMaps]));
  }
  return hash.digest('hex');
}
