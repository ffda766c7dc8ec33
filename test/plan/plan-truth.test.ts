import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEEP } from '../support/deep';
import { corpusTrees, type Edit, editsOf, score, share } from '../support/plan-corpus';

interface Record {
  readonly each: number;
  readonly seed: number;
  readonly limit: number | null;
  readonly inputs: string;
  readonly objects: readonly string[];
  readonly differing: Readonly<{ [repository: string]: readonly string[] }>;
}

const record = JSON.parse(fs.readFileSync(path.join(__dirname, 'plan-truth.json'), 'utf8')) as Record;
const trees = corpusTrees(path.join(__dirname, '../plan-corpus'));
const some = (edits: readonly Edit[]) => (record.limit === null ? edits : share(edits, record.limit));
const pairs = [...trees].flatMap(([repository, files]) =>
  some(editsOf(files, record.each, record.seed)).map((edit, at) => ({ repository, files, edit, at })),
);

it('makes the edits that the truth is about', () => {
  const inputs = createHash('sha256');
  for (const { repository, edit } of pairs) {
    const edits = [...edit.edits].map(([file, text]) => [file, text ?? null]);
    inputs.update(JSON.stringify([repository, edit.kind, edits]));
  }
  expect(inputs.digest('hex')).toBe(record.inputs);
});

it('misses nothing without a word of what the real build changes', () => {
  const taken = DEEP ? pairs : pairs.filter((_, at) => at % 12 === 0);
  const silent = taken.flatMap(({ repository, files, edit, at }) => {
    const truth = new Set(numbersOf(record.differing[repository]![at]!).map((one) => record.objects[one]!));
    const { missed, isUnsure } = score(files, edit.edits, truth);
    return isUnsure ? [] : missed.map((key) => `${repository}: ${edit.kind}: ${key}`);
  });
  expect(silent).toEqual([]);
});

/** The numbers of a text such as `3 5-9`. */
function numbersOf(text: string): number[] {
  return text.split(' ').flatMap((part) => {
    const [from = NaN, to = from] = part === '' ? [] : part.split('-').map(Number);
    return Array.from({ length: Number.isNaN(from) ? 0 : to - from + 1 }, (_, at) => from + at);
  });
}
