import { evaluateRules, RuleResult } from '../../src/schema/cel';
import { Rule, Schema } from '../../src/schema/schema';

const LIST: Schema = { type: 'array', items: { type: 'integer' } };

const SCHEMA: Schema = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    numbers: LIST,
    names: { type: 'array', items: { type: 'string' } },
    free: { type: 'object', preserveUnknown: true },
    ratio: { type: 'number' },
    'a-b.c/d__e': { type: 'string' },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
  },
};

const VALUE = {
  text: 'a1b22',
  numbers: [3, 1, 2],
  names: ['a', 'b'],
  free: { whole: 1, part: 1.5, constructor: 'x', none: null },
  ratio: 2,
  'a-b.c/d__e': 'escaped',
  map: { constructor: 1, 'a.b': 2 },
  unknown: 'not in the schema',
};

function verdict(rule: string, more: Partial<Rule> = {}): RuleResult {
  const [only] = evaluateRules([{ rule, ...more }], VALUE, SCHEMA, false);
  return only as RuleResult;
}

test.each([
  'self.numbers.sum() == 6',
  'self.numbers.min() == 1 && self.numbers.max() == 3',
  '!self.numbers.isSorted() && self.names.isSorted()',
  'self.numbers.indexOf(1) == 1 && self.numbers.lastIndexOf(9) == -1',
  "self.names.all(name, name.size() == 1) && self.names.exists_one(name, name == 'a')",
  "self.text.find('[0-9]+') == '1' && self.text.find('z') == ''",
  "self.text.findAll('[0-9]+') == ['1', '22']",
  "self.text.replace('1', '$&') == 'a$&b22' && self.text.charAt(0) == 'a'",
  "isURL('https://example.com') && isURL('/path') && !isURL('no url')",
  "isIP('10.0.0.1') && isIP('::1') && !isIP('10.0.0')",
  "isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0')",
  "isQuantity('100m') && !isQuantity('1 Gi')",
  'self.free.whole == 1 && self.free.part > 1.0 && self.free.none == null',
  "self.free['constructor'] == 'x' && self.map['constructor'] == 1 && self.map['a.b'] == 2",
  'self.ratio == 2.0',
  "self.a__dash__b__dot__c__slash__d__underscores__e == 'escaped'",
  '!has(self.unknown)',
])('%s', (rule) => {
  expect(verdict(rule)).toEqual({ holds: true });
});

test('an empty list has a sum but no minimum', () => {
  expect(evaluateRules([{ rule: 'self.sum() == 0' }], [], LIST, false)).toEqual([{ holds: true }]);
  expect(evaluateRules([{ rule: 'self.min() == 0', message: 'give one' }], [], LIST, false)).toEqual([
    { holds: false, why: 'give one (the list is empty)' },
  ]);
});

test('a rule whose evaluation fails is broken, as in the API server', () => {
  expect(verdict('self.missing == 1', { message: 'set missing' })).toEqual({
    holds: false,
    why: 'set missing (No such key: missing)',
  });
});

test('a rule that is not a boolean is broken', () => {
  expect(verdict('self.text', { message: 'make it true' })).toEqual({ holds: false, why: 'make it true' });
});

test('the fixed message replaces a message expression that fails', () => {
  expect(verdict('false', { message: 'fixed', messageExpression: 'self.missing' })).toEqual({
    holds: false,
    why: 'fixed',
  });
  expect(verdict('false', { message: 'fixed', messageExpression: "' '" })).toEqual({ holds: false, why: 'fixed' });
  expect(verdict('false', { messageExpression: "'made of ' + self.text" })).toEqual({
    holds: false,
    why: 'made of a1b22',
  });
});

test('transition rules hold on creation', () => {
  expect(verdict('self.text == oldSelf.text')).toEqual({ holds: true });
  expect(verdict('!oldSelf.hasValue()', { optionalOldSelf: true })).toEqual({ holds: true });
  expect(verdict("self.text == 'oldSelf'")).toMatchObject({ holds: false });
});

test.each([
  'self.text.matches("^[[:alpha:]]+$")',
  'self.text.matches("(?i)A")',
  'self.text.unknownFunction()',
  'self. ==',
])('%s is reported as not evaluated', (rule) => {
  expect(verdict(rule)).toMatchObject({ unsupported: expect.stringMatching(/./) as string });
});
