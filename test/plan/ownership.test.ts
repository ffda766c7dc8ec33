import { compare, CompareOptions, formatObject, ManifestTree } from '../../src/plan-entry';
import {
  claim,
  configMap,
  deployment,
  edited,
  files,
  GIT,
  kustomization,
  list,
  namespace,
  outcomes,
  tree,
  yaml,
} from './fixture';

/** All objects of a tree as `cluster/owner: object`. */
function owned(next: ManifestTree, options: CompareOptions = {}): string[] {
  return compare(ManifestTree.of([]), next, options)
    .changes.map(
      ({ cluster, to, object }) => `${cluster}/${to.map(({ name }) => name).join()}: ${formatObject(object)}`,
    )
    .sort();
}

test('objects are found from the root through lists, files and folders', () => {
  const all = files({ eu: [{ name: 'shop', objects: [configMap('a', 'shop')] }] });
  all.set('clusters/eu/shop/kustomization.yaml', list(['objects.yaml', './more', '../base']));
  all.set('clusters/eu/shop/more/kustomization.yaml', list(['b.yaml']));
  all.set('clusters/eu/shop/more/b.yaml', yaml([configMap('b', 'shop'), configMap('c', 'shop')]));
  all.set('clusters/eu/shop/more/unlisted.yaml', yaml([configMap('d', 'shop')]));
  all.set('clusters/eu/base/kustomization.yaml', list(['e.yaml']));
  all.set('clusters/eu/base/e.yaml', yaml([configMap('e', 'shop')]));
  expect(owned(ManifestTree.of(all))).toEqual([
    'eu/flux-system: GitRepository flux-system/flux-system',
    'eu/flux-system: Kustomization flux-system/flux-system',
    'eu/flux-system: Kustomization flux-system/shop',
    ...['a', 'b', 'c', 'e'].map((name) => `eu/shop: ConfigMap shop/${name}`),
  ]);
});

test('a folder without a list includes everything below it, and builds subfolders with one', () => {
  const next = ManifestTree.of([
    ...files({ eu: [{ name: 'shop' }] }),
    ['clusters/eu/shop/a.yaml', yaml([configMap('a', 'shop')])],
    ['clusters/eu/shop/deep/b.yml', yaml([configMap('b', 'shop')])],
    ['clusters/eu/shop/deep/notes.txt', 'none'],
    ['clusters/eu/shop/listed/kustomization.yaml', list(['c.yaml'])],
    ['clusters/eu/shop/listed/c.yaml', yaml([configMap('c', 'shop')])],
    ['clusters/eu/shop/listed/d.yaml', yaml([configMap('d', 'shop')])],
  ]);
  expect(owned(next).filter((one) => one.startsWith('eu/shop'))).toEqual(
    ['a', 'b', 'c'].map((name) => `eu/shop: ConfigMap shop/${name}`),
  );
});

test('items of a List are separate objects', () => {
  const items = { apiVersion: 'v1', kind: 'List', items: [configMap('a', 'shop'), configMap('b', 'shop')] };
  expect(owned(tree({ eu: [{ name: 'shop', objects: [items] }] }))).toHaveLength(5);
});

test('a targetNamespace moves namespaced objects only', () => {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' } };
  const next = tree({
    eu: [{ name: 'shop', spec: { targetNamespace: 'qa' }, objects: [configMap('a', 'shop'), role] }],
  });
  expect(owned(next).filter((one) => one.startsWith('eu/shop'))).toEqual([
    'eu/shop: ClusterRole reader',
    'eu/shop: ConfigMap qa/a',
  ]);
});

test('the namespace of a list applies too, the outermost last', () => {
  const all = files({ eu: [{ name: 'shop', objects: [configMap('a', 'x')] }] });
  all.set('clusters/eu/shop/kustomization.yaml', list(['objects.yaml', 'in'], { namespace: 'outer' }));
  all.set('clusters/eu/shop/in/kustomization.yaml', list(['b.yaml'], { namespace: 'inner' }));
  all.set('clusters/eu/shop/in/b.yaml', yaml([configMap('b', 'x')]));
  expect(owned(ManifestTree.of(all)).slice(-2)).toEqual(['eu/shop: ConfigMap outer/a', 'eu/shop: ConfigMap outer/b']);
});

