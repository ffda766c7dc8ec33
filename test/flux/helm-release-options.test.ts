import { Chart, Duration, Testing } from 'cdk8s';
import { ExternalArtifact, HelmRelease, HelmReleaseProps } from '../../src/flux-entry';
import { helmRelease } from './samples';

const chartRef = { kind: 'OCIRepository', name: 'web' } as const;

test('every option of a HelmRelease sets its field', () => {
  const patches = [{ patch: '- op: test\n', target: { kind: 'Deployment', labelSelector: 'app=web' } }];
  const images = [{ name: 'web', newName: 'ghcr.io/acme/web', newTag: '1.0.0', digest: 'sha256:0a' }];
  expect(HelmRelease.manifest(helmRelease).spec).toEqual({
    interval: '30m',
    timeout: '1h30m',
    chart: {
      spec: {
        chart: 'web',
        version: '1.x',
        sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'infra' },
        reconcileStrategy: 'ChartVersion',
        valuesFiles: ['values.yaml'],
        ignoreMissingValuesFiles: true,
        interval: '12h',
        verify: { provider: 'notation', secretRef: { name: 'keys' } },
      },
    },
    releaseName: 'web',
    targetNamespace: 'shop',
    storageNamespace: 'history',
    serviceAccountName: 'web',
    kubeConfig: { configMapRef: { name: 'eu' } },
    dependsOn: [{ name: 'db', namespace: 'infra', readyExpr: 'true' }],
    install: {
      crds: 'Skip',
      strategy: { name: 'RetryOnFailure', retryInterval: '3m' },
      createNamespace: true,
      timeout: '10m',
    },
    upgrade: { crds: 'Skip', cleanupOnFail: true, remediation: { retries: 1 } },
    rollback: { cleanupOnFail: true },
    uninstall: { keepHistory: true, timeout: '1m30s' },
    test: { enable: true },
    driftDetection: { mode: 'warn', ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }] },
    maxHistory: 3,
    persistentClient: false,
    healthCheckExprs: [
      { apiVersion: 'acme.example/v1', kind: 'Shop', current: 'true', inProgress: 'false', failed: 'false' },
    ],
    commonMetadata: { labels: { team: 'web' }, annotations: { note: 'x' } },
    postRenderers: [{ kustomize: { patches, images } }],
    valuesFrom: [
      {
        kind: 'Secret',
        name: 'login',
        valuesKey: 'password',
        targetPath: 'db.password',
        optional: true,
        literal: true,
      },
    ],
    values: { replicas: 2, list: [1], none: null },
    suspend: true,
  });
});

test('options of one action override the shared ones', () => {
  const { spec } = HelmRelease.manifest({
    releaseName: 'web',
    chartRef,
    install: { crds: 'Create', strategy: { name: 'RetryOnFailure' } },
    upgrade: { disableWait: true },
    test: { enable: true, timeout: Duration.minutes(1) },
  });
  expect(spec).toMatchObject({
    install: { crds: 'Create', strategy: { name: 'RetryOnFailure' } },
    upgrade: { crds: 'CreateReplace', remediation: { retries: 3 }, disableWait: true },
    test: { enable: true, timeout: '1m' },
  });
  expect(spec.install).not.toHaveProperty('remediation');
});

test('accepts an artifact as an object', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const artifact = new ExternalArtifact(chart, 'artifact', { metadata: { name: 'web' } });
  new HelmRelease(chart, 'web', { releaseName: 'web', chartRef: artifact });
  expect(Testing.synth(chart)[1]).toMatchObject({
    spec: { chartRef: { kind: 'ExternalArtifact', name: 'web', namespace: 'infra' } },
  });
});

test.each<[string, Partial<HelmReleaseProps>, RegExp]>([
  ['a target namespace', { targetNamespace: 'Shop' }, /^targetNamespace "Shop" is not a valid name: /],
  [
    'a storage namespace',
    { storageNamespace: 'x'.repeat(64) },
    /^storageNamespace "x{64}" is 64 bytes long: use at most 63$/,
  ],
  ['an account', { serviceAccountName: 'Web' }, /^serviceAccountName "Web" is not a valid name: /],
  ['a history', { maxHistory: -1 }, /^maxHistory -1 is not a number of releases: use a whole number, 0 for no limit$/],
  ['values of nothing', { valuesFrom: [{ kind: 'Secret', name: '' }] }, /^name of valuesFrom "" is not a name: /],
  [
    'a chart',
    { chartRef: { kind: 'GitRepository', name: 'x' } as never },
    /^chartRef is of kind GitRepository: use OCIRepository, HelmChart or ExternalArtifact$/,
  ],
  [
    'a timeout of an action',
    { install: { timeout: Duration.millis(NaN) } },
    /^install\.timeout of NaN ms cannot be written/,
  ],
  [
    'text for a timeout',
    { upgrade: { timeout: 'soon' as never } },
    /^upgrade\.timeout "soon" is not a Duration: give one/,
  ],
])('rejects %s in the constructor', (_, props, message) => {
  expect(() => new HelmRelease(Testing.chart(), 'web', { releaseName: 'web', chartRef, ...props })).toThrow(message);
});

describe('force', () => {
  const forced = { releaseName: 'web', chartRef, upgrade: { force: true } } as const;

  test.each(['2.8', '2.9.5'] as const)('is rejected with server-side apply, the default of Flux %s', (flux) => {
    expect(() => HelmRelease.manifest(forced, { flux })).toThrow(
      /^upgrade\.force excludes server-side apply, which Flux 2\.\S+ uses: set upgrade\.serverSideApply to disabled$/,
    );
    const rollback = { ...forced, upgrade: {}, rollback: { force: true, serverSideApply: 'auto' } } as const;
    expect(() => HelmRelease.manifest(rollback, { flux })).toThrow(/^rollback\.force excludes server-side apply, /);
  });

  test('is valid without it, and before Helm 4', () => {
    const without = { ...forced, upgrade: { force: true, serverSideApply: 'disabled' } } as const;
    expect(HelmRelease.manifest(without, { flux: '2.9' }).spec).toMatchObject({ upgrade: { force: true } });
    expect(HelmRelease.manifest(forced, { flux: '2.7' }).spec).toMatchObject({ upgrade: { force: true } });
    expect(HelmRelease.manifest(forced).spec).toMatchObject({ upgrade: { force: true } });
  });
});
