import { ApiObject } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, HelmChart, Tenant } from '../../../src';
import { Loose, newFleet, problemsOf } from '../../support/fleets';

const chart = (name: string) => HelmChart.oci({ url: `oci://charts.example.com/${name}`, version: '1.0.0' });

/** Adds raw objects as a component. */
function raw(fleet: Fleet<Loose>, name: string, ...objects: object[]): Component<Loose> {
  return new Component<Loose>(fleet, name, {
    namespace: 'shared',
    createNamespace: false,
    manifests: (into) => objects.forEach((object, index) => new ApiObject(into, `o${index}`, object as never)),
  });
}

const release = (name: string, spec: object = {}) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name },
  spec: { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'web' }, ...spec },
});

const kustomization = (name: string, spec: object = {}) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name },
  spec: { interval: '1h', prune: true, path: `./${name}`, sourceRef: { kind: 'GitRepository', name: 'apps' }, ...spec },
});

const twice = (release: string, namespace: string, other: string, directory: string) =>
  `its Helm release "${release}" in namespace "${namespace}" is already that of HelmRelease "${other}" (clusters/eu-1/${directory}), and the two would upgrade over and uninstall each other: give one of them another releaseName`;

/** The warnings of a fleet without errors. */
function warningsOf(fleet: Fleet<Loose>): string[] {
  return fleet.synthesize().warnings.map(({ at, message }) => `[${at}] ${message}`);
}

describe('a reference into another namespace', () => {
  const spec = { sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'sources' } };
  const message =
    '[eu-1/raw] Kustomization "shared/web": sourceRef is in namespace "sources", and Flux\'s lockdown refuses references into other namespaces: have it in "shared"';
  const fleetOf = (props: object) => {
    const fleet = newFleet(props);
    const cluster = new Cluster(fleet, 'eu-1');
    raw(fleet, 'raw', kustomization('web', spec));
    return { fleet, cluster };
  };

  test('may work where somebody else installs Flux', () => {
    expect(warningsOf(fleetOf({}).fleet)).toEqual([message]);
  });

  test.each([['gotk'], ['operator']])('is refused where the fleet installs Flux with %s', (bootstrap) => {
    expect(problemsOf(fleetOf({ bootstrap }).fleet)).toEqual([message]);
  });

  test('is refused where there are tenants, who need the lockdown', () => {
    const { fleet, cluster } = fleetOf({});
    new Environment(fleet, 'prod', { clusters: [cluster] });
    new Tenant(fleet, 'shop', {});
    expect(problemsOf(fleet)).toEqual([message]);
  });
});

describe('one Helm release has one owner', () => {
  test('of two components', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    new Component(fleet, 'a', { chart: chart('a'), namespace: 'n' });
    new Component(fleet, 'b', { chart: chart('b'), namespace: 'n', createNamespace: false, releaseName: 'a' });
    expect(problemsOf(fleet)).toEqual([
      `[eu-1/b] HelmRelease "flux-system/b": ${twice('a', 'n', 'flux-system/a', 'infrastructure/a')}`,
    ]);
  });

  test('of two apps', () => {
    const fleet = newFleet();
    new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu-1')] });
    const shop = new Tenant(fleet, 'shop', {});
    new App(shop, 'a', { chart: chart('a'), releaseName: 'db' });
    new App(shop, 'b', { chart: chart('b'), releaseName: 'db' });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[prod\/eu-1\/shop.*\] HelmRelease "[^"]*b": its Helm release "db" .* give one of them another releaseName$/,
      ),
    ]);
  });

  test('of two raw HelmReleases in different units, after defaults', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    raw(fleet, 'first', release('web', { targetNamespace: 'apps' }));
    raw(fleet, 'second', release('other', { releaseName: 'apps-web' }));
    expect(problemsOf(fleet)).toEqual([
      `[eu-1/first] HelmRelease "shared/web": ${twice('apps-web', 'shared', 'shared/other', 'infrastructure/second')}`,
    ]);
  });

  test('unless they are on different clusters', () => {
    const fleet = newFleet();
    const [one, other] = ['eu-1', 'eu-2'].map((name) => new Cluster(fleet, name));
    for (const cluster of [one!, other!]) {
      new Component(cluster, 'a', { chart: chart('a'), namespace: 'n', releaseName: 'web' });
    }
    expect(problemsOf(fleet)).toEqual([]);
  });

  test('of a remote cluster, which a kubeconfig of the manager reaches', () => {
    const fleet = newFleet();
    const manager = new Cluster(fleet, 'eu-1');
    const remote = new Cluster(fleet, 'edge-1', { managedBy: manager });
    for (const cluster of [manager, remote]) {
      new Component(cluster, `on-${cluster.name}`, { chart: chart('a'), namespace: 'n', releaseName: 'web' });
    }
    expect(problemsOf(fleet)).toEqual([]);
    new Component(remote, 'second', { chart: chart('b'), namespace: 'n', createNamespace: false, releaseName: 'web' });
    expect(problemsOf(fleet)).toEqual([
      `[edge-1/second] HelmRelease "edge-1/second": ${twice('web', 'n', 'edge-1/on-edge-1', 'remotes/edge-1/releases/on-edge-1')}`,
    ]);
  });
});

