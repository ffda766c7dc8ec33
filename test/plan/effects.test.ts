import { compare, ManifestTree } from '../../src/plan-entry';
import {
  account,
  changeOf,
  claim,
  configMap,
  deployment,
  edited,
  GIT,
  guarded,
  KEEP,
  kustomization,
  list,
  Manifest,
  namespace,
  outcomes,
  refusals,
  tree,
  UnitFixture,
  yaml,
} from './fixture';

const a = configMap('a', 'shop');
const b = configMap('b', 'shop');

/** The effect on `b` when its Kustomization drops it or is removed. */
function release(
  spec: object,
  how: 'leaves' | 'removed',
  later: object = spec,
  objects: readonly Manifest[] = [a, b],
): string {
  const old = tree({ eu: [{ name: 'unit', spec: { ...spec }, objects }] });
  const next = tree({
    eu: how === 'leaves' ? [{ name: 'unit', spec: { ...later }, objects: objects.slice(0, 1) }] : [],
  });
  return changeOf(compare(old, next), 'ConfigMap', 'b').effect;
}

describe('an object removed from its Kustomization', () => {
  test.each([
    ['is deleted', {}, {}, 'pruned'],
    ['stays when nothing is pruned', { prune: false }, { prune: false }, 'orphaned'],
    ['is deleted when that changes at the same time', {}, { prune: false }, 'pruned'],
    ['may be deleted when pruning begins at the same time', { prune: false }, {}, 'pruned'],
    ['stays while nothing happens at all', { suspend: true }, { suspend: true }, 'held'],
    ['is deleted when things happen again', { suspend: true }, {}, 'pruned'],
    ['is deleted whatever is said about the end', { deletionPolicy: 'Orphan' }, { deletionPolicy: 'Orphan' }, 'pruned'],
    ['stays when all objects are marked', { commonMetadata: { annotations: KEEP } }, {}, 'orphaned'],
  ])('%s', (_, spec, later, effect) => {
    expect(release(spec, 'leaves', later)).toBe(effect);
  });

  test.each([
    ['Role', 'a__b', 'orphaned'],
    ['ClusterRoleBinding', 'a__b', 'orphaned'],
    ['Role', 'a_b', 'pruned'],
    ['ClusterRole', 'a:b', 'pruned'],
  ])('%s %s, whose name the inventory may write otherwise, is %s', (kind, name, effect) => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name, ...(kind === 'Role' ? { namespace: 'shop' } : {}) },
    };
    const [old, next] = [[a, role], [a]].map((objects) => tree({ eu: [{ name: 'unit', spec: {}, objects }] }));
    expect(changeOf(compare(old!, next!), kind, name).effect).toBe(effect);
  });

  test.each([
    [{ annotations: KEEP }],
    [{ labels: KEEP }],
    [{ annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'Disabled' } }],
  ])('stays if annotated with %j', (marks) => {
    const marked = { ...b, metadata: { name: 'b', namespace: 'shop', ...marks } };
    expect(release({}, 'leaves', {}, [a, marked])).toBe('orphaned');
    expect(release({}, 'removed', {}, [a, marked])).toBe('orphaned');
  });
});

describe('an object excluded from apply', () => {
  const FLUX = 'kustomize.toolkit.fluxcd.io';
  const marked = (name: string, mark: object, data: object = {}) => [a, configMap(name, 'shop', data, mark)];
  const told = (before: Manifest[], after: Manifest[]) =>
    outcomes(tree({ eu: [{ name: 'shop', objects: before }] }), tree({ eu: [{ name: 'shop', objects: after }] }));

  test.each([
    [{ [`${FLUX}/reconcile`]: 'disabled' }, 'held'],
    [{ [`${FLUX}/ssa`]: 'Ignore' }, 'held'],
    [{ [`${FLUX}/ssa`]: 'IfNotPresent' }, 'created'],
  ])('with %j is not changed, and is deleted on removal: Flux never writes the annotation', (mark, made) => {
    expect(told([a], marked('m', mark))).toEqual([`added ${made} ConfigMap shop/m`]);
    expect(told(marked('m', mark), marked('m', mark, { x: '2' }))).toEqual(['changed held ConfigMap shop/m']);
    expect(told(marked('m', mark), [a])).toEqual(['removed pruned ConfigMap shop/m']);
  });
});

