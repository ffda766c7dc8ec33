import { Cluster, Component, HelmChart, Removal, Source } from '../../src';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { formatText, ManifestTree, planReport } from '../../src/plan-entry';
import { newFleet } from '../support/fleets';

const today = '2026-11-21';
const web = (branch: string) => Source.git({ url: 'https://git.example.com/acme/web', branch });

/** Files of a cluster with a chart and a folder for each name. */
function filesOf(names: readonly string[], branch = 'main', secretName = 'login'): Array<readonly [string, string]> {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  for (const name of names) {
    const url = 'https://charts.example.com';
    new Component(fleet, `${name}-chart`, {
      chart: HelmChart.repository({ url, chart: name, version: '1.2.3', secretName }),
    });
    new Component(fleet, `${name}-folder`, { path: `./${name}`, source: web(branch) });
  }
  const { tree } = fleet.synthesize();
  return tree.paths.map((path) => [path, tree.get(path)!] as const);
}

function planned(
  before: ReadonlyArray<readonly [string, string]>,
  files: ReadonlyArray<readonly [string, string]>,
  gone: readonly string[] = [],
) {
  const declarations = gone.map((name) => Removal.component(name, { reason: 'a test' }));
  const { comparison, findings, passed } = guardSynthesis({
    base: ManifestTree.of(before),
    files,
    today,
    declarations,
  });
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { comparison, errors, passed, text: formatText(planReport(comparison, findings)) };
}

test('a source that others come to share is no loss, and no risk', () => {
  const { comparison, errors, text } = planned(filesOf(['a']), filesOf(['a', 'b']));
  expect(errors).toEqual([]);
  expect(comparison.changes.flatMap(({ risks }) => risks)).toEqual([]);
  const gone = comparison.changes.filter(({ action }) => action === 'removed');
  expect(gone.map(({ object, servedBy, reason }) => [object.kind, object.name, servedBy, reason])).toEqual([
    [
      'HelmRepository',
      'a-chart',
      expect.stringMatching(/^infrastructure\.charts-/),
      expect.stringMatching(/fetches the same$/),
    ],
    [
      'GitRepository',
      'a-folder',
      expect.stringMatching(/^infrastructure\.git-/),
      expect.stringMatching(/fetches the same$/),
    ],
  ]);
  expect(text).not.toMatch(/may have changed|Risks:/);
});

test('neither is one that the last reader has for itself again', () => {
  const { errors } = planned(filesOf(['a', 'b']), filesOf(['a']), ['b-chart', 'b-folder']);
  expect(errors).toEqual([]);
});

test('a removal of components is still one', () => {
  const { errors } = planned(filesOf(['a', 'b']), filesOf(['a']));
  expect(errors).toEqual([
    expect.stringMatching(/Namespace b-chart goes/),
    expect.stringMatching(/infrastructure-b-folder goes/),
  ]);
});

test('a source that fetches something else takes no other’s place', () => {
  const { comparison, errors } = planned(filesOf(['a']), filesOf(['a', 'b'], 'next', 'other'));
  expect(comparison.changes.every(({ servedBy }) => servedBy === undefined)).toBe(true);
  expect(errors.join('\n')).toMatch(/GitRepository flux-system\/a-folder goes/);
  expect(errors.join('\n')).toMatch(/HelmRepository flux-system\/a-chart goes/);
});
