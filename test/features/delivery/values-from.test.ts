import {
  App,
  Cluster,
  Component,
  ComponentProps,
  Environment,
  formatExplanation,
  HelmChart,
  Placement,
  Tenant,
} from '../../../src';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { ManifestTree } from '../../../src/plan-entry';
import { git, Loose, newFleet, objectsIn, problemsOf } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });
const folder = { path: './web', source: git } as const;
const info = { kind: 'ConfigMap', name: 'cluster-info' } as const;

function fleetWith(props: ComponentProps<Loose>) {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  const component = new Component(fleet, 'web', props);
  return { fleet, component };
}

const specOf = (props: ComponentProps<Loose>, index: number) =>
  objectsIn(fleetWith(props).fleet, 'clusters/eu-1/infrastructure/web/web.yaml')[index].spec;

test('a folder gets variables of the cluster, beside those of the program', () => {
  const props = {
    ...folder,
    substitutions: { A: 'b' },
    substitutionsFrom: [
      { ...info, keys: ['ZONE'] },
      { kind: 'Secret', name: 'more', optional: true },
    ],
  } satisfies ComponentProps<Loose>;
  expect(specOf(props, 1).postBuild).toEqual({
    substitute: { A: 'b' },
    substituteFrom: [info, { kind: 'Secret', name: 'more', optional: true }],
  });
  expect(specOf({ ...folder, substitutionsFrom: [] }, 1).postBuild).toBeUndefined();
});

test('a chart gets values of the cluster', () => {
  const valuesFrom = [{ kind: 'Secret', name: 'db', valuesKey: 'password', targetPath: 'db.password' }] as const;
  const spec = specOf({ chart, values: { a: 1 }, valuesFrom: () => valuesFrom }, 2);
  expect([spec.values, spec.valuesFrom]).toEqual([{ a: 1 }, valuesFrom]);
  expect(specOf({ chart, valuesFrom: [] }, 2).valuesFrom).toBeUndefined();
});

test('apps and overrides take both, and are explained', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  const app = new App(new Tenant(fleet, 'shop', { owners: ['shop'] }), 'till', {
    ...folder,
    substitutionsFrom: [info],
  });
  app.override(Placement.cluster('eu-1'), { substitutionsFrom: [{ kind: 'Secret', name: 'other' }] });
  const [, till] = objectsIn(fleet, 'clusters/eu-1/dev/tenants/shop/apps/apps.yaml');
  expect(till.spec.postBuild).toEqual({ substituteFrom: [{ kind: 'Secret', name: 'other' }] });
  const said = fleet.explain({ cluster: 'eu-1', environment: 'dev', of: app }, 'substitutionsFrom');
  expect(formatExplanation(said)).toMatch(/substitutionsFrom.*set by override/);
});

