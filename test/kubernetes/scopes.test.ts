import { isClusterScoped } from '../../src/kubernetes/scopes';

test.each([
  ['v1', 'Namespace'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1beta1', 'ClusterRoleBinding'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['networking.k8s.io/v1', 'IngressClass'],
])('%s %s is cluster-scoped', (apiVersion, kind) => {
  expect(isClusterScoped(apiVersion, kind)).toBe(true);
});

test.each([
  ['v1', 'ConfigMap'],
  ['v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['example.com/v1', 'Namespace'],
  ['constructor/v1', 'Namespace'],
])('%s %s is not known to be cluster-scoped', (apiVersion, kind) => {
  expect(isClusterScoped(apiVersion, kind)).toBe(false);
});
