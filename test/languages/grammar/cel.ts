import { Grammar } from './grammar';
import { Random } from './random';

/** What an expression is made of: the objects in it and the variables of macros around it. */
interface Scope {
  readonly objects: readonly string[];
  readonly items: readonly string[];
}

type Make = (random: Random, scope: Scope, depth: number) => string;

const FIELDS = ['status', 'spec', 'metadata', 'phase', 'labels', 'conditions', 'type', 'value', 'for', 'if'];

/** A value of a type that is known at run time only. */
const dynamic: Make = (random, scope, depth) => {
  if (scope.items.length > 0 && random.chance(0.5))
    return random.pick(scope.items) + random.pick(['', '.type', '.status']);
  let value = random.pick(scope.objects);
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const field = random.pick(FIELDS);
    value += random.pick([`.${field}`, `.${field}`, `.${field}`, `['${field}']`, `.${field}[${random.below(3)}]`]);
  }
  return depth > 0 && random.chance(0.1) ? `dyn(${value})` : value;
};

const bool: Make = (random, scope, depth) => {
  if (depth <= 0) return random.pick(['true', 'false', `(${dynamic(random, scope, 0)} == 'Ready')`]);
  const next = depth - 1;
  const of = (make: Make) => make(random, scope, next);
  const operator = random.pick(['==', '!=', '<', '<=', '>', '>=']);
  switch (random.below(17)) {
    case 0:
      return `${of(bool)} ${random.pick(['&&', '||'])} ${of(bool)}`;
    case 1:
      return `!(${of(bool)})`;
    case 2:
      return random.chance(0.5)
        ? `(${of(integer)} ${operator} ${of(integer)})`
        : `(${of(integer)} ${random.pick(['<', '>='])} ${of(random.pick([unsigned, double]))})`;
    case 3:
      return `(${of(text)} ${operator} ${of(text)})`;
    case 4:
      return `(${of(dynamic)} ${random.pick(['==', '!='])} ${of(any)})`;
    case 5:
      return `has(${of(dynamic)}.${random.pick(FIELDS)})`;
    case 6:
      return `${of(text)}.${random.pick(['startsWith', 'endsWith', 'contains'])}(${of(text)})`;
    case 7:
      return `${of(text)}.matches('^[a-z]+[0-9]{1,3}$')`;
    case 8:
    case 9:
      return macro(random, scope, next, random.pick(['all', 'exists', 'exists_one']), bool);
    case 10:
      return `(${of(text)} in ${of(texts)})`;
    case 11:
      return `(${of(bool)} ? ${of(bool)} : ${of(bool)})`;
    case 12:
      return `sets.${random.pick(['contains', 'equivalent', 'intersects'])}(${of(texts)}, ${of(texts)})`;
    case 13:
      return `(${of(time)} ${random.pick(['<', '>'])} ${of(time)})`;
    case 14:
      return `(${of(span)} ${operator} ${of(span)})`;
    case 15: {
      const value = `${random.pick(scope.objects)}.?${random.pick(FIELDS)}`;
      return random.pick([
        `${value}.hasValue()`,
        `(${value}.orValue('x') == 'x')`,
        `${value}.optMap(v, v.a).hasValue()`,
      ]);
    }
    default:
      return `bool(${random.pick(["'true'", 'true', "'f'"])})`;
  }
};

const integer: Make = (random, scope, depth) => {
  if (depth <= 0) return random.pick(['0', '1', '-7', '42', '0x1F', '9223372036854775807']);
  const of = (make: Make) => make(random, scope, depth - 1);
  switch (random.below(8)) {
    case 0:
      return `(${of(integer)} ${random.pick(['+', '-', '*', '/', '%'])} ${of(integer)})`;
    case 1:
      return `${random.pick(['size', 'size', 'size'])}(${of(random.pick([text, texts, map]))})`;
    case 2:
      return `${of(random.pick([text, texts, map]))}.size()`;
    case 3:
      return `int(${of(random.pick([dynamic, unsigned]))})`;
    case 4:
      return `${of(text)}.indexOf(${of(text)})`;
    case 5:
      return `${of(time)}.${random.pick(['getFullYear()', "getHours('Europe/Rome')", 'getDayOfWeek()'])}`;
    case 6:
      return `[${of(integer)}, ${of(integer)}][${random.below(2)}]`;
    default:
      return of(integer);
  }
};

const unsigned: Make = (random) => random.pick(['0u', '1U', '0x1Fu', 'uint(5)']);

const double: Make = (random) => random.pick(['0.5', '-1.5', '1e3', '.5', '2.5E-3', "double('1.5')", 'double(2)']);

