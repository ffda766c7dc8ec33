import { Duration } from 'cdk8s';
import { Decryption, ExternalSecretProps, Secret } from '../../../src';
import { scratchFolder } from './folder';
import { agePair } from './sops-writer';

const { write } = scratchFolder();
const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;

describe('an external secret', () => {
  test('in full', () => {
    const secret = Secret.external({
      name: 'db',
      store: { kind: 'SecretStore', name: 'own' },
      keys: { user: 'web/db', password: { key: 'web/db', property: 'password', version: '3' } },
      extract: ['web/more'],
      refreshInterval: Duration.minutes(15),
      type: 'kubernetes.io/basic-auth',
    });
    expect([secret.name, secret.problems]).toEqual(['db', []]);
    expect(secret.spec).toEqual({
      from: 'external',
      name: 'db',
      object: {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'db' },
        spec: {
          refreshInterval: '15m',
          secretStoreRef: { kind: 'SecretStore', name: 'own' },
          target: { name: 'db', template: { type: 'kubernetes.io/basic-auth' } },
          data: [
            { secretKey: 'password', remoteRef: { key: 'web/db', property: 'password', version: '3' } },
            { secretKey: 'user', remoteRef: { key: 'web/db' } },
          ],
          dataFrom: [{ extract: { key: 'web/more' } }],
        },
      },
    });
  });

  test('its defaults: looked at each hour, one kind of keys, no type', () => {
    const keys = Secret.external({ name: 'db', store, keys: { a: 'b' } });
    expect(keys.spec).toMatchObject({ object: { spec: { refreshInterval: '1h', target: { name: 'db' } } } });
    expect(JSON.stringify([keys.spec, Secret.external({ name: 'x', store, extract: ['y'] }).spec])).not.toMatch(
      /template.*dataFrom|"data":\[\],/,
    );
  });

  test.each<[string, Partial<ExternalSecretProps>, RegExp]>([
    ['a bad name', { name: 'D_B' }, /^external secret "D_B": secret name "D_B" is not a valid name: /],
    [
      'a bad store',
      { store: { kind: 'SecretStore', name: '' } },
      /^external secret "db": name of the store "" is not a name: /,
    ],
    [
      'a kind that is no store',
      { store: { kind: 'Vault' as 'SecretStore', name: 'v' } },
      /: store is a "Vault": give one of ClusterSecretStore, SecretStore$/,
    ],
    ['no keys', { keys: {} }, /: has no keys: give keys, extract or both$/],
    [
      'a bad key',
      { keys: { 'a b': 'c' } },
      /: key "a b" is not one of a Secret: use letters, digits, "-", "_" and "\."$/,
    ],
    ['a key of nothing', { keys: { a: '' } }, /: key "a" has no entry in the store: name one$/],
    ['an extract of nothing', { extract: [' '] }, /: extract has " ": give the name of an entry$/],
    [
      'a short interval',
      { refreshInterval: Duration.seconds(5) },
      /: refreshInterval of 5 s is too short: use at least 60 s$/,
    ],
    [
      'a type of the cluster',
      { type: 'bootstrap.kubernetes.io/token' },
      /: has type "bootstrap\.kubernetes\.io\/token", a credential of the cluster itself/,
    ],
    ['an empty type', { type: '' }, /: has type "": give a name, or leave it out$/],
  ])('%s is refused', (_, props, message) => {
    const secret = Secret.external({ name: 'db', store, keys: { a: 'b' }, ...props });
    expect(secret.problems).toEqual([expect.stringMatching(message)]);
    expect(secret.spec).toBeUndefined();
  });
});

