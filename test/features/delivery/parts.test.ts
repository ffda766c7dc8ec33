import { ApiObject, Chart } from 'cdk8s';
import { App, Cluster, Component, Environment, HelmChart, Placement, Removal, Tenant } from '../../../src';
import { guard, ManifestTree } from '../../../src/plan-entry';
import { git, newFleet, objectsIn, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });

/** A ConfigMap that a chart reads, and a custom resource of a kind that it brings. */
function both(into: Chart): void {
  new ApiObject(into, 'settings', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { level: 'info' },
  });
  new ApiObject(into, 'widget', { apiVersion: 'acme.io/v1', kind: 'Widget', metadata: { name: 'main' } });
}

function setUp() {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  const store = new Cluster(fleet, 'store-1', { managedBy: eu });
  const dev = new Environment(fleet, 'dev', { clusters: [eu] });
  return { fleet, eu, store, dev };
}

/** Kind and name of the objects of a file. */
function named(fleet: Parameters<typeof objectsIn>[0], file: string): string[] {
  return objectsIn(fleet, file).map(({ kind, metadata }) => `${String(kind)} ${(metadata as { name: string }).name}`);
}

/** What the Kustomizations of a list wait for, by name. */
function waiting(fleet: Parameters<typeof objectsIn>[0], file: string): Record<string, string[]> {
  const all = objectsIn(fleet, file).filter(({ kind }) => kind === 'Kustomization');
  return Object.fromEntries(
    all.map(({ metadata, spec }) => [
      (metadata as { name: string }).name,
      ((spec as { dependsOn?: ReadonlyArray<{ name: string }> }).dependsOn ?? []).map(({ name }) => name),
    ]),
  );
}

describe('objects beside a chart of a component', () => {
  it('are applied before it, custom resources after it, and others wait for the last of them', () => {
    const { fleet, dev } = setUp();
    const widgets = new Component(fleet, 'widgets', { chart, manifests: both });
    new Component(fleet, 'user', { chart, dependsOn: [widgets] });
    new Component(dev, 'other', { chart, dependsOn: [widgets] });
    const shop = new Tenant(fleet, 'shop', { source: git });
    new App(shop, 'web', { path: './web', dependsOn: [widgets] });
    expect(named(fleet, 'clusters/eu-1/infrastructure/widgets/widgets.yaml')).toEqual([
      'Namespace widgets',
      'ConfigMap settings',
      'HelmRelease widgets',
    ]);
    expect(named(fleet, 'clusters/eu-1/infrastructure/widgets.custom/widgets.custom.yaml')).toEqual(['Widget main']);
    expect(waiting(fleet, 'clusters/eu-1/infrastructure.yaml')).toMatchObject({
      'infrastructure-widgets': [],
      'infrastructure-widgets.custom': ['infrastructure-widgets'],
      'infrastructure-user': ['infrastructure-widgets.custom'],
    });
    const ofDev = waiting(fleet, 'clusters/eu-1/dev/infrastructure.yaml');
    expect(ofDev['infrastructure-other']).toEqual(['infrastructure-widgets.custom']);
    expect(waiting(fleet, 'clusters/eu-1/dev/tenants/shop/apps/apps.yaml').web).toEqual([
      'infrastructure-widgets.custom',
    ]);
  });

  it('of a remote cluster go there, and the release stays on the manager', () => {
    const { fleet } = setUp();
    new Component(fleet, 'widgets', { chart, manifests: both, createNamespace: false, namespace: 'tools' });
    const folder = 'clusters/eu-1/remotes/store-1';
    expect(named(fleet, `${folder}/infrastructure/widgets/widgets.yaml`)).toEqual(['ConfigMap settings']);
    expect(named(fleet, `${folder}/releases/widgets/widgets.yaml`)).toEqual([
      'HelmRepository widgets',
      'HelmRelease widgets',
    ]);
    expect(named(fleet, `${folder}/infrastructure/widgets.custom/widgets.custom.yaml`)).toEqual(['Widget main']);
    expect(waiting(fleet, `${folder}.yaml`)).toMatchObject({
      'infrastructure-widgets': ['namespace-widgets'],
      'infrastructure-widgets.custom': ['access', 'infrastructure-widgets'],
    });
  });

  it('follow the target, and one override changes the chart of all of them', () => {
    const { fleet } = setUp();
    const widgets = new Component(fleet, 'widgets', {
      chart,
      values: { size: 1 },
      manifests: (into, { cluster }) => {
        if (cluster.name === 'eu-1') both(into);
      },
    });
    widgets.override(Placement.cluster('eu-1'), { values: { size: 2 } });
    const release = objectsIn(fleet, 'clusters/eu-1/infrastructure/widgets/widgets.yaml').at(-1);
    expect(release).toMatchObject({ kind: 'HelmRelease', spec: { values: { size: 2 } } });
    const { tree } = fleet.synthesize();
    expect(tree.paths.filter((path) => path.includes('widgets.custom') && path.includes('store-1'))).toEqual([]);
  });

  it('are removed with the component that is declared', () => {
    const committed = setUp().fleet;
    new Component(committed, 'widgets', { chart, manifests: both });
    const base = ManifestTree.of([...committed.synthesize().tree.entries()]);
    const { fleet } = setUp();
    const next = ManifestTree.of([...fleet.synthesize().tree.entries()]);
    const removed = (removals: Removal[]) =>
      guard({ base, next, today: '2026-01-01', declarations: removals }).findings;
    expect(removed([]).length).toBeGreaterThan(0);
    expect(removed([Removal.component('widgets', { reason: 'not used' })])).toEqual([]);
  });
});

