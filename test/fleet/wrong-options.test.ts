import { App, Cluster, Component, Environment, GuardLimits, Placement, Removal, Source, Tenant } from '../../src';
import { configMap, git, Loose, newFleet, problemsOf } from '../support/fleets';

// What programs without a type check get wrong.
type Any = never;

test.each<[object, RegExp]>([
  [{ share: 20 }, /^\[acme\] guard\.share is 20: give a number from 0 to 1$/],
  [{ share: -1 }, /^\[acme\] guard\.share is -1: give a number from 0 to 1$/],
  [{ share: NaN }, /^\[acme\] guard\.share is NaN: give a number from 0 to 1$/],
  [{ objects: -5 }, /^\[acme\] guard\.objects is -5: give a whole number from 0 on$/],
  [{ namespaces: 'x' }, /^\[acme\] guard\.namespaces is "x": give a whole number from 1 on$/],
  [{ shares: 0.5 }, /^\[acme\] guard\.shares is not an option of a fleet: did you mean share\?$/],
  [{ protected: 'apps/StatefulSet' }, /^\[acme\] guard\.protected is not a list: give a list of kinds as group\/Kind/],
  [
    { protected: ['Cluster'] },
    /^\[acme\] guard\.protected lists "Cluster", which has no group: write "group\/Kind".*, or "\/Cluster" for one of the core/,
  ],
  [{ protected: ['Cluster.postgresql.cnpg.io'] }, /which has no group: write "group\/Kind", such as "postgresql\./],
  [
    { protected: ['postgresql.cnpg.io/clusters'] },
    /which has "clusters", which is not a kind but perhaps a resource: /,
  ],
  [{ protected: ['postgresql.cnpg.io/v1/Cluster'] }, /which has more than a group and a kind: /],
  [{ protected: ['Postgres/Cluster'] }, /which has "Postgres", which is not a group: /],
  [{ protected: [7] }, /guard\.protected lists 7, which is not a string: /],
])('the limits of the guard %j are refused', (guard, message) => {
  const fleet = newFleet({ guard });
  new Cluster(fleet, 'eu');
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
});

test('limits that are some are taken', () => {
  const guard: GuardLimits = {
    share: 0,
    objects: 0,
    namespaces: 1,
    protected: ['/Secret', 'postgresql.cnpg.io/Cluster'],
  };
  const fleet = newFleet({ guard });
  new Cluster(fleet, 'eu');
  expect(problemsOf(fleet)).toEqual([]);
  expect(fleet.limits).toEqual(guard);
});

test('a fleet without a source is refused at once', () => {
  expect(() => newFleet({ source: 'https://git.example.com/acme' as Any, strct: true } as Any)).toThrow(
    /2 problems.*\n {2}\[acme\] source is "https:\/\/git\.example\.com\/acme": give a Source\n {2}\[acme\] strct is not an/,
  );
});

test('a wrong option is one problem, whatever follows from it', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu')] });
  const lost = new Tenant(fleet, 'lost', { sorce: git } as Any);
  new App(lost, 'shop', { path: './shop' });
  const typed = new Tenant(fleet, 'typed', { source: 'https://git.example.com/acme' as Any });
  new App(typed, 'shop', { path: './shop' });
  new Environment(fleet, 'qa', { cluster: [] } as Any);
  new Component(fleet, 'number', { path: 7 as Any });
  new Component(fleet, 'nothing', undefined as Any);
  const web = new Tenant(fleet, 'web', { source: git });
  new App(web, 'other', { path: '/other' });
  expect(problemsOf(fleet)).toEqual([
    '[dev/eu/web/other] path "/other" is not relative to its source: begin it with "./"',
    '[lost] sorce is not an option of a tenant: did you mean source?',
    '[nothing] the options of a component are undefined: give a map',
    '[number] path is 7: give a string',
    '[qa] cluster is not an option of an environment: did you mean clusters?',
    '[typed] source is "https://git.example.com/acme": give a Source',
  ]);
});

