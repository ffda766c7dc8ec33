import * as fs from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { entriesOf, exportedNames, PackageEntries } from '../../scripts/figures/surface';

const root = join(__dirname, '../..');
const manifest = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8')) as PackageEntries & {
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
  dependencies: Record<string, string>;
};
const entries = entriesOf(manifest);

/** What modules export, types included. */
function namesOf(...files: readonly string[]): string[][] {
  const options = {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    noLib: true,
    types: [],
  };
  const program = ts.createProgram([...files], options);
  return files.map((file) => exportedNames(program, file).map(({ name }) => name));
}

/** The declarations of another package. */
function declarationsOf(name: string): string {
  return require.resolve(name).replace(/\.js$/, '.d.ts');
}

test('each entry of the package is a source file, compiled to what "exports" says', () => {
  expect(entries.map(({ subpath }) => subpath)).toEqual(['.', './flux', './plan', './testing']);
  for (const { file } of entries) expect([file, fs.existsSync(join(root, file))]).toEqual([file, true]);
  const targets = Object.values(manifest.exports as Record<string, { types?: string; default?: string } | string>);
  const compiled = targets.filter((target) => typeof target !== 'string');
  expect(compiled.map(({ types }) => types)).toEqual(
    compiled.map((target) => target.default!.replace(/\.js$/, '.d.ts')),
  );
});

test('names that cdk8s, cdk8s-plus-28 or constructs have too', () => {
  const others = ['cdk8s', 'cdk8s-plus-28', 'constructs'];
  const [own, ...theirs] = namesOf(join(root, 'src/index.ts'), ...others.map(declarationsOf));
  const shared = theirs.map((names) => own!.filter((name) => names.includes(name)).sort());
  // Programs import these from here: cdk8s-plus is imported as a namespace, and a fleet takes the place of cdk8s' App.
  expect(Object.fromEntries(others.map((name, index) => [name, shared[index]]))).toEqual({
    cdk8s: ['App', 'AppProps'],
    'cdk8s-plus-28': ['LabelSelector', 'Secret'],
    constructs: [],
  });
});

test('examples import cdk8s-plus as a namespace, and no App of cdk8s', () => {
  const files = ['README.md', 'etc/api-topics.mjs', ...filesIn('docs', '.md'), ...filesIn('examples', '.ts')];
  const imports = files.flatMap((file) =>
    [...read(file).matchAll(/^import [^;]*? from '(?:cdk8s|cdk8s-plus-28)';$/gms)].map(([text]) => text),
  );
  expect(imports.length).toBeGreaterThan(3);
  for (const text of imports.filter((one) => one.includes("'cdk8s-plus-28'"))) {
    expect(text).toBe("import * as kplus from 'cdk8s-plus-28';");
  }
  expect(imports.filter((text) => text.includes("'cdk8s'") && /\bApp\b/.test(text))).toEqual([]);
});

test('the library imports no cdk8s-plus, which is an optional peer', () => {
  expect(filesIn('src', '.ts').filter((file) => /cdk8s-plus/.test(read(file)))).toEqual([]);
  expect(manifest.peerDependencies['cdk8s-plus-28']).toBeDefined();
  expect(manifest.peerDependenciesMeta).toEqual({ 'cdk8s-plus-28': { optional: true } });
});

function filesIn(folder: string, ending: string): string[] {
  return fs
    .readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !/(^|\/)dist\//.test(file))
    .map((file) => join(folder, file));
}

function read(file: string): string {
  return fs.readFileSync(join(root, file), 'utf8');
}
