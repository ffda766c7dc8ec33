import { list } from '../fixture';
import { EdgeTree, manifest, treeOf } from './edge-tree';

const WEB = manifest(
  'Deployment',
  'web',
  {
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          serviceAccountName: 'runner',
          containers: [{ name: 'main', image: 'nginx:1', envFrom: [{ configMapRef: { name: 'settings' } }] }],
          volumes: [{ name: 'data', secret: { secretName: 'login' } }],
        },
      },
    },
  },
  'apps/v1',
);
const SETTINGS = manifest('ConfigMap', 'settings', { data: { a: 'b' } });
const ACCOUNT = manifest('ServiceAccount', 'runner');
const ROLE = 'rbac.authorization.k8s.io/v1';
const BINDING = manifest(
  'RoleBinding',
  'binding',
  {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [
      { kind: 'ServiceAccount', name: 'runner', namespace: 'old' },
      { kind: 'ServiceAccount', name: 'default' },
      { kind: 'User', name: 'jo' },
    ],
  },
  ROLE,
);
const CLUSTER_ROLE = manifest('ClusterRole', 'reader', { rules: [] }, ROLE);
const ALL = [WEB, SETTINGS, ACCOUNT, BINDING, CLUSTER_ROLE].join('---\n');

/** A tree of objects that refer to each other, with fields of a list. */
function fields(name: string, given: Record<string, unknown>): EdgeTree {
  return treeOf(`list ${name}`, ALL, given);
}

/** The same with a base of its own, so that the fields stand in a list that kustomize reads itself. */
function nested(name: string, given: Record<string, unknown>): EdgeTree {
  return {
    name: `nested list ${name}`,
    files: {
      'app/kustomization.yaml': list({ resources: ['base'] }),
      'app/base/kustomization.yaml': list({ resources: ['all.yaml'], ...given }),
      'app/base/all.yaml': ALL,
    },
  };
}

const both = (name: string, given: Record<string, unknown>) => [fields(name, given), nested(name, given)];

const replacementOf = (rest: Record<string, unknown>) => ({
  replacements: [{ source: { kind: 'ConfigMap', name: 'settings', fieldPath: 'data.a' }, ...rest }],
});

