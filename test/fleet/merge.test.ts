import * as fs from 'node:fs';
import { App, Cluster, Component, Environment, FleetError, formatProblem, HelmChart, Source, Tenant } from '../../src';
import { sha256 } from '../../src/pipeline/write/ownership';
import { HEADER, withoutHeader } from '../../src/units/header';
import { DEEP } from '../support/deep';
import { newFleet } from '../support/fleets';
import { Repository } from '../support/repository';

type Versions = Readonly<Record<string, string | undefined>>;

/** What a program says: names of elements, each with a value. */
interface Program {
  readonly clusters: Versions;
  readonly components: Versions;
  readonly tenants: Readonly<Record<string, Versions | undefined>>;
}

const BEFORE: Program = {
  clusters: { 'eu-1': '1.34', 'eu-3': '1.34' },
  components: { cache: '1.0.0', ingress: '1.0.0', queue: '1.0.0' },
  tenants: {
    ads: { site: './v1' },
    shop: { basket: './v1', till: './v1', web: './v1' },
    travel: { map: './v1' },
  },
};

/** The changes of pull requests, by name. */
const CHANGES: Readonly<Record<string, (program: Program) => Program>> = {
  'an app changes': (program) => withApps(program, 'shop', { basket: './v2' }),
  'its neighbour changes': (program) => withApps(program, 'shop', { till: './v2' }),
  'an app comes': (program) => withApps(program, 'shop', { chat: './v1' }),
  'another app comes, elsewhere in the list': (program) => withApps(program, 'shop', { video: './v1' }),
  'an app comes in the same place': (program) => withApps(program, 'shop', { chess: './v1' }),
  'an app goes': (program) => withApps(program, 'shop', { web: undefined }),
  'a component changes': (program) => withComponents(program, { ingress: '2.0.0' }),
  'its neighbour component changes': (program) => withComponents(program, { queue: '2.0.0' }),
  'a component comes': (program) => withComponents(program, { dns: '1.0.0' }),
  'a component comes, elsewhere in the list': (program) => withComponents(program, { logs: '1.0.0' }),
  'a component comes in the same place': (program) => withComponents(program, { egress: '1.0.0' }),
  'a cluster comes': (program) => withClusters(program, { 'eu-2': '1.34' }),
  'another cluster comes': (program) => withClusters(program, { 'eu-4': '1.34' }),
  'a cluster changes': (program) => withClusters(program, { 'eu-3': '1.33' }),
  'a tenant comes': (program) => ({ ...program, tenants: { ...program.tenants, news: { web: './v1' } } }),
  'another tenant comes': (program) => ({ ...program, tenants: { ...program.tenants, tax: { web: './v1' } } }),
  'a tenant comes in the same place': (program) => ({
    ...program,
    tenants: { ...program.tenants, music: { web: './v1' } },
  }),
};

function withApps(program: Program, tenant: string, apps: Versions): Program {
  return { ...program, tenants: { ...program.tenants, [tenant]: { ...program.tenants[tenant], ...apps } } };
}

function withComponents(program: Program, components: Versions): Program {
  return { ...program, components: { ...program.components, ...components } };
}

function withClusters(program: Program, clusters: Versions): Program {
  return { ...program, clusters: { ...program.clusters, ...clusters } };
}

function present(versions: Versions = {}): Array<[string, string]> {
  return Object.entries(versions).flatMap(([name, version]) => (version === undefined ? [] : [[name, version]]));
}

function synth(program: Program, outdir: string, onEdited: 'refuse' | 'resolve' = 'refuse') {
  const fleet = newFleet({ outdir });
  const clusters = present(program.clusters).map(
    ([name, kubernetes]) => new Cluster(fleet, name, { kubernetes: kubernetes as '1.34' }),
  );
  new Environment(fleet, 'dev', { clusters });
  for (const [chart, version] of present(program.components)) {
    new Component(fleet, chart, { chart: HelmChart.repository({ url: 'https://charts.example.com', chart, version }) });
  }
  for (const [name, apps] of Object.entries(program.tenants)) {
    const source = Source.git({ url: `https://git.example.com/${name}`, branch: 'main' });
    const tenant = new Tenant(fleet, name, { owners: [`${name}-leads`], source });
    for (const [app, path] of present(apps)) new App(tenant, app, { path });
  }
  fleet.synth({ onEdited, guard: false, cache: false });
  return fleet.result!;
}

let repository: Repository;
let scratch: Repository;
beforeEach(() => {
  repository = new Repository();
  scratch = new Repository();
  jest.spyOn(console, 'warn').mockImplementation();
});
afterEach(() => {
  repository.remove();
  scratch.remove();
  jest.restoreAllMocks();
});

const dist = () => repository.path('dist');

function filesBelow(folder: string): Record<string, string> {
  const found = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found
      .map(({ parentPath, name }) => `${parentPath}/${name}`)
      .map((file) => [file.slice(folder.length), fs.readFileSync(file, 'utf8')]),
  );
}

/** Merges two pull requests with Git. @returns the files with conflicts, and the merged program */
function merge(one: readonly string[], other: readonly string[]) {
  const changed = (names: readonly string[], program: Program) =>
    names.reduce((all, name) => CHANGES[name]!(all), program);
  synth(BEFORE, dist());
  repository.commit();
  for (const [branch, names] of [
    ['one', one],
    ['other', other],
  ] as const) {
    repository.git('checkout', '--quiet', '-b', branch, 'main');
    synth(changed(names, BEFORE), dist());
    repository.commit();
  }
  mergeBranch('one');
  return { conflicts: conflicts(), program: changed(one, changed(other, BEFORE)) };
}

