import { Cluster, Component, Environment } from '../../src';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { ManifestTree } from '../../src/plan-entry';
import { configMap, newFleet } from '../support/fleets';

/** Files of a cluster where `web` in an environment waits for `base` there, and that for `crds` of the cluster. */
function filesOf(...waits: ReadonlyArray<'base' | 'web'>): Array<readonly [string, string]> {
  const fleet = newFleet();
  const dev = new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  const manifests = configMap;
  const crds = new Component(fleet, 'crds', { manifests });
  const base = new Component(dev, 'base', { manifests, dependsOn: waits.includes('base') ? [crds] : [] });
  new Component(dev, 'web', { manifests, dependsOn: waits.includes('web') ? [base] : [] });
  const { tree } = fleet.synthesize();
  return tree.paths.map((path) => [path, tree.get(path)!] as const);
}

function risks(before: ReadonlyArray<readonly [string, string]>, files: ReadonlyArray<readonly [string, string]>) {
  const { comparison, passed } = guardSynthesis({ base: ManifestTree.of(before), files, today: '2026-11-21' });
  expect(passed).toBe(true);
  return comparison.changes
    .flatMap((change) => change.risks)
    .map(({ class: of, severity, message }) => `${severity} ${of}: ${message}`);
}

test('what waits for another level costs time at every commit', () => {
  expect(risks(filesOf(), filesOf('base'))).toEqual([
    'low availability: Kustomization dev-flux-system/infrastructure-base waits for 1 other, and for none before: after each commit, Flux looks up to 30s later whether each is Ready, by default',
  ]);
  expect(risks(filesOf('base'), filesOf('base', 'web'))).toEqual([
    expect.stringMatching(/infrastructure-web waits for 2 others in a row, and for none before/),
  ]);
});

test('what waits for less costs nothing', () => {
  expect(risks(filesOf('base', 'web'), filesOf('web'))).toEqual([]);
});
