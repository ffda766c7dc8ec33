import { compare, Removal } from '../../src/plan-entry';
import {
  account,
  changeOf,
  claim,
  configMap,
  deployment,
  edited,
  guarded,
  KEEP,
  list,
  namespace,
  outcomes,
  refusals,
  tree,
  UnitFixture,
} from './fixture';

/** Real outages: changes that Flux would carry out and the guard rejects. */

const shop: UnitFixture = {
  name: 'shop',
  files: {
    'namespace.yaml': [namespace('shop')],
    'data.yaml': [claim('orders', 'shop')],
    'web.yaml': [deployment('web', 'shop')],
  },
};
const base = tree({ eu: [shop] });
const SHOP = 'clusters/eu/shop';

test('an emptied directory prunes everything', () => {
  const next = edited(base, {
    [`${SHOP}/kustomization.yaml`]: list([]),
    [`${SHOP}/namespace.yaml`]: undefined,
    [`${SHOP}/data.yaml`]: undefined,
    [`${SHOP}/web.yaml`]: undefined,
  });
  expect(outcomes(base, next)).toEqual([
    'removed pruned Deployment shop/web',
    'removed pruned Namespace shop',
    'removed pruned PersistentVolumeClaim shop/orders',
  ]);
  expect(refusals(guarded(base, next))).toEqual(['protected-removed', 'unit-emptied']);
});

test('a directory without manifests prunes everything too', () => {
  const next = edited(base, {
    [`${SHOP}/kustomization.yaml`]: undefined,
    [`${SHOP}/namespace.yaml`]: undefined,
    [`${SHOP}/data.yaml`]: undefined,
    [`${SHOP}/web.yaml`]: undefined,
    [`${SHOP}/.gitkeep`]: '',
  });
  expect(outcomes(base, next)).toHaveLength(3);
  expect(refusals(guarded(base, next))).toEqual(['protected-removed', 'unit-emptied']);
});

test('a missing path prunes nothing and stops reconciliation', () => {
  const next = edited(
    base,
    Object.fromEntries(base.paths.filter((path) => path.startsWith(SHOP)).map((path) => [path, undefined])),
  );
  expect(new Set(compare(base, next).changes.map(({ effect }) => effect))).toEqual(new Set(['held']));
  expect(refusals(guarded(base, next))).toEqual(['missing-path', 'protected-removed']);
});

test('a renamed Kustomization deletes everything it manages', () => {
  const next = tree({ eu: [{ ...shop, name: 'store', folder: 'shop' }] });
  expect(outcomes(base, next)).toEqual([
    're-owned race Deployment shop/web',
    're-owned race Namespace shop',
    're-owned race PersistentVolumeClaim shop/orders',
    'renamed pruned Kustomization flux-system/shop to Kustomization flux-system/store',
  ]);
  const result = guarded(base, next);
  expect(refusals(result)).toEqual(['kustomization-renamed']);
  expect(result.findings[0]!.steps).toEqual([
    'set spec.deletionPolicy: Orphan on Kustomization flux-system/shop, commit that and let Flux apply it',
    'rename it to flux-system/store and commit that: the new Kustomization takes over what the old one leaves',
  ]);
});

test('a partial kustomization.yaml prunes the missing entries', () => {
  const next = edited(base, { [`${SHOP}/kustomization.yaml`]: list(['namespace.yaml', 'web.yaml']) });
  expect(outcomes(base, next)).toEqual(['removed pruned PersistentVolumeClaim shop/orders']);
  expect(refusals(guarded(base, next))).toEqual(['protected-removed']);
});

test('a partial kustomization.yaml is rejected even if only unprotected objects are missing', () => {
  const next = edited(base, { [`${SHOP}/kustomization.yaml`]: list(['namespace.yaml', 'data.yaml']) });
  expect(outcomes(base, next)).toEqual(['removed pruned Deployment shop/web']);
  const result = guarded(base, next);
  expect(refusals(result)).toEqual(['unlisted-file']);
  expect(result.findings[0]!.message).toBe(
    "Deployment shop/web is in shop/web.yaml as before, but no kustomization.yaml lists that file any more: list it again, or declare it with Removal.object({ kind: 'Deployment', namespace: 'shop', name: 'web' }, { reason: '…' })",
  );
});