describe('a kubeConfig', () => {
  const far = (secret: string) => ({ kubeConfig: { secretRef: { name: secret } } });

  test('points to the remote cluster of the folder', () => {
    const next = tree({
      hub: [{ name: 'edge/apps', folder: 'remotes/edge/apps', spec: far('key'), objects: [configMap('a', 'x')] }],
    });
    expect(owned(next)).toContain('edge/apps: ConfigMap x/a');
  });

  test('points to a cluster named after its Secret in any other folder', () => {
    const units = [
      { name: 'team/apps', folder: 'a', spec: far('far-kubeconfig'), objects: [configMap('a', 'x')] },
      { name: 'edge/apps', folder: 'b', spec: far('edge-kubeconfig'), objects: [configMap('a', 'x')] },
    ];
    const next = owned(tree({ hub: units }));
    expect(next).toContain('hub/team/far/apps: ConfigMap x/a');
    expect(next).toContain('hub/edge/apps: ConfigMap x/a');
  });
});

describe('the folder of a cluster', () => {
  const shop = { name: 'shop', objects: [configMap('a', 'shop')] };
  const moved = (all: Map<string, string>, change: (path: string) => string, text = (t: string) => t) =>
    ManifestTree.of([...all].map(([path, content]) => [change(path), text(content)] as const));
  const objects = [
    'eu/flux-system: GitRepository flux-system/flux-system',
    'eu/flux-system: Kustomization flux-system/flux-system',
    'eu/flux-system: Kustomization flux-system/shop',
    'eu/shop: ConfigMap shop/a',
  ];
  const all = files({ eu: [shop] });

  test('is found if paths start with the folder around the tree', () => {
    const next = moved(
      all,
      (path) => path,
      (text) => text.replaceAll('./clusters/', './deploy/dist/clusters/'),
    );
    expect(owned(next)).toEqual(objects);
    expect(owned(next, { prefix: 'deploy/dist' })).toEqual(objects);
  });

  test('is guessed if cluster folders have no root', () => {
    const next = edited(
      moved(
        all,
        (path) => path,
        (text) => text.replaceAll('./clusters/', './dist/clusters/'),
      ),
      { 'clusters/eu/kustomization.yaml': list(['units.yaml']), 'clusters/eu/flux-system/gotk-sync.yaml': undefined },
    );
    expect(owned(next)).toEqual(objects.slice(2));
  });

  test('is found if the tree is the whole repository', () => {
    const next = moved(
      all,
      (path) => `dist/${path}`,
      (text) => text.replaceAll('./clusters/', './dist/clusters/'),
    );
    expect(owned(next)).toEqual(objects);
  });

  test('is found if the tree is a single cluster', () => {
    const next = moved(all, (path) => path.replace('clusters/eu/', ''));
    expect(owned(next)).toEqual(objects.map((one) => one.replace(/^eu/, 'all')));
  });

  test("is the cluster's folder if no Kustomization applies it", () => {
    const next = edited(ManifestTree.of(all), {
      'clusters/eu/kustomization.yaml': list(['units.yaml']),
      'clusters/eu/flux-system/gotk-sync.yaml': undefined,
    });
    expect(owned(next)).toEqual(objects.slice(2));
  });

  test('is the path of a FluxInstance', () => {
    const instance = {
      apiVersion: 'fluxcd.controlplane.io/v1',
      kind: 'FluxInstance',
      metadata: { name: 'flux', namespace: 'flux-system' },
      spec: { sync: { kind: 'GitRepository', url: 'https://git.example.com/acme/fleet', path: './clusters/eu' } },
    };
    const next = edited(ManifestTree.of(all), { 'clusters/eu/flux-system/gotk-sync.yaml': yaml([instance]) });
    expect(owned(next)).toEqual(['eu/flux-system: FluxInstance flux-system/flux', ...objects.slice(2)]);
  });

  test('is the whole tree without Flux objects', () => {
    const next = ManifestTree.of([
      ['a.yaml', yaml([configMap('a', 'x')])],
      ['deep/b.yaml', yaml([deployment('b', 'x')])],
    ]);
    expect(owned(next)).toEqual(['all/flux-system: ConfigMap x/a', 'all/flux-system: Deployment x/b']);
  });

  test('is each folder with Kustomizations if no name suggests a cluster', () => {
    const next = ManifestTree.of([
      ['hub/apps.yaml', yaml([kustomization('apps', './apps')])],
      ['edge/apps.yaml', yaml([kustomization('apps', './apps')])],
      ['apps/a.yaml', yaml([configMap('a', 'x')])],
    ]);
    expect(owned(next).filter((one) => one.includes('ConfigMap'))).toEqual([
      'edge/apps: ConfigMap x/a',
      'hub/apps: ConfigMap x/a',
    ]);
  });

  test("is not a tenant's folder of that name in its own repository", () => {
    const own = [
      GIT('web', 'web', 'https://git.example.com/web/apps'),
      kustomization('web/clusters', './clusters', { sourceRef: { kind: 'GitRepository', name: 'web' } }),
    ];
    const next = tree({ eu: [{ name: 'apps', objects: own }] });
    expect(owned(next).map((one) => one.split(':')[0])).toEqual([
      'eu/apps',
      'eu/apps',
      'eu/flux-system',
      'eu/flux-system',
      'eu/flux-system',
    ]);
  });
});

