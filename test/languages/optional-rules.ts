import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What cel-go says of {@link OPTIONAL_RULES}. */
export interface OptionalVerdicts {
  /** The module and its version. */
  readonly parser: string;
  /** Hash of the value and the rules. */
  readonly sha256: string;
  /** `refused`: the rule does not compile. `fails`: its evaluation does. */
  readonly verdicts: ReadonlyArray<'true' | 'false' | 'fails' | 'refused'>;
}

const FILE = join(__dirname, 'optional-rules.json');

export function readOptionalVerdicts(): OptionalVerdicts {
  return JSON.parse(readFileSync(FILE, 'utf8')) as OptionalVerdicts;
}

export function writeOptionalVerdicts(verdicts: OptionalVerdicts): void {
  writeFileSync(FILE, `${JSON.stringify(verdicts, undefined, 2)}\n`);
}

/** The value that the rules are about. */
export const SELF = {
  a: 1,
  again: 1,
  half: 1.5,
  text: 'x',
  empty: '',
  none: null,
  list: [1, 2],
  same: [1, 2],
  map: { a: { b: [1] } },
  twin: { a: { b: [1] } },
  items: [{ name: 'x', path: '/' }, { name: 'y' }],
};

/** Rules with optionals, which compare them as wholes or what is in them, and rules with `has` of an item of a list. */
export const OPTIONAL_RULES: readonly string[] = [
  'optional.of(1) == optional.of(1)',
  'optional.of(1) == optional.of(2)',
  'optional.of(1) != optional.of(1)',
  'optional.of(1) != optional.of(2)',
  'optional.none() == optional.none()',
  'optional.none() != optional.none()',
  'optional.of(1) == optional.none()',
  'optional.none() == optional.of(1)',
  'optional.of(dyn(1)) == optional.of(dyn(1.0))',
  'optional.of(dyn(1)) == optional.of(dyn("1"))',
  'optional.of(dyn(1)) != optional.of(dyn("1"))',
  'optional.of(null) == optional.of(null)',
  'optional.of(dyn(null)) == optional.none()',
  'optional.of("x") == optional.of("x")',
  'optional.of(true) == optional.of(false)',
  'optional.of([1, 2]) == optional.of([1, 2])',
  'optional.of([1, 2]) == optional.of([2, 1])',
  'optional.of({"a": [1]}) == optional.of({"a": [1]})',
  'optional.of({"a": [1]}) == optional.of({"a": [2]})',
  'optional.of(optional.of(1)) == optional.of(optional.of(1))',
  'optional.of(optional.of(1)) == optional.of(optional.none())',
  'optional.of(duration("1m")) == optional.of(duration("60s"))',
  'optional.of(timestamp("2030-01-01T00:00:00Z")) == optional.of(timestamp("2030-01-01T01:00:00+01:00"))',
  'optional.of(1) == dyn(1)',
  'dyn(1) == optional.of(1)',
  'optional.of(1) != dyn(1)',
  'optional.of(1) == 1',
  'optional.of(1) in [optional.of(1)]',
  'optional.of(1) in [optional.of(2), optional.none()]',
  'optional.none() in [optional.of(2), optional.none()]',
  '[optional.of(1)] == [optional.of(1)]',
  '[optional.of(1)] == [optional.none()]',
  '{"a": optional.of([1])} == {"a": optional.of([1])}',
  '{"a": optional.of([1])} != {"a": optional.of([2])}',
  'self.?a == self.?a',
  'self.?a == self.?again',
  'self.?a == self.?half',
  'self.?a != self.?half',
  'self.?a == self.?missing',
  'self.?missing == self.?missing',
  'self.?missing == self.?absent',
  'self.?a == optional.of(1)',
  'self.?text == optional.of("x")',
  'self.?text == optional.of("y")',
  'self.?empty == optional.none()',
  'self.?missing == optional.none()',
  'self.?missing != optional.none()',
  'self.?list == self.?same',
  'self.?list == optional.of([2, 1])',
  'self.?map == self.?twin',
  'self.?map.?a.?b == self.?twin.?a.?b',
  'self.?map.?a.?b == optional.of([1])',
  'self.?map.?a.?c == self.?twin.?a.?c',
  'self.?list[?0] == optional.of(1)',
  'self.?list[?5] == optional.none()',
  'self.list[?0] == self.same[?0]',
  'self.?a.orValue(0) == self.?again.orValue(1)',
  'self.?missing.orValue(3) == 3',
  'self.?a.hasValue() && !self.?missing.hasValue()',
  'self.?missing.or(self.?a) == self.?again',
  'self.?none == optional.of(null)',
  'self.items.all(item, item.?name == self.?text)',
  'self.items.exists(item, item.?path == optional.none())',
  'self.items.exists_one(item, item.?name == self.?text)',
  'self.?a == self.?again || self.missing == 1',
  '!(self.?a == self.?again)',
  'has(self.items[0].path)',
  'has(self.items[1].path)',
  'has(self.items[2].path)',
  'has(self.items[0].path) ? self.items[0].path == "/" : true',
  '!has(self.items[1].path) || self.items[1].path == "/"',
  'has(self.missing[0].path)',
  'has(self.map.a.b)',
  'self.items.all(item, has(item.name)) && has(self.items[0].name)',
  'has(self.text[0].path)',
  'has(self.items[0])',
  '"has(self.items[0].path)" == self.text',
];