describe("reconciliation before a Kustomization's own change arrives", () => {
  const far = (folder: string, objects: readonly Manifest[], spec: object = {}): UnitFixture => ({
    ...{ name: 'web', folder, objects, spec: { ...spec } },
  });
  const rest = (folder: string): UnitFixture => ({ name: 'rest', folder, objects: [configMap('rest', 'shop')] });

  test('it may prune objects missing from its old folder, and recreates them', () => {
    const [before, after] = [tree({ eu: [far('one', [a, b])] }), tree({ eu: [far('two', [a, b]), rest('one')] })];
    expect(outcomes(before, after)).toContain('changed race ConfigMap shop/b');
    const result = guarded(before, after);
    expect(refusals(result)).toEqual(['recreated']);
    expect(result.findings[0]!.steps).toHaveLength(2);
    const moved = tree({ eu: [far('two', [a, b])] });
    expect(outcomes(before, moved)).toEqual(['changed patched Kustomization flux-system/web']);
    expect(guarded(before, moved).passed).toBe(true);
  });

  test('it prunes objects missing from its folder although it will orphan them or be suspended', () => {
    const orphans = far('one', [a, b], { deletionPolicy: 'Orphan' });
    expect(outcomes(tree({ eu: [orphans] }), tree({ eu: [rest('one')] }))).toEqual(
      expect.arrayContaining(['removed race ConfigMap shop/a', 'removed race ConfigMap shop/b']),
    );
    const changed = configMap('a', 'shop', { x: '2' });
    const late = far('one', [changed, configMap('c', 'shop', { y: '3' })], { suspend: true });
    expect(outcomes(tree({ eu: [far('one', [a, b])] }), tree({ eu: [late] }))).toEqual([
      'added race ConfigMap shop/c',
      'changed patched Kustomization flux-system/web',
      'changed race ConfigMap shop/a',
      'removed race ConfigMap shop/b',
    ]);
  });

  test('it prunes objects missing from its folder although its source is removed', () => {
    const spec = { sourceRef: { kind: 'GitRepository', name: 'other' } };
    const other: UnitFixture = { name: 'sources', objects: [GIT('other'), configMap('with', 'shop')] };
    const without: UnitFixture = { name: 'sources', objects: [configMap('with', 'shop')] };
    expect(
      outcomes(tree({ eu: [other, far('one', [a, b], spec)] }), tree({ eu: [without, far('one', [a], spec)] })),
    ).toEqual(['removed pruned GitRepository flux-system/other', 'removed race ConfigMap shop/b']);
  });
});

test('objects of a removed CRD or namespace are deleted, whatever their owner', () => {
  const widgets: Manifest = {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    ...{ metadata: { name: 'widgets.example.com' }, spec: { group: 'example.com', names: { kind: 'Widget' } } },
  };
  const widget: Manifest = { ...a, apiVersion: 'example.com/v1', kind: 'Widget' };
  const around: UnitFixture = { name: 'around', objects: [widgets, namespace('shop'), configMap('stays', 'other')] };
  const without = (kept: Manifest): UnitFixture => ({ ...around, objects: [kept, configMap('stays', 'other')] });
  const inside: UnitFixture = { name: 'inside', objects: [widget, a] };
  const before = tree({ eu: [around, inside] });
  expect(outcomes(before, tree({ eu: [without(namespace('shop')), inside] }))).toEqual([
    'changed pruned Widget shop/a',
    'removed pruned CustomResourceDefinition widgets.example.com',
  ]);
  const more: UnitFixture = { name: 'inside', objects: [widget, a, b] };
  expect(outcomes(before, tree({ eu: [without(widgets), more] }))).toEqual([
    'added held ConfigMap shop/b',
    'changed pruned ConfigMap shop/a',
    'changed pruned Widget shop/a',
    'removed pruned Namespace shop',
  ]);
});

