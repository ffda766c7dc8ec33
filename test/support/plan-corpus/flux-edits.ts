import { EditKind, Edits, Found, isMap, Json, pathIn, Repository } from './tree';

const children = (repository: Repository) => repository.children();

/** Every Kustomization of some, with fields of its spec. */
function spec(fields: (spec: Json, one: Found) => Json | undefined, which = children): EditKind {
  return (repository) =>
    which(repository).flatMap((one) => {
      const next = fields(one.object.spec as Json, one);
      return next === undefined
        ? []
        : [repository.with(one, (object) => ({ ...object, spec: { ...(object.spec as Json), ...next } }))];
    });
}

const sources = (repository: Repository) => repository.of('GitRepository');
const has = (field: string, next: Json) => (one: Json) => (field in one ? next : undefined);
const patch = (operations: string) => [{ target: { kind: 'ConfigMap|Deployment' }, patch: operations }];

/** Edits of Flux's own objects. */
export const fluxEdits: Readonly<Record<string, EditKind>> = {
  'turn to a missing path': spec(() => ({ path: './nowhere' })),
  'write a path from above the top': spec(({ path }) => ({ path: `../../${String(path).replace(/^\.\//, '')}` })),
  'write a path in another way': spec(({ path }) => ({ path: `/${String(path).replace(/^\.\//, '')}/` })),
  'turn to the path of another': (repository) =>
    repository.children().flatMap((one) =>
      repository
        .children()
        .slice(0, 4)
        .flatMap(({ object }) => {
          const { path } = object.spec as Json;
          return path === (one.object.spec as Json).path
            ? []
            : [repository.with(one, (own) => ({ ...own, spec: { ...(own.spec as Json), path } }))];
        }),
    ),
  'stop pruning': spec(() => ({ prune: false })),
  'stop pruning and drop an object': (repository) =>
    repository.children().flatMap((one) =>
      repository
        .plain()
        .slice(0, 3)
        .flatMap((object): Edits[] =>
          object.file === one.file
            ? []
            : [
                new Map([
                  ...repository.with(one, (own) => ({ ...own, spec: { ...(own.spec as Json), prune: false } })),
                  ...repository.with(object, () => undefined),
                ]),
              ],
        ),
    ),
  suspend: spec(() => ({ suspend: true })),
  resume: spec(has('suspend', { suspend: false })),
  'set a target namespace': spec(() => ({ targetNamespace: 'target' })),
  'drop a target namespace': spec(has('targetNamespace', { targetNamespace: undefined })),
  'set a prefix on a Kustomization': spec(() => ({ namePrefix: 'pre-' })),
  'add patches to a Kustomization': spec(() => ({
    patches: patch('- op: add\n  path: /metadata/labels\n  value: { by: flux }\n'),
  })),
  'drop patches of a Kustomization': spec(has('patches', { patches: undefined })),
  'set images of a Kustomization': spec(() => ({ images: [{ name: 'registry.example.com/billing', newTag: '99' }] })),
  'set common metadata': spec(() => ({ commonMetadata: { labels: { team: 'all' } } })),
  'drop common metadata': spec(has('commonMetadata', { commonMetadata: undefined })),
  'add a missing component': spec(() => ({ components: ['../nowhere'] })),
  'add a missing component that may be': spec(() => ({ components: ['../nowhere'], ignoreMissingComponents: true })),
  'drop components of a Kustomization': spec(has('components', { components: undefined })),
  substitute: spec(({ postBuild }) => ({
    postBuild: {
      ...(isMap(postBuild) ? postBuild : {}),
      substitute: { APP: 'other', TIER: 'silver', cluster: 'two', environment: 'odd' },
    },
  })),
  'substitute nothing': spec(has('postBuild', { postBuild: undefined })),
  'substitute from a missing ConfigMap': spec(() => ({
    postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'nowhere' }] },
  })),
  'substitute from a Secret': spec(({ postBuild }) => ({
    postBuild: { ...(isMap(postBuild) ? postBuild : {}), substituteFrom: [{ kind: 'Secret', name: 'values' }] },
  })),
  orphan: spec(() => ({ deletionPolicy: 'Orphan' })),
  'change an interval': spec(() => ({ interval: '42m' })),
  'wait for another': spec(() => ({ dependsOn: [{ name: 'other' }] })),
  'read a missing source': spec(({ sourceRef }) => ({ sourceRef: { ...(sourceRef as Json), name: 'nowhere' } })),
  'read a source of another namespace': spec(({ sourceRef }) => ({
    sourceRef: { ...(sourceRef as Json), namespace: 'nowhere' },
  })),
  'turn to another cluster': spec(() => ({ kubeConfig: { secretRef: { name: 'third-kubeconfig' } } })),
  'come back from another cluster': spec(has('kubeConfig', { kubeConfig: undefined })),
  force: spec(() => ({ force: true })),
  'remove a Kustomization': (repository) => repository.children().map((one) => repository.with(one, () => undefined)),
  'rename a Kustomization': (repository) =>
    repository
      .children()
      .map((one) =>
        repository.with(one, (object) => ({ ...object, metadata: { ...(object.metadata as Json), name: 'another' } })),
      ),
  'move a Kustomization to a namespace': (repository) =>
    repository.children().map((one) =>
      repository.with(one, (object) => ({
        ...object,
        metadata: { ...(object.metadata as Json), namespace: 'gitops' },
      })),
    ),
  'add a Kustomization of the same folder': (repository) =>
    repository
      .children()
      .map((one) => repository.plus(one.file, { ...one.object, metadata: { ...one.object.metadata, name: 'twin' } })),
  'turn to a branch': spec(() => ({ ref: { branch: 'next' } }), sources),
  'turn to a repository': spec(() => ({ url: 'https://git.example.com/other/repository' }), sources),
  'ignore files': (repository) =>
    sources(repository).flatMap((one) =>
      topFolders(repository).map((folder) =>
        repository.with(one, (object) => ({ ...object, spec: { ...(object.spec as Json), ignore: `/${folder}\n` } })),
      ),
    ),
  'ignore all but some': (repository) =>
    sources(repository).flatMap((one) =>
      topFolders(repository).map((folder) =>
        repository.with(one, (object) => ({
          ...object,
          spec: { ...(object.spec as Json), ignore: `/*\n!/${folder}\n` },
        })),
      ),
    ),
  'check out some folders': (repository) =>
    sources(repository).flatMap((one) =>
      topFolders(repository).map((folder) =>
        repository.with(one, (object) => ({
          ...object,
          spec: { ...(object.spec as Json), sparseCheckout: [folder, 'clusters'] },
        })),
      ),
    ),
  'add a .sourceignore': (repository) =>
    [...new Set(repository.lists.map(({ folder }) => folder))].flatMap((folder): Edits[] => [
      new Map([[pathIn(folder, '.sourceignore'), '*.yaml\n!kustomization.yaml\n']]),
      new Map([['.sourceignore', `/${folder}\n`]]),
    ]),
  'remove a root': (repository) =>
    repository
      .units()
      .filter(({ object }) => object.metadata.name === 'flux-system')
      .map((one) => repository.with(one, () => undefined)),
  'suspend a root': spec(
    () => ({ suspend: true }),
    (repository) => repository.units().filter(({ object }) => object.metadata.name === 'flux-system'),
  ),
};

function topFolders({ files }: Repository): string[] {
  return [...new Set([...files.keys()].filter((file) => file.includes('/')).map((file) => file.split('/')[0]!))];
}
