import { list } from '../fixture';
import { EdgeTree, manifest } from './edge-tree';

const WEB = manifest(
  'Deployment',
  'web',
  {
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'nginx:1' }] } },
    },
  },
  'apps/v1',
);

type Kind = 'generators' | 'transformers' | 'validators';

/** A tree with a plugin of kustomize itself. */
function plugin(name: string, kind: string, fields: Record<string, unknown>, lists: Kind = 'transformers'): EdgeTree {
  return {
    name: `plugin ${name}`,
    files: {
      'app/kustomization.yaml': list({ resources: ['web.yaml'], [lists]: ['plugin.yaml'] }),
      'app/web.yaml': WEB,
      'app/data.txt': 'text\n',
      'app/data.env': 'A=b\n',
      'app/patch.yaml': manifest('Deployment', 'web', { spec: { replicas: 4 } }, 'apps/v1'),
      'app/plugin.yaml': manifest(kind, 'one', fields, (fields['apiVersion'] as string | undefined) ?? 'builtin'),
    },
  };
}

const NAMES = [{ path: 'metadata/name' }];
const LABELS = [{ path: 'metadata/labels', create: true }];
const METADATA = { metadata: { name: 'one', namespace: 'apps' } };

/** The plugins that kustomize has built in, with and without what they need. */
export const PLUGINS: readonly EdgeTree[] = [
  plugin('labels', 'LabelTransformer', { labels: { a: 'b' }, fieldSpecs: LABELS }),
  plugin('labels without paths', 'LabelTransformer', { labels: { a: 'b' } }),
  plugin('labels without labels', 'LabelTransformer', { fieldSpecs: LABELS }),
  plugin('annotations', 'AnnotationsTransformer', {
    annotations: { a: 'b' },
    fieldSpecs: [{ path: 'metadata/annotations', create: true }],
  }),
  plugin('annotations without annotations', 'AnnotationsTransformer', {}),
  plugin('prefix', 'PrefixTransformer', { prefix: 'a-', fieldSpecs: NAMES }),
  plugin('prefix without text', 'PrefixTransformer', { fieldSpecs: NAMES }),
  plugin('prefix without paths', 'PrefixTransformer', { prefix: 'a-' }),
  plugin('suffix', 'SuffixTransformer', { suffix: '-a', fieldSpecs: NAMES }),
  plugin('prefix and suffix', 'PrefixSuffixTransformer', { prefix: 'a-', suffix: '-b', fieldSpecs: NAMES }),
  plugin('namespace', 'NamespaceTransformer', {
    ...METADATA,
    fieldSpecs: [{ path: 'metadata/namespace', create: true }],
  }),
  plugin('namespace where none is set', 'NamespaceTransformer', { ...METADATA, unsetOnly: true }),
  plugin('namespace with all accounts', 'NamespaceTransformer', {
    ...METADATA,
    setRoleBindingSubjects: 'allServiceAccounts',
  }),
  plugin('namespace with other subjects', 'NamespaceTransformer', { ...METADATA, setRoleBindingSubjects: 'some' }),
  plugin('images', 'ImageTagTransformer', { imageTag: { name: 'nginx', newTag: '2' } }),
  plugin('images by path', 'ImageTagTransformer', {
    imageTag: { name: 'nginx', newName: 'other' },
    fieldSpecs: [{ path: 'spec/template/spec/containers[]/image' }],
  }),
  plugin('images without one', 'ImageTagTransformer', {}),
  plugin('replicas', 'ReplicaCountTransformer', {
    replica: { name: 'web', count: 3 },
    fieldSpecs: [{ path: 'spec/replicas', create: true, kind: 'Deployment' }],
  }),
  plugin('replicas of others', 'ReplicaCountTransformer', {
    replica: { name: 'other', count: 3 },
    fieldSpecs: [{ path: 'spec/replicas', create: true }],
  }),
  plugin('hash', 'HashTransformer', {}),
  plugin('patch', 'PatchTransformer', {
    patch: '[{"op":"add","path":"/spec/replicas","value":2}]',
    target: { kind: 'Deployment' },
  }),
  plugin('patch of a file', 'PatchTransformer', { path: 'patch.yaml' }),
  plugin('patch without text', 'PatchTransformer', { target: { kind: 'Deployment' } }),
  plugin('patch with options', 'PatchTransformer', {
    patch: manifest('Deployment', 'other', { spec: { replicas: 2 } }, 'apps/v1'),
    target: { kind: 'Deployment' },
    options: { allowNameChange: true },
  }),
  plugin('JSON patch', 'PatchJson6902Transformer', {
    target: { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web' },
    jsonOp: '[{"op":"add","path":"/spec/replicas","value":2}]',
  }),
  plugin('JSON patch without target', 'PatchJson6902Transformer', { jsonOp: '[]' }),
  plugin('strategic merge', 'PatchStrategicMergeTransformer', { paths: ['patch.yaml'] }),
  plugin('strategic merge of a text', 'PatchStrategicMergeTransformer', {
    patches: manifest('Deployment', 'web', { spec: { replicas: 5 } }, 'apps/v1'),
  }),
  plugin('strategic merge of nothing', 'PatchStrategicMergeTransformer', {}),
  plugin('replacements', 'ReplacementTransformer', {
    replacements: [
      {
        source: { kind: 'Deployment', name: 'web' },
        targets: [{ select: { kind: 'Deployment' }, fieldPaths: ['metadata.labels.app'], options: { create: true } }],
      },
    ],
  }),
  plugin('replacements of nothing', 'ReplacementTransformer', {}),
  plugin('replacements with no targets', 'ReplacementTransformer', {
    replacements: [{ source: { kind: 'Deployment', name: 'web' }, targets: [] }],
  }),
  plugin('unheard of', 'OtherTransformer', {}),
  plugin('of another group', 'LabelTransformer', { apiVersion: 'example.com/v1', labels: { a: 'b' } }),
  plugin(
    'ConfigMap',
    'ConfigMapGenerator',
    { literals: ['a=b'], files: ['data.txt'], envs: ['data.env'] },
    'generators',
  ),
  plugin('ConfigMap of one env file', 'ConfigMapGenerator', { ...METADATA, env: 'data.env' }, 'generators'),
  plugin(
    'ConfigMap with its name',
    'ConfigMapGenerator',
    { name: 'two', namespace: 'apps', literals: ['a=b'] },
    'generators',
  ),
  plugin('ConfigMap of a missing file', 'ConfigMapGenerator', { files: ['gone.txt'] }, 'generators'),
  plugin(
    'Secret',
    'SecretGenerator',
    { literals: ['a=b'], type: 'example.com/x', options: { disableNameSuffixHash: true } },
    'generators',
  ),
  plugin('unheard of generator', 'OtherGenerator', {}, 'generators'),
  plugin('a transformer that generates', 'LabelTransformer', { labels: { a: 'b' } }, 'generators'),
  plugin('a validator that changes', 'LabelTransformer', { labels: { a: 'b' }, fieldSpecs: LABELS }, 'validators'),
  plugin('a validator that changes nothing', 'LabelTransformer', { labels: {}, fieldSpecs: LABELS }, 'validators'),
];
