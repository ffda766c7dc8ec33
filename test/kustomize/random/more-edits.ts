import { addFile, Edit, Folder, pickOf, push } from './edits';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

const namespace: Edit = (random, folder) => {
  folder.list.namespace = random.pick(['apps', 'team-a', 'default', 'prod']);
  return true;
};
const namePrefix: Edit = (random, folder) => {
  folder.list.namePrefix = random.pick(['dev-', 'a-', 'x.']);
  return true;
};
const nameSuffix: Edit = (random, folder) => {
  folder.list.nameSuffix = random.pick(['-v2', '-b']);
  return true;
};

const configurations: Edit = (random, folder, write) => {
  const config = random.pick<Record<string, unknown>>([
    { nameReference: [{ kind: 'ConfigMap', version: 'v1', fieldSpecs: [{ path: 'spec/ref/name', kind: 'Widget' }] }] },
    { images: [{ path: 'spec/values/image', kind: 'HelmRelease' }] },
    { commonAnnotations: [{ path: 'spec/annotations', kind: 'Widget', create: true }] },
    { namespace: [{ path: 'spec/namespace', kind: 'Widget', create: true }] },
    {
      replicas: [{ path: 'spec/values/replicas', kind: 'HelmRelease' }],
      varReference: [{ path: 'spec/values/region', kind: 'HelmRelease' }],
    },
    {
      namePrefix: [{ path: 'spec/ref/name', kind: 'Widget' }],
      commonLabels: [{ path: 'spec/labels', kind: 'Widget', create: true }],
    },
  ]);
  return push(folder, 'configurations', addFile(folder, 'config', write(config)));
};

const crds: Edit = (_random, folder, write) => {
  const schema = {
    'com.example.v1.Widget': {
      Schema: {
        properties: {
          kind: { type: 'string' },
          apiVersion: { type: 'string' },
          metadata: { type: 'object' },
          spec: { $ref: 'com.example.v1.WidgetSpec' },
        },
      },
    },
    'com.example.v1.WidgetSpec': {
      Schema: {
        properties: {
          ref: {
            type: 'object',
            'x-kubernetes-object-ref-api-version': 'v1',
            'x-kubernetes-object-ref-kind': 'ConfigMap',
          },
          notes: { type: 'object', 'x-kubernetes-annotation': '' },
        },
      },
    },
  };
  return push(folder, 'crds', addFile(folder, 'crd', write(schema)));
};

const vars: Edit = (random, folder) => {
  const object = pickOf(random, folder, ['Service', 'ConfigMap', ...WORKLOADS]);
  if (object === undefined || folder.isRenamed || !folder.isTop) return false;
  const fieldPath =
    object.kind === 'ConfigMap'
      ? random.pick(['data.key', 'metadata.name'])
      : random.pick(['metadata.name', undefined]);
  const { name } = object.metadata;
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  const reference = random.chance(0.5) ? { apiVersion: object.apiVersion } : { ...(group ? { group } : {}), version };
  return push(folder, 'vars', {
    name: 'APP_NAME',
    objref: { kind: object.kind, name, ...reference },
    ...(fieldPath ? { fieldref: { fieldPath } } : {}),
  });
};

const replacements: Edit = (random, folder, write) => {
  const source = pickOf(random, folder, ['ConfigMap', 'Service', ...WORKLOADS]);
  const target = pickOf(random, folder, ['ConfigMap', 'Widget', 'HelmRelease', ...WORKLOADS]);
  if (source === undefined || target === undefined) return false;
  const fieldPath =
    source.kind === 'ConfigMap'
      ? random.pick(['data.key', 'metadata.name'])
      : random.pick(['metadata.name', undefined, 'spec.template.spec.containers.0.image']);
  const paths: Record<string, readonly string[]> = {
    ConfigMap: ['data.key', 'data.new', String.raw`data.config\.json.host`, 'metadata.annotations.[example.com/x]'],
    Widget: ['spec.size', 'spec.items.[name=one].value', 'spec.items.*.name', 'spec.new.field'],
    HelmRelease: ['spec.values.region', 'spec.values.replicas', 'spec.values.deep.er'],
  };
  const path = random.pick(
    paths[target.kind] ?? [
      'spec.template.spec.containers.[name=main].image',
      'spec.template.metadata.annotations.from',
      'spec.template.spec.containers.0.env.[name=MODE].value',
      'metadata.labels.made',
    ],
  );
  const selects = { kind: target.kind, ...(random.chance(0.6) ? { name: target.metadata.name } : {}) };
  const options = random.pick<Record<string, unknown>>([
    { create: true },
    { create: true },
    { delimiter: '/', index: random.pick([-1, 0, 1, 5]) },
    { delimiter: '-', index: 0, create: true },
  ]);
  const entry = {
    ...(random.chance(0.2)
      ? { sourceValue: random.pick(['given', '1.10', 'true', 'a/b']) }
      : {
          source: {
            kind: source.kind,
            name: source.metadata.name,
            ...(fieldPath ? { fieldPath } : {}),
            ...(random.chance(0.2) ? { options: { delimiter: '-', index: 0 } } : {}),
          },
        }),
    targets: [
      {
        select: selects,
        fieldPaths: [path],
        options,
        ...(random.chance(0.2) ? { reject: [{ name: 'nothing' }] } : {}),
      },
    ],
  };
  return push(
    folder,
    'replacements',
    random.chance(0.25) ? { path: addFile(folder, 'replace', write(random.chance(0.5) ? [entry] : entry)) } : entry,
  );
};

