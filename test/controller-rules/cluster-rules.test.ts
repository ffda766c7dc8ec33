import { ClusterCollection, factsOf } from '../../src/controller-rules';
import { CLUSTER_RULES } from '../../src/controller-rules/page';
import { KubernetesObject, objectIdentity } from '../../src/kubernetes/objects';
import { Validator } from '../../src/schema';
import { CLUSTER_EXAMPLES } from './cluster-examples';

/** The problems of objects that are on one cluster, in one unit. */
function judged(objects: readonly KubernetesObject[], isWhole = true) {
  const cluster = new ClusterCollection('east');
  cluster.add(factsOf(objects), objects.map(objectIdentity), { at: 'east/one', directory: 'one' });
  return [...cluster.judge(isWhole)];
}

test('every rule has an example', () => {
  expect(Object.keys(CLUSTER_EXAMPLES).sort()).toEqual(CLUSTER_RULES.map(({ id }) => id).sort());
});

describe.each(CLUSTER_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, { severity, needsAll }) => {
  const { accepted, refused, messages } = CLUSTER_EXAMPLES[id]!;
  const of = (objects: readonly KubernetesObject[], isWhole?: boolean) =>
    judged(objects, isWhole).filter((one) => one.id === id);

  test('finds the example, and says what to do', () => {
    expect(of(refused)).toEqual(messages.map((message) => ({ id, severity, at: 'east/one', message })));
  });

  test('finds it in whatever order the objects come', () => {
    expect(of([...refused].reverse())).toEqual(of(refused));
  });

  test('finds nothing in what works', () => {
    for (const objects of accepted) expect(of(objects)).toEqual([]);
  });

  test('says nothing of a part of a cluster if something may be missing', () => {
    expect(of(refused, false)).toEqual(needsAll ? [] : of(refused));
  });

  test('is about what the API server accepts', () => {
    const validator = new Validator({ flux: '2.9' });
    const errors = [...accepted.flat(), ...refused].flatMap((one) => validator.validate(one));
    expect(errors.filter((one) => one.severity === 'error')).toEqual([]);
  });
});

test('facts keep what rules read, and nothing else', () => {
  const [kustomization] = CLUSTER_EXAMPLES['kustomization-circle']!.refused;
  expect(factsOf([kustomization!])).toEqual([
    {
      kind: 'Kustomization',
      metadata: { name: 'a', namespace: 'shop' },
      spec: { dependsOn: [{ name: 'b' }], path: './a', sourceRef: { kind: 'GitRepository', name: 'apps' } },
    },
  ]);
  expect(factsOf([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }])).toEqual([]);
  // Another group's kind of the same name.
  expect(
    factsOf([{ apiVersion: 'pkg.crossplane.io/v1', kind: 'Provider', metadata: { name: 'a' }, spec: { type: 'x' } }]),
  ).toEqual([
    {
      kind: 'CustomVersion',
      metadata: { name: 'a' },
      spec: { group: 'pkg.crossplane.io', kind: 'Provider', version: 'v1' },
    },
  ]);
});