test('two URLs of the same repository are equal', () => {
  const unit = {
    name: 'shop',
    spec: { sourceRef: { kind: 'GitRepository', name: 'again' } },
    objects: [configMap('a', 'shop')],
  };
  const again = { name: 'sources', objects: [GIT('again', 'flux-system', 'https://git.example.com/acme/Fleet.git')] };
  expect(owned(tree({ eu: [unit, again] }))).toContain('eu/shop: ConfigMap shop/a');
});

describe('unsupported features', () => {
  const base = tree({ eu: [{ name: 'shop', objects: [configMap('a', 'shop')] }] });
  const shop = 'clusters/eu/shop/kustomization.yaml';

  test.each([
    [
      'patches',
      { patches: [{ target: { kind: 'ConfigMap' }, patch: '[{"op":"add","path":"/data","value":{"k":"v"}}]' }] },
    ],
    ['generators', { configMapGenerator: [{ name: 'made', literals: ['k=v'] }] }],
    ['components', { components: ['../part'] }],
  ])('%s are built', (_, more) => {
    const part = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', namePrefix: 'part-' };
    const next = edited(base, {
      [shop]: list(['objects.yaml'], more),
      'clusters/eu/part/kustomization.yaml': JSON.stringify(part),
    });
    const { notEvaluated, known, changes } = compare(base, next);
    expect([notEvaluated, known]).toEqual([[], { kustomizations: 2, known: 2 }]);
    expect(changes.map(({ effect }) => effect)).not.toEqual([]);
    expect(compare(next, next).changes).toEqual([]);
  });

  test('remote bases are reported without credentials', () => {
    const next = edited(base, { [shop]: list(['objects.yaml', 'https://user:hidden@git.example.com/x//y?ref=v1']) });
    expect(compare(base, next).notEvaluated.map(({ what }) => what)).toEqual([
      'remote base https://git.example.com/x//y?ref=v1',
    ]);
  });

  test("Flux's own components are reported if they are not in the tree", () => {
    const next = edited(base, {
      'clusters/eu/kustomization.yaml': list([
        'flux-system/gotk-components.yaml',
        'flux-system/gotk-sync.yaml',
        'units.yaml',
      ]),
    });
    expect(compare(base, next).problems).toEqual([]);
    expect(compare(base, next).notEvaluated).toMatchObject([{ changed: false }]);
  });

  test('a source created on the cluster is reported, and so are links', () => {
    const spec = { sourceRef: { kind: 'ExternalArtifact', name: 'cut' } };
    const next = tree({ eu: [{ name: 'shop', spec, objects: [configMap('a', 'shop')] }] }).withLinks([
      'clusters/eu/link',
    ]);
    const what = 'source of other contents ExternalArtifact flux-system/cut';
    const external = [{ reason: 'source', what, clusters: ['eu'], kustomizations: 1, changed: false }];
    expect(compare(base, next).notEvaluated).toEqual([
      {
        reason: 'link',
        what: 'link that is not followed clusters/eu/link',
        clusters: [],
        kustomizations: 0,
        changed: false,
      },
      ...external,
    ]);
  });

  test('patches of a Kustomization are built', () => {
    const patch = '[{"op":"add","path":"/metadata/labels","value":{"by":"flux"}}]';
    const spec = { patches: [{ target: { kind: 'ConfigMap' }, patch }] };
    const next = tree({ eu: [{ name: 'shop', spec, objects: [configMap('a', 'shop')] }] });
    expect(compare(base, next).notEvaluated).toEqual([]);
    expect(compare(base, next).changes.map(({ object, effect }) => [object.kind, effect])).toEqual([
      ['Kustomization', 'patched'],
      ['ConfigMap', 'patched'],
    ]);
  });
});

