import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { compilerFindings } from '../support/compile';
import { Folder } from '../support/folder';

const root = join(__dirname, '..', '..');
const page = fs.readFileSync(join(root, 'docs', 'model.md'), 'utf8');

/** The blocks of one language. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);
}

const folder = new Folder();

afterAll(() => folder.delete());

beforeAll(() => {
  fs.symlinkSync(join(root, 'node_modules'), folder.at('node_modules'));
  const paths = { 'cdk8s-flux-fleet': [join(root, 'src', 'index.ts')] };
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions: { paths }, include: ['fleet.ts'] };
  folder.write('tsconfig.json', JSON.stringify(config));
  // A data file is called what its first line says, and a comment is none of CSV.
  for (const text of [...blocks('yaml'), ...blocks('csv')]) {
    const [, name] = /^# (.*)\n/.exec(text)!;
    folder.write(name!, text.replace(/^# .*\n/, ''));
  }
  const program = [...blocks('ts'), 'fleet.synth();\nexport { fleet };\n'].join('\n');
  folder.write('fleet.ts', program);
});

test('the compiler takes the program of the page', () => {
  expect(compilerFindings({ 'fleet.ts': folder.read('fleet.ts') })).toEqual([]);
});

test('it runs, says what the page says, and warns of nothing but removals that are none here', () => {
  const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const run = spawnSync(process.execPath, [tsx, 'fleet.ts'], { cwd: folder.path, encoding: 'utf8' });
  // Nothing was committed here that could be removed.
  expect(run.stderr.split('\n').filter((line) => !/^(warning \(declaration-needless\) .*)?$/.test(line))).toEqual([]);
  expect(run.stdout).toBe(blocks('text').join(''));
  const files = fs.readdirSync(folder.at('dist/clusters')).sort();
  expect(files).toEqual(['eu-1', 'store-17', 'store-18', 'store-19', 'us-1']);
  const apps = (environment: string) =>
    folder.read(`dist/clusters/store-17/${environment}/tenants/shop/apps/apps.yaml`);
  expect([apps('dev'), apps('prod')].map((text) => /name: reports/.test(text))).toEqual([false, true]);
  expect(folder.has('dist/clusters/us-1/infrastructure/nginx')).toBe(false);
  expect(folder.has('dist/clusters/store-18/infrastructure/image-cache')).toBe(true);
});
