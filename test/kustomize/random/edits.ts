import { Made, Names } from './objects';
import { Random } from './random';

/** The list of a folder that is being made, with the files beside it. */
export interface Folder {
  readonly path: string;
  readonly list: Record<string, unknown>;
  readonly files: Map<string, string>;
  /** Objects that its list yields, as far as they keep the names of their files. */
  readonly objects: readonly Made[];
  readonly names: readonly Names[];
  /** Names of the objects that the lists of the tree generate. */
  readonly generated: Set<string>;
  /** Whether a prefix, suffix or namespace below changed identities. */
  readonly isRenamed: boolean;
  /** Whether it is the folder of the Flux Kustomization. */
  readonly isTop: boolean;
}

/** Changes a folder so that it uses a feature; false when it cannot. */
export type Edit = (random: Random, folder: Folder, write: (value: unknown) => string) => boolean;

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

function push(folder: Folder, field: string, ...items: readonly unknown[]): true {
  folder.list[field] = [...((folder.list[field] as unknown[] | undefined) ?? []), ...items];
  return true;
}

function addFile(folder: Folder, stem: string, content: string, ending = 'yaml'): string {
  const name = `${stem}${folder.files.size}.${ending}`;
  folder.files.set(name, content);
  return name;
}

function headOf({ apiVersion, kind, metadata }: Made): Record<string, unknown> {
  const { name, namespace } = metadata;
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

function pickOf(random: Random, folder: Folder, kinds?: readonly string[]): Made | undefined {
  const fitting = folder.objects.filter(({ kind }) => kinds?.includes(kind) ?? true);
  return fitting.length === 0 ? undefined : random.pick(fitting);
}

/** A strategic merge patch for an object, with what its kind has. */
function mergePatch(random: Random, object: Made): Record<string, unknown> {
  const head = headOf(object) as Record<string, Record<string, unknown>>;
  if (random.chance(0.4)) head.metadata!.labels = { patched: 'yes', ...(random.chance(0.3) ? { tier: null } : {}) };
  if (random.chance(0.3)) head.metadata!.annotations = { 'patched/by': 'test' };
  if (WORKLOADS.includes(object.kind)) {
    const containers: unknown[] = [
      {
        name: 'main',
        ...(random.chance(0.5) ? { image: 'nginx:patched' } : {}),
        ...(random.chance(0.5)
          ? {
              env: [
                { name: 'MODE', value: 'patched' },
                { name: 'NEW', value: '1' },
                ...(random.chance(0.3) ? [{ name: 'KEY', $patch: 'delete' }] : []),
              ],
            }
          : {}),
        ...(random.chance(0.4)
          ? { ports: [{ containerPort: 8080, protocol: 'TCP', name: 'web' }, { containerPort: 7000 }] }
          : {}),
        ...(random.chance(0.3) ? { args: ['--only'] } : {}),
        ...(random.chance(0.2) ? { volumeMounts: [{ mountPath: '/data', $patch: 'delete' }] } : {}),
        ...(random.chance(0.2) ? { resources: null } : {}),
      },
      ...(random.chance(0.3) ? [{ name: 'added', image: 'busybox' }] : []),
      ...(random.chance(0.15) ? [{ name: 'sidecar', $patch: 'delete' }] : []),
      ...(random.chance(0.08) ? [{ $patch: 'replace' }] : []),
    ];
    const spec: Record<string, unknown> = { containers };
    if (random.chance(0.2))
      spec.volumes = [
        { name: 'config', $patch: 'delete' },
        { name: 'tmp', emptyDir: {} },
      ];
    if (random.chance(0.1)) spec['$setElementOrder/containers'] = [{ name: 'added' }, { name: 'main' }];
    if (random.chance(0.1))
      spec.topologySpreadConstraints = [{ topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 2 }];
    head.spec = {
      ...(random.chance(0.4) && object.kind !== 'Job' && object.kind !== 'DaemonSet' ? { replicas: 7 } : {}),
      template: { spec },
    };
    if (random.chance(0.1) && object.kind === 'Deployment')
      head.spec.strategy = { $retainKeys: ['type'], type: 'Recreate' };
  } else if (object.kind === 'ConfigMap') {
    head.data = {
      key: 'patched',
      extra: 'new',
      ...(random.chance(0.3) ? { 'app.properties': null } : {}),
      ...(random.chance(0.2) ? { $patch: 'replace' } : {}),
    };
  } else if (object.kind === 'Service') {
    head.spec = {
      type: 'ClusterIP',
      ports: [
        { port: 80, protocol: 'TCP', targetPort: 'web' },
        { port: 9000, name: 'extra' },
      ],
    };
  } else if (object.kind === 'Widget') {
    head.spec = {
      size: null,
      items: [{ name: 'three' }],
      nested: { deep: null, kept: 1, inner: { $patch: 'merge', a: 1 } },
    };
  } else if (object.kind === 'HelmRelease') {
    head.spec = { values: { replicas: 3, nested: { list: [1, 2], none: null } } };
  } else if (random.chance(0.3)) {
    head.metadata!.finalizers = ['example.com/one'];
  }
  return head;
}

function jsonPatch(random: Random, object: Made): unknown[] {
  const operations: unknown[] = [];
  if (random.chance(0.5)) {
    operations.push({ op: 'add', path: '/metadata/labels', value: { json: 'patched' } });
    operations.push({ op: 'add', path: '/metadata/labels/more~1keys', value: 'x' });
  }
  if (WORKLOADS.includes(object.kind)) {
    operations.push(
      random.pick([
        { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'json:1' },
        { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'json', image: 'busybox' } },
        { op: 'add', path: '/spec/template/spec/tolerations', value: [{ operator: 'Exists' }] },
        { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'main' },
        { op: 'copy', from: '/spec/template/spec/containers/0/name', path: '/spec/template/spec/hostname' },
      ]),
    );
  }
  if (object.kind === 'ConfigMap')
    operations.push(
      { op: 'replace', path: '/data/key', value: '1.10' },
      ...(random.chance(0.3) ? [{ op: 'remove', path: '/data/config.json' }] : []),
    );
  if (object.kind === 'Widget')
    operations.push(
      { op: 'add', path: '/spec/items/0', value: { name: 'zero' } },
      { op: 'replace', path: '/spec/size', value: 1.5 },
    );
  if (operations.length === 0) operations.push({ op: 'add', path: '/metadata/labels', value: { json: 'patched' } });
  return operations;
}

