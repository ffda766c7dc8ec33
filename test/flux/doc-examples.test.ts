import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import ts from 'typescript';
import * as library from '../../src/flux-entry';
import { Validator } from '../../src/schema';
import { compilerFindings } from '../support/compile';

const root = join(__dirname, '..', '..');

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The examples in the docstrings of src/flux, named after their symbol. */
function examples(): Example[] {
  const folder = join(root, 'src', 'flux');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const found = text.matchAll(/\n \* @example\n((?: \*.*\n)+?) \*\/\nexport (?:class|function) (\w+)/g);
    return [...found].map(([, lines = '', name = '']) => ({ name, code: lines.replace(/^ \* ?/gm, '') }));
  });
}

const all = examples();

/** The names that an example uses from a module. */
function importsOf(code: string, module: object): string {
  const names = Object.keys(module).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  return names.join(', ');
}

test('every class has an example', () => {
  // `instanceof` calls cdk8s' own check, which needs a constructed object.
  const isKind = (value: unknown) =>
    typeof value === 'function' && Object.prototype.isPrototypeOf.call(library.FluxObject, value);
  const classes = Object.entries(library).filter(([, value]) => isKind(value));
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(classes.map(([name]) => name)));
  expect(classes).toHaveLength(18);
});

test('every example compiles', () => {
  const programs = all.map(({ name, code }): [string, string] => [
    `${name}.ts`,
    [
      `import { ${importsOf(code, library)} } from '../src/flux-entry';`,
      `import { Chart, ${importsOf(code, cdk8s)} } from 'cdk8s';`,
      `export function run(chart: Chart): void {\n${code}\n}`,
    ].join('\n'),
  ]);
  expect(compilerFindings(Object.fromEntries(programs))).toEqual([]);
});

test.each(all.map(({ name, code }) => [name, code]))(
  'the example of %s creates objects that are valid for the default Flux version',
  (_, code) => {
    const chart = new cdk8s.Chart(cdk8s.Testing.app(), 'chart', { namespace: 'infra' });
    const names = { ...cdk8s, ...library, chart };
    const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
    // oxlint-disable-next-line typescript/no-implied-eval
    new Function(...Object.keys(names), outputText)(...Object.values(names));
    const validator = new Validator();
    expect(cdk8s.Testing.synth(chart).flatMap((object) => validator.validate(object))).toEqual([]);
  },
);
