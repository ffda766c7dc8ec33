import { compare } from '../../src/plan-entry';
import { configMap, guarded, Manifest, manifest, treeOf } from './fixture';

/* Keys that leave a Secret or ConfigMap, and what makes it, while something reads them. Each has a near miss. */

const any = (apiVersion: string, kind: string, spec: object, name = 'user'): Manifest =>
  manifest(apiVersion, kind, { spec }, { name });
const secret = (...keys: readonly string[]): Manifest =>
  manifest('v1', 'Secret', { stringData: Object.fromEntries(keys.map((key) => [key, 'ENC[AES256_GCM]'])) });
const map = (...keys: readonly string[]): Manifest =>
  configMap('it', 'x', Object.fromEntries(keys.map((key) => [key, '1'])));
const source = (kind: string, spec: object) => any('source.toolkit.fluxcd.io/v1', kind, { url: 'x', ...spec });
const release = (spec: object) => any('helm.toolkit.fluxcd.io/v2', 'HelmRelease', spec);
const values = (more: object = {}) => release({ valuesFrom: [{ kind: 'ConfigMap', name: 'it', ...more }] });
const login = { secretRef: { name: 'it' } };
const pod = (spec: object) =>
  any('apps/v1', 'Deployment', { template: { spec: { containers: [{ name: 'main' }], ...spec } } });
const env = (optional = false) => {
  const ref = { name: 'it', key: 'a', ...(optional ? { optional } : {}) };
  return pod({ containers: [{ name: 'main', env: [{ name: 'A', valueFrom: { secretKeyRef: ref } }] }] });
};

const provider = (spec: object) => any('notification.toolkit.fluxcd.io/v1beta3', 'Provider', { ...login, ...spec });
const external = (name: string, spec: object) => any('external-secrets.io/v1', 'ExternalSecret', spec, name);
const decrypting = any('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', { decryption: login, path: './no' });

/** What the plan says of a change beside a user: missing references, and risks. */
function said(user: Manifest, old: Manifest, next: Manifest | undefined): string[] {
  const trees = [treeOf(user, old), treeOf(user, ...(next ? [next] : []))] as const;
  const missing = guarded(...trees).findings.filter(({ id }) => id === 'reference-missing');
  const risks = compare(...trees).changes.flatMap((change) => change.risks);
  return [
    ...missing.map(
      ({ severity, message }) => `${severity}: ${/: (.*), which goes, and (?:fails|may fail)/.exec(message)![1]}`,
    ),
    ...risks.filter(({ message }) => / needs? (?:it|them)/.test(message)).map(({ message }) => message),
  ];
}