test('a rejected change blocks its Kustomization, its dependents and their objects', () => {
  const units = (x: string, fresh: readonly UnitFixture[]): UnitFixture[] => [
    {
      name: 'frozen',
      objects: [{ ...configMap('frozen', 'shop', { x }), immutable: true }, configMap('f', 'shop', { x })],
    },
    {
      name: 'next',
      spec: { dependsOn: [{ name: 'frozen' }] },
      objects: [
        configMap('next', 'shop', { x }),
        configMap(`only-${x}`, 'shop', { only: x }),
        ...fresh.map(({ name }) => kustomization(name, `./clusters/eu/${name}`)),
      ],
    },
    { name: 'beside', objects: [configMap('beside', 'shop', { x })] },
  ];
  const fresh = { 'clusters/eu/fresh/kustomization.yaml': list(['a.yaml']), 'clusters/eu/fresh/a.yaml': yaml([a]) };
  const next = edited(tree({ eu: units('2', [{ name: 'fresh' }]) }), fresh);
  expect(outcomes(tree({ eu: units('1', []) }), next)).toEqual([
    'added held ConfigMap shop/a',
    'added held ConfigMap shop/only-2',
    'added held Kustomization flux-system/fresh',
    'changed held ConfigMap shop/f',
    'changed held ConfigMap shop/next',
    'changed patched ConfigMap shop/beside',
    'changed refused ConfigMap shop/frozen',
    'removed held ConfigMap shop/only-1',
  ]);
});

test('name prefixes and suffixes create different objects', () => {
  const unit = (spec: object): UnitFixture => ({ name: 'web', spec: { ...spec }, objects: [a, namespace('shop')] });
  const changes = outcomes(tree({ eu: [unit({ namePrefix: 'x-' })] }), tree({ eu: [unit({ nameSuffix: '-y' })] }));
  expect(changes).toEqual([
    'changed patched Kustomization flux-system/web',
    'renamed pruned ConfigMap shop/x-a to ConfigMap shop/a-y',
  ]);
  const nested = (top: object, below: object, spec: object) => {
    const base = tree({ eu: [{ name: 'web', spec: { ...spec }, objects: [a], list: ['below'] }] });
    return edited(base, {
      'clusters/eu/web/kustomization.yaml': list(['below'], top),
      'clusters/eu/web/below/kustomization.yaml': list(['objects.yaml'], below),
      'clusters/eu/web/below/objects.yaml': base.text('clusters/eu/web/objects.yaml'),
    });
  };
  const names = (next: ManifestTree) =>
    compare(ManifestTree.of([]), next)
      .changes.filter(({ object }) => object.kind === 'ConfigMap')
      .map(({ object }) => object.name);
  const below = { namePrefix: 'b-', nameSuffix: '-d' };
  expect(names(nested({ namePrefix: 't-', nameSuffix: '-u' }, below, {}))).toEqual(['t-b-a-d-u']);
  // The Kustomization's settings replace those of its own folder.
  expect(names(nested({ namePrefix: 't-' }, below, { namePrefix: 'f-', nameSuffix: '-g' }))).toEqual(['f-b-a-d-g']);
  expect(compare(ManifestTree.of([]), nested({ namePrefix: 't-' }, below, {})).notEvaluated).toEqual([]);
});

describe('an object whose Kustomization is removed', () => {
  test.each([
    ['is deleted', {}, 'pruned'],
    ['stays when nothing is pruned', { prune: false }, 'orphaned'],
    ['is deleted when that is said', { prune: false, deletionPolicy: 'Delete' }, 'pruned'],
    ['is deleted when that is to be waited for', { prune: false, deletionPolicy: 'WaitForTermination' }, 'pruned'],
    ['stays when that is said', { deletionPolicy: 'Orphan' }, 'orphaned'],
    ['stays when the Kustomization is suspended', { suspend: true, deletionPolicy: 'Delete' }, 'orphaned'],
  ])('%s', (_, spec, effect) => {
    expect(release(spec, 'removed')).toBe(effect);
  });
});

describe('a Kustomization that is not deleted', () => {
  const unit: UnitFixture = { name: 'unit', annotations: KEEP, objects: [a, b] };
  const base = tree({ eu: [unit] });

  test('keeps applying its folder', () => {
    const next = edited(base, { 'clusters/eu/units.yaml': '# none\n', 'clusters/eu/unit/objects.yaml': yaml([a]) });
    expect(outcomes(base, next)).toEqual([
      'removed held ConfigMap shop/a',
      'removed orphaned Kustomization flux-system/unit',
      'removed pruned ConfigMap shop/b',
    ]);
  });

  test('does nothing without its folder', () => {
    expect(outcomes(base, tree({ eu: [] }))).toEqual([
      'removed held ConfigMap shop/a',
      'removed held ConfigMap shop/b',
      'removed orphaned Kustomization flux-system/unit',
    ]);
  });
});

