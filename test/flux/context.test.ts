import { App, Chart, Duration, Testing } from 'cdk8s';
import { imageApiVersion, notificationApiVersion } from '../../src/flux/api-versions';
import { isAtLeast } from '../../src/flux/version';
import {
  Alert,
  FluxContext,
  fluxContextOf,
  FluxDefaults,
  FluxVersion,
  GitRepository,
  ImageRepository,
  Kustomization,
  Provider,
  setFluxContext,
} from '../../src/flux-entry';
import { fluxVersions, FluxVersion as SchemaFluxVersion } from '../../src/schema';
import { samples } from './all-samples';

const minutes = (amount: number) => ({ interval: Duration.minutes(amount) });

describe('defaults', () => {
  const defaults: FluxDefaults = {
    gitRepository: { ...minutes(2), timeout: Duration.seconds(20) },
    ociRepository: { ...minutes(3), timeout: Duration.seconds(30) },
    bucket: { ...minutes(4), timeout: Duration.seconds(40) },
    helmRepository: minutes(5),
    helmChart: minutes(6),
    kustomization: {
      ...minutes(7),
      retryInterval: Duration.minutes(8),
      timeout: Duration.minutes(9),
      prune: false,
      wait: false,
    },
    helmRelease: { ...minutes(10), timeout: Duration.minutes(11), driftDetection: 'warn', crds: 'Create', retries: 1 },
    imageRepository: { ...minutes(12), timeout: Duration.seconds(50) },
    imageUpdateAutomation: minutes(13),
  };
  const specs = Object.fromEntries(samples.map(({ kind, least }) => [kind, least({ defaults }).spec]));

  test.each<[string, object]>([
    ['GitRepository', { interval: '2m', timeout: '20s' }],
    ['OCIRepository', { interval: '3m', timeout: '30s' }],
    ['Bucket', { interval: '4m', timeout: '40s' }],
    ['HelmRepository', { interval: '5m' }],
    ['HelmChart', { interval: '6m' }],
    ['Kustomization', { interval: '7m', retryInterval: '8m', timeout: '9m', prune: false, wait: false }],
    [
      'HelmRelease',
      {
        interval: '10m',
        timeout: '11m',
        driftDetection: { mode: 'warn' },
        install: { crds: 'Create', remediation: { retries: 1 } },
      },
    ],
    ['ImageRepository', { interval: '12m', timeout: '50s' }],
    ['ImageUpdateAutomation', { interval: '13m' }],
  ])('apply to every %s', (kind, expected) => {
    expect(specs[kind]).toMatchObject(expected);
  });

  test("are overridden by the object's own options", () => {
    for (const { most } of samples) expect(most({ defaults })).toEqual(most());
  });

  test('ignore undefined fields', () => {
    const given: FluxContext = { defaults: { kustomization: { interval: undefined, prune: false } } };
    const { spec } = Kustomization.manifest({ sourceRef: { kind: 'Bucket', name: 'x' } }, given);
    expect(spec).toMatchObject({ interval: '1h', prune: false, wait: true });
  });
});

describe('in a tree of constructs', () => {
  function tree(): { app: App; chart: Chart } {
    const app = Testing.app();
    return { app, chart: new Chart(app, 'chart', { namespace: 'infra' }) };
  }
  const url = 'https://x/y';
  const specsOf = (chart: Chart) => (Testing.synth(chart) as { spec: object }[]).map(({ spec }) => spec);

  test("the nearest ancestor's context takes precedence", () => {
    const { app, chart } = tree();
    setFluxContext(app, { flux: '2.6', defaults: { gitRepository: { ...minutes(2), timeout: Duration.seconds(20) } } });
    setFluxContext(chart, { defaults: { gitRepository: minutes(3), bucket: minutes(4) } });
    new GitRepository(chart, 'git', { url });
    new ImageRepository(chart, 'image', { image: 'x/y' });
    expect(specsOf(chart)[0]).toEqual({ interval: '3m', timeout: '20s', url });
    expect(Testing.synth(chart)[1]).toMatchObject({ apiVersion: 'image.toolkit.fluxcd.io/v1beta2' });
    expect(fluxContextOf(chart)).toEqual({
      flux: '2.6',
      defaults: { gitRepository: { ...minutes(3), timeout: Duration.seconds(20) }, bucket: minutes(4) },
    });
  });

  test('the nearest version takes precedence, other charts are unaffected', () => {
    const { app, chart } = tree();
    setFluxContext(app, { flux: '2.6' });
    setFluxContext(chart, { flux: '2.8' });
    expect(fluxContextOf(chart).flux).toBe('2.8');
    expect(fluxContextOf(new Chart(app, 'other')).flux).toBe('2.6');
    expect(fluxContextOf(Testing.chart())).toEqual({});
  });
});

test('versions compare by minor version', () => {
  const at = (flux: FluxContext['flux']) => isAtLeast(flux, '2.8');
  expect([at('2.7.9'), at('2.8'), at('2.8.0'), at('2.9'), at(undefined)]).toEqual([false, true, true, true, undefined]);
  expect([at('2.10'), at('2.10.0'), isAtLeast('2.9', '2.10')]).toEqual([true, true, false]);
});

test('the versions match the schemas', () => {
  const versions: readonly FluxVersion[] = fluxVersions;
  const back: readonly SchemaFluxVersion[] = versions;
  expect(back.map(imageApiVersion)).toEqual(
    fluxVersions.map((flux) => `image.toolkit.fluxcd.io/${flux === '2.6' ? 'v1beta2' : 'v1'}`),
  );
});

test.each<[FluxContext['flux'], string]>([
  [undefined, 'v1beta3'],
  ['2.6', 'v1beta3'],
  ['2.9', 'v1beta3'],
  ['2.9.5', 'v1beta3'],
  ['2.10', 'v1'],
  ['2.10.0', 'v1'],
])('with Flux %s Alerts and Providers are %s', (flux, version) => {
  const apiVersion = `notification.toolkit.fluxcd.io/${version}`;
  expect(notificationApiVersion(flux)).toBe(apiVersion);
  const chart = Testing.chart();
  setFluxContext(chart, { ...(flux !== undefined && { flux }) });
  const slack = new Provider(chart, 'slack', { type: 'slack', address: 'https://slack.com/api' });
  new Alert(chart, 'all', { providerRef: slack, eventSources: [{ kind: 'Kustomization', name: '*' }] });
  expect(Testing.synth(chart)).toMatchObject([
    { apiVersion, kind: 'Provider' },
    { apiVersion, kind: 'Alert' },
  ]);
});
