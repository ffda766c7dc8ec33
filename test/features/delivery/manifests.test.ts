import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { manifestsOf } from '../../../src/features/delivery/manifests';

function object(scope: Construct, id: string, kind: string, metadata?: object, apiVersion = 'v1'): ApiObject {
  return new ApiObject(scope, id, { apiVersion, kind, ...(metadata ? { metadata } : {}) });
}

test('objects are sorted by identity, in any order of creation', () => {
  const fill = (order: readonly string[]) => (chart: Chart) => {
    for (const name of order) object(chart, name, 'ConfigMap', { name });
  };
  const one = manifestsOf('web', 'web', fill(['b', 'a', 'c']));
  expect(one.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
  expect(manifestsOf('web', 'web', fill(['c', 'b', 'a']))).toEqual(one);
});

test("an object without a namespace gets the component's, unless its kind is cluster-scoped", () => {
  const objects = manifestsOf('web', 'shop', (chart) => {
    object(chart, 'a', 'ConfigMap', { name: 'own' });
    object(chart, 'b', 'ConfigMap', { name: 'other', namespace: 'elsewhere' });
    object(chart, 'c', 'ClusterRole', { name: 'reader' }, 'rbac.authorization.k8s.io/v1');
    object(chart, 'd', 'Namespace', { name: 'more', labels: { a: 'b' } });
  });
  expect(objects.map(({ kind, metadata }) => [kind, metadata])).toEqual([
    ['ConfigMap', { name: 'other', namespace: 'elsewhere' }],
    ['ConfigMap', { name: 'own', namespace: 'shop' }],
    ['Namespace', { name: 'more', labels: { a: 'b' } }],
    ['ClusterRole', { name: 'reader' }],
  ]);
});

test('a default name consists of the construct ids, without a hash', () => {
  const objects = manifestsOf('web', 'web', (chart) => {
    const group = new Construct(chart, 'My Group');
    object(new Construct(group, 'Default'), 'Resource', 'ConfigMap');
    object(group, 'b', 'ConfigMap');
    object(chart, 'Resource', 'Secret');
  });
  expect(objects.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
    ['ConfigMap', 'my-group'],
    ['ConfigMap', 'my-group-b'],
    ['Secret', 'web'],
  ]);
});

test('validation errors of constructs are thrown', () => {
  expect(() =>
    manifestsOf('web', 'web', (chart) => {
      chart.node.addValidation({ validate: () => ['no port', 'no image'] });
    }),
  ).toThrow(/^no port; no image$/);
});

test('a function that returns a promise is rejected, because later objects would be lost', () => {
  const fill = (async (chart: Chart) => {
    await Promise.resolve();
    object(chart, 'late', 'ConfigMap');
    throw new Error('nobody hears this');
  }) as (chart: Chart) => void;
  expect(() => manifestsOf('web', 'web', fill)).toThrow(/^manifests returned a promise, but nothing waits for it$/);
});

test('cluster-scoped custom resources get no namespace, by what the program tells, CRDs beside them and a table', () => {
  const fill = (chart: Chart) => {
    object(chart, 'a', 'ClusterIssuer', { name: 'acme' }, 'cert-manager.io/v1');
    object(chart, 'b', 'Issuer', { name: 'acme' }, 'cert-manager.io/v1');
    object(chart, 'c', 'Zone', { name: 'eu' }, 'acme.io/v1');
    object(chart, 'd', 'Site', { name: 'eu' }, 'acme.io/v1');
    new ApiObject(chart, 'crd', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'sites.acme.io' },
      spec: { group: 'acme.io', scope: 'Cluster', names: { kind: 'Site' } },
    });
  };
  const namespaces = (scopes?: ReadonlyMap<string, 'cluster' | 'namespace'>) =>
    Object.fromEntries(manifestsOf('web', 'web', fill, scopes).map(({ kind, metadata }) => [kind, metadata.namespace]));
  expect(namespaces()).toEqual({
    ...{ ClusterIssuer: undefined, CustomResourceDefinition: undefined, Issuer: 'web', Site: undefined, Zone: 'web' },
  });
  expect(
    namespaces(
      new Map([
        ['acme.io/Zone', 'cluster'],
        ['cert-manager.io/ClusterIssuer', 'namespace'],
      ]),
    ),
  ).toEqual({
    ...{ ClusterIssuer: 'web', CustomResourceDefinition: undefined, Issuer: 'web', Site: undefined, Zone: undefined },
  });
});
