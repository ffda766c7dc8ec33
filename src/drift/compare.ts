import { defined } from '../core/defined';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import { splitIgnored } from '../plan/compare/ignored-fields';
import { diffObjects } from '../plan/diff/field-diff';
import { addedByHand, pathText } from './by-hand';
import type { Answer } from './kubectl';
import type { WantedCluster, WantedObject } from './wanted';

/** An object that is compared. */
type ComparedObject = Omit<WantedObject, 'place'>;

/** The compared part of a cluster. */
type ComparedCluster = Pick<WantedCluster, 'cluster' | 'notCompared'> & { readonly objects: readonly ComparedObject[] };

/** A field that differs. Values that may be secret are hidden. */
export interface DriftedField {
  /** Where, such as `spec.replicas`. */
  readonly path: string;
  /** The value in the cluster; undefined where it has none. */
  readonly live?: unknown;
  /** The value that Flux would write; undefined where it would remove the field. */
  readonly wanted?: unknown;
}

/** An object that is not as the tree has it. */
export interface Drift {
  /** Such as `Deployment prod-web/shop`. */
  readonly object: string;
  /** The Kustomization that applies it, as `namespace/name`. */
  readonly kustomization: string;
  /** Whether the cluster does not have it at all. */
  readonly missing?: true;
  readonly fields: readonly DriftedField[];
}

/** The drift of one cluster. */
export interface ClusterDrift {
  readonly cluster: string;
  /** Number of objects that were compared. */
  readonly compared: number;
  readonly drifted: readonly Drift[];
  /** Gaps of the comparison, one sentence each. */
  readonly notCompared: readonly string[];
  /** Why the cluster was not compared at all. */
  readonly unreachable?: string;
}

/** A reader of the objects of a cluster. */
export interface Cluster {
  unreachable(): string | undefined;
  live(objects: readonly KubernetesObject[]): Answer;
  applied(objects: readonly KubernetesObject[]): Answer;
}

/**
 * Compares what a tree wants of a cluster with what it has: each object with what a dry run makes of it, applied as
 * kustomize-controller applies it. Objects of others are not looked at.
 */
export function driftOf({ cluster, objects: wanted, notCompared }: ComparedCluster, reader: Cluster): ClusterDrift {
  const unreachable = reader.unreachable();
  if (unreachable !== undefined) return { cluster, compared: 0, drifted: [], notCompared, unreachable };
  const live = reader.live(wanted.map(({ object }) => object));
  const there = byIdentity(live.objects);
  const refused = live.complaints.filter((line) => !NO_SUCH_KIND.test(line));
  if (live.objects.length === 0 && refused.length > 0 && wanted.length > 0) {
    return { cluster, compared: 0, drifted: [], notCompared, unreachable: refused[0]! };
  }
  const existing = wanted.filter(({ object }) => there.has(identityOf(object)));
  const applied = reader.applied(existing.filter(({ once }) => !once).map(({ object }) => object));
  const made = byIdentity(applied.objects);
  const drifted: Drift[] = [];
  const silent: string[] = [];
  for (const one of wanted) {
    const identity = identityOf(one.object);
    const now = there.get(identity);
    if (now === undefined) drifted.push({ ...headOf(one), missing: true, fields: [] });
    else if (!one.once) {
      const next = made.get(identity);
      if (next === undefined) silent.push(`${nameOf(one.object)}: ${complaintAbout(one.object, applied)}`);
      else drifted.push(...driftOfObject(one, now, next));
    }
  }
  const open = refused.length > 0 ? [`some objects could not be read: ${refused[0]}`] : [];
  return {
    cluster,
    compared: wanted.length - silent.length,
    drifted: drifted.sort((a, b) => (a.object < b.object ? -1 : 1)),
    notCompared: [...notCompared, ...silent, ...open],
  };
}

/** A kind whose CRD is missing: so are its objects. */
const NO_SUCH_KIND = /no matches for kind|ensure CRDs are installed first/;

function driftOfObject(wanted: ComparedObject, live: KubernetesObject, next: KubernetesObject): Drift[] {
  const changes = diffObjects(comparable(live), comparable(next));
  const { applied } = splitIgnored(wanted.ignore, () => wanted.object, changes);
  const fields = applied.map(({ path, from, to }): DriftedField => {
    return { path, ...defined({ live: from, wanted: to }) };
  });
  const known = new Set(fields.map(({ path }) => path));
  const added = addedByHand(live, wanted.object)
    .map((path) => ({ path: pathText(path), live: HIDDEN }))
    .filter(({ path }) => !known.has(path));
  return fields.length + added.length > 0 ? [{ ...headOf(wanted), fields: [...fields, ...added] }] : [];
}

/** Stands for a value that somebody wrote by hand: it may be a credential, and the tree knows nothing of it. */
const HIDDEN = 'set with kubectl';

/** An object without what the API server writes itself, and what others report about it. */
function comparable(object: KubernetesObject): KubernetesObject {
  const { status: _, metadata, ...rest } = object;
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata as Record<string, unknown>;
  const kept = { name, namespace, labels, annotations, finalizers, ownerReferences };
  return { ...rest, metadata: JSON.parse(JSON.stringify(kept)) as KubernetesObject['metadata'] };
}

function complaintAbout({ metadata: { name } }: KubernetesObject, { complaints }: Answer): string {
  return complaints.find((line) => line.includes(name)) ?? complaints.at(-1) ?? 'the dry run gave no answer';
}

function byIdentity(objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(objects.map((object) => [identityOf(object), object]));
}

/** The group counts, and not its version: the server answers in the one that was asked for. */
function identityOf({ apiVersion, kind, metadata: { name, namespace = '' } }: KubernetesObject): string {
  return `${apiGroup(apiVersion)}/${kind}/${namespace}/${name}`;
}

function nameOf({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function headOf({ object, kustomization }: ComparedObject): Pick<Drift, 'kustomization' | 'object'> {
  return { object: nameOf(object), kustomization };
}
