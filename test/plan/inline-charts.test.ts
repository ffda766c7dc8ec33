import { Cluster, Component, HelmChart, OCIChartProps } from '../../src';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { ChartRequest, compare, ManifestTree } from '../../src/plan-entry';
import { newFleet } from '../support/fleets';
import { manifest, Manifest, risks, treeOf } from './fixture';

const url = 'oci://charts.example.com/acme/web';
const OCI = 'source.toolkit.fluxcd.io/v1';
const release = (spec: object) => manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec });
const inline = (more: object = {}) =>
  release({ chart: { kind: 'OCIRepository', spec: { url, ref: { tag: '1.0.0' }, ...more } } });
const reading = (name: string) => release({ chartRef: { kind: 'OCIRepository', name } });
const repository = (name: string, more: object = {}) =>
  manifest(OCI, 'OCIRepository', { spec: { interval: '5m', url, ref: { tag: '1.0.0' }, ...more } }, { name });
const verify = { provider: 'cosign', secretRef: { name: 'keys' } };

/** The risks of all changes between two sets of objects. */
function between(old: readonly Manifest[], next: readonly Manifest[]): string[] {
  return compare(treeOf(...old), treeOf(...next)).changes.flatMap((change) =>
    change.risks.map((one) => `${one.severity} ${one.class}: ${one.message}`),
  );
}

const MOVES = 'medium version: HelmRelease it moves to another version: the chart decides what restarts';
const anew = (chart: string) =>
  `high deletion: release of HelmRelease it is uninstalled and installed anew from chart ${chart}`;
const UNVERIFIED =
  'high rights-widened: HelmRelease it no longer verifies signatures: whoever can push to it decides what is applied';

describe('a HelmRelease that holds its OCI repository', () => {
  test.each([
    ['another version', inline({ ref: { semver: '2.x' } }), [MOVES]],
    ['the chart of another name', inline({ url: 'oci://charts.example.com/acme/api' }), [MOVES, anew('api')]],
    ['a mirror of its chart', inline({ url: 'oci://mirror.example.com/web' }), [MOVES]],
    ['another interval', inline({ interval: '10m' }), []],
  ])('takes %s', (_, next, expected) => {
    expect(risks(inline(), next)).toEqual(expected);
  });

  test('is no longer verified', () => {
    expect(risks(inline({ verify }), inline())).toEqual([UNVERIFIED]);
  });

  test.each([
    ['chart', { chart: { spec: { chart: 'web', version: '1.0.0', sourceRef: {} } } }, [MOVES]],
    ['other chart', { chart: { spec: { chart: 'api', version: '1.0.0', sourceRef: {} } } }, [MOVES, anew('web')]],
  ])('took a HelmRepository’s %s before', (_, spec, expected) => {
    expect(risks(release(spec), inline())).toEqual(expected);
  });

  test('is rendered as any chart of a registry, and named without credentials', () => {
    const asked: ChartRequest[] = [];
    const next = inline({ url: 'oci://me:hunter2@charts.example.com/acme/web', ref: { digest: 'sha256:ab' } });
    const { notEvaluated } = compare(treeOf(inline()), treeOf(next), {
      renderChart: (request) => void asked.push(request),
    });
    expect(asked[0]!.chart).toEqual({ kind: 'oci', url, version: '1.0.0' });
    expect(asked[1]!.chart).toMatchObject({ kind: 'oci', version: 'sha256:ab' });
    expect(notEvaluated.map(({ what }) => what).join()).toMatch(/web sha256:ab/);
    expect(JSON.stringify(notEvaluated)).not.toContain('hunter2');
  });
});

describe('a HelmRelease that begins to hold what an OCIRepository held', () => {
  const both = (more: object = {}) => [reading('web'), repository('web', more)];

  test('is no risk, nor is the way back', () => {
    expect(between(both(), [inline()])).toEqual([]);
    expect(between([inline()], both())).toEqual([]);
    const { changes } = compare(treeOf(...both()), treeOf(inline()));
    expect(changes.find(({ action }) => action === 'removed')).toMatchObject({
      object: { kind: 'OCIRepository', name: 'web' },
      servedBy: 'it',
      reason: 'HelmRelease x/it fetches the same by itself',
    });
  });

  test('takes another version, or another chart, at the same time', () => {
    expect(between(both(), [inline({ ref: { tag: '2.0.0' } })])).toEqual([MOVES]);
    expect(between(both(), [inline({ url: 'oci://charts.example.com/api' })])).toEqual(
      expect.arrayContaining([MOVES, anew('api')]),
    );
  });

  test('loses its signatures, or keeps them', () => {
    expect(between(both({ verify }), [inline()])).toContain(UNVERIFIED);
    expect(between(both({ verify }), [inline({ verify })])).toEqual([]);
    expect(between([inline({ verify })], both({ verify }))).toEqual([]);
    expect(
      between(
        [reading('web'), repository('web', { verify }), repository('other')],
        [reading('other'), repository('web', { verify }), repository('other')],
      ),
    ).toContain(UNVERIFIED);
  });

  test('leaves a source alone that another release goes on to read', () => {
    const other = { ...reading('web'), metadata: { name: 'other', namespace: 'x' } };
    const { changes } = compare(treeOf(...both(), other), treeOf(inline(), repository('web'), other));
    expect(changes.map(({ object: { kind, name } }) => `${kind} ${name}`)).toEqual(['HelmRelease it']);
  });
});

describe('a fleet', () => {
  function filesOf(more: Partial<OCIChartProps>): Array<readonly [string, string]> {
    const fleet = newFleet({ flux: '2.10' });
    new Cluster(fleet, 'eu-1');
    new Component(fleet, 'web', { chart: HelmChart.oci({ url, version: '1.0.0', ...more }) });
    const { tree } = fleet.synthesize();
    return tree.paths.map((path) => [path, tree.get(path)!] as const);
  }

  function errors(old: Partial<OCIChartProps>, next: Partial<OCIChartProps>): string[] {
    const { findings } = guardSynthesis({
      base: ManifestTree.of(filesOf(old)),
      files: filesOf(next),
      today: '2026-11-21',
      declarations: [],
    });
    return findings.filter(({ severity }) => severity === 'error').map(({ id, message }) => `${id} ${message}`);
  }

  test('goes over to charts that are inline without a declaration, and back', () => {
    expect(errors({}, { inline: true })).toEqual([]);
    expect(errors({ inline: true }, {})).toEqual([]);
  });

  test('says that its chart is signed one commit before it is verified', () => {
    const signed = { inline: true, signed: true };
    const verified = { inline: true, verify: { secretName: 'keys' } };
    expect(errors({ inline: true }, verified)).toEqual([
      expect.stringMatching(/^source-unsigned HelmRelease flux-system\/web is verified from now on, and nothing says/),
    ]);
    expect(errors({ inline: true }, signed)).toEqual([]);
    expect(errors(signed, verified)).toEqual([]);
  });

  test('does not turn to another chart unsaid', () => {
    expect(errors({ inline: true }, { inline: true, url: 'oci://charts.example.com/acme/api' })).toEqual([
      expect.stringMatching(/^replaced .*uninstalled and installed anew from chart api/),
    ]);
  });
});
