import { Grammar } from './grammar';
import { Random } from './random';

const LITERALS = [...'abcxyzAZ019 -_/:,=<>@#~"\'', 'ü', '世'];
const ESCAPES = String.raw`\. \* \\ \( \[ \{ \| \- \/ \n \t \f \r \v \a \x41 \x{1F600} \101 \012 \0 \Qa+b\E`.split(' ');
const SETS = String.raw`\d \D \w \W \s \S \pL \PN \p{Greek} \P{Lu} \p{^Latin} . [^\n]`.split(' ');
const ASSERTIONS = String.raw`^ $ \b \B \A \z`.split(' ');
const POSIX = ['[:alpha:]', '[:^digit:]', '[:word:]', '[:xdigit:]'];

/** Regular expressions of Go. */
export const regexp: Grammar = {
  make: (random) => alternatives(random, 2),
  pieces: [
    ...'ab0()[]{}|*+?.^$\\-:<>=!P,',
    ...String.raw`\d \b \p{Xx} \pX \z \Z \E \Q \C \1 \8 \u \x \x{ (?: (?P<n> (?<n> (?i) (?= (?! (?<= {2} {2,1} {1001} {,3} ** [[:foo:]] a{2}{3}`.split(
      ' ',
    ),
  ],
};

function alternatives(random: Random, depth: number): string {
  return random.some(1, 2, () => random.some(1, 3, () => repeated(random, depth)).join('')).join('|');
}

function repeated(random: Random, depth: number): string {
  const atom = atomOf(random, depth);
  if (random.chance(0.65)) return atom;
  const count = random.below(4);
  const operator = random.pick(['*', '+', '?', `{${count}}`, `{${count},}`, `{${count},${count + random.below(3)}}`]);
  return atom + operator + (random.chance(0.2) ? '?' : '');
}

function atomOf(random: Random, depth: number): string {
  const kind = random.below(depth > 0 ? 12 : 9);
  if (kind < 4) return random.pick(LITERALS);
  if (kind < 5) return random.pick(ESCAPES);
  if (kind < 6) return random.pick(SETS);
  if (kind < 7) return random.pick(ASSERTIONS);
  if (kind < 9) return bracket(random);
  const name = String(random.below(1_000_000));
  const opening = random.pick(['(', '(', '(?:', '(?i:', '(?s-m:', '(?U:', `(?P<n${name}>`, `(?<g_${name}>`, '(?i)(']);
  return `${opening}${alternatives(random, depth - 1)})`;
}

function bracket(random: Random): string {
  const item = (): string => {
    if (random.chance(0.4)) return random.pick(['a-z', 'A-Z', '0-9', 'b-b', String.raw`\x00-\x7F`, '!-/', 'α-ω']);
    if (random.chance(0.3))
      return random.pick([...POSIX, String.raw`\d`, String.raw`\S`, String.raw`\pL`, String.raw`\]`]);
    return random.pick(['a', '.', '$', '_', '[', '*', String.raw`\.`, String.raw`\n`]);
  };
  const first = random.chance(0.1) ? random.pick([']', '-']) : '';
  const last = random.chance(0.1) ? '-' : '';
  return `[${random.chance(0.25) ? '^' : ''}${first}${random.some(1, 4, item).join('')}${last}]`;
}
