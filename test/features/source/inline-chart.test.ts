import { App, Cluster, Component, Environment, HelmChart, OCIChartProps, Tenant } from '../../../src';
import { newFleet, objectsIn, problemsOf } from '../../support/fleets';

const url = 'oci://charts.example.com/acme/web';
const chart = (more: Partial<OCIChartProps> = {}) => HelmChart.oci({ url, version: '1.2.3', inline: true, ...more });

/** A fleet of one cluster with a component and an app of the chart. */
function fleetWith(given: HelmChart, flux?: '2.9' | '2.10') {
  const fleet = newFleet(flux ? { flux } : {});
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  new Component(fleet, 'web', { chart: given });
  new App(new Tenant(fleet, 'shop', {}), 'cart', { chart: given });
  return fleet;
}

const component = 'clusters/eu-1/infrastructure/web/web.yaml';
const app = 'clusters/eu-1/dev/tenants/shop/workloads/shop/cart/cart.yaml';

test('an inline chart is in the HelmRelease, with all options of the registry and no source beside it', () => {
  const fleet = fleetWith(
    chart({
      ...{ version: '1.x', secretName: 'login', certSecretName: 'ca', proxySecretName: 'proxy', insecure: true },
      ...{ provider: 'aws', serviceAccountName: 'puller', verify: { secretName: 'keys' } },
    }),
    '2.10',
  );
  expect(objectsIn(fleet, component).map(({ kind }) => kind)).toEqual(['Namespace', 'HelmRelease']);
  const releases = [component, app].map((path) => objectsIn(fleet, path).find(({ kind }) => kind === 'HelmRelease')!);
  for (const { spec } of releases) {
    expect(spec).not.toHaveProperty('chartRef');
    expect(spec.chart).toEqual({
      kind: 'OCIRepository',
      spec: {
        ...{
          url,
          interval: '1m',
          ref: { semver: '1.x' },
          provider: 'aws',
          serviceAccountName: 'puller',
          insecure: true,
        },
        ...{ secretRef: { name: 'login' }, certSecretRef: { name: 'ca' }, proxySecretRef: { name: 'proxy' } },
        layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
        verify: { provider: 'cosign', secretRef: { name: 'keys' } },
      },
    });
  }
});

test('equal charts share no source object, and those that are not inline still do', () => {
  const fleet = fleetWith(chart(), '2.10');
  for (const name of ['a', 'b']) new Component(fleet, name, { chart: chart() });
  for (const name of ['c', 'd']) new Component(fleet, name, { chart: chart({ inline: false }) });
  const sources = objectsIn(fleet, 'clusters/eu-1/infrastructure.yaml').filter(({ kind }) => kind === 'OCIRepository');
  expect(sources).toHaveLength(1);
  expect(objectsIn(fleet, 'clusters/eu-1/infrastructure/c/c.yaml').at(-1)).toMatchObject({
    spec: { chartRef: { name: sources[0]!.metadata.name } },
  });
});

test('a chart that is signed and not verified yet says so on the HelmRelease', () => {
  const [, release] = objectsIn(fleetWith(chart({ signed: true }), '2.10'), component);
  expect(release!.metadata.annotations).toEqual({ 'fleet.cdk8s.io/signed': 'true' });
});

test('an older Flux refuses it, and both ways that the message names work', () => {
  const refused = (place: string) =>
    `[${place}] chart has inline, which came with Flux 2.10, and cluster "eu-1" has 2.9: raise its flux, or leave inline out`;
  expect(problemsOf(fleetWith(chart(), '2.9'))).toEqual([refused('dev/eu-1/shop/cart'), refused('eu-1/web')]);
  expect(problemsOf(fleetWith(chart(), '2.10'))).toEqual([]);
  expect(problemsOf(fleetWith(HelmChart.oci({ url, version: '1.2.3' }), '2.9'))).toEqual([]);
});

test('on a remote cluster, the Flux of its manager counts', () => {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1', { flux: '2.9' });
  new Component(new Cluster(fleet, 'store-1', { managedBy: eu }), 'web', { chart: chart() });
  expect(problemsOf(fleet)).toEqual([
    '[store-1/web] chart has inline, which came with Flux 2.10, and cluster "eu-1" has 2.9: raise its flux, or leave inline out',
  ]);
});

test('a value of another type is refused', () => {
  expect(chart({ inline: 'yes' as never }).problems).toEqual([expect.stringMatching(/^inline .*"yes"/)]);
});
