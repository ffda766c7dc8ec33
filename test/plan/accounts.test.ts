import { App, Cluster, Environment, HelmChart, Removal, Tenant } from '../../src';
import { guard, ManifestTree } from '../../src/plan-entry';
import { configMap, git, newFleet } from '../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.0.0' });

type State = 'on' | 'off' | 'gone';

/** A tenant whose apps, except for a folder, are a chart and objects in code. */
function fleetWith(state: State): ManifestTree {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  const web = new Tenant(fleet, 'web', { source: git });
  new App(web, 'folder', { path: './folder' });
  if (state !== 'gone') {
    new App(web, 'database', { chart, enabled: state === 'on' });
    new App(web, 'code', { manifests: configMap, enabled: state === 'on' });
  }
  const { tree } = fleet.synthesize();
  return ManifestTree.of(tree.paths.map((path) => [path, tree.get(path)!] as const));
}

function errors(before: State, after: State): string[] {
  const reason = 'not needed any more';
  const declarations = ['database', 'code'].map((app) => Removal.app('web', app, { reason }));
  const { findings } = guard({ base: fleetWith(before), next: fleetWith(after), today: '2026-01-01', declarations });
  return findings.filter(({ severity }) => severity === 'error').map(({ id, message }) => `${id}: ${message}`);
}

test('disabled apps keep the accounts that delete their objects', () => {
  expect(errors('on', 'off')).toEqual([]);
  expect(errors('off', 'gone')).toEqual([]);
});

test('removing apps together with their accounts is rejected', () => {
  expect(errors('on', 'gone')).toEqual([
    expect.stringMatching(/^sync-with-access: .*account dev-flux-system\/dev-web is removed in the same change/),
    expect.stringMatching(
      /^sync-with-access: .*account dev-flux-system\/dev-web\.helm is removed in the same change, so that Helm cannot uninst/,
    ),
  ]);
});