/** Fields of a list, read by Flux and by kustomize itself. */
export const LISTS: readonly EdgeTree[] = [
  ...both('with keys in another case', { NamePrefix: 'a-', NAMESPACE: 'apps', commonlabels: { a: 'b' } }),
  ...both('with a key in two cases', { namePrefix: 'a-', nameprefix: 'b-', NAMEPREFIX: 'c-' }),
  ...both('with unknown keys', { namePrefixes: 'a-' }),
  ...both('with no targets', replacementOf({ targets: [] })),
  ...both('with null targets', replacementOf({ targets: null })),
  ...both('with empty fields', { namePrefix: '', namespace: '', resources: ['all.yaml'], patches: [], images: [] }),
  ...both('with a label key that is a number', { labels: [{ pairs: { 1: 'b' } }] }),
  ...both('with a label key that is a boolean', { commonLabels: { true: 'b' } }),
  ...both('with an annotation key that is null', { commonAnnotations: { null: 'b' } }),
  ...both('with a label key that is a date', { commonLabels: { '2020-01-01': 'b' } }),
  ...both('with a label key that is an old boolean', { commonLabels: { yes: 'b' } }),
  ...both('with an empty label key', { commonLabels: { '': 'b' } }),
  ...both('with an empty JSON patch for nobody', { patches: [{ patch: '[]' }] }),
  ...both('with an empty merge patch for nobody', { patches: [{ patch: '{}' }] }),
  ...both('with a patch of a comment', { patches: [{ patch: '# nothing', target: { kind: 'ConfigMap' } }] }),
  ...both('with a label value that is a number', { labels: [{ pairs: { a: 1 } }] }),
  ...both('with a null label', { labels: [{ pairs: { a: null } }] }),
  ...both('with labels in selectors', { labels: [{ pairs: { a: 'b' }, includeSelectors: true }] }),
  ...both('with labels in templates', { labels: [{ pairs: { a: 'b' }, includeTemplates: true }] }),
  ...both('with labels in fields', { labels: [{ pairs: { a: 'b' }, fields: [{ path: 'spec/extra', create: true }] }] }),
  ...both('with labels that clash', {
    commonLabels: { a: 'b' },
    labels: [{ pairs: { a: 'c' }, includeSelectors: true }],
  }),
  ...both('with a namespace', { namespace: 'apps' }),
  ...both('with a prefix and suffix', { namePrefix: 'a-', nameSuffix: '-b' }),
  ...both('with images', { images: [{ name: 'nginx', newName: 'other', newTag: '2' }] }),
  ...both('with an image by digest', { images: [{ name: 'nginx', digest: 'sha256:0' }] }),
  ...both('with an image that nobody has', { images: [{ name: 'apache', newTag: '2' }] }),
  ...both('with an image without a name', { images: [{ newTag: '2' }] }),
  ...both('with an image tag that is a number', { images: [{ name: 'nginx', newTag: 2 }] }),
  ...both('with replicas', { replicas: [{ name: 'web', count: 3 }] }),
  ...both('with replicas of nobody', { replicas: [{ name: 'gone', count: 3 }] }),
  ...both('with replicas in a text', { replicas: [{ name: 'web', count: '3' }] }),
  ...both('with a generator', { configMapGenerator: [{ name: 'made', literals: ['a=b', 'c="d"', "e='f'"] }] }),
  ...both('with a generator without a name', { configMapGenerator: [{ literals: ['a=b'] }] }),
  ...both('with a generator of a bad literal', { configMapGenerator: [{ name: 'made', literals: ['ab'] }] }),
  ...both('with a generator of a key twice', { configMapGenerator: [{ name: 'made', literals: ['a=b', 'a=c'] }] }),
  ...both('with a generator of a number key', { configMapGenerator: [{ name: 'made', literals: ['1=b'] }] }),
  ...both('with a generator of a boolean key', { secretGenerator: [{ name: 'made', literals: ['true=b'] }] }),
  ...both('with a generator of an odd key', { configMapGenerator: [{ name: 'made', literals: ['a/b=c'] }] }),
  ...both('with a generator of a number', {
    configMapGenerator: [{ name: 'made', literals: ['a=1', 'b=true', 'c=~'] }],
  }),
  ...both('with a generator that merges', {
    configMapGenerator: [{ name: 'settings', behavior: 'merge', literals: ['c=d'] }],
  }),
  ...both('with a generator that replaces', {
    configMapGenerator: [{ name: 'settings', behavior: 'replace', literals: ['c=d'] }],
  }),
  ...both('with a generator that merges nothing', {
    configMapGenerator: [{ name: 'gone', behavior: 'merge', literals: ['c=d'] }],
  }),
  ...both('with a generator of another behavior', {
    configMapGenerator: [{ name: 'made', behavior: 'other', literals: ['c=d'] }],
  }),
  ...both('with a generator that makes what is there', {
    configMapGenerator: [{ name: 'settings', literals: ['c=d'] }],
  }),
  ...both('with a generator of a namespace', {
    configMapGenerator: [{ name: 'made', namespace: 'other', literals: ['c=d'] }],
  }),
  ...both('with generator options', {
    configMapGenerator: [{ name: 'made', literals: ['c=d'], options: { labels: { x: 'y' }, immutable: true } }],
    generatorOptions: { disableNameSuffixHash: true, labels: { x: 'z', v: 'w' }, annotations: { n: 'm' } },
  }),
  ...both('with a Secret', { secretGenerator: [{ name: 'login', literals: ['a=b'], type: 'Opaque' }] }),
  ...both('with build metadata', { buildMetadata: ['originAnnotations', 'transformerAnnotations'] }),
  ...both('with other build metadata', { buildMetadata: ['other'] }),
  ...both('with sorting by age', { sortOptions: { order: 'legacy' } }),
  ...both('with sorting first in first out', { sortOptions: { order: 'fifo' } }),
  ...both('with an order', {
    sortOptions: {
      order: 'legacy',
      legacySortOptions: { orderFirst: ['RoleBinding'], orderLast: ['ConfigMap', 'Secret'] },
    },
  }),
  ...both('with another sorting', { sortOptions: { order: 'other' } }),
  ...both('with an order of nothing', {
    sortOptions: { order: 'fifo', legacySortOptions: { orderFirst: ['ConfigMap'] } },
  }),
  ...both('with a patch of nobody', { patches: [{ patch: WEB.replace('"web"', '"gone"') }] }),
  ...both('with a patch for a target of nobody', { patches: [{ patch: '[]', target: { kind: 'Job' } }] }),
  ...both('with a patch that deletes', {
    patches: [{ patch: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"$patch":"delete"}' }],
  }),
  ...both('with a patch that replaces', {
    patches: [
      {
        patch:
          '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"$patch":"replace","replicas":2}}',
      },
    ],
  }),
  ...both('with a patch of a container', {
    patches: [
      {
        patch:
          '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"main","image":"x"},{"name":"new","image":"y"}]}}}}',
      },
    ],
  }),
  ...both('with a patch that deletes a container', {
    patches: [
      {
        patch:
          '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"main","$patch":"delete"}]}}}}',
      },
    ],
  }),
  ...both('with a patch with nulls', {
    patches: [
      { patch: '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":null}}' },
    ],
  }),
  ...both('with a patch that renames', {
    patches: [{ patch: '[{"op":"replace","path":"/metadata/name","value":"two"}]', target: { kind: 'ConfigMap' } }],
  }),
  ...both('with a patch by label', {
    patches: [{ patch: '[{"op":"add","path":"/spec/x","value":"y"}]', target: { labelSelector: 'app=web' } }],
  }),
  ...both('with a patch and a broken selector', { patches: [{ patch: '[]', target: { labelSelector: 'a in' } }] }),
  ...both('with a patch and a broken pattern', { patches: [{ patch: '[]', target: { name: 'a(' } }] }),
  ...both('with a patch by pattern', {
    patches: [{ patch: '[{"op":"add","path":"/x","value":"y"}]', target: { name: 'set.*|web', kind: 'Config.*' } }],
  }),
  ...both('with a patch of two objects', { patches: [{ patch: `${SETTINGS}---\n${ACCOUNT}` }] }),
  ...both('with a patch of two objects and a target', {
    patches: [{ patch: `${SETTINGS}---\n${ACCOUNT}`, target: { kind: 'ConfigMap' } }],
  }),
  ...both('with an empty patch', { patches: [{}] }),
  ...both('with a patch in two forms', { patches: [{ patch: '[]', path: 'x.yaml', target: { kind: 'ConfigMap' } }] }),
  ...both('with resources twice', { resources: ['all.yaml', 'all.yaml'] }),
  ...both('with a resource that is empty', { resources: ['all.yaml', ''] }),
  ...both('of another version', { apiVersion: 'kustomize.config.k8s.io/v1' }),
  ...both('of a component', { kind: 'Component', apiVersion: 'kustomize.config.k8s.io/v1alpha1' }),
  ...both('with metadata', { metadata: { name: 'x', labels: { a: 'b' } } }),
  ...both('with old bases', { bases: ['gone'] }),
  ...both('with old image tags', { imageTags: [{ name: 'nginx', newTag: '3' }] }),
  ...both('with old patches', { patchesStrategicMerge: [WEB.replace('"replicas":1', '"replicas":7')] }),
  ...both('with old JSON patches', {
    patchesJson6902: [
      {
        target: { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web' },
        patch: '[{"op":"remove","path":"/spec/replicas"}]',
      },
    ],
  }),
  ...both('with old JSON patches of nobody', {
    patchesJson6902: [{ target: { version: 'v1', kind: 'Deployment', name: 'gone' }, patch: '[]' }],
  }),
  ...both('with Helm charts', { helmCharts: [{ name: 'x' }] }),
  ...both('with an OpenAPI version', { openapi: { version: 'v1.21.2' } }),
  ...both('with an OpenAPI version that is unknown', { openapi: { version: 'v0.0.1' } }),
];
