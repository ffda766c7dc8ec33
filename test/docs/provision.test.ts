import * as fs from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import * as library from '../../src';
import { Fleet, Removal } from '../../src';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { formatFinding, guard, ManifestTree } from '../../src/plan-entry';
import { compilerFindings } from '../support/compile';
import { documentsOf } from '../support/world';

const root = join(__dirname, '..', '..');

/** The blocks of a page in one language, without what a list indents them by. */
function blocksOf(page: string, language: string): string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\n(.*?)^ *\`\`\`$`, 'gms');
  return [...page.matchAll(fence)].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

describe.each(['provision-aks', 'provision-eks'])('%s.md', (name) => {
  const page = fs.readFileSync(join(root, 'docs', 'tasks', `${name}.md`), 'utf8');
  const code = blocksOf(page, 'ts');
  const steps = code.filter((text) => text.startsWith('fleet.declare('));
  const program = code.filter((text) => !steps.includes(text)).join('\n');

  /** The program's first step of the deletion, as the page says it in words. */
  const going = program
    .replace("'shop', { managedBy: hub }", "'shop', { managedBy: hub, drained: true }")
    .replace('shop.provision({', 'shop.provision({\n  deletable: true,');
  /** The second one: the cluster is taken out of it. */
  const gone = program
    .replace("const shop = new Cluster(fleet, 'shop', { managedBy: hub });\n", '')
    .replace(/^shop\.provision\(.*?^\}\);\n/ms, '')
    .replace(/^new Component\(shop, .*?^\}\);\n/ms, '');

  /** Runs a program of the page, and returns its files and its declarations. */
  function run(text: string, ...declared: string[]): { readonly tree: ManifestTree; readonly declarations: Removal[] } {
    const whole = `${text}\n${declared.join('\n')}\nfleet.acknowledgeWarning('unknown-kind', 'test');\nexport { fleet };`;
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(whole, { compilerOptions });
    const exported: { fleet?: Fleet } = {};
    const load = (id: string) => (id === 'cdk8s-flux-fleet' ? library : (jest.requireActual(id) as unknown));

    const body = compileFunction(outputText, ['require', 'exports', 'Removal']) as (...args: unknown[]) => void;
    body(load, exported, Removal);
    const { tree } = exported.fleet!.synthesize();
    const files = tree.paths.map((path) => [`dist/${path}`, tree.get(path)!] as const);
    return { tree: ManifestTree.of(files), declarations: [...exported.fleet!.declarations] };
  }

  function findings(before: string, after: string, ...declared: string[]): string[] {
    const { tree: next, declarations } = run(after, ...declared);
    const common = { conventions: FLEET_CONVENTIONS, within: 'dist', today: '2026-11-29' };
    return guard({ base: run(before).tree, next, declarations, ...common }).findings.map(formatFinding);
  }

  test('the compiler takes its program', () => {
    const text = `import { Removal } from 'cdk8s-flux-fleet';\n${program}\n${steps.join('\n')}\nfleet.synth();\n`;
    expect(compilerFindings({ 'fleet.ts': text })).toEqual([]);
  });

  test('it writes what the page shows', () => {
    const { tree } = run(program);
    for (const block of blocksOf(page, 'yaml')) {
      const [, path] = /^# (.*)\n/.exec(block)!;
      expect(documentsOf(tree.text(`dist/${path}`)!)).toContainEqual(documentsOf(block)[0]);
    }
    for (const [, path] of page.matchAll(/^\| `(clusters\/\S+)` \|/gm)) expect(tree.text(`dist/${path}`)).toBeDefined();
  });

  test('the steps of its deletion, followed literally, pass', () => {
    const [cluster, machines] = steps as [string, string];
    expect(findings(program, going, cluster)).toEqual([]);
    expect(findings(going, gone, cluster).join('\n')).toBe(blocksOf(page, 'text').join('').trim());
    expect(findings(going, gone, cluster, machines)).toEqual([]);
  });
});