test.each<[Manifest, Manifest, Manifest, string]>([
  [values(), map('values.yaml', 'b'), map('b'), 'error: HelmRelease x/user needs key values.yaml of ConfigMap x/it'],
  [values({ valuesKey: 'b' }), map('a', 'b'), map('a'), 'error: HelmRelease x/user needs key b of ConfigMap x/it'],
  [
    release({ kubeConfig: login }),
    secret('value.yaml', 'b'),
    secret('b'),
    'error: HelmRelease x/user needs key value.yaml of Secret x/it',
  ],
  [
    source('GitRepository', login),
    secret('username', 'password'),
    secret('username'),
    'error: GitRepository x/user needs key password of Secret x/it',
  ],
  [
    source('GitRepository', login),
    secret('identity', 'known_hosts', 'password'),
    secret('password'),
    'error: GitRepository x/user needs keys identity and known_hosts of Secret x/it',
  ],
  [
    source('OCIRepository', { certSecretRef: { name: 'it' } }),
    secret('ca.crt', 'tls.crt', 'tls.key'),
    secret('ca.crt', 'tls.crt'),
    'error: OCIRepository x/user needs key tls.key of Secret x/it',
  ],
  [
    any('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', { decryption: login, path: './no', suspend: true }),
    secret('a.agekey'),
    secret('a.asc'),
    'warning: Kustomization x/user needs key a.agekey of Secret x/it',
  ],
  [
    any('fluxcd.controlplane.io/v1', 'FluxInstance', { sync: { pullSecret: 'it' } }),
    secret('username', 'password'),
    secret('username'),
    'error: FluxInstance x/user needs key password of Secret x/it',
  ],
  [env(), secret('a', 'b'), secret('b'), 'key a of Secret x/it goes while Deployment x/user needs it'],
  [
    pod({ volumes: [{ name: 'v', configMap: { name: 'it', items: [{ key: 'a' }, { key: 'b' }] } }] }),
    map('a', 'b', 'c'),
    map('c'),
    'keys a and b of ConfigMap x/it go while Deployment x/user needs them',
  ],
  [
    pod({
      containers: [{ name: 'main', volumeMounts: [{ name: 'v', mountPath: '/a', subPath: 'a' }] }],
      volumes: [{ name: 'v', secret: { secretName: 'it' } }],
    }),
    secret('a', 'b'),
    secret('b'),
    'key a of Secret x/it goes while Deployment x/user needs it',
  ],
  [
    env(),
    manifest('bitnami.com/v1alpha1', 'SealedSecret', { spec: { encryptedData: { a: 'x', b: 'y' } } }),
    manifest('bitnami.com/v1alpha1', 'SealedSecret', { spec: { encryptedData: { b: 'y' } } }),
    'key a of Secret x/it of SealedSecret x/it goes while Deployment x/user needs it',
  ],
  [
    release({ suspend: true, valuesFrom: [{ kind: 'Secret', name: 'it' }] }),
    secret('values.yaml', 'b'),
    secret('b'),
    'warning: HelmRelease x/user needs key values.yaml of Secret x/it',
  ],
  [
    source('GitRepository', login),
    secret('username', 'password', 'ca.crt'),
    secret('username', 'password'),
    'warning: GitRepository x/user needs key ca.crt of Secret x/it',
  ],
  [
    source('GitRepository', login),
    secret('githubAppID', 'githubAppPrivateKey', 'githubAppInstallationID'),
    secret('githubAppID', 'githubAppPrivateKey'),
    'error: GitRepository x/user needs key githubAppInstallationID of Secret x/it',
  ],
  [
    source('OCIRepository', { proxySecretRef: { name: 'it' } }),
    secret('address', 'username', 'password'),
    secret('address'),
    'warning: OCIRepository x/user needs keys password and username of Secret x/it',
  ],
  [
    source('Bucket', { provider: 'azure', ...login }),
    secret('tenantId', 'clientId', 'clientSecret'),
    secret('tenantId', 'clientId'),
    'error: Bucket x/user needs key clientSecret of Secret x/it',
  ],
  [
    source('Bucket', { provider: 'azure', ...login }),
    secret('tenantId', 'clientId', 'clientCertificate'),
    secret('clientId', 'clientCertificate'),
    'error: Bucket x/user needs key tenantId of Secret x/it',
  ],
  [
    provider({ type: 'slack' }),
    secret('token', 'address'),
    secret('token'),
    'error: Provider x/user needs key address of Secret x/it',
  ],
  [
    release({ valuesFrom: [{ kind: 'Secret', name: 'it' }] }),
    secret('values.yaml', 'b'),
    manifest('bitnami.com/v1alpha1', 'SealedSecret', { spec: { encryptedData: { b: 'y' } } }),
    'error: HelmRelease x/user needs key values.yaml of Secret x/it',
  ],
  [
    env(),
    external('one', { target: { name: 'it' }, data: [{ secretKey: 'a' }, { secretKey: 'b' }] }),
    external('two', { target: { name: 'it' }, data: [{ secretKey: 'b' }] }),
    'key a of Secret x/it of ExternalSecret x/one goes while Deployment x/user needs it',
  ],
])('a key that is needed goes: %#', (user, old, next, message) => {
  expect(said(user, old, next)).toEqual([message]);
});

