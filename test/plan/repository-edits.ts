import * as fc from 'fast-check';
import { Files, SYSTEM } from './repository-model';

/** Numbers that choose what an edit does to what. */
export interface Edit {
  readonly op: (typeof OPS)[number];
  readonly a: number;
  readonly b: number;
}

/** Edits of a repository, the frequent ones several times. */
const OPS = [
  ...['add', 'add', 'change', 'change', 'change', 'drop', 'drop', 'unlist', 'remove', 'move', 'readme'],
  ...['dropUnit', 'renameUnit', 'path', 'path', 'prune', 'suspend', 'namespace', 'prefix', 'depends', 'orphan'],
  ...['branch', 'second', 'unlistFolder', 'dropList', 'dropFolder', 'dropCluster', 'sideFile', 'reorder', 'interval'],
] as const;

const pick = fc.nat({ max: 10_000 });

export const edits = fc.array(fc.record({ op: fc.constantFrom(...OPS), a: pick, b: pick }), {
  minLength: 1,
  maxLength: 3,
});

/** Numbers that a repository is made of: for each Kustomization its place and objects. */
export const repositories = fc.record({
  clusters: fc.integer({ min: 1, max: 2 }),
  units: fc.array(fc.record({ place: pick, objects: fc.array(pick, { minLength: 1, maxLength: 4 }) }), {
    minLength: 2,
    maxLength: 4,
  }),
});

const KINDS = [
  ...['ConfigMap', 'ConfigMap', 'ConfigMap', 'ConfigMap', 'Deployment', 'Service'],
  ...['PersistentVolumeClaim', 'StatefulSet', 'HelmRelease'],
];
const GROUPS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  StatefulSet: 'apps/v1',
};

const manifest = (kind: string, name: string, namespace: string | undefined, more: object = {}, annotations?: object) =>
  JSON.stringify({
    ...{ apiVersion: GROUPS[kind] ?? 'v1', kind },
    metadata: { name, ...(namespace ? { namespace } : {}), ...(annotations ? { annotations } : {}) },
    ...more,
  });
const list = (resources: readonly string[]) =>
  JSON.stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });

const source = (name: string, url: string, branch: string) =>
  manifest('GitRepository', name, SYSTEM, { spec: { interval: '1m', url }, ref: { branch } }).replace(
    '"spec":{"interval":"1m",',
    `"spec":{"interval":"1m","ref":{"branch":"${branch}"},`,
  );

const kustomization = (name: string, path: string, spec: object = {}) =>
  manifest('Kustomization', name, SYSTEM, {
    spec: {
      interval: '1m',
      path: `./${path}`,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: SYSTEM },
      ...spec,
    },
  });

/** Names of the clusters of a repository. */
export const clustersOf = (count: number): string[] => Array.from({ length: count }, (_, at) => `c${at}`);

