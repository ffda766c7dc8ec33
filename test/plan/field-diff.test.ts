import * as fc from 'fast-check';
import { KubernetesObject } from '../../src/kubernetes/objects';
import { diffObjects } from '../../src/plan-entry';
import { deployment, Manifest } from './fixture';

const diff = (old: Manifest | object, next: Manifest | object) =>
  diffObjects(old as unknown as KubernetesObject, next as unknown as KubernetesObject);

const web = (spec: object) => deployment('web', 'shop', spec);
const object = (apiVersion: string, kind: string, rest: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'y' },
  ...rest,
});

test('fields are reported by path, with old and new values', () => {
  const old = object('v1', 'ConfigMap', { data: { a: '1', b: '2', 'c.txt': '3' } });
  const next = object('v1', 'ConfigMap', { data: { a: '1', b: '3', 'd.txt': '4' } });
  expect(diff(old, next)).toEqual([
    { path: 'data.b', change: 'changed', from: '2', to: '3' },
    { path: 'data["c.txt"]', change: 'removed', from: '3' },
    { path: 'data["d.txt"]', change: 'added', to: '4' },
  ]);
});

test('keys and lists may be named like methods of every object', () => {
  const of = (apiVersion: string, rest: object) => object(apiVersion, 'ConfigMap', rest);
  expect(diff(of('v1', { data: { valueOf: '1' } }), of('v1', { data: { toString: '2' } }))).toEqual([
    { path: 'data.toString', change: 'added', to: '2' },
    { path: 'data.valueOf', change: 'removed', from: '1' },
  ]);
  expect(diff(of('v1', { constructor: [{ a: 1 }] }), of('v1', { constructor: [{ a: 2 }] }))).toEqual([
    { path: 'constructor[0].a', change: 'changed', from: 1, to: 2 },
  ]);
});

test('list items are identified by their keys', () => {
  const old = web({
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
    ports: [{ containerPort: 80 }],
  });
  const next = web({
    image: 'registry.example.com/web:2',
    env: [
      { name: 'B', value: '3' },
      { name: 'C', value: '4' },
    ],
    ports: [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 81 }],
  });
  const at = 'spec.template.spec.containers[name=main]';
  expect(diff(old, next)).toEqual([
    { path: `${at}.env[name=A]`, change: 'removed', from: { name: 'A', value: '1' } },
    { path: `${at}.env[name=B].value`, change: 'changed', from: '2', to: '3' },
    { path: `${at}.env[name=C]`, change: 'added', to: { name: 'C', value: '4' } },
    { path: `${at}.image`, change: 'changed', from: 'registry.example.com/web:1', to: 'registry.example.com/web:2' },
    { path: `${at}.ports[containerPort=80].protocol`, change: 'added', to: 'TCP' },
    { path: `${at}.ports[containerPort=81]`, change: 'added', to: { containerPort: 81 } },
  ]);
});

const rule = (verbs: string[], resources: string[]) => ({ apiGroups: ['', 'apps'], resources, verbs });
const account = (name: string) => ({ kind: 'ServiceAccount', name, namespace: 'y' });

/** Unordered lists within an object, each with its items. */
const unordered: ReadonlyArray<readonly [string, (items: unknown[]) => object, unknown[]]> = [
  [
    'containers',
    (containers) => ({ ...web({}), spec: { template: { spec: { containers } } } }),
    [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  ],
  [
    'env',
    (env) => web({ env }),
    [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  ],
  [
    'container ports',
    (ports) => web({ ports }),
    [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }, { containerPort: 81 }],
  ],
  ['volumes', (volumes) => ({ ...web({}), spec: { template: { spec: { volumes } } } }), [{ name: 'a' }, { name: 'b' }]],
  [
    'volume mounts',
    (volumeMounts) => web({ volumeMounts }),
    [
      { name: 'a', mountPath: '/a' },
      { name: 'a', mountPath: '/b' },
    ],
  ],
  ['Service ports', (ports) => object('v1', 'Service', { spec: { ports } }), [{ port: 80 }, { port: 443 }]],
  [
    'subjects',
    (subjects) => object('rbac.authorization.k8s.io/v1', 'RoleBinding', { subjects }),
    [account('a'), account('b')],
  ],
  [
    'rules',
    (rules) => object('rbac.authorization.k8s.io/v1', 'Role', { rules }),
    [rule(['get', 'list'], ['pods', 'services']), rule(['watch'], ['pods'])],
  ],
  [
    'verbs',
    (verbs) => object('rbac.authorization.k8s.io/v1', 'Role', { rules: [{ verbs }] }),
    ['get', 'list', 'watch'],
  ],
  [
    'peers',
    (from) => object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { ingress: [{ from }] } }),
    [{ ipBlock: { cidr: '10.0.0.0/8' } }, { podSelector: {} }],
  ],
  [
    'access modes',
    (accessModes) => object('v1', 'PersistentVolumeClaim', { spec: { accessModes } }),
    ['ReadWriteOnce', 'ReadOnlyMany'],
  ],
  [
    'dependencies',
    (dependsOn) => object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', { spec: { dependsOn } }),
    [{ name: 'a' }, { name: 'b' }],
  ],
];

test.each(unordered)('%s in another order are not a change', (_, make, items) => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...items], { minLength: items.length }), (shuffled) => {
      expect(diff(make(items), make(shuffled))).toEqual([]);
    }),
    { numRuns: 20 },
  );
  expect(diff(make(items), make(items.slice(1)))).not.toEqual([]);
});

