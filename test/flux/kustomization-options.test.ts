import { Chart, Testing } from 'cdk8s';
import { GitRepository, Kustomization, KustomizationProps } from '../../src/flux-entry';
import { kustomization } from './samples';

const sourceRef = { kind: 'GitRepository', name: 'apps' } as const;

test('every option of a Kustomization sets its field', () => {
  expect(Kustomization.manifest(kustomization).spec).toEqual({
    interval: '1h30m',
    retryInterval: '30s',
    timeout: '1h30m',
    path: './web',
    prune: false,
    wait: false,
    force: true,
    serviceAccountName: 'web',
    sourceRef: { ...sourceRef, namespace: 'infra' },
    targetNamespace: 'dev-web',
    dependsOn: [{ name: 'crds', namespace: 'infra', readyExpr: 'true' }],
    kubeConfig: { secretRef: { name: 'eu-kubeconfig', key: 'value.yaml' } },
    postBuild: {
      substitute: { replicas: '3' },
      substituteFrom: [{ kind: 'ConfigMap', name: 'site', optional: true }],
    },
    healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'dev-web' }],
    healthCheckExprs: [
      { apiVersion: 'acme.example/v1', kind: 'Shop', current: 'true', inProgress: 'false', failed: 'false' },
    ],
    patches: [{ patch: '- op: test\n', target: { kind: 'Deployment', labelSelector: 'app=web' } }],
    images: [{ name: 'web', newName: 'ghcr.io/acme/web', newTag: '1.0.0', digest: 'sha256:0a' }],
    components: ['../components/tls'],
    namePrefix: 'dev-',
    nameSuffix: '-v1',
    commonMetadata: { labels: { team: 'web' }, annotations: { note: 'x' } },
    decryption: { provider: 'sops', secretRef: { name: 'age' }, serviceAccountName: 'kms' },
    deletionPolicy: 'WaitForTermination',
    suspend: true,
  });
});

test('variables may come from ConfigMaps and Secrets only', () => {
  const { spec } = Kustomization.manifest({ sourceRef, substituteFrom: [{ kind: 'Secret', name: 'site' }] });
  expect(spec.postBuild).toEqual({ substituteFrom: [{ kind: 'Secret', name: 'site' }] });
});

test('a ConfigMap can describe the target cluster', () => {
  const { spec } = Kustomization.manifest({ sourceRef, kubeConfig: { configMapRef: { name: 'eu' } } });
  expect(spec.kubeConfig).toEqual({ configMapRef: { name: 'eu' } });
});

test('objects are not recreated by default', () => {
  expect(Kustomization.manifest({ sourceRef }).spec).not.toHaveProperty('force');
});

test.each<[string, Partial<KustomizationProps>, RegExp]>([
  [
    'a name of 64 bytes',
    { metadata: { name: 'x'.repeat(64) } },
    /^Kustomization name "x{64}" is 64 bytes long: use at most 63$/,
  ],
  [
    'a name with an underscore',
    { metadata: { name: 'a_b' } },
    /^Kustomization name "a_b" is not a valid name: use lower-case/,
  ],
  ['a target namespace', { targetNamespace: 'Web' }, /^targetNamespace "Web" is not a valid name: /],
  ['an account', { serviceAccountName: 'Web' }, /^serviceAccountName "Web" is not a valid name: /],
  [
    'a source',
    { sourceRef: { kind: 'HelmRepository', name: 'x' } as never },
    /^sourceRef is of kind HelmRepository: use .* or ExternalArtifact$/,
  ],
  ['a source without a name', { sourceRef: { kind: 'Bucket', name: '' } }, /^name of sourceRef "" is not a name: give/],
  ['an empty prefix', { namePrefix: '' }, /^namePrefix "" is 0 bytes long: use 1 to 200$/],
  ['a long suffix', { nameSuffix: 'x'.repeat(201) }, /^nameSuffix "x+\.\.\. is 201 bytes long: use 1 to 200$/],
  [
    'a component elsewhere',
    { components: ['https://x/y'] },
    /^component "https:\/\/x\/y" is not relative to path: write/,
  ],
  ['an absolute component', { components: ['/x'] }, /^component "\/x" is not relative to path: /],
  [
    'variables of nothing',
    { substituteFrom: [{ kind: 'Secret', name: '' }] },
    /^name of substituteFrom "" is not a name: /,
  ],
  ['a kubeconfig without a name', { kubeConfig: { name: '' } }, /^name of kubeConfig "" is not a name: /],
  [
    'a key without a name',
    { decryption: { provider: 'sops', secretRef: { name: '' } } },
    /^name of decryption\.secretRef "" is/,
  ],
  ['a dependency without a name', { dependsOn: [{ name: '' }] }, /^name of dependsOn "" is not a name: /],
])('rejects %s in the constructor', (_, props, message) => {
  expect(() => new Kustomization(Testing.chart(), 'apps', { sourceRef, ...props })).toThrow(message);
});

test('accepts only Kustomizations as dependencies', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const repository = new GitRepository(chart, 'apps', { url: 'https://x/y' });
  expect(() => new Kustomization(chart, 'web', { sourceRef: repository, dependsOn: [repository] })).toThrow(
    /^dependsOn is of kind GitRepository: use Kustomization$/,
  );
});
