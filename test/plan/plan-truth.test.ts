import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEEP } from '../support/deep';
import { corpusTrees, editsOf, score, share } from '../support/plan-corpus';

interface Record {
  readonly each: number;
  readonly seed: number;
  readonly limit: number;
  readonly inputs: string;
  readonly objects: readonly string[];
  readonly differing: Readonly<{ [repository: string]: readonly string[] }>;
}

const record = JSON.parse(fs.readFileSync(path.join(__dirname, 'plan-truth.json'), 'utf8')) as Record;
const trees = corpusTrees(path.join(__dirname, '../plan-corpus'));
const pairs = [...trees].flatMap(([repository, files]) =>
  share(editsOf(files, record.each, record.seed), record.limit).map((edit, at) => ({ repository, files, edit, at })),
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
  const some = DEEP ? pairs : pairs.filter((_, at) => at % 4 === 0);
  const silent = some.flatMap(({ repository, files, edit, at }) => {
    const numbers = record.differing[repository]![at]!.split(' ').filter((one) => one !== '');
    const truth = new Set(numbers.map((one) => record.objects[Number(one)]!));
    const { missed, isUnsure } = score(files, edit.edits, truth);
    return isUnsure ? [] : missed.map((key) => `${repository}: ${edit.kind}: ${key}`);
  });
  expect(silent).toEqual([]);
});
