import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Finding, Validator } from '../../src/schema';

function object(apiVersion: string, kind: string) {
  return { apiVersion, kind, metadata: { name: 'old', namespace: 'default' }, spec: {} };
}

function messages(findings: readonly Finding[], id: Finding['id']): string[] {
  return findings.filter((finding) => finding.id === id).map(({ message }) => message);
}

test.each([
  ['source.toolkit.fluxcd.io/v1beta1', 'GitRepository', 'gone since 2.7', 'source.toolkit.fluxcd.io/v1'],
  ['source.toolkit.fluxcd.io/v1beta2', 'GitRepository', 'gone since 2.8', 'source.toolkit.fluxcd.io/v1'],
  ['source.toolkit.fluxcd.io/v1beta1', 'HelmRepository', 'gone since 2.7', 'source.toolkit.fluxcd.io/v1'],
  ['source.toolkit.fluxcd.io/v1beta2', 'OCIRepository', 'gone since 2.8', 'source.toolkit.fluxcd.io/v1'],
  ['source.toolkit.fluxcd.io/v1beta1', 'HelmChart', 'gone since 2.7', 'source.toolkit.fluxcd.io/v1'],
  ['source.toolkit.fluxcd.io/v1beta2', 'Bucket', 'gone since 2.8', 'source.toolkit.fluxcd.io/v1'],
  ['kustomize.toolkit.fluxcd.io/v1beta1', 'Kustomization', 'gone since 2.7', 'kustomize.toolkit.fluxcd.io/v1'],
  ['kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', 'gone since 2.8', 'kustomize.toolkit.fluxcd.io/v1'],
  ['helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', 'gone since 2.7', 'helm.toolkit.fluxcd.io/v2'],
  ['helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', 'gone since 2.8', 'helm.toolkit.fluxcd.io/v2'],
  ['notification.toolkit.fluxcd.io/v1beta1', 'Receiver', 'gone since 2.7', 'notification.toolkit.fluxcd.io/v1'],
  ['notification.toolkit.fluxcd.io/v1beta2', 'Alert', 'gone since 2.9', 'notification.toolkit.fluxcd.io/v1beta3'],
  ['notification.toolkit.fluxcd.io/v1beta2', 'Provider', 'gone since 2.9', 'notification.toolkit.fluxcd.io/v1beta3'],
  ['image.toolkit.fluxcd.io/v1beta1', 'ImageRepository', 'gone since 2.7', 'image.toolkit.fluxcd.io/v1'],
  ['image.toolkit.fluxcd.io/v1beta2', 'ImagePolicy', 'gone since 2.9', 'image.toolkit.fluxcd.io/v1'],
  ['image.toolkit.fluxcd.io/v1beta2', 'ImageUpdateAutomation', 'gone since 2.9', 'image.toolkit.fluxcd.io/v1'],
])('%s %s is reported with its replacement', (apiVersion, kind, gone, replacement) => {
  const findings = new Validator().validate(object(apiVersion, kind));
  expect(messages(findings, 'unserved-version')).toEqual([
    `${apiVersion} ${kind} is not served by Flux 2.9 (${gone}): use ${replacement}`,
  ]);
});

