import * as fc from 'fast-check';
import { LabelSelector, Placement } from '../../../src';
import { runsOf } from '../../support/deep';
import { isSelected, isValid, RawSelector } from '../../support/label-rules';

const runs = runsOf(500, 200_000);

const keys = fc.constantFrom('a', 'b', 'example.com/tier', 'toString');
const values = fc.constantFrom('', 'x', 'y', 'Z.1');

const selectors: fc.Arbitrary<LabelSelector> = fc.record(
  {
    matchLabels: fc.dictionary(keys, values, { maxKeys: 2, noNullPrototype: true }),
    matchExpressions: fc.array(
      fc.oneof(
        fc.record({
          key: keys,
          operator: fc.constantFrom('In' as const, 'NotIn' as const),
          values: fc.array(values, { minLength: 1, maxLength: 3 }),
        }),
        fc.record({
          key: keys,
          operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const),
          values: fc.constant([]),
        }),
        fc.record({ key: keys, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);

const labels = fc.dictionary(keys, values, { noNullPrototype: true });

function place(cluster: Record<string, string>, environment?: Record<string, string>) {
  return {
    cluster: { name: 'c', labels: cluster, groupNames: [] },
    ...(environment ? { environment: { name: 'e', prefix: 'e-', labels: environment } } : {}),
  };
}

test('a placement selects the same clusters as a Kubernetes selector', () => {
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(selectors, labels, (selector, given) => {
      const expected = isSelected(selector, given);
      seen[expected ? 'yes' : 'no']++;
      expect(Placement.labels(selector).problems).toEqual([]);
      expect(Placement.labels(selector).selects(place(given))).toBe(expected);
      expect(Placement.labels(selector).not().selects(place(given))).toBe(!expected);
      expect(Placement.environmentLabels(selector).selects(place({}, given))).toBe(expected);
      expect(Placement.environmentLabels(selector).selects(place(given))).toBe(false);
    }),
    { numRuns: runs },
  );
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(runs / 5);
});

test('and, or, not and except follow Boolean logic', () => {
  fc.assert(
    fc.property(selectors, selectors, selectors, labels, (a, b, c, given) => {
      const [x, y, z] = [a, b, c].map((selector) => isSelected(selector, given));
      const [p, q, r] = [a, b, c].map((selector) => Placement.labels(selector));
      const found = [p!.and(q!, r!), p!.or(q!, r!), p!.and(q!.not().or(r!)), p!.except(q!, r!), p!.except()];
      expect(found.map((placement) => placement.selects(place(given)))).toEqual([
        x && y && z,
        x || y || z,
        x && (!y || z),
        x && !y && !z,
        x,
      ]);
    }),
    { numRuns: runs / 5 },
  );
});

const odd = fc.oneof(
  fc.constantFrom('', 'a', '-a', 'a-', 'A_b', 'a'.repeat(63), 'a'.repeat(64), 'ä', 'a b', 'a/b', '/b', 'a/', 'A/b'),
  fc.constantFrom(
    'a.b/c',
    'a..b/c',
    'a/b/c',
    `${'a'.repeat(64)}/b`,
    `${'a.'.repeat(126)}a/b`,
    `${'a.'.repeat(127)}a/b`,
  ),
);

test('a selector is rejected exactly when the API server rejects it', () => {
  const seen = { good: 0, bad: 0 };
  fc.assert(
    fc.property(
      fc.record(
        {
          matchLabels: fc.dictionary(odd, odd, { maxKeys: 1, noNullPrototype: true }),
          matchExpressions: fc.array(
            fc.record(
              {
                key: fc.oneof(fc.constant('a'), odd),
                operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'in'),
                values: fc.array(fc.oneof(fc.constant('x'), odd), { maxLength: 2 }),
              },
              { requiredKeys: ['key', 'operator'] },
            ),
            { maxLength: 1 },
          ),
        },
        { requiredKeys: [] },
      ),
      (selector: RawSelector) => {
        const problems = Placement.labels(selector as LabelSelector).problems;
        expect(problems.length === 0).toBe(isValid(selector));
        seen[problems.length === 0 ? 'good' : 'bad']++;
      },
    ),
    { numRuns: runs / 5 },
  );
  expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(runs / 50);
});

test.each<[string, object, string[]]>([
  [
    'no values',
    { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] },
    ['In of label "a" has no values: give at least one'],
  ],
  [
    'values not given',
    { matchExpressions: [{ key: 'a', operator: 'NotIn' }] },
    ['NotIn of label "a" has no values: give at least one'],
  ],
  [
    'values too many',
    { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
    ['Exists of label "a" has values ["b"]: leave them out'],
  ],
  [
    'an operator of nodes',
    { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] },
    ['operator "Gt" of label "a" is not known: use In, NotIn, Exists, DoesNotExist'],
  ],
  ['a value', { tier: 'a b' }, [expect.stringMatching(/^value of label "tier" "a b" is not a valid name: /) as string]],
  ['a key', { 'a b': 'c' }, [expect.stringMatching(/^label key "a b" is not a valid name: /) as string]],
  ['a number', { tier: 5 }, [expect.stringMatching(/^value of label "tier" 5 is not a name: /) as string]],
])('%s is reported', (_, selector, problems) => {
  expect(Placement.labels(selector).problems).toEqual(problems);
});

test('labels named like parts of a selector are labels', () => {
  const placement = Placement.labels({ matchLabels: 'x' });
  expect(placement.selects(place({ matchLabels: 'x' }))).toBe(true);
  expect(placement.selects(place({}))).toBe(false);
});