/** A target that selects an object, and perhaps others. */
function targetFor(random: Random, object: Made): Record<string, unknown> {
  const { kind, metadata } = object;
  const apiVersion = object.apiVersion.split('/');
  return random.pick<Record<string, unknown>>([
    { kind, name: metadata.name },
    { kind },
    { kind, name: `${metadata.name.slice(0, 2)}.*` },
    { kind: `(${kind}|Nothing)`, name: '.*' },
    { version: apiVersion.at(-1)!, kind },
    {
      kind,
      labelSelector: random.pick(['tier', 'tier in (front,back)', 'tier!=front', 'app', '!nothing', 'tier==back']),
    },
    { kind, annotationSelector: random.pick(['note', 'note=plain', '!note']) },
    { ...(apiVersion.length > 1 ? { group: apiVersion[0]! } : {}), kind },
    { kind, namespace: random.pick(['default', 'apps', '.*']) },
  ]);
}

const patchInline: Edit = (random, folder, write) => {
  const object = pickOf(random, folder);
  if (object === undefined) return false;
  const isNamed = random.chance(0.5) && !folder.isRenamed;
  return push(folder, 'patches', {
    patch: write(mergePatch(random, object)),
    ...(isNamed ? {} : { target: targetFor(random, object) }),
  });
};

const patchFile: Edit = (random, folder, write) => {
  const object = pickOf(random, folder, [...WORKLOADS, 'ConfigMap', 'Service', 'Widget']);
  if (object === undefined) return false;
  const path = addFile(folder, 'patch', write(mergePatch(random, object)));
  return push(folder, 'patches', { path, target: { kind: object.kind, name: object.metadata.name } });
};

const patchDelete: Edit = (random, folder, write) => {
  const object = pickOf(random, folder, [
    'ConfigMap',
    'Service',
    'Ingress',
    'NetworkPolicy',
    'HorizontalPodAutoscaler',
  ]);
  if (object === undefined) return false;
  return push(folder, 'patches', {
    patch: write({ ...headOf(object), $patch: 'delete' }),
    target: { kind: object.kind, name: object.metadata.name },
  });
};

const patchJson: Edit = (random, folder, write) => {
  const object = pickOf(random, folder);
  if (object === undefined) return false;
  const operations = jsonPatch(random, object);
  const text = random.chance(0.5) ? JSON.stringify(operations) : write(operations);
  const target = random.chance(0.5) ? { kind: object.kind, name: object.metadata.name } : targetFor(random, object);
  return push(
    folder,
    'patches',
    random.chance(0.4) ? { path: addFile(folder, 'ops', text), target } : { patch: text, target },
  );
};

