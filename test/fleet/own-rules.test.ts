import * as fs from 'node:fs';
import { Cluster, Component, Fleet, FleetRule, formatProblem } from '../../src';
import { configMap, Loose, newFleet, problemsOf } from '../support/fleets';
import { Folder } from '../support/folder';

const plain: FleetRule = {
  id: 'acme/named-settings',
  todo: 'call it "config"',
  check: ({ kind, metadata }) => (kind === 'ConfigMap' ? `ConfigMap ${metadata.name} has another name` : undefined),
};

/** A fleet with one ConfigMap on two clusters. */
function fleetWith(change: (fleet: Fleet<Loose>) => void, outdir?: string): Fleet<Loose> {
  const fleet = newFleet(outdir === undefined ? {} : { outdir });
  new Cluster(fleet, 'eu-1');
  new Cluster(fleet, 'eu-2');
  new Component(fleet, 'web', { namespace: 'web', manifests: configMap });
  change(fleet);
  return fleet;
}

const warningsOf = (fleet: Fleet<Loose>) => fleet.synthesize().warnings.map((one) => [one.id, formatProblem(one)]);

const OBJECT = 'ConfigMap web/settings';

test('a finding refuses the fleet, and the call that its message names accepts it', () => {
  expect(problemsOf(fleetWith((fleet) => fleet.addRule(plain)))).toEqual([
    '[eu-1/web] ConfigMap settings has another name: call it "config"; or, if it is right there, call fleet.acknowledgeRule("acme/named-settings", { object: "ConfigMap web/settings", reason })',
  ]);
  const reason = 'an old name';
  const accepted = fleetWith((fleet) => {
    fleet.addRule(plain);
    fleet.acknowledgeRule('acme/named-settings', { object: 'ConfigMap web/settings', reason });
  });
  expect([problemsOf(accepted), warningsOf(accepted)]).toEqual([[], []]);
});

test('a warning lets the run go on, and is silenced by its id as any other', () => {
  const warning = { ...plain, severity: 'warning' } as const;
  const fleet = fleetWith((all) => all.addRule(warning));
  expect(warningsOf(fleet)).toEqual([
    ['acme/named-settings', expect.stringMatching(/^\[eu-1\/web\] ConfigMap .* has another name: call it "config"/)],
  ]);
  fleet.acknowledgeWarning('acme/named-settings', 'all are old');
  expect(warningsOf(fleet)).toEqual([]);
});

test('an acknowledgement counts until its last day, and one that fits nothing is told', () => {
  const until = (day: string) =>
    fleetWith((fleet) => {
      fleet.addRule(plain);
      fleet.acknowledgeRule(plain.id, { object: OBJECT, reason: 'moves', until: day });
    });
  expect(problemsOf(until('2999-12-31'))).toEqual([]);
  expect(problemsOf(until('2000-02-29'))).toEqual([
    expect.stringMatching(/ has another name \(acknowledged until 2000-02-29\): call it "config"; or/),
  ]);
  const needless = fleetWith((fleet) => fleet.acknowledgeRule(plain.id, { object: OBJECT, reason: 'gone' }));
  expect(warningsOf(needless)).toEqual([
    ['unused-acknowledgement', `[acme] acknowledgeRule "acme/named-settings" for ${OBJECT} fits nothing: take it out`],
  ]);
});

test('several findings, a check that throws, and one that gives no text', () => {
  const rule = (check: (object: never) => unknown): FleetRule => ({
    id: 'acme/own',
    todo: 'mend it',
    check: check as never,
  });
  const problems = (check: (object: { kind: string }) => unknown) =>
    problemsOf(fleetWith((fleet) => fleet.addRule(rule(check)))).map((text) => text.replace(/;.*/, ''));
  expect(problems(({ kind }) => (kind === 'ConfigMap' ? ['one', 'two'] : []))).toEqual([
    '[eu-1/web] one: mend it',
    '[eu-1/web] two: mend it',
  ]);
  expect(
    problems(({ kind }) => {
      if (kind === 'ConfigMap') throw new Error('no data');
    }),
  ).toEqual([
    expect.stringMatching(
      /^\[eu-1\/web\] the rule cannot judge ConfigMap web\/.*, as its check throws "no data": mend it$/,
    ),
  ]);
  expect(problems(({ kind }) => (kind === 'ConfigMap' ? 7 : undefined))).toEqual([
    expect.stringMatching(/^\[eu-1\/web\] the rule's check gives 7 for ConfigMap web\/.* instead of text: mend it$/),
  ]);
});

test('a rule changes no output, and sees every kind of object', () => {
  const kinds = new Set<string>();
  const spoil: FleetRule = {
    ...plain,
    check: (object) => {
      kinds.add(object.kind);
      Object.assign(object.metadata, { name: 'spoilt' });
      return undefined;
    },
  };
  expect(fleetWith((fleet) => fleet.addRule(spoil)).synthYaml()).toBe(fleetWith(() => {}).synthYaml());
  expect([...kinds]).toEqual(expect.arrayContaining(['ConfigMap', 'GitRepository', 'Kustomization', 'Namespace']));
});

test('a rule judges what an earlier run has rendered', () => {
  const folder = new Folder();
  try {
    const synth = (change: (fleet: Fleet<Loose>) => void) =>
      fleetWith(change, folder.at('dist')).synth({ cache: folder.at('cache'), first: true });
    synth(() => {});
    const before = fs.readdirSync(folder.at('cache')).length;
    expect(before).toBeGreaterThan(0);
    expect(() => synth((fleet) => fleet.addRule(plain))).toThrow(/ has another name: call it "config"/);
    synth(() => {});
  } finally {
    folder.delete();
  }
});

test('rules and acknowledgements that cannot be are refused', () => {
  const told = (change: (fleet: Fleet<Loose>) => void) => problemsOf(fleetWith(change));
  expect(told((fleet) => fleet.addRule({ ...plain, id: 'Named' }))).toEqual([
    '[acme] rule "Named" has no name with a prefix: give one such as "acme/replicas"',
  ]);
  expect(told((fleet) => fleet.addRule({ ...plain, todo: ' ' }))).toEqual([
    '[acme] rule "acme/named-settings" does not say what to do: give it as "todo"',
  ]);
  expect(told((fleet) => fleet.addRule({ id: 'acme/a', todo: 'mend it' } as FleetRule))).toEqual([
    '[acme] check is missing: give a function',
  ]);
  const silent = { ...plain, check: () => undefined };
  expect(told((fleet) => [silent, silent].forEach((rule) => fleet.addRule(rule)))).toEqual([
    '[acme] rule "acme/named-settings" is there twice: give one of them another name',
  ]);
  const given = { object: OBJECT, reason: 'an example' };
  expect(told((fleet) => fleet.acknowledgeRule(plain.id, { ...given, reason: '' }))).toEqual([
    expect.stringMatching(
      /^\[acme\] rule "acme\/named-settings" of ConfigMap web\/.* is acknowledged without a reason: say why it is right there$/,
    ),
  ]);
  expect(told((fleet) => fleet.acknowledgeRule(plain.id, { ...given, until: '2027-02-30' }))).toEqual([
    expect.stringMatching(/ is acknowledged until "2027-02-30", which is no date: give one as YYYY-MM-DD$/),
  ]);
  expect(told((fleet) => fleet.acknowledgeRule(plain.id, { ...given, untill: '2027-02-28' } as never))).toEqual([
    expect.stringMatching(/did you mean until/),
  ]);
});
