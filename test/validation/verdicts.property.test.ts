import { verdictsOf } from '../languages/record';
import { DEEP } from '../support/deep';
import { compareVerdicts, mutantsOf, RELEASES } from './compare';
import { allFunctions } from './functions';
import { LAXER_RULES } from './laxer';
import { COUNT, type Mutant, SEED } from './mutants';
import { problemsOf } from './ours';
import { hashOfMutants, readServerRecords, type ServerRecord } from './record';
import { SEEDS } from './seeds';

// The API servers are asked by e2e/validation.e2e.ts, which also says how to record their verdicts.

const records = readServerRecords();
let mutants: ReadonlyMap<number, Mutant>;
let hash: string;

beforeAll(() => {
  const all = Array.from({ length: COUNT }, (_, index) => index);
  mutants = mutantsOf(DEEP ? all : all.filter((index) => index % 10 === 0));
  hash = hashOfMutants(mutants.values());
});

test('there are records of three releases', () => {
  expect(Object.keys(records).sort()).toEqual([...RELEASES]);
  for (const [release, record] of Object.entries(records)) {
    expect(record).toMatchObject({ seed: SEED, count: COUNT });
    expect(record.server.startsWith(`v${release}.`)).toBe(true);
  }
});

test.each(RELEASES)('API server of %s: agrees, and refuses more only where it is known', (release) => {
  const record = records[release] as ServerRecord;
  expect(hash).toBe(DEEP ? record.sha256.all : record.sha256.tenth);
  const verdicts = verdictsOf(record);
  const { compared, agreed, kinds, stricter, laxer } = compareVerdicts(
    mutants,
    release,
    (index) => verdicts[index] === true,
  );
  expect(stricter).toEqual([]);
  const known = new Set(record.laxer);
  expect(laxer.filter((index) => !known.has(index))).toEqual([]);
  expect(agreed / compared).toBeGreaterThanOrEqual(0.99);
  if (DEEP) for (const [kind, one] of kinds) expect([kind, one.agreed / one.compared >= 0.97]).toEqual([kind, true]);
});

test('valid objects of all kinds have no problem', () => {
  for (const seed of SEEDS)
    expect([seed.metadata['name'], problemsOf(seed, '1.36')]).toEqual([seed.metadata['name'], []]);
});

test('tables name functions of Kubernetes, and what they leave out has a reason', () => {
  for (const name of allFunctions()) expect(name).toMatch(/^[a-z0-9]+(?:\/[a-z0-9]+)*#[A-Za-z]\w+$/);
  expect(LAXER_RULES.length).toBeLessThanOrEqual(30);
  for (const { reason } of LAXER_RULES) expect(reason.length).toBeGreaterThan(20);
});
