import { App, Cluster, Environment, HelmChart, Removal, Tenant } from '../../src';
import { compare, guard, ManifestTree } from '../../src/plan-entry';
import { configMap, git, newFleet } from '../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.0.0' });

type State = 'on' | 'off' | 'gone';

/** A tenant whose apps, except for a folder, are a chart and objects in code. */
function fleetWith(state: State): ManifestTree {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  const web = new Tenant(fleet, 'web', { source: git });
  new App(web, 'folder', { path: './folder' });
  if (state !== 'gone') {
    new App(web, 'database', { chart, enabled: state === 'on' });
    new App(web, 'code', { manifests: configMap, enabled: state === 'on' });
  }
  const { tree } = fleet.synthesize();
  return ManifestTree.of(tree.paths.map((path) => [path, tree.get(path)!] as const));
}

function errors(before: State, after: State): string[] {
  const reason = 'not needed any more';
  const declarations = ['database', 'code'].map((app) => Removal.app('web', app, { reason }));
  const { findings } = guard({ base: fleetWith(before), next: fleetWith(after), today: '2026-01-01', declarations });
  return findings.filter(({ severity }) => severity === 'error').map(({ id, message }) => `${id}: ${message}`);
}

test('disabled apps keep the accounts that delete their objects', () => {
  expect(errors('on', 'off')).toEqual([]);
  expect(errors('off', 'gone')).toEqual([]);
});

test('removing apps together with their accounts is rejected', () => {
  expect(errors('on', 'gone')).toEqual([
    expect.stringMatching(/^sync-with-access: .*account dev-flux-system\/dev-web is removed in the same change/),
    expect.stringMatching(
      /^sync-with-access: .*account dev-flux-system\/dev-web\.helm is removed in the same change, so that Helm cannot uninst/,
    ),
  ]);
});

/** The objects of a manager as a tree: its root, and a Kustomization for another cluster with one ConfigMap. */
function managerTree(objects: readonly object[]): ManifestTree {
  const git = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };
  const root = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { path: './manager', prune: true, interval: '1m', sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
  };
  const source = {
    ...git,
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { url: 'https://x.example' },
  };
  const list = { resources: ['all.yaml'] };
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'web' } };
  return ManifestTree.of([
    ['manager/kustomization.yaml', `${JSON.stringify(list)}\n`],
    ['manager/all.yaml', [root, source, ...objects].map((object) => JSON.stringify(object)).join('\n---\n')],
    ['far/web.yaml', `${JSON.stringify(map)}\n`],
  ]);
}

describe('a Kustomization for another cluster that goes', () => {
  const web = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'web', namespace: 'flux-system' },
    spec: {
      path: './far',
      prune: true,
      interval: '1m',
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      serviceAccountName: 'runner',
      kubeConfig: { secretRef: { name: 'far' } },
    },
  };
  const account = (annotations = {}) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'runner', namespace: 'flux-system', annotations },
  });
  const kept = account({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  const effects = (before: readonly object[], after: readonly object[]) =>
    compare(managerTree(before), managerTree(after))
      .changes.filter(({ object }) => object.kind === 'ConfigMap')
      .map(({ effect, reason }) => [effect, reason]);

  test('has its objects pruned while its account is on the cluster of Flux', () => {
    expect(effects([web, account()], [account()])).toEqual([['pruned', undefined]]);
    expect(effects([web, kept], [])).toEqual([['pruned', undefined]]);
  });

  test('may leave them behind without such an account, or with one that goes as well', () => {
    expect(effects([web], [])).toEqual([
      [
        'race',
        'Flux looks for account flux-system/runner on manager before it prunes on another cluster, and no folder makes it there',
      ],
    ]);
    expect(effects([web, account()], [])).toEqual([
      ['race', 'account flux-system/runner goes in the same change, and without it nothing can be pruned'],
    ]);
  });
});