test('a root without its own sync deletes the cluster', () => {
  const next = edited(base, { 'clusters/eu/kustomization.yaml': list(['units.yaml']) });
  expect(outcomes(base, next)).toEqual([
    'removed pruned GitRepository flux-system/flux-system',
    'removed pruned Kustomization flux-system/flux-system',
  ]);
  expect(refusals(guarded(base, next))).toContain('protected-removed');
});

const split: readonly UnitFixture[] = [
  { name: 'a', objects: [claim('orders', 'shop'), configMap('one', 'shop')] },
  { name: 'b', objects: [configMap('two', 'shop')] },
];

test('an object that moves to another Kustomization is a race', () => {
  const before = tree({ eu: split });
  const after = tree({
    eu: [
      { name: 'a', objects: [configMap('one', 'shop')] },
      { name: 'b', objects: [configMap('two', 'shop'), claim('orders', 'shop')] },
    ],
  });
  expect(outcomes(before, after)).toEqual(['moved race PersistentVolumeClaim shop/orders']);
  const result = guarded(before, after);
  expect(refusals(result)).toEqual(['moved']);
  expect(result.findings[0]!.steps).toHaveLength(3);
});

test('an annotation added in the same change protects nothing', () => {
  const before = tree({ eu: split });
  const after = tree({
    eu: [
      { name: 'a', objects: [configMap('one', 'shop')] },
      { name: 'b', objects: [configMap('two', 'shop'), claim('orders', 'shop', KEEP)] },
    ],
  });
  expect(outcomes(before, after)).toEqual(['moved race PersistentVolumeClaim shop/orders']);
  const result = guarded(before, after);
  expect(refusals(result)).toEqual(['moved']);
  expect(result.findings[0]!.message).toContain('the mark that this change brings comes too late');
});

test('prune: false added in the same change protects nothing', () => {
  const before = tree({ eu: split });
  const after = tree({ eu: [{ name: 'a', spec: { prune: false }, objects: [configMap('one', 'shop')] }, split[1]!] });
  expect(outcomes(before, after)).toContain('removed pruned PersistentVolumeClaim shop/orders');
  expect(refusals(guarded(before, after))).toEqual(['protected-removed']);
});

test('an added kubeConfig orphans the locally applied objects', () => {
  const next = tree({ eu: [{ ...shop, spec: { kubeConfig: { secretRef: { name: 'far-kubeconfig' } } } }] });
  const local = compare(base, next).changes.filter(({ cluster, action }) => cluster === 'eu' && action === 'removed');
  expect(local.map(({ effect }) => effect)).toEqual(['orphaned', 'orphaned', 'orphaned']);
  expect(local[0]!.reason).toBe('its Kustomization turns to another cluster and forgets this one');
  const result = guarded(base, next);
  expect(refusals(result)).toEqual(['kubeconfig-changed', 'protected-removed']);
  expect(result.findings.find(({ id }) => id === 'kubeconfig-changed')!.steps).toHaveLength(2);
});

const access: UnitFixture = {
  name: 'access',
  objects: [account('deployer', 'flux-system'), configMap('limits', 'shop')],
};
const sync: UnitFixture = {
  name: 'sync',
  spec: { serviceAccountName: 'deployer' },
  objects: [configMap('web', 'shop')],
};

test('removing access and sync together may leave orphans', () => {
  const before = tree({ eu: [access, sync, shop] });
  const after = tree({ eu: [shop] });
  const change = changeOf(compare(before, after), 'ConfigMap', 'web');
  expect(change.effect).toBe('race');
  expect(change.reason).toContain('account flux-system/deployer goes in the same change');
  const declarations = ['access', 'sync'].map((name) =>
    Removal.object({ kind: 'Kustomization', name }, { reason: 'test' }),
  );
  const result = guarded(before, after, { declarations });
  expect(refusals(result)).toEqual(['sync-with-access']);
  expect(result.findings[0]!.steps).toEqual([
    'remove Kustomization flux-system/sync and keep its account, commit that and let Flux apply it',
    'remove the account when Flux has deleted what the Kustomization applied',
  ]);
});

