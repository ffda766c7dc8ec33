import { Chart, Testing } from 'cdk8s';
import { FluxHelmChart, FluxHelmChartProps, GitRepository, HelmRelease, HelmRepository } from '../../src/flux-entry';
import { helmChart } from './samples';

const sourceRef = { kind: 'HelmRepository', name: 'charts' } as const;

test('the defaults: an interval of 30 minutes', () => {
  expect(FluxHelmChart.manifest({ chart: 'web', sourceRef })).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmChart',
    spec: { interval: '30m', chart: 'web', sourceRef },
  });
});

test('every option sets its field', () => {
  expect(FluxHelmChart.manifest(helmChart).spec).toEqual({
    interval: '10m',
    chart: 'web',
    version: '1.x',
    sourceRef,
    reconcileStrategy: 'Revision',
    valuesFiles: ['values.yaml', 'prod.yaml'],
    ignoreMissingValuesFiles: true,
    verify: {
      provider: 'cosign',
      secretRef: { name: 'keys' },
      matchOIDCIdentity: [{ issuer: '^https://issuer$', subject: '^https://subject$' }],
    },
    suspend: true,
  });
});

test('refers to its source as an object, as a HelmRelease does to it', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const charts = new HelmRepository(chart, 'charts', {
    url: 'https://charts.example.com',
    metadata: { name: 'charts' },
  });
  const web = new FluxHelmChart(chart, 'web', { chart: 'web', sourceRef: charts, metadata: { name: 'web' } });
  new HelmRelease(chart, 'release', { releaseName: 'web', chartRef: web });
  const [, helm, release] = Testing.synth(chart) as { spec: Record<string, unknown> }[];
  expect(helm?.spec.sourceRef).toEqual(sourceRef);
  expect(release?.spec.chartRef).toEqual({ kind: 'HelmChart', name: 'web', namespace: 'infra' });
});

test.each<[string, Partial<FluxHelmChartProps>, RegExp]>([
  ['no chart', { chart: '' }, /^chart "" is not a name: give that of the chart, or its folder$/],
  [
    'verification where there is none',
    { sourceRef: { kind: 'GitRepository', name: 'apps' }, verify: { provider: 'cosign' } },
    /^charts of a GitRepository cannot be verified: leave verify out, or take the chart from a HelmRepository$/,
  ],
  [
    'a source of another kind',
    { sourceRef: { kind: 'OCIRepository', name: 'x' } as never },
    /^sourceRef is of kind OCIRepository: use HelmRepository, GitRepository or Bucket$/,
  ],
])('rejects %s in the constructor', (_, props, message) => {
  expect(() => new FluxHelmChart(Testing.chart(), 'chart', { chart: 'web', sourceRef, ...props })).toThrow(message);
});

test('rejects a source in another namespace', () => {
  const app = Testing.app();
  const there = new Chart(app, 'there', { namespace: 'there' });
  const repository = new GitRepository(there, 'apps', { url: 'https://x/y', metadata: { name: 'apps' } });
  const here = new Chart(app, 'here', { namespace: 'here' });
  const message = /^sourceRef "apps" is in namespace "there": have it in "here", where it is looked for$/;
  expect(() => new FluxHelmChart(here, 'a', { chart: './web', sourceRef: repository })).toThrow(message);
  expect(
    () =>
      new FluxHelmChart(here, 'b', {
        chart: './web',
        sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'there' },
      }),
  ).toThrow(message);
});
