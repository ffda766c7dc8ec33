import { renderUnit, UnitCache, UnitFile } from '../../src/render/unit';

const versions = { flux: '2.9', kubernetes: '1.34' } as const;

function configMap(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'web' } };
}

const files: UnitFile[] = [
  { path: 'b.yaml', objects: [configMap('one'), configMap('two')] },
  { path: 'a/c.yaml', objects: [configMap('three')] },
];

function cache() {
  const inspected: string[] = [];
  const rejected: string[] = [];
  const units = new UnitCache(
    (given, at, { flux }) => inspected.push(`${at} ${flux} ${given.length}`),
    (at, message) => rejected.push(`[${at}] ${message}`),
  );
  return { units, inspected, rejected };
}

test('a unit is its files, and a list of them, each once and sorted', () => {
  const unit = renderUnit(files);
  const bodies = unit.files.map(({ path, text }) => [path, text.split('\n').slice(2).join('\n')]);
  const document = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: web\n`;
  expect(Object.fromEntries(bodies)).toEqual({
    'kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- a/c.yaml\n- b.yaml\n',
    'b.yaml': `${document('one')}---\n${document('two')}`,
    'a/c.yaml': document('three'),
  });
  expect(unit.identities).toEqual(['/ConfigMap/web/one', '/ConfigMap/web/two', '/ConfigMap/web/three']);
});

test('equal units are rendered once for each version, and inspected where they came first', () => {
  const { units, inspected } = cache();
  const render = jest.fn(() => files);
  const first = units.unit('thing', { a: 1 }, 'eu-1/x', versions, render);
  expect(units.unit('thing', { a: 1 }, 'eu-2/x', versions, render)).toBe(first);
  expect(units.unit('thing', { a: 2 }, 'eu-3/x', versions, render)).not.toBe(first);
  expect(units.unit('other', { a: 1 }, 'eu-4/x', versions, render)).not.toBe(first);
  expect(units.unit('thing', { a: 1 }, 'eu-5/x', { ...versions, flux: '2.8' }, render)).toEqual(first);
  units.distinct('eu-6', versions, files);
  expect(render).toHaveBeenCalledTimes(4);
  expect(inspected).toEqual(['eu-1/x 2.9 2', 'eu-3/x 2.9 2', 'eu-4/x 2.9 2', 'eu-5/x 2.8 2', 'eu-6 2.9 2']);
  expect(units.counts).toEqual({ placed: 6, rendered: 5, objects: 15 });
});

test('what cannot be written is reported, and the run goes on', () => {
  const { units, rejected } = cache();
  const bad = { ...configMap('bad'), data: { a: NaN } };
  const unit = units.distinct('eu-1/x', versions, [{ path: 'a.yaml', objects: [bad] }]);
  expect(unit).toEqual({ files: [], identities: [] });
  expect(rejected).toEqual([
    '[eu-1/x] a number cannot be written as YAML: use strings, numbers, booleans, lists and maps',
  ]);
});
