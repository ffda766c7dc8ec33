import { Duration, Testing } from 'cdk8s';
import { Kustomization, KustomizationProps } from '../../src/flux-entry';

const sourceRef = { kind: 'GitRepository', name: 'apps' } as const;

test('the defaults: prune, wait, and retries after two minutes', () => {
  expect(Kustomization.manifest({ sourceRef })).toEqual({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    spec: { interval: '1h', retryInterval: '2m', timeout: '5m', prune: true, wait: true, sourceRef },
  });
});

test('every option sets its field', () => {
  const { spec } = Kustomization.manifest({
    sourceRef: { ...sourceRef, namespace: 'other' },
    path: './web',
    prune: false,
    wait: false,
    interval: Duration.minutes(10),
    retryInterval: Duration.seconds(30),
    timeout: Duration.minutes(3),
    serviceAccountName: 'web',
    targetNamespace: 'dev-web',
    dependsOn: [{ name: 'db' }, { name: 'crds', namespace: 'infra' }],
    kubeConfig: { name: 'eu-kubeconfig', key: 'value.yaml' },
    substitutions: { replicas: '3' },
    healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'dev-web' }],
    patches: [{ patch: '- op: test\n', target: { kind: 'Deployment' } }],
    commonMetadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
    decryption: { provider: 'sops', secretRef: { name: 'age' } },
    deletionPolicy: 'Orphan',
    suspend: true,
  });
  expect(spec).toEqual({
    interval: '10m',
    retryInterval: '30s',
    timeout: '3m',
    path: './web',
    prune: false,
    wait: false,
    serviceAccountName: 'web',
    sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'other' },
    targetNamespace: 'dev-web',
    dependsOn: [{ name: 'db' }, { name: 'crds', namespace: 'infra' }],
    kubeConfig: { secretRef: { name: 'eu-kubeconfig', key: 'value.yaml' } },
    postBuild: { substitute: { replicas: '3' } },
    healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'dev-web' }],
    patches: [{ patch: '- op: test\n', target: { kind: 'Deployment' } }],
    commonMetadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
    decryption: { provider: 'sops', secretRef: { name: 'age' } },
    deletionPolicy: 'Orphan',
    suspend: true,
  });
});

test.each<[string, Partial<KustomizationProps>, RegExp]>([
  ['an absolute path', { path: '/web' }, /^path "\/web" is not relative to its source: begin it with "\.\/"$/],
  ['a path that leaves', { path: './a/../..' }, /^path "\.\/a\/\.\.\/\.\." leaves its source: leave out "\.\."$/],
  [
    'a variable',
    { substitutions: { ok: '1', 'not-ok': '2' } },
    /^variable "not-ok" is not a variable: use letters, digits/,
  ],
  ['an interval', { interval: Duration.seconds(10) }, /^interval of 10 s is too short: use at least 60 s$/],
  [
    'a retry interval',
    { retryInterval: Duration.millis(0.5) },
    /^retryInterval of 0\.5 ms cannot be written for Flux: /,
  ],
  ['a timeout', { timeout: Duration.millis(NaN) }, /^timeout of NaN ms cannot be written for Flux: /],
])('rejects %s in the constructor', (_, props, message) => {
  expect(() => new Kustomization(Testing.chart(), 'apps', { sourceRef, ...props })).toThrow(message);
});
