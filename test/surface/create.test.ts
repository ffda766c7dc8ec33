import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { compiledLibrary } from '../support/compiled-library';
import { Folder } from '../support/folder';

const root = join(__dirname, '..', '..');
const folder = new Folder();
afterAll(() => folder.delete());

test('npm create runs the init of the library beside it, with its flags and its exit code', () => {
  fs.mkdirSync(folder.at('node_modules'));
  fs.mkdirSync(folder.at('fleet'));
  fs.symlinkSync(compiledLibrary(), folder.at('node_modules/cdk8s-flux-fleet'));
  fs.cpSync(join(root, 'create'), folder.at('node_modules/create-cdk8s-flux-fleet'), { recursive: true });
  const create = (...flags: string[]) =>
    spawnSync(process.execPath, [folder.at('node_modules/create-cdk8s-flux-fleet/index.mjs'), ...flags], {
      cwd: folder.at('fleet'),
      encoding: 'utf8',
    });
  expect(create('--nmae', 'acme')).toMatchObject({ status: 2, stderr: expect.stringMatching(/--name/) });
  expect(fs.readdirSync(folder.at('fleet'))).toEqual([]);
  expect(create('--name', 'acme', '--repository', 'https://github.com/acme/fleet', '--yes').status).toBe(0);
  expect(folder.has('fleet/fleet.ts')).toBe(true);
  expect(folder.read('fleet/src/platform.ts')).toMatch(/name: 'acme'/);
});
