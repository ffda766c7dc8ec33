import { clusterRoots, ManifestTree } from '../../src/plan';

/** The clusters of a tree as `name: folder: how`. */
function rootsOf(files: Readonly<Record<string, string>>): string[] {
  const tree = ManifestTree.of(new Map(Object.entries(files)));
  return clusterRoots(tree, tree).map(({ cluster, directory, how }) => `${cluster}: ${directory || '.'}: ${how}`);
}

const kustomization = (name: string, path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 1h, path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;

const list = (...resources: readonly string[]) =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: ${JSON.stringify(resources)}\n`;

const instanceRelease = (sync: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: flux-instance}
spec:
  interval: 1h
  chartRef: {kind: OCIRepository, name: flux-instance}
  values: {instance: {sync: ${sync}}}
`;

const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes, namespace: desk}\n';

/** Apps that a list takes, and a draft beside them that none takes. */
const APPS = {
  'stack/desk/kustomization.yaml': list('notes/ks.yaml'),
  'stack/desk/notes/ks.yaml': kustomization('notes', './stack/desk/notes/app'),
  'stack/desk/notes/app/map.yaml': map,
  'stack/desk/draft/ks.yaml': kustomization('draft', './stack/desk/draft/app'),
  'stack/desk/draft/app/map.yaml': map,
};

const NAMED = 'the values of a FluxInstance name it';
const ENTRY = 'it holds Kustomizations that no other Kustomization brings';
const OWN = 'its build brings the Kustomization that follows it';
const FOLDER = 'it is a folder clusters/NAME with Kustomizations, and no root reaches it';

describe('the clusters of a tree', () => {
  test('the values of the chart flux-instance name the folder, and an app that no list takes is none', () => {
    const sync = '{kind: GitRepository, url: "https://git.example.com/desk", ref: refs/heads/main, path: stack}';
    expect(rootsOf({ ...APPS, 'stack/desk/notes/app/release.yaml': instanceRelease(sync) })).toEqual([
      `stack: stack: ${NAMED}`,
    ]);
  });

  test('a release with other values of that name tells nothing', () => {
    const files = { ...APPS, 'setup/all.yaml': kustomization('all', './stack') };
    const release = instanceRelease('{path: stack}');
    expect(rootsOf({ ...files, 'stack/desk/notes/app/release.yaml': release })).toEqual([`setup: setup: ${ENTRY}`]);
  });

  test('what the list of an applied folder leaves out is no cluster of its own', () => {
    expect(rootsOf({ ...APPS, 'setup/all.yaml': kustomization('all', './stack') })).toEqual([`setup: setup: ${ENTRY}`]);
  });

  test('a Kustomization that applies its own manifest too is no cluster where the root of the tree brings it', () => {
    const files = {
      'flux-system/gotk-sync.yaml': kustomization('flux-system', './'),
      'system/backup/ks.yaml': kustomization('backup', './system/backup'),
      'system/backup/map.yaml': map,
    };
    expect(rootsOf(files)).toEqual([`all: .: ${OWN}`]);
  });

  test('a folder out of sight is none beside others', () => {
    const files = {
      'fleet/clusters/desk/apps.yaml': kustomization('apps', './fleet/apps'),
      'fleet/apps/map.yaml': map,
      '.attic/fleet/clusters/desk/apps.yaml': kustomization('apps', './.attic/fleet/apps'),
    };
    expect(rootsOf(files)).toEqual([`desk: fleet/clusters/desk: ${FOLDER}`]);
  });

  test('a root that fails is the folder that its Kustomization follows', () => {
    const files = {
      'clusters/desk/flux/kustomization.yaml': list('sync.yaml', '../../../gone'),
      'clusters/desk/flux/sync.yaml': kustomization('desk-config', './clusters/desk/flux'),
      'clusters/desk/machines/machines.yaml': 'nodes: [a, b]\n',
    };
    expect(rootsOf(files)).toEqual([`desk/flux: clusters/desk/flux: ${OWN}`]);
  });

  test.each([
    ['with an escaped slash', 'toolkit.fluxcd.io\\/v1'],
    ['with an escaped letter', 'toolkit.flu\\x78cd.io/v1'],
    ['over two lines', 'toolkit.flux\\\n  cd.io/v1'],
  ])('a Kustomization whose group is spelled %s is one', (_how, spelled) => {
    const written = kustomization('flux-system', './setup');
    const file = written.replace('kustomize.toolkit.fluxcd.io/v1', `"kustomize.${spelled}"`);
    expect(rootsOf({ 'setup/sync.yaml': file })).toEqual([`setup: setup: ${OWN}`]);
  });

  test('the last folder "clusters" of a path gives the name', () => {
    const folder = 'clusters/stages/trial/clusters/desk';
    expect(rootsOf({ [`${folder}/flux-system/gotk-sync.yaml`]: kustomization('flux-system', `./${folder}`) })).toEqual([
      `desk: ${folder}: ${OWN}`,
    ]);
  });
});
