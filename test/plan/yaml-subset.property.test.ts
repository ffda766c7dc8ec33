import * as fs from 'node:fs';
import * as path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { readYamlSubset } from '../../src/kustomize/yaml/yaml-subset';
import { parseAnyYaml } from '../../src/plan/tree/parse-manifests';
import { toYaml } from '../../src/units/yaml';
import { DEEP, runsOf } from '../support/deep';

const runs = runsOf(100, 50_000);

/** The same cases every time, unless there is time for new ones. */
const seeded = DEEP ? {} : { seed: 20_261_121 };

/** Whatever the fast reader accepts, the full YAML reader reads in the same way. */
function expectSame(text: string): boolean {
  const fast = readYamlSubset(text);
  if (fast === undefined) return false;
  expect({ text, value: fast }).toEqual({ text, ...parseAnyYaml(text) });
  return true;
}

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'ab1 :-#"\'|>{}[],&*!%@\n\t\\.~=?0e+_/$'), maxLength: 10 }),
  fc.constantFrom(
    'true',
    'Yes',
    'null',
    '~',
    '1',
    '-0',
    '1.50',
    '0x1f',
    '1e3',
    '012',
    '.5',
    '2026-11-21',
    '12:30',
    '1_000',
    '1h',
    '200Mi',
    '<<',
    '=',
    '__proto__',
    '---',
    '...',
    'a\n\nb\n',
    'a\n b\n',
    ' a\nb',
    'a\nb\n\n',
    '\ufeff',
    '\u2028',
    '\x7f',
    '\x85',
    'é\n',
    'a: b',
    'a #b',
  ),
);
const scalar = fc.oneof(
  word,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const ordinary = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  fc.constantFrom(
    'a b',
    'registry.example.com/web:1.2',
    './path',
    'true',
    '8080',
    '25%',
    'two\nlines\n',
    'key: "value"\n\nnext',
  ),
);

/** Documents of words and scalars. */
const documentsOf = (words: fc.Arbitrary<string>, scalars: fc.Arbitrary<unknown>) => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalars,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(words, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  const map = fc.dictionary(words, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true });
  return fc.array(map, { minLength: 1, maxLength: 3 });
};
const hostile = documentsOf(word, scalar);
const usual = documentsOf(ordinary, fc.oneof(ordinary, fc.boolean(), fc.integer(), fc.constant(null)));
const textOf = (values: readonly object[]) => `# by a test\n${values.map(toYaml).join('---\n')}`;

test("the fast reader reads this library's output like the full reader", () => {
  fc.assert(
    fc.property(usual, (values) => expect(expectSame(textOf(values))).toBe(true)),
    { numRuns: runs, ...seeded },
  );
  let fast = 0;
  fc.assert(
    fc.property(hostile, (values) => {
      if (expectSame(textOf(values))) fast++;
    }),
    { numRuns: runs, ...seeded },
  );
  // The fast reader declines hostile keys and texts with unusual line breaks.
  expect(fast).toBeGreaterThan(runs / 20);
});

test('the fast reader reads a slightly changed text like the full reader, or declines', () => {
  const edit = fc.record({
    at: fc.nat(),
    drop: fc.nat({ max: 3 }),
    put: fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '\n',
        ':',
        ': ',
        '- ',
        '-',
        '#',
        ' #',
        '"',
        "'",
        '|',
        '|-',
        '>',
        '&a ',
        '*a',
        '!x ',
        '{',
        '[',
        '\t',
        '\r\n',
        '---\n',
        '...\n',
        '\n\n',
        '0',
        '?',
        ',',
        '%',
      ),
      fc.string({ maxLength: 2 }),
    ),
  });
  fc.assert(
    fc.property(fc.oneof(usual, hostile), fc.array(edit, { minLength: 1, maxLength: 4 }), (values, edits) => {
      let text = textOf(values);
      for (const { at, drop, put } of edits) {
        const where = at % (text.length + 1);
        text = text.slice(0, where) + put + text.slice(where + drop);
      }
      expectSame(text);
    }),
    { numRuns: runs * 2, ...seeded },
  );
});

test('the fast reader reads the whole reference fleet', () => {
  const dist = path.join(__dirname, '../../examples/multicluster/dist');
  const files = fs.readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(50);
  for (const file of files)
    expect([file, expectSame(fs.readFileSync(path.join(dist, file), 'utf8'))]).toEqual([file, true]);
});

test.each([
  ['a comment below the head', 'a: 1\n# b\nc: 2\n'],
  ['a value of several lines', 'a: b\n  c\n'],
  ['an empty value', 'a:\nb: 1\n'],
  ['an empty document', 'a: 1\n---\n'],
  ['the same key twice', 'a: 1\na: 2\n'],
  ['a tab', 'a:\tb\n'],
  ['no line break at the end', 'a: 1'],
  ['an anchor', 'a: &b 1\nc: *b\n'],
  ['a folded text', 'a: >\n  b\n'],
  ['single quotes', "a: 'b'\n"],
  ['a word that is a boolean to some', 'a: yes\n'],
  ['a long number', 'a: 12345678901234567890\n'],
])('the fast reader declines %s', (_, text) => {
  expect(readYamlSubset(text)).toBeUndefined();
});

test('what the fast reader reads does not keep the text in memory, however many words there are', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  readYamlSubset(Array.from({ length: 6_000 }, (_, index) => `word-${index}: a\n`).join(''));
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: 60 }, (_, index) => {
    const text = Buffer.from(
      `# ${'-'.repeat(1_000_000)}\nname: another-word-${index}\nlong: ${'x'.repeat(70 + index)}\n`,
    );
    return readYamlSubset(text.toString());
  });
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  expect(kept.at(-1)).toEqual([{ name: 'another-word-59', long: 'x'.repeat(129) }]);
});
