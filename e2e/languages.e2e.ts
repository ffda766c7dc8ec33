import { execFileSync } from 'node:child_process';
import { FIXED_ARITY } from '../src/languages/cel/arity';
import { SIGNATURES } from '../src/languages/cel/functions';
import { MACRO_KEYS } from '../src/languages/cel/macros';
import { MESSAGE_FUNCTIONS, RESOURCE_FUNCTIONS } from '../src/languages/template/functions';
import { EDGES } from '../test/languages/edges';
import { textsOf } from '../test/languages/grammar/grammar';
import {
  OPTIONAL_RULES,
  type OptionalVerdicts,
  readOptionalVerdicts,
  SELF,
  writeOptionalVerdicts,
} from '../test/languages/optional-rules';
import { agreementOf, compare, PARSERS, SEED, TEXTS } from '../test/languages/parsers';
import { hashOf, packVerdicts, readRecords, type VerdictRecord, writeRecords } from '../test/languages/record';
import { ensureEngine } from './harness/engines';

// The parsers of small languages, against those that Flux uses. With RECORD_VERDICTS=1 the verdicts are written to
// test/languages/verdicts.json, for the unit tests to repeat.

interface Answer {
  readonly parser: string;
  readonly accepted: readonly boolean[];
}

let engine: string;
const records: Record<string, VerdictRecord> = {};
const table: string[] = ['language | texts | accepted | agreement | laxer | stricter'];

beforeAll(async () => {
  engine = await ensureEngine('languages');
});

afterAll(() => {
  process.stderr.write(`${table.join('\n')}\n`);
  if (process.env.RECORD_VERDICTS) writeRecords(records);
});

function print(list: string): string {
  return execFileSync(engine, [list], { encoding: 'utf8' });
}

function ask(language: string, texts: readonly string[]): Answer {
  const input = JSON.stringify({ language, texts });
  return JSON.parse(execFileSync(engine, { input, maxBuffer: 2 ** 26, encoding: 'utf8' })) as Answer;
}

const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits)} %`;

test.each(Object.entries(PARSERS))('%s: our parser is never laxer, and agrees', (language, parser) => {
  const texts = textsOf(parser.grammar, SEED, TEXTS);
  const { parser: version, accepted } = ask(language, texts);
  const agreement = compare(parser, texts, accepted);
  const record = { parser: version, seed: SEED, count: TEXTS, sha256: hashOf(texts), accepted: packVerdicts(accepted) };
  records[language] = record;
  const { laxer, stricter } = agreement;
  const share = agreement.accepted / texts.length;
  const columns = [
    language,
    texts.length,
    percent(share, 1),
    percent(agreementOf(agreement), 2),
    laxer.length,
    stricter.length,
  ];
  table.push(columns.join(' | '));
  expect(laxer).toEqual([]);
  expect(agreement.refusedBases).toEqual([]);
  expect(agreementOf(agreement)).toBeGreaterThanOrEqual(0.999);
  expect(share).toBeGreaterThan(0.4);
  if (!process.env.RECORD_VERDICTS) expect(readRecords()[language]).toEqual(record);
});

test.each(Object.entries(EDGES))('%s: the edges are what they are said to be', (language, { accepted, refused }) => {
  const verdicts = ask(language, [...accepted, ...refused]).accepted;
  expect([...accepted, ...refused].filter((_text, at) => verdicts[at])).toEqual(accepted);
});

test('rules of CRDs about optionals have the recorded verdicts', () => {
  const input = JSON.stringify({ self: SELF, rules: OPTIONAL_RULES });
  const answer = JSON.parse(execFileSync(engine, ['rules'], { input, encoding: 'utf8' })) as Omit<
    OptionalVerdicts,
    'sha256'
  >;
  const verdicts = { ...answer, sha256: hashOf([SELF, OPTIONAL_RULES]) };
  if (process.env.RECORD_VERDICTS) writeOptionalVerdicts(verdicts);
  expect(readOptionalVerdicts()).toEqual(verdicts);
});

test('the environment of expressions has the functions, macros and arities that Flux declares', () => {
  const [signatures = '', arities = '', names = ''] = print('cel-functions').split('\n\n');
  expect(SIGNATURES.trim()).toBe(signatures.trim());
  const macros = names.split('\n').filter((line) => /:\d:(?:true|false)$/.test(line));
  expect(MACRO_KEYS).toEqual(macros);
  const fixed = arities.split('\n').filter((line) => /^[a-zA-Z]/.test(line));
  const ours = ([1, 2] as const).flatMap((count) => FIXED_ARITY[count].map((name) => `${name} ${count}`));
  expect(ours.sort()).toEqual(fixed.sort());
});

test('templates have the functions that Flux gives them', () => {
  const lists = new Map(
    print('template-functions')
      .trim()
      .split('\n')
      .map((line): [string, string[]] => [line.split(' ')[0] ?? '', line.split(' ').slice(1)]),
  );
  for (const [language, functions] of [
    ['message-template', MESSAGE_FUNCTIONS],
    ['resource-template', RESOURCE_FUNCTIONS],
  ] as const) {
    for (const entry of lists.get(language) ?? ['none:0']) {
      const [, name = '', least, open] = /^(\w+):(\d+)(\+?)/.exec(entry) ?? [];
      expect([name, functions.get(name)]).toEqual([
        name,
        expect.objectContaining({ least: Number(least), isOpen: open === '+' }),
      ]);
    }
  }
});
