import { EditKind, Edits, Json, pathIn, Repository, textOf } from './tree';

type List = Repository['lists'][number];

/** Every list, changed by a function that returns undefined where it cannot. */
function lists(change: (list: Json, one: List, repository: Repository) => Json | undefined): EditKind {
  return (repository) =>
    repository.lists.flatMap((one) => {
      const next = change(structuredClone(one.list), one, repository);
      return next === undefined ? [] : [new Map([[one.file, textOf([next])]])];
    });
}

/** Every list, with a field set. */
function set(field: string, value: (one: List) => unknown, when: (list: Json) => boolean = () => true): EditKind {
  return lists((list, one) => (when(list) ? { ...list, [field]: value(one) } : undefined));
}

/** Every list that has a field, without it. */
function drop(...fields: readonly string[]): EditKind {
  return lists((list) => {
    const field = fields.find((one) => one in list);
    return field === undefined ? undefined : { ...list, [field]: undefined };
  });
}

function entries(list: Json, field = 'resources'): string[] {
  return ((list[field] ?? []) as unknown[]).map(String);
}

/** Every entry of every list, with the list changed by it. */
function eachEntry(
  change: (list: Json, entry: string, one: List, repository: Repository) => Edits | undefined,
): EditKind {
  return (repository) =>
    repository.lists.flatMap((one) =>
      entries(one.list).flatMap((entry) => change(structuredClone(one.list), entry, one, repository) ?? []),
    );
}

function withList(one: List, list: Json, more: ReadonlyArray<readonly [string, string | undefined]> = []): Edits {
  return new Map<string, string | undefined>([[one.file, textOf([list])], ...more]);
}

const without = (list: Json, entry: string): Json => ({
  ...list,
  resources: entries(list).filter((one) => one !== entry),
});
const isFile = (entry: string) => /\.ya?ml$/.test(entry);
const hasBase = (list: Json) => 'resources' in list || 'bases' in list;
const note = (name: string, data: Json = { made: 'here' }): Json => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data },
});
const labelPatch = { op: 'add', path: '/metadata/annotations/patched', value: 'yes' };

