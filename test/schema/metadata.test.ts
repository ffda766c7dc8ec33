import { Validator } from '../../src/schema';

type Fields = Record<string, unknown>;

const validator = new Validator();

function messages(apiVersion: string, kind: string, metadata: unknown, rest: Fields = {}): string[] {
  const findings = validator.validate({ apiVersion, kind, metadata, ...rest });
  return findings
    .filter(({ id }) => ['metadata', 'required', 'size', 'type', 'unknown-field', 'duplicate'].includes(id))
    .map(({ message }) => message);
}

const configMap = (metadata: unknown, rest: Fields = {}) => messages('v1', 'ConfigMap', metadata, rest);

test.each<[string, string, string]>([
  ['v1', 'Namespace', 'a.b'],
  ['v1', 'ConfigMap', 'A'],
  ['v1', 'ConfigMap', 'a_b'],
  ['v1', 'ConfigMap', 'a\n'],
  ['v1', 'ConfigMap', 'a'.repeat(254)],
  ['batch/v1', 'CronJob', 'a'.repeat(53)],
  ['batch/v1', 'Job', 'a'.repeat(64)],
  ['apps/v1', 'StatefulSet', 'a.b'],
  ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'a'.repeat(64)],
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'a'.repeat(64)],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'a/b'],
])('%s %s cannot be named %j', (apiVersion, kind, name) => {
  expect(messages(apiVersion, kind, { name }).filter((message) => message.startsWith('metadata.name'))).toHaveLength(1);
});

test.each<[string, string, string]>([
  ['v1', 'ConfigMap', 'a.b'],
  ['v1', 'ConfigMap', 'a'.repeat(253)],
  ['v1', 'Service', 'a'.repeat(63)],
  ['batch/v1', 'CronJob', 'a'.repeat(52)],
  ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'a'.repeat(63)],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:Node/'.replace('/', '')],
])('%s %s can be named %j', (apiVersion, kind, name) => {
  expect(messages(apiVersion, kind, { name }).filter((message) => message.startsWith('metadata.name'))).toEqual([]);
});

test('an object without a name is reported', () => {
  const missing = 'metadata.name is missing: set it, what Flux applies needs a name';
  expect(configMap({ generateName: 'a-' })).toEqual([missing]);
  expect(configMap({ name: '' })).toEqual([missing]);
  expect(configMap(undefined)).toEqual(['metadata is missing: set at least metadata.name']);
  expect(configMap('a')).toEqual(['metadata is "a", not an object: set at least metadata.name']);
});

test('a namespace on a cluster-scoped kind is reported', () => {
  expect(messages('v1', 'Namespace', { name: 'a', namespace: 'b' })).toEqual([
    'metadata.namespace is "b", but a Namespace belongs to no namespace: leave it out',
  ]);
  expect(configMap({ name: 'a', namespace: 'B' })).toHaveLength(1);
  expect(configMap({ name: 'a', namespace: 'b' })).toEqual([]);
});

test.each<[string, Fields, string]>([
  ['a key without a name', { '': 'a' }, 'label key'],
  ['a key with a bad prefix', { 'A/b': 'a' }, 'label key'],
  ['a key that is too long', { ['a'.repeat(64)]: 'a' }, 'label key'],
  ['a value with a space', { a: 'b c' }, 'value of label "a"'],
  ['a value that ends with a line feed', { a: 'b\n' }, 'value of label "a"'],
  ['a value of 64 bytes', { a: 'b'.repeat(64) }, 'value of label "a"'],
  ['a number', { a: 1 }, 'metadata.labels.a is 1, not a string: put it in quotes'],
])('a label cannot have %s', (_what, labels, text) => {
  const told = configMap({ name: 'a', labels });
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(text);
});

test('valid labels and annotations', () => {
  const labels = { 'example.com/a': '', b: 'c'.repeat(63), c: null };
  expect(configMap({ name: 'a', labels, annotations: { 'example.com/A_b': 'any text\n' } })).toEqual([]);
});

test('the labels of a template are checked too', () => {
  const template = { metadata: { labels: { a: 'b c' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
  const findings = validator.validate({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: { selector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] }, template },
  });
  expect(findings.map(({ at }) => at)).toEqual(['spec.template.metadata.labels.a']);
});

test('the total size of annotations counts in bytes', () => {
  const annotations = (bytes: number) => ({ a: 'ü'.repeat(bytes / 2 - 1), b: '' });
  expect(configMap({ name: 'a', annotations: annotations(262_144) })).toEqual([]);
  expect(configMap({ name: 'a', annotations: annotations(262_146) })).toEqual([
    'metadata.annotations hold 262146 bytes: keep them to 262144',
  ]);
});

test('metadata fields are type-checked', () => {
  expect(configMap({ name: 'a', creationTimestamp: null, finalizers: ['a'], ownerReferences: [] })).toEqual([]);
  expect(configMap({ name: 'a', owner: 'b' })).toEqual(['metadata.owner is not a field of metadata: leave it out']);
  expect(configMap({ name: 'a', finalizers: 'a' })).toEqual([
    'metadata.finalizers is "a", not a list of different strings: give a list of different strings',
  ]);
  expect(configMap({ name: 'a', finalizers: ['a', 'a'] })).toHaveLength(1);
  expect(configMap({ name: 1 })).toEqual(['metadata.name is 1, not a string: give a string']);
  expect(configMap({ name: 'a', ownerReferences: [{ name: 'a' }] })).toHaveLength(1);
  expect(configMap({ name: 'a', labels: ['a'] })).toEqual([
    'metadata.labels is a list, not a map of strings: give a map of strings',
  ]);
});

test('the size of data counts in bytes', () => {
  const fits = 'ü'.repeat(524_288);
  expect(configMap({ name: 'a' }, { data: { a: fits } })).toEqual([]);
  expect(configMap({ name: 'a' }, { data: { a: fits, b: 'x' } })).toEqual([
    'the data of this ConfigMap is 1048577 bytes: a ConfigMap holds at most 1048576',
  ]);
  const encoded = Buffer.alloc(1_048_576).toString('base64');
  expect(messages('v1', 'Secret', { name: 'a' }, { data: { a: encoded } })).toEqual([]);
  expect(messages('v1', 'Secret', { name: 'a' }, { data: { a: encoded }, stringData: { b: 'x' } })).toHaveLength(1);
});

test('data keys are valid and unique', () => {
  expect(configMap({ name: 'a' }, { data: { 'a b': '' } })).toEqual([
    'data["a b"] is not a valid key: use letters, digits, "-", "_" and "."',
  ]);
  expect(configMap({ name: 'a' }, { data: { '..a': '' } })).toHaveLength(1);
  expect(configMap({ name: 'a' }, { data: { a: '' }, binaryData: { a: '' } })).toEqual([
    'data.a is in binaryData too: keep one of the two',
  ]);
});

test('an object larger than etcd accepts is reported', () => {
  const rest = {
    spec: { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'a' }, values: { a: 'x'.repeat(1_500_000) } },
  };
  expect(messages('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { name: 'a' }, rest)[0]).toMatch(
    /^this HelmRelease is 15\d+ bytes as JSON: an API server takes about 1500000$/,
  );
});
