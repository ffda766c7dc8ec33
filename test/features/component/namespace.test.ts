import { ApiObject, Chart } from 'cdk8s';
import { Cluster, Component, HelmChart, Removal } from '../../../src';
import { guard, ManifestTree } from '../../../src/plan-entry';
import { newFleet, objectsIn, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });
const config = (made: Chart) =>
  void new ApiObject(made, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });

function setUp() {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  new Cluster(fleet, 'store-1', { managedBy: eu });
  return fleet;
}

const namespacesIn = (fleet: Parameters<typeof objectsIn>[0], path: string) =>
  objectsIn(fleet, path).filter(({ kind }) => kind === 'Namespace');

describe("a component's namespace", () => {
  it.each(['chart', 'manifests'] as const)('has labels, annotations and a standard, for %s', (sort) => {
    const fleet = setUp();
    new Component(fleet, 'web', {
      ...(sort === 'chart' ? { chart } : { manifests: config }),
      namespaceLabels: ({ cluster }) => ({ site: cluster.name }),
      namespaceAnnotations: { owner: 'platform' },
      podSecurity: 'baseline',
      keepNamespace: true,
    });
    for (const [path, site] of [
      ['clusters/eu-1/infrastructure/web/web.yaml', 'eu-1'],
      ['clusters/eu-1/remotes/store-1/infrastructure/web/web.yaml', 'store-1'],
    ] as const) {
      expect(namespacesIn(fleet, path)).toEqual([
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: 'web',
            labels: {
              site,
              'pod-security.kubernetes.io/enforce': 'baseline',
              'pod-security.kubernetes.io/audit': 'baseline',
              'pod-security.kubernetes.io/warn': 'baseline',
            },
            annotations: { owner: 'platform', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
          },
        },
      ]);
    }
  });

  it('has none of them unless they are given', () => {
    const fleet = setUp();
    new Component(fleet, 'web', { chart, namespaceLabels: {} });
    expect(namespacesIn(fleet, 'clusters/eu-1/infrastructure/web/web.yaml')).toEqual([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } },
    ]);
  });

  it('is refused where the component creates none, and with labels that cannot be', () => {
    const fleet = setUp();
    new Component(fleet, 'one', { chart, namespace: 'shared', createNamespace: false, podSecurity: 'baseline' });
    new Component(fleet, 'two', { path: './two', keepNamespace: true });
    expect(problemsOf(fleet)).toEqual([
      '[eu-1/one] podSecurity is for a namespace that the component creates: leave it out, or give namespace and leave out createNamespace',
      '[eu-1/two] keepNamespace is for a namespace that the component creates: leave it out, or give namespace and leave out createNamespace',
      '[store-1/one] podSecurity is for a namespace that the component creates: leave it out, or give namespace and leave out createNamespace',
      '[store-1/two] keepNamespace is for a namespace that the component creates: leave it out, or give namespace and leave out createNamespace',
    ]);
    const other = setUp();
    new Component(other, 'web', { chart, namespaceLabels: { 'a b': 'c' } });
    expect(problemsOf(other).join('\n')).toMatch(/Namespace .*a b/);
  });

  it('stays when the component goes, by what is committed', () => {
    const treeOf = (keeps: boolean, there: boolean) => {
      const fleet = setUp();
      if (there) new Component(fleet, 'web', { manifests: config, keepNamespace: keeps });
      else new Component(fleet, 'other', { manifests: config });
      const { tree } = fleet.synthesize();
      return ManifestTree.of(tree.paths.map((path) => [path, tree.get(path)!] as const));
    };
    const removed = (keeps: boolean) => {
      const declarations = [Removal.component('web', { reason: 'replaced by other' })];
      const { comparison } = guard({
        base: treeOf(keeps, true),
        next: treeOf(false, false),
        declarations,
        today: '2026-11-29',
      });
      return comparison.changes
        .filter(({ object }) => object.kind === 'Namespace' && object.name === 'web')
        .map(({ cluster, effect }) => `${cluster}: ${effect}`)
        .sort();
    };
    expect(removed(true)).toEqual(['eu-1: orphaned', 'store-1: orphaned']);
    expect(removed(false)).toEqual(['eu-1: pruned', 'store-1: pruned']);
  });
});