describe('build failures', () => {
  const base = tree({ eu: [{ name: 'shop', objects: [configMap('a', 'shop')] }] });
  const shop = 'clusters/eu/shop';

  test.each([
    [
      'a list that is no YAML',
      { [`${shop}/kustomization.yaml`]: 'resources: [' },
      /is not valid YAML at line \d+ \([A-Z_]+\)$/,
    ],
    ['a list of something else', { [`${shop}/kustomization.yaml`]: 'resources: [1]\n' }, /lists "1", which is missing/],
    ['a missing file', { [`${shop}/kustomization.yaml`]: list(['x.yaml']) }, /lists "x.yaml", which is missing/],
    ['a path out of the tree', { [`${shop}/kustomization.yaml`]: list(['../../../../x']) }, /which is missing/],
    [
      'a folder without a list',
      { [`${shop}/kustomization.yaml`]: list(['in']), [`${shop}/in/a.yaml`]: 'a: 1\n' },
      /lists "in", which has no kustomization.yaml/,
    ],
    [
      'a folder that contains itself',
      { [`${shop}/kustomization.yaml`]: list(['in']), [`${shop}/in/kustomization.yaml`]: list(['..']) },
      /lists "..", which contains clusters\/eu\/shop/,
    ],
    [
      'something that is no object',
      { [`${shop}/objects.yaml`]: 'a: 1\n' },
      /objects.yaml holds something that is no Kubernetes object/,
    ],
    [
      'the same object twice',
      { [`${shop}/objects.yaml`]: yaml([configMap('a', 'x'), configMap('a', 'x')]) },
      /has ConfigMap a twice/,
    ],
  ])('%s is a problem, and nothing changes', (_, edits, message) => {
    const result = compare(base, edited(base, edits));
    expect(result.problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]);
    expect(result.changes.map(({ effect }) => effect)).toEqual(['held']);
  });

  test('a problem never quotes file contents', () => {
    const secret = `kind: Secret\nstringData:\n  password: "hunter2\n  x: [`;
    const result = compare(base, edited(base, { [`${shop}/objects.yaml`]: secret }));
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

test('a cluster without changed files is skipped, one that shares a changed folder is not', () => {
  const shared = { name: 'shop', folder: './shared/shop', objects: [claim('a', 'shop'), namespace('shop')] };
  const before = tree({ eu: [shared], us: [shared], ap: [{ name: 'own', objects: [configMap('a', 'x')] }] });
  const after = edited(before, { 'shared/shop/objects.yaml': yaml([namespace('shop')]) });
  const { clusters, changes } = compare(before, after);
  expect(clusters.map(({ cluster, change }) => `${cluster} ${change}`)).toEqual([
    'ap unchanged',
    'eu changed',
    'us changed',
  ]);
  expect(changes.map(({ cluster }) => cluster).sort()).toEqual(['eu', 'us']);
  expect(outcomes(before, before)).toEqual([]);
});
