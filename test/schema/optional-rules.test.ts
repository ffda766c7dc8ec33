import { evaluateRules } from '../../src/schema/cel';
import { Schema } from '../../src/schema/schema';
import { OPTIONAL_RULES, readOptionalVerdicts, SELF } from '../languages/optional-rules';
import { hashOf } from '../languages/record';

const { parser, sha256, verdicts } = readOptionalVerdicts();

const OPEN: Schema = { type: 'object', preserveUnknown: true };

function ours(rule: string): string {
  const result = evaluateRules([{ rule, message: 'broken' }], SELF, OPEN, false)[0]!;
  if ('unsupported' in result) return 'unsupported';
  if (result.holds) return 'true';
  return result.why === 'broken' ? 'false' : 'fails';
}

test('the verdicts are of these rules', () => {
  expect(parser).toMatch(/^github\.com\/google\/cel-go v\d/);
  expect(hashOf([SELF, OPTIONAL_RULES])).toBe(sha256);
});

test.each(OPTIONAL_RULES.map((rule, index) => [rule, verdicts[index]!] as const))('%s is %s', (rule, verdict) => {
  // No cluster has a CRD with a rule that does not compile: what is said of it does not matter, unless it holds.
  expect(ours(rule)).toMatch(verdict === 'refused' ? /^(unsupported|fails|false)$/ : new RegExp(`^${verdict}$`));
});
