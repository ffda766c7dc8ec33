import { Secret } from '../../../src';
import { decodeBech32, encodeBech32 } from '../../../src/kubernetes/sops-bech32';
import { scratchFolder } from './folder';
import { agePair, sopsFile, SopsOptions } from './sops-writer';

const { write, at } = scratchFolder();
const own = agePair();
const other = agePair();
const KEYS = ['SOPS_AGE_KEY', 'SOPS_AGE_KEY_FILE'] as const;
const before = KEYS.map((key) => process.env[key]);

function withKeys(text: string | undefined, file?: string): void {
  for (const [key, value] of [
    [KEYS[0], text],
    [KEYS[1], file],
  ] as const) {
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
}

beforeEach(() => withKeys(`# a key\n${own.identity}\n`));
afterAll(() => withKeys(...(before as [string | undefined, string | undefined])));

let count = 0;
/** What is wrong with a file, without its path, which differs from run to run. */
function problem(text: string): string | undefined {
  const file = write(`${count++}/db.yaml`, text);
  const [first] = Secret.sops(file).problems;
  return first?.replaceAll(file, 'db.yaml');
}

const edited = (options: Partial<SopsOptions>, from: string | RegExp, to: string) => {
  const text = sopsFile({ to: [own], ...options });
  const after = text.replace(from, to);
  expect(after).not.toBe(text);
  return problem(after);
};

test('a file that SOPS encrypted is read, with nothing behind its keys', () => {
  const text = sopsFile({ to: [own, other], namespace: 'dev-web', type: 'Opaque' });
  const secret = Secret.sops(write('good.yaml', text));
  expect(secret.problems).toEqual([]);
  expect(secret.name).toBe('db');
  expect(secret.spec).toMatchObject({
    from: 'sops',
    text,
    recipients: [own.recipient, other.recipient].sort(),
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'dev-web' },
      type: 'Opaque',
      stringData: { password: '', empty: '' },
    },
  });
});

describe('the MAC', () => {
  const changed =
    /^secret file "db\.yaml" does not fit its MAC, so it was changed without SOPS: restore it, and change/;

  test.each<[string, string | RegExp, string]>([
    ['a name', 'name: db', 'name: dc'],
    ['a namespace', 'namespace: dev-web', 'namespace: prod-web'],
    ['a value left out', /\n {4}password: .*/, ''],
    ['a value moved to another key', '    password:', '    username:'],
    ['the date', '2026-01-02', '2026-01-03'],
    ['an order', /( {4}a: .*\n)( {4}b: .*\n)/, '$2$1'],
  ])('notices %s', (_, from, to) => {
    expect(edited({ namespace: 'dev-web', stringData: { password: 'x', a: '1', b: '2' } }, from, to)).toMatch(changed);
  });

  test('is not there to be verified without a key of the file', () => {
    withKeys(other.identity);
    expect(edited({}, 'name: db', 'name: dc')).toBeUndefined();
    withKeys(undefined);
    expect(edited({}, 'name: db', 'name: dc')).toBeUndefined();
  });

  test('is verified with any of its keys, also from a file', () => {
    withKeys(undefined, write('keys.txt', `\n${other.identity}\n`));
    expect(problem(sopsFile({ to: [own, other] }))).toBeUndefined();
    expect(edited({ to: [own, other] }, 'name: db', 'name: dc')).toMatch(changed);
  });

  test('may cover encrypted values alone', () => {
    expect(problem(sopsFile({ to: [own], macOnlyEncrypted: true }))).toBeUndefined();
    expect(edited({ macOnlyEncrypted: true }, 'name: db', 'name: dc')).toBeUndefined();
    expect(edited({ macOnlyEncrypted: true }, /\n {4}password: .*/, '')).toMatch(changed);
  });

  test('covers booleans and numbers as SOPS writes them', () => {
    expect(problem(sopsFile({ to: [own], extra: [{ line: 'immutable: true', counted: 'True' }] }))).toBeUndefined();
    expect(problem(sopsFile({ to: [own], extra: [{ line: 'immutable: true', counted: 'true' }] }))).toMatch(changed);
  });

  test.each(['0777', '2026-01-02', '1_000', '1.50', '12345678901234567890'])(
    'is left to SOPS where readers of YAML differ: %s',
    (value) => {
      const extra = [{ line: `immutable: ${value}`, counted: 'whatever' }];
      expect(problem(sopsFile({ to: [own], extra }))).toBeUndefined();
    },
  );

  test('a file that takes several groups of keys is left to SOPS', () => {
    const groups = '    key_groups:\n        - age: []\n        - age: []';
    expect(problem(sopsFile({ to: [own], metadata: groups }).replace('name: db', 'name: dc'))).toBeUndefined();
  });

  test('a data key that was replaced is noticed', () => {
    expect(edited({}, / {12}[A-Za-z0-9+/]{64}\n/, `            ${'A'.repeat(64)}\n`)).toMatch(changed);
  });

  test('keys that cannot be read are said', () => {
    withKeys(undefined, at('no-such-file'));
    expect(problem(sopsFile({ to: [own] }))).toMatch(
      /^the age keys of SOPS_AGE_KEY_FILE ".*" cannot be read: mend the path, or unset it$/,
    );
  });
});

