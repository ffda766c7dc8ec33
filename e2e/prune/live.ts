import type { KubeClient } from '../harness/kube-client';
import { at, type KubeObject } from '../harness/kube-object';
import { KUSTOMIZE } from './tree';

/** An object as it was at a moment. */
export interface LiveObject {
  readonly uid: string;
  /** The namespace of the Kustomization that applied it last. */
  readonly scenario: string;
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

/** Names an object: `local` or `remote`, then group, kind, namespace and name. */
export function liveKey(
  where: 'local' | 'remote',
  object: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string },
): string {
  const { group, kind, namespace, name } = object;
  return `${where === 'local' ? '' : 'remote: '}${group === '' ? '' : `${group}/`}${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** Lists all that Flux has applied. It knows nothing of any tree. */
export async function snapshot({ local, remote }: Clients): Promise<Snapshot> {
  const objects = new Map<string, LiveObject>();
  const holders = new Map<string, string[]>();
  for (const [where, client] of [['local', local] as const, ['remote', remote] as const]) {
    if (!client) continue;
    for (const object of await client.listAll({ labelSelector: `${KUSTOMIZE}/name` })) {
      objects.set(liveKey(where, nameOf(object)), {
        uid: object.metadata.uid!,
        scenario: object.metadata.labels![`${KUSTOMIZE}/namespace`]!,
        content: contentOf(object),
      });
    }
  }
  for (const kustomization of await local.list(`${KUSTOMIZE}/v1`, 'Kustomization')) {
    const where = at(kustomization, 'spec', 'kubeConfig') === undefined ? 'local' : 'remote';
    const { namespace, name } = kustomization.metadata;
    for (const { id } of (at(kustomization, 'status', 'inventory', 'entries') ?? []) as { id: string }[]) {
      const key = liveKey(where, fromInventory(id));
      holders.set(key, [...(holders.get(key) ?? []), `${namespace}/${name}`].sort());
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
