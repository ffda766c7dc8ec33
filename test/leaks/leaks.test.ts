import { KubernetesObject } from '../../src';
import { leaks } from '../../src/leaks/rule';
import { findLeaks } from '../../src/leaks/scan';
import { NAMED_PLACES, PLACES } from './places';
import { base64, CREDENTIAL_NAMES, CREDENTIALS, formats, PASSWORD_NAMES, PASSWORDS, Planted } from './planted';

/** What the rule says of an object. */
function messages(object: KubernetesObject): Array<{ readonly id?: string; readonly message: string }> {
  const rule = leaks({ acknowledged: [], fleet: 'acme', hide: () => undefined });
  const versions = { flux: '2.9', kubernetes: '1.34' } as const;
  return [...rule.unit!([{ path: 'a.yaml', objects: [object] }], 'prod/eu-1/shop', versions)];
}

const ENCODINGS: ReadonlyArray<readonly [string, (text: string) => string]> = [
  ['as it is', (text) => text],
  ['in base64', base64],
  ['in base64 for URLs', (text) => Buffer.from(text).toString('base64url')],
  ['in base64 twice', (text) => base64(base64(text))],
];

let planted = 0;
const missed: string[] = [];

function plant(
  what: string,
  object: KubernetesObject,
  { id, secret }: Pick<Planted, 'secret'> & { id?: string },
  field?: string,
): void {
  planted++;
  const found = messages(object);
  const text = found.map(({ message }) => message).join('\n');
  const named = id === undefined || found.some((one) => one.id === id || one.id === 'private-key');
  if (found.length === 0 || !named) missed.push(`${what}: ${text || 'nothing'}`);
  else if (field !== undefined && !text.includes(` in ${field}`))
    missed.push(`${what} is said to be elsewhere: ${text}`);
  else if (text.includes(secret) || text.includes(base64(secret).slice(0, 16))) missed.push(`${what} is shown`);
}

beforeEach(() => void missed.splice(0));

describe.each(ENCODINGS)('what is known by its format, %s', (encoding, encode) => {
  test.each(PLACES.map((place) => [place.name, place] as const))('in %s', (where, { put, field }) => {
    for (const one of formats()) {
      // An argument is one word, so that a line of a file stands in none as it is; binary data is encoded once already.
      if (encoding === 'as it is' && where === 'an argument' && /\s/.test(one.text)) continue;
      if (encoding === 'in base64 twice' && where === 'binary data') continue;
      const lines = where.includes('JSON') || where.includes('binary') || encoding !== 'as it is' ? one.text : one.text;
      plant(`${one.name} ${encoding} in ${where}`, put(encode(lines)), one, field);
    }
    expect(missed).toEqual([]);
  });
});

describe('what is known by its name', () => {
  test.each(NAMED_PLACES.map((place) => [place.name, place] as const))(
    'in %s',
    (where, { put, takes = () => true }) => {
      const pairs = [
        ...PASSWORD_NAMES.flatMap((name) => PASSWORDS.map((value) => [name, value] as const)),
        ...CREDENTIAL_NAMES.flatMap((name) => CREDENTIALS.map((value) => [name, value] as const)),
      ];
      for (const [name, value] of pairs) {
        if (takes(name, value)) plant(`${name} ${value.slice(0, 4)} in ${where}`, put(name, value), { secret: value });
      }
      expect(missed).toEqual([]);
    },
  );

  test.each([
    'https://git.example.com/a?access_token=SECRET',
    'url: "https://git.example.com/a?b=c&private_token=SECRET"',
    'JAVA_OPTS=-Dlog=a -Ddb.password=SECRET',
    'opts: --set=auth.password=SECRET',
    'PASSWORD_DB=SECRET',
    'passwordRedis: SECRET',
  ])('also within a value: %s', (text) => {
    const secret = 'Xk29fjQm7pLw3zR8';
    const given = text.replace('SECRET', secret);
    const found = findLeaks({ data: { a: given } });
    expect(found.map(({ id, field, hidden }) => [id, field, hidden])).toEqual([
      ['named-value', 'data.a', [secret, given]],
    ]);
  });

  test.each([
    'https://git.example.com/a?token=${TOKEN}',
    'url: https://git.example.com/a?key=name&secretName=web-secret',
    'PASSWORD_FILE=/run/secrets/db',
    'passwordSecretName: web-db-credentials',
    'password_encryption: scram-sha-256',
    'passwordPolicy: length(12) and digits(2)',
  ])('and no name of something else: %s', (a) => {
    expect(findLeaks({ data: { a } })).toEqual([]);
  });

  test('also when base64 hides it', () => {
    for (const name of [...PASSWORD_NAMES]) {
      for (const value of PASSWORDS) {
        for (const encode of [base64, (text: string) => base64(base64(text))]) {
          const object = NAMED_PLACES[0]!.put(name, encode(value));
          plant(`${name} ${value.slice(0, 4)} encoded`, object, { secret: value });
        }
      }
    }
    expect(missed).toEqual([]);
  });

  test('also as a number', () => {
    const object = { ...NAMED_PLACES[2]!.put('a', 'b'), spec: { values: { password: 73519 } } };
    expect(messages(object)).toEqual([
      { at: 'prod/eu-1/shop', id: 'named-value', message: expect.stringContaining('spec.values.password') },
    ]);
  });
});