test('removing access after sync loses nothing', () => {
  const before = tree({ eu: [access, sync, shop] });
  const between = tree({ eu: [access, shop] });
  const after = tree({ eu: [shop] });
  const gone = (name: string) => ({
    declarations: [Removal.object({ kind: 'Kustomization', name }, { reason: 'test' })],
  });
  expect(refusals(guarded(before, between, gone('sync')))).toEqual([]);
  expect(changeOf(compare(before, between), 'ConfigMap', 'web').effect).toBe('pruned');
  expect(refusals(guarded(between, after, gone('access')))).toEqual([]);
});

test('removing the account of a remaining sync stops it', () => {
  const before = tree({ eu: [access, sync] });
  const after = tree({ eu: [{ ...access, objects: [configMap('limits', 'shop')] }, sync] });
  expect(refusals(guarded(before, after))).toEqual(['account-removed']);
});

test('targetNamespace renames a Namespace, and the old one is deleted', () => {
  const next = tree({ eu: [{ ...shop, spec: { targetNamespace: 'other' } }] });
  expect(outcomes(base, next)).toEqual([
    'changed patched Kustomization flux-system/shop',
    'renamed pruned Deployment shop/web to Deployment other/web',
    'renamed pruned Namespace shop to Namespace other',
    'renamed pruned PersistentVolumeClaim shop/orders to PersistentVolumeClaim other/orders',
  ]);
  expect(refusals(guarded(base, next))).toEqual(['protected-removed', 'target-namespace']);
});

test('a selector that no longer matches empties clusters, environments and namespaces', () => {
  const tenant = (name: string): UnitFixture => ({
    name,
    folder: `prod/tenants/${name}/apps`,
    objects: [configMap('a', name), configMap('b', name)],
  });
  const before = tree({ eu: [tenant('one'), tenant('two'), tenant('three')] });
  const after = tree({ eu: [] });
  expect(refusals(guarded(before, after))).toEqual(['namespaces-emptied', 'protected-removed']);
  const bare = edited(before, { 'clusters/eu/kustomization.yaml': list([]) });
  expect(refusals(guarded(before, bare))).toEqual([
    'cluster-emptied',
    'namespaces-emptied',
    'protected-removed',
    'share-removed',
    'unit-emptied',
    'unlisted-file',
  ]);
});

test("removing a cluster's directory is rejected", () => {
  const before = tree({ eu: [shop], us: [shop] });
  const result = guarded(before, base);
  expect(refusals(result)).toEqual(['cluster-removed']);
  expect(result.findings.map(({ at, message }) => `[${at}] ${message}`)).toEqual([
    `[us] cluster "us" is gone with 6 objects: declare it with Removal.cluster('us', { reason: '…' }), or keep it`,
  ]);
  expect(refusals(guarded(before, base, { declarations: [Removal.cluster('us', { reason: 'shut down' })] }))).toEqual(
    [],
  );
});

test('removing a source stops its consumers', () => {
  const next = edited(base, {
    'clusters/eu/flux-system/gotk-sync.yaml': base.text('clusters/eu/flux-system/gotk-sync.yaml')!.split('---\n')[1],
  });
  expect(refusals(guarded(base, next))).toEqual(['protected-removed', 'source-missing']);
});

test('a list with a missing file stops reconciliation and deletes nothing, and one finding says so', () => {
  const next = edited(base, { [`${SHOP}/web.yaml`]: undefined });
  const result = guarded(base, next);
  expect(refusals(result)).toEqual(['broken-build']);
  expect(new Set(result.comparison.changes.map(({ effect }) => effect))).toEqual(new Set(['held']));
});

test('what was in the missing file is named beside it, where it is protected', () => {
  const { findings } = guarded(base, edited(base, { [`${SHOP}/data.yaml`]: undefined }));
  expect(findings.map(({ id, object }) => [id, object?.kind])).toEqual([
    ['broken-build', undefined],
    ['protected-removed', 'PersistentVolumeClaim'],
  ]);
});

test('a root that cannot be built is one finding', () => {
  const root = 'clusters/eu/kustomization.yaml';
  const next = edited(base, { [root]: base.text(root)!.replace('resources:\n', 'resources:\n- gone.yaml\n') });
  expect(next.text(root)).not.toBe(base.text(root));
  expect(guarded(base, next).findings.map(({ id, owner }) => [id, owner?.name])).toEqual([
    ['broken-build', 'flux-system'],
  ]);
});
