import { ApiObject } from 'cdk8s';
import { Cluster, Component } from '../../../src';
import { formatMarkdown, formatText } from '../../../src/plan-entry';
import { newFleet } from '../../support/fleets';
import { Folder } from '../../support/folder';
import { fitting } from '../../support/plan-schema';
import { Repository } from '../../support/repository';

const PRICES = 'currency: EUR\nhoursPerMonth: 1000\nperHour:\n  cpu: 0.05\n  memory: 0.01\n';

const home = process.cwd();
let repository: Repository;

beforeEach(() => {
  repository = new Repository();
  process.chdir(repository.directory);
});

afterEach(() => {
  process.chdir(home);
  repository.remove();
});

function fleetWith(replicas: number, costs?: Parameters<ReturnType<typeof newFleet>['costs']>[0]) {
  const fleet = newFleet({ outdir: repository.path('dist') });
  const [eu, us] = [new Cluster(fleet, 'eu-1'), new Cluster(fleet, 'us-1')];
  void us;
  new Component(fleet, 'web', {
    manifests: (chart, { cluster }) => {
      const labels = { app: 'web' };
      const container = { name: 'web', image: 'registry.example.com/web:1', resources: { requests: { cpu: '500m' } } };
      new ApiObject(chart, 'web', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          replicas: cluster.name === eu.name ? replicas : 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container] } },
        },
      });
    },
  });
  if (costs !== undefined) fleet.costs(costs);
  return fleet;
}

test('a plan says how an app that doubles changes the ledger', () => {
  new Folder(repository.directory).write('prices.yaml', PRICES);
  const costs = { prices: 'prices.yaml' };
  fleetWith(2, costs).synth({ first: true });
  repository.commit();
  const report = fitting(fleetWith(4, costs).plan().report);
  const change = {
    clusters: ['eu-1'],
    requests: { cpu: { from: '1500m', to: '2500m' }, pods: { from: '3', to: '5' } },
    perNode: {},
    quota: {},
    cost: { from: 75, to: 125 },
  };
  expect(report.costs).toEqual({
    currency: 'EUR',
    changes: [
      { name: 'web', ...change },
      { name: 'all', ...change },
    ],
  });
  const line = 'web (1 cluster): cpu 1500m → 2500m, pods 3 → 5, 75.00 → 125.00 EUR a month';
  expect(formatText(report)).toContain(`Costs\n  ${line}\n  ${line.replace('web ', 'all ')}\n`);
  expect(formatMarkdown(report)).toContain(`<summary>Costs: 2</summary>\n\n\`\`\`text\n${line}\n`);
  // Nothing that changes, or nobody that asks.
  expect(fleetWith(2, costs).plan().report.costs).toBeUndefined();
  expect(fleetWith(4).plan().report.costs).toBeUndefined();
  expect(fleetWith(4, costs).plan({ only: ['eu-1'] }).report.costs).toBeUndefined();
  // Without prices there are amounts alone; without a commit, all of it comes.
  const first = fitting(fleetWith(4, {}).plan({ first: true }).report);
  expect(first.costs?.changes[0]?.requests).toEqual({ cpu: { to: '2500m' }, pods: { to: '5' } });
  expect(JSON.stringify(first.costs)).not.toMatch(/cost"|currency/);
});

const wrong = (costs: object | undefined, prices = PRICES) => {
  new Folder(repository.directory).write('prices.yaml', prices);
  const fleet = newFleet();
  fleet.costs(costs);
  return fleet.problems.problems.map(({ at, message }) => `[${at}] ${message}`);
};

test.each([
  [{ price: 'prices.yaml' }, PRICES, /^\[acme\] price is not an option of fleet\.costs: did you mean prices\?$/],
  [{ prices: 'none.yaml' }, PRICES, /^\[none\.yaml\] the file or folder cannot be read \(ENOENT\)/],
  [
    { prices: 'prices.yaml' },
    PRICES.replace('memory', 'memroy'),
    /^\[prices\.yaml:5:3\] resource "memroy" is not known: did you mean "memory"\?/,
  ],
  [{ prices: 'prices.yaml' }, PRICES.replace('0.05', '-1'), /^\[prices\.yaml:4:8\] a price is -1: give 0 or more$/],
  [
    { prices: 'prices.yaml' },
    PRICES.replace('1000', '0'),
    /^\[prices\.yaml:2:16\] hoursPerMonth is 0: give more than 0/,
  ],
  [
    { prices: 'prices.yaml' },
    PRICES.replace('EUR', '1'),
    /^\[prices\.yaml:1:11\] currency is 1: give text, in quotes$/,
  ],
])('%j is refused', (costs, prices, message) => {
  expect(wrong(costs, prices)).toEqual([expect.stringMatching(message)]);
});

test('right prices have no problem, and costs are stated once', () => {
  expect(wrong({ prices: 'prices.yaml' })).toEqual([]);
  expect(wrong(undefined)).toEqual([]);
  const fleet = newFleet();
  fleet.costs();
  fleet.costs();
  expect(fleet.problems.problems.map(({ message }) => message)).toEqual(['costs are stated twice: leave one call out']);
});
