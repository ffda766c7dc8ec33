import * as fs from 'node:fs';
import { join } from 'node:path';
import { ruleTable, rulesPage } from '../../src/controller-rules/page';

const { object, cluster, runtime } = ruleTable();

test('the page of the documentation is what the table says: npm run docs:rules', () => {
  const page = fs.readFileSync(join(__dirname, '..', '..', 'docs', 'controller-rules.md'), 'utf8');
  expect(page).toBe(rulesPage());
});

test('ids are unique, and name no other finding', () => {
  const ids = [...object, ...cluster].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)+$/.test(id))).toEqual([]);
});

test('at least 80 rules are decided from the program, and each other row says why not', () => {
  // A chart is described in two kinds: such a rule counts once.
  const rules = new Set([...object, ...cluster].map(({ when }) => when));
  expect(rules.size).toBeGreaterThanOrEqual(80);
  expect(runtime.filter(({ reason, when }) => reason === '' || when === '')).toEqual([]);
});