/** Edits of lists, and of the files beside them. */
export const listEdits: Readonly<Record<string, EditKind>> = {
  'unlist a file': eachEntry((list, entry, one) => (isFile(entry) ? withList(one, without(list, entry)) : undefined)),
  'unlist a folder': eachEntry((list, entry, one) => (isFile(entry) ? undefined : withList(one, without(list, entry)))),
  'remove a file and its entry': eachEntry((list, entry, one, { files }) => {
    const file = pathIn(one.folder, entry);
    return files.has(file) ? withList(one, without(list, entry), [[file, undefined]]) : undefined;
  }),
  'remove a listed file': eachEntry((_list, entry, one, { files }) => {
    const file = pathIn(one.folder, entry);
    return files.has(file) ? new Map([[file, undefined]]) : undefined;
  }),
  'list a file twice': eachEntry((list, entry, one) =>
    withList(one, { ...list, resources: [...entries(list), entry] }),
  ),
  'list a missing file': lists((list) => ({ ...list, resources: [...entries(list), 'nowhere.yaml'] })),
  'list a remote base': lists((list) => ({ ...list, resources: [...entries(list), 'https://example.com/base.yaml'] })),
  'add a file': (repository) =>
    repository.lists.map((one) =>
      withList(one, { ...one.list, resources: [...entries(one.list), 'made.yaml'] }, [
        [pathIn(one.folder, 'made.yaml'), textOf([note('made')])],
      ]),
    ),
  'add a second list': ({ lists: all, files }) =>
    all.map(({ file, folder }) => new Map([[pathIn(folder, 'kustomization.yml'), files.get(file)!]])),
  'remove a list': ({ lists: all }) => all.map(({ file }) => new Map([[file, undefined]])),
  'empty a list': lists((list) => (hasBase(list) ? { apiVersion: list.apiVersion, kind: list.kind } : undefined)),
  'reverse a list': lists((list) => (hasBase(list) ? { ...list, resources: entries(list).reverse() } : undefined)),
  'rename a listed file': eachEntry((list, entry, one, { files }) => {
    const text = files.get(pathIn(one.folder, entry));
    const renamed = entry.replace(/([^/]+)$/, 'other-$1');
    const resources = entries(list).map((each) => (each === entry ? renamed : each));
    return text === undefined
      ? undefined
      : withList(one, { ...list, resources }, [
          [pathIn(one.folder, entry), undefined],
          [pathIn(one.folder, renamed), text],
        ]);
  }),
  'comment a list': ({ lists: all, files }) =>
    all.map(({ file }) => new Map([[file, `# a remark\n${files.get(file)!}`]])),
  'set a namespace': set('namespace', () => 'elsewhere'),
  'drop a namespace': drop('namespace'),
  'set a name prefix': set('namePrefix', () => 'new-'),
  'set a name suffix': set('nameSuffix', () => '-new'),
  'drop a prefix or suffix': drop('namePrefix', 'nameSuffix'),
  'add labels': set('labels', () => [{ pairs: { added: 'label' } }]),
  'add labels with selectors': set('labels', () => [{ pairs: { added: 'label' }, includeSelectors: true }]),
  'add common annotations': set('commonAnnotations', () => ({ added: 'annotation' })),
  'drop common labels': drop('commonLabels', 'labels', 'commonAnnotations'),
  'set images': set('images', () => [{ name: 'registry.example.com/shop', newTag: '9.9.9' }]),
  'drop images': drop('images', 'replicas'),
  'add a strategic merge patch': (repository) =>
    repository.lists.flatMap((one) =>
      repository
        .plain()
        .slice(0, 6)
        .map(({ object }) => {
          const { apiVersion, kind, metadata } = object;
          const patch = textOf([{ apiVersion, kind, metadata: { name: metadata.name, labels: { merged: 'yes' } } }]);
          const patches = [...((one.list.patches ?? []) as unknown[]), { patch, target: { kind } }];
          return withList(one, { ...one.list, patches });
        }),
    ),
  'add a JSON patch': lists((list) => ({
    ...list,
    patches: [
      ...((list.patches ?? []) as unknown[]),
      { target: { kind: 'Deployment' }, patch: textOf([[{ op: 'replace', path: '/spec/replicas', value: 7 }]]) },
    ],
  })),
  'add a JSON patch for all': lists((list) => ({
    ...list,
    patches: [
      {
        target: { name: '.*' },
        patch: textOf([[{ ...labelPatch, path: '/metadata/annotations', value: { all: 'yes' } }]]),
      },
    ],
  })),
  'patch an object away': (repository) =>
    repository.lists.flatMap((one) =>
      repository
        .plain()
        .slice(0, 8)
        .map(({ object: { apiVersion, kind, metadata } }) => {
          const patch = textOf([{ apiVersion, kind, metadata: { name: metadata.name }, $patch: 'delete' }]);
          return withList(one, {
            ...one.list,
            patches: [...((one.list.patches ?? []) as unknown[]), { target: { kind, name: metadata.name }, patch }],
          });
        }),
    ),
  'drop patches': drop('patches', 'patchesStrategicMerge', 'patchesJson6902'),
  'change a patch file': ({ lists: all, files }) =>
    all.flatMap(({ list, folder }) =>
      ((list.patches ?? []) as Json[]).flatMap(({ path }) => {
        const file = pathIn(folder, String(path));
        const text = files.get(file);
        return text === undefined
          ? []
          : [new Map([[file, text.replace(/replicas: \d+/, 'replicas: 8').replace('path: ./blue', 'path: ./red')]])];
      }),
    ),
  'add a generator': set('configMapGenerator', () => [{ name: 'generated', literals: ['a=1'] }]),
  'add a secret generator': set('secretGenerator', () => [{ name: 'generated', literals: ['a=1'] }]),
  'change a literal': lists((list) => {
    const field = 'configMapGenerator' in list ? 'configMapGenerator' : 'secretGenerator';
    const [first] = (list[field] ?? []) as Json[];
    return first?.literals === undefined ? undefined : { ...list, [field]: [{ ...first, literals: ['mode=other'] }] };
  }),
  'change a generated file': ({ lists: all, files }) =>
    all.flatMap(({ list, folder }) =>
      [...((list.configMapGenerator ?? []) as Json[]), ...((list.secretGenerator ?? []) as Json[])].flatMap(
        ({ files: from }) =>
          ((from ?? []) as string[]).map((one): Edits => {
            const file = pathIn(folder, one.replace(/^[^=]*=/, ''));
            return new Map([[file, `${files.get(file) ?? ''}more = 1\n`]]);
          }),
      ),
    ),
  'drop a generator': drop('configMapGenerator', 'secretGenerator'),
  'turn the hash suffix off': set(
    'generatorOptions',
    () => ({ disableNameSuffixHash: true }),
    (list) => 'configMapGenerator' in list || 'secretGenerator' in list,
  ),
  'add a component': (repository) =>
    repository.lists.flatMap((one) =>
      one.list.kind === 'Component'
        ? []
        : [
            withList(one, { ...one.list, components: [...entries(one.list, 'components'), './part'] }, [
              [
                pathIn(one.folder, 'part/kustomization.yaml'),
                textOf([
                  { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', resources: ['part.yaml'] },
                ]),
              ],
              [pathIn(one.folder, 'part/part.yaml'), textOf([note('part')])],
            ]),
          ],
    ),
  'drop components': drop('components'),
  'add a replacement': set('replacements', () => [
    {
      source: { kind: 'ConfigMap', fieldPath: 'metadata.name' },
      targets: [
        { select: { kind: 'Deployment' }, fieldPaths: ['metadata.annotations.from'], options: { create: true } },
      ],
    },
  ]),
  'drop replacements': drop('replacements'),
  'set replicas': (repository) =>
    repository.lists.flatMap((one) =>
      repository
        .of('Deployment', 'StatefulSet')
        .map(({ object }) => withList(one, { ...one.list, replicas: [{ name: object.metadata.name, count: 6 }] })),
    ),
};
