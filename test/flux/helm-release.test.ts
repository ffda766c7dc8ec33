import { Chart, Duration, Testing } from 'cdk8s';
import { HELM_CHART_LAYER, HelmRelease, HelmReleaseProps, OCIChart, OCIRepository } from '../../src/flux-entry';
import { Validator } from '../../src/schema';
import { ociRepository } from './samples';

const chart = {
  chart: 'podinfo',
  version: '6.9.x',
  sourceRef: { kind: 'HelmRepository', name: 'podinfo' },
} as const;

test('the defaults: CRDs updated, three retries, drift corrected', () => {
  expect(HelmRelease.manifest({ releaseName: 'web', chart })).toEqual({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    spec: {
      interval: '1h',
      timeout: '5m',
      chart: { spec: chart },
      releaseName: 'web',
      install: { crds: 'CreateReplace', remediation: { retries: 3 } },
      upgrade: { crds: 'CreateReplace', remediation: { retries: 3 } },
      driftDetection: { mode: 'enabled' },
    },
  });
});

test('every option sets its field', () => {
  const { spec } = HelmRelease.manifest({
    releaseName: 'web',
    chartRef: { kind: 'OCIRepository', name: 'web' },
    targetNamespace: 'shop',
    storageNamespace: 'history',
    values: { replicas: 2 },
    serviceAccountName: 'web',
    kubeConfig: { name: 'eu-kubeconfig' },
    dependsOn: [{ name: 'db', namespace: undefined }],
    interval: Duration.minutes(30),
    timeout: Duration.minutes(10),
    retries: 0,
    driftDetection: 'warn',
    crds: 'Skip',
    suspend: true,
  });
  expect(spec).toEqual({
    interval: '30m',
    timeout: '10m',
    chartRef: { kind: 'OCIRepository', name: 'web' },
    releaseName: 'web',
    targetNamespace: 'shop',
    storageNamespace: 'history',
    values: { replicas: 2 },
    serviceAccountName: 'web',
    kubeConfig: { secretRef: { name: 'eu-kubeconfig' } },
    dependsOn: [{ name: 'db' }],
    install: { crds: 'Skip', remediation: { retries: 0 } },
    upgrade: { crds: 'Skip', remediation: { retries: 0 } },
    driftDetection: { mode: 'warn' },
    suspend: true,
  });
});

test('the release history is stored in the target namespace', () => {
  expect(HelmRelease.manifest({ releaseName: 'web', chart, targetNamespace: 'shop' }).spec).toMatchObject({
    targetNamespace: 'shop',
    storageNamespace: 'shop',
  });
});

test.each<[string, HelmReleaseProps, RegExp]>([
  ['no chart', { releaseName: 'web' }, /^a HelmRelease has exactly one chart: give either chart or chartRef$/],
  [
    'two charts',
    { releaseName: 'web', chart, chartRef: { kind: 'OCIRepository', name: 'web' } },
    /^a HelmRelease has exactly one chart: /,
  ],
  ['a release name', { releaseName: 'Web', chart }, /^releaseName "Web" is not a valid name: use lower-case letters/],
  [
    'a release name of 54 bytes',
    { releaseName: 'x'.repeat(54), chart },
    /^releaseName "x{54}" is 54 bytes long: use at most 53$/,
  ],
  ['an interval', { releaseName: 'web', chart, interval: Duration.seconds(1) }, /^interval of 1 s is too short: /],
  ['a timeout', { releaseName: 'web', chart, timeout: Duration.millis(0.5) }, /^timeout of 0\.5 ms cannot be written/],
])('rejects %s in the constructor', (_, props, message) => {
  expect(() => new HelmRelease(Testing.chart(), 'web', props)).toThrow(message);
});

test('a release name of 53 bytes is valid', () => {
  expect(HelmRelease.manifest({ releaseName: 'x'.repeat(53), chart }).spec.releaseName).toBe('x'.repeat(53));
});

