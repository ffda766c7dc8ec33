import { Cluster, Component, ComponentProps, Environment, HelmChart, Source } from '../../../src';
import { configMap, Loose, newFleet, objectsIn, Parsed } from '../../support/fleets';

const url = 'https://charts.example.com';
const oci = (version: string) => HelmChart.oci({ url: 'oci://charts.example.com/nginx', version });

/** The objects of a file, for a component of an environment on a local or a remote cluster. */
function rendered(
  file: string,
  props: ComponentProps<Loose>,
  more: ComponentProps<Loose> = { manifests: configMap },
): Parsed[] {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  const remote = new Cluster(fleet, 'store-1', { managedBy: manager, kubeConfig: { name: 'login', key: 'value' } });
  const dev = new Environment(fleet, 'dev', { clusters: [manager, remote] });
  const base = new Component(dev, 'base', more);
  new Component(dev, 'nginx', { ...props, dependsOn: [base] });
  return objectsIn(fleet, `clusters/eu-1/${file}`);
}

const local = (props: ComponentProps<Loose>) => rendered('dev/infrastructure/nginx/nginx.yaml', props);
const releaseOf = (props: ComponentProps<Loose>) => local(props).slice(1);

describe('on a cluster that runs Flux', () => {
  test('a component in code renders its namespace and its objects', () => {
    expect(local({ manifests: configMap })).toEqual([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev-nginx' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'dev-nginx' }, data: { a: 'b' } },
    ]);
    const props = { manifests: configMap, createNamespace: false, namespace: 'x' };
    expect(
      rendered('dev/infrastructure/nginx/nginx.yaml', props, { manifests: configMap }).map(({ kind }) => kind),
    ).toEqual(['ConfigMap']);
  });

  test('a chart from a repository renders a release in the control namespace', () => {
    const chart = HelmChart.repository({ url, chart: 'nginx', version: '18.x' });
    expect(releaseOf({ chart, values: { a: 1 }, releaseName: 'web' })).toEqual([
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        metadata: { name: 'nginx', namespace: 'dev-flux-system' },
        spec: { interval: '30m', url },
      },
      {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: 'nginx', namespace: 'dev-flux-system' },
        spec: {
          interval: '1h',
          timeout: '5m',
          chart: { spec: { chart: 'nginx', version: '18.x', sourceRef: { kind: 'HelmRepository', name: 'nginx' } } },
          releaseName: 'web',
          targetNamespace: 'dev-nginx',
          storageNamespace: 'dev-nginx',
          serviceAccountName: 'kustomize-controller',
          install: { crds: 'CreateReplace', strategy: { name: 'RetryOnFailure', retryInterval: '5m' } },
          upgrade: { crds: 'CreateReplace', strategy: { name: 'RetryOnFailure', retryInterval: '5m' } },
          driftDetection: { mode: 'enabled' },
          values: { a: 1 },
        },
      },
    ]);
  });

  test.each([
    ['1.2.3', { tag: '1.2.3' }],
    ['v1.2.3-rc.1', { tag: 'v1.2.3-rc.1' }],
    ['1.2.3+build.7', { tag: '1.2.3_build.7' }],
    ['18.x', { semver: '18.x' }],
    ['>=1.2.3 <2', { semver: '>=1.2.3 <2' }],
    ['1.2', { semver: '1.2' }],
  ])('version %s of a chart in a registry becomes %j', (version, ref) => {
    const [source, release] = releaseOf({ chart: oci(version) });
    expect(source).toMatchObject({
      kind: 'OCIRepository',
      metadata: { name: 'nginx', namespace: 'dev-flux-system' },
      spec: { url: 'oci://charts.example.com/nginx', layerSelector: { operation: 'copy' } },
    });
    expect(source.spec.ref).toEqual(ref);
    expect(release.spec.chartRef).toEqual({ kind: 'OCIRepository', name: 'nginx' });
    expect(release.spec).not.toHaveProperty('values');
  });

  test('a chart of a Git repository', () => {
    const [source, release] = releaseOf({
      chart: HelmChart.git({ url, tag: 'v1', path: './chart', secretName: 'key' }),
    });
    expect(source).toMatchObject({
      kind: 'GitRepository',
      spec: { url, ref: { tag: 'v1' }, secretRef: { name: 'key' } },
    });
    expect(source.spec).not.toHaveProperty('sparseCheckout');
    expect(release.spec.chart.spec).toEqual({ chart: './chart', sourceRef: { kind: 'GitRepository', name: 'nginx' } });
  });

  test('its Kustomization depends on those of its dependencies', () => {
    const list = rendered('dev/infrastructure.yaml', { chart: oci('1.2.3') });
    expect(list.map(({ metadata, spec }) => [metadata.name, spec.path, spec.wait, spec.dependsOn])).toEqual([
      ['infrastructure-base', './dist/clusters/eu-1/dev/infrastructure/base', true, undefined],
      [
        'infrastructure-nginx',
        './dist/clusters/eu-1/dev/infrastructure/nginx',
        true,
        [{ name: 'infrastructure-base' }],
      ],
    ]);
  });
});

