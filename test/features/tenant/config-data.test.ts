import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ConfigData, readConfigData } from '../../../src/features/tenant/config-data';

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'config-data-'));
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

function read(given: ConfigData) {
  const problems: string[] = [];
  return { ...readConfigData('app', given, (message) => problems.push(message)), problems };
}

test('values are written as strings', () => {
  expect(read({ LEVEL: 'info', REPLICAS: 3, DEBUG: false, EMPTY: '' })).toEqual({
    data: { LEVEL: 'info', REPLICAS: '3', DEBUG: 'false', EMPTY: '' },
    binaryData: {},
    problems: [],
  });
});

test('files are text where they are UTF-8, and base64 otherwise', () => {
  const text = path.join(folder, 'app.yaml');
  const binary = path.join(folder, 'logo.png');
  fs.writeFileSync(text, 'a: é\n');
  fs.writeFileSync(binary, Buffer.from([0x89, 0x50, 0xff, 0x00]));
  expect(read({ 'app.yaml': { file: text }, 'logo.png': { file: binary } })).toEqual({
    data: { 'app.yaml': 'a: é\n' },
    binaryData: { 'logo.png': 'iVD/AA==' },
    problems: [],
  });
});

test.each<[string, unknown, RegExp]>([
  ['a b', 'x', /^configMap "app" key "a b" is not one that a ConfigMap takes: use letters, digits, "-", "_" and "\."$/],
  ['..', 'x', /^configMap "app" key "\.\." is not one that a ConfigMap takes/],
  ['a', null, /^configMap "app" key "a" is null: give a string, a finite number, a boolean or a \{ file \}$/],
  ['a', NaN, /^configMap "app" key "a" is null: give a string/],
  ['a', ['x'], /^configMap "app" key "a" is \["x"\]: give a string/],
  [
    'a',
    { file: 'not/there' },
    /^configMap "app" key "a" has the file "not\/there", which cannot be read \(ENOENT\): mend the/,
  ],
])('key %s with %j is reported', (key, value, message) => {
  expect(read({ [key]: value } as ConfigData)).toEqual({
    data: {},
    binaryData: {},
    problems: [expect.stringMatching(message)],
  });
});
