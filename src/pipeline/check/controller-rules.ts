import { ClusterCollection, judgeObject } from '../../controller-rules';
import { Rule } from '../../units/rule';

/** Flux's controllers treat every object as it reads: the rules of `src/controller-rules`. */
export function controllerRules(): Rule {
  const clusters = new Map<string, ClusterCollection>();
  return {
    *unit(files, at, { flux }) {
      for (const { objects } of files) {
        for (const object of objects) for (const found of judgeObject(object, flux)) yield { at, ...found };
      }
    },

    place({ cluster, unit, at, directory, isList = false }) {
      let collection = clusters.get(cluster);
      if (collection === undefined) clusters.set(cluster, (collection = new ClusterCollection(cluster)));
      collection.add(unit.facts, unit.identities, { at, directory }, isList);
      return [];
    },

    *clusters(isWhole) {
      for (const collection of clusters.values()) yield* collection.judge(isWhole);
      clusters.clear();
    },
  };
}
