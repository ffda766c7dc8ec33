import { DEEP } from '../support/deep';
import { textsOf } from './grammar/grammar';
import { agreementOf, compare, PARSERS, SEED, TEXTS } from './parsers';
import { hashOf, readRecords, verdictsOf, VerdictRecord } from './record';

// The real parsers are asked by e2e/languages.e2e.ts, which also says how to record their verdicts.

const records = readRecords();

/** Texts of each language that every run compares. */
const SHARE = 500;

test('every parser has a record of 5,000 texts or more', () => {
  expect(Object.keys(records).sort()).toEqual(Object.keys(PARSERS).sort());
  for (const record of Object.values(records)) {
    expect(record).toMatchObject({ seed: SEED, count: TEXTS, parser: expect.stringMatching(/ v\d|^go1\./) as string });
  }
});

test.each(Object.entries(PARSERS))('%s agrees with the parser of Flux', (language, parser) => {
  const record = records[language] as VerdictRecord;
  const texts = textsOf(parser.grammar, record.seed, record.count);
  expect(hashOf(texts)).toBe(record.sha256);
  const verdicts = verdictsOf(record);
  expect(verdicts.filter(Boolean).length / texts.length).toBeGreaterThan(0.4);
  const count = DEEP ? texts.length : SHARE;
  const agreement = compare(parser, texts.slice(0, count), verdicts.slice(0, count));
  expect(agreement.laxer).toEqual([]);
  expect(agreement.refusedBases).toEqual([]);
  expect(agreementOf(agreement)).toBeGreaterThanOrEqual(0.998);
  if (DEEP) expect(agreementOf(agreement)).toBeGreaterThanOrEqual(0.999);
});