test('values that the program makes are checked where it makes them', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu')] });
  const web = new Tenant(fleet, 'web', { source: git });
  new App(web, 'shop', { path: (() => 7) as Any });
  new App(web, 'till', { path: './till', images: (() => ({ till: { tga: '1' } })) as Any });
  expect(problemsOf(fleet)).toEqual([
    '[dev/eu/web/shop] the program failed while making its path, with "path is 7: give a string": mend it there',
    '[dev/eu/web/till] the program failed while making its images, with "images.till.tga is not an option of an app: did you mean tag?": mend it there',
  ]);
});

test('overrides are checked like what they override', () => {
  const fleet = newFleet();
  const web = new Component(fleet, 'web', { path: './web', source: git });
  web.override(Placement.everywhere(), { substitutons: { A: 'b' } } as Any);
  web.override(Placement.everywhere(), { substitutions: { A: 1 } } as Any, { rnk: 1 } as Any);
  web.override('eu' as Any, { path: './x' });
  expect(problemsOf(fleet)).toEqual([
    '[web] an override is for "eu": give a Placement',
    '[web] rnk is not an option of an override: did you mean rank?',
    '[web] substitutions.A is 1: give a string',
    '[web] substitutons is not an option of a component: did you mean substitutions?',
  ]);
});

test('a value that its check refuses is one problem: the folder is not made', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu');
  const source = Source.git({ url: 'https://git.example.com/acme', branch: 'a b' });
  new Component(fleet, 'web', { path: './web', source });
  new Component(fleet, 'all', { path: './../all', source: git });
  expect(problemsOf(fleet)).toEqual([
    '[eu/all] path "./../all" leaves its source: leave out ".."',
    '[eu/web] branch "a b" contains a blank, which Git does not allow: write it as the repository has it',
  ]);
});

test('methods of the fleet check what they are given', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu');
  expect(() => fleet.synthesize({ ony: ['eu'] } as Any)).toThrow(
    /\[acme\] ony is not an option of fleet\.synthesize: did you mean only\?/,
  );
  expect(() => fleet.plan({ base: 7 } as Any)).toThrow(/\[acme\] base is 7: give a string/);
  expect(() => fleet.check({ frist: true } as Any)).toThrow(
    /frist is not an option of fleet\.check: did you mean first\?/,
  );
  expect(() => fleet.synth({ guards: false } as Any)).toThrow(
    /guards is not an option of fleet\.synth: did you mean guard/,
  );
  expect(() => fleet.explain({ clster: 'eu' } as Any, 'a')).toThrow(
    /clster is not an option of an explanation: did you/,
  );
  fleet.declare('eu' as Any, Removal.cluster('us', { reson: 'gone' } as Any));
  fleet.acknowledgeWarning('unknown-kind', undefined as Any);
  fleet.acknowledgeLeak({ id: 'a', object: 'b', feld: 'c', reason: 'd' } as Any);
  expect(problemsOf(fleet)).toEqual([
    '[acme] Removal.cluster("us"): reson is not an option of a removal: did you mean reason?',
    '[acme] a declaration is "eu": give a Removal',
    '[acme] feld is not an option of acknowledgeLeak: did you mean field?',
    '[acme] warning "unknown-kind" is silenced without a reason: say why it does not matter',
  ]);
});

test('components of a preset and of a fleet of any configuration are checked', () => {
  const fleet = newFleet();
  new Cluster<Loose>(fleet, 'eu', { kubeConfig: { nme: 'x' } } as Any);
  new Component(fleet, 'web', { manifests: configMap, dependson: [] } as Any);
  expect(problemsOf(fleet)).toEqual([
    '[eu] kubeConfig.nme is not an option of a cluster: did you mean name?',
    '[web] dependson is not an option of a component: did you mean dependsOn?',
  ]);
});
