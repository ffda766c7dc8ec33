import { Cluster, ClusterGroup, Component, Environment, HelmChart, Preset, unset } from '../../../src';
import { ProblemCollector } from '../../../src/core/problem';
import { resolveFleet } from '../../../src/pipeline/resolve/resolve';
import { Loose, newFleet } from '../../support/fleets';

/** All layers of a target, weakest first: the table of docs/model.md. */
const LAYERS = [
  'fleet',
  'preset a of environment dev',
  'preset b of environment dev',
  'environment dev',
  'preset c of group first',
  'preset d of group first',
  'group first',
  'preset c of group second',
  'group second',
  'preset e of cluster one',
  'preset f of cluster one',
  'cluster one',
] as const;

type Layer = (typeof LAYERS)[number];

const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '1.2.3' });

/** The configuration of an environment on a cluster and of the whole cluster, with these layers. */
function configOf(layers: Partial<Record<Layer, Loose>>, outside = true) {
  const says = (layer: Layer) => (layers[layer] ? { config: layers[layer] } : {});
  const fleet = newFleet(says('fleet'));
  const preset = (name: string, layer: Layer) => new Preset(fleet, name, says(layer));
  // Two groups have preset c, and set the same values.
  const c = preset('c', 'preset c of group first');
  const first = new ClusterGroup(fleet, 'first', {
    ...says('group first'),
    presets: [c, preset('d', 'preset d of group first')],
  });
  const second = new ClusterGroup(fleet, 'second', { ...says('group second'), presets: [c] });
  const one = new Cluster(fleet, 'one', {
    ...says('cluster one'),
    groups: [first, second],
    presets: [preset('e', 'preset e of cluster one'), preset('f', 'preset f of cluster one')],
  });
  const dev = new Environment(fleet, 'dev', {
    ...says('environment dev'),
    clusters: [one],
    presets: [preset('a', 'preset a of environment dev'), preset('b', 'preset b of environment dev')],
  });
  const read = { chart, values: ({ config }: { config: Loose }) => JSON.parse(JSON.stringify(config)) as Loose };
  new Component(dev, 'inside', read);
  if (outside) new Component(fleet, 'outside', read);
  const problems = new ProblemCollector();
  const [cluster] = resolveFleet(fleet, { problems, warnings: problems }).clusters;
  expect([...fleet.problems.problems, ...problems.problems]).toEqual([]);
  return {
    fleet,
    layers: cluster!.environments[0]!.config.layers,
    inside: cluster!.environments[0]!.components[0]!.release!.values as Loose,
    outside: cluster!.components[0]?.release!.values as Loose,
  };
}

const SAYING = LAYERS.filter((layer) => layer !== 'preset c of group second');

/** All combinations of `count` layers, weakest first. */
function choices(count: number, from: readonly Layer[] = SAYING): Layer[][] {
  if (count === 0) return [[]];
  return from.flatMap((layer, index) => choices(count - 1, from.slice(index + 1)).map((rest) => [layer, ...rest]));
}

const isOfEnvironment = (layer: Layer) => layer.endsWith('environment dev');

/** The position of the strongest layer; preset c has two positions. */
function strongest(layers: readonly Layer[]): Layer | undefined {
  const places = layers.flatMap((layer) =>
    layer === 'preset c of group first' ? [layer, 'preset c of group second' as const] : [layer],
  );
  const place = LAYERS.findLast((layer) => places.includes(layer));
  return place === 'preset c of group second' ? 'preset c of group first' : place;
}

test('the layers of a target match the table in its order', () => {
  expect(configOf({}).layers).toEqual(LAYERS);
});

test.each([
  ['one', choices(1)],
  ['pair', choices(2)],
  ['triple', choices(3)],
])('the strongest layer takes precedence in every %s, and maps merge', (_, all) => {
  for (const chosen of all) {
    const says = Object.fromEntries(
      chosen.map((layer) => [layer, { key: layer, list: [layer], map: { key: layer, [layer]: 1 } }]),
    );
    const { inside, outside } = configOf(says);
    const outer = chosen.filter((layer) => !isOfEnvironment(layer));
    for (const [values, counting] of [
      [inside, chosen],
      [outside, outer],
    ] as const) {
      const wins = strongest(counting);
      const merged = {
        key: wins,
        list: [wins],
        map: { key: wins, ...Object.fromEntries(counting.map((layer) => [layer, 1])) },
      };
      expect([chosen, values]).toEqual([chosen, wins === undefined ? {} : merged]);
    }
  }
});

test('in every triple, the middle layer removes a key and the strongest restores it', () => {
  // Preset c has two positions, so it can be above and below the same layer.
  const simple = choices(3).filter((chosen) => !chosen.includes('preset c of group first'));
  for (const [low, middle, high] of simple) {
    const base = { [low!]: { a: 1, map: { a: 1, b: 1 } }, [middle!]: { a: unset, map: { a: unset } } };
    expect([low, middle, configOf(base).inside]).toEqual([low, middle, { map: { b: 1 } }]);
    expect([low, middle, high, configOf({ ...base, [high!]: { a: 3, map: { a: 3 } } }).inside]).toEqual([
      ...[low, middle, high],
      { a: 3, map: { a: 3, b: 1 } },
    ]);
  }
});

test('in every triple, a function reads the layers below it and the final values', () => {
  const simple = choices(3).filter((chosen) => !chosen.includes('preset c of group first'));
  for (const [low, middle, high] of simple) {
    const says = {
      [low!]: { a: 1, other: 'low' },
      [middle!]: {
        a: (below: Loose) => `${below.a}+1`,
        derived: (below: Loose, config: Loose) => `${below.other} ${config.other} ${config.a}`,
      },
      [high!]: { a: (below: Loose) => `(${below.a})*2`, other: 'high' },
    };
    const { inside } = configOf(says, false);
    expect([low, middle, high, inside]).toEqual([
      ...[low, middle, high],
      { a: '(1+1)*2', other: 'high', derived: 'low high (1+1)*2' },
    ]);
  }
});

test('every pair is explained with the effective value and the one it overrides', () => {
  for (const [low, high] of choices(2)) {
    const { fleet } = configOf({ [low!]: { key: 'low' }, [high!]: { key: 'high' } });
    const [value] = fleet.explain({ cluster: 'one', environment: 'dev' }, 'key').values;
    const wins = strongest([low!, high!]);
    expect([low, high, value!.value]).toEqual([low, high, wins === high ? 'high' : 'low']);
    const layers = [value!.setBy, ...value!.overrode].map(({ layer }) => layer as Layer);
    expect(layers).toEqual([...layers].sort((a, b) => LAYERS.indexOf(b) - LAYERS.indexOf(a)));
    expect(new Set(layers.map((layer) => layer.replace('c of group second', 'c of group first')))).toEqual(
      new Set([low, high]),
    );
  }
});