test.each<[string, Manifest, Manifest, Manifest]>([
  ['another key goes', values(), map('values.yaml', 'b'), map('values.yaml')],
  ['the key was never there', values({ valuesKey: 'c' }), map('a', 'b'), map('a')],
  ['the values are optional', values({ optional: true }), map('values.yaml', 'b'), map('b')],
  ['another key of a kubeconfig stands in', release({ kubeConfig: login }), secret('value'), secret('value.yaml')],
  ['a token stands in', source('GitRepository', login), secret('username', 'password'), secret('bearerToken')],
  ['another age key is left', source('GitRepository', { verify: login }), secret('a.asc', 'b.asc'), secret('b.asc')],
  ['the variable is optional', env(true), secret('a', 'b'), secret('b')],
  ['a key turns from text into data', env(), secret('a'), manifest('v1', 'Secret', { data: { a: 'ENC[AES256_GCM]' } })],
  [
    'an account key stands in for an identity of Azure',
    source('Bucket', { provider: 'azure', ...login }),
    secret('tenantId', 'clientId', 'clientSecret'),
    secret('accountKey'),
  ],
  [
    'an identity of Azure stands in for an account key',
    source('Bucket', { provider: 'azure', ...login }),
    secret('accountKey'),
    secret('tenantId', 'clientId', 'clientSecret'),
  ],
  [
    'an id of Azure alone is that of a managed identity',
    source('Bucket', { provider: 'azure', ...login }),
    secret('tenantId', 'clientId', 'clientSecret'),
    secret('clientId'),
  ],
  [
    'no source reads a token',
    source('OCIRepository', login),
    secret('.dockerconfigjson', 'token'),
    secret('.dockerconfigjson'),
  ],
  [
    'no source reads an address',
    source('GitRepository', login),
    secret('username', 'password', 'address'),
    secret('username', 'password'),
  ],
  [
    'a Receiver reads its token alone',
    any('notification.toolkit.fluxcd.io/v1', 'Receiver', { type: 'github', ...login }),
    secret('token', 'address', 'password'),
    secret('token'),
  ],
  ['another kind of key stays', decrypting, secret('sops.asc', 'age.agekey'), secret('age.agekey')],
  [
    'the other name of an app installation',
    source('GitRepository', login),
    secret('githubAppID', 'githubAppPrivateKey', 'githubAppInstallationID'),
    secret('githubAppID', 'githubAppPrivateKey', 'githubAppInstallationOwner'),
  ],
  [
    'a controller makes the same keys of another object',
    env(),
    external('one', { target: { name: 'it' }, data: [{ secretKey: 'a' }, { secretKey: 'b' }] }),
    external('two', { target: { name: 'it' }, data: [{ secretKey: 'a' }] }),
  ],
  [
    'the store decides about the keys',
    env(),
    manifest('external-secrets.io/v1', 'ExternalSecret', { spec: { data: [{ secretKey: 'a' }] } }),
    manifest('external-secrets.io/v1', 'ExternalSecret', { spec: { dataFrom: [{ extract: { key: 'a' } }] } }),
  ],
])('nothing that is needed goes: %s', (_title, user, old, next) => {
  expect(said(user, old, next)).toEqual([]);
});

describe('what a controller makes a Secret of goes', () => {
  const target = { name: 'it' };

  test('and the Secret that a release needs with it', () => {
    expect(
      said(release({ valuesFrom: [{ kind: 'Secret', name: 'it' }] }), external('maker', { target }), undefined),
    ).toEqual(['error: HelmRelease x/user needs Secret x/it of ExternalSecret x/maker']);
  });

  test('and the Secret stays, by its policy or because something else makes it', () => {
    expect(said(env(), external('maker', { target: { ...target, creationPolicy: 'Orphan' } }), undefined)).toEqual([]);
    expect(said(env(), external('maker', { target }), secret('a'))).toEqual([]);
  });
});