const patchMany: Edit = (random, folder, write) => {
  if (folder.isRenamed || folder.objects.length < 2) return false;
  const documents = random
    .shuffled(folder.objects)
    .slice(0, 2)
    .map((object) => write(mergePatch(random, object)));
  return push(folder, 'patches', { path: addFile(folder, 'many', documents.join('---\n')) });
};

const patchRename: Edit = (random, folder, write) => {
  const object = pickOf(random, folder, ['Service', 'Ingress', 'NetworkPolicy', 'Widget']);
  if (object === undefined) return false;
  const kinds = random.chance(0.4);
  const patch = {
    ...headOf(object),
    ...(kinds ? { kind: 'Renamed' } : {}),
    metadata: { name: random.chance(0.7) ? `${object.metadata.name}-new` : object.metadata.name },
  };
  const options = { allowNameChange: true, ...(kinds ? { allowKindChange: true } : {}) };
  return push(folder, 'patches', {
    patch: write(patch),
    target: { kind: object.kind, name: object.metadata.name },
    options,
  });
};

const strategicMerge: Edit = (random, folder, write) => {
  const object = pickOf(random, folder);
  if (object === undefined || folder.isRenamed) return false;
  const text = write(mergePatch(random, object));
  return push(folder, 'patchesStrategicMerge', random.chance(0.5) ? text : addFile(folder, 'merge', text));
};

const json6902: Edit = (random, folder, write) => {
  const object = pickOf(random, folder, [...WORKLOADS, 'ConfigMap', 'Widget']);
  if (object === undefined) return false;
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  const target = { ...(group ? { group } : {}), version, kind: object.kind, name: object.metadata.name };
  const text = write(jsonPatch(random, object));
  return push(
    folder,
    'patchesJson6902',
    random.chance(0.5) ? { target, patch: text } : { target, path: addFile(folder, 'ops', text) },
  );
};

const images: Edit = (random, folder) =>
  push(
    folder,
    'images',
    ...random
      .some(['nginx', 'ghcr.io/acme/app', 'redis', 'busybox', 'registry.local:5000/team/tool'], 0.5)
      .map((name) => ({
        name,
        ...random.pick<Record<string, string>>([
          { newTag: '9.9' },
          { newName: 'mirror.local/x/y' },
          { newName: 'mirror.local:443/z', newTag: 'v1' },
          { digest: 'sha256:abcdef' },
          { newTag: 'v2', digest: 'sha256:abcdef' },
          { tagSuffix: '-slim' },
        ]),
      })),
    { name: 'unused', newTag: '1' },
  );

const replicas: Edit = (random, folder) => {
  const object = pickOf(random, folder, ['Deployment', 'StatefulSet']);
  return object !== undefined && push(folder, 'replicas', { name: object.metadata.name, count: random.int(0, 9) });
};

const PAIRS: ReadonlyArray<Record<string, string>> = [
  { team: 'blue' },
  { 'app.kubernetes.io/part-of': 'shop', env: 'prod' },
  { version: '1.0', flag: 'true' },
];

const labels: Edit = (random, folder) =>
  push(folder, 'labels', { pairs: random.pick(PAIRS), ...(random.chance(0.3) ? { includeSelectors: false } : {}) });
const labelsSelectors: Edit = (random, folder) =>
  push(folder, 'labels', { pairs: random.pick(PAIRS), includeSelectors: true });
const labelsTemplates: Edit = (random, folder) =>
  push(folder, 'labels', { pairs: random.pick(PAIRS), includeTemplates: true });
const labelsFields: Edit = (random, folder) =>
  push(folder, 'labels', {
    pairs: random.pick(PAIRS),
    fields: [
      random.pick<Record<string, unknown>>([
        { path: 'spec/values/labels', kind: 'HelmRelease', create: true },
        { path: 'spec/selector', kind: 'Service', version: 'v1' },
        { path: 'spec/labels', group: 'example.com', create: true },
      ]),
    ],
  });
const commonLabels: Edit = (random, folder) => {
  folder.list.commonLabels = random.pick(PAIRS);
  return true;
};
const commonAnnotations: Edit = (random, folder) => {
  folder.list.commonAnnotations = { owner: 'platform', ...(random.chance(0.5) ? { 'example.com/n': '1' } : {}) };
  return true;
};