describe('a chart of an OCI registry', () => {
  const url = 'oci://ghcr.io/acme/charts/web';

  function chartOf(more: Partial<OCIChart> = {}, overrides?: HelmReleaseProps['specOverrides']): unknown {
    const props: HelmReleaseProps = { releaseName: 'web', chart: { kind: 'OCIRepository', url, ...more } };
    return HelmRelease.manifest({ ...props, ...(overrides && { specOverrides: overrides }) }).spec.chart;
  }

  test('has the fields of an OCIRepository and the chart layer', () => {
    expect(chartOf({ ref: { semver: '1.x' } })).toEqual({
      kind: 'OCIRepository',
      spec: { interval: '1m', url, ref: { semver: '1.x' }, layerSelector: HELM_CHART_LAYER },
    });
    const { kind: _, layerSelector, ...all } = { kind: 'OCIRepository', ...ociRepository };
    expect(chartOf({ ...all, layerSelector })).toEqual({
      kind: 'OCIRepository',
      spec: OCIRepository.manifest(ociRepository).spec,
    });
  });

  test('follows the defaults of OCIRepositories', () => {
    const defaults = { ociRepository: { interval: Duration.minutes(3), timeout: Duration.seconds(30) } };
    const { spec } = HelmRelease.manifest({ releaseName: 'web', chart: { kind: 'OCIRepository', url } }, { defaults });
    expect(spec.chart).toMatchObject({ spec: { interval: '3m', timeout: '30s' } });
  });

  test('has a timeout without hours, unlike the release', () => {
    const timeout = Duration.hours(1);
    expect(chartOf({ timeout })).toMatchObject({ spec: { timeout: '60m' } });
    expect(chartOf({}, { chart: { spec: { timeout } } })).toMatchObject({ spec: { timeout: '60m' } });
    const { spec } = HelmRelease.manifest({ releaseName: 'web', chart, timeout });
    expect(spec.timeout).toBe('1h');
  });

  test('is valid for Flux 2.10 but not for 2.9', () => {
    const object = {
      ...HelmRelease.manifest({ releaseName: 'web', chart: { kind: 'OCIRepository', ...ociRepository } }),
      metadata: { name: 'web', namespace: 'infra' },
    };
    expect(new Validator({ flux: '2.10' }).validate(object)).toEqual([]);
    expect(new Validator({ flux: '2.9' }).validate(object).map(({ message }) => message)).toContain(
      'spec.chart.kind is not known to Flux 2.9 (it came with 2.10): raise flux or leave it out',
    );
  });

  test.each<[string, Partial<OCIChart>, RegExp]>([
    ['another address', { url: 'https://x/y' }, /^url of the chart "https:\/\/x\/y" is not usable: begin it with oci:/],
    ['credentials', { url: 'oci://me:hunter2@x/y' }, /^url of the chart "oci:\/\/\*\*\*@x\/y" carries credentials: /],
    ['an interval', { interval: Duration.seconds(1) }, /^chart\.spec\.interval of 1 s is too short: /],
  ])('rejects %s in the constructor', (_, more, message) => {
    expect(() => chartOf(more)).toThrow(message);
    expect(() => chartOf({}, { chart: { spec: more } })).toThrow(message);
  });
});

describe('in a chart, the target namespace is explicit', () => {
  function synth(props: Partial<HelmReleaseProps>, namespace?: string): unknown {
    const scope = new Chart(Testing.app(), 'chart', namespace === undefined ? {} : { namespace });
    new HelmRelease(scope, 'web', { releaseName: 'web', chart, ...props });
    const [object] = Testing.synth(scope) as Array<{ spec: Record<string, unknown> }>;
    return [object?.spec.targetNamespace, object?.spec.storageNamespace];
  }

  test.each<[string, Partial<HelmReleaseProps>, string | undefined, unknown]>([
    ['its own', { targetNamespace: 'shop', metadata: { namespace: 'apps' } }, 'infra', ['shop', 'shop']],
    ["the object's", { metadata: { namespace: 'apps' } }, 'infra', ['apps', 'apps']],
    ["the chart's", {}, 'infra', ['infra', 'infra']],
    ['none', {}, undefined, [undefined, undefined]],
  ])('%s', (_, props, namespace, expected) => {
    expect(synth(props, namespace)).toEqual(expected);
  });
});
