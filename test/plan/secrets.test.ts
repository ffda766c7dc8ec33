import { compare, formatJson, formatMarkdown, formatText, ManifestTree, planReport } from '../../src/plan-entry';
import { toYaml } from '../../src/units/yaml';
import { NAMED_PLACES, PLACES } from '../leaks/places';
import { base64, CREDENTIAL_NAMES, CREDENTIALS, formats, PASSWORD_NAMES, PASSWORDS } from '../leaks/planted';
import { DEEP } from '../support/deep';
import { fitting } from '../support/plan-schema';
import { edited, tree } from './fixture';

/** No report format shows anything that looks like a credential, in either tree. */

const FILE = 'clusters/eu/unit/objects.yaml';
/** Created once, because keys are slow to generate. */
const FORMATS = formats();
const empty = tree({ eu: [{ name: 'unit', objects: [] }] });
const holding = (object: object): ManifestTree =>
  edited(empty, { 'clusters/eu/unit/kustomization.yaml': 'resources: [objects.yaml]\n', [FILE]: toYaml(object) });

/** All output for two changes: from an object without a credential to one with it, and back. */
function printed(object: object, plain: object): string {
  const trees = [holding(object), holding(plain)] as const;
  return [trees, [trees[1], trees[0]] as const]
    .map(([old, next]) => fitting(planReport(compare(old, next))))
    .flatMap((report) => [formatText(report), formatMarkdown(report), formatJson(report)])
    .join('\n');
}

/** Recognisable forms of a secret: itself, in JSON, and in base64. */
function traces(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    base64(secret).slice(0, 16),
    base64(base64(secret)).slice(0, 20),
  ];
}

const shown: string[] = [];
let checked = 0;

/** One case of so many is looked at in a plain run; all of them with DEEP. */
const STEP = DEEP ? 1 : 11;
let offered = 0;

function check(what: string, object: object, plain: object, secret: string): void {
  if (offered++ % STEP !== 0) return;
  checked++;
  const text = printed(object, plain);
  if (!text.includes('objects 1 changed')) shown.push(`${what}: no change is told`);
  if (traces(secret).some((trace) => text.includes(trace))) shown.push(what);
}

beforeEach(() => {
  shown.length = 0;
  checked = 0;
  offered = 0;
});

const ENCODINGS: ReadonlyArray<readonly [string, (text: string) => string]> = [
  ['as it is', (text) => text],
  ['in base64', base64],
  ['in base64 twice', (text) => base64(base64(text))],
];

test.each(ENCODINGS)('a credential known by its format, %s', (encoding, encode) => {
  for (const { name, put } of PLACES) {
    for (const one of FORMATS) {
      if (encoding === 'as it is' && name === 'an argument' && /\s/.test(one.text)) continue;
      if (encoding === 'in base64 twice' && name === 'binary data') continue;
      check(`${one.name} in ${name}`, put(encode(one.text)), put('nothing'), one.secret);
    }
  }
  expect(shown).toEqual([]);
  expect(checked).toBeGreaterThan(300 / STEP);
});

test('a credential known by its field name', () => {
  const pairs = [
    ...PASSWORD_NAMES.flatMap((name, at) => [[name, PASSWORDS[at % PASSWORDS.length]!] as const]),
    ...CREDENTIAL_NAMES.flatMap((name, at) => [[name, CREDENTIALS[at % CREDENTIALS.length]!] as const]),
  ];
  for (const { name: where, put, takes = () => true } of NAMED_PLACES) {
    for (const [name, value] of pairs) {
      if (!takes(name, value)) continue;
      check(`${name}=${value} in ${where}`, put(name, value), put(name, 'changeme'), value);
    }
  }
  expect(shown).toEqual([]);
  expect(checked).toBeGreaterThan(200 / STEP);
});

test('a credential is hidden wherever it occurs in the object', () => {
  const secret = ['x9', 'Kq27', 'vLw4Tz'].join('');
  const settings = (data: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'x' },
    data,
  });
  check('a copy', settings({ password: secret, note: `use ${secret} here` }), settings({ note: 'none' }), secret);
  expect(shown).toEqual([]);
});

test('other values are shown', () => {
  const settings = (level: string) => ({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'x' } },
    data: { level },
  });
  expect(printed(settings('debug'), settings('info'))).toContain('data.level: debug -> info');
});

describe('names of settings', () => {
  const [OLD, NEW] = ['q9XzFirst', 'q9XzSecond'];
  const changed = (key: string, form: (value: string) => object) => {
    const [old, next] = [form(OLD), form(NEW)].map((data) =>
      holding({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'it', namespace: 'x' }, data }),
    );
    const text = formatText(planReport(compare(old!, next!)));
    expect(text).toContain('objects 1 changed');
    return text.includes(OLD) || text.includes(NEW) ? key : undefined;
  };
  const SECRET = [
    ...['SALT', 'OTP_SEED', 'WIFI_PSK', 'SSH_KEY', 'DB_PASS_OLD', 'PassWord1', 'ROOT_PASSWORD_HASH', 'X_TOKEN_V2'],
    ...['credentialsJson', 'private_key_pem', 'PIN_CODE', 'SENTRY_DSN_URL', 'tls.key', 'AUTHORIZATION'],
  ];
  const OTHER = ['KEYBOARD', 'cacheKey', 'AUTHOR', 'auth_url', 'tls.crt', 'REPLICAS', 'partitionKey', 'PINNED'];
  test('of secrets hide their values', () => {
    expect(SECRET.map((key) => changed(key, (value) => ({ [key]: value }))).filter(Boolean)).toEqual([]);
    expect(SECRET.map((key) => changed(key, (value) => ({ file: `a=1 ${key}=${value}` }))).filter(Boolean)).toEqual([]);
  });
  const WITHIN: ReadonlyArray<(setting: string) => string> = [
    (setting) => `https://h/p?${setting}`,
    (setting) => `see [${setting}] and (a=1)`,
    (setting) => `hash (${setting})`,
    (setting) => `a|${setting}|b`,
    (setting) => `{"a":1,"${setting.replace('=', '":"')}"}`,
    (setting) => `endpoint=https://h/p?a=1&${setting}`,
  ];
  test.each(['access_key', 'sas', 'salt'])('in addresses and brackets too: %s', (key) => {
    const shown = WITHIN.map((form) => changed(form(key), (value) => ({ text: form(`${key}=${value}`) })));
    expect(shown.filter(Boolean)).toEqual([]);
  });
  test('in addresses and brackets, where others are shown', () => {
    const shown = WITHIN.map((form) => changed('size', (value) => ({ text: form(`size=${value}`) })));
    expect(shown).toEqual(WITHIN.map(() => 'size'));
    const count = (value: string) => ({ text: `(max_tokens=5) ${value}` });
    expect(changed('max_tokens', count)).toBe('max_tokens');
  });
  test('of other settings do not', () => {
    expect(OTHER.map((key) => changed(key, (value) => ({ [key]: value })))).toEqual(OTHER);
    expect(OTHER.map((key) => changed(key, (value) => ({ file: `a=1 ${key}=${value}` })))).toEqual(OTHER);
  });
});