describe('open Secrets', () => {
  const secret = (fields: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a', namespace: 'b' },
    ...fields,
  });
  const enc = (text: string) => `ENC[AES256_GCM,data:${base64(text)},iv:${base64('iv')},tag:${base64('tag')},type:str]`;
  const sops = { mac: enc('mac') };
  const idsOf = (object: unknown) => findLeaks(object).map(({ id, field }) => `${id} ${field}`);

  test.each<[string, unknown, string[]]>([
    ['data', secret({ data: { note: 'aGVsbG8=' } }), ['plain-secret data.note']],
    ['stringData', secret({ stringData: { 'a.b': 'hello' } }), ['plain-secret stringData["a.b"]']],
    [
      'one open value among encrypted ones',
      secret({ data: { a: enc('a'), b: 'hello' }, sops }),
      ['plain-secret data.b'],
    ],
    ['encrypted values without a MAC', secret({ data: { a: enc('a') } }), ['plain-secret data.a']],
    [
      'something like an encrypted value',
      secret({ data: { a: 'ENC[AES256_GCM,data:hello]' }, sops }),
      ['plain-secret data.a'],
    ],
    [
      'one in values of a chart',
      { kind: 'HelmRelease', spec: { values: { extra: [secret({ stringData: { a: 'b' } })] } } },
      ['plain-secret spec.values.extra[0].stringData.a'],
    ],
    [
      'one in a patch',
      { kind: 'Kustomization', spec: { patches: [{ patch: 'apiVersion: v1\nkind: Secret\nstringData:\n  a: b\n' }] } },
      ['plain-secret spec.patches[0].patch'],
    ],
    [
      'one in JSON',
      { kind: 'ConfigMap', data: { x: JSON.stringify(secret({ data: { a: 'Yg==' } })) } },
      ['plain-secret data.x'],
    ],
    ['one in a list', { kind: 'List', items: [secret({ data: { a: 'Yg==' } })] }, ['plain-secret items[0].data.a']],
    ['an encrypted one', secret({ data: { a: enc('a') }, stringData: { b: enc('b'), empty: '' }, sops }), []],
    ['an empty one', secret({ data: { a: '', b: null }, stringData: {} }), []],
    ['one with nothing', secret({ type: 'Opaque' }), []],
  ])('%s', (_, object, expected) => {
    expect(idsOf(object)).toEqual(expected);
  });

  test('what is in them is not said again', () => {
    const found = messages(secret({ stringData: { token: formats()[11]!.text } }));
    expect(found.map(({ id }) => id)).toEqual(['plain-secret']);
  });
});

test('a message says kind, place, how it was found, and what to do', () => {
  const token = formats().find(({ id }) => id === 'github-token')!.text;
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'b' },
    data: { 'x.y': `1\n2\n${base64(token)}` },
  };
  expect(messages(object)).toEqual([
    {
      at: 'prod/eu-1/shop',
      id: 'github-token',
      message: expect.stringMatching(
        /^ConfigMap b\/a has a GitHub token in data\["x\.y"\], line 3 \(base64 decoded once, fingerprint [0-9a-f]{8}\): make it a Secret with Secret\.sops, Secret\.external or Secret\.sealed; or, if it is none, call fleet\.acknowledgeLeak\(\{ id: "github-token", object: "ConfigMap b\/a", field: "data\[\\"x\.y\\"\]", reason \}\)$/,
      ),
    },
  ]);
});

test('only what cannot be guessed has a fingerprint', () => {
  const found = findLeaks({
    data: {
      password: PASSWORDS[0],
      a: formats().find(({ id }) => id === 'npm-token')!.text,
      b: `redis://:${PASSWORDS[0]}@h`,
    },
  });
  expect(found.map(({ id, fingerprint }) => [id, fingerprint !== undefined])).toEqual([
    ['named-value', false],
    ['npm-token', true],
    ['url-credentials', false],
  ]);
});

test('enough was planted', () => {
  console.log(`planted leaks ${planted}`);
  expect(planted).toBeGreaterThanOrEqual(300);
});
