import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { scratch } from '../pipeline/write/snapshot';
import { DEEP } from '../support/deep';
import { Folder } from '../support/folder';

/*
 * Programs are run as the command runs them, by a build of it, and by tsx itself beside it.
 */

const root = join(__dirname, '..', '..');
const place = scratch();
afterAll(() => place.delete());

const built = place.at('built');
for (const name of ['hook', 'start']) {
  buildSync({
    entryPoints: [join(root, 'src', 'cli', 'program', `${name}.ts`)],
    outfile: join(built, `${name}.js`),
    ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
  });
}
place.write(
  'built/run.js',
  `const { programStart } = require('./start.js');
const { args, env } = programStart(process.argv[2], process.cwd());
const { status } = require('node:child_process').spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
process.stderr.write(args.includes('--import') ? 'by tsx' : 'kept');
process.exitCode = status;`,
);

const PROGRAM = `import { greeting } from './parts/greeting';
import data from './data.json';
import { list } from './list';
enum Kind { First = 1 }
interface Unused { readonly a: string }
function place(): string {
  return new Error('here').stack!.split('\\n').slice(1, 2).join().replace(/^.*[(/](fleet\\.ts:\\d+:\\d+).*$/, '$1');
}
const extra = process.env.EXTRA === undefined ? '' : (require('./extra') as { text: string }).text;
console.log(JSON.stringify([Kind.First, greeting, list, data.value, place(), process.argv.slice(2), __filename, extra]));
console.log(process.env.FLUX_FLEET_PROGRAM ?? 'nothing inherited');
`;

/** Cases of which `npm test` takes some: each starts several processes. */
const some = <T>(all: readonly T[]): readonly T[] => (DEEP ? all : all.filter((_, index) => index % 4 === 1));

/** A project with a program; runs are compared with those of tsx itself. */
class Project {
  private static count = 0;
  private readonly folder: Folder;
  /** What tsx says of the files as they are. */
  private readonly expected = new Map<string, readonly unknown[]>();

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.folder = new Folder(place.at(`project-${Project.count++}`));
    mkdirSync(this.folder.at('node_modules/.bin'), { recursive: true });
    for (const name of ['tsx', '.bin/tsx'])
      symlinkSync(join(root, 'node_modules', name), this.folder.at(`node_modules/${name}`));
    const usual = {
      'package.json': '{"name":"acme"}',
      'tsconfig.json': '{"compilerOptions":{"strict":true,"esModuleInterop":true,"resolveJsonModule":true}}',
      'fleet.ts': PROGRAM,
      'parts/greeting.ts': "export const greeting: string = 'hello';\n",
      'data.json': '{"value":3}',
      'list/index.ts': "export const list: string = 'folder';\n",
      'extra.ts': "export const text: string = 'more';\n",
    };
    for (const [name, text] of Object.entries({ ...usual, ...files })) this.folder.write(name, text);
  }

  /** Runs the program, and tells whether it was kept. */
  public run(file = 'fleet.ts', env: Readonly<Record<string, string>> = {}): string {
    const options = { cwd: this.folder.path, env: { ...process.env, ...env }, encoding: 'utf8' } as const;
    const run = spawnSync(process.execPath, [join(built, 'run.js'), `npx tsx ${file} one --two=3`], options);
    const key = JSON.stringify([file, env]);
    if (!this.expected.has(key)) {
      const tsx = [join(root, 'node_modules/tsx/dist/cli.mjs'), file, 'one', '--two=3'];
      const { stdout, status } = spawnSync(process.execPath, tsx, options);
      this.expected.set(key, [stdout, status]);
    }
    expect([run.stdout, run.status]).toEqual(this.expected.get(key));
    return run.stderr.split('\n').at(-1)!.slice(-'by tsx'.length);
  }

  /** Changes files between runs. */
  public change(edit: (folder: Folder) => void): void {
    edit(this.folder);
    this.expected.clear();
  }
}

test('a program is compiled once, and says the same afterwards', () => {
  const project = new Project();
  expect([project.run(), project.run(), project.run()]).toEqual(['by tsx', 'kept', 'kept']);
});

