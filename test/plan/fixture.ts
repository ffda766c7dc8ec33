import {
  compare,
  Comparison,
  formatObject,
  guard,
  GuardInput,
  GuardResult,
  ManifestTree,
  ObjectChange,
  Risk,
} from '../../src/plan-entry';
import { toYaml } from '../../src/units/yaml';

/** A manifest in a test. */
export type Manifest = Record<string, unknown> & { readonly kind: string };

/** A Kustomization of a cluster and the content of its folder. */
export interface UnitFixture {
  /** Name, in namespace `flux-system` unless written as `namespace/name`. */
  readonly name: string;
  /** Folder below the cluster's, or `./…` from the root; by default the name. */
  readonly folder?: string;
  readonly spec?: Record<string, unknown>;
  readonly annotations?: Record<string, string>;
  /** Objects by file. */
  readonly files?: Readonly<Record<string, readonly Manifest[]>>;
  /** Objects, in a file each. */
  readonly objects?: readonly Manifest[];
  /** Entries of the folder's list; by default all files. */
  readonly list?: readonly string[];
}

const FLUX = 'flux-system';

/** An object `it` in the namespace `x`, unless its metadata says otherwise. */
export const manifest = (apiVersion: string, kind: string, rest: object = {}, metadata: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'it', namespace: 'x', ...metadata },
  ...rest,
});

/** A unit with objects beside another one. */
export const unitOf = (...objects: Manifest[]): UnitFixture => ({
  name: 'a',
  objects: [configMap('other', 'x'), ...objects],
});

/** A tree of one cluster with such a unit. */
export const treeOf = (...objects: Manifest[]): ManifestTree => tree({ eu: [unitOf(...objects)] });

export const GIT = (name = FLUX, namespace = FLUX, url = 'https://git.example.com/acme/fleet'): Manifest => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name, namespace },
  spec: { interval: '1m', url },
});

export function kustomization(name: string, path: string, spec: object = {}, annotations?: object): Manifest {
  const [namespace, own] = name.includes('/') ? name.split('/') : [FLUX, name];
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: own, namespace, ...(annotations ? { annotations } : {}) },
    spec: { path, prune: true, sourceRef: { kind: 'GitRepository', name: FLUX, namespace: FLUX }, ...spec },
  };
}

export function list(resources: readonly string[], more: object = {}): string {
  return toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources, ...more });
}

export function yaml(objects: readonly Manifest[]): string {
  return objects.length === 0 ? '# nothing\n' : objects.map(toYaml).join('---\n');
}

/** The files of clusters with their units; the folder `clusters/<name>` contains all of a cluster. */
export function files(clusters: Readonly<Record<string, readonly UnitFixture[]>>): Map<string, string> {
  const result = new Map<string, string>();
  for (const [cluster, units] of Object.entries(clusters)) {
    const root = `clusters/${cluster}`;
    result.set(`${root}/kustomization.yaml`, list(['flux-system/gotk-sync.yaml', 'units.yaml']));
    result.set(`${root}/flux-system/gotk-sync.yaml`, yaml([GIT(), kustomization(FLUX, `./${root}`)]));
    const folders = units.map(({ name, folder }) =>
      folder?.startsWith('./') ? folder.slice(2) : `${root}/${folder ?? name}`,
    );
    result.set(
      `${root}/units.yaml`,
      yaml(
        units.map(({ name, spec, annotations }, index) =>
          kustomization(name, `./${folders[index]}`, spec, annotations),
        ),
      ),
    );
    units.forEach((unit, index) => {
      const all = { ...(unit.objects ? { 'objects.yaml': unit.objects } : {}), ...unit.files };
      if (!unit.objects && !unit.files) return;
      result.set(`${folders[index]}/kustomization.yaml`, list(unit.list ?? Object.keys(all)));
      for (const [file, objects] of Object.entries(all)) result.set(`${folders[index]}/${file}`, yaml(objects));
    });
  }
  return result;
}

export function tree(clusters: Readonly<Record<string, readonly UnitFixture[]>>): ManifestTree {
  return ManifestTree.of(files(clusters));
}

/** A tree with some files replaced; `undefined` removes a file. */
export function edited(base: ManifestTree, edits: Readonly<Record<string, string | undefined>>): ManifestTree {
  const result = new Map(base.paths.map((path) => [path, base.text(path)!]));
  for (const [path, text] of Object.entries(edits)) {
    if (text === undefined) result.delete(path);
    else result.set(path, text);
  }
  return ManifestTree.of(result);
}

export const TODAY = '2026-11-21';

export function guarded(base: ManifestTree, next: ManifestTree, more: Partial<GuardInput> = {}): GuardResult {
  return guard({ base, next, today: TODAY, ...more });
}

/** The rules that reject a change, sorted and without duplicates. */
export function refusals({ findings }: GuardResult): string[] {
  return [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ id }) => id))].sort();
}

/** Each change as `action effect Kind namespace/name`, sorted. */
export function outcomes(old: ManifestTree, next: ManifestTree): string[] {
  return compare(old, next).changes.map(outcome).sort();
}

export function outcome({ action, effect, object, renamedTo }: ObjectChange): string {
  return `${action} ${effect} ${formatObject(object)}${renamedTo ? ` to ${formatObject(renamedTo)}` : ''}`;
}

/** The change of one object. */
export function changeOf(comparison: Comparison, kind: string, name: string): ObjectChange {
  const found = comparison.changes.filter(({ object }) => object.kind === kind && object.name === name);
  expect(found.map(outcome)).toHaveLength(1);
  return found[0]!;
}

export const namespace = (name: string, labels?: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...(labels ? { labels } : {}) },
});

export const configMap = (name: string, space: string, data: object = {}, annotations?: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: space, ...(annotations ? { annotations } : {}) },
  data: { ...data },
});

export const claim = (name: string, space: string, annotations?: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: space, ...(annotations ? { annotations } : {}) },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

export const deployment = (name: string, space: string, container: object = {}, spec: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: space },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'registry.example.com/web:1', ...container }] },
    },
    ...spec,
  },
});

export const account = (name: string, space: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: space },
});

export const KEEP = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

/** The risks of changing, adding or removing one object, as `severity class: message`. */
export function risks(old: Manifest | undefined, next: Manifest | undefined): string[] {
  const at = (object: Manifest | undefined) =>
    tree({ eu: [{ name: 'a', objects: [configMap('other', 'x'), ...(object ? [object] : [])] }] });
  return compare(at(old), at(next))
    .changes.flatMap((change) => change.risks)
    .map(({ severity, class: name, message }: Risk) => `${severity} ${name}: ${message}`);
}
