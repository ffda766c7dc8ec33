import { App, Cluster, Environment, HelmChart, Removal, Tenant } from '../../src';
import { generatedTree } from '../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { GuardResult } from '../../src/plan';
import { newFleet } from '../support/fleets';

/** A tenant that is one chart, with apps that are values of it. */
function fleetWith(apps: Readonly<Record<string, { enabled?: boolean }>>) {
  const fleet = newFleet();
  new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu')] });
  const chart = HelmChart.git({ url: 'https://git.example.com/kiosk/apps', path: './chart', tag: 'v1' });
  const tenant = new Tenant(fleet, 'kiosk', { chart });
  for (const [name, props] of Object.entries(apps)) new App(tenant, name, props);
  return generatedTree(fleet.synthesize().tree);
}

const BEFORE = { screen: {}, db: {} };

function guarded(
  after: Readonly<Record<string, { enabled?: boolean }>>,
  ...declarations: readonly Removal[]
): GuardResult {
  return guardSynthesis({ base: fleetWith(BEFORE), files: fleetWith(after), declarations });
}

const off = (app: string) =>
  `app ${app} is switched off in the values of the tenant's chart, and Helm uninstalls it with what it has: declare it with Removal.app('kiosk', '${app}', { reason: '…', on: { environments: ['prod'] } }), or keep it`;

test.each<[string, Readonly<Record<string, { enabled?: boolean }>>, readonly string[]]>([
  ['leaves the program', { screen: {} }, ['db']],
  ['is disabled', { screen: {}, db: { enabled: false } }, ['db']],
  ['leaves with all others', {}, ['db', 'screen']],
])('an app of a chart that %s is refused until it is declared', (_, after, apps) => {
  const { findings } = guarded(after);
  expect(findings.map(({ id, message }) => [id, message])).toEqual(apps.map((app) => ['protected-removed', off(app)]));
  const declarations = apps.map((app) => Removal.app('kiosk', app, { reason: 'gone', on: { environments: ['prod'] } }));
  expect(guarded(after, ...declarations)).toMatchObject({ passed: true, findings: [] });
});

test('an app that comes is no finding', () => {
  expect(guarded({ ...BEFORE, shop: {} })).toMatchObject({ passed: true, findings: [] });
});
