/** @jest-environment node */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { buildSync, transformSync } from 'esbuild';
import type * as Fingerprint from '../../../src/pipeline/cache/rendering-fingerprint';
import { Folder } from '../../support/folder';

const CACHE = join(__dirname, '../../../src/pipeline/cache');

let folder: Folder;
beforeEach(() => (folder = new Folder()));
afterEach(() => folder.delete());

/** Compiles a file of `pipeline/cache` into the folder, as the package has it. */
function compile(file: string): void {
  const source = fs.readFileSync(join(CACHE, `${file}.ts`), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20' });
  folder.write(`lib/pipeline/cache/${file}.js`, code);
}

describe('the fingerprint of the library', () => {
  const rules = { schemas: [], strict: false, acknowledgedLeaks: [] };

  function fingerprintOf(file: string): string {
    jest.resetModules();
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- made just now
    return (require(folder.at(file)) as typeof Fingerprint).renderingFingerprint(rules);
  }

  test('that is a package tells its files and versions apart, and stays', () => {
    const file = 'lib/pipeline/cache/rendering-fingerprint.js';
    compile('rendering-fingerprint');
    folder.write('lib/render/unit.js', 'one\n');
    folder.write('package.json', '{"version":"1.0.0"}');
    fs.utimesSync(folder.at('lib/render/unit.js'), 1, 1);
    const fingerprints = [fingerprintOf(file)];
    expect(fingerprintOf(file)).toBe(fingerprints[0]);
    folder.write('lib/render/unit.js', 'two\n');
    fingerprints.push(fingerprintOf(file));
    // Some package managers give all files the same time, and a new version may change no size.
    fs.utimesSync(folder.at('lib/render/unit.js'), 1, 1);
    expect(fingerprintOf(file)).toBe(fingerprints[0]);
    folder.write('package.json', '{"version":"1.0.1"}');
    fingerprints.push(fingerprintOf(file));
    folder.write('lib/render/other.js', '');
    fingerprints.push(fingerprintOf(file));
    folder.write('node_modules/ajv/package.json', '{"version":"0.0.1"}');
    fingerprints.push(fingerprintOf(file));
    fs.symlinkSync('nowhere', folder.at('lib/broken'));
    fingerprints.push(fingerprintOf(file));
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    folder.write('dist/other', '');
    expect(fingerprintOf(file)).toBe(fingerprints.at(-1));
  });

  test('that is one file with a program is that of the file, whatever is around it', () => {
    const entryPoints = [join(CACHE, 'rendering-fingerprint.ts')];
    const outfile = folder.at('app/build/main.js');
    buildSync({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
    const fingerprint = fingerprintOf('app/build/main.js');
    folder.write('app/build/other.js', '');
    folder.write('app/dist/a.yaml', '');
    fs.symlinkSync('nowhere', folder.at('app/broken'));
    expect(fingerprintOf('app/build/main.js')).toBe(fingerprint);
    fs.appendFileSync(outfile, '\n');
    expect(fingerprintOf('app/build/main.js')).not.toBe(fingerprint);
  });
});