function generatorEntry(random: Random, folder: Folder, name: string): Record<string, unknown> {
  const entry: Record<string, unknown> = { name };
  const sources = random.int(1, 7);
  if (sources & 1)
    entry.literals = ['a=1', "b='quoted value'", 'c=x=y', `region=${random.pick(['${region}', 'eu', 'true'])}`];
  if (sources & 2) {
    const file = addFile(
      folder,
      'data',
      random.pick(['plain text\n', '{"a": "<b>&"}\n', 'ünïcode ✓\n', 'no end', 'line\r\nend\r\n']),
      'txt',
    );
    entry.files = [random.chance(0.5) ? file : `key.txt=${file}`];
  }
  if (sources & 4)
    entry[random.chance(0.8) ? 'envs' : 'env'] = random.chance(0.99)
      ? [addFile(folder, 'vars', '# comment\nX=1\n  Y=two words\nEMPTY=\nNOVALUE\n', 'env')]
      : [];
  if (typeof entry.env === 'object') entry.env = (entry.env as string[])[0];
  if (random.chance(0.3)) {
    entry.options = {
      ...(random.chance(0.5) ? { disableNameSuffixHash: random.chance(0.7) } : {}),
      ...(random.chance(0.5) ? { labels: { generated: 'yes' } } : {}),
      ...(random.chance(0.3) ? { annotations: { note: 'made' } } : {}),
      ...(random.chance(0.2) ? { immutable: true } : {}),
    };
  }
  if (random.chance(0.15)) entry.namespace = random.pick(['apps', 'default']);
  return entry;
}

/** A name for a generated object: one that others refer to, unless it is taken. */
function freeName(random: Random, folder: Folder, field: string, wished: readonly string[]): string {
  const taken = (folder.list[field] as Array<{ name: string }> | undefined) ?? [];
  const own = `made-${folder.path.replaceAll('/', '-')}-${taken.length}`;
  if (wished.length === 0 || folder.isRenamed || !random.chance(0.6)) return own;
  const name = random.pick(wished);
  // The name of a folder's own: two levels may not make the same object.
  return taken.some((one) => one.name === name) || folder.generated.has(name)
    ? own
    : (folder.generated.add(name), name);
}

const configMapGenerator: Edit = (random, folder) => {
  const free = folder.names.filter(
    ({ config }) => !folder.objects.some(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === config),
  );
  const name = freeName(
    random,
    folder,
    'configMapGenerator',
    free.map(({ config }) => config),
  );
  return push(folder, 'configMapGenerator', generatorEntry(random, folder, name));
};

const secretGenerator: Edit = (random, folder) => {
  const free = folder.names.filter(
    ({ secret }) => !folder.objects.some(({ kind, metadata }) => kind === 'Secret' && metadata.name === secret),
  );
  const name = freeName(
    random,
    folder,
    'secretGenerator',
    free.map(({ secret }) => secret),
  );
  return push(folder, 'secretGenerator', {
    ...generatorEntry(random, folder, name),
    ...(random.chance(0.3) ? { type: 'kubernetes.io/basic-auth' } : {}),
  });
};

const generatorBehavior: Edit = (random, folder) => {
  const object = pickOf(random, folder, ['ConfigMap']);
  if (object === undefined || folder.isRenamed) return false;
  const { name, namespace } = object.metadata;
  const entry = generatorEntry(random, folder, name);
  delete entry.namespace;
  return push(folder, 'configMapGenerator', {
    ...entry,
    ...(namespace === undefined ? {} : { namespace }),
    behavior: random.pick(['merge', 'replace']),
  });
};

const generatorOptions: Edit = (random, folder) => {
  folder.list.generatorOptions = random.pick<Record<string, unknown>>([
    { disableNameSuffixHash: true },
    { labels: { all: 'generated' } },
    { annotations: { a: 'b' }, immutable: true },
  ]);
  return (
    folder.list.configMapGenerator !== undefined ||
    folder.list.secretGenerator !== undefined ||
    configMapGenerator(random, folder, String)
  );
};

/** The edits of this file by the feature that they use. */
export const EDITS: Readonly<Record<string, Edit>> = {
  patchInline,
  patchFile,
  patchDelete,
  patchJson,
  patchMany,
  patchRename,
  patchesStrategicMerge: strategicMerge,
  patchesJson6902: json6902,
  images,
  replicas,
  labels,
  labelsSelectors,
  labelsTemplates,
  labelsFields,
  commonLabels,
  commonAnnotations,
  configMapGenerator,
  secretGenerator,
  generatorBehavior,
  generatorOptions,
};

export { addFile, pickOf, push };