test.each<[string, string | Partial<SopsOptions>, RegExp]>([
  [
    'a plain Secret',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {p: hunter22}\n',
    /^secret file "db\.yaml" is not encrypted with SOPS, it has no field "sops": run sops encrypt --encrypted-regex '\^\(data\|stringData\)\$' --in-place db\.yaml$/,
  ],
  ['another kind', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n', /holds a v1 ConfigMap: give a v1 Secret$/],
  [
    'a name that is none',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: A_b}\n',
    /^secret file "db\.yaml": metadata\.name "A_b" is not a valid name: /,
  ],
  [
    'a namespace that is none',
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: [x]}\n',
    /has a metadata\.namespace that is no name: give one, or leave it out$/,
  ],
  [
    'no object',
    'just: text\n',
    /holds no Kubernetes object: it needs apiVersion, kind and metadata\.name in plain text$/,
  ],
  ['no document', '', /holds 0 documents: give each object a file of its own$/],
  ['two documents', 'a: 1\n---\nb: 2\n', /holds 2 documents: give each object a file of its own$/],
  ['no YAML', 'a: hunter22: [\n', /^secret file "db\.yaml" is not YAML \([A-Z_]+ in line 1\): mend it there$/],
  ['nothing in it', { stringData: {} }, /holds neither data nor stringData: give one of them$/],
  [
    'a type of the cluster',
    { type: 'kubernetes.io/service-account-token' },
    /has type "kubernetes\.io\/service-account-token", a credential of the cluster itself: use a token that is projected into the pod$/,
  ],
  [
    'decryption turned off',
    { annotations: { 'kustomize.toolkit.fluxcd.io/decrypt': 'Disabled' } },
    /has the annotation "kustomize\.toolkit\.fluxcd\.io\/decrypt", which turns decryption off: leave it out$/,
  ],
  [
    'an unknown field',
    { extra: [{ line: 'spec: x', counted: 'x' }] },
    /has a field "spec" that no Secret has: leave it out$/,
  ],
])('%s is refused', (_, given, message) => {
  const found = problem(typeof given === 'string' ? given : sopsFile({ to: [own], ...given }));
  expect(found).toMatch(message);
  expect(found).not.toContain('hunter22');
});

test.each<[string, string | RegExp, string, RegExp]>([
  [
    'a value in plain text',
    /password: .*/,
    'password: hunter22',
    /has stringData that is not encrypted, under "password": run sops encrypt .* db\.yaml, and change what was open$/,
  ],
  [
    'an encrypted kind',
    'kind: Secret',
    'kind: ENC[AES256_GCM,data:aa==,iv:aa==,tag:aa==,type:str]',
    /has encrypted kind, which Flux reads before it decrypts: encrypt with --encrypted-regex/,
  ],
  [
    'an encrypted name',
    'name: db',
    'name: ENC[AES256_GCM,data:aa==,iv:aa==,tag:aa==,type:str]',
    /has encrypted metadata, which Flux reads before it decrypts: encrypt with/,
  ],
  ['no data at all', /stringData:\n( {4}.*\n)+(?=sops)/, '', /holds neither data nor stringData: give one of them$/],
  ['no MAC', / {4}mac: .*\n/, '', /has no "sops\.mac" that SOPS wrote: run sops encrypt/],
  ['no date', / {4}lastmodified: .*\n/, '', /has no "sops\.lastmodified" that SOPS wrote: run sops encrypt/],
  ['no recipients', / {4}age:\n( {8}.*\n)+/, '', /names no recipient that could open it: run sops encrypt/],
])('%s is refused', (_, from, to, message) => {
  const found = edited({}, from, to);
  expect(found).toMatch(message);
  expect(found).not.toContain('hunter22');
});

test('a file that is not there, is not text or too large is refused', () => {
  expect(Secret.sops(at('nothing.yaml')).problems).toEqual([
    expect.stringMatching(/^secret file ".*nothing\.yaml" cannot be read \(ENOENT\): give its path from the working/),
  ]);
  expect(Secret.sops(write('bytes', Buffer.from([0xff, 0xfe, 0x41]))).problems[0]).toMatch(
    /is not UTF-8: save it as UTF-8$/,
  );
  expect(Secret.sops(write('large', ' '.repeat(1_048_577))).problems[0]).toMatch(
    /has 1048577 bytes: use at most 1048576$/,
  );
});

test('recipients of every kind are read as .sops.yaml names them', () => {
  const metadata = [
    ['kms', 'arn: arn:aws:kms:eu-1:1:key/a'],
    ['gcp_kms', 'resource_id: projects/p/locations/l/keyRings/r/cryptoKeys/k'],
    ['azure_kv', '{vault_url: "https://v.vault.azure.net", name: k, version: "1"}'],
    ['hc_vault', '{vault_address: "https://v", engine_path: sops, key_name: k}'],
    ['pgp', 'fp: ABCDEF'],
    ['hckms', 'key_id: eu:1'],
  ].map(([kind, value]) => `    ${kind}:\n        - ${value}`);
  const secret = Secret.sops(write('kinds.yaml', sopsFile({ to: [own], metadata: metadata.join('\n') })));
  expect(secret.spec).toMatchObject({
    recipients: [
      own.recipient,
      'arn:aws:kms:eu-1:1:key/a',
      'projects/p/locations/l/keyRings/r/cryptoKeys/k',
      'https://v.vault.azure.net/keys/k/1',
      'https://v/v1/sops/keys/k',
      'ABCDEF',
      'eu:1',
    ].sort(),
  });
});

test('Bech32 comes back as it was, and notices every change', () => {
  const { recipient } = own;
  const { prefix, bytes } = decodeBech32(recipient)!;
  expect([prefix, encodeBech32(prefix, bytes)]).toEqual(['age', recipient]);
  for (let index = 4; index < recipient.length; index++) {
    const replaced = recipient[index] === 'q' ? 'p' : 'q';
    expect(decodeBech32(recipient.slice(0, index) + replaced + recipient.slice(index + 1))).toBeUndefined();
  }
  expect([decodeBech32('Age1qq'), decodeBech32('nothing'), decodeBech32('')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  // The example of BIP 173.
  expect(decodeBech32('abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw')?.prefix).toBe('abcdef');
});
