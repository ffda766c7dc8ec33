import { Manifest, guarded, kustomization, tree } from './fixture';

/* Controllers of shards of Flux that go: what they would have to delete hangs, and what has their label stays alone. */

const KEY = 'sharding.fluxcd.io/key';

const controller = (name: string, selector?: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'flux-system' },
  spec: {
    template: {
      spec: {
        containers: [
          { name: 'manager', args: ['--log-level=info', ...(selector ? [`--watch-label-selector=${selector}`] : [])] },
        ],
      },
    },
  },
});

const MAIN = controller('kustomize-controller', `!${KEY}`);
const A = controller('kustomize-controller-a', `${KEY}=a`);
const B = controller('kustomize-controller-b', `${KEY}=b`);

const labelled = (object: Manifest, shard?: string): Manifest => ({
  ...object,
  metadata: { ...(object.metadata as object), ...(shard ? { labels: { [KEY]: shard } } : {}) },
});
const shop = (shard?: string) => labelled(kustomization('shop', './shop', { suspend: true }), shard);
const release = (shard?: string) =>
  labelled(
    {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'web', namespace: 'flux-system' },
      spec: { chart: { spec: { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'web' } } } },
    },
    shard,
  );
const instance = (...shards: readonly string[]): Manifest => ({
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'FluxInstance',
  metadata: { name: 'flux', namespace: 'flux-system' },
  spec: { distribution: { version: '2.9.x' }, ...(shards.length > 0 ? { sharding: { shards } } : {}) },
});

type Objects = readonly Manifest[];

function judged(old: Objects, next: Objects) {
  const of = (objects: Objects) => tree({ eu: [{ name: 'unit', objects }] });
  const { findings, comparison } = guarded(of(old), of(next));
  return {
    found: findings.filter(({ id }) => id === 'shard-removed'),
    risks: comparison.changes.flatMap(({ risks }) =>
      risks
        .filter(({ message }) => /hangs in its deletion|and nobody reconciles/.test(message))
        .map((one) => `${one.severity} ${one.class}: ${one.message}`),
    ),
  };
}

test('what goes with the controllers of its shard is refused', () => {
  const { found, risks } = judged([MAIN, A, B, shop('b')], [MAIN, A]);
  expect(found).toMatchObject([
    {
      severity: 'error',
      object: { kind: 'Kustomization', name: 'shop' },
      message:
        'Kustomization flux-system/shop goes together with Deployment flux-system/kustomize-controller-b, which is to end its deletion: it stays on the cluster, half deleted, with all that it made: take away one of the two first',
    },
  ]);
  expect(risks).toEqual([
    'medium held: Kustomization flux-system/shop hangs in its deletion: Deployment flux-system/kustomize-controller-b goes as well',
  ]);
});

test('shards of Flux Operator, and selectors of other forms', () => {
  const { found } = judged([instance('a', 'b'), shop('b'), release('a')], [instance('a')]);
  expect(found.map(({ message }) => message.split(',')[0])).toEqual([
    'Kustomization flux-system/shop goes together with shard b of FluxInstance flux-system/flux',
  ]);
  const both = controller('kustomize-controller-x', `${KEY} in (a, b)`);
  expect(judged([MAIN, both, shop('b')], [MAIN]).found).toHaveLength(1);
});

test.each<[string, Objects, Objects]>([
  ['the shard alone', [MAIN, A, B, shop('b')], [MAIN, A, shop('a')]],
  ['the object alone', [MAIN, A, B, shop('b')], [MAIN, A, B]],
  ['an object of another shard', [MAIN, A, B, shop('a')], [MAIN, A]],
  ['an object without a shard', [MAIN, B, shop()], [MAIN]],
  ['an object of another controller', [MAIN, B, release('b')], [MAIN]],
  ['controllers under another name', [MAIN, B, shop('b')], [MAIN, controller('kustomize-controller-c', `${KEY}=b`)]],
  ['controllers for all objects stay', [B, shop('b')], [controller('kustomize-controller')]],
  ['a selector that is none', [MAIN, controller('kustomize-controller-x', '=,='), shop('b')], [MAIN]],
  ['a shard of the operator alone', [instance('a', 'b'), shop('b')], [instance('a'), shop('a')]],
  ['all shards of the operator', [instance('a', 'b'), shop('b')], [instance(), shop('b')]],
  ['the operator takes over the shard', [MAIN, B, shop('b')], [instance('b')]],
  ['another Deployment', [controller('web', `${KEY}=b`), MAIN, shop('b')], [MAIN]],
])('nothing hangs: %s', (_, old, next) => {
  expect(judged(old, next)).toEqual({ found: [], risks: [] });
});

test('an object that keeps the label of a shard that goes is left alone', () => {
  expect(judged([MAIN, A, B, shop('b')], [MAIN, A, shop('b')])).toEqual({
    found: [],
    risks: [
      'high availability: Deployment flux-system/kustomize-controller-b goes, and nobody reconciles Kustomization flux-system/shop',
    ],
  });
  expect(judged([instance('a', 'b'), shop('b'), release('b')], [instance('a'), shop('b'), release('a')])).toEqual({
    found: [],
    risks: [
      'high availability: shard b of FluxInstance flux-system/flux goes, and nobody reconciles Kustomization flux-system/shop',
    ],
  });
});