/** The files of a repository. Folders lie in the generated part, beside it, or in another repository. */
export function repositoryOf({
  clusters,
  units,
}: typeof repositories extends fc.Arbitrary<infer T> ? T : never): Files {
  const files = new Map<string, string>([['README.md', 'a fleet\n']]);
  for (const cluster of clustersOf(clusters)) {
    const root = `dist/clusters/${cluster}`;
    const listed = ['sync.yaml', 'source.yaml', 'elsewhere.yaml'];
    files.set(`${root}/sync.yaml`, kustomization(SYSTEM, root));
    files.set(`${root}/source.yaml`, source(SYSTEM, 'https://git.example.com/acme/fleet', 'main'));
    files.set(`${root}/elsewhere.yaml`, source('elsewhere', 'https://git.example.com/acme/elsewhere', 'main'));
    units.forEach(({ place, objects }, at) => {
      const name = `u${at}`;
      listed.push(`${name}.yaml`);
      const kind = place % 5;
      const folder = kind < 2 ? `${root}/units/${name}` : kind < 4 ? `apps/${name}-${cluster}` : `far/${name}`;
      const spec = {
        ...(kind === 4 ? { sourceRef: { kind: 'GitRepository', name: 'elsewhere' } } : {}),
        ...(place % 11 === 0 ? { prune: false } : {}),
        ...(place % 13 === 0 ? { suspend: true } : {}),
      };
      files.set(`${root}/${name}.yaml`, kustomization(name, folder, spec));
      if (kind === 4) return;
      const own = objects.map((number, index) => {
        const object = KINDS[number % KINDS.length]!;
        const file = `o${index}.yaml`;
        const kept = number % 17 === 0 ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : undefined;
        const data = { [object === 'ConfigMap' ? 'data' : 'spec']: { a: String(number) } };
        files.set(`${folder}/${file}`, manifest(object, `${name}-o${index}`, `n${at % 3}`, data, kept));
        return file;
      });
      // Some take a base that lies beside them, some have no list.
      const base = place % 7 === 3 && kind >= 2;
      if (base) {
        files.set(`apps/base-${name}-${cluster}/b.yaml`, manifest(KINDS[place % KINDS.length]!, `${name}-base`, 'n0'));
        files.set(`apps/base-${name}-${cluster}/kustomization.yaml`, list(['b.yaml']));
      }
      if (place % 7 !== 5 || base)
        files.set(`${folder}/kustomization.yaml`, list([...own, ...(base ? [`../base-${name}-${cluster}`] : [])]));
    });
    files.set(`${root}/kustomization.yaml`, list(listed));
  }
  return files;
}

type Draft = Map<string, string>;

const unitFiles = (files: Draft) =>
  [...files.keys()].filter((path) => /^dist\/clusters\/[^/]+\/u\d+(?:-r)?\.yaml$/.test(path));
const objectFiles = (files: Draft) => [...files.keys()].filter((path) => /\/[ob]\d*\.yaml$/.test(path));
const lists = (files: Draft) => [...files.keys()].filter((path) => path.endsWith('/kustomization.yaml'));
const choose = <T>(all: readonly T[], number: number): T | undefined => all[number % Math.max(all.length, 1)];
const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'));
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Changes the list of a folder, if it has one. */
function relist(files: Draft, folder: string, change: (resources: string[]) => string[]): void {
  const path = `${folder}/kustomization.yaml`;
  const text = files.get(path);
  if (text === undefined) return;
  files.set(path, list(change((JSON.parse(text) as { resources: string[] }).resources)));
}

/** Changes the spec of a Kustomization. */
function respec(files: Draft, path: string | undefined, change: object): void {
  if (path === undefined) return;
  const unit = JSON.parse(files.get(path)!) as { spec: object };
  files.set(path, JSON.stringify({ ...unit, spec: { ...unit.spec, ...change } }));
}

