import { Chart, Duration, Testing } from 'cdk8s';
import {
  Alert,
  GitRepository,
  HelmRelease,
  HelmRepository,
  ImagePolicy,
  Kustomization,
  KustomizationSpec,
  OCIRepository,
  Provider,
  Receiver,
  SpecOverrides,
} from '../../src/flux-entry';

// Type errors: `npm run types` fails if one of these lines compiles.
test('references are type-checked by kind', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const git = new GitRepository(chart, 'git', { url: 'https://x/y' });
  const helm = new HelmRepository(chart, 'helm', { url: 'https://x/y' });
  const oci = new OCIRepository(chart, 'oci', { url: 'oci://x/web' });
  const slack = new Provider(chart, 'slack', { type: 'slack', address: 'https://slack.com/api' });
  const secretRef = { name: 'webhook' };
  const kind: 'GitRepository' = git.kind;
  expect(kind).toBe('GitRepository');
  const refused = [
    // @ts-expect-error no Kustomization reads a Helm repository
    () => Kustomization.manifest({ sourceRef: helm }),
    // @ts-expect-error nor one by name
    () => Kustomization.manifest({ sourceRef: { kind: 'HelmRepository', name: 'helm' } }),
    // @ts-expect-error a repository holds charts and is none
    () => HelmRelease.manifest({ releaseName: 'web', chartRef: git }),
    // @ts-expect-error an artifact is a chart and holds none
    () => HelmRelease.manifest({ releaseName: 'web', chart: { chart: 'web', sourceRef: oci } }),
    // @ts-expect-error a Provider tells of no events
    () => Receiver.manifest({ type: 'github', secretRef, resources: [slack] }),
  ];
  for (const make of refused) expect(make).toThrow(/ is of kind \w+: use /);
});

test('only Durations and known fields compile', () => {
  const good: SpecOverrides<KustomizationSpec> = {
    timeout: Duration.minutes(1),
    retryInterval: null,
    decryption: { serviceAccountName: 'kms' },
    ignore: [{ paths: ['/spec/replicas'] }],
  };
  // @ts-expect-error a field by another name
  const unknown: SpecOverrides<KustomizationSpec> = { timeOut: Duration.minutes(1) };
  // @ts-expect-error a bare number
  const bare: SpecOverrides<KustomizationSpec> = { timeout: 60 };
  // @ts-expect-error text
  const text: SpecOverrides<KustomizationSpec> = { timeout: '1m' };
  // @ts-expect-error a value that the field has not got
  const value: SpecOverrides<KustomizationSpec> = { deletionPolicy: 'Keep' };
  // @ts-expect-error items of lists are given whole
  const item: SpecOverrides<KustomizationSpec> = { ignore: [{ target: { kind: 'Deployment' } }] };
  expect([good, unknown, bare, text, value, item]).toHaveLength(6);
});

test('secret values do not compile', () => {
  const providerRef = { name: 'slack' };
  // @ts-expect-error a token
  const token = () => Provider.manifest({ type: 'slack', token: 'hunter2' });
  // @ts-expect-error a password
  const password = () => GitRepository.manifest({ url: 'https://x/y', password: 'hunter2' });
  // @ts-expect-error a Secret's value
  const key = () => ImagePolicy.manifest({ imageRepositoryRef: { name: 'a' }, semver: '*', secretRef: { value: 'x' } });
  expect(Alert.manifest({ providerRef, eventSources: [{ kind: 'Bucket', name: '*' }] }).spec).toMatchObject({
    providerRef,
  });
  for (const make of [token, password, key]) {
    expect(make).toThrow(/^(token|password|secretRef) is not an option of an? (Provider|GitRepository|ImagePolicy): /);
  }
});
