import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compilerFindings } from '../support/compile';
import { compiledLibrary } from '../support/compiled-library';
import { DEEP } from '../support/deep';
import { Folder } from '../support/folder';

// The package as it is installed: package.json and lib, as it is built where there is time, else without types.

const root = join(__dirname, '../..');
const folder = new Folder();
const installed = 'node_modules/cdk8s-flux-fleet';

beforeAll(() => {
  fs.mkdirSync(folder.at(installed), { recursive: true });
  for (const name of fs.readdirSync(join(root, 'node_modules')).filter((one) => !one.startsWith('.'))) {
    fs.symlinkSync(join(root, 'node_modules', name), folder.at(`node_modules/${name}`));
  }
  for (const name of ['package.json', 'README.md', 'LICENSE', 'docs', 'templates'])
    fs.cpSync(join(root, name), folder.at(`${installed}/${name}`), { recursive: true });
  if (DEEP) run('--import', 'tsx', 'scripts/build/main.ts', folder.at(`${installed}/lib`));
  else fs.cpSync(join(compiledLibrary(), 'lib'), folder.at(`${installed}/lib`), { recursive: true });
}, 300_000);

afterAll(() => folder.delete());

function run(...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], { cwd: root, encoding: 'utf8' });
  expect([status, stdout + stderr]).toEqual([0, '']);
}

/** What a program in the folder prints. */
function printed(program: string): string {
  folder.write('program.js', program);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['program.js'], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** Megabytes that the package may take when it is unpacked. */
const MOST_MEGABYTES = 3;

interface Packed {
  readonly unpackedSize: number;
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number }>;
}

test('the package is small, and has nothing but what its users need', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [packed] = JSON.parse(
    spawnSync('npm', args, { cwd: folder.at(installed), encoding: 'utf8', shell: process.platform === 'win32' }).stdout,
  ) as [Packed];
  const sizes = packed.files
    .map(({ path, size }) => `${size} ${path}`)
    .sort((a, b) => parseInt(b, 10) - parseInt(a, 10));
  if (DEEP)
    expect([packed.unpackedSize / 1e6 <= MOST_MEGABYTES, sizes.slice(0, 20)]).toEqual([true, expect.anything()]);
  const folders = [...new Set(packed.files.map(({ path }) => path.replace(/\/.*/, '')))];
  expect(folders.sort()).toEqual([...['LICENSE', 'README.md', 'docs', 'lib', 'package.json', 'templates']]);
  expect(
    packed.files
      .map(({ path }) => path)
      .filter((path) => path.startsWith('docs/'))
      .sort(),
  ).toEqual([...['docs/commands.md', 'docs/errors.md', 'docs/plan.schema.json']]);
});

test('what "exports" and "bin" name is there', () => {
  const manifest = JSON.parse(folder.read(`${installed}/package.json`)) as {
    exports: Record<string, string | Record<string, string>>;
    bin: Record<string, string>;
  };
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  const files = [...targets, ...Object.values(manifest.bin)].filter((file) => DEEP || !file.endsWith('.d.ts'));
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((file) => !folder.has(join(installed, file)))).toEqual([]);
});

test('the entries are loaded by require and by import, as one and the same', () => {
  const text = printed(`
    const names = ['cdk8s-flux-fleet', 'cdk8s-flux-fleet/flux', 'cdk8s-flux-fleet/plan', 'cdk8s-flux-fleet/testing'];
    Promise.all(names.map((name) => import(name))).then((modules) => {
      const same = names.map((name, index) => Object.keys(require(name)).every((key) => modules[index][key] === require(name)[key]));
      const { Fleet } = require('cdk8s-flux-fleet');
      console.log(JSON.stringify([same, typeof Fleet, typeof modules[1].GitRepository, typeof modules[2].guard, typeof modules[3].Testing]));
    });
  `);
  expect(JSON.parse(text)).toEqual([[true, true, true, true], 'function', 'function', 'function', 'function']);
});

test('nothing else can be imported', () => {
  const text = printed(`
    const codes = ['lib/index', 'lib/index.js', 'lib/features/cluster', 'lib/flux/kustomization', 'src/index.ts'].map((name) => {
      try {
        require('cdk8s-flux-fleet/' + name);
        return 'loaded';
      } catch ({ code }) {
        return code;
      }
    });
    console.log([...new Set(codes)].join());
    console.log(require('cdk8s-flux-fleet/package.json').name);
  `);
  expect(text).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\ncdk8s-flux-fleet\n');
});

test('the compiler tells things apart that are not the same', () => {
  const text = `
      import { Cluster, Data, Decryption, Environment, Fleet, HelmChart, Placement, Shape, Source, Tenant } from 'cdk8s-flux-fleet';
      const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
      const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' });
      const fleet = new Fleet<{ region: 'eu' | 'us' }>({ name: 'acme', source });
      const cluster = new Cluster(fleet, 'eu-1', { config: { region: 'eu' } });
      new Environment(fleet, 'dev', { clusters: [cluster] });
      const other = new Cluster(new Fleet<{ size: number }>({ name: 'other', source }), 'us-1', { config: { size: 1 } });
      const team = Data.object({ owners: Data.list(Data.string()), size: Data.integer().optional() });
      export const read: Shape<{ readonly owners: readonly string[]; readonly size?: number }> = team;
      // @ts-expect-error -- no list of numbers
      export const wrong: Shape<{ readonly owners: readonly number[] }> = team;
      // @ts-expect-error -- a chart is no source
      new Tenant(fleet, 'a', { source: chart });
      // @ts-expect-error -- a source is no chart
      new Tenant(fleet, 'b', { source, chart: source });
      // @ts-expect-error -- a source is no decryption
      new Tenant(fleet, 'c', { source, decryption: source });
      // @ts-expect-error -- a tenant is no cluster
      new Environment(fleet, 'e', { clusters: [new Tenant(fleet, 'd', { source })] });
      // @ts-expect-error -- a cluster of a fleet with another configuration
      new Environment(fleet, 'f', { clusters: [other] });
      // @ts-expect-error -- no such region
      new Cluster(fleet, 'eu-2', { config: { region: 'mars' } });
      // @ts-expect-error -- data of this library alone
      export const spec: unknown = Placement.everywhere().spec;
      export const decryption = Decryption.age({ secretName: 'age', recipients: ['age1'] });
    `;
  // Without declarations of the package, its sources stand in for them: these have the members that declarations leave out.
  if (!DEEP) {
    const found = compilerFindings({ 'fleet.ts': text });
    expect(found.map(({ message }) => message)).toEqual(["Unused '@ts-expect-error' directive."]);
    return;
  }
  folder.write('fleet.ts', text);
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config as object;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const { paths: _, ...others } = options;
  const program = ts.createProgram([folder.at('fleet.ts')], { ...others, noEmit: true });
  const file = program.getSourceFile(folder.at('fleet.ts'));
  const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  const messages = problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  expect(messages).toEqual([]);
}, 300_000);