test('objects beside a folder are applied before it, and custom resources after it', () => {
  const { fleet } = setUp();
  new Component(fleet, 'widgets', { path: './widgets', source: git, manifests: both, namespace: 'widgets' });
  expect(named(fleet, 'clusters/eu-1/infrastructure/widgets/widgets.yaml')).toEqual([
    'Namespace widgets',
    'ConfigMap settings',
    'GitRepository widgets',
    'Kustomization infrastructure-widgets.folder',
  ]);
  expect(waiting(fleet, 'clusters/eu-1/infrastructure.yaml')['infrastructure-widgets.custom']).toEqual([
    'infrastructure-widgets',
  ]);
});

describe('objects beside the chart of an app', () => {
  it('are units of their own, which the account of the tenant applies in the order that works', () => {
    const { fleet, dev } = setUp();
    const agent = new Component(dev, 'agent', { chart });
    const shop = new Tenant(fleet, 'shop', {
      source: git,
      deploys: ['ConfigMap', { group: 'acme.io', kind: 'Widget', resource: 'widgets' }],
    });
    const base = new App(shop, 'base', { path: './base' });
    const web = new App(shop, 'web', { chart, manifests: both, dependsOn: [base, agent] });
    new App(shop, 'user', { path: './user', dependsOn: [web] });
    const folder = 'clusters/eu-1/dev/tenants/shop/workloads/shop';
    expect(named(fleet, `${folder}/web.needed/web.needed.yaml`)).toEqual(['ConfigMap settings']);
    expect(named(fleet, `${folder}/web/web.yaml`)).toEqual(['HelmRepository dev-shop.web', 'HelmRelease dev-shop.web']);
    expect(named(fleet, `${folder}/web.custom/web.custom.yaml`)).toEqual(['Widget main']);
    expect(waiting(fleet, 'clusters/eu-1/dev/tenants.yaml')).toMatchObject({
      'dev-shop.web.needed': ['shop-access', 'base', 'infrastructure-agent'],
      'dev-shop.web': ['shop-access', 'dev-shop.web.needed'],
      'dev-shop.web.custom': ['shop-access', 'dev-shop.web'],
    });
    expect(waiting(fleet, 'clusters/eu-1/dev/tenants/shop/apps/apps.yaml').user).toEqual(['dev-shop.web.custom']);
  });

  it('are held to the rights of the tenant', () => {
    const { fleet } = setUp();
    const shop = new Tenant(fleet, 'shop', { source: git });
    new App(shop, 'web', { chart, manifests: both });
    expect(problemsOf(fleet)).toEqual([expect.stringMatching(/^\[dev\/eu-1\/shop\/web/)]);
  });
});
