import { KubernetesObject } from '../kubernetes/objects';
import { OwnedObject } from '../plan/predict/ownership-pair';
import { objectsOf, Unit } from '../plan/predict/unit';
import { Walk } from '../plan/predict/walk';
import { ManifestIndex } from '../plan/tree/manifest-index';

/** A cluster's Kustomizations in both trees. */
export interface Walks {
  readonly old: Walk;
  readonly next: Walk;
}

/** The objects of one tree on a cluster and on the remote clusters that it manages. */
export interface Side {
  readonly cluster: string;
  readonly walk: Walk;
  readonly index: ManifestIndex;
  /** Owned objects by cluster, group, kind, namespace and name. */
  readonly objects: ReadonlyMap<string, readonly OwnedObject[]>;
}

/** Collects the objects of one tree on a cluster. */
export function sideOf(cluster: string, walk: Walk, index: ManifestIndex): Side {
  const objects = new Map<string, OwnedObject[]>();
  for (const unit of walk.units.values()) {
    for (const object of objectsOf(unit, index).objects) {
      const { header, namespace, name } = object;
      const key = `${placeOf(unit, cluster)}|${header.group}/${header.kind}/${namespace}/${name}`;
      const owners = objects.get(key);
      if (owners) owners.push({ object, unit });
      else objects.set(key, [{ object, unit }]);
    }
  }
  return { cluster, walk, index, objects };
}

/** The cluster that a Kustomization applies to: empty for the one that runs it, else the remote cluster's own name. */
export function placeOf({ target, host }: Pick<Unit, 'host' | 'target'>, cluster: string): string {
  return target === host || target === cluster ? '' : target.slice(target.lastIndexOf('/') + 1);
}

/** An owned object's manifest, in the namespace that it has on the cluster. */
export function bodyOf({ object: { header, namespace } }: OwnedObject, index: ManifestIndex): KubernetesObject {
  const body = index.body(header);
  return namespace === '' || body.metadata.namespace === namespace
    ? body
    : { ...body, metadata: { ...body.metadata, namespace } };
}

/** An object's name for people: `Kind namespace/name`. */
export function nameOf({ object: { header, namespace, name } }: OwnedObject): string {
  return `${header.kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** Name of a Kustomization: `namespace/name`. */
export function unitName({ spec }: Pick<Unit, 'spec'>): string {
  return `${spec.namespace}/${spec.name}`;
}
