import { Place } from '../conventions/place';
import { KustomizationSpec } from '../tree/flux-spec';
import { ManifestIndex } from '../tree/manifest-index';
import { SourceKey } from '../tree/source-key';
import { Build, BuiltObject, builtObjects, isSameObject } from './build';
import { BuildRecipe } from './builds';

/** A Flux Kustomization of a cluster with its build, or a ResourceSet with what it makes. */
export interface Unit {
  /** Its identity: the cluster whose Flux runs it, its namespace and its name. */
  readonly key: string;
  /** The cluster whose Flux runs it. */
  readonly host: string;
  /** The cluster that its objects are applied to. */
  readonly target: string;
  readonly spec: KustomizationSpec;
  /** Directory of the tree; undefined when it reads from another source. */
  readonly directory?: string;
  readonly recipe?: BuildRecipe;
  readonly build?: Build;
  /** Why it fails once it and its source are as the tree has them, although it applies the tree at first. */
  readonly failsLater?: string;
  /** Whether no file holds its source, and the root does not read it either. */
  readonly isDangling?: true;
  /** The Kustomization that applies it; undefined for a root. */
  readonly parent?: Unit;
  /** Its manifest; undefined for a root that no file holds. */
  readonly object?: BuiltObject;
  readonly place: Place;
}

/** The key of a unit. */
export function unitKey(host: string, spec: { readonly namespace: string; readonly name: string }): string {
  return `${host}|${spec.namespace}/${spec.name}`;
}

/** The key of a source. */
export function sourceKey(host: string, source: SourceKey): string {
  return `${host}|${source.kind}/${source.namespace}/${source.name}`;
}

/** Whether two specs of Kustomizations are equal. */
export function isSameSpec(spec: KustomizationSpec, other: KustomizationSpec): boolean {
  return spec === other || JSON.stringify(spec) === JSON.stringify(other);
}

/** The objects of a unit. */
export function objectsOf(
  unit: Unit,
  index: ManifestIndex,
): { readonly objects: readonly BuiltObject[]; readonly error?: string } {
  return unit.build ? builtObjects(index, unit.build, unit.spec) : { objects: [] };
}

/** Whether a unit of another tree is this one: its parent, spec, build and manifest are equal. */
export function isSameUnit(was: Unit, next: Unit): boolean {
  return (
    was.target === next.target &&
    was.build === next.build &&
    was.parent === next.parent &&
    was.isDangling === next.isDangling &&
    was.failsLater === next.failsLater &&
    isSameSpec(was.spec, next.spec) &&
    (was.object === undefined || next.object === undefined
      ? was.object === next.object
      : isSameObject(was.object, next.object))
  );
}
