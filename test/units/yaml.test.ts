import { toYaml } from '../../src/units/yaml';

/** The text without the indentation of this file. */
function text(lines: string): string {
  return lines.replace(/^\n/, '').replace(/^ {4}/gm, '').replace(/ +$/, '');
}

test('an object: identity first, other keys sorted, lists at the indentation of their key', () => {
  const object = {
    spec: {
      template: { spec: { containers: [{ ports: [{ containerPort: 80 }], name: 'web', args: ['-v', 'x'] }] } },
      replicas: 2,
      paused: false,
      selector: null,
    },
    kind: 'Deployment',
    data: {},
    metadata: { name: 'web', labels: { kind: 'b', apiVersion: 'a' } },
    apiVersion: 'apps/v1',
    empty: [],
  };
  expect(toYaml(object)).toBe(
    text(`
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      labels:
        apiVersion: a
        kind: b
      name: web
    data: {}
    empty: []
    spec:
      paused: false
      replicas: 2
      selector: null
      template:
        spec:
          containers:
          - args:
            - "-v"
            - x
            name: web
            ports:
            - containerPort: 80
    `),
  );
});

test('nested lists, and empty items in lists', () => {
  expect(toYaml({ a: [[1, [2]], [], {}, [{ b: 1, c: [] }], null, undefined] })).toBe(
    text(`
    a:
    -
      - 1
      -
        - 2
    - []
    - {}
    -
      - b: 1
        c: []
    - null
    - null
    `),
  );
});

test('a multi-line string becomes a literal block', () => {
  const script = '#!/bin/sh\nset -eu\n\n  echo "a: b"  \n\texit 0';
  expect(toYaml({ data: { one: `${script}\n`, two: script }, list: ['a\nb\n', 'c'] })).toBe(
    text(`
    data:
      one: |
        #!/bin/sh
        set -eu

          echo "a: b"__
        \texit 0
      two: |-
        #!/bin/sh
        set -eu

          echo "a: b"__
        \texit 0
    list:
    - |
      a
      b
    - c
    `).replaceAll('__', '  '),
  );
});

test.each([
  ['a beginning with a space', ' a\nb'],
  ['a beginning with a line break', '\na'],
  ['two line breaks at the end', 'a\n\n'],
  ['a line of spaces', 'a\n  \nb'],
  ['a last line of spaces', 'a\n  '],
  ['a carriage return', 'a\r\nb'],
  ['a next-line character', 'a\u0085b\n'],
  ['a line separator', 'a\u2028b\n'],
  ['a byte order mark', 'a\ufeff\nb'],
])('%s cannot be a block and is quoted', (_, value) => {
  expect(toYaml({ a: value })).toMatch(/^a: ".+"\n$/);
});

test.each([
  'web',
  'apps/v1',
  './dist/clusters/eu-1',
  '/healthz',
  'https://github.com/acme/fleet',
  'ghcr.io/acme/web:v1.2.3',
  'two words',
  'a:b',
  'a@b.example.com',
  '_x',
  'kustomize-controller',
  '1h30m',
  '100m',
  '200Mi',
  '2m',
  'a,b',
  '50p',
])('%s needs no quotes', (value) => {
  expect(toYaml({ a: value })).toBe(`a: ${value}\n`);
});

test.each([
  ...['', ' ', ' a', 'a ', '~', 'null', 'Null', 'true', 'TRUE', 'yes', 'No', 'on', 'OFF', 'y', 'N', '=', '<<'],
  ...['0', '-1', '+1', '1.5', '.5', '5.', '1e3', '1E-3', '0x1F', '0o17', '017', '0b11', '1_000', '190:20:30', '12:30'],
  ...['.inf', '-.Inf', '.nan', '.NaN', 'e0', 'e-0', 'E5', '2001-12-14', '2001-12-14t21:59:43.10-05:00', '1.2.3', '0e1'],
  ...['- a', '-', '? a', 'a: b', 'a:', ': a', 'a #b', '#a', '&a', '*a', '!a', '|', '>', '%a', '@a', '`a', '"a"', "'a'"],
  ...['{a}', '[a]', 'a{', 'a\tb', 'a\\b', '---', '...', '--- a', 'é', '日本', '😀', '\u0000', '\u0007', '\u007f'],
  ...['\u0085', '\u2028', '\u2029', '\ufeff', '\ufffe', '\ud800', '5a', '3d', '1f', '5t', '7z', '0x', '9'],
])('%j is quoted', (value) => {
  expect(toYaml({ a: value })).toMatch(/^a: ".*"\n$/);
});

test.each([
  ['\u0000', '"\\u0000"'],
  ['\u007f', '"\\u007f"'],
  ['\u0085', '"\\u0085"'],
  ['\u2028', '"\\u2028"'],
  ['\ufeff', '"\\ufeff"'],
  ['\t', '"\\t"'],
  ['a\nb ', '"a\\nb "'],
  ['é😀', '"é😀"'],
])('%j is written as %s', (value, written) => {
  expect(toYaml({ a: value })).toBe(`a: ${written}\n`);
});

test.each([
  [0, '0'],
  [-0, '0'],
  [-1.5, '-1.5'],
  [1e21, '1e+21'],
  [5e-324, '5e-324'],
  [2 ** 53, '9007199254740992'],
])('the number %d is written as %s', (value, written) => {
  expect(toYaml({ a: value })).toBe(`a: ${written}\n`);
});

test('keys are quoted like values', () => {
  expect(toYaml({ yes: 1, '': 2, 'a: b': 3, 'k8s.io/x': 4, '8080': 5, é: 6 })).toBe(
    text(`
    "": 2
    "8080": 5
    "a: b": 3
    k8s.io/x: 4
    "yes": 1
    "é": 6
    `),
  );
});

test('undefined fields are omitted, and a map left empty is written as {}', () => {
  expect(toYaml({ a: undefined, b: { c: undefined }, d: [{ e: undefined }], f: { g: undefined, h: 1 } })).toBe(
    'b: {}\nd:\n- {}\nf:\n  h: 1\n',
  );
  expect(toYaml({})).toBe('{}\n');
  expect(toYaml({ a: undefined })).toBe('{}\n');
  expect(toYaml([])).toBe('[]\n');
  expect(toYaml(['a', { b: 1 }])).toBe('- a\n- b: 1\n');
});

test.each([
  ['NaN', NaN, /^a number cannot be written as YAML: use strings, numbers, booleans, lists and maps$/],
  ['Infinity', -Infinity, /^a number cannot be written as YAML: /],
  ['a function', () => 1, /^a function cannot be written as YAML: /],
  ['a bigint', 1n, /^a bigint cannot be written as YAML: /],
  ['a symbol', Symbol('x'), /^a symbol cannot be written as YAML: /],
])('%s cannot be written', (_, value, message) => {
  expect(() => toYaml({ a: value })).toThrow(message);
  expect(() => toYaml({ a: [value] })).toThrow(message);
});

test('a key longer than YAML readers accept is rejected, however it became long', () => {
  expect(toYaml({ ['k'.repeat(1000)]: 1 })).toBe(`${'k'.repeat(1000)}: 1\n`);
  expect(() => toYaml({ ['k'.repeat(1001)]: 1 })).toThrow(
    /^key of 1001 characters cannot be written: use at most 1000$/,
  );
  // Each of these characters takes six characters in the file.
  expect(() => toYaml({ ['\u0001'.repeat(300)]: 1 })).toThrow(/^key of \d+ characters cannot be written: use at most/);
});
