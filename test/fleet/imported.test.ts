import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiledLibrary } from '../support/compiled-library';
import { DEEP } from '../support/deep';
import { Folder } from '../support/folder';

/** Only the file that is started writes: a test and a script import the program as it is. */

const LIBRARY = path.join(compiledLibrary(), 'lib/index.js');
const TSX = pathToFileURL(require.resolve('tsx')).href;

const PROGRAM = `
  import { Cluster, Fleet, Source } from ${JSON.stringify(LIBRARY)};
  export const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://example.com/fleet', branch: 'main' }) });
  new Cluster(fleet, 'eu-1');
  fleet.synth({ first: true });
`;

const IMPORTED =
  /^\[acme\] nothing was written, because fleet\.ts is imported: start it itself, or call fleet\.synth\(\) in a function\n$/;

let folder: Folder;

beforeEach(() => {
  folder = new Folder();
  folder.write('fleet.ts', PROGRAM);
});

afterEach(() => folder.delete());

function start(args: readonly string[], environment: Record<string, string> = {}) {
  const { JEST_WORKER_ID: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', TSX, ...args], {
    cwd: folder.path,
    env: { ...env, ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr, isWritten: folder.has('dist/clusters/eu-1') };
}

/** Each case takes a second: they take turns between the types of package, and run with both in a whole run. */
const casesOf = <T>(type: string, cases: readonly T[]): readonly T[] =>
  cases.filter((_, index) => DEEP || index % 2 === (type === 'module' ? 1 : 0));

describe.each(['commonjs', 'module'])('in a package of type %s', (type) => {
  beforeEach(() => folder.write('package.json', JSON.stringify({ type })));

  test.each(casesOf(type, ['fleet.ts', './fleet', '../here/fleet.ts']))(
    'the program that is started as %s writes',
    (name) => {
      const file = name.replace('../here', `../${path.basename(folder.path)}`);
      expect(start([file])).toEqual({ status: 0, stdout: '', stderr: '', isWritten: true });
    },
  );

  const cases: ReadonlyArray<readonly [string, () => void]> = [
    [
      'one that a script imports does not',
      () => {
        folder.write('script.ts', `import { fleet } from './fleet';\nconsole.log(fleet.result === undefined);\n`);
        const { stderr, ...rest } = start(['script.ts']);
        expect(rest).toEqual({ status: 0, stdout: 'true\n', isWritten: false });
        expect(stderr).toMatch(IMPORTED);
      },
    ],
    [
      'nor does one that a test imports, and says nothing of it',
      () => {
        folder.write(
          'fleet.test.ts',
          `import test from 'node:test';\nimport { fleet } from './fleet';\ntest('it', () => void fleet.synthesize());\n`,
        );
        const { status, stdout, stderr, isWritten } = start(['--test', 'fleet.test.ts']);
        expect([status, stderr, isWritten]).toEqual([0, '', false]);
        expect(stdout).not.toMatch(/nothing was written/);
      },
    ],
    [
      'a script writes where it says so',
      () => {
        folder.write('script.ts', `import { fleet } from './fleet';\nfleet.synth({ first: true });\n`);
        expect(start(['script.ts'])).toMatchObject({ status: 0, isWritten: true });
      },
    ],
    [
      'what the command starts is the program, whatever file it has',
      () => {
        folder.write('main.ts', `import './program';\n`);
        folder.write('program.ts', PROGRAM.replace('{ first: true }', ''));
        const command = JSON.stringify({ action: 'synth', first: true });
        expect(start(['main.ts'], { FLUX_FLEET_COMMAND: command })).toMatchObject({ status: 0, isWritten: true });
      },
    ],
  ];
  test.each(casesOf(type, cases))('%s', (_, body) => body());
});

test('a program in a line of the shell writes', () => {
  folder.write('package.json', '{"type":"commonjs"}');
  expect(start(['--eval', PROGRAM])).toMatchObject({ status: 0, isWritten: true });
});
