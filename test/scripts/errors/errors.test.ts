import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { GUARD_ENTRIES } from '../../../scripts/errors/guard';
import { errorsPage } from '../../../scripts/errors/page';
import { RISK_ENTRIES } from '../../../scripts/errors/risks';
import { formatProblem } from '../../../src/core/problem';
import { GUARD_FINDINGS } from '../../../src/plan/guard/finding';
import { SEVERITY } from '../../../src/plan/risk/risk';
import { configMap, GIT, guarded, kustomization, namespace, tree, UnitFixture } from '../../plan/fixture';

const root = path.join(__dirname, '../../..');

test('every finding of the guard and every risk of the plan has an entry', () => {
  expect(Object.keys(GUARD_ENTRIES).sort()).toEqual([...GUARD_FINDINGS].sort());
  expect(Object.keys(RISK_ENTRIES).sort()).toEqual(Object.keys(SEVERITY).sort());
});

test('entries are complete sentences, and examples of findings have the form of messages', () => {
  for (const [id, { cause, example, mend }] of Object.entries({ ...GUARD_ENTRIES, ...RISK_ENTRIES })) {
    expect([id, cause]).toEqual([id, expect.stringMatching(/^[A-Z`].*\.$/)]);
    expect([id, mend]).toEqual([id, expect.stringMatching(/^[A-Z`].*\.$/)]);
    if (id in GUARD_ENTRIES) expect([id, example]).toEqual([id, expect.stringMatching(/^\[[\w/-]+\] .+: .+/)]);
  }
});

/** Stands for what a text fills in. */
const FILLED = '\u0000';

/** The folders that findings of a plan come from. */
const SOURCES = ['src/plan', 'src/features/plan-policy'].map((folder) => path.join(root, folder));

/** The texts of the plan's sources, as patterns: what they fill in is anything. */
function patterns(): RegExp[] {
  const found: RegExp[] = [];
  const files = SOURCES.flatMap((folder) =>
    fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  );
  for (const file of files) {
    if (!file.endsWith('.ts')) continue;
    const text = fs.readFileSync(file, 'utf8');
    const visit = (node: ts.Node) => {
      // A text may hold both what is wrong and what to do.
      for (const part of partsOf(node)?.join(FILLED).split(': ') ?? []) {
        // A single word, such as a kind, would be in every text.
        if (!/[a-z] [a-z]/i.test(part) || part.replace(/[^a-z]/gi, '').length < 7) continue;
        found.push(new RegExp(part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(FILLED, '.*'), 's'));
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
  return found;
}

function partsOf(node: ts.Node): string[] | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
}

test('examples have the words of the sources: no entry shows a message of former days', () => {
  const all = patterns();
  expect(all.length).toBeGreaterThan(200);
  /** Whether any text of the sources is in a text. */
  const isKnown = (text: string) => all.some((pattern) => pattern.test(text));
  /** Whether a message is made of what is wrong and what to do, which may contain colons themselves. */
  const isMessage = (text: string) =>
    [...text.matchAll(/: /g)].some(({ index }) => isKnown(text.slice(0, index)) && isKnown(text.slice(index + 2)));
  const bad = Object.entries(GUARD_ENTRIES)
    .filter(([, { example }]) => !isMessage(example))
    .map(([id]) => id);
  expect(bad).toEqual([]);
  for (const [id, { example }] of Object.entries(RISK_ENTRIES)) expect([id, isKnown(example)]).toEqual([id, true]);
  expect([isKnown('[eu] Namespace shop vanishes'), isMessage('[eu] it vanishes: bring it back')]).toEqual([
    false,
    false,
  ]);
});

test('docs/errors.md is up to date: npm run docs:errors', () => {
  expect(fs.readFileSync(path.join(root, 'docs/errors.md'), 'utf8')).toBe(errorsPage());
});

/** The messages of a rule for a change from one cluster to another. */
function messagesOf(id: string, before: readonly UnitFixture[], after: readonly UnitFixture[]): string[] {
  const { findings } = guarded(tree({ eu: before }), tree({ eu: after }));
  return findings.filter((one) => one.id === id).map(formatProblem);
}

test('examples that no other test shows are what the guard says', () => {
  const unit = (name: string, other?: string): UnitFixture => ({
    name,
    spec: other === undefined ? {} : { dependsOn: [{ name: other }] },
    objects: [configMap(name, 'default')],
  });
  const circle = messagesOf('dependency-circle', [unit('a'), unit('b')], [unit('a', 'b'), unit('b', 'a')]);
  expect(circle).toContain(GUARD_ENTRIES['dependency-circle'].example);

  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'team', namespace: 'team' } };
  const sourceRef = { kind: 'GitRepository', name: 'web' };
  const app = kustomization('team/app', './x', { serviceAccountName: 'team', targetNamespace: 'shop', sourceRef });
  const before = [
    { name: 'access', objects: [namespace('shop'), account] },
    { name: 'apps', objects: [GIT('web', 'team', 'https://git.example.com/web/apps'), app] },
  ];
  expect(messagesOf('sync-contained', before, [])).toEqual([GUARD_ENTRIES['sync-contained'].example]);
});