test('everything below a suspended Kustomization stays unchanged', () => {
  const child = (spec: object) => kustomization('child', './clusters/eu/child', spec);
  const files = (spec: object, objects: readonly Manifest[]) =>
    edited(tree({ eu: [{ name: 'unit', spec: { suspend: true }, objects: [child(spec)] }] }), {
      'clusters/eu/child/kustomization.yaml': list(['objects.yaml']),
      'clusters/eu/child/objects.yaml': yaml(objects),
    });
  expect(outcomes(files({}, [a, b]), files({ prune: false }, [a]))).toEqual([
    'changed held Kustomization flux-system/child',
    'removed pruned ConfigMap shop/b',
  ]);
});

describe('an object that moves', () => {
  const units = (first: UnitFixture, second: UnitFixture) => tree({ eu: [first, second] });
  const moved = (from: object, to: object = {}, later: object = from) =>
    changeOf(
      compare(
        units(
          { name: 'one', spec: { ...from }, objects: [a, b] },
          { name: 'two', spec: { ...to }, objects: [configMap('c', 'shop')] },
        ),
        units(
          { name: 'one', spec: { ...later }, objects: [a] },
          { name: 'two', spec: { ...to }, objects: [configMap('c', 'shop'), b] },
        ),
      ),
      'ConfigMap',
      'b',
    );

  test.each([
    ['may be deleted first', {}, {}, 'race'],
    ['is adopted when nothing prunes it', { prune: false }, {}, 'adopted'],
    ['is adopted when its old Kustomization has always waited', { dependsOn: [{ name: 'two' }] }, {}, 'adopted'],
    ['is deleted when its new Kustomization is suspended', {}, { suspend: true }, 'pruned'],
  ])('%s', (_, from, to, effect) => {
    expect(moved(from, to)).toMatchObject({ action: 'moved', effect });
  });

  test("may be deleted first if its old Kustomization's dependency changes in the same commit", () => {
    expect(moved({}, {}, { dependsOn: [{ name: 'two' }] }).effect).toBe('race');
    expect(moved({ dependsOn: [{ name: 'two' }] }, {}, {}).effect).toBe('race');
  });

  test('is reported with its changed fields', () => {
    const old = units({ name: 'one', objects: [a, deployment('web', 'shop')] }, { name: 'two', objects: [b] });
    const next = units(
      { name: 'one', objects: [a] },
      { name: 'two', objects: [b, deployment('web', 'shop', { image: 'x:2' })] },
    );
    const change = changeOf(compare(old, next), 'Deployment', 'web');
    expect([change.action, change.fields.map(({ path }) => path)]).toEqual([
      'moved',
      ['spec.template.spec.containers[name=main].image'],
    ]);
    expect(change.risks.map((one) => one.class)).toEqual(['race', 'restart', 'version']);
  });

  test('is reported when one of two owners drops it', () => {
    const old = units({ name: 'one', objects: [a, b] }, { name: 'two', objects: [b] });
    const next = units({ name: 'one', objects: [a] }, { name: 'two', objects: [b] });
    expect(outcomes(old, next)).toEqual(['moved race ConfigMap shop/b']);
  });

  test('between two managers of a remote cluster is reported too', () => {
    const unit = (cluster: string): UnitFixture => ({
      name: 'edge/apps',
      folder: `remotes/edge/apps`,
      spec: {
        kubeConfig: { secretRef: { name: 'key' } },
        sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
      },
      objects: [configMap('a', 'x', { cluster: 'same' }), configMap(cluster, 'only')],
    });
    const { changes, clusters } = compare(tree({ hub: [unit('hub')], new: [] }), tree({ hub: [], new: [unit('new')] }));
    const change = changes.find(({ object }) => object.name === 'a')!;
    expect(change).toMatchObject({
      cluster: 'edge',
      action: 'moved',
      effect: 'race',
      from: [{ cluster: 'hub' }],
      to: [{ cluster: 'new' }],
    });
    expect(clusters.map(({ cluster }) => cluster)).toEqual(['edge', 'hub', 'new']);
  });
});

