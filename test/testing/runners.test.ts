import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Match, TestingError } from '../../src/testing-entry';
import { Folder } from '../support/folder';

const root = join(__dirname, '../..');

test('the helpers import no test library, and use no global of one', () => {
  const files = fs.readdirSync(join(root, 'src/testing'), { recursive: true, encoding: 'utf8' });
  const texts = files.map((file) => fs.readFileSync(join(root, 'src/testing', file), 'utf8'));
  expect(texts.length).toBeGreaterThan(5);
  const code = texts.map((text) => text.replace(/^ *\*.*$/gm, '')).join('\n');
  expect(code.match(/from '(?!\.|node:)[^']*'/g)).toBe(null);
  expect(code.match(/(?<!\w)(?:expect|jest|vi|describe)[.(]/g)).toBe(null);
});

test("Node's own runner reports an expectation that does not hold as a failed test", () => {
  const folder = new Folder();
  try {
    folder.write(
      'fleet.test.ts',
      `
        import test from 'node:test';
        import { Cluster, Fleet, Source } from '${join(root, 'src/index.ts')}';
        import { Testing } from '${join(root, 'src/testing-entry.ts')}';
        const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' }) });
        new Cluster(fleet, 'eu-1');
        test('holds', () => Testing.of(fleet).target('eu-1').hasObject('GitRepository'));
        test('does not hold', () => Testing.of(fleet).target('eu-1').hasObject('Namespace', { metadata: { name: 'x' } }));
      `,
    );
    const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
    const args = [tsx, '--tsconfig', join(root, 'tsconfig.json'), '--test', '--test-reporter=tap'];
    const { status, stdout } = spawnSync(process.execPath, [...args, folder.at('fleet.test.ts')], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^ok 1 - holds$/m);
    expect(stdout).toMatch(/^not ok 2 - does not hold$/m);
    expect(stdout).toMatch(/error: '?"?\[eu-1\] there is no Namespace: use one of /);
    expect(stdout).toMatch(/name: 'TestingError'/);
    expect(status).toBe(1);
  } finally {
    folder.delete();
  }
});

test('the stack of an error begins in the test', () => {
  let thrown: unknown;
  try {
    Match.contains();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TestingError);
  const [first, second] = (thrown as TestingError).stack!.split('\n');
  expect(first).toBe('TestingError: Match.contains has no pattern: give one for each item, or say Match.anything()');
  expect(second).toContain(__filename);
});
