import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { formatFinding, guard, ManifestTree, readDirectory, Removal } from '../../src/plan-entry';
import { withHeader } from '../../src/units/header';
import {
  claim,
  configMap,
  deployment,
  edited,
  GIT,
  guarded,
  KEEP,
  kustomization,
  Manifest,
  namespace,
  refusals,
  TODAY,
  tree,
  UnitFixture,
  yaml,
} from './fixture';

const reason = 'no longer needed';
const shop: UnitFixture = {
  name: 'shop',
  folder: 'infrastructure/shop',
  objects: [namespace('shop'), claim('orders', 'shop'), deployment('web', 'shop')],
};
const other: UnitFixture = {
  name: 'other',
  folder: 'infrastructure/other',
  objects: [namespace('other'), configMap('settings', 'other')],
};
const base = tree({ eu: [shop, other] });

describe('without a base', () => {
  test('nothing passes', () => {
    const { findings, passed } = guard({ next: base, today: TODAY });
    expect(passed).toBe(false);
    expect(findings.map(formatFinding)).toEqual([
      'error no-base: [fleet] there is no committed tree to compare with, and nothing says that this is the first one: give the ref that Flux follows, or say that it is the first',
    ]);
  });

  test('an empty base does not count', () => {
    expect(refusals(guarded(ManifestTree.of([]), base))).toEqual(['no-base']);
  });

  test('the first tree passes if declared as first', () => {
    expect(guard({ next: base, first: true, today: TODAY })).toMatchObject({ passed: true, findings: [] });
  });

  test('a tree with a base is not the first', () => {
    const { findings, passed } = guarded(base, base, { first: true });
    expect([passed, findings.map(({ id, severity }) => `${severity} ${id}`)]).toEqual([
      true,
      ['warning first-needless'],
    ]);
  });
});

test('the same tree passes', () => {
  expect(guarded(base, base)).toMatchObject({
    passed: true,
    findings: [],
    comparison: { changes: [], units: [], problems: [] },
  });
});

