import { defined } from '../core/defined';
import { compare } from '../core/order';
import type { WantedCluster, WantedObject } from '../drift';
import { isMap, textAt, valueAt } from '../kubernetes/json';
import { apiGroup, KubernetesObject, objectName } from '../kubernetes/objects';
import { Place } from '../plan/conventions/place';
import { fluxCatalog, kubernetesCatalog } from '../schema/catalog';
import { SpanSum, Spans } from './amounts';
import { addObject, surroundingsOf } from './consumers';

/** Who asks for something: a tenant or a component, in an environment or on a cluster. */
export interface Owner {
  readonly cluster: string;
  readonly environment?: string;
  readonly tenant?: string;
  readonly component?: string;
}

/** An owner's requests, together. */
export interface LedgerRow extends Owner {
  /** Requests of pods and of volumes, and pieces: pods, load balancers. */
  readonly requests: Spans;
  /** Requests of pods of DaemonSets on each node. The number of nodes is not known here. */
  readonly perNode: Spans;
  /** The most that ResourceQuotas let it ask for. */
  readonly quota: Spans;
}

/** Something whose requests are not known. */
export interface Unknown extends Owner {
  /** Subject and cause, as a sentence without a full stop. */
  readonly what: string;
}

/** The requests of the objects of a tree, cluster by cluster. */
export interface Ledger {
  readonly rows: readonly LedgerRow[];
  readonly unknown: readonly Unknown[];
}

/** The ledger of what Flux applies to clusters, as far as manifests tell. */
export function ledgerOf(clusters: readonly WantedCluster[]): Ledger {
  const parts = clusters.map(ofCluster);
  const byOwner = (a: Owner, b: Owner) => compare(ownerKey(a), ownerKey(b));
  return {
    rows: parts.flatMap(({ rows }) => rows).sort(byOwner),
    unknown: parts.flatMap(({ unknown }) => unknown).sort((a, b) => byOwner(a, b) || compare(a.what, b.what)),
  };
}

/** A text that only one owner has; texts sort by cluster, environment and name. */
export function ownerKey({ cluster, environment = '', tenant = '', component = '' }: Owner): string {
  return [cluster, environment, component, tenant].join('\0');
}

interface Draft {
  readonly owner: Owner;
  readonly requests: SpanSum;
  readonly perNode: SpanSum;
  readonly quota: SpanSum;
}

function ofCluster({ cluster, objects, unread }: WantedCluster): Ledger {
  const around = surroundingsOf(objects.map(({ object }) => object));
  const drafts = new Map<string, Draft>();
  const unknown: Unknown[] = unread.map(({ what, place }) => ({ ...ownerAt(cluster, place), what }));
  for (const wanted of objects) {
    const owner = ownerAt(cluster, wanted.place);
    const key = ownerKey(owner);
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = { owner, requests: new SpanSum(), perNode: new SpanSum(), quota: new SpanSum() };
      drafts.set(key, draft);
    }
    addObject(wanted.object, draft, around);
    const what = unknownOf(wanted);
    if (what !== undefined) unknown.push({ ...owner, what });
  }
  const rows = Array.from(drafts.values(), ({ owner, requests, perNode, quota }) => ({
    ...owner,
    requests: requests.sorted,
    perNode: perNode.sorted,
    quota: quota.sorted,
  }));
  return {
    rows: rows.filter(({ requests, perNode, quota }) => requests.size + perNode.size + quota.size > 0),
    unknown,
  };
}

function ownerAt(cluster: string, { environment, tenant, component }: Place): Owner {
  return { cluster, ...defined({ environment, tenant, component }) };
}

/** An object's part that only a cluster knows; undefined where its manifest tells all. */
function unknownOf({ object }: WantedObject): string | undefined {
  const name = objectName(object);
  switch (`${apiGroup(object.apiVersion)}/${object.kind}`) {
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return `${name}: what the objects of its chart ask for`;
    case 'fluxcd.controlplane.io/FluxInstance':
      return `${name}: what Flux's controllers ask for`;
    case 'autoscaling.k8s.io/VerticalPodAutoscaler':
      return textAt(object, 'spec', 'updatePolicy', 'updateMode') === 'Off'
        ? undefined
        : `${name}: the requests that it sets while pods run`;
  }
  return isOperated(object) ? `${name}: what its operator makes of it` : undefined;
}

/** Whether an operator makes pods or volumes of a custom resource, as far as its fields tell. */
function isOperated(object: KubernetesObject): boolean {
  const group = apiGroup(object.apiVersion);
  if (group === '' || fluxCatalog().hasGroup(group) || kubernetesCatalog().hasGroup(group)) return false;
  const counts = ['instances', 'replicas', 'size'].some((field) => typeof valueAt(object, 'spec', field) === 'number');
  return (
    counts || ['resources', 'storage', 'volumeClaimTemplate'].some((field) => isMap(valueAt(object, 'spec', field)))
  );
}
