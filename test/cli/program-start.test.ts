import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { programStart } from '../../src/cli/base/program-start';
import { Folder } from '../support/folder';

const place = new Folder();
afterAll(() => place.delete());

const modules = join(__dirname, '..', '..', 'node_modules');
const project = place.at('project');
mkdirSync(join(project, 'node_modules', '.bin'), { recursive: true });
for (const name of ['tsx', '.bin/tsx']) symlinkSync(join(modules, name), join(project, 'node_modules', name));

const loader = pathToFileURL(require.resolve('tsx')).href;

test.each<[string, readonly string[], string | undefined]>([
  ['npx tsx fleet.ts', ['fleet.ts'], undefined],
  ['tsx fleet.ts', ['fleet.ts'], undefined],
  [' npx  tsx ./src/fleet.mts --region=eu 3 ', ['./src/fleet.mts', '--region=eu', '3'], undefined],
  ['npx tsx --tsconfig ../tsconfig.json fleet.ts', ['fleet.ts'], '../tsconfig.json'],
])('%s is started without npx, shell and the command of tsx', (app, words, tsconfig) => {
  const start = programStart(app, project)!;
  expect(start.args).toEqual(['--import', loader, ...words]);
  expect(start.env.TSX_TSCONFIG_PATH).toBe(tsconfig);
  expect(start.env.PATH!.split(delimiter)[0]).toBe(join(project, 'node_modules', '.bin'));
});

test.each([
  ...['node fleet.js', 'npx ts-node fleet.ts', 'npx --yes tsx fleet.ts', 'npx tsx', 'npx tsx watch fleet.ts'],
  ...['npx tsx --env-file=.env fleet.ts', 'npx tsx --tsconfig tsconfig.json', 'npx tsx fleet'],
  ...[
    'npx tsx fleet.ts && true',
    'npx tsx fleet.ts > log',
    'npx tsx "my fleet.ts"',
    'npx tsx $FLEET.ts',
    'A=1 tsx a.ts',
  ],
  ...['npx tsx fleet.ts; true', 'npx tsx *.ts', 'npx tsx ~/fleet.ts', 'npx tsx fleet.ts # first', 'npx tsx `x`.ts'],
])('a shell runs %s', (app) => expect(programStart(app, project)).toBeUndefined());

test('a shell runs tsx where it is not installed, is no command, or is an old one', () => {
  const other = place.at('other');
  mkdirSync(join(other, 'node_modules', 'tsx'), { recursive: true });
  expect(programStart('npx tsx fleet.ts', place.path)).toBeUndefined();
  const write = (version: string) =>
    writeFileSync(join(other, 'node_modules', 'tsx', 'package.json'), JSON.stringify({ version, main: 'loader.mjs' }));
  for (const name of ['loader.mjs', 'cjs.js']) writeFileSync(join(other, 'node_modules', 'tsx', name), '');
  mkdirSync(join(other, 'node_modules', 'esbuild'));
  writeFileSync(join(other, 'node_modules', 'esbuild', 'package.json'), '{"version":"0.28.2"}');
  write('4.0.0');
  expect(programStart('npx tsx fleet.ts', other)).toBeUndefined();
  mkdirSync(join(other, 'node_modules', '.bin'));
  writeFileSync(join(other, 'node_modules', '.bin', 'tsx'), '');
  expect(programStart('npx tsx fleet.ts', other)?.args.at(-1)).toBe('fleet.ts');
  write('3.14.0');
  expect(programStart('npx tsx fleet.ts', other)).toBeUndefined();
});

test('the program sees what it sees under npx: arguments, types, configuration and commands of packages', () => {
  const code = [
    "import { execFileSync } from 'node:child_process';",
    'enum Kind { A = 1 }',
    "const own: string = execFileSync('own').toString().trim();",
    'console.log(JSON.stringify([Kind.A, process.argv.slice(2), own, __filename]));',
  ];
  writeFileSync(join(project, 'fleet.ts'), code.join('\n'));
  writeFileSync(join(project, 'node_modules', '.bin', 'own'), '#!/bin/sh\necho own\n');
  chmodSync(join(project, 'node_modules', '.bin', 'own'), 0o755);
  const app = 'npx tsx fleet.ts one --two=3';
  const { args, env } = programStart(app, project)!;
  const direct = execFileSync(process.execPath, args, { cwd: project, env: { ...process.env, ...env } });
  const through = execFileSync(app, { cwd: project, shell: '/bin/sh' });
  expect(JSON.parse(direct.toString())).toEqual([1, ['one', '--two=3'], 'own', join(project, 'fleet.ts')]);
  expect(direct.toString()).toBe(through.toString());
});