test('the plan takes what they hold for unknown', () => {
  const files = (replicas: string) => {
    const { fleet } = fleetWith({ path: './dist/shared', substitutionsFrom: [info] });
    const { tree } = fleet.synthesize();
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: web}\ndata: {zone: "\${ZONE}", n: "${replicas}"}\n`;
    return [...tree.paths.map((path) => [path, tree.get(path)!] as const), ['shared/a.yaml', text] as const];
  };
  const { comparison } = guardSynthesis({ base: ManifestTree.of(files('1')), files: files('2'), today: '2026-11-21' });
  expect(comparison.notEvaluated.map(({ what }) => what)).toEqual(['variable of the cluster ConfigMap cluster-info']);
  expect(comparison.changes.map(({ fields }) => fields)).toEqual([
    [{ path: 'data.n', change: 'changed', from: '1', to: '2' }],
  ]);
});

describe('is refused', () => {
  test.each<[string, ComponentProps<Loose>, RegExp]>([
    [
      'another kind of object',
      { ...folder, substitutionsFrom: [{ kind: 'Pod', name: 'x' } as never] },
      /substitutionsFrom\[0\]\.kind is "Pod": give one of ConfigMap, Secret/,
    ],
    ['no list', { chart, valuesFrom: 'x' as never }, /valuesFrom is "x": give a list/],
    [
      'variables for a chart',
      { chart, substitutionsFrom: [info] },
      /substitutionsFrom is for path, but chart is given: leave it out/,
    ],
    [
      'values for a folder',
      { ...folder, valuesFrom: [info] },
      /valuesFrom is for chart, but path is given: leave it out/,
    ],
    [
      'a bad name',
      { ...folder, substitutionsFrom: [{ ...info, name: 'A_B' }] },
      /\[eu-1\/web\] name of substitutionsFrom "A_B"/,
    ],
    [
      'a bad name of values',
      { chart, valuesFrom: [{ ...info, name: 'A_B' }] },
      /\[eu-1\/web\] name of valuesFrom "A_B"/,
    ],
    [
      'an object twice',
      { ...folder, substitutionsFrom: [info, info] },
      /\[eu-1\/web\] substitutionsFrom has ConfigMap "cluster-info" twice: leave one out/,
    ],
    [
      'the same values twice',
      { chart, valuesFrom: [info, info] },
      /\[eu-1\/web\] valuesFrom has ConfigMap "cluster-info" values\.yaml twice: leave one out/,
    ],
    [
      'a declared name that is no variable',
      { ...folder, substitutionsFrom: [{ ...info, keys: ['a-b'] }] },
      /variable "a-b" is not a variable: use letters/,
    ],
    [
      'a variable that two declare',
      {
        ...folder,
        substitutionsFrom: [
          { ...info, keys: ['A'] },
          { kind: 'Secret', name: 'b', keys: ['A'] },
        ],
      },
      /variable "A" is declared for ConfigMap "cluster-info" and Secret "b": leave it out at one of them/,
    ],
    [
      'a variable that is given as well',
      { ...folder, substitutions: { A: 'b' }, substitutionsFrom: [{ ...info, keys: ['A'] }] },
      /variable "A" is given by substitutions, which win over ConfigMap "cluster-info", where it is declared: leave it out at one/,
    ],
    [
      'a required key of what may be missing',
      { ...folder, substitutionsFrom: [{ ...info, optional: true, keys: ['A'] }] },
      /substitutionsFrom ConfigMap "cluster-info" is optional and must hold "A": leave out one of optional and keys/,
    ],
    [
      'the field of Flux beside the option',
      { chart, valuesFrom: [info], flux: { valuesFrom: [info] } },
      /flux\.valuesFrom is what the option valuesFrom gives: leave it out there/,
    ],
    [
      'the field of Flux beside the option, for folders',
      { ...folder, substitutionsFrom: [info], flux: { postBuild: { substituteFrom: [info] } } },
      /flux\.postBuild\.substituteFrom is what the option substitutionsFrom gives: leave it out there/,
    ],
    [
      'a field that the cluster’s Flux lacks',
      { chart, valuesFrom: [{ ...info, valuesKey: 'a', targetPath: 'b', literal: true }] },
      /literal/,
    ],
  ])('%s', (name, props, message) => {
    const fleet = newFleet(name.includes('lacks') ? { flux: '2.8' } : {});
    new Cluster(fleet, 'eu-1');
    new Component(fleet, 'web', props);
    expect(problemsOf(fleet).join('\n')).toMatch(message);
  });

  test('two overrides with different ones at one place', () => {
    const { fleet, component } = fleetWith({ chart, valuesFrom: [info] });
    component.override(Placement.cluster('eu-1'), { valuesFrom: [{ kind: 'Secret', name: 'a' }] });
    component.override(Placement.everywhere(), { valuesFrom: [{ kind: 'Secret', name: 'b' }] });
    expect(problemsOf(fleet).join('\n')).toMatch(/\[eu-1\/web\] .*valuesFrom/);
  });
});