const STRINGS = [
  `'a'`,
  `"b"`,
  `''`,
  `'''c'd'''`,
  `"""e"""`,
  `r'\\d'`,
  `'\\n\\x41\\u00e9\\101'`,
  `'ü'`,
  `R"x"`,
  `"it's"`,
];

const text: Make = (random, scope, depth) => {
  if (depth <= 0) return random.pick(STRINGS);
  const of = (make: Make) => make(random, scope, depth - 1);
  switch (random.below(9)) {
    case 0:
      return `(${of(text)} + ${of(text)})`;
    case 1:
      return `string(${of(random.pick([dynamic, integer, bool, time, span]))})`;
    case 2:
      return `${of(text)}.${random.pick(['lowerAscii()', 'upperAscii()', 'trim()', 'reverse()', 'charAt(0)', 'substring(1)'])}`;
    case 3:
      return `${of(text)}.replace(${of(text)}, ${of(text)})`;
    case 4:
      return `${of(texts)}.join(${random.pick(['', "','"])})`;
    case 5:
      return `'%s-%d'.format([${of(text)}, ${of(integer)}])`;
    case 6:
      return `(${of(bool)} ? ${of(text)} : ${of(text)})`;
    case 7:
      return `base64.encode(b'x${random.below(9)}')`;
    default:
      return random.pick(STRINGS);
  }
};

const texts: Make = (random, scope, depth) => {
  const of = (make: Make) => make(random, scope, depth - 1);
  if (depth > 0 && random.chance(0.2)) return `${of(text)}.split(',')`;
  if (depth > 0 && random.chance(0.25)) return macro(random, scope, depth - 1, 'map', text);
  if (depth > 0 && random.chance(0.2)) return `${of(texts)}.filter(f, f != ${of(text)})`;
  const end = random.chance(0.1) ? ',' : '';
  return `[${random.some(1, 3, () => text(random, scope, Math.min(depth - 1, 1))).join(', ')}${end}]`;
};

const map: Make = (random, scope, depth) =>
  `{${random.some(0, 2, () => `'k${random.below(9)}': ${integer(random, scope, depth - 2)}`).join(', ')}}`;

const time: Make = (random, scope, depth) =>
  depth > 0 && random.chance(0.3)
    ? `(${time(random, scope, 0)} ${random.pick(['+', '-'])} ${span(random, scope, 0)})`
    : random.pick(["timestamp('2024-02-29T12:00:00Z')", `timestamp(${dynamic(random, scope, 0)})`, 'timestamp(0)']);

const span: Make = (random, scope, depth) =>
  depth > 0 && random.chance(0.3)
    ? `(${time(random, scope, 0)} - ${time(random, scope, 0)})`
    : random.pick(["duration('1h30m')", "duration('5s')", `duration(${dynamic(random, scope, 0)})`]);

const any: Make = (random, scope, depth) => {
  const make = random.pick([dynamic, bool, integer, text, texts, double, map]);
  return depth <= 0 && random.chance(0.2) ? 'null' : make(random, scope, depth);
};

function macro(random: Random, scope: Scope, depth: number, name: string, body: Make): string {
  const item = random.pick(['c', 'e', 'x']);
  const isText = random.chance(0.4);
  const range = isText ? texts(random, scope, depth - 1) : dynamic(random, scope, 0);
  // An item that is a text hides an object of the same name.
  const others = scope.items.filter((known) => known !== item);
  const inner = { ...scope, items: isText ? others : [...others, item] };
  return `${range}.${name}(${item}, ${body(random, inner, depth)})`;
}

const PIECES = [
  ...'()[]{}.,?:!=<>&|+-*/%\'"`\\ aeu01#$@',
  ...[
    '==',
    '&&',
    '||',
    ' in ',
    'true',
    'null',
    'foo',
    'self',
    '.size()',
    'has(',
    'for',
    '1.5',
    "'x'",
    '\n',
    '//',
    '[]',
    '{}',
    '.?',
  ],
];

function expressions(make: Make, objects: readonly string[]): Grammar {
  return {
    make: (random) => make(random, { objects, items: [] }, 1 + random.below(3)),
    pieces: [...PIECES, ...objects],
  };
}

/** Expressions that are only parsed, over objects of any kind. */
export const cel = expressions(any, ['status', 'metadata', 'spec', 'data']);

/** Expressions that say whether a dependency is ready. */
export const celBool = expressions(bool, ['self', 'dep']);

/** Expressions that name a commit status. */
export const celString = expressions(text, ['event', 'alert', 'provider']);
