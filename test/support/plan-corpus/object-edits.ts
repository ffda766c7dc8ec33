import { EditKind, Edits, Found, isMap, Json, pathIn, Repository, textOf } from './tree';

/** Every object of some, with a change. */
function each(
  which: (repository: Repository) => readonly Found[],
  change: (object: Json) => Json | undefined,
): EditKind {
  return (repository) => which(repository).map((one) => repository.with(one, change));
}

const plain = (repository: Repository) => repository.plain();
const metadata = (object: Json, more: Json): Json => ({
  ...object,
  metadata: { ...(object.metadata as Json), ...more },
});
const marked =
  (key: string, value: string) =>
  (object: Json): Json => {
    const { annotations = {} } = object.metadata as { annotations?: Json };
    return metadata(object, { annotations: { ...annotations, [key]: value } });
  };

/** Edits of objects. */
export const objectEdits: Readonly<Record<string, EditKind>> = {
  'change data': each(
    (repository) => repository.of('ConfigMap'),
    (object) => ({ ...object, data: { ...(object.data as Json), changed: 'yes' } }),
  ),
  'change a value that variables come from': each(
    (repository) => repository.of('ConfigMap'),
    (object) => ({
      ...object,
      data: Object.fromEntries(Object.keys((object.data ?? {}) as Json).map((key) => [key, 'other'])),
    }),
  ),
  'drop a key of data': each(
    (repository) => repository.of('ConfigMap'),
    (object) => ({ ...object, data: Object.fromEntries(Object.entries((object.data ?? {}) as Json).slice(1)) }),
  ),
  'change an image': ({ files }) =>
    [...files].flatMap(([file, text]): Edits[] => {
      const next = text.replace(/(image: registry\.example\.com\/[a-z]+:)[^\s]+/, '$1new');
      return next === text ? [] : [new Map([[file, next]])];
    }),
  'rename an object': each(plain, (object) => metadata(object, { name: 'renamed' })),
  'move an object to a namespace': each(plain, (object) => metadata(object, { namespace: 'moved' })),
  'drop a document': each(plain, () => undefined),
  'label an object': each(plain, (object) => metadata(object, { labels: { fresh: 'label' } })),
  'keep from pruning': each(plain, marked('kustomize.toolkit.fluxcd.io/prune', 'disabled')),
  'keep from applying': each(plain, marked('kustomize.toolkit.fluxcd.io/reconcile', 'disabled')),
  'make local': each(plain, marked('config.kubernetes.io/local-config', 'true')),
  'keep from substituting': each(plain, marked('kustomize.toolkit.fluxcd.io/substitute', 'disabled')),
  'have an object twice': (repository) => repository.plain().map((one) => repository.plus(one.file, one.object)),
  'add an object to a file': (repository) =>
    repository
      .plain()
      .map(({ file }) =>
        repository.plus(file, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'another' }, data: { a: 'b' } }),
      ),
  'use an unset variable': each(
    (repository) => repository.of('ConfigMap'),
    (object) => ({ ...object, data: { ...(object.data as Json), unset: '${NOT_SET}', set: '${ALSO_NOT:=default}' } }),
  ),
  'reformat a file': ({ files, objects }) => {
    const paths = [...new Set(objects.map(({ file }) => file))];
    return paths.map((file) => new Map([[file, `# formatted\n${files.get(file)!}\n`]]));
  },
  'break a file': ({ files, objects }) =>
    [...new Set(objects.map(({ file }) => file))].map((file) => new Map([[file, `${files.get(file)!}---\na: [\n`]])),
  'put a values file beside manifests': ({ objects }) =>
    [...new Set(objects.map(({ file }) => file.replace(/[^/]*$/, 'values.yaml')))].map(
      (file) => new Map([[file, 'replicas: 1\n']]),
    ),
  'add a manifest beside others': ({ objects }) =>
    [...new Set(objects.map(({ file }) => file.replace(/[^/]*$/, 'beside.yaml')))].map(
      (file) =>
        new Map([
          [
            file,
            textOf([
              {
                apiVersion: 'v1',
                kind: 'ConfigMap',
                metadata: { name: 'beside', namespace: 'default' },
                data: { a: 'b' },
              },
            ]),
          ],
        ]),
    ),
  'move an object to another file': (repository) =>
    repository.plain().flatMap((one): Edits[] => {
      const other = repository.objects.find(
        ({ file }) => file !== one.file && file.replace(/[^/]*$/, '') === one.file.replace(/[^/]*$/, ''),
      );
      return other
        ? [new Map([...repository.with(one, () => undefined), ...repository.plus(other.file, one.object)])]
        : [];
    }),
  'change a chart version': each(
    (repository) => repository.of('HelmRelease').filter(({ object }) => isMap((object.spec as Json).chart)),
    (object) => {
      const { chart } = object.spec as { chart: { spec: Json } };
      return {
        ...object,
        spec: { ...(object.spec as Json), chart: { ...chart, spec: { ...chart.spec, version: '9.0.0' } } },
      };
    },
  ),
  'change values of a release': each(
    (repository) => repository.of('HelmRelease'),
    (object) => ({ ...object, spec: { ...(object.spec as Json), values: { replicas: 4 } } }),
  ),
  'change a tag of a source': each(
    (repository) => repository.of('OCIRepository'),
    (object) => ({ ...object, spec: { ...(object.spec as Json), ref: { tag: '9.0.0' } } }),
  ),
  'remove a folder': ({ files, lists }) =>
    lists.map(
      ({ folder }) =>
        new Map(
          [...files.keys()].filter((file) => file.startsWith(pathIn(folder, ''))).map((file) => [file, undefined]),
        ),
    ),
};
