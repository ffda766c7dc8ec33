import { policyObjects } from '../../src/features/policies/policy';
import { clusterPolicies } from '../../src/features/policies/render';
import { Report } from '../../src/validation/checks/report';
import { Fields } from '../../src/validation/checks/rule';
import * as problems from '../../src/validation/relations/expression-problems';
import { checkPolicy, policyExpressions, policyFingerprint } from '../../src/validation/relations/expressions';
import { OWN_POLICIES } from '../../src/validation/relations/own-policies';

/** The specs of all policies that the library makes: with Flux and without, for one platform account and for several. */
const SPECS = [true, false].flatMap((flux) =>
  [['flux-system/flux'], ['a/b', 'c/d', 'e/f']].flatMap((accounts) =>
    clusterPolicies({ flux, accounts, tenants: { evictions: true, annotations: true } }).map(
      (policy) => policyObjects(policy)[0]!['spec'] as Fields,
    ),
  ),
);

/** The problems of a policy by a check. */
function found(check: (spec: Fields, report: Report) => void, spec: Fields) {
  const report = new Report(34);
  check(spec, report);
  return report.found;
}

afterEach(() => jest.restoreAllMocks());

test('the list has each policy of the library and no other, and the whole check passes them all', () => {
  expect(SPECS.flatMap((spec) => found(checkPolicy, spec))).toEqual([]);
  const fingerprints = new Set(SPECS.map(policyFingerprint));
  // After a change of a policy, the expected value is the new list.
  expect([...OWN_POLICIES].sort()).toEqual([...fingerprints].sort());
});

test('policies of the library are not checked again', () => {
  const parsed = jest.spyOn(problems, 'problemOf');
  expect(SPECS.flatMap((spec) => found(policyExpressions, spec))).toEqual([]);
  expect(parsed).not.toHaveBeenCalled();
});

test.each<[what: string, change: (spec: Fields) => Fields]>([
  ['an expression', (spec) => ({ ...spec, validations: [{ expression: 'object.spec.host' + ' ==' }] })],
  ['a variable', (spec) => ({ ...spec, variables: [{ name: 'one', expression: 'object.(' }] })],
  ['a condition', (spec) => ({ ...spec, matchConditions: [{ name: 'one', expression: '1 +' }] })],
  ['an annotation', (spec) => ({ ...spec, auditAnnotations: [{ key: 'a', valueExpression: '1 +' }] })],
  ['a mutation', (spec) => ({ ...spec, mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[' } }] })],
  [
    'parameters',
    (spec) => ({ ...spec, paramKind: { kind: 'A' }, validations: [{ expression: 'params.a == 1 && missing' }] }),
  ],
])('a policy of the library with %s of another is checked', (_, change) => {
  for (const spec of SPECS) {
    const changed = change(spec);
    const wrong = found(policyExpressions, changed);
    expect(wrong).toEqual(found(checkPolicy, changed));
    expect(wrong[0]?.message).toMatch(/is not an expression that Kubernetes can use/);
  }
});
