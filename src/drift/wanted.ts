import { defined } from '../core/defined';
import { isMap } from '../core/is-map';
import { KubernetesObject } from '../kubernetes/objects';
import { Conventions } from '../plan/conventions/conventions';
import { Place } from '../plan/conventions/place';
import { groundOf, rootsOf } from '../plan/predict/ground';
import { OwnedObject } from '../plan/predict/ownership-pair';
import { objectsOf, Unit } from '../plan/predict/unit';
import { Walk, walk } from '../plan/predict/walk';
import { IgnoreRule, KUSTOMIZE_GROUP, unappliedBy } from '../plan/tree/flux-spec';
import { ManifestIndex } from '../plan/tree/manifest-index';
import { ManifestTree } from '../plan/tree/manifest-tree';
import { ownPlaces, remotesOf } from '../takeover/remotes';
import { bodyOf, placeOf } from '../takeover/side';

/** An object as a Kustomization applies it. */
export interface WantedObject {
  readonly object: KubernetesObject;
  /** The Kustomization, as `namespace/name`. */
  readonly kustomization: string;
  /** Where in the fleet the Kustomization is. */
  readonly place: Place;
  /** The Kustomization's rules about fields that Flux leaves as they are. */
  readonly ignore?: readonly IgnoreRule[];
  /** Whether Flux applies it only while it is missing. */
  readonly once?: true;
}

/** A cluster as a tree wants it. */
export interface WantedCluster {
  readonly cluster: string;
  /** The cluster whose Flux applies it; undefined for its own. */
  readonly manager?: string;
  readonly objects: readonly WantedObject[];
  /** Gaps of the tree, one sentence each. */
  readonly notCompared: readonly string[];
  /** The same, each with the place of the Kustomization that it is about. */
  readonly unread: readonly Unread[];
}

/** Something that a tree cannot tell of a Kustomization. */
export interface Unread {
  readonly what: string;
  readonly place: Place;
}

/**
 * Objects that Flux applies to each cluster of a tree, by the names of the clusters.
 *
 * @param within folder of the tree that holds the clusters' folders. @default - the tree itself
 */
export function wantedClusters(tree: ManifestTree, conventions: Conventions, within = ''): WantedCluster[] {
  const index = new ManifestIndex([tree]);
  const ground = groundOf(tree, index, conventions, within);
  const clusters = rootsOf(ground, within === '' ? {} : { prefix: '' }).flatMap(([, root]) =>
    ofRoot(walk(ground, root), index),
  );
  return clusters.sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}

interface Draft {
  readonly cluster: string;
  readonly manager?: string;
  readonly objects: WantedObject[];
  readonly unread: Unread[];
}

function ofRoot(from: Walk, index: ManifestIndex): WantedCluster[] {
  const { cluster } = from.root;
  const places = ownPlaces(remotesOf(from, index));
  const drafts = new Map<string, Draft>([[cluster, { cluster, objects: [], unread: [] }]]);
  const draftOf = (place: string): Draft => {
    const name = place === '' ? cluster : place;
    const draft = drafts.get(name) ?? { cluster: name, manager: cluster, objects: [], unread: [] };
    drafts.set(name, draft);
    return draft;
  };
  for (const unit of from.units.values()) {
    collect(unit, index, draftOf(placeOf(unit, { walk: from, places })));
  }
  return Array.from(drafts.values(), (draft) => ({ ...draft, notCompared: draft.unread.map(({ what }) => what) }));
}

function collect(unit: Unit, index: ManifestIndex, { objects, unread }: Draft): void {
  const { spec, build, directory } = unit;
  // Of what comes from elsewhere, the place of what brings it tells more.
  const place = directory === undefined ? (unit.parent?.place ?? unit.place) : unit.place;
  const kustomization = `${spec.namespace}/${spec.name}`;
  const what = `Kustomization ${kustomization}`;
  if (build === undefined) {
    const why = directory === undefined ? 'it reads from another source' : 'its folder cannot be built here';
    unread.push({ what: `${what}: ${why}`, place });
    return;
  }
  const found = objectsOf(unit, index);
  if (found.error !== undefined) unread.push({ what: `${what}: ${found.error}`, place });
  for (const unknown of build.unknowns) unread.push({ what: `${what}: ${unknown.what} is not known here`, place });
  for (const object of found.objects) {
    const body = bodyOf({ object, unit } satisfies OwnedObject, index);
    const name = `${body.kind} ${body.metadata.namespace ? `${body.metadata.namespace}/` : ''}${body.metadata.name}`;
    const unapplied = unappliedBy(body.metadata);
    if (unapplied === 'always') continue;
    if (isMap(body.sops)) unread.push({ what: `${name}: it is encrypted by SOPS`, place });
    else {
      objects.push({
        object: withOwner(body, unit),
        kustomization,
        place,
        ...defined({ ignore: spec.ignore, once: unapplied === 'there' ? (true as const) : undefined }),
      });
    }
  }
}

/** Flux labels what it applies with the name of its Kustomization: without, a dry run would take the labels off. */
function withOwner(object: KubernetesObject, { spec }: Unit): KubernetesObject {
  const labels = {
    ...object.metadata.labels,
    [`${KUSTOMIZE_GROUP}/name`]: spec.name,
    [`${KUSTOMIZE_GROUP}/namespace`]: spec.namespace,
  };
  return { ...object, metadata: { ...object.metadata, labels } };
}
