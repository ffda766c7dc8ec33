import { apiGroup, objectIdentity } from '../../src/kubernetes/objects';

test('the group of an API version', () => {
  expect(apiGroup('v1')).toBe('');
  expect(apiGroup('apps/v1')).toBe('apps');
  expect(apiGroup('rbac.authorization.k8s.io/v1')).toBe('rbac.authorization.k8s.io');
});

test('an identity is group, kind, namespace and name, whatever the version', () => {
  const metadata = { name: 'web', namespace: 'shop' };
  const one = objectIdentity({ apiVersion: 'apps/v1', kind: 'Deployment', metadata });
  const other = objectIdentity({ apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata });
  expect(one).toBe('apps/Deployment/shop/web');
  expect(other).toBe(one);
  expect(objectIdentity({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })).toBe('/Namespace//shop');
});
