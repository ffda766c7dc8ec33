import type { KubeClient } from '../harness/kube-client';
import { at, type KubeObject } from '../harness/kube-object';
import { KUSTOMIZE } from './tree';

/** An object as it was at a moment. */
export interface LiveObject {
  readonly uid: string;
  /** The namespace of the Kustomization that applied it last. */
  readonly scenario: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Changes with every write, of its status too. */
  readonly version: string;
  /** All of it that is not written by servers and controllers. */
  readonly content: string;
}

/** What is on the clusters at a moment. */
export interface Snapshot {
  /** By {@link liveKey}. */
  readonly objects: ReadonlyMap<string, LiveObject>;
  /** The Kustomizations, as `namespace/name`, that hold an object in their inventory; by {@link liveKey}. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
}

/** The clusters that are looked at: those that Flux runs on, and those that it reaches through a kubeconfig. */
export interface Clients {
  readonly local: KubeClient;
  readonly remote?: KubeClient;
}

/** Clusters by name, and how Flux on some of them reaches the others. */
export interface Landscape {
  readonly clusters: ReadonlyMap<string, KubeClient>;
  /** The clusters with Flux. */
  readonly hubs: readonly string[];
  /** The cluster that a Kustomization of a hub applies to. */
  readonly landing: (hub: string, kustomization: KubeObject) => string;
  /** How a Kustomization of a hub is called as the holder of an object. @default - by namespace and name */
  readonly holder?: (hub: string, name: string) => string;
}

/** Names an object: its cluster unless that is `local`, then group, kind, namespace and name. */
export function liveKey(
  where: string,
  object: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string },
): string {
  const { group, kind, namespace, name } = object;
  return `${where === 'local' ? '' : `${where}: `}${group === '' ? '' : `${group}/`}${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** Lists all that Flux has applied on one cluster, and on the one that its kubeconfigs lead to. */
export async function snapshot({ local, remote }: Clients): Promise<Snapshot> {
  return landscape({
    clusters: new Map([['local', local] as const, ...(remote ? [['remote', remote] as const] : [])]),
    hubs: ['local'],
    landing: (_hub, kustomization) => (at(kustomization, 'spec', 'kubeConfig') === undefined ? 'local' : 'remote'),
  });
}

/** Lists all that Flux has applied on some clusters. It knows nothing of any tree. */
export async function landscape({ clusters, hubs, landing, holder }: Landscape): Promise<Snapshot> {
  const objects = new Map<string, LiveObject>();
  const holders = new Map<string, string[]>();
  for (const [where, client] of clusters) {
    for (const object of await client.listAll({ labelSelector: `${KUSTOMIZE}/name` })) {
      objects.set(liveKey(where, nameOf(object)), {
        uid: object.metadata.uid!,
        scenario: object.metadata.labels![`${KUSTOMIZE}/namespace`]!,
        labels: object.metadata.labels!,
        version: object.metadata.resourceVersion!,
        content: contentOf(object),
      });
    }
  }
  for (const hub of hubs) {
    for (const kustomization of await clusters.get(hub)!.list(`${KUSTOMIZE}/v1`, 'Kustomization')) {
      const { namespace, name } = kustomization.metadata;
      const called = `${namespace}/${name}`;
      for (const { id } of (at(kustomization, 'status', 'inventory', 'entries') ?? []) as { id: string }[]) {
        const key = liveKey(landing(hub, kustomization), fromInventory(id));
        holders.set(key, [...(holders.get(key) ?? []), holder?.(hub, called) ?? called].sort());
      }
    }
  }
  return { objects, holders };
}

function nameOf({ apiVersion, kind, metadata }: KubeObject) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return { group, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** An entry is `namespace_name_group_kind`; a colon in the name is written as two underscores. */
function fromInventory(id: string) {
  const [, namespace, name, group, kind] = /^([^_]*)_(.*)_([^_]*)_([^_]*)$/.exec(id)!;
  return { namespace: namespace!, name: name!.replaceAll('__', ':'), group: group!, kind: kind! };
}

function contentOf({ metadata, status: _status, ...rest }: KubeObject): string {
  const labels = Object.entries(metadata.labels ?? {}).filter(
    ([key]) => key !== `${KUSTOMIZE}/name` && key !== `${KUSTOMIZE}/namespace`,
  );
  const annotations = Object.entries(metadata.annotations ?? {});
  return JSON.stringify([rest, labels.sort(), annotations.sort()]);
}