describe('a Kustomization', () => {
  const units = (old: readonly UnitFixture[], next: readonly UnitFixture[]) =>
    compare(tree({ eu: old }), tree({ eu: next }))
      .units.map(({ owner, change, to }) => `${owner.name} ${change} ${to.map(({ name }) => name).join()}`.trim())
      .sort();
  const unit = (name: string, ...objects: Manifest[]): UnitFixture => ({ name, objects });
  const c = configMap('c', 'shop');

  test.each<[string, readonly UnitFixture[], readonly UnitFixture[], readonly string[]]>([
    ['is renamed', [unit('one', a, b)], [unit('two', a, b)], ['one renamed two']],
    ['is renamed when most goes along', [unit('one', a, b)], [unit('two', a, c)], ['one renamed two']],
    ['is split', [unit('one', a, b)], [unit('one', a), unit('two', b)], ['one split two', 'two added']],
    ['is merged', [unit('one', a), unit('two', b)], [unit('two', a, b)], ['one merged two']],
    ['is emptied', [unit('one', a)], [unit('one')], ['one emptied']],
    ['goes and another one comes', [unit('one', a)], [unit('two', b)], ['one removed', 'two added']],
  ])('%s', (_, old, next, expected) => {
    expect(units(old, next)).toEqual(expected);
  });
});

describe('a namespace that is deleted', () => {
  const shop = namespace('shop');

  test('deletes its remaining objects', () => {
    const old = tree({
      eu: [
        { name: 'one', objects: [shop] },
        { name: 'two', spec: { prune: false }, objects: [a, configMap('c', 'x')] },
      ],
    });
    const next = tree({ eu: [{ name: 'two', spec: { prune: false }, objects: [configMap('c', 'x')] }] });
    expect(changeOf(compare(old, next), 'ConfigMap', 'a')).toMatchObject({
      effect: 'pruned',
      reason: 'it goes with its namespace',
    });
  });

  test('deletes its Kustomizations, and with them the objects they applied', () => {
    const inside = [
      GIT('flux-system', 'team'),
      kustomization('team/apps', './clusters/eu/apps', { sourceRef: { kind: 'GitRepository', name: 'flux-system' } }),
    ];
    const files = {
      'clusters/eu/apps/kustomization.yaml': list(['a.yaml']),
      'clusters/eu/apps/a.yaml': yaml([configMap('a', 'far')]),
    };
    const old = edited(
      tree({
        eu: [
          { name: 'one', objects: [namespace('team')] },
          { name: 'two', spec: { prune: false }, objects: [...inside, b] },
        ],
      }),
      files,
    );
    const next = edited(tree({ eu: [{ name: 'two', spec: { prune: false }, objects: [b] }] }), files);
    expect(changeOf(compare(old, next), 'ConfigMap', 'a').effect).toBe('pruned');
  });

  const FENCE = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'protected-namespaces.fleet.cdk8s.io' },
  };
  const fenced = (annotations: object = {}) => ({
    ...shop,
    metadata: { name: 'shop', labels: { 'fleet.cdk8s.io/protected': 'true' }, annotations },
  });
  const effect = (object: Manifest, fence: readonly Manifest[]) => {
    const policy: UnitFixture = { name: 'policies', objects: [...fence, configMap('c', 'x')] };
    const unit: UnitFixture = { name: 'one', objects: [object, a] };
    return outcomes(tree({ eu: [policy, unit] }), tree({ eu: [policy, { name: 'one', objects: [a] }] }));
  };

  test('is not deleted if admission rejects it', () => {
    expect(effect(fenced(), [FENCE])).toEqual(['removed refused Namespace shop']);
    const deleted = ['changed pruned ConfigMap shop/a', 'removed pruned Namespace shop'];
    expect(effect(fenced({ 'fleet.cdk8s.io/allow-deletion': 'moved' }), [FENCE])).toEqual(deleted);
    expect(effect(fenced(), [])).toEqual(deleted);
    expect(effect(shop, [FENCE])).toEqual(deleted);
  });
});

test("two Kustomizations that use each other's accounts lose nothing", () => {
  const units = [
    { name: 'one', spec: { serviceAccountName: 'two' }, objects: [account('one', 'flux-system'), a] },
    { name: 'two', spec: { serviceAccountName: 'one' }, objects: [account('two', 'flux-system'), b] },
  ];
  const { changes } = compare(tree({ eu: units }), tree({ eu: [] }));
  expect(changes).toHaveLength(6);
});