test.each([
  ['extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
  ['extensions/v1beta1', 'Deployment', 'apps/v1'],
  ['apps/v1beta2', 'StatefulSet', 'apps/v1'],
  ['batch/v1beta1', 'CronJob', 'batch/v1'],
  ['policy/v1beta1', 'PodDisruptionBudget', 'policy/v1'],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'autoscaling/v2'],
  ['networking.k8s.io/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
  ['rbac.authorization.k8s.io/v1beta1', 'RoleBinding', 'rbac.authorization.k8s.io/v1'],
  ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1'],
])('%s %s is reported with its replacement', (apiVersion, kind, replacement) => {
  const found = messages(new Validator().validate(object(apiVersion, kind)), 'unserved-version');
  expect(found).toEqual([`${apiVersion} ${kind} is not served by Kubernetes 1.34: use ${replacement}`]);
});

test('a deprecated version is a warning', () => {
  const findings = new Validator({ flux: '2.7' }).validate(
    object('kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization'),
  );
  expect(findings[0]).toEqual({
    id: 'deprecated-version',
    severity: 'warning',
    at: 'apiVersion',
    message:
      'kustomize.toolkit.fluxcd.io/v1beta2 Kustomization is deprecated in Flux 2.7: use kustomize.toolkit.fluxcd.io/v1',
  });
});

test('a newer version is reported with the served one', () => {
  const found = new Validator({ flux: '2.6' }).validate(object('image.toolkit.fluxcd.io/v1', 'ImagePolicy'));
  expect(messages(found, 'unserved-version')).toEqual([
    'image.toolkit.fluxcd.io/v1 ImagePolicy is not served by Flux 2.6 (it came with 2.7): ' +
      'use image.toolkit.fluxcd.io/v1beta2, or raise flux',
  ]);
});

test.each(['Alert', 'Provider'])('%s is v1 since Flux 2.10, which still serves v1beta3', (kind) => {
  const [old, best] = ['v1beta3', 'v1'].map((version) => object(`notification.toolkit.fluxcd.io/${version}`, kind));
  expect(messages(new Validator({ flux: '2.9' }).validate(best), 'unserved-version')).toEqual([
    `notification.toolkit.fluxcd.io/v1 ${kind} is not served by Flux 2.9 (it came with 2.10): ` +
      'use notification.toolkit.fluxcd.io/v1beta3, or raise flux',
  ]);
  const latest = new Validator({ flux: '2.10' });
  expect(messages(latest.validate(best), 'unserved-version')).toEqual([]);
  expect(messages(latest.validate(old), 'deprecated-version')).toEqual([
    `notification.toolkit.fluxcd.io/v1beta3 ${kind} is deprecated in Flux 2.10: use notification.toolkit.fluxcd.io/v1`,
  ]);
});

test('a Kubernetes kind that became stable later is reported with that release', () => {
  const rule = object('resource.k8s.io/v1', 'DeviceTaintRule');
  expect(messages(new Validator({ kubernetes: '1.36' }).validate(rule), 'kind-too-new')).toEqual([
    'resource.k8s.io/v1 DeviceTaintRule is not served by Kubernetes 1.36 (it came with 1.37): ' +
      'raise kubernetes or leave it out',
  ]);
  expect(messages(new Validator({ kubernetes: '1.37' }).validate(rule), 'kind-too-new')).toEqual([]);
});

test('a newer kind is reported with its release', () => {
  const found = new Validator({ flux: '2.6' }).validate(object('source.toolkit.fluxcd.io/v1', 'ExternalArtifact'));
  expect(messages(found, 'kind-too-new')).toEqual([
    'source.toolkit.fluxcd.io/v1 ExternalArtifact is not served by Flux 2.6 (it came with 2.7): raise flux or leave it out',
  ]);
});

interface Identity {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: object;
}

const CORPUS = join(__dirname, '..', '..', '..', 'shared', 'corpus');

function objectsBelow(folder: string): Identity[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  return files.flatMap((name) => {
    const documents = parseAllDocuments(readFileSync(join(folder, name), 'utf8'), { logLevel: 'silent' });
    return documents
      .flatMap((one) => (one.errors.length > 0 ? [] : [one.toJS() as Identity | null]))
      .filter((one) => one !== null);
  });
}

const REPLACED =
  /^(source|kustomize|notification|image)\.toolkit\.fluxcd\.io\/v1(beta[12])$|^helm\.toolkit\.fluxcd\.io\/v2beta[12]$/;

// Runs on copies of public repositories where those exist next to this one; every outdated object is checked.
test('every outdated object of public examples is reported', () => {
  const validator = new Validator();
  const objects = existsSync(CORPUS) ? objectsBelow(CORPUS) : [object('helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease')];
  const old = objects.filter(({ apiVersion }) => REPLACED.test(String(apiVersion)));
  expect(old.length).toBeGreaterThan(0);
  for (const one of old) expect(messages(validator.validate(one), 'unserved-version')[0]).toContain(': use ');
  process.stdout.write(`old objects reported: ${old.length}\n`);
});