/** A repository with an edit. */
export function edited(repository: Files, { op, a, b }: Edit): Files {
  const files: Draft = new Map(repository);
  const object = choose(objectFiles(files), a);
  const unit = choose(unitFiles(files), a);
  const spec =
    unit === undefined
      ? undefined
      : (JSON.parse(files.get(unit)!) as { spec: { path: string; prune: boolean; suspend?: boolean } }).spec;
  const below = (folder: string) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
  switch (op) {
    case 'readme':
      files.set('README.md', `changed ${a}\n`);
      break;
    case 'sideFile':
      files.set(`other/o${a}.yaml`, manifest('PersistentVolumeClaim', `side-${a}`, 'n0'));
      break;
    case 'interval':
      respec(files, unit, { interval: `${(b % 9) + 1}m` });
      break;
    case 'add': {
      const folder = choose(lists(files).map(folderOf), a);
      if (folder === undefined || /^dist\/clusters\/[^/]+$/.test(folder)) break;
      files.set(`${folder}/o9${a}.yaml`, manifest(KINDS[b % KINDS.length]!, `new-${a}`, `n${b % 3}`));
      relist(files, folder, (all) => [...all, `o9${a}.yaml`]);
      break;
    }
    case 'change':
      if (object) files.set(object, files.get(object)!.replace(/"a":"[^"]*"/, `"a":"${b}x"`));
      break;
    case 'drop':
      if (!object) break;
      files.delete(object);
      relist(files, folderOf(object), (all) => all.filter((one) => one !== nameOf(object)));
      break;
    case 'unlist':
      if (object) relist(files, folderOf(object), (all) => all.filter((one) => one !== nameOf(object)));
      break;
    case 'remove':
      if (object) files.delete(object);
      break;
    case 'move': {
      const to = choose(
        lists(files)
          .map(folderOf)
          .filter((folder) => !/^dist\/clusters\/[^/]+$/.test(folder)),
        b,
      );
      if (!object || to === undefined || to === folderOf(object)) break;
      const text = files.get(object)!;
      files.delete(object);
      relist(files, folderOf(object), (all) => all.filter((one) => one !== nameOf(object)));
      files.set(`${to}/o8${a}.yaml`, text);
      relist(files, to, (all) => [...all, `o8${a}.yaml`]);
      break;
    }
    case 'dropUnit':
      if (!unit || !spec) break;
      files.delete(unit);
      relist(files, folderOf(unit), (all) => all.filter((one) => one !== nameOf(unit)));
      if (b % 2 === 0) for (const path of below(spec.path.slice(2))) files.delete(path);
      break;
    case 'renameUnit': {
      if (!unit) break;
      const renamed = unit.replace(/\.yaml$/, '-r.yaml');
      const name = nameOf(unit).replace('.yaml', '');
      files.set(renamed, files.get(unit)!.replace(`"name":"${name}"`, `"name":"${name}-r"`));
      files.delete(unit);
      relist(files, folderOf(unit), (all) => all.map((one) => (one === nameOf(unit) ? nameOf(renamed) : one)));
      break;
    }
    case 'path': {
      const to =
        b % 3 === 0
          ? 'nowhere'
          : choose(
              lists(files)
                .map(folderOf)
                .filter((one) => one.startsWith('apps/')),
              b,
            );
      if (to !== undefined) respec(files, unit, { path: `./${to}` });
      break;
    }
    case 'prune':
      respec(files, unit, { prune: spec?.prune !== true });
      break;
    case 'suspend':
      respec(files, unit, { suspend: spec?.suspend !== true });
      break;
    case 'orphan':
      respec(files, unit, { deletionPolicy: 'Orphan' });
      break;
    case 'namespace':
      respec(files, unit, { targetNamespace: `t${b % 2}` });
      break;
    case 'prefix':
      respec(files, unit, { namePrefix: `p${b % 2}-` });
      break;
    case 'depends':
      respec(files, unit, { dependsOn: [{ name: b % 3 === 0 ? 'nobody' : SYSTEM }] });
      break;
    case 'branch': {
      const path = choose(
        [...files.keys()].filter((one) => one.endsWith('/elsewhere.yaml')),
        a,
      );
      if (path) files.set(path, files.get(path)!.replaceAll('"branch":"main"', '"branch":"next"'));
      break;
    }
    case 'second': {
      const path = choose(lists(files), a);
      if (path) files.set(path.replace(/yaml$/, 'yml'), files.get(path)!);
      break;
    }
    case 'unlistFolder': {
      const folder = choose(lists(files).map(folderOf), a);
      if (folder !== undefined) relist(files, folder, (all) => all.filter((one) => one.startsWith('../') === false));
      break;
    }
    case 'dropList': {
      const path = choose(
        lists(files).filter((one) => !/^dist\/clusters\/[^/]+\/k/.test(one)),
        a,
      );
      if (path) files.delete(path);
      break;
    }
    case 'dropFolder':
      if (spec && b % 2 === 0) for (const path of below(spec.path.slice(2))) files.delete(path);
      break;
    case 'dropCluster':
      if (b % 6 === 0) for (const path of below('dist/clusters/c1')) files.delete(path);
      break;
    case 'reorder': {
      const folder = choose(lists(files).map(folderOf), a);
      if (folder !== undefined) relist(files, folder, (all) => [...all].reverse());
      break;
    }
  }
  return files;
}
