import * as fs from 'node:fs';
import {
  App,
  Cluster,
  Component,
  Data,
  Environment,
  Fleet,
  FleetError,
  formatProblem,
  HelmChart,
  loadData,
  Placement,
  Source,
  Tenant,
} from '../../src';
import { Loose, newFleet, problemsOf } from '../support/fleets';
import { Folder } from '../support/folder';

const git = (name: string) => Source.git({ url: `https://git.example.com/${name}`, branch: 'main' });

/** The lines that are shown for a fleet, without those of this file's own calls. */
function shown(fleet: Fleet<Loose>): string[] {
  try {
    fleet.synthesize();
  } catch (error) {
    if (error instanceof FleetError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

/** This file with the line of a statement that contains a text. */
function lineOf(text: string): string {
  const lines = fs.readFileSync(__filename, 'utf8').split('\n');
  return `test/messages/problems.test.ts:${lines.findIndex((line) => line.includes(text)) + 1}`;
}

function environments(fleet: Fleet<Loose>, count: number): void {
  const clusters = Array.from({ length: count }, (_, number) => new Cluster(fleet, `eu-${number + 1}`));
  new Environment(fleet, 'prod', { clusters });
}

describe('one mistake is one problem', () => {
  test.each([
    [1, 'prod/eu-1/shop/web'],
    [3, 'prod/eu-1/shop/web, prod/eu-2/shop/web, prod/eu-3/shop/web'],
    [12, 'prod/eu-1/shop/web, prod/eu-10/shop/web and 10 more'],
  ])('on %s clusters', (count, places) => {
    const fleet = newFleet();
    environments(fleet, count);
    const tenant = new Tenant(fleet, 'shop', { source: git('shop') });
    new App(tenant, 'web', { path: '/absolute' });
    expect(shown(fleet)).toEqual([
      `  [${places}] path "/absolute" is not relative to its source: begin it with "./" (${lineOf("path: '/absolute'")})`,
    ]);
    // Programs get each place.
    expect(problemsOf(fleet)).toHaveLength(count);
  });

  test('two statements with the same mistake are two', () => {
    const fleet = newFleet();
    environments(fleet, 2);
    const tenant = new Tenant(fleet, 'shop', { source: git('shop') });
    for (const name of ['till', 'web']) new App(tenant, name, { path: '/same' });
    const where = lineOf("path: '/same'");
    expect(shown(fleet)).toEqual(
      ['till', 'web'].map(
        (app) =>
          `  [prod/eu-1/shop/${app}, prod/eu-2/shop/${app}] path "/same" is not relative to its source: begin it with "./" (${where})`,
      ),
    );
  });

  test('what a function throws has its calls', () => {
    const fleet = newFleet();
    environments(fleet, 2);
    new Component(fleet, 'nginx', {
      chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '1.0.0' }),
      values: () => portOf({}),
    });
    function portOf(config: { port?: { http: number } }): object {
      return { port: config.port!.http };
    }
    const [problem, ...calls] = shown(fleet);
    expect(problem).toMatch(
      /^ {2}\[eu-1\/nginx, eu-2\/nginx\] the program failed while making its values, with "Cannot read properties .*": mend it there \(test\/messages\/problems\.test\.ts:\d+\)$/,
    );
    expect(calls.slice(0, 2).map((call) => call.replace(/^ {6}at .*\((.*):\d+\)$/, '$1'))).toEqual([
      lineOf('config.port!.http'),
      lineOf('values: () => portOf({})'),
    ]);
  });

  test('names that meet, of an environment and its tenant', () => {
    const world = (prefix?: string, name = 'shop') => {
      const fleet = newFleet();
      const cluster = new Cluster(fleet, 'eu');
      const dev = new Environment(fleet, 'dev', { clusters: [cluster] });
      const other = new Environment(fleet, 'dev-a', { clusters: [cluster], ...(prefix ? { prefix } : {}) });
      for (const [tenant, environment] of [
        ['a-shop', dev],
        [name, other],
      ] as const) {
        const placement = Placement.environment(environment.name);
        new App(new Tenant(fleet, tenant, { source: git(tenant), placement }), 'web', { path: './web' });
      }
      return fleet;
    };
    expect(shown(world())).toEqual([
      expect.stringMatching(
        /^ {2}\[dev\/eu\/a-shop\] namespace "dev-a-shop" is that of tenant dev-a\/eu\/shop too: rename one of them, or give one environment another prefix \(/,
      ),
    ]);
    // Both ways forward pass.
    expect([shown(world('a-')), shown(world(undefined, 'store'))]).toEqual([[], []]);
  });

  test('names that meet, of a tenant and a remote cluster', () => {
    const fleet = newFleet();
    const eu = new Cluster(fleet, 'eu');
    new Cluster(fleet, 'dev-ads', { managedBy: eu });
    new Environment(fleet, 'dev', { clusters: [eu] });
    for (const name of ['ads', 'shop']) new Tenant(fleet, name, { source: git(name) });
    expect(shown(fleet).map((line) => line.replace(/:.*/, ''))).toEqual([
      '  [dev/eu/ads] namespace "dev-ads" is that of cluster dev-ads too',
    ]);
  });

  test('a placement in a data file that selects nothing is told where it is', () => {
    const folder = new Folder();
    const home = process.cwd();
    try {
      process.chdir(folder.path);
      folder.write('teams/web.yaml', 'placement:\n  labels:\n    matchLabels: { tier: nowhere }\n');
      const fleet = newFleet();
      environments(fleet, 1);
      const team = Data.object({ placement: Data.placement().optional() });
      for (const { name, data } of loadData(fleet, 'teams', team))
        new Tenant(fleet, name, { ...data, source: git(name) });
      new Tenant(fleet, 'shop', { source: git('shop'), placement: Placement.labels({ tier: 'nowhere' }) });
      expect(fleet.synthesize().warnings.map(formatProblem)).toEqual([
        '[shop] placement selects nothing: widen it, or take out what it places',
        '[teams/web.yaml:3:5] placement of "web" selects nothing: widen it, or take out what it places',
      ]);
    } finally {
      process.chdir(home);
      folder.delete();
    }
  });
});