describe('a controller that Flux does not know of makes the Secret anew', () => {
  const user = release({ valuesFrom: [{ kind: 'Secret', name: 'it' }] });
  const gap = (old: Manifest, next: Manifest) => {
    const { changes } = compare(treeOf(user, old), treeOf(user, next));
    return changes.flatMap(({ risks }) => risks.filter(({ message }) => message.includes('is missing from')));
  };
  const vault = (create: boolean) =>
    any('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', { destination: { name: 'it', create } }, 'v');

  test.each<[string, Manifest]>([
    ['VaultStaticSecret', vault(true)],
    ['OnePasswordItem', any('onepassword.com/v1', 'OnePasswordItem', { itemPath: 'a' }, 'it')],
    [
      'InfisicalSecret',
      any('secrets.infisical.com/v1alpha1', 'InfisicalSecret', {
        managedSecretReference: { secretName: 'it', secretNamespace: 'x' },
      }),
    ],
    [
      'ClusterExternalSecret',
      manifest(
        'external-secrets.io/v1',
        'ClusterExternalSecret',
        { spec: { externalSecretSpec: { target: { name: 'it' } } } },
        { name: 'c', namespace: undefined },
      ),
    ],
    ['AzureKeyVaultSecret', any('spv.no/v1', 'AzureKeyVaultSecret', { output: { secret: { name: 'it' } } })],
  ])('%s', (kind, maker) => {
    expect(said(user, secret('values.yaml'), maker)).toEqual([]);
    expect(gap(secret('values.yaml'), maker).map(({ message }) => message)).toEqual([
      `Secret x/it is missing from when Flux deletes it until the controller of the ${kind} makes it anew; no health check sees that`,
    ]);
  });

  test.each<[string, Manifest]>([
    ['which somebody else makes', vault(false)],
    ['which it only reads', any('example.com/v1', 'Database', { login: { user: 'it' } }, 'db')],
  ])('not one %s', (_title, other) => {
    expect(said(user, secret('values.yaml'), other)).toEqual(['error: HelmRelease x/user needs Secret x/it']);
    expect(gap(secret('values.yaml'), other)).toEqual([]);
  });
});

test('a reference turns to a ConfigMap without the key that it reads', () => {
  const other = (name: string, ...keys: readonly string[]) =>
    configMap(name, 'x', Object.fromEntries(keys.map((key) => [key, '1'])));
  const reads = (name: string) => release({ valuesFrom: [{ kind: 'ConfigMap', name, valuesKey: 'a' }] });
  const messages = (...keys: readonly string[]) =>
    guarded(treeOf(reads('it-1'), other('it-1', 'a', 'b')), treeOf(reads('it-2'), other('it-2', ...keys)))
      .findings.filter(({ id }) => id === 'reference-missing')
      .map(({ message }) => /HelmRelease[^:]*/.exec(message)![0]);
  expect(messages('b')).toEqual([
    'HelmRelease x/user needs key a of ConfigMap x/it-2, which goes, and fails without it',
  ]);
  expect(messages('a')).toEqual([]);
});

describe('a release is uninstalled while the Secret with its kubeconfig', () => {
  const remote = release({ kubeConfig: login });
  const maker = (name: string, target: object) => external(name, { target, data: [{ secretKey: 'value' }] });
  const found = (old: Manifest, ...next: readonly Manifest[]) =>
    guarded(treeOf(remote, old), treeOf(...next)).findings.filter(({ id }) => id === 'sync-with-access').length;

  test('goes with what makes it, by its name or policy', () => {
    expect(found(maker('maker', { name: 'it' }))).toBe(1);
    expect(found(maker('it', {}))).toBe(1);
    expect(found(maker('maker', { name: 'it' }), maker('maker', { name: 'other' }))).toBe(1);
  });

  test('stays, because something else is made, keeps it, or makes it', () => {
    expect(found(maker('it', { name: 'other' }))).toBe(0);
    expect(found(maker('it', { creationPolicy: 'Orphan' }))).toBe(0);
    expect(found(maker('maker', { name: 'it' }), maker('it', {}))).toBe(0);
    expect(found(secret('value'), maker('maker', { name: 'it' }))).toBe(0);
  });
});
