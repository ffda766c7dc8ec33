import type { WantedCluster } from '../../src/drift';
import type { KubernetesObject } from '../../src/kubernetes/objects';
import { loadOf, reconciledBy } from '../../src/ledger';

const kustomization = (name: string, source: string, dependsOn: readonly string[] = []): KubernetesObject => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: 'flux-system' },
  spec: {
    interval: '1h',
    sourceRef: { kind: source.split(' ')[0], name: source.split(' ')[1] },
    ...(dependsOn.length > 0 ? { dependsOn: dependsOn.map((one) => ({ name: one })) } : {}),
  },
});

const source = (kind: string, name: string, interval: string, ref: object = { branch: 'main' }): KubernetesObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind,
  metadata: { name, namespace: 'flux-system' },
  spec: { interval, url: 'https://git.example.com/fleet', ref },
});

const cluster = (name: string, objects: readonly KubernetesObject[]) =>
  ({
    cluster: name,
    objects: objects.map((object) => ({ object })),
    notCompared: [],
    unread: [],
  }) as unknown as WantedCluster;

const release: KubernetesObject = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'web', namespace: 'flux-system' },
  spec: { interval: '30m' },
};

const GIT = [
  source('GitRepository', 'fleet', '1m'),
  // The same commits in another namespace or under another name.
  source('GitRepository', 'again', '1m'),
  source('GitRepository', 'dev', '5m', { branch: 'dev' }),
  kustomization('a', 'GitRepository fleet'),
  kustomization('b', 'GitRepository again', ['a']),
  kustomization('c', 'GitRepository dev', ['b', 'of-others']),
  release,
];

const ARTIFACTS = [
  ...['x', 'y', 'z'].map((name) => source('OCIRepository', name, '10m', { tag: 'latest' })),
  kustomization('x', 'OCIRepository x'),
  kustomization('y', 'OCIRepository y', ['x']),
  kustomization('z', 'OCIRepository z', ['y', 'x']),
];

test('a commit reconciles all that follow it, and artifacts those that change', () => {
  const common = { kustomizations: 3, levels: 3 };
  expect(loadOf([cluster('oci', ARTIFACTS), cluster('git', GIT), cluster('bare', [release])])).toEqual([
    {
      ...common,
      ...{ cluster: 'git', releases: 1, sources: 3, perCommit: { least: 2, most: 3 }, perChange: { mean: 2, most: 2 } },
      // Of the Kustomizations 3, of the release 2, of the sources 60, 60 and 12.
      perHour: 137,
    },
    {
      ...common,
      cluster: 'oci',
      releases: 0,
      sources: 3,
      perCommit: { least: 0, most: 0 },
      perChange: { mean: 2, most: 3 },
      perHour: 21,
    },
  ]);
});

test('what waits for nothing but itself, and what is not there', () => {
  const reconciled = reconciledBy([...GIT, ...ARTIFACTS]);
  expect(reconciled('flux-system/a')).toEqual(['flux-system/a', 'flux-system/b']);
  expect(reconciled('flux-system/c')).toEqual(['flux-system/b', 'flux-system/c']);
  expect(reconciled('flux-system/z')).toEqual(['flux-system/x', 'flux-system/y', 'flux-system/z']);
  expect(reconciled('flux-system/gone')).toEqual([]);
  const circle = [kustomization('a', 'OCIRepository a', ['b']), kustomization('b', 'OCIRepository b', ['a'])];
  expect(loadOf([cluster('eu', circle)])[0]).toMatchObject({ levels: 2, perHour: 2 });
});

test('a source that the operator makes is one for all that read it', () => {
  const read = ['a', 'b'].map((name) => kustomization(name, 'GitRepository flux-system'));
  expect(loadOf([cluster('eu', read)])[0]).toMatchObject({
    perCommit: { least: 2, most: 2 },
    perChange: { mean: 2, most: 2 },
  });
});

test('what Flux makes counts like what is in the tree', () => {
  const instance: KubernetesObject = {
    apiVersion: 'fluxcd.controlplane.io/v1',
    kind: 'FluxInstance',
    metadata: { name: 'flux', namespace: 'flux-system' },
    spec: {
      sync: { kind: 'GitRepository', url: 'https://git.example.com/fleet', ref: 'refs/heads/main', path: './eu' },
    },
  };
  const chart = { ...release, spec: { interval: '30m', chart: { spec: { chart: 'web', interval: '10m' } } } };
  const own = [source('GitRepository', 'fleet', '1m'), kustomization('a', 'GitRepository fleet')];
  expect(loadOf([cluster('eu', [instance, chart, ...own])])[0]).toMatchObject({
    ...{ kustomizations: 2, releases: 1, sources: 3 },
    // The operator names the branch otherwise.
    perCommit: { least: 2, most: 2 },
    // The sources 60 and 60, the Kustomizations 6 and 1, the release 2, its chart 6.
    perHour: 135,
  });
});

test('what Flux does not look at does not count', () => {
  const stopped = (one: KubernetesObject): KubernetesObject => ({
    ...one,
    spec: { ...(one.spec as object), suspend: true },
  });
  const registry: KubernetesObject = {
    ...source('HelmRepository', 'charts', '1m'),
    spec: { type: 'oci', url: 'oci://registry.example.com/charts', interval: '1m' },
  };
  const still = [stopped(kustomization('b', 'GitRepository fleet', ['a'])), stopped(release), registry];
  const endless = { ...release, spec: { interval: '0s' } };
  const own = [source('GitRepository', 'fleet', '1m'), kustomization('a', 'GitRepository fleet')];
  expect(loadOf([cluster('eu', [...own, ...still, endless])])[0]).toMatchObject({
    ...{ kustomizations: 1, releases: 1, levels: 1, perCommit: { least: 1, most: 1 }, perHour: 61 },
  });
});