test('a kept program loads what it did not load before by its runner', () => {
  const project = new Project();
  expect([project.run(), project.run('fleet.ts', { EXTRA: '1' })]).toEqual(['by tsx', 'kept']);
});

test.each(
  some<[string, (folder: Folder) => void]>([
    ['the program', (folder) => folder.write('fleet.ts', `${PROGRAM}console.log(1 as number);\n`)],
    ['a file that it imports', (folder) => folder.write('parts/greeting.ts', "export const greeting = 'other';\n")],
    ['data that it imports', (folder) => folder.write('data.json', '{"value":4}')],
    ['the configuration of TypeScript', (folder) => folder.write('tsconfig.json', '{}')],
    ['a configuration that comes nearer', (folder) => folder.write('parts/tsconfig.json', '{}')],
    ['the package', (folder) => folder.write('package.json', '{"name":"other"}')],
    [
      'a file that wins over the one that was found',
      (folder) => folder.write('parts/greeting.tsx', 'export const greeting = 1;\n'),
    ],
    [
      'a file that wins over a folder',
      (folder) => {
        folder.write('list.ts', "export const list = 'file';\n");
      },
    ],
    [
      'a package that comes nearer',
      (folder) => folder.write('parts/node_modules/other/index.js', "exports.greeting = 'nearer';\n"),
    ],
    ['what is kept', (folder) => rmSync(folder.at('node_modules/.cache'), { recursive: true })],
  ]),
)('after a change of %s, it is compiled again', (_, change) => {
  const project = new Project();
  project.run();
  project.change(change);
  expect([project.run(), project.run()]).toEqual(['by tsx', 'kept']);
});

test('a configuration is followed to what it extends', () => {
  const project = new Project({ 'base.json': '{}', 'tsconfig.json': '{"extends":"./base.json"}' });
  expect([project.run(), project.run()]).toEqual(['by tsx', 'kept']);
  project.change((folder) => folder.write('base.json', '{"compilerOptions":{"strict":true}}'));
  expect(project.run()).toBe('by tsx');
});

test.each(
  some<[string, string, Readonly<Record<string, string>>]>([
    [
      'of ECMAScript modules',
      'fleet.ts',
      { 'package.json': '{"type":"module"}', 'fleet.ts': 'console.log(1 as number);' },
    ],
    ['in an ECMAScript module', 'fleet.mts', { 'fleet.mts': 'console.log(1 as number);' }],
    [
      'with a dynamic import',
      'fleet.ts',
      { 'fleet.ts': "void import('./extra').then(({ text }) => console.log(text));" },
    ],
    [
      'with processes of its own',
      'fleet.ts',
      { 'fleet.ts': "import { fork } from 'child_process'; console.log(typeof fork);" },
    ],
    ['that fails', 'fleet.ts', { 'fleet.ts': 'console.log(1); process.exitCode = 3;' }],
    [
      'with modules that Node.js alone does not take',
      'fleet.ts',
      { 'fleet.ts': "import './old.js';", 'old.js': 'export {};' },
    ],
    [
      'configured by a package',
      'fleet.ts',
      { 'tsconfig.json': '{"extends":"base/tsconfig.json"}', 'node_modules/base/tsconfig.json': '{}' },
    ],
  ]),
)('a program %s is compiled by each run', (_, file, files) => {
  const project = new Project(files);
  expect([project.run(file), project.run(file)]).toEqual(['by tsx', 'by tsx']);
});

test('a damaged entry is none', () => {
  const project = new Project();
  project.run();
  project.change((folder) => {
    const [entry] = Object.keys(folder.files).filter((name) => name.endsWith('/program'));
    folder.write(entry!, folder.read(entry!).replace('hello', 'hallo'));
  });
  expect(project.run()).toBe('by tsx');
});

test('where there is no build, nothing is kept', () => {
  const code =
    "console.log(JSON.stringify(require('./src/cli/program/start.ts').programStart('npx tsx a.ts', process.cwd()).args))";
  const args = execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', code], { cwd: root, encoding: 'utf8' });
  expect(JSON.parse(args)).toEqual(['--import', expect.stringContaining('loader'), 'a.ts']);
});
