import { posix } from 'node:path';
import { parseObjects } from './flux-manifests';
import { at, textAt, type KubeObject } from './kube-object';
import type { FileMap } from './tar';

/** A Kustomization to follow: where its objects land, and who applies them. */
export interface Expectation {
  /** The cluster that the object lands on. */
  readonly cluster: string;
  /** `namespace/name` of the Kustomization that brings it. */
  readonly kustomization: string;
  /** The object as the file has it, in the namespace that it is moved to. */
  readonly object: KubeObject;
}

/** How to follow the Kustomizations of a cluster. */
export interface FollowProps {
  /** The cluster that runs Flux. */
  readonly cluster: string;
  /** Folder of its root Kustomization, and the files of the fleet's source. */
  readonly root: string;
  readonly files: FileMap;
  /** The files of a source that a Kustomization names. */
  readonly contentOf: (source: KubeObject) => FileMap;
}

/**
 * What a cluster's Flux has to make of files, found by following each Kustomization from the root as Flux does: its
 * path, that folder's list, the Kustomizations in it, their sources and kubeconfigs. It knows nothing of the library.
 */
export function follow({ cluster, root, files, contentOf }: FollowProps): Expectation[] {
  const found: Expectation[] = [];
  const sources = new Map<string, KubeObject>();
  const queue = [
    { cluster, name: 'flux-system/flux-system', path: root, content: files, target: undefined as string | undefined },
  ];
  const waiting: KubeObject[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const object of objectsBelow(next.content, next.path)) {
      const namespace = next.target ?? object.metadata.namespace;
      const placed = { ...object, metadata: { ...object.metadata, ...(namespace === undefined ? {} : { namespace }) } };
      found.push({ cluster: next.cluster, kustomization: next.name, object: placed });
      if (object.kind === 'GitRepository') sources.set(`${namespace}/${object.metadata.name}`, placed);
      if (object.kind === 'Kustomization') waiting.push(placed);
    }
    // A Kustomization may stand before its source.
    for (const kustomization of waiting.splice(0)) {
      const { namespace, name } = kustomization.metadata;
      if (`${namespace}/${name}` === 'flux-system/flux-system') continue;
      const source = sources.get(`${namespace}/${textAt(kustomization, 'spec', 'sourceRef', 'name')}`);
      if (!source) throw new Error(`Kustomization ${namespace}/${name} names a source that does not exist`);
      const kubeconfig = textAt(kustomization, 'spec', 'kubeConfig', 'secretRef', 'name');
      queue.push({
        cluster: kubeconfig === undefined ? cluster : kubeconfig.replace(/-kubeconfig$/, ''),
        name: `${namespace}/${name}`,
        path: textAt(kustomization, 'spec', 'path') ?? '.',
        content: contentOf(source),
        target: textAt(kustomization, 'spec', 'targetNamespace'),
      });
    }
  }
  return found;
}

/** The objects that a folder's `kustomization.yaml` lists. */
function objectsBelow(files: FileMap, folder: string): KubeObject[] {
  const path = posix.normalize(folder);
  const list = files[posix.join(path, 'kustomization.yaml')];
  if (list === undefined) throw new Error(`${folder} has no kustomization.yaml`);
  const [listing] = parseObjects(list.toString());
  return ((at(listing, 'resources') ?? []) as string[]).flatMap((resource) => {
    const file = files[posix.join(path, resource)];
    if (file === undefined) throw new Error(`${folder} lists ${resource}, which does not exist`);
    return parseObjects(file.toString());
  });
}