test('an account that outlives its Kustomization lets the others delete their objects', () => {
  const access: UnitFixture = {
    name: 'access',
    spec: { deletionPolicy: 'Orphan' },
    objects: [account('deployer', 'flux-system')],
  };
  const sync: UnitFixture = { name: 'sync', spec: { serviceAccountName: 'deployer' }, objects: [a] };
  const { changes, problems } = compare(tree({ eu: [access, sync] }), tree({ eu: [] }));
  expect(changes.find(({ object }) => object.kind === 'ConfigMap')).toMatchObject({ effect: 'pruned' });
  expect(problems).toEqual([]);
});

test('an external Kustomization removed with its account orphans its objects unless its namespace is removed', () => {
  const app = (targetNamespace: string): UnitFixture => ({
    name: 'apps',
    objects: [
      GIT('web', 'team', 'https://git.example.com/web/apps'),
      kustomization('team/app', './x', {
        serviceAccountName: 'team',
        targetNamespace,
        sourceRef: { kind: 'GitRepository', name: 'web' },
      }),
    ],
  });
  const access: UnitFixture = { name: 'access', objects: [namespace('shop'), account('team', 'team')] };
  const found = (target: string) =>
    compare(tree({ eu: [access, app(target)] }), tree({ eu: [] })).problems.map(({ id }) => id);
  expect(found('shop')).toEqual(['sync-contained']);
  expect(found('elsewhere')).toEqual(['sync-with-access']);
});

test("a cluster's moved folder is not followed", () => {
  const old = tree({ eu: [{ name: 'unit', objects: [a] }] });
  const next = tree({ 'eu-1': [{ name: 'unit', objects: [a] }] });
  const { clusters, changes } = compare(old, next);
  expect(clusters.map(({ cluster, change }) => `${cluster} ${change}`)).toEqual(['eu removed', 'eu-1 added']);
  expect(new Set(changes.filter(({ cluster }) => cluster === 'eu').map(({ effect }) => effect))).toEqual(
    new Set(['held']),
  );
  expect(refusals(guarded(old, next))).toEqual(['cluster-removed']);
});

test('objects are created, patched, replaced and rejected', () => {
  const binding = (name: string, annotations: object = {}) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'it', namespace: 'shop', annotations },
    roleRef: { kind: 'Role', name },
  });
  const force = { 'kustomize.toolkit.fluxcd.io/force': 'enabled' };
  const at = (...objects: Manifest[]) => tree({ eu: [{ name: 'unit', objects }] });
  expect(outcomes(at(a), at(configMap('a', 'shop', { x: '1' }), b))).toEqual([
    'added created ConfigMap shop/b',
    'changed patched ConfigMap shop/a',
  ]);
  expect(outcomes(at(binding('x')), at(binding('y')))).toEqual(['changed refused RoleBinding shop/it']);
  expect(outcomes(at(binding('x', force)), at(binding('y', force)))).toEqual(['changed replaced RoleBinding shop/it']);
  const forced = (...objects: Manifest[]) => tree({ eu: [{ name: 'unit', spec: { force: true }, objects }] });
  expect(outcomes(forced(binding('x')), forced(binding('y')))).toEqual(['changed replaced RoleBinding shop/it']);
});

test('a rename without other differences is one change', () => {
  const at = (...objects: Manifest[]) => tree({ eu: [{ name: 'unit', objects: [a, ...objects] }] });
  const old = { ...claim('old', 'shop'), metadata: { name: 'old', namespace: 'shop' } };
  const renamed = { ...old, metadata: { name: 'new', namespace: 'shop' } };
  expect(outcomes(at(old), at(renamed))).toEqual([
    'renamed pruned PersistentVolumeClaim shop/old to PersistentVolumeClaim shop/new',
  ]);
  expect(outcomes(at(old), at({ ...renamed, spec: {} }))).toHaveLength(2);
  // Which of the two got which new name is undecidable.
  expect(
    outcomes(at(configMap('b', 'shop'), configMap('c', 'shop')), at(configMap('d', 'shop'), configMap('e', 'shop'))),
  ).toHaveLength(4);
});
