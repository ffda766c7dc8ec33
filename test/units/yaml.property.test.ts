import * as fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../src/units/yaml';
import { runsOf } from '../support/deep';

const runs = runsOf(200, 20_000);

/** Strings that some YAML readers misread or careless writers break. */
const tricky = fc.constantFrom(
  ...['', ' ', 'y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'null', '~', 'NULL', '=', '<<', 'e0', 'e-0', 'E+5'],
  ...[
    '0',
    '-0',
    '+1',
    '1_000',
    '0b1',
    '0o7',
    '07',
    '08',
    '0x1f',
    '1.',
    '.5',
    '1e3',
    '-1.5E-3',
    '.inf',
    '-.INF',
    '.NaN',
  ],
  ...['1:30', '190:20:30', '190:20:30.15', '2001-12-14', '2001-12-14t21:59:43.10-05:00', '2001-1-1 0:0:0', '1.2.3'],
  ...[
    '- a',
    '? a',
    ': a',
    'a: b',
    'a:',
    'a #b',
    '#',
    '&a',
    '*a',
    '!!str a',
    '|',
    '>-',
    '%YAML 1.2',
    '---',
    '...',
    '@',
    '`',
  ],
  ...[
    '\u0000',
    '\u0007',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\ufffe',
    '\u007f',
    '😀',
    '\u{10ffff}',
    'é',
  ],
  ...[
    '#!/bin/sh\nset -e\n\necho "x: $y"\n',
    'a\n\n\nb\n',
    '\n',
    '\n\n',
    'a\n \nb',
    '\ta\n\tb',
    'a\r\nb',
    'a \n b\n',
    'a\n---\nb',
  ],
);

/** Random combinations of the critical fragments. */
const pieces = fc
  .array(
    fc.oneof(
      tricky,
      fc.constantFrom(
        ' ',
        '\n',
        '\t',
        ':',
        '-',
        '#',
        '"',
        "'",
        '\\',
        '{',
        ']',
        ',',
        '.',
        'e',
        '0',
        '9',
        '_',
        '+',
        'x',
        'T',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const numeric = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.string({ unit: fc.constantFrom(...'0123456789eE+-._:xobhmsiMGTZtz '), maxLength: 10 }),
);

const strings = fc.oneof(pieces, numeric, tricky, fc.string({ unit: 'grapheme' }));
const keys = strings.filter((key) => key.length <= 100 && key !== '__proto__');
const scalars = fc.oneof(
  strings,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

const { map: maps } = fc.letrec<{ value: unknown; map: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc.dictionary(keys, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

/** The data as a file can contain it: JSON has no negative zero. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

test.each(['1.1', '1.2'] as const)('a YAML %s reader returns the same strings', (version) => {
  fc.assert(
    fc.property(strings, (value) => {
      expect(parse(toYaml({ a: value, b: [value] }), { version })).toEqual({ a: value, b: [value] });
    }),
    { numRuns: runs },
  );
});

test.each(['1.1', '1.2'] as const)('a YAML %s reader returns the same data', (version) => {
  fc.assert(
    fc.property(maps, (map) => {
      expect(parse(toYaml(map), { version, uniqueKeys: true })).toEqual(plain(map));
    }),
    { numRuns: runs / 2 },
  );
});

test('the text is independent of the order of keys', () => {
  fc.assert(
    fc.property(maps, (map) => {
      expect(toYaml(reversed(map) as object)).toBe(toYaml(map));
    }),
    { numRuns: runs / 2 },
  );
});

test('every line is printable text, and the last one ends with a line break', () => {
  fc.assert(
    fc.property(maps, (map) => {
      const text = toYaml(map);
      expect(text.endsWith('\n')).toBe(true);
      // eslint-disable-next-line no-control-regex -- these are the characters that must not be there
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/);
      expect(text).not.toMatch(/^(---|\.\.\.)/m);
    }),
    { numRuns: runs / 2 },
  );
});