describe('protected objects', () => {
  const kinds: ReadonlyArray<readonly [string, string]> = [
    ['v1', 'Namespace'],
    ['v1', 'PersistentVolume'],
    ['v1', 'PersistentVolumeClaim'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
    ['apps/v1', 'StatefulSet'],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease'],
    ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
    ['source.toolkit.fluxcd.io/v1', 'GitRepository'],
    ['source.toolkit.fluxcd.io/v1', 'OCIRepository'],
    ['source.toolkit.fluxcd.io/v1', 'HelmRepository'],
    ['source.toolkit.fluxcd.io/v1', 'Bucket'],
  ];
  test.each(kinds)('%s %s', (apiVersion, kind) => {
    const object = { apiVersion, kind, metadata: { name: 'gone', namespace: 'shop' } };
    const before = tree({ eu: [{ ...other, objects: [...other.objects!, object] }] });
    const after = tree({ eu: [other] });
    expect(refusals(guarded(before, after))).toEqual(['protected-removed']);
    const declarations = [Removal.object({ kind, name: 'gone' }, { reason })];
    expect(guarded(before, after, { declarations })).toMatchObject({ passed: true, findings: [] });
  });

  test('explicitly named kinds are protected too', () => {
    const after = tree({ eu: [{ ...shop, objects: shop.objects!.slice(0, 2) }, other] });
    expect(refusals(guarded(base, after))).toEqual([]);
    expect(refusals(guarded(base, after, { limits: { protected: ['apps/Deployment'] } }))).toEqual([
      'protected-removed',
    ]);
  });

  test('a release is also protected from being orphaned', () => {
    const before = tree({ eu: [{ ...other, spec: { prune: false } }] });
    const after = tree({ eu: [{ ...other, spec: { prune: false }, objects: other.objects!.slice(1) }] });
    const { findings } = guarded(before, after);
    expect(findings.map(({ message }) => message)).toEqual([
      "Namespace other goes out of infrastructure/other/objects.yaml and is left in the cluster without an owner, its Kustomization does not prune: declare it with Removal.object({ kind: 'Namespace', name: 'other' }, { reason: '…' }), or keep it",
    ]);
  });
});

describe('objects deleted although they remain in the tree', () => {
  const force = 'kustomize.toolkit.fluxcd.io/force';
  const release = (spec: object, metadata: object = { name: 'it', namespace: 'shop' }) => ({
    ...{ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata, spec },
  });
  const chart = (name: string, kind = 'HelmRepository') => ({
    chart: { spec: { chart: name, sourceRef: { kind, name: 'charts' } } },
  });
  const resources = (...names: string[]) =>
    names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const set = (spec: object) => ({
    ...{
      apiVersion: 'fluxcd.controlplane.io/v1',
      kind: 'ResourceSet',
      metadata: { name: 'it', namespace: 'shop' },
      spec,
    },
  });
  const volume = (storageClassName: string, annotations: object) => ({
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'it', namespace: 'shop', annotations } },
    spec: { storageClassName },
  });
  const scaled = (replicas: number, whenScaled = 'Delete') => ({
    ...{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'it', namespace: 'shop' } },
    spec: { replicas, persistentVolumeClaimRetentionPolicy: { whenScaled } },
  });
  const judged = (from: Manifest, to: Manifest, declarations: readonly Removal[] = []) => {
    const at = (one: Manifest) => tree({ eu: [{ ...other, objects: [...other.objects!, one] }] });
    return guarded(at(from), at(to), { declarations });
  };

  test.each<[string, Manifest, Manifest, string]>([
    [
      'a claim that Flux may make again',
      volume('fast', {}),
      volume('slow', { [force]: 'enabled' }),
      "PersistentVolumeClaim shop/it: spec.storageClassName cannot be changed: Flux deletes the object and makes it again: declare it with Removal.object({ kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave these fields as they are",
    ],
    [
      'a release under another name',
      release({ releaseName: 'a' }),
      release({ releaseName: 'b' }),
      "HelmRelease shop/it: release of HelmRelease it is uninstalled and installed anew under its new name or namespace: declare it with Removal.object({ kind: 'HelmRelease', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
    [
      'a release of another chart',
      release(chart('redis')),
      release(chart('valkey')),
      "HelmRelease shop/it: release of HelmRelease it is uninstalled and installed anew from chart valkey: declare it with Removal.object({ kind: 'HelmRelease', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
    [
      'a release whose chart is another folder',
      release(chart('./charts/a', 'GitRepository')),
      release(chart('./charts/b', 'GitRepository')),
      "HelmRelease shop/it: release of HelmRelease it is uninstalled and installed anew from chart b: declare it with Removal.object({ kind: 'HelmRelease', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
    [
      'a release that gets a target namespace, and so another name',
      release({}),
      release({ targetNamespace: 'shop' }),
      "HelmRelease shop/it: release of HelmRelease it is uninstalled and installed anew under its new name or namespace: declare it with Removal.object({ kind: 'HelmRelease', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
    [
      'a release that turns to another cluster',
      release({}),
      release({ kubeConfig: { secretRef: { name: 'far' } } }),
      "HelmRelease shop/it: release of HelmRelease it is installed on another cluster, and the one that it was on keeps it without an owner: declare it with Removal.object({ kind: 'HelmRelease', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
    [
      'a set with an input less',
      set({ inputs: [{ tenant: 'a' }, { tenant: 'b' }] }),
      set({ inputs: [{ tenant: 'a' }] }),
      "ResourceSet shop/it: ResourceSet it has fewer inputs, and Flux Operator deletes what it made of them: declare it with Removal.object({ kind: 'ResourceSet', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
    [
      'a set with another object',
      set({ resources: resources('a', 'b') }),
      set({ resources: resources('a', 'c') }),
      "ResourceSet shop/it: ResourceSet it no longer makes Namespace b, and Flux Operator deletes it: declare it with Removal.object({ kind: 'ResourceSet', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
    [
      'a StatefulSet that deletes claims',
      scaled(3),
      scaled(1),
      "StatefulSet shop/it: StatefulSet it goes from 3 to 1 replicas and deletes the claims of the others: declare it with Removal.object({ kind: 'StatefulSet', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    ],
  ])('%s is rejected until declared', (_, from, to, message) => {
    const { findings } = judged(from, to);
    expect(findings.map(({ id, severity, message: text }) => [severity, id, text])).toEqual([
      ['error', 'replaced', message],
    ]);
    const declarations = [Removal.object({ kind: from.kind, namespace: 'shop', name: 'it' }, { reason })];
    expect(judged(from, to, declarations)).toMatchObject({ passed: true, findings: [] });
  });

  test.each<[string, Manifest, Manifest]>([
    ['a claim that the API server refuses', volume('fast', {}), volume('slow', {})],
    [
      'a release that writes down its default name and namespaces',
      release({}),
      release({ releaseName: 'it', storageNamespace: 'shop', targetNamespace: 'shop' }),
    ],
    [
      'a release of the same chart in another folder',
      release(chart('./a/web', 'GitRepository')),
      release(chart('./b/web', 'GitRepository')),
    ],
    ['a release with other values', release({ values: { a: 1 } }), release({ values: { a: 2 } })],
    [
      'a set with an input more',
      set({ inputs: [{ tenant: 'a' }] }),
      set({ inputs: [{ tenant: 'b' }, { tenant: 'a' }] }),
    ],
    ['a StatefulSet that keeps claims', scaled(3, 'Retain'), scaled(1, 'Retain')],
    ['a StatefulSet that grows', scaled(1), scaled(3)],
    ['a set that waits', set({ wait: false }), set({ wait: true })],
  ])('%s passes', (_, from, to) => {
    expect(judged(from, to)).toMatchObject({ passed: true, findings: [] });
  });

  test('moving a release to another Kustomization is rejected even if adopted', () => {
    const at = (here: readonly Manifest[], there: readonly Manifest[]) =>
      tree({
        eu: [
          { ...other, spec: { prune: false }, objects: [...other.objects!, ...here] },
          { ...shop, objects: [...shop.objects!, ...there] },
        ],
      });
    const [from, to] = [release({ releaseName: 'a' }), release({ releaseName: 'b' })];
    expect(refusals(guarded(at([from], []), at([], [from])))).toEqual([]);
    expect(refusals(guarded(at([from], []), at([], [to])))).toEqual(['replaced']);
  });

  test('an object that becomes local-config is deleted', () => {
    const local = 'config.kubernetes.io/local-config';
    expect(judged(volume('fast', {}), volume('fast', { [local]: 'true' })).findings.map(({ id }) => id)).toEqual([
      'protected-removed',
    ]);
    expect(judged(volume('fast', {}), volume('fast', { [local]: 'false' })).passed).toBe(true);
  });
});

describe('declarations', () => {
  const without = tree({ eu: [other] });

  test.each([
    ['component', Removal.component('shop', { reason })],
    ['component on this cluster', Removal.component({ name: 'shop' }, { reason, on: { clusters: ['eu'] } })],
    ['Kustomization', Removal.object({ kind: 'Kustomization', namespace: 'flux-system', name: 'shop' }, { reason })],
    ['component until today', Removal.component('shop', { reason, until: TODAY })],
  ])('a declared %s may be removed with everything in it', (_, declaration) => {
    expect(guarded(base, without, { declarations: [declaration] })).toMatchObject({ passed: true, findings: [] });
  });

  test.each([
    ['for another one', Removal.component('other', { reason })],
    ['for another cluster', Removal.component('shop', { reason, on: { clusters: ['us'] } })],
    ['for an environment', Removal.component('shop', { reason, on: { environments: ['prod'] } })],
    ['that has ended', Removal.component('shop', { reason, until: '2026-11-20' })],
  ])('one %s is ignored and reported', (_, declaration) => {
    const result = guarded(base, without, { declarations: [declaration] });
    expect(refusals(result)).toEqual(['protected-removed']);
    expect(result.findings.filter(({ severity }) => severity === 'warning').map(({ id }) => id)).toEqual([
      declaration.spec.until === undefined ? 'declaration-needless' : 'declaration-expired',
    ]);
  });

  test('a declared Namespace includes its content', () => {
    const after = tree({ eu: [{ ...shop, objects: [configMap('left', 'elsewhere')] }, other] });
    expect(refusals(guarded(base, after))).toEqual(['protected-removed']);
    const declarations = [Removal.object({ kind: 'Namespace', name: 'shop' }, { reason })];
    expect(guarded(base, after, { declarations })).toMatchObject({ passed: true, findings: [] });
  });

  test('a declared rename passes if the new object exists', () => {
    const renamed = tree({ eu: [shop, { ...other, objects: [namespace('other'), claim('b', 'other')] }] });
    const before = tree({ eu: [shop, { ...other, objects: [namespace('other'), claim('a', 'other')] }] });
    const declarations = [
      Removal.rename({ kind: 'PersistentVolumeClaim', namespace: 'other', from: 'a', to: 'b' }, { reason }),
    ];
    expect(refusals(guarded(before, renamed))).toEqual(['protected-removed']);
    expect(guarded(before, renamed, { declarations })).toMatchObject({ passed: true, findings: [] });
    const gone = tree({ eu: [shop, { ...other, objects: [namespace('other')] }] });
    expect(refusals(guarded(before, gone, { declarations }))).toEqual(['protected-removed']);
  });

  test('an invalid declaration is an error', () => {
    const declarations = [Removal.tenant('', { reason: ' ', until: '2026-02-30' })];
    expect(guarded(base, base, { declarations }).findings.map(formatFinding)).toEqual([
      'error declaration-invalid: [fleet] Removal.tenant("") ends on "2026-02-30", which is no date: give one as YYYY-MM-DD',
      'error declaration-invalid: [fleet] Removal.tenant("") gives reason " ": say why it is removed',
      'error declaration-invalid: [fleet] Removal.tenant("") names nothing: give the name of what is removed',
      'warning declaration-expired: [fleet] Removal.tenant("") ended on 2026-02-30: take it out of the program, or give a later day',
    ]);
  });

  test('the message says where a declaration belongs', () => {
    const on = { environments: ['prod'], clusters: ['eu'] };
    const declarations = [Removal.app('web', 'cart', { reason, on }), Removal.environment('qa', { reason })];
    expect(guarded(base, base, { declarations }).findings.map(formatFinding)).toEqual([
      'warning declaration-needless: [fleet] Removal.environment("qa") declares what nobody removes: take it out of the program once the change is merged',
      'warning declaration-needless: [prod/eu/web/cart] Removal.app("web", "cart") on prod, eu declares what nobody removes: take it out of the program once the change is merged',
    ]);
  });
});

describe('moves in steps', () => {
  const withClaim = (...marks: object[]) => [
    configMap('one', 'shop'),
    ...marks.map((mark) => claim('orders', 'shop', mark)),
  ];
  const at = (a: readonly object[], b: readonly object[]) =>
    tree({
      eu: [
        { name: 'a', objects: a as UnitFixture['objects'] & object },
        { name: 'b', objects: [configMap('two', 'shop'), ...(b as UnitFixture['objects'] & object)] },
      ],
    });
  const start = at(withClaim({}), []);
  const marked = at(withClaim(KEEP), []);
  const moved = at(withClaim(), [claim('orders', 'shop', KEEP)]);
  const done = at(withClaim(), [claim('orders', 'shop')]);

  test('each step passes if the previous one is in the base', () => {
    for (const [from, to] of [
      [start, marked],
      [marked, moved],
      [moved, done],
    ] as const) {
      expect(guarded(from, to)).toMatchObject({ passed: true, findings: [] });
    }
  });

  test('no step can be skipped', () => {
    expect(refusals(guarded(start, moved))).toEqual(['moved']);
    expect(refusals(guarded(start, done))).toEqual(['moved']);
  });

  test('an object may move to a Kustomization that its own already depends on', () => {
    const waiting = (moves: boolean) =>
      tree({
        eu: [
          {
            name: 'a',
            spec: { dependsOn: [{ name: 'b' }] },
            objects: [configMap('one', 'shop'), ...(moves ? [] : [claim('orders', 'shop')])],
          },
          { name: 'b', objects: [configMap('two', 'shop'), ...(moves ? [claim('orders', 'shop')] : [])] },
        ],
      });
    expect(guarded(waiting(false), waiting(true))).toMatchObject({ passed: true, findings: [] });
  });

  test('a declared removal accepts deletion and recreation', () => {
    const declarations = [
      Removal.object({ kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'orders' }, { reason }),
    ];
    expect(guarded(start, done, { declarations })).toMatchObject({ passed: true, findings: [] });
  });

  const orphaning: UnitFixture = { ...shop, spec: { deletionPolicy: 'Orphan' } };
  const store: UnitFixture = { ...shop, name: 'store' };

  test('a Kustomization is renamed in two steps', () => {
    const before = tree({ eu: [shop] });
    const ready = tree({ eu: [orphaning] });
    const after = tree({ eu: [store] });
    expect(guarded(before, ready)).toMatchObject({ passed: true, findings: [] });
    expect(guarded(ready, after)).toMatchObject({ passed: true, findings: [] });
    expect(refusals(guarded(before, after))).toEqual(['kustomization-renamed']);
  });

  test('declaring the rename of a Kustomization is not sufficient', () => {
    const declarations = [Removal.rename({ kind: 'Kustomization', from: 'shop', to: 'store' }, { reason })];
    expect(refusals(guarded(tree({ eu: [shop] }), tree({ eu: [store] }), { declarations }))).toEqual([
      'kustomization-renamed',
    ]);
  });

  test('a Kustomization with an external source is also renamed in two steps', () => {
    const app = (name: string, spec: object = {}): UnitFixture => ({
      name: 'apps',
      objects: [
        GIT('web', 'web', 'https://git.example.com/web/apps'),
        kustomization(`web/${name}`, './shop', { sourceRef: { kind: 'GitRepository', name: 'web' }, ...spec }),
      ],
    });
    const [before, ready, after] = [app('a'), app('a', { deletionPolicy: 'Orphan' }), app('b')].map((unit) =>
      tree({ eu: [unit] }),
    ) as [ManifestTree, ManifestTree, ManifestTree];
    expect(refusals(guarded(before, after))).toEqual(['kustomization-renamed']);
    expect(refusals(guarded(before, ready))).toEqual([]);
    expect(refusals(guarded(ready, after))).toEqual([]);
    // Without a successor its objects are orphaned, which must be declared.
    expect(refusals(guarded(ready, tree({ eu: [{ ...app('b'), objects: app('b').objects!.slice(0, 1) }] })))).toEqual([
      'protected-removed',
    ]);
  });
});

describe('a root with another path or source', () => {
  const two = tree({ eu: [shop, other], us: [shop] });
  const file = 'clusters/eu/flux-system/gotk-sync.yaml';
  const at = (path: string, spec: object = {}) =>
    edited(two, { [file]: yaml([GIT(), kustomization('flux-system', path, spec)]) });
  const found = (from: ManifestTree, to: ManifestTree) =>
    guarded(from, to).findings.map(({ id, message }) => `${id}: ${message}`);

  test.each([
    ['to another cluster', './clusters/us', 'path ./clusters/eu to ./clusters/us'],
    ['to a folder that is not there', './clusters/eu/2', 'path ./clusters/eu to ./clusters/eu/2'],
  ])('%s is refused', (_, path, turn) => {
    expect(found(two, at(path))).toEqual([
      `root-moved: Kustomization flux-system/flux-system: it turns from ${turn}, and Flux deletes what it applied and is not there: leave it where it is, or turn in steps`,
    ]);
    expect(guarded(two, at(path)).findings[0]!.steps![0]).toBe(
      'set spec.prune: false on Kustomization flux-system/flux-system, commit that and let Flux apply it',
    );
  });

  test('with another source is rejected', () => {
    const sourceRef = { kind: 'OCIRepository', name: 'fleet' };
    expect(found(two, at('./clusters/eu', { sourceRef }))[0]).toMatch(
      /^root-moved: Kustomization flux-system\/flux-system: it turns to OCIRepository flux-system\/fleet, and Flux /,
    );
  });

  test('passes if the base loses nothing, or only the spelling differs', () => {
    expect(found(at('./clusters/eu', { prune: false }), at('./clusters/us', { prune: false }))).toEqual([]);
    expect(found(two, at('clusters/eu/'))).toEqual([]);
  });
});

test('a second list in a folder breaks the build', () => {
  const second = edited(base, { 'clusters/eu/infrastructure/shop/Kustomization': 'resources: []\n' });
  expect(guarded(base, second).findings.map(({ id, message }) => `${id}: ${message}`)).toContain(
    'broken-build: Kustomization flux-system/shop: infrastructure/shop/Kustomization is a second list beside infrastructure/shop/kustomization.yaml: mend what it builds: until then Flux applies nothing of it',
  );
});

describe('amounts', () => {
  const many = (count: number): UnitFixture => ({
    name: 'many',
    objects: Array.from({ length: count }, (_, index) => configMap(`c${index}`, 'many')),
  });

  test.each([
    ['a fifth of a cluster and less may go', 60, 50, {}, []],
    ['more may not', 60, 40, {}, ['share-removed']],
    ['few objects may, whatever their share', 10, 1, {}, []],
    ['the share can be set', 60, 50, { share: 0.1 }, ['share-removed']],
    ['so can the number', 10, 7, { objects: 3 }, ['share-removed']],
  ])('%s', (_, before, after, limits, expected) => {
    expect(refusals(guarded(tree({ eu: [many(before)] }), tree({ eu: [many(after)] }), { limits }))).toEqual(expected);
  });

  test('declared removals do not count', () => {
    const declarations = [Removal.object({ kind: 'Kustomization', name: 'many' }, { reason })];
    expect(guarded(tree({ eu: [many(60)] }), tree({ eu: [] }), { declarations })).toMatchObject({
      passed: true,
      findings: [],
    });
  });

  test('one namespace may be emptied, two may not', () => {
    const spaces = (...names: string[]): UnitFixture => ({
      name: 'spaces',
      objects: ['z', ...names].map((name) => configMap('a', name)),
    });
    const before = tree({ eu: [spaces('one', 'two')] });
    expect(refusals(guarded(before, tree({ eu: [spaces('one')] })))).toEqual([]);
    expect(refusals(guarded(before, tree({ eu: [spaces()] })))).toEqual(['namespaces-emptied']);
    expect(refusals(guarded(before, tree({ eu: [spaces()] }), { limits: { namespaces: 3 } }))).toEqual([]);
    const declared = (contents: boolean) =>
      refusals(
        guarded(before, tree({ eu: [spaces()] }), {
          declarations: [Removal.object({ kind: 'Namespace', name: 'two', contents }, { reason })],
        }),
      );
    expect(declared(true)).toEqual([]);
    // Without its contents, a declaration is for the Namespace itself, which stays.
    expect(declared(false)).toEqual(['namespaces-emptied']);
  });
});

test('the same finding on many clusters is reported once', () => {
  const clusters = (units: readonly UnitFixture[]) =>
    tree(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`edge-${index + 10}`, units])));
  const { findings } = guarded(clusters([shop, other]), clusters([other]));
  expect(findings.filter(({ object }) => object?.kind === 'Namespace').map(formatFinding)).toEqual([
    "error protected-removed: [edge-10/shop] Namespace shop goes out of infrastructure/shop/objects.yaml and Flux deletes it; PersistentVolumeClaim shop/orders, Kustomization flux-system/shop go as well (on 20 clusters: edge-10, edge-11, edge-12 and 17 more): declare it with Removal.component('shop', { reason: '…' }), or keep it",
  ]);
});

test('a change of what the trees do not tell is a warning', () => {
  const list = 'clusters/eu/infrastructure/shop/kustomization.yaml';
  const remote = (ref: string) =>
    edited(base, { [list]: `resources: [objects.yaml, 'https://example.com/base?ref=${ref}']\n` });
  expect(guarded(remote('v1'), remote('v1')).findings).toEqual([]);
  const { findings, passed } = guarded(remote('v1'), remote('v2'));
  expect(passed).toBe(true);
  expect(findings.map(formatFinding)).toEqual([
    'warning not-evaluated: [eu] 2 remote bases (https://example.com/base?ref=v1, https://example.com/base?ref=v2) may change what is applied, and the trees do not tell how: look at what it does yourself',
  ]);
});

test('a build that was broken before is a warning', () => {
  const broken = edited(base, { 'clusters/eu/infrastructure/shop/objects.yaml': 'kind: [\n' });
  expect(refusals(guarded(base, broken))).toEqual(['broken-build']);
  const still = edited(broken, { 'clusters/eu/infrastructure/shop/objects.yaml': 'kind: {\n' });
  expect(guarded(broken, still)).toMatchObject({
    passed: true,
    findings: [{ id: 'broken-build', severity: 'warning' }],
  });
});

describe('the reference fleet', () => {
  const dist = readDirectory(path.join(__dirname, '../../examples/multicluster/dist'));
  const withoutTenant = edited(
    dist,
    Object.fromEntries(
      dist.paths.flatMap((file): Array<[string, string | undefined]> => {
        if (/\/dev\/tenants\/yakuza\//.test(file)) return [[file, undefined]];
        if (file.endsWith('dev/kustomization.yaml'))
          return [[file, dist.text(file)!.replace('- tenants/yakuza/accounts.yaml\n', '')]];
        if (!file.endsWith('dev/tenants.yaml')) return [];
        return [
          [
            file,
            dist
              .text(file)!
              .split('---\n')
              .filter((one) => !one.includes('yakuza'))
              .join('---\n'),
          ],
        ];
      }),
    ),
  );

  test('a declared tenant may be removed with its namespaces, accounts and apps', () => {
    expect(refusals(guarded(dist, withoutTenant))).toContain('protected-removed');
    const result = guarded(dist, withoutTenant, { declarations: [Removal.tenant('yakuza', { reason })] });
    expect(refusals(result)).toEqual([]);
  });

  test('a declaration may be limited to environments and clusters', () => {
    const on = { environments: ['dev'] };
    expect(guarded(dist, withoutTenant, { declarations: [Removal.tenant('yakuza', { reason, on })] }).passed).toBe(
      true,
    );
    const less = { clusters: ['k3d-america', 'k3s-america-south'] };
    const { findings } = guarded(dist, withoutTenant, {
      declarations: [Removal.tenant('yakuza', { reason, on: less })],
    });
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(new Set(errors.flatMap(({ clusters }) => clusters))).toEqual(new Set(['pacific-aks']));
  });

  test('a declared remote cluster may be removed with its objects on the manager', () => {
    const without = edited(
      dist,
      Object.fromEntries([
        ...dist.paths.filter((file) => file.includes('/remotes/')).map((file) => [file, undefined] as const),
        [
          'clusters/k3d-america/kustomization.yaml',
          dist.text('clusters/k3d-america/kustomization.yaml')!.replace('- remotes/k3s-america-south.yaml\n', ''),
        ],
      ]),
    );
    expect(refusals(guarded(dist, without))).toContain('cluster-removed');
    const result = guarded(dist, without, { declarations: [Removal.cluster('k3s-america-south', { reason })] });
    expect(refusals(result)).toEqual([]);
  });

  test('an environment is removed in two steps: first the objects that its account deletes, then the account', () => {
    const file = 'clusters/pacific-aks/environments.yaml';
    const root = 'clusters/pacific-aks/kustomization.yaml';
    const documents = dist.text(file)!.split('---\n');
    const bare = edited(dist, {
      ...Object.fromEntries(
        dist.paths.filter((one) => one.startsWith('clusters/pacific-aks/dev/')).map((one) => [one, undefined]),
      ),
      [file]: documents.filter((one) => !one.includes('kustomize.toolkit.fluxcd.io/v1\n')).join('---\n'),
    });
    const without = edited(bare, {
      [file]: undefined,
      [root]: dist.text(root)!.replace('- environments.yaml\n', ''),
    });
    const declarations = [Removal.environment('dev', { reason, on: { clusters: ['pacific-aks'] } })];
    expect(refusals(guarded(dist, without, { declarations }))).toEqual(['environment-removed']);
    expect(refusals(guarded(dist, bare))).toContain('protected-removed');
    expect(refusals(guarded(dist, bare, { declarations }))).toEqual([]);
    expect(refusals(guarded(bare, without))).toEqual(['environment-removed']);
    expect(refusals(guarded(bare, without, { declarations }))).toEqual([]);
  });

  test('a declared app may be removed', () => {
    const file = 'clusters/pacific-aks/dev/tenants/kaizentm/apps/apps.yaml';
    const documents = dist.text(file)!.split('---\n');
    const gone = documents.findIndex((one) => /kind: Kustomization/.test(one) && /namespace: dev-kaizentm/.test(one));
    const without = edited(dist, { [file]: documents.filter((_, index) => index !== gone).join('---\n') });
    expect(refusals(guarded(dist, without))).toEqual(['protected-removed']);
    const declarations = [Removal.app('kaizentm', 'azure-vote', { reason })];
    expect(guarded(dist, without, { declarations })).toMatchObject({ passed: true, findings: [] });
  });

  test('an app on a remote cluster is named as in the program', () => {
    const file = 'clusters/k3d-america/remotes/k3s-america-south/dev/tenants/yakuza/apps/apps.yaml';
    const documents = dist.text(file)!.split('---\n');
    const without = edited(dist, { [file]: documents.filter((one) => !/kind: Kustomization/.test(one)).join('---\n') });
    const { findings } = guarded(dist, without);
    expect(findings.map(formatFinding)).toContain(
      "error protected-removed: [dev/k3d-america/yakuza/katana-vote] Kustomization k3s-america-south/dev-yakuza.katana-vote goes out of remotes/k3s-america-south/dev/tenants/yakuza/apps/apps.yaml and Flux deletes it: declare it with Removal.app('yakuza', 'katana-vote', { reason: '…', on: { environments: ['dev'] } }), or keep it",
    );
    const declarations = [Removal.app('yakuza', 'katana-vote', { reason })];
    expect(guarded(dist, without, { declarations })).toMatchObject({ passed: true, findings: [] });
  });
});

describe('a synthesis', () => {
  const generated = (names: readonly string[]) =>
    base.paths
      .filter((file) => names.some((name) => file.includes(name)))
      .map((file) => [file, withHeader(base.text(file)!)] as const);

  test('replaces generated files and keeps foreign ones', () => {
    const committed = ManifestTree.of([...generated(['clusters']), ['clusters/eu/README.md', 'ours'] as const]);
    expect(guardSynthesis({ files: generated(['clusters']), base: committed, today: TODAY })).toMatchObject({
      passed: true,
    });
    const less = guardSynthesis({
      files: generated(['flux-system', 'eu/kustomization', 'units', 'other']),
      base: committed,
      today: TODAY,
    });
    expect(refusals(less)).toEqual(['missing-path', 'protected-removed']);
    const foreign = edited(committed, { 'clusters/eu/infrastructure/shop/objects.yaml': yaml(shop.objects!) });
    const kept = guardSynthesis({
      files: generated(['flux-system', 'eu/kustomization', 'units', 'other', 'shop/kustomization']),
      base: foreign,
      today: TODAY,
    });
    expect(refusals(kept)).toEqual([]);
  });

  test('is compared with a commit, regardless of the working directory', () => {
    const repository = fs.mkdtempSync(path.join(os.tmpdir(), 'guard-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', repository, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args]);
    try {
      git('init', '--quiet');
      for (const [file, text] of generated(['clusters'])) {
        fs.mkdirSync(path.dirname(path.join(repository, 'dist', file)), { recursive: true });
        fs.writeFileSync(path.join(repository, 'dist', file), text);
      }
      git('add', '--all');
      git('commit', '--quiet', '--message', 'first');
      fs.rmSync(path.join(repository, 'dist'), { recursive: true });
      const base = { repository, ref: 'HEAD', path: 'dist' };
      expect(guardSynthesis({ files: generated(['clusters']), base, limits: {}, first: false }).findings).toEqual([]);
      const less = guardSynthesis({ files: generated(['flux-system', 'eu/kustomization']), base, declarations: [] });
      expect(refusals(less)).toContain('protected-removed');
    } finally {
      fs.rmSync(repository, { recursive: true });
    }
  });

  test('may be the first', () => {
    expect(guardSynthesis({ files: generated(['clusters']), first: true }).passed).toBe(true);
    expect(guardSynthesis({ files: generated(['clusters']) }).passed).toBe(false);
  });
});

test('everything under one declaration is one finding, the remainder another', () => {
  const { findings } = guarded(base, tree({ eu: [other] }));
  expect(findings.map(({ object, others }) => [object?.kind, others?.map(({ kind }) => kind)])).toEqual([
    ['Namespace', ['PersistentVolumeClaim', 'Kustomization']],
  ]);
  const claimed = edited(base, {
    'clusters/eu/infrastructure/shop/objects.yaml': yaml([namespace('shop'), deployment('web', 'shop')]),
    'clusters/eu/infrastructure/other/objects.yaml': yaml([configMap('settings', 'other')]),
  });
  expect(guarded(base, claimed).findings.map(({ object, others }) => [object?.kind, others])).toEqual([
    ['Namespace', undefined],
    ['PersistentVolumeClaim', undefined],
  ]);
});

test('a path outside the generated folder is foreign', () => {
  const own = (path: string) =>
    ManifestTree.of([
      ['clusters/eu/kustomization.yaml', 'resources: [flux-system/gotk-sync.yaml, apps.yaml]\n'],
      ['clusters/eu/flux-system/gotk-sync.yaml', yaml([GIT(), kustomization('flux-system', './dist/clusters/eu')])],
      ['clusters/eu/apps.yaml', yaml([kustomization('web', path)])],
    ]);
  expect(guarded(own('./apps/web'), own('./apps/web')).findings).toEqual([]);
  expect(refusals(guarded(own('./apps/web'), own('./apps/site')))).toEqual(['replaced']);
  expect(refusals(guarded(own('./apps/web'), own('./dist/apps/site')))).toEqual(['missing-path', 'replaced']);
});