describe('for a remote cluster', () => {
  const folder = 'remotes/store-1/dev';
  const listed = (props: ComponentProps<Loose>) =>
    rendered(`${folder}/infrastructure.yaml`, props, { manifests: configMap }).map(({ metadata, spec }) => ({
      name: metadata.name,
      path: spec.path.split(`${folder}/`)[1],
      dependsOn: spec.dependsOn.map(({ name }: { name: string }) => name).join(' '),
      remote: spec.kubeConfig !== undefined,
    }));

  const base = { name: 'dev-infrastructure-base', path: 'infrastructure/base', dependsOn: 'access', remote: true };

  test('a component in code is applied with the kubeconfig, after the account exists', () => {
    expect(listed({ manifests: configMap })).toEqual([
      base,
      {
        name: 'dev-infrastructure-nginx',
        path: 'infrastructure/nginx',
        dependsOn: 'access dev-infrastructure-base',
        remote: true,
      },
    ]);
  });

  test("a chart's namespace is on the remote cluster, its release on the manager", () => {
    const props = { chart: oci('1.2.3') };
    expect(listed(props)).toEqual([
      base,
      { name: 'dev-namespace-nginx', path: 'infrastructure/nginx', dependsOn: 'access', remote: true },
      {
        name: 'dev-infrastructure-nginx',
        path: 'releases/nginx',
        dependsOn: 'dev-namespace-nginx dev-infrastructure-base',
        remote: false,
      },
    ]);
    expect(rendered(`${folder}/infrastructure/nginx/nginx.yaml`, props)).toEqual([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev-nginx' } },
    ]);
    const [source, release] = rendered(`${folder}/releases/nginx/nginx.yaml`, props);
    expect([source.metadata, release.metadata]).toEqual(
      Array.from({ length: 2 }, () => ({ name: 'dev-nginx', namespace: 'store-1' })),
    );
    expect(release.spec).toMatchObject({
      chartRef: { kind: 'OCIRepository', name: 'dev-nginx' },
      kubeConfig: { secretRef: { name: 'login', key: 'value' } },
      serviceAccountName: 'kustomize-controller',
      releaseName: 'nginx',
      targetNamespace: 'dev-nginx',
    });
  });

  test('a chart in an existing namespace renders only a release', () => {
    expect(listed({ chart: oci('1.2.3'), namespace: 'x', createNamespace: false })).toEqual([
      base,
      {
        name: 'dev-infrastructure-nginx',
        path: 'releases/nginx',
        dependsOn: 'dev-infrastructure-base',
        remote: false,
      },
    ]);
  });
});

test('a fleet in an OCI artifact uses an OCIRepository', () => {
  const source = Source.oci({ url: 'oci://registry.example.com/fleet', tag: 'latest', secretName: 'pull' });
  const fleet = newFleet({ source, path: '.' });
  new Cluster(fleet, 'eu-1');
  expect(objectsIn(fleet, 'clusters/eu-1/flux-system/gotk-sync.yaml')).toMatchObject([
    {
      kind: 'OCIRepository',
      spec: { url: 'oci://registry.example.com/fleet', ref: { tag: 'latest' }, secretRef: { name: 'pull' } },
    },
    { spec: { path: './clusters/eu-1', sourceRef: { kind: 'OCIRepository', name: 'flux-system' } } },
  ]);
});
