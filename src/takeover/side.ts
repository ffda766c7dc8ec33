import { KubernetesObject } from '../kubernetes/objects';
import { OwnedObject } from '../plan/predict/ownership-pair';
import { isResourceSet } from '../plan/predict/resource-set';
import { objectsOf, Unit } from '../plan/predict/unit';
import { Walk } from '../plan/predict/walk';
import { ManifestIndex } from '../plan/tree/manifest-index';
import { Places, secretOf } from './remotes';

/** A cluster's Kustomizations in both trees. */
export interface Walks {
  readonly old: Walk;
  readonly next: Walk;
}

/** Begins the place of a cluster that the fleet does not have. */
const NO_NAME = '?';

/** The objects of one tree on a cluster and on the remote clusters that it manages. */
export interface Side {
  readonly cluster: string;
  readonly walk: Walk;
  readonly index: ManifestIndex;
  /** The fleet's remote clusters by the Secrets of this tree that lead to them. */
  readonly places: Places;
  /** Owned objects by cluster, group, kind, namespace and name. */
  readonly objects: ReadonlyMap<string, readonly OwnedObject[]>;
}

/** Collects the objects of one tree on a cluster. */
export function sideOf(cluster: string, walk: Walk, index: ManifestIndex, places: Places): Side {
  const objects = new Map<string, OwnedObject[]>();
  const side = { cluster, walk, index, places, objects };
  for (const unit of walk.units.values()) {
    for (const object of objectsOf(unit, index).objects) {
      const { header, namespace, name } = object;
      const key = `${placeOf(unit, side)}|${header.group}/${header.kind}/${namespace}/${name}`;
      const owners = objects.get(key);
      if (owners) owners.push({ object, unit });
      else objects.set(key, [{ object, unit }]);
    }
  }
  return side;
}

/**
 * The cluster that a Kustomization applies to: empty for the one that runs it, else the remote cluster's name in the
 * fleet, or the Secret that leads to it where the fleet does not have it.
 */
export function placeOf(unit: Unit, { walk, places }: Pick<Side, 'places' | 'walk'>): string {
  const cluster = walk.root.cluster;
  if (unit.target === cluster) return '';
  // A Kustomization that Flux runs on a remote cluster is where the one is that brought it there.
  if (unit.host !== cluster && unit.target === unit.host)
    return unit.parent ? placeOf(unit.parent, { walk, places }) : '';
  return placeOfSecret(secretOf(unit)!, places);
}

/** The name of the cluster that a Secret leads to. */
export function placeOfSecret(secret: string, places: Places): string {
  return places.get(secret) ?? NO_NAME + secret;
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

/** A place's common name, behind a name: nothing for the cluster itself. */
export function onPlace(place: string): string {
  if (place === '') return '';
  return place.startsWith(NO_NAME) ? ` on the cluster of Secret ${place.slice(NO_NAME.length)}` : ` on ${place}`;
}

/** The place in the key of an object. */
export function placeOfKey(key: string): string {
  return key.slice(0, key.indexOf('|'));
}

/** Name of a Kustomization or ResourceSet: `namespace/name`. */
export function unitName({ spec }: Pick<Unit, 'spec'>): string {
  return `${spec.namespace}/${spec.name}`;
}

/** A Kustomization or ResourceSet for people: its kind and name. */
export function unitTitle(unit: Pick<Unit, 'object' | 'spec'>): string {
  return `${isSet(unit) ? 'ResourceSet' : 'Kustomization'} ${unitName(unit)}`;
}

/** Whether a unit is a ResourceSet, and no Kustomization. */
export function isSet({ object }: Pick<Unit, 'object'>): boolean {
  return object !== undefined && isResourceSet(object.header);
}

/**
 * Whether a Kustomization, or what it applies, can only be changed by hand: no file holds it, or a ResourceSet makes it,
 * whose templates make others too.
 */
export function isByHand({ object, parent }: Pick<Unit, 'object' | 'parent'>): boolean {
  return object === undefined || (parent !== undefined && isSet(parent));
}
