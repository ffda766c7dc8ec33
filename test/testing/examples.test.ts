import * as fs from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compilerFindings } from '../support/compile';

const root = join(__dirname, '../..');

/** What the examples take from the tests around them. */
const AROUND = `
  import { Channel, Fleet, Placement } from 'cdk8s-flux-fleet';
  import { FleetView, FoundApp, FoundObject, Invariant, Match, Matcher, ObjectAssertions, PlanSnapshot, ProblemPattern, Testing, TestingError, Violation } from 'cdk8s-flux-fleet/testing';
  declare const fleet: Fleet;
  declare const changed: Fleet;
  declare const testing: Testing<Record<string, unknown>>;
`;

/** The declarations of a file that tests can reach, with the examples of their docstrings. */
function documented(file: string): Array<{ readonly name: string; readonly examples: readonly string[] }> {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Array<{ name: string; examples: readonly string[] }> = [];
  const visit = (node: ts.Node) => {
    const examples = ts
      .getJSDocTags(node)
      .filter(({ tagName }) => tagName.text === 'example')
      .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
    const name = (node as ts.NamedDeclaration).name?.getText(source);
    if (name !== undefined && (ts.isStatement(node) || ts.isClassElement(node) || ts.isPropertyAssignment(node))) {
      found.push({ name, examples });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = [
  ...fs.readdirSync(join(root, 'src/testing')).map((file) => join(root, 'src/testing', file)),
  ...['fleet/rule.ts', 'fleet/fleet-scope.ts', 'data/shape.ts'].map((file) => join(root, 'src/features', file)),
];
const all = files.flatMap(documented);

test('every name of the entry has an example', () => {
  const entry = fs.readFileSync(join(root, 'src/testing-entry.ts'), 'utf8');
  const names = [...entry.matchAll(/\{([^}]*)\}/g)]
    .flatMap(([, list]) => list!.split(','))
    .map((one) => one.replace('type', '').trim());
  expect(names.length).toBeGreaterThan(10);
  const exemplified = (name: string) =>
    name === 'Match' || all.some((one) => one.name === name && one.examples.length > 0);
  expect(names.filter((name) => !exemplified(name))).toEqual([]);
});

test('the compiler takes the examples', () => {
  const examples = all.flatMap((one) => one.examples);
  expect(examples.length).toBeGreaterThan(30);
  const imports: string[] = [];
  const blocks = examples.map((example) => {
    const body = example.replace(/^import .*\n/gm, (line) => (imports.push(line), ''));
    return `{\n${body}\n}\n`;
  });
  const text = `${AROUND}import { Data } from 'cdk8s-flux-fleet';\n${imports.join('')}${blocks.join('')}`;
  expect(compilerFindings({ 'examples.ts': text }, ['node', 'jest'])).toEqual([]);
});
