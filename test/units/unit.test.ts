import { contentId } from '../../src/core/content-id';
import { withoutHeader } from '../../src/units/header';
import { renderUnit, UnitFile } from '../../src/units/unit';
import { UnitCache, UnitSource } from '../../src/units/unit-cache';
import { UnitMemory, UnitRecord } from '../../src/units/unit-record';

const versions = { flux: '2.9', kubernetes: '1.34' } as const;

function configMap(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'web' } };
}

const files: UnitFile[] = [
  { path: 'b.yaml', objects: [configMap('one'), configMap('two')] },
  { path: 'a/c.yaml', objects: [configMap('three')] },
];

function cache(memory?: UnitMemory, isSound = true) {
  const inspected: string[] = [];
  const rejected: string[] = [];
  const units = new UnitCache(
    (given, at, { flux }) => {
      inspected.push(`${at} ${flux} ${given.length}`);
      return isSound;
    },
    (at, message) => rejected.push(`[${at}] ${message}`),
    memory,
  );
  return { units, inspected, rejected };
}

function source(at: string, others: Partial<UnitSource<object>> = {}): UnitSource<object> {
  return { kind: 'thing', data: { a: 1 }, at, versions, files: () => files, ...others };
}

/** The records that one run leaves for the next. */
function memoryOf(records = new Map<string, UnitRecord>()): UnitMemory & { readonly records: Map<string, UnitRecord> } {
  return { records, recall: (key) => records.get(key), keep: (key, record) => records.set(key, record) };
}

test('a unit consists of its files and a sorted list of them without duplicates', () => {
  const unit = renderUnit(files);
  const bodies = unit.files.map(({ path, text }) => [path, withoutHeader(text)]);
  const document = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: web\n`;
  expect(Object.fromEntries(bodies)).toEqual({
    'kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- a/c.yaml\n- b.yaml\n',
    'b.yaml': `${document('one')}---\n${document('two')}`,
    'a/c.yaml': document('three'),
  });
  expect(unit.identities).toEqual(['/ConfigMap/web/one', '/ConfigMap/web/two', '/ConfigMap/web/three']);
});

test('equal units are rendered once per version, and inspected at their first occurrence', () => {
  const { units, inspected } = cache();
  const render = jest.fn(() => files);
  const first = units.unit(source('eu-1/x', { files: render }));
  expect(units.unit(source('eu-2/x', { files: render }))).toBe(first);
  expect(units.unit(source('eu-3/x', { data: { a: 2 }, files: render }))).not.toBe(first);
  expect(units.unit(source('eu-4/x', { kind: 'other', files: render }))).not.toBe(first);
  expect(units.unit(source('eu-5/x', { versions: { ...versions, flux: '2.8' }, files: render }))).toEqual(first);
  units.distinct(source('eu-6'));
  expect(render).toHaveBeenCalledTimes(4);
  expect(inspected).toEqual(['eu-1/x 2.9 2', 'eu-3/x 2.9 2', 'eu-4/x 2.9 2', 'eu-5/x 2.8 2', 'eu-6 2.9 2']);
  expect(units.counts).toEqual({ placed: 6, distinct: 5, recalled: 0, objects: 15 });
});

test('a unit that cannot be written is reported without stopping the run', () => {
  const memory = memoryOf();
  for (const known of [undefined, memory]) {
    const { units, rejected } = cache(known);
    const bad = { ...configMap('bad'), data: { a: NaN } };
    const unit = units.distinct(source('eu-1/x', { files: () => [{ path: 'a.yaml', objects: [bad] }] }));
    expect(unit).toEqual({ files: [], identities: [], facts: [] });
    expect(rejected).toEqual([
      '[eu-1/x] a number cannot be written as YAML: use strings, numbers, booleans, lists and maps',
    ]);
  }
  expect(memory.records.size).toBe(0);
});

describe('a run with records of an earlier one', () => {
  const memory = memoryOf();
  const first = cache(memory).units.unit(source('eu-1/x'));

  test('keeps names and hashes by folder, but no text', () => {
    const idsOf = (...paths: string[]) =>
      paths.map((name) => contentId(first.files.find(({ path }) => path === name)!.text));
    const folder = { digest: expect.stringMatching(/^[\w+/]{43}=$/) as string };
    expect([...memory.records.values()]).toEqual([
      {
        folders: [
          { path: '', names: ['kustomization.yaml', 'b.yaml'], ...folder, ids: idsOf('kustomization.yaml', 'b.yaml') },
          { path: 'a', names: ['c.yaml'], ...folder, ids: idsOf('a/c.yaml') },
        ],
        identities: first.identities,
        facts: [],
      },
    ]);
    expect(first.folders).toEqual([...memory.records.values()][0]!.folders);
  });

  test('keeps what rules about whole clusters read', () => {
    const object = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'a' }, spec: {} };
    const scaled = source('eu-1/y', { kind: 'scaled', files: () => [{ path: 'a.yaml', objects: [object] }] });
    const { facts } = cache(memory).units.unit(scaled);
    expect(facts).toEqual([{ kind: 'HorizontalPodAutoscaler', metadata: { name: 'a' }, spec: {} }]);
    expect(cache(memory).units.unit(scaled).facts).toBe(facts);
  });

  test('renders a known unit only when its text is needed, and never inspects it', () => {
    const { units, inspected } = cache(memory);
    const render = jest.fn(() => files);
    const again = units.unit(source('eu-1/x', { files: render }));
    expect(units.unit(source('eu-2/x', { files: render }))).toBe(again);
    expect([again.identities, again.folders]).toEqual([first.identities, first.folders]);
    expect(render).not.toHaveBeenCalled();
    expect([again.files, again.files]).toEqual([first.files, first.files]);
    expect(render).toHaveBeenCalledTimes(1);
    expect([inspected, units.counts]).toEqual([[], { placed: 2, distinct: 1, recalled: 1, objects: 3 }]);
  });

  test('renders a unit with other data, versions or function', () => {
    const { units, inspected } = cache(memory);
    units.unit(source('eu-1/x', { data: { a: 2 } }));
    units.unit(source('eu-1/y', { kind: 'other' }));
    units.unit(source('eu-1/z', { versions: { ...versions, kubernetes: '1.35' } }));
    expect(inspected).toEqual(['eu-1/x 2.9 2', 'eu-1/y 2.9 2', 'eu-1/z 2.9 2']);
    expect(units.counts.recalled).toBe(0);
  });

  test('renders and inspects again a unit with findings', () => {
    const others = memoryOf();
    for (const run of [1, 2]) {
      const { units, inspected } = cache(others, false);
      expect([units.unit(source('eu-1/x')).files, run]).toEqual([first.files, run]);
      expect(inspected).toEqual(['eu-1/x 2.9 2']);
    }
    expect(others.records.size).toBe(0);
  });

  test('keeps no record of a unit with a verbatim file', () => {
    const others = memoryOf();
    const { units } = cache(others);
    const unit = units.unit(source('eu-1/x', { files: () => [{ ...files[0]!, verbatim: 'sealed: true\n' }] }));
    expect([unit.files.length, unit.folders, others.records.size]).toEqual([2, undefined, 0]);
  });

  test('fails if the same data render differently', () => {
    const { units } = cache(memory);
    const other = units.unit(source('eu-1/x', { files: () => [{ path: 'b.yaml', objects: [configMap('one')] }] }));
    expect(() => other.files).toThrow(
      '[eu-1/x] renders to something else than an earlier run made of the same: delete node_modules/.cache/cdk8s-flux-fleet, or the folder that "cache" names, and run it again',
    );
  });
});
