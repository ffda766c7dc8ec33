const { GitRepository } = require('@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1');
const { ClusterRoleBinding } = require('kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding');
const { Namespace } = require('kubernetes-models/v1/Namespace');
const { ServiceAccount } = require('kubernetes-models/v1/ServiceAccount');
const { repository, policies, environment, path, control } = require('../fleet');
const { PLATFORM, sync } = require('../sync');

const source = (name, namespace, branch) =>
  new GitRepository({
    metadata: { name, namespace },
    spec: { interval: '1m', url: repository, ref: { branch }, sparseCheckout: [path] },
  });

module.exports = [
  source('flux-system', 'flux-system', 'main'),
  sync({
    name: 'flux-system',
    namespace: 'flux-system',
    account: PLATFORM,
    source: 'flux-system',
    path,
    wait: false,
  }),
  sync({
    name: 'policies',
    namespace: 'flux-system',
    account: PLATFORM,
    source: 'flux-system',
    path: `${path}/policies`,
  }),
  ...policies[environment.name],
  new Namespace({ metadata: { name: control, labels: { 'fleet.cdk8s.io/protected': 'true' } } }),
  new ServiceAccount({ metadata: { name: PLATFORM, namespace: control } }),
  new ClusterRoleBinding({
    metadata: { name: `${control}-${PLATFORM}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: PLATFORM, namespace: control }],
  }),
  source('fleet', control, environment.branch),
  sync({
    name: environment.name,
    namespace: control,
    account: PLATFORM,
    source: 'fleet',
    path: `${path}/${environment.name}`,
    wait: false,
  }),
];
