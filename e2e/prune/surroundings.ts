import type { KubeObject } from '../harness/kube-object';
import type { Scenario } from './scenario';
import { cluster, configMap, KUSTOMIZE, source, type UnitProps } from './tree';

const spaced = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const flux = (id: string, name: string) => `${KUSTOMIZE}/Kustomization ${id}/${name}`;

function account(space: string, name: string): KubeObject[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: space } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `${space}-${name}` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name, namespace: space }],
    },
  ];
}

function widgets(group: string): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      ...{
        scope: 'Namespaced',
        names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
}

const widget = (group: string, space: string, name: string): KubeObject => ({
  apiVersion: `${group}/v1`,
  kind: 'Widget',
  metadata: { name, namespace: space },
});

function scenario(
  id: string,
  title: string,
  steps: readonly (readonly UnitProps[])[],
  expected: readonly (readonly string[])[],
  more: Partial<Scenario> = {},
): Scenario {
  return { id, title, trees: steps.map((units) => cluster(id, { units })), expected, ...more };
}

const crds = (id: string): UnitProps => ({
  name: 'crds',
  spec: { wait: true },
  objects: [widgets(`${id}.example.com`)],
});
const customs = (id: string): UnitProps => ({
  name: 'customs',
  spec: { dependsOn: [{ name: 'crds' }] },
  objects: [widget(`${id}.example.com`, `${id}-shop`, 'one'), configMap(`${id}-shop`, 'beside')],
});
const keeper = (id: string): UnitProps => ({ name: 'keeper', objects: [configMap(id, 'kept')] });

const nested = (id: string): UnitProps => ({
  name: 'prod',
  objects: [spaced(`${id}-shop`)],
  units: [
    { name: 'base', objects: [configMap(`${id}-shop`, 'base')] },
    {
      name: 'tenants',
      spec: { dependsOn: [{ name: 'base' }] },
      objects: [configMap(`${id}-shop`, 'tenants')],
      units: [{ name: 'app', objects: [configMap(`${id}-shop`, 'app'), configMap(id, 'outside')] }],
    },
  ],
});

const stuck = (id: string, value: string): readonly UnitProps[] => [
  keeper(id),
  { name: 'frozen', objects: [configMap(id, 'frozen', { immutable: true, data: { a: value } })] },
  {
    name: 'next',
    spec: { dependsOn: [{ name: 'frozen' }] },
    objects: [configMap(id, 'next', { data: { a: value } }), configMap(id, `only-${value}`, { data: { b: value } })],
  },
  {
    name: 'last',
    spec: { dependsOn: [{ name: 'next' }] },
    objects: [configMap(id, 'last', { data: { a: value } })],
    units: value === '1' ? [] : [{ name: 'fresh', objects: [configMap(id, 'fresh')] }],
  },
];

