import type { AccessAttributes } from '../harness/kube-client';

/** A question to the authorizer, in words of the tests: `verb group/resource[/subresource] [namespace] [name]`. */
export interface Question extends AccessAttributes {
  readonly words: string;
}

function ask(words: string, here: string): Question {
  const [verb = '', path = '', where = here, name] = words.split(' ');
  const [group = '', resource = '', subresource] = path.split('/');
  return {
    words,
    ...{ verb, resource },
    ...(group === 'core' ? {} : { group }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(where === '-' ? {} : { namespace: where === 'here' ? here : where }),
    ...(name === undefined ? {} : { name }),
  };
}

const APPLY = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const DEPLOYED = [
  ...['core/configmaps', 'core/persistentvolumeclaims', 'core/services'],
  ...['apps/daemonsets', 'apps/deployments', 'apps/statefulsets'],
  ...['autoscaling/horizontalpodautoscalers', 'batch/cronjobs', 'batch/jobs'],
  ...['networking.k8s.io/ingresses', 'policy/poddisruptionbudgets'],
];

/** What a tenant's account needs in its namespace. */
export function needed(here: string): Question[] {
  return [
    ...DEPLOYED.flatMap((resource) => APPLY.map((verb) => `${verb} ${resource}`)),
    ...['core/pods', 'apps/replicasets'].flatMap((resource) =>
      ['get', 'list', 'watch'].map((one) => `${one} ${resource}`),
    ),
  ].map((words) => ask(words, here));
}

const FENCES = [
  ...['core/resourcequotas', 'core/limitranges', 'core/endpoints', 'discovery.k8s.io/endpointslices'],
  ...['rbac.authorization.k8s.io/roles', 'rbac.authorization.k8s.io/rolebindings', 'networking.k8s.io/networkpolicies'],
];

const CLUSTER = [
  ...['rbac.authorization.k8s.io/clusterroles', 'rbac.authorization.k8s.io/clusterrolebindings'],
  ...['apiextensions.k8s.io/customresourcedefinitions', 'apiregistration.k8s.io/apiservices', 'core/nodes'],
  ...['admissionregistration.k8s.io/validatingadmissionpolicies', 'core/persistentvolumes'],
  ...['admissionregistration.k8s.io/validatingadmissionpolicybindings', 'scheduling.k8s.io/priorityclasses'],
  ...['admissionregistration.k8s.io/validatingwebhookconfigurations', 'certificates.k8s.io/certificatesigningrequests'],
];

/** What nobody of a tenant may do, whatever else: each group of people and each account. */
export function forbidden(here: string, neighbour: string): Question[] {
  return [
    ...FENCES.flatMap((resource) =>
      ['create', 'patch', 'delete', 'deletecollection'].map((verb) => `${verb} ${resource}`),
    ),
    ...['update', 'patch', 'delete'].map((verb) => `${verb} core/namespaces here ${here}`),
    'create core/namespaces -',
    ...['escalate', 'bind'].flatMap((verb) => [
      `${verb} rbac.authorization.k8s.io/roles`,
      `${verb} rbac.authorization.k8s.io/clusterroles -`,
    ]),
    ...['users', 'groups', 'serviceaccounts'].map(
      (who) => `impersonate core/${who} ${who === 'serviceaccounts' ? 'here' : '-'}`,
    ),
    'create core/serviceaccounts/token',
    'get core/nodes/proxy -',
    ...CLUSTER.flatMap((resource) => ['create', 'patch', 'delete'].map((verb) => `${verb} ${resource} -`)),
    ...['get', 'list', 'create', 'patch'].map((verb) => `${verb} core/secrets`),
    ...[neighbour, 'flux-system', 'kube-system', 'prod-flux-system', 'default'].flatMap((other) =>
      [
        'get core/secrets',
        'list core/pods',
        'create apps/deployments',
        'patch core/configmaps',
        'create core/pods/exec',
      ].map((words) => `${words} ${other}`),
    ),
    '* */* here',
    '* */* -',
  ].map((words) => ask(words, here));
}

/** What an account may not do that only applies what a repository holds. */
export function forbiddenToAccounts(here: string): Question[] {
  return [
    ...['core/pods/exec', 'core/pods/attach', 'core/pods/portforward', 'core/pods/eviction'].map(
      (path) => `create ${path}`,
    ),
    ...['create core/pods', 'delete core/pods', 'deletecollection apps/deployments', 'get core/pods/log'],
    ...['kustomize.toolkit.fluxcd.io/kustomizations', 'helm.toolkit.fluxcd.io/helmreleases'].flatMap((resource) => [
      `create ${resource}`,
      `patch ${resource}`,
    ]),
    'create source.toolkit.fluxcd.io/gitrepositories',
    'create core/serviceaccounts',
    'patch core/serviceaccounts',
  ].map((words) => ask(words, here));
}

/** What looking takes, and what operators and an emergency need beyond. */
export const people = {
  looking: (here: string) =>
    [
      ...['core/pods', 'core/pods/log', 'core/services', 'core/configmaps', 'core/events', 'apps/deployments'],
      ...['batch/jobs', 'core/resourcequotas', 'kustomize.toolkit.fluxcd.io/kustomizations'],
    ]
      .map((path) => `get ${path}`)
      .map((words) => ask(words, here)),
  changing: (here: string) =>
    ['patch apps/deployments', 'create core/configmaps', 'delete core/services', 'create core/pods/exec'].map((words) =>
      ask(words, here),
    ),
  operating: (here: string) =>
    [
      'delete core/pods',
      'create core/pods/eviction',
      'patch apps/deployments/scale',
      'update apps/statefulsets/scale',
    ].map((words) => ask(words, here)),
};

export { ask };