describe('objects that wait', () => {
  test('in a circle across units are an error', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    raw(fleet, 'first', kustomization('a', { dependsOn: [{ name: 'b' }] }));
    raw(fleet, 'second', kustomization('b', { dependsOn: [{ name: 'a' }] }));
    expect(problemsOf(fleet)).toEqual([
      '[eu-1/first] Kustomization "shared/a": dependsOn goes in a circle, in which each waits for the other for ever (shared/a → shared/b → shared/a): take one of these dependencies out',
    ]);
  });

  test('for what nobody makes are a warning, which the program can acknowledge', () => {
    const make = () => {
      const fleet = newFleet();
      new Cluster(fleet, 'eu-1');
      raw(fleet, 'first', kustomization('a', { dependsOn: [{ name: 'b' }] }));
      return fleet;
    };
    expect(warningsOf(make())).toEqual([
      '[eu-1/first] Kustomization "shared/a": dependsOn names Kustomization "shared/b", which the program does not make on this cluster, so it waits until somebody else does: correct the name, or leave it out',
    ]);
    const fleet = make();
    fleet.acknowledgeWarning('kustomization-depends-on-nobody', 'made by hand');
    expect(warningsOf(fleet)).toEqual([]);
  });

  test('for what another unit makes, or for generated ones, are fine', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    const on = { name: 'infrastructure-second', namespace: 'flux-system' };
    raw(fleet, 'first', kustomization('a', { dependsOn: [{ name: 'b' }, on] }));
    raw(fleet, 'second', kustomization('b'));
    expect(warningsOf(fleet)).toEqual([]);
  });
});

test('the namespace that a delivery sets by default does not go into the target of its patches', () => {
  const make = (target: object) => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    const patches = [{ patch: [{ op: 'add' as const, path: '/spec/size', value: 3 }], target }];
    new Component(fleet, 'widgets', { path: './widgets', namespace: 'shop', patches });
    return fleet;
  };
  expect(warningsOf(make({ kind: 'Widget', namespace: 'shop' }))).toEqual([
    '[eu-1/widgets] Kustomization "flux-system/infrastructure-widgets.folder": the target of a patch names namespace "shop", which targetNamespace sets only after the patches, so it selects nothing but objects whose files name that namespace: leave namespace out of the target',
  ]);
  // The way forward works.
  expect(warningsOf(make({ kind: 'Widget' }))).toEqual([]);
});

test('a custom resource beside the release that brings its CRD: the way forward works', () => {
  const store = { apiVersion: 'coroot.com/v1', kind: 'Coroot', metadata: { name: 'coroot' }, spec: {} };
  const together = newFleet();
  new Cluster(together, 'eu-1');
  raw(together, 'operator', release('operator'), store);
  const about = (fleet: Fleet<Loose>) => warningsOf(fleet).filter((text) => text.includes('same Kustomization'));
  expect(about(together)).toEqual([
    expect.stringMatching(
      /^\[eu-1\/operator\] Coroot "shared\/coroot": it is in the same Kustomization as HelmRelease "shared\/operator": .*/,
    ),
  ]);
  const apart = newFleet();
  new Cluster(apart, 'eu-1');
  const operator = raw(apart, 'operator', release('operator'));
  new Component<Loose>(apart, 'store', {
    namespace: 'shared',
    createNamespace: false,
    dependsOn: [operator],
    manifests: (into) => void new ApiObject(into, 'store', store),
  });
  expect(about(apart)).toEqual([]);
});

test('rules about one object hold for raw objects, in the version of the cluster', () => {
  const make = (flux: '2.8' | '2.9') => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1', { flux });
    raw(
      fleet,
      'web',
      release('web', { valuesFrom: [{ kind: 'Secret', name: 'a', ...(flux === '2.9' ? { literal: true } : {}) }] }),
    );
    return problemsOf(fleet);
  };
  expect(make('2.9')).toEqual([
    '[eu-1/web] HelmRelease "shared/web": valuesFrom Secret "a" is literal without a targetPath, so it is read as YAML all the same: give targetPath, or leave literal out',
  ]);
  expect(make('2.8')).toEqual([]);
});