/** Ordered lists. */
const ordered: ReadonlyArray<readonly [string, (items: unknown[]) => object, unknown[]]> = [
  ['arguments', (args) => web({ args }), ['a', 'b']],
  [
    'init containers',
    (initContainers) => ({ ...web({}), spec: { template: { spec: { initContainers } } } }),
    [{ name: 'a' }, { name: 'b' }],
  ],
  [
    "a chart's values",
    (env) => object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec: { values: { env } } }),
    [{ name: 'a' }, { name: 'b' }],
  ],
  [
    'lists of kinds that are not known',
    (containers) => object('example.com/v1', 'Thing', { spec: { containers } }),
    [{ name: 'a' }, { name: 'b' }],
  ],
  ['lists of lists', (matrix) => object('example.com/v1', 'Thing', { spec: { matrix } }), [['a'], ['b']]],
];

test.each(ordered)('%s in another order are a change', (_, make, items) => {
  expect(diff(make(items), make(items.toReversed()))).not.toEqual([]);
  expect(diff(make(items), make([...items]))).toEqual([]);
});

test('null equals an absent field, an empty map does not', () => {
  expect(diff(object('v1', 'ConfigMap', { data: null }), object('v1', 'ConfigMap', {}))).toEqual([]);
  expect(diff(object('v1', 'Thing', { a: {} }), object('v1', 'Thing', {}))).toEqual([
    { path: 'a', change: 'removed', from: {} },
  ]);
});

test('an added or removed list is reported by item', () => {
  expect(
    diff(web({ env: [] }), web({ env: [{ name: 'A', value: '1' }] })).map(({ path, change }) => `${change} ${path}`),
  ).toEqual(['added spec.template.spec.containers[name=main].env[name=A]']);
});

describe('secret values', () => {
  const secret = (rest: object) => object('v1', 'Secret', rest);
  const shown = (old: object, next: object) => JSON.stringify(diff(old, next));

  test('of a Secret are hidden, their keys are not', () => {
    const changes = diff(
      secret({ stringData: { password: 'old-value' }, type: 'Opaque' }),
      secret({ stringData: { password: 'new-value', user: 'me-too' }, type: 'x' }),
    );
    expect(changes).toEqual([
      { path: 'stringData.password', change: 'changed', from: '(hidden)', to: '(hidden)' },
      { path: 'stringData.user', change: 'added', to: '(hidden)' },
      { path: 'type', change: 'changed', from: 'Opaque', to: 'x' },
    ]);
    expect(shown(secret({}), secret({ data: { a: 'never' } }))).not.toContain('never');
    expect(shown(secret({ metadata: { name: 'x', annotations: { a: 'never' } } }), secret({}))).not.toContain('never');
  });

  test('are hidden if encrypted before or after', () => {
    const plain = object('example.com/v1', 'Thing', { spec: { key: 'never-a' } });
    const encrypted = object('example.com/v1', 'Thing', {
      spec: { key: 'ENC[AES256_GCM,data:never-b]' },
      sops: { mac: 'ENC[never-c]' },
    });
    for (const text of [shown(plain, encrypted), shown(encrypted, plain)]) expect(text).not.toContain('never');
  });

  test.each([
    ['a field called like a secret', object('example.com/v1', 'Thing', { spec: { password: 'never' } })],
    [
      'a field within one in a chart',
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
        spec: { values: { auth: { credentials: { user: 'never' } } } },
      }),
    ],
    ['an environment variable', web({ env: [{ name: 'DB_PASSWORD', value: 'never' }] })],
    [
      'a substitution',
      object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
        spec: { postBuild: { substitute: { api_token: 'never' } } },
      }),
    ],
    ['an argument', web({ args: ['--token', 'never'] })],
    ['a setting within a text', web({ args: ['--password=never'] })],
    ['a login in an address', object('v1', 'ConfigMap', { data: { url: 'https://me:never@db.example.com' } })],
    ['a private key', object('v1', 'ConfigMap', { data: { pem: '-----BEGIN PRIVATE KEY-----\nnever' } })],
    ['a long text', object('v1', 'ConfigMap', { data: { conf: 'a\nb\nnever\n' } })],
    [
      'a copy of the last applied state',
      object('v1', 'ConfigMap', {
        metadata: { name: 'x', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"a":"never"}' } },
      }),
    ],
  ])('%s is hidden', (_, holding) => {
    const bare = { ...holding, metadata: { name: 'x', namespace: 'y' }, spec: {}, data: {} };
    expect(shown(bare, holding)).not.toContain('never');
    expect(shown(holding, bare)).not.toContain('never');
    const other = JSON.parse(JSON.stringify(holding).replaceAll('never', 'never-either')) as object;
    expect(shown(holding, other)).not.toContain('never');
    expect(diff(holding, other)).toHaveLength(1);
  });

  test('references to a secret are shown', () => {
    const old = web({ env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }] });
    const next = web({ env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'c', key: 'b' } } }] });
    expect(diff(old, next)).toMatchObject([{ from: 'a', to: 'c' }]);
    const release = (secretName: string) => object('v1', 'Thing', { spec: { secretName } });
    expect(diff(release('a'), release('b'))).toMatchObject([{ from: 'a', to: 'b' }]);
  });
});
