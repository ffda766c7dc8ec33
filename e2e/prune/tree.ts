import { posix } from 'node:path';
import type { KubeObject } from '../harness/kube-object';
import type { FileMap } from '../harness/tar';

/** Files of a tree by path; text only, so that both Flux and the library read the same. */
export type Tree = Readonly<Record<string, string>>;

/** A Kustomization of a scenario and what is in its folder. */
export interface UnitProps {
  readonly name: string;
  /** Folder below the cluster's. @default - the name */
  readonly folder?: string;
  /** Fields of its spec besides path, interval and source. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Its objects, each in a file of its own. */
  readonly objects?: readonly KubeObject[];
  /** Objects whose files are in the folder and in no list. */
  readonly unlisted?: readonly KubeObject[];
  /** Further files of its folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Units that it brings. */
  readonly units?: readonly UnitProps[];
  /** The text of its `kustomization.yaml`. @default - lists the files of objects and units */
  readonly list?: string;
}

/** What the folder of a cluster holds. */
export interface ClusterProps {
  readonly units: readonly UnitProps[];
  /** Further objects of the root. */
  readonly objects?: readonly KubeObject[];
}

export const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io';
export const KEEP = { [`${KUSTOMIZE}/prune`]: 'disabled' };
const URL = 'https://git.example.com/acme/fleet';

/**
 * The tree of one cluster. Its Flux objects live in a namespace named like the cluster, so that many clusters' trees fit
 * on one control plane.
 */
export function cluster(name: string, { units, objects = [] }: ClusterProps): Tree {
  const folder = `clusters/${name}`;
  const root = { name: 'root', folder: '.', objects: [source(name, 'fleet'), ...objects], units };
  const files: Record<string, string> = {};
  addUnit(files, name, folder, {
    ...root,
    objects: [...root.objects, kustomization(name, folder, { name: 'root' })],
  });
  return files;
}

/** A GitRepository of the fleet's repository. */
export function source(namespace: string, name: string): KubeObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name, namespace },
    spec: { interval: '1h', url: URL, ref: { branch: 'main' } },
  };
}

/** The objects of a tree that a bootstrap applies: the source and the root. */
export function bootstrap(name: string): readonly KubeObject[] {
  return [source(name, 'fleet'), kustomization(name, `clusters/${name}`, { name: 'root' })];
}

function kustomization(namespace: string, folder: string, { name, spec, annotations }: UnitProps): KubeObject {
  return {
    apiVersion: `${KUSTOMIZE}/v1`,
    kind: 'Kustomization',
    metadata: { name, namespace, ...(annotations ? { annotations } : {}) },
    spec: {
      ...{ interval: '1h', retryInterval: '2s', timeout: '20s', path: `./${folder}`, prune: true },
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      ...spec,
    },
  };
}

function addUnit(files: Record<string, string>, namespace: string, base: string, unit: UnitProps): void {
  const folder = posix.join(base, unit.folder ?? unit.name);
  const listed: string[] = [];
  const write = (object: KubeObject) => {
    const { kind, metadata } = object;
    const file = [kind, metadata.namespace, metadata.name].filter(Boolean).join('.').toLowerCase();
    files[`${folder}/${file}.yaml`] = JSON.stringify(object);
    return `${file}.yaml`;
  };
  for (const object of unit.objects ?? []) listed.push(write(object));
  for (const object of unit.unlisted ?? []) write(object);
  for (const [file, text] of Object.entries(unit.files ?? {})) files[`${folder}/${file}`] = text;
  for (const below of unit.units ?? []) {
    listed.push(write(kustomization(namespace, posix.join(folder, below.folder ?? below.name), below)));
    // One that reads a folder of somebody else brings no files.
    if (below.objects ?? below.units ?? below.unlisted) addUnit(files, namespace, folder, below);
  }
  files[`${folder}/kustomization.yaml`] =
    unit.list ??
    JSON.stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: listed });
}

/** A tree as an artifact holds it. */
export function fileMap(tree: Tree): FileMap {
  return { ...tree };
}

/** A ConfigMap. */
export function configMap(namespace: string, name: string, more: ConfigMapProps = {}): KubeObject {
  const { data = { a: '1' }, annotations, labels, immutable } = more;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ...(annotations ? { annotations } : {}), ...(labels ? { labels } : {}) },
    ...(immutable ? { immutable } : {}),
    data,
  };
}

/** What a test says of a ConfigMap. */
export interface ConfigMapProps {
  readonly data?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly labels?: Record<string, string>;
  readonly immutable?: boolean;
}
