import { parse } from 'yaml';
import { KubernetesObject, objectIdentity } from '../../src/kubernetes/objects';
import { cleanPath } from './paths';
import type { FleetDescription } from './random-fleet';

/** The fields of specs that tests look into. */
export interface Spec {
  readonly path?: string;
  readonly wait?: boolean;
  readonly serviceAccountName?: string;
  readonly targetNamespace?: string;
  readonly sourceRef?: Reference;
  readonly chartRef?: Reference;
  readonly chart?: { readonly spec: { readonly sourceRef: Reference } };
  readonly dependsOn?: ReadonlyArray<{ readonly name: string; readonly namespace?: string }>;
  readonly kubeConfig?: { readonly secretRef: { readonly name: string; readonly key?: string } };
}

export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** An object as the tree holds it. */
export interface Found {
  readonly object: KubernetesObject & { readonly spec?: Spec };
  /** The cluster whose folder the object's file is in. */
  readonly manager: string;
  /** The file. */
  readonly file: string;
}

/** A directory that a Flux Kustomization brings, and the cluster that it is applied to. */
export interface Application extends Found {
  readonly directory: string;
  readonly cluster: string;
}

const cache = new Map<string, unknown>();

/** The documents of a file. Equal ones are read once, as they are most of what random fleets hold. */
export function documentsOf(text: string): unknown[] {
  return text.split(/^---\n/m).map((document) => {
    const body = document.replace(/^#.*\n#.*\n/, '');
    let data = cache.get(body);
    if (data === undefined) cache.set(body, (data = parse(body) as unknown));
    return data;
  });
}

/** What Flux would do with a tree: the kustomize lists followed, and the Kustomizations, from every cluster's root. */
export class World {
  /** Every object of the tree, but kustomize's own lists. */
  public readonly objects: readonly Found[];

  /** For each directory with a `kustomization.yaml`, what that lists. */
  public readonly lists: ReadonlyMap<string, readonly string[]>;

  /** What is applied where, found by following Kustomizations from the clusters' roots. */
  public readonly applications: readonly Application[];

  /** For each cluster, the identities of its objects with the directories they are applied from. */
  public readonly clusters: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

  private readonly found: ReadonlyMap<string, readonly Found[]>;

  constructor(
    public readonly files: ReadonlyMap<string, string>,
    public readonly description: Pick<FleetDescription, 'clusters' | 'path'>,
  ) {
    const found = new Map<string, Found[]>();
    const lists = new Map<string, string[]>();
    for (const [file, text] of files) {
      // It says what is read on which branch, and nothing applies it.
      if (file === 'branches.txt') continue;
      const manager = file.split('/')[1]!;
      if (file.endsWith('/kustomization.yaml')) {
        const [list] = documentsOf(text) as Array<{ resources: string[] }>;
        lists.set(file.slice(0, -'/kustomization.yaml'.length), list!.resources);
      } else {
        found.set(
          file,
          documentsOf(text).map((object) => ({ object: object as Found['object'], manager, file })),
        );
      }
    }
    this.found = found;
    this.lists = lists;
    this.objects = [...found.values()].flat();
    this.applications = description.clusters
      .filter(({ managedBy }) => managedBy === undefined)
      .flatMap(({ name }) => this.follow(`clusters/${name}`, name));
    this.clusters = this.land();
  }

  /** The objects of a directory's list. */
  public in(directory: string): readonly Found[] {
    return (this.lists.get(directory) ?? []).flatMap((file) => this.found.get(`${directory}/${file}`) ?? []);
  }

  /** The directory within the tree that a Kustomization brings, or undefined when its source is a tenant's. */
  public directoryOf({ object }: Found): string | undefined {
    const { path, sourceRef } = object.spec!;
    if (!/^(flux-system|fleet|fleet-e.+)$/.test(sourceRef!.name)) return undefined;
    const root = cleanPath(this.description.path);
    if (!path!.startsWith(`${root}/clusters/`)) throw new Error(`${path} is not in the tree`);
    return path!.slice(root.length + 1);
  }

  /** The cluster that objects of a Kustomization or HelmRelease land on. */
  public targetOf({ object, manager }: Found): string {
    const secret = object.spec?.kubeConfig?.secretRef.name;
    if (secret === undefined) return manager;
    const candidates = this.description.clusters.filter(
      (cluster) => cluster.managedBy === manager && (cluster.secret ?? `${cluster.name}-kubeconfig`) === secret,
    );
    // Several remotes may use the same name for their Secrets, each in a namespace of its own.
    const remote = candidates.find(({ name }) => name === object.metadata.namespace);
    if (remote === undefined) throw new Error(`nobody's kubeconfig: ${secret} in ${object.metadata.namespace}`);
    return remote.name;
  }

  private follow(directory: string, manager: string): Application[] {
    return this.in(directory)
      .filter(({ object }) => object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/'))
      .flatMap((found) => {
        const below = this.directoryOf(found);
        if (below === undefined) return [];
        const application = { ...found, directory: below, cluster: this.targetOf(found) };
        // The root applies itself, and is looked into already.
        return below === directory ? [application] : [application, ...this.follow(below, manager)];
      });
  }

  private land(): Map<string, Map<string, string[]>> {
    const clusters = new Map(this.description.clusters.map(({ name }) => [name, new Map<string, string[]>()]));
    for (const { cluster, directory } of this.applications) {
      const here = clusters.get(cluster)!;
      for (const { object } of this.in(directory)) {
        const identity = objectIdentity(object);
        here.set(identity, [...(here.get(identity) ?? []), directory]);
      }
    }
    return clusters;
  }
}