const buildMetadata: Edit = (random, folder) => {
  folder.list.buildMetadata = random.pick([
    ['originAnnotations'],
    ['transformerAnnotations'],
    ['originAnnotations', 'transformerAnnotations'],
  ]);
  return folder.isTop;
};

const sortOptions: Edit = (random, folder) => {
  if (!folder.isTop) return false;
  folder.list.sortOptions = random.pick<Record<string, unknown>>([
    { order: 'legacy' },
    { order: 'fifo' },
    { order: 'legacy', legacySortOptions: { orderFirst: ['Service', 'Deployment'], orderLast: ['ConfigMap'] } },
  ]);
  return true;
};

function plugin(kind: string, name: string, fields: Record<string, unknown>): Record<string, unknown> {
  return { apiVersion: 'builtin', kind, metadata: { name }, ...fields };
}

function unique({ path, files, list }: Folder): string {
  return `${path.replaceAll('/', '-')}-${files.size}-${((list.generators as unknown[] | undefined) ?? []).length}`;
}

const generators: Edit = (random, folder, write) => {
  const config = random.chance(0.5)
    ? plugin('ConfigMapGenerator', `plugin-config-${unique(folder)}`, { literals: ['k=v'] })
    : plugin('SecretGenerator', `plugin-secret-${unique(folder)}`, { literals: ['k=v'], type: 'Opaque' });
  return push(folder, 'generators', random.chance(0.5) ? write(config) : addFile(folder, 'generator', write(config)));
};

const transformers: Edit = (random, folder, write) => {
  const config = random.pick([
    plugin('LabelTransformer', 'l', {
      labels: { plugged: 'in' },
      fieldSpecs: [{ path: 'metadata/labels', create: true }],
    }),
    plugin('AnnotationsTransformer', 'a', {
      annotations: { plugged: 'in' },
      fieldSpecs: [{ path: 'metadata/annotations', create: true }],
    }),
    plugin('PrefixSuffixTransformer', 'p', { prefix: 'pp-', suffix: '-ss', fieldSpecs: [{ path: 'metadata/name' }] }),
    plugin('ImageTagTransformer', 'i', { imageTag: { name: 'nginx', newTag: 'plugged' } }),
    {
      ...plugin('NamespaceTransformer', 'n', {
        unsetOnly: random.chance(0.5),
        setRoleBindingSubjects: random.pick(['allServiceAccounts', 'none', 'defaultOnly']),
        fieldSpecs: [{ path: 'metadata/namespace', create: true }],
      }),
      metadata: { name: 'n', namespace: 'plugged' },
    },
    plugin('PatchTransformer', 't', {
      patch: JSON.stringify([{ op: 'add', path: '/metadata/labels', value: { plugged: 'patch' } }]),
      target: { kind: 'Service' },
    }),
  ]);
  return push(
    folder,
    'transformers',
    random.chance(0.5) ? write(config) : addFile(folder, 'transformer', write(config)),
  );
};

const validators: Edit = (random, folder, write) => {
  const config = random.chance(0.85)
    ? random.pick([
        plugin('LabelTransformer', 'v', { labels: {} }),
        plugin('ImageTagTransformer', 'v', { imageTag: { name: 'nothing', newTag: '1' } }),
        plugin('PatchTransformer', 'v', {
          patch: JSON.stringify([{ op: 'test', path: '/kind', value: 'X' }]),
          target: { kind: 'Nothing' },
        }),
      ])
    : plugin('PatchTransformer', 'v', {
        patch: JSON.stringify([{ op: 'test', path: '/kind', value: 'Service' }]),
        target: { kind: 'Service' },
      });
  return push(folder, 'validators', random.chance(0.5) ? write(config) : addFile(folder, 'validator', write(config)));
};

const openapi: Edit = (random, folder, write) => {
  if (!folder.isTop) return false;
  if (random.chance(0.3)) {
    folder.list.openapi = { version: 'v1.21.2' };
    return true;
  }
  const definition = {
    properties: { spec: { $ref: '#/definitions/com.example.v1.WidgetSpec' } },
    'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
  };
  const items = {
    type: 'array',
    items: { type: 'object' },
    'x-kubernetes-patch-merge-key': 'name',
    'x-kubernetes-patch-strategy': 'merge',
  };
  const definitions = { 'com.example.v1.Widget': definition, 'com.example.v1.WidgetSpec': { properties: { items } } };
  folder.list.openapi = {
    path: addFile(
      folder,
      'schema',
      random.chance(0.5) ? JSON.stringify({ definitions }) : write({ definitions }),
      'json',
    ),
  };
  return true;
};

/** The edits of this file by the feature that they use. */
export const MORE_EDITS: Readonly<Record<string, Edit>> = {
  namespace,
  namePrefix,
  nameSuffix,
  configurations,
  crds,
  vars,
  replacements,
  buildMetadata,
  sortOptions,
  generators,
  transformers,
  validators,
  openapi,
};
