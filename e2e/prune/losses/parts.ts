import { cluster, configMap, type Tree, type UnitProps } from '../tree';
import type { Course, Fate } from './loss';

/** The fates of some objects. */
export type Fates = Readonly<Record<string, Fate>>;

/** A list of files and folders. */
export const LIST = (...resources: readonly string[]) =>
  JSON.stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });

export const keeper = (c: string): UnitProps => ({ name: 'keeper', objects: [configMap(c, 'keeper')] });

/** A tree with a unit that holds something anyhow, further units, and files of the repository beside the cluster. */
export function tree(c: string, units: readonly UnitProps[], beside: Tree = {}): Tree {
  return { ...cluster(c, { units: [keeper(c), ...units] }), ...beside };
}

/** A course of two commits. */
export const course = (base: Tree, next: Tree, fates: Fates): Course => ({ base, next, fates });

/** Files of a folder with ConfigMaps. */
export function folder(path: string, c: string, names: readonly string[], more: Tree = {}): Tree {
  const files = Object.fromEntries(names.map((name) => [`${path}/${name}.yaml`, JSON.stringify(configMap(c, name))]));
  return { ...files, [`${path}/kustomization.yaml`]: LIST(...names.map((name) => `${name}.yaml`)), ...more };
}
