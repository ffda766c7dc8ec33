import * as fs from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import { reachableDeclarations } from '../../scripts/build/declarations';
import { ENTRIES, ROOT, STARTED } from '../../scripts/build/entries';
import { compactModule, compressedData, reachableModules } from '../../scripts/build/modules';

/** What the build makes of the compiler's output. */

const MODULE = `#!/usr/bin/env node
"use strict";
// A remark.
const something_1 = require("./something");
/** Documented. */
function outer(argument) {
    const inner = (longName) => {
        throw new Error(\`\${longName} of \${argument}\`);
    };
    class Local {
        method(value) {
            return inner(value);
        }
    }
    return new Local().method(1);
}
exports.outer = outer;
exports.made = function named() { return outer.name; };
`;

test('modules lose comments and the names of variables, and keep those that stacks show', async () => {
  const text = await compactModule(MODULE);
  expect(text).toMatchInlineSnapshot(`
"#!/usr/bin/env node
"use strict"
const e=require("./something")
function outer(e){const inner=r=>{throw new Error(\`\${r} of \${e}\`)}
class Local{method(e){return inner(e)}}return(new Local).method(1)}exports.outer=outer
exports.made=function named(){return outer.name}
"
`);
  const exported: { outer?: (argument: string) => void } = {};
  const body = text.replace(/^#!.*\n/, '');
  const load = runInThisContext(`(function (exports, require) {${body}})`, 'module.js') as (...args: object[]) => void;
  load(exported, () => ({}));
  let stack: string | undefined;
  try {
    exported.outer!('x');
  } catch (error) {
    ({ stack } = error as Error);
  }
  expect(stack).toMatch(
    /^Error: 1 of x\n +at inner \(module\.js:\d+.*\n +at Local\.method \(.*\n +at (?:\w+\.)?outer \(/,
  );
});

test('Node.js finds the names that a module passes on', async () => {
  const text = await compactModule(
    'var __exportStar = (this && this.__exportStar) || function (a, b) {};\n__exportStar(require("./plan"), exports);\n',
  );
  expect(text).toMatch(/^__exportStar\(require\("\.\/plan"\),exports\)$/m);
});

test('modules are called directly, and only entries are marked as ECMAScript modules', async () => {
  const { outputText } = ts.transpileModule(
    `import * as fs from 'node:fs';\nimport { b } from './b';\nexport const a = b(fs.sep, b?.(1), (0, 2));\n`,
    { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } },
  );
  const inner = '"use strict"\nexports.a=void 0\nconst e=require("node:fs"),r=require("./b")\n';
  expect(await compactModule(outputText)).toBe(`${inner}exports.a=r.b(e.sep,(0,r.b)?.(1),(0,2))\n`);
  expect(await compactModule(outputText, true)).toMatch(/^"use strict"\nObject\.defineProperty\(exports,"__esModule",/);
});

test('texts of schemas are compressed, and read as before', () => {
  const text = compressedData('schema/data/some.js', '"use strict";\nexports.SOME = String.raw`{"a":"\\d"}`;\n')!;
  const exported: Record<string, string> = {};
  const load = runInThisContext(`(function (exports, require) {${text}})`) as (...args: unknown[]) => void;
  load(exported, require);
  expect(exported).toEqual({ SOME: '{"a":"\\d"}' });
  expect(compressedData('schema/other.js', text)).toBe(undefined);
  expect(() => compressedData('schema/data/none.js', 'exports.a = 1;')).toThrow('schema/data/none.js has no text');
});

test('modules that are loaded late are reached, and those of types are not', () => {
  const scripts = new Map([
    ['index.js', `const a = require("./a"); const late = () => require('./b');`],
    ['a.js', 'const fs = require("node:fs");'],
    ['b/index.js', 'require("../a");'],
    ['types.js', ''],
  ]);
  expect(reachableModules(scripts, ['index'])).toEqual(['a.js', 'b/index.js', 'index.js']);
  expect(() => reachableModules(new Map([['index.js', 'require("./gone")']]), ['index'])).toThrow(
    'index.js requires ./gone, which is not there',
  );
});

test('declarations stay where something exported refers to them, with their docstrings', () => {
  const files = new Map([
    [
      'index.d.ts',
      `export { Thing, type Other as Renamed } from './things';
export { Passed } from './folder';
`,
    ],
    [
      'things/index.d.ts',
      `import { Chart } from 'cdk8s';
import { Used, Unused } from '../used';
/** A thing. */
export declare class Thing extends Chart {
    /** Used. */
    used: Used;
}
/** Another. */
export interface Other {
    readonly inner: Inner;
}
interface Inner {
    readonly list: ReadonlyArray<import('../inline').Inline>;
}
export declare const unused: Unused;
`,
    ],
    ['used.d.ts', 'export type Used = string;\nexport type Unused = number;\n'],
    ['inline.d.ts', 'export type Inline = 1;\nexport type Outside = 2;\n'],
    ['folder/index.d.ts', "export * from './passed';\nexport * from './more';\n"],
    ['folder/passed.d.ts', 'export type Passed = 1;\nexport type Kept = 2;\n'],
    ['folder/more.d.ts', 'export type More = 1;\n'],
    ['gone.d.ts', 'export type Gone = 1;\n'],
  ]);
  expect(Object.fromEntries(reachableDeclarations(files, ['index']))).toMatchInlineSnapshot(`
{
  "folder/index.d.ts": "export * from './passed';
",
  "folder/passed.d.ts": "export type Passed = 1;
",
  "index.d.ts": "export { Thing, type Other as Renamed } from './things';
export { Passed } from './folder';
",
  "inline.d.ts": "export type Inline = 1;
",
  "things/index.d.ts": "import { Chart } from 'cdk8s';
import { Used } from '../used';
/** A thing. */
export declare class Thing extends Chart {
    /** Used. */
    used: Used;
}
/** Another. */
export interface Other {
    readonly inner: Inner;
}
interface Inner {
    readonly list: ReadonlyArray<import('../inline').Inline>;
}
",
  "used.d.ts": "export type Used = string;
",
}
`);
});

test('declarations that are not followed are refused, and names in docstrings stay', () => {
  const reached = (index: string, others: Readonly<Record<string, string>> = {}) =>
    reachableDeclarations(
      new Map([
        ['index.d.ts', index],
        ['a.d.ts', 'export type A = 1;\nexport type B = 2;\n'],
        ...Object.entries(others),
      ]),
      ['index'],
    );
  const files = reached('export { C } from "./c";\n', {
    'c.d.ts': "/** Made of { A, B } of a. */\nimport { A, B } from './a';\nexport type C = A;\nexport type D = B;\n",
  });
  expect(files.get('c.d.ts')).toBe("/** Made of { A, B } of a. */\nimport { A } from './a';\nexport type C = A;\n");
  expect(() => reached("export declare const a: typeof import('./a');\n")).toThrow(
    '/a.d.ts is imported whole: import names of it',
  );
  for (const statement of [
    "export declare const a: import('./a').A;",
    "import a = require('./a');\nexport type C = a.A;",
  ])
    expect([...reached(`${statement}\n`).keys()].sort()).toEqual(['a.d.ts', 'index.d.ts']);
  for (const statement of [
    "export declare const a: typeof import('./gone');",
    "export declare const a: import('./gone').A;",
    "export * from './a';",
    "export * as a from './a';",
    "import a from './a';\nexport type C = typeof a;",
    "export declare const a: ReadonlyArray<import('./gone').A>;",
    "declare module './gone' {}",
  ])
    expect(() => reached(`${statement}\n`)).toThrow(/no declarations of \.\/(?:a|gone)$|is imported whole/);
});

test('what a process is started with, by its name, is published', () => {
  const src = join(ROOT, 'src');
  const files = fs.readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const named = files.flatMap((name) =>
    [...fs.readFileSync(join(src, name), 'utf8').matchAll(/join\(__dirname, '([^']+)\.js'\)/g)].map(([, file]) =>
      relative(src, join(src, dirname(name), file!)),
    ),
  );
  expect(named).toEqual(['cli/watch/wait']);
  expect(STARTED).toEqual(expect.arrayContaining(named));
  for (const entry of [...ENTRIES, ...STARTED]) expect([entry, files.includes(`${entry}.ts`)]).toEqual([entry, true]);
});