function mergeBranch(name: string): void {
  try {
    repository.git('merge', '--quiet', '--no-edit', name);
  } catch {
    // Git fails when there are conflicts.
  }
}

function conflicts(): string[] {
  return repository.git('diff', '--name-only', '--diff-filter=U').split('\n').filter(Boolean);
}

/** The tree of a program that is synthesized into an empty folder. */
function fresh(program: Program): Record<string, string> {
  synth(program, scratch.path('dist'));
  return filesBelow(scratch.path('dist'));
}

/** Changes that merge without a conflict, side by side. */
const NEIGHBOURS: ReadonlyArray<readonly [string, string]> = [
  ['an app changes', 'its neighbour changes'],
  ['a component changes', 'its neighbour component changes'],
  ['a cluster comes', 'another cluster comes'],
  ['a tenant comes', 'another tenant comes'],
  ['an app comes', 'another app comes, elsewhere in the list'],
  ['a component comes', 'a component comes, elsewhere in the list'],
  ['an app goes', 'its neighbour changes'],
  ['an app comes', 'its neighbour changes'],
  ['an app comes', 'an app changes'],
  ['an app comes', 'an app goes'],
  ['a component comes', 'a component changes'],
  ['a cluster comes', 'a component comes'],
  ['a tenant comes', 'an app comes'],
];

const list = (names: readonly string[]) => names.join(' and ');

describe('pull requests that touch neighbours merge without a conflict', () => {
  // Those of one file each, so that none touches another.
  const first = NEIGHBOURS.slice(0, 4);
  const together = [[first.map(([one]) => one), first.map(([, other]) => other)]] as const;
  const cases = DEEP ? [...together, ...NEIGHBOURS.map(([one, other]) => [[one], [other]] as const)] : together;
  test.each(cases.map(([one, other]) => [list(one), list(other), one, other] as const))(
    '%s; %s',
    (_, _2, one, other) => {
      const merged = merge(one, other);
      expect(merged.conflicts).toEqual([]);
      synth(merged.program, dist());
      expect(filesBelow(dist())).toEqual(fresh(merged.program));
    },
  );
});

const MARKERS =
  'has conflict markers of a merge: resolve the conflicts of program and data, then run flux-fleet resolve, which makes it again';

test('pull requests that add to the same place are resolved', () => {
  const merged = merge(
    ['an app comes', 'a component comes', 'a tenant comes'],
    ['an app comes in the same place', 'a component comes in the same place', 'a tenant comes in the same place'],
  );
  expect(merged.conflicts.map((file) => file.slice('dist/clusters/eu-1/'.length)).slice(0, 3)).toEqual([
    'dev/tenants.yaml',
    'dev/tenants/shop/apps/apps.yaml',
    'infrastructure.yaml',
  ]);
  const before = filesBelow(dist());
  const problems = merged.conflicts.map((file) => `[${file.slice('dist/'.length)}] ${MARKERS}`);
  expect(problemsOf(() => synth(merged.program, dist()))).toEqual(problems);
  expect(filesBelow(dist())).toEqual(before);
  synth(merged.program, dist(), 'resolve');
  expect(filesBelow(dist())).toEqual(fresh(merged.program));
});

const names = Object.keys(CHANGES);
const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));

test.each(DEEP ? pairs : [['an app goes', 'its neighbour changes']])(
  'whatever Git makes of it is resolved: %s, %s',
  (one, other) => {
    const { program } = merge([one], [other]);
    synth(program, dist(), 'resolve');
    expect(filesBelow(dist())).toEqual(fresh(program));
  },
);

test('a branch with the headers of an earlier version merges with one that has been upgraded', () => {
  synth(BEFORE, dist());
  for (const [file, text] of Object.entries(filesBelow(dist()))) {
    const body = withoutHeader(text);
    fs.writeFileSync(dist() + file, `${HEADER}# sha256:${sha256(body)}\n${body}`);
  }
  repository.commit();
  repository.git('checkout', '--quiet', '-b', 'old');
  const file = 'clusters/eu-1/infrastructure/queue/queue.yaml';
  const body = withoutHeader(
    synth(CHANGES['its neighbour component changes']!(BEFORE), scratch.path('dist')).tree.get(file)!,
  );
  fs.writeFileSync(repository.path('dist', file), `${HEADER}# sha256:${sha256(body)}\n${body}`);
  repository.commit();
  repository.git('checkout', '--quiet', 'main');
  const upgraded = synth(CHANGES['a component changes']!(BEFORE), dist());
  expect(upgraded.written).toHaveLength(upgraded.tree.size + 1);
  repository.commit();
  mergeBranch('old');
  expect(conflicts()).toEqual([`dist/${file}`]);
  const program = CHANGES['its neighbour component changes']!(CHANGES['a component changes']!(BEFORE));
  expect(problemsOf(() => synth(program, dist()))).toEqual([`[${file}] ${MARKERS}`]);
  synth(program, dist(), 'resolve');
  expect(filesBelow(dist())).toEqual(fresh(program));
});

function problemsOf(run: () => void): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof FleetError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}
