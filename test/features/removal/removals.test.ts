import * as fs from 'node:fs';
import {
  App,
  Cluster,
  Data,
  Environment,
  Fleet,
  FleetError,
  loadData,
  loadRemovals,
  Removal,
  Tenant,
} from '../../../src';
import { git, problemsOf } from '../../support/fleets';
import { Repository } from '../../support/repository';

const home = process.cwd();
let repository: Repository;
let warnings: jest.SpyInstance;

beforeEach(() => {
  repository = new Repository();
  process.chdir(repository.directory);
  warnings = jest.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  process.chdir(home);
  warnings.mockRestore();
  repository.remove();
});

const team = Data.object({
  apps: Data.list(Data.name()),
  removed: Data.map(Data.object({ reason: Data.string() })).optional(),
});

/** A fleet whose tenants and removals are data alone, as a program that nobody has to edit. */
function fleet() {
  const made = new Fleet({ name: 'acme', source: git });
  const clusters = ['a', 'b'].map((name) => new Cluster(made, name));
  new Environment(made, 'dev', { clusters });
  for (const { name, data } of loadData(made, 'teams', team)) {
    const tenant = new Tenant(made, name, { source: git });
    for (const app of data.apps) new App(tenant, app, { path: `./${app}` });
    for (const [app, { reason }] of Object.entries(data.removed ?? {}))
      made.declare(Removal.app(tenant, app, { reason }));
  }
  if (fs.existsSync('removed.yaml')) loadRemovals(made, 'removed.yaml');
  return made;
}

const refusals = () => {
  try {
    fleet().synth({});
  } catch (error) {
    if (error instanceof FleetError) return [...new Set(error.problems.map(({ id }) => id))];
    throw error;
  }
  return [];
};

const written = (folder: string) => fs.existsSync(`dist/clusters/${folder}`);

test('a tenant whose data file goes is named in data as removed, or nothing is written', () => {
  fs.mkdirSync('teams');
  fs.writeFileSync('teams/shop.yaml', 'apps: [till]\n');
  fs.writeFileSync('teams/web.yaml', 'apps: [site, blog]\n');
  fleet().synth({});
  repository.commit();

  fs.rmSync('teams/shop.yaml');
  expect(refusals()).not.toEqual([]);
  expect(written('a/dev/tenants/shop/access')).toBe(true);
  fs.writeFileSync('removed.yaml', '- tenant: shop\n  on: { clusters: [a] }\n  reason: closed in May\n');
  expect(refusals()).not.toEqual([]);
  fs.writeFileSync('removed.yaml', '- tenant: shop\n  reason: closed in May\n  until: 2999-12-31\n');
  expect(refusals()).toEqual([]);
  expect([written('a/dev/tenants/shop'), written('b/dev/tenants/shop')]).toEqual([false, false]);
});

test('every kind of removal, as the program would say it', () => {
  const text = `
- { tenant: shop, reason: a, on: { clusters: [eu], environments: [dev] } }
- { tenant: shop, app: till, reason: b, until: 2999-01-31 }
- { component: redis, reason: c }
- { cluster: eu, reason: d }
- { environment: dev, reason: e }
- { object: { kind: Secret, name: x, namespace: y, group: apps }, reason: f }
- { rename: { kind: ConfigMap, from: x, to: y }, reason: g }
`;
  fs.writeFileSync('all.yaml', text);
  const made = new Fleet({ name: 'acme', source: git });
  loadRemovals(made, 'all.yaml');
  expect(problemsOf(made)).toEqual([]);
  expect(made.declarations).toEqual([
    Removal.tenant('shop', { reason: 'a', on: { clusters: ['eu'], environments: ['dev'] } }),
    Removal.app('shop', 'till', { reason: 'b', until: '2999-01-31' }),
    Removal.component('redis', { reason: 'c' }),
    Removal.cluster('eu', { reason: 'd' }),
    Removal.environment('dev', { reason: 'e' }),
    Removal.object({ kind: 'Secret', name: 'x', namespace: 'y', group: 'apps' }, { reason: 'f' }),
    Removal.rename({ kind: 'ConfigMap', from: 'x', to: 'y' }, { reason: 'g' }),
  ]);
});

test('a table of removals', () => {
  fs.writeFileSync('removed.csv', 'tenant,app,reason\nshop,,closed\nweb,blog,"moved, at last"\n');
  const made = new Fleet({ name: 'acme', source: git });
  loadRemovals(made, 'removed.csv');
  expect(made.declarations).toEqual([
    Removal.tenant('shop', { reason: 'closed' }),
    Removal.app('web', 'blog', { reason: 'moved, at last' }),
  ]);
});

test('what is wrong with removals is said where they stand, all of it', () => {
  const text = `- { tenant: shop }
- { reason: x }
- { tenant: shop, cluster: eu, reason: x }
- { app: till, reason: x }
- { tenant: shop, reason: x, until: 2030-02-30 }
- { tenant: shop, reason: " " }
- { tennant: shop, reason: x }
`;
  fs.writeFileSync('removed.yaml', text);
  const made = new Fleet({ name: 'acme', source: git });
  loadRemovals(made, 'removed.yaml');
  expect(made.declarations).toEqual([]);
  const kinds = 'give one of tenant, component, cluster, machines, environment, object, rename';
  expect(problemsOf(made)).toEqual([
    '[removed.yaml:1:3] [0].reason is missing: add it',
    `[removed.yaml:2:3] a removal names nothing: ${kinds}`,
    `[removed.yaml:3:3] a removal names tenant and cluster: ${kinds}`,
    '[removed.yaml:4:3] a removal names the app "till" of no tenant: give its tenant as well',
    '[removed.yaml:5:3] Removal.tenant("shop") ends on "2030-02-30", which is no date: give one as YYYY-MM-DD',
    '[removed.yaml:6:3] Removal.tenant("shop") gives reason " ": say why it is removed',
    expect.stringMatching(/^\[removed\.yaml:7:5\] \[6\]\.tennant is not known: did you mean tenant\?$/),
  ]);
});
