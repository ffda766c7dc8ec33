local rbac = 'rbac.authorization.k8s.io';
local object(apiVersion, kind, name, namespace=null) = {
  apiVersion: apiVersion,
  kind: kind,
  metadata: { name: name } + if namespace == null then {} else { namespace: namespace },
};

{
  object:: object,
  platform:: 'kustomize-controller',

  namespace(name):: object('v1', 'Namespace', name),
  serviceAccount(name, namespace):: object('v1', 'ServiceAccount', name, namespace),
  role(name, namespace, rules):: object(rbac + '/v1', 'Role', name, namespace) { rules: rules },

  binding(kind, name, namespace, roleKind, roleName, subjects)::
    object(rbac + '/v1', kind, name, namespace) {
      roleRef: { apiGroup: rbac, kind: roleKind, name: roleName },
      subjects: subjects,
    },
  account(name, namespace):: { kind: 'ServiceAccount', name: name, namespace: namespace },
  group(name):: { kind: 'Group', name: name, apiGroup: rbac },

  networkPolicy(name, namespace)::
    object('networking.k8s.io/v1', 'NetworkPolicy', name, namespace) {
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    },

  gitRepository(name, namespace, url, branch)::
    object('source.toolkit.fluxcd.io/v1', 'GitRepository', name, namespace) {
      spec: { interval: '1m', url: url, ref: { branch: branch } },
    },

  kustomization(name, namespace, account, source, path)::
    object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', name, namespace) {
      spec: {
        interval: '1h',
        retryInterval: '2m',
        timeout: '5m',
        path: path,
        prune: true,
        wait: true,
        serviceAccountName: account,
        sourceRef: { kind: 'GitRepository', name: source },
      },
    },
}