describe('a sealed secret', () => {
  const value = 'AgB'.padEnd(400, 'x');
  const sealed = (metadata: string, template = '', data = `a: ${value}`) =>
    `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n${metadata}\nspec:\n  encryptedData: {${data}}\n${template}`;
  let count = 0;
  const read = (text: string) => Secret.sealed(write(`${count++}/sealed.yaml`, text));

  test('is read, without what kubeseal writes that says nothing', () => {
    const metadata = '  name: db\n  namespace: dev-web\n  creationTimestamp: null\n  labels: {a: b}';
    const template =
      '  template:\n    metadata: {name: db, namespace: dev-web, creationTimestamp: null}\n    type: Opaque\n';
    const secret = read(sealed(metadata, template));
    expect(secret.problems).toEqual([]);
    expect(secret.spec).toEqual({
      from: 'sealed',
      name: 'db',
      file: expect.stringMatching(/sealed\.yaml$/),
      scope: 'strict',
      object: {
        apiVersion: 'bitnami.com/v1alpha1',
        kind: 'SealedSecret',
        metadata: { name: 'db', namespace: 'dev-web', labels: { a: 'b' } },
        spec: {
          encryptedData: { a: value },
          template: { metadata: { name: 'db', namespace: 'dev-web' }, type: 'Opaque' },
        },
      },
    });
  });

  test.each(['namespace-wide', 'cluster-wide'])('knows the scope %s', (scope) => {
    const metadata = `  name: db\n  annotations: {sealedsecrets.bitnami.com/${scope}: "true"}`;
    expect(read(sealed(metadata)).spec).toMatchObject({ scope });
  });

  test.each<[string, string, RegExp]>([
    [
      'another kind',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n',
      /holds a v1 Secret: give a SealedSecret, as kubeseal writes it$/,
    ],
    ['an older field', sealed('  name: a', '', ''), /has encryptedData that kubeseal did not write: seal it again$/],
    [
      'something open',
      sealed('  name: a', '', 'a: hunter22'),
      /has encryptedData that kubeseal did not write: seal it again$/,
    ],
    [
      'no spec',
      'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\n',
      /has encryptedData that kubeseal did not write/,
    ],
    [
      'another name inside',
      sealed('  name: a', '  template: {metadata: {name: b}}'),
      /is named "a", but its template "b": seal it again under the name it is to have$/,
    ],
    [
      'another namespace inside',
      sealed('  name: a\n  namespace: x', '  template: {metadata: {namespace: y}}'),
      /is for namespace "x", but its template for "y": seal it again for its namespace$/,
    ],
    [
      'a type of the cluster',
      sealed('  name: a', '  template: {type: kubernetes.io/service-account-token}'),
      /has type "kubernetes\.io\/service-account-token"/,
    ],
    ['no YAML', ': [', /is not YAML/],
  ])('%s is refused', (_, text, message) => {
    const { problems } = read(text);
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems[0]).not.toContain('hunter22');
  });
});

test('an existing secret is a name to refer to', () => {
  const secret = Secret.existing('acr');
  expect([secret.spec, secret.problems]).toEqual([{ from: 'existing', name: 'acr' }, []]);
  expect([secret.name, secret.key('token')]).toEqual(['acr', { name: 'acr', key: 'token' }]);
  expect(Secret.existing('No').problems).toEqual([expect.stringMatching(/^secret name "No" is not a valid name: /)]);
});

test('no constructor takes a value', () => {
  const makers = Object.getOwnPropertyNames(Secret).filter((name) => !['length', 'name', 'prototype'].includes(name));
  expect(makers.sort()).toEqual(['existing', 'external', 'sealed', 'sops']);
});

describe('decryption', () => {
  const { recipient, identity } = agePair();

  test('as plain data, its recipients sorted and each once', () => {
    expect(
      Decryption.age({ secretName: 'k', recipients: ['age1b', 'age1a', 'age1b'], editors: ['age1z'] }).spec,
    ).toEqual({
      ...{ secretName: 'k', recipients: ['age1a', 'age1b'], editors: ['age1z'] },
    });
    expect(Decryption.kms({ serviceAccountName: 'sa', keys: ['arn:aws:kms:x'] }).spec).toEqual({
      ...{ serviceAccountName: 'sa', recipients: ['arn:aws:kms:x'] },
    });
  });

  test.each<[string, Decryption, RegExp]>([
    [
      'a bad name',
      Decryption.age({ secretName: 'A', recipients: [recipient] }),
      /^decryption secretName "A" is not a valid name: /,
    ],
    [
      'no recipients',
      Decryption.age({ secretName: 'a', recipients: [] }),
      /^decryption has no recipients: give the public keys of its Secret$/,
    ],
    [
      'another key',
      Decryption.age({ secretName: 'a', recipients: ['arn:x'] }),
      /^recipient "arn:x" is not a public key of age: give one that begins with age1$/,
    ],
    [
      'a private key',
      Decryption.age({ secretName: 'a', recipients: [identity] }),
      /^a recipient is a private key: make a new pair, and give the public one \(age1…\)$/,
    ],
    [
      'a private key of an editor',
      Decryption.kms({ serviceAccountName: 'a', keys: ['k'], editors: [identity] }),
      /^a recipient is a private key: /,
    ],
    [
      'no keys',
      Decryption.kms({ serviceAccountName: 'a', keys: [] }),
      /^decryption has no keys: name those that the account may use$/,
    ],
    [
      'a bad account',
      Decryption.kms({ serviceAccountName: '', keys: ['k'] }),
      /^decryption serviceAccountName "" is not a name: /,
    ],
    [
      'an empty key',
      Decryption.kms({ serviceAccountName: 'a', keys: [''] }),
      /^recipient "" is not a key: give its public name$/,
    ],
  ])('%s is refused', (_, decryption, message) => {
    expect(decryption.problems).toEqual([expect.stringMatching(message)]);
    expect(decryption.problems.join()).not.toContain(identity);
  });
});