/** What objects need around them and that goes: namespaces, sources, accounts, kinds, whole environments. */
export const SURROUNDINGS: readonly Scenario[] = [
  scenario(
    'namespace',
    'a namespace takes along what other Kustomizations have in it',
    [
      [
        { name: 'spaces', objects: [spaced('namespace-shop'), configMap('namespace', 'kept')] },
        { name: 'shop', objects: [configMap('namespace-shop', 'x'), configMap('namespace', 'beside')] },
      ],
      [
        { name: 'spaces', objects: [configMap('namespace', 'kept')] },
        { name: 'shop', objects: [configMap('namespace-shop', 'x'), configMap('namespace', 'beside')] },
      ],
    ],
    [['ConfigMap namespace-shop/x: deleted', 'Namespace namespace-shop: deleted']],
  ),
  scenario(
    'namespace-orphans',
    'a namespace takes along what is orphaned in it at the same time',
    [
      [
        { name: 'spaces', objects: [spaced('namespace-orphans-shop'), configMap('namespace-orphans', 'kept')] },
        { name: 'shop', spec: { deletionPolicy: 'Orphan' }, objects: [configMap('namespace-orphans-shop', 'x')] },
      ],
      [{ name: 'spaces', objects: [configMap('namespace-orphans', 'kept')] }],
    ],
    [
      [
        'ConfigMap namespace-orphans-shop/x: deleted',
        'Namespace namespace-orphans-shop: deleted',
        `${flux('namespace-orphans', 'shop')}: deleted`,
      ],
    ],
  ),
  scenario(
    'source',
    'what reads a source that goes may meet the new tree once more, and then stops',
    [
      [
        { ...keeper('source') },
        { name: 'sources', objects: [source('source', 'other'), configMap('source', 'kept-too')] },
        {
          name: 'reader',
          spec: { sourceRef: { kind: 'GitRepository', name: 'other' } },
          objects: [configMap('source', 'x'), configMap('source', 'y')],
        },
      ],
      [
        { ...keeper('source') },
        { name: 'sources', objects: [configMap('source', 'kept-too')] },
        {
          name: 'reader',
          spec: { sourceRef: { kind: 'GitRepository', name: 'other' } },
          objects: [configMap('source', 'x')],
        },
      ],
    ],
    [['source.toolkit.fluxcd.io/GitRepository source/other: deleted']],
  ),
  scenario(
    'source-with-reader',
    'a source that goes with what reads it keeps nothing from being deleted',
    [
      [
        keeper('source-with-reader'),
        { name: 'sources', objects: [source('source-with-reader', 'other'), configMap('source-with-reader', 'also')] },
        {
          name: 'reader',
          spec: { sourceRef: { kind: 'GitRepository', name: 'other' } },
          objects: [configMap('source-with-reader', 'x')],
        },
      ],
      [keeper('source-with-reader'), { name: 'sources', objects: [configMap('source-with-reader', 'also')] }],
    ],
    [
      [
        'ConfigMap source-with-reader/x: deleted',
        `${flux('source-with-reader', 'reader')}: deleted`,
        'source.toolkit.fluxcd.io/GitRepository source-with-reader/other: deleted',
      ],
    ],
  ),
  scenario(
    'crd',
    'a CRD that goes with its objects deletes them',
    [[keeper('crd'), crds('crd'), customs('crd')], [keeper('crd')]],
    [
      [
        'ConfigMap crd-shop/beside: deleted',
        'apiextensions.k8s.io/CustomResourceDefinition widgets.crd.example.com: deleted',
        'crd.example.com/Widget crd-shop/one: deleted',
        `${flux('crd', 'crds')}: deleted`,
        `${flux('crd', 'customs')}: deleted`,
      ],
    ],
    { namespaces: ['crd-shop'] },
  ),
  scenario(
    'crd-alone',
    'a CRD that goes alone takes along the objects of its kind that stay in the tree',
    [
      [keeper('crd-alone'), crds('crd-alone'), { ...customs('crd-alone'), spec: {} }],
      [keeper('crd-alone'), { ...customs('crd-alone'), spec: {} }],
    ],
    [
      [
        'apiextensions.k8s.io/CustomResourceDefinition widgets.crd-alone.example.com: deleted',
        'crd-alone.example.com/Widget crd-alone-shop/one: deleted',
        `${flux('crd-alone', 'crds')}: deleted`,
      ],
    ],
    { namespaces: ['crd-alone-shop'] },
  ),
  scenario(
    'account',
    'what is applied as an account that goes in the same change is deleted only if the account lasts',
    [
      [
        keeper('account'),
        { name: 'access', objects: account('account', 'deployer') },
        { name: 'sync', spec: { serviceAccountName: 'deployer' }, objects: [configMap('account', 'x')] },
      ],
      [keeper('account')],
    ],
    [['ServiceAccount account/deployer: deleted', `${flux('account', 'sync')}: deleted`]],
  ),
  scenario(
    'account-in-steps',
    'what is applied as an account is deleted when the account goes one commit later',
    [
      [
        keeper('account-in-steps'),
        { name: 'access', objects: account('account-in-steps', 'deployer') },
        { name: 'sync', spec: { serviceAccountName: 'deployer' }, objects: [configMap('account-in-steps', 'x')] },
      ],
      [keeper('account-in-steps'), { name: 'access', objects: account('account-in-steps', 'deployer') }],
      [keeper('account-in-steps')],
    ],
    [
      ['ConfigMap account-in-steps/x: deleted', `${flux('account-in-steps', 'sync')}: deleted`],
      ['ServiceAccount account-in-steps/deployer: deleted', `${flux('account-in-steps', 'access')}: deleted`],
    ],
  ),
  scenario(
    'stuck',
    'what waits for a Kustomization that fails does nothing',
    [stuck('stuck', '1'), stuck('stuck', '2')],
    [['next', 'last', 'only-1'].map((name) => `ConfigMap stuck/${name}: kept`)],
  ),
  scenario(
    'environment',
    'an environment that goes takes along everything below it, however deep',
    [[keeper('environment'), nested('environment')], [keeper('environment')]],
    [
      [
        ...['app', 'base', 'tenants'].map((name) => `ConfigMap environment-shop/${name}: deleted`),
        'ConfigMap environment/outside: deleted',
        'Namespace environment-shop: deleted',
        ...['app', 'base', 'prod', 'tenants'].map((name) => `${flux('environment', name)}: deleted`),
      ],
    ],
  ),
];
