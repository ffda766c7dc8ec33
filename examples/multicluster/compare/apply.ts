import { Built, Kustomize } from './kustomize';
import { at, identity, KubeObject } from './objects';

/** An object on the cluster that it is applied to. */
export interface Placed extends Built {
  /** The cluster that the object ends up on. */
  readonly cluster: string;
  /** Origin: `namespace/name` of a Flux Kustomization, or the person or script that applies it by hand. */
  readonly via: string;
}

/** A folder that is applied by hand, so that Flux finds its first Kustomization. */
export interface Entry {
  readonly cluster: string;
  readonly folder: string;
  readonly by: string;
}

/** Resolves a Kustomization's path in the tree under comparison. */
export interface Sources {
  /** URL of the repository with the tree; paths in any other repository are out of scope. */
  readonly url: string;
  /** The folder of a path on a branch. */
  folder(branch: string, path: string): string;
}

const KUBECONFIG = '-kubeconfig';

/** `cluster Kind namespace/name`. */
export function placeOf({ cluster, object }: Placed): string {
  return `${cluster} ${identity(object)}`;
}

/** The source that a Kustomization or a chart refers to, as `cluster Kind namespace/name`. */
export function sourcePlace(cluster: string, object: KubeObject, sourceRef: unknown): string {
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((key) => at(sourceRef, key) as string | undefined);
  return `${cluster} ${kind} ${namespace ?? object.metadata.namespace}/${name}`;
}

/** Resolves all applied objects: the entries, and every Kustomization that Flux finds from there. */
export function applied(kustomize: Kustomize, entries: readonly Entry[], sources: Sources): Placed[] {
  const result: Placed[] = [];
  const done = new Set<string>();
  const apply = (cluster: string, folder: string, via: string, flux: string): void => {
    if (done.has(`${cluster} ${folder}`)) return;
    done.add(`${cluster} ${folder}`);
    const objects = kustomize.build(folder).map((built) => ({ ...built, cluster, via }));
    result.push(...objects);
    for (const { object } of objects.filter(isFluxKustomization)) {
      const to = folderOf(flux, object, result, sources);
      if (to !== undefined) apply(remoteOf(object) ?? flux, to, keyOf(object), flux);
    }
  };
  for (const { cluster, folder, by } of entries) apply(cluster, folder, by, cluster);
  return result;
}

function isFluxKustomization({ object }: Built): boolean {
  return object.kind === 'Kustomization' && object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/');
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** The cluster of a Kustomization with a kubeconfig, named like the kubeconfig's Secret. */
function remoteOf(object: KubeObject): string | undefined {
  const secret = at(object, 'spec', 'kubeConfig', 'secretRef', 'name');
  if (secret === undefined) return undefined;
  if (typeof secret !== 'string' || !secret.endsWith(KUBECONFIG)) {
    throw new Error(`${identity(object)}: no cluster is called like the kubeconfig ${JSON.stringify(secret)}`);
  }
  return secret.slice(0, -KUBECONFIG.length);
}

/** The folder that a Kustomization applies; undefined when its source is another repository. */
function folderOf(
  cluster: string,
  object: KubeObject,
  placed: readonly Placed[],
  sources: Sources,
): string | undefined {
  const place = sourcePlace(cluster, object, at(object, 'spec', 'sourceRef'));
  const source = placed.find((one) => placeOf(one) === place);
  if (!source) throw new Error(`${identity(object)}: its source is nowhere: ${place}`);
  if (at(source.object, 'spec', 'url') !== sources.url) return undefined;
  return sources.folder(String(at(source.object, 'spec', 'ref', 'branch')), String(at(object, 'spec', 'path')));
}
