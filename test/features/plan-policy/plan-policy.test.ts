import { ApiObject } from 'cdk8s';
import { Cluster, Component, Fleet, PlanPolicy, Removal } from '../../../src';
import { formatProblem } from '../../../src/core/problem';
import { TODAY_VARIABLE } from '../../../src/core/today';
import { Loose, newFleet } from '../../support/fleets';
import { fitting } from '../../support/plan-schema';
import { Repository } from '../../support/repository';

const repository = new Repository();

/** A fleet whose component has some ConfigMaps. */
function fleetWith(names: readonly string[], change: (fleet: Fleet<Loose>) => void = () => {}): Fleet<Loose> {
  const fleet = newFleet({ outdir: repository.path('dist') });
  for (const name of ['eu-1', 'us-1']) new Cluster(fleet, name);
  new Component(fleet, 'flags', {
    manifests: (chart) => {
      for (const name of names)
        new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } });
    },
  });
  change(fleet);
  return fleet;
}

beforeAll(() => {
  fleetWith(['a', 'b']).synth({ first: true });
  repository.commit();
});

afterAll(() => repository.remove());

afterEach(() => {
  delete process.env[TODAY_VARIABLE];
});

const DELETIONS: PlanPolicy = {
  id: 'acme/deletions',
  expression: "change.effect != 'pruned'",
  message: 'something is deleted',
  todo: 'ask the platform team',
};

function findingsOf(change: (fleet: Fleet<Loose>) => void, names = ['a']) {
  const { report, passed, findings } = fleetWith(names, change).plan();
  expect(fitting(report).findings).toEqual(findings);
  expect(passed).toBe(!findings.some(({ severity }) => severity === 'error'));
  return findings.map((one) => `${one.severity} ${one.id} ${formatProblem(one)}`);
}

const call = 'or, if it is right there, call fleet.acknowledgePlanPolicy("acme/deletions"';
const found = 'the policy acme/deletions, something is deleted (ConfigMap flags/b removed, on eu-1, us-1)';
const refused = `error plan-policy [flags] ${found}: ask the platform team; ${call}, { object: "ConfigMap flags/b", reason })`;

test('one policy passes, one refuses, one is acknowledged', () => {
  const one = (fleet: Fleet<Loose>) => fleet.addPlanPolicy(DELETIONS);
  expect(findingsOf(one, ['a', 'b', 'c'])).toEqual([]);
  expect(findingsOf(one)).toEqual([refused]);
  expect(
    findingsOf((fleet) => {
      one(fleet);
      fleet.acknowledgePlanPolicy('acme/deletions', { object: 'ConfigMap flags/b', reason: 'nobody reads it' });
    }),
  ).toEqual([`warning plan-policy [flags] ${found}: acknowledged, nobody reads it`]);
});

test('an acknowledgement ends', () => {
  const change = (fleet: Fleet<Loose>) => {
    fleet.addPlanPolicy(DELETIONS);
    fleet.acknowledgePlanPolicy('acme/deletions', { object: 'ConfigMap flags/b', reason: 'old', until: '2027-01-31' });
  };
  process.env[TODAY_VARIABLE] = '2027-01-31';
  expect(findingsOf(change)).toEqual([expect.stringMatching(/^warning .*acknowledged, old$/)]);
  process.env[TODAY_VARIABLE] = '2027-02-01';
  expect(findingsOf(change)).toEqual([
    expect.stringMatching(/^error .* us-1\) \(acknowledged until 2027-01-31\): ask /),
  ]);
});

test('an acknowledgement that fits nothing is told', () => {
  expect(
    findingsOf((fleet) => {
      fleet.addPlanPolicy(DELETIONS);
      fleet.acknowledgePlanPolicy('acme/deletions', { object: 'ConfigMap flags/c', reason: 'old' });
    }),
  ).toEqual([
    refused,
    'warning acknowledgement-needless [acme] acknowledgePlanPolicy "acme/deletions" for ConfigMap flags/c fits nothing in this plan: take it out',
  ]);
});

