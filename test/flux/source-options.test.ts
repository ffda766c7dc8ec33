import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import { GitRepository, GitRepositoryProps, HelmRepository, OCIRepository } from '../../src/flux-entry';
import * as samples from './samples';

const url = 'https://github.com/acme/apps';

test('every option of a GitRepository sets its field', () => {
  expect(GitRepository.manifest(samples.gitRepository).spec).toEqual({
    interval: '5m',
    url,
    ref: { branch: 'main', commit: '0123456789abcdef0123456789abcdef01234567' },
    secretRef: { name: 'deploy-key' },
    provider: 'azure',
    serviceAccountName: 'git',
    proxySecretRef: { name: 'proxy' },
    timeout: '60m',
    ignore: '/docs\n',
    sparseCheckout: ['./apps'],
    recurseSubmodules: true,
    include: [{ repository: { name: 'shared' }, fromPath: 'lib', toPath: 'vendor' }],
    verify: { mode: 'HEAD', secretRef: { name: 'keys' } },
    suspend: true,
  });
});

test('every option of an OCIRepository sets its field', () => {
  expect(OCIRepository.manifest(samples.ociRepository).spec).toEqual({
    interval: '5m',
    url: 'oci://ghcr.io/acme/manifests',
    ref: { semver: '1.x', semverFilter: '.*' },
    secretRef: { name: 'pull' },
    provider: 'aws',
    serviceAccountName: 'pull',
    certSecretRef: { name: 'ca' },
    proxySecretRef: { name: 'proxy' },
    timeout: '90s',
    layerSelector: { mediaType: 'application/tar', operation: 'copy' },
    verify: {
      provider: 'cosign',
      secretRef: { name: 'keys' },
      matchOIDCIdentity: [{ issuer: '^https://issuer$', subject: '^https://subject$' }],
    },
    ignore: '/docs\n',
    insecure: true,
    suspend: true,
  });
});

test('every option of a HelmRepository sets its field', () => {
  expect(HelmRepository.manifest(samples.helmRepository).spec).toEqual({
    type: 'oci',
    interval: '1h',
    url: 'oci://ghcr.io/acme/charts',
    secretRef: { name: 'login' },
    certSecretRef: { name: 'ca' },
    provider: 'gcp',
    passCredentials: true,
    insecure: true,
    timeout: '90s',
    suspend: true,
  });
});

test('a GitRepository accepts included repositories and Secrets as objects', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const shared = new GitRepository(chart, 'shared', { url, metadata: { name: 'shared' } });
  const secret = new ApiObject(chart, 'key', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'deploy-key' } });
  new GitRepository(chart, 'apps', { url, include: [{ repository: shared }], secretRef: secret });
  expect((Testing.synth(chart)[2] as { spec: object }).spec).toEqual({
    interval: '1m',
    url,
    secretRef: { name: 'deploy-key' },
    include: [{ repository: { name: 'shared' } }],
  });
});

test.each<[string, Partial<GitRepositoryProps>, RegExp]>([
  [
    'an account without its provider',
    { serviceAccountName: 'git' },
    /^serviceAccountName is not used by this provider: /,
  ],
  [
    'an account with another provider',
    { serviceAccountName: 'git', provider: 'github', secretRef: { name: 'app' } },
    /^serviceAccountName is not used/,
  ],
  ['a Secret without a name', { secretRef: { name: '' } }, /^name of secretRef "" is not a name: /],
  ['a proxy that is no name', { proxySecretRef: { name: 'A' } }, /^name of proxySecretRef "A" is not a valid name: /],
  [
    'a URL among the overrides',
    { specOverrides: { url: 'https://user:hunter2@x/y' } },
    /^Git URL ".*\*\*\*@x\/y" carries/,
  ],
])('a GitRepository rejects %s', (_, props, message) => {
  expect(() => new GitRepository(Testing.chart(), 'apps', { url, ...props })).toThrow(message);
});

test('an object referenced by name only must be in the same namespace and of the right kind', () => {
  const app = Testing.app();
  const [here, there] = ['here', 'there'].map((namespace) => new Chart(app, namespace, { namespace })) as [
    Chart,
    Chart,
  ];
  const shared = new GitRepository(there, 'shared', { url, metadata: { name: 'shared' } });
  const charts = new HelmRepository(here, 'charts', { url: 'https://charts.example.com' });
  expect(() => new GitRepository(here, 'a', { url, include: [{ repository: shared }] })).toThrow(
    /^include "shared" is in namespace "there": have it in "here", where it is looked for$/,
  );
  expect(() => new GitRepository(here, 'b', { url, include: [{ repository: charts }] })).toThrow(
    /^include is of kind HelmRepository: use GitRepository$/,
  );
  // The namespace of an object without an explicit one is unknown, so any reference is accepted.
  expect(GitRepository.manifest({ url, include: [{ repository: shared }] }).spec).toHaveProperty('include');
});

test('the other sources reject invalid references', () => {
  expect(() => OCIRepository.manifest({ url: 'oci://x/web', specOverrides: { url: 'https://x/y' } })).toThrow(
    /^OCI URL "https:\/\/x\/y" is not usable: begin it with oci:\/\/$/,
  );
  expect(() => HelmRepository.manifest({ url: 'https://x/y', timeout: Duration.millis(NaN) })).toThrow(
    /^timeout of NaN ms cannot be written for Flux: /,
  );
});