test('the plan as a whole, and warnings', () => {
  const policy: PlanPolicy = {
    ...{ id: 'acme/few', each: 'plan', severity: 'warning', message: 'much changes', todo: 'split it' },
    expression: "plan.summary.objects.removed == 0 && plan.entries.all(change, change.action != 'removed')",
  };
  const finding =
    'warning plan-policy [acme] the policy acme/few, much changes: split it; or, if it is right there, call fleet.acknowledgePlanPolicy("acme/few", { object: "plan", reason })';
  expect(findingsOf((fleet) => fleet.addPlanPolicy(policy))).toEqual([finding]);
  expect(findingsOf((fleet) => fleet.addPlanPolicy(policy), ['a', 'b'])).toEqual([]);
  expect(
    findingsOf((fleet) => {
      fleet.addPlanPolicy(policy);
      fleet.acknowledgePlanPolicy('acme/few', { object: 'plan', reason: 'a clean-up' });
    }),
  ).toEqual(['warning plan-policy [acme] the policy acme/few, much changes: acknowledged, a clean-up']);
});

test('a policy that cannot be judged is no pass', () => {
  const [finding] = findingsOf((fleet) =>
    fleet.addPlanPolicy({ ...DELETIONS, expression: "change.environment == 'prod'" }),
  );
  expect(finding).toMatch(
    /^error plan-policy \[flags\] the policy acme\/deletions, the policy cannot be judged, "No such key: environment/,
  );
});

test("the guard's own findings stay", () => {
  const { findings } = fleetWith(['a'], (fleet) => {
    fleet.addPlanPolicy(DELETIONS);
    fleet.declare(Removal.component('dns', { reason: 'gone' }));
  }).plan();
  expect(findings.map(({ id, severity }) => [severity, id])).toEqual([
    ['error', 'plan-policy'],
    ['warning', 'declaration-needless'],
  ]);
});

test.each<[object, RegExp]>([
  [{ id: 'deletions' }, /^plan policy "deletions" has no name with a prefix: give one such as "acme\/prod-deletions"$/],
  [{ message: ' ' }, /^plan policy "acme\/deletions" does not say what is wrong: give it as "message"$/],
  [{ todo: '' }, /^plan policy "acme\/deletions" does not say what to do: give it as "todo"$/],
  [
    { expression: 'change.effect ==' },
    /^plan policy "acme\/deletions" has an expression that is no CEL, at character \d+, /,
  ],
  [{ expression: 'other.effect' }, /has an expression that is no CEL, .*other/],
  [{ each: 'plan' }, /has an expression that is no CEL, .*change/],
  [{ expression: "'yes'" }, /the result is of type string instead of bool/],
  [{ each: 'entry' }, /^each is "entry": give one of change, plan$/],
  [{ when: 'now' }, /^when is not an option of addPlanPolicy/],
])('%j is refused', (change, message) => {
  const fleet = newFleet();
  fleet.addPlanPolicy({ ...DELETIONS, ...change });
  expect(fleet.problems.problems.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
});

test('a policy that is there twice, and wrong acknowledgements', () => {
  const fleet = newFleet();
  fleet.addPlanPolicy(DELETIONS);
  fleet.addPlanPolicy(DELETIONS);
  fleet.acknowledgePlanPolicy('acme/deletions', { object: 'plan', reason: ' ' });
  fleet.acknowledgePlanPolicy('acme/deletions', { object: 'plan', reason: 'a', until: 'soon' });
  fleet.acknowledgePlanPolicy('acme/deletions', { object: 'plan' } as never);
  expect(fleet.problems.problems.map(({ message }) => message)).toEqual([
    'plan policy "acme/deletions" is there twice: give one of them another name',
    'plan policy "acme/deletions" for plan is acknowledged without a reason: say why it is right there',
    'plan policy "acme/deletions" for plan is acknowledged until "soon", which is no date: give one as YYYY-MM-DD',
    'reason is missing: give a string',
  ]);
});
