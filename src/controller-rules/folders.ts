import { quote } from '../kubernetes/names';
import { Fact } from './facts';
import { contains, Fields, fieldsIn, folderOf, isGiven, mapsIn, textIn, textsIn, valueIn } from './fields';
import { ClusterFinding, ClusterObjects, ClusterRule, nameOf, PlacedFact } from './rule';

/** The source and the folder of a Kustomization. */
interface Read {
  /** Kind, namespace and name of the source. */
  readonly source: string;
  /** The folder, in one spelling. */
  readonly folder: string;
}

/** Equal units have the same facts on all clusters: each is read once. */
const reads = new WeakMap<Fact, Read>();

function readOf(fact: Fact): Read {
  let read = reads.get(fact);
  if (read === undefined) {
    const { kind, name, namespace } = fieldsIn(fact.spec['sourceRef']);
    const source = `${String(kind)} ${textIn(namespace) ?? fact.metadata.namespace ?? ''}/${String(name)}`;
    reads.set(fact, (read = { source, folder: folderOf(textIn(fact.spec['path']) ?? '') }));
  }
  return read;
}

/** A place within a source that an object reads. */
interface ReadPath {
  readonly field: string;
  readonly path: string;
  readonly namespace: string;
  readonly source: string;
}

function gitReference(source: unknown, namespace: string): Pick<ReadPath, 'namespace' | 'source'> | undefined {
  const { kind, name, namespace: own } = fieldsIn(source);
  return kind === 'GitRepository' ? { source: String(name), namespace: textIn(own) ?? namespace } : undefined;
}

function chartPaths({ fact }: PlacedFact): ReadPath[] {
  const [prefix, chart] =
    fact.kind === 'HelmChart' ? ['', fact.spec] : ['chart.spec.', fieldsIn(valueIn(fact.spec, 'chart', 'spec'))];
  const source = gitReference(chart['sourceRef'], fact.metadata.namespace ?? '');
  if (source === undefined) return [];
  const files = textsIn(chart['valuesFiles']).map((path) => ({ ...source, field: `${prefix}valuesFiles`, path }));
  return [{ ...source, field: `${prefix}chart`, path: textIn(chart['chart']) ?? '' }, ...files];
}

/** The folders that copies read, without the part that is a pattern. */
function copyPaths({ fact }: PlacedFact): ReadPath[] {
  const sources = new Map(
    mapsIn(fact.spec['sources']).map((one) => [one['alias'], gitReference(one, fact.metadata.namespace ?? '')]),
  );
  if (isGiven(fact.spec['pathPattern'])) return [];
  return mapsIn(fact.spec['artifacts']).flatMap(({ copy }) =>
    mapsIn(copy).flatMap(({ from }): ReadPath[] => {
      const [, alias, path = ''] = /^@([^/]+)\/(.*)$/.exec(String(from)) ?? [];
      const source = sources.get(alias);
      const literal = path.split('/');
      const pattern = literal.findIndex((part) => /[*?[\]{}]/.test(part));
      return source
        ? [{ ...source, field: 'copy', path: literal.slice(0, pattern < 0 ? undefined : pattern).join('/') }]
        : [];
    }),
  );
}

/** The folders that each GitRepository with `sparseCheckout` has, by kind, namespace and name. */
function fetchedFolders(objects: ClusterObjects): Map<string, readonly string[]> {
  const fetched = new Map<string, readonly string[]>();
  for (const { fact, key } of objects.of('GitRepository')) {
    const folders = textsIn(fact.spec['sparseCheckout']);
    if (folders.length === 0) continue;
    const included = mapsIn(fact.spec['include']).map(
      ({ toPath, repository }) => textIn(toPath) ?? textIn(valueIn(repository, 'name')) ?? '',
    );
    fetched.set(`GitRepository ${key}`, [...folders, ...included].map(folderOf));
  }
  return fetched;
}

/** Whether a folder is fetched, or has what is fetched below it. */
function isFetched(folders: readonly string[], folder: string): boolean {
  return folders.some((one) => contains(one, folder) || contains(folder, one));
}

/** A remedy where the folders cannot be chosen, too: those of the source that a fleet makes for itself. */
function wayOut(kind: Fact['kind']): string {
  return kind === 'Kustomization'
    ? 'add it there; where the fleet makes that source, give the Kustomization another one, or deliver the folder by the path of a component'
    : 'add it there; where the fleet makes that source, use another one';
}

function unfetched(
  on: PlacedFact,
  { field, path, namespace, source }: ReadPath,
  objects: ClusterObjects,
): ClusterFinding {
  const folders = textsIn(objects.find('GitRepository', namespace, source)?.fact.spec['sparseCheckout']);
  const repository = quote(`${namespace}/${source}`);
  return {
    on,
    message: `${field} ${quote(path)} is not among the folders that sparseCheckout of GitRepository ${repository} fetches (${folders.join(', ')}): ${wayOut(on.fact.kind)}`,
  };
}

function* unfetchedPaths(objects: ClusterObjects): Generator<ClusterFinding> {
  const fetched = fetchedFolders(objects);
  if (fetched.size === 0) return;
  for (const on of objects.of('Kustomization')) {
    const read = readOf(on.fact);
    const folders = fetched.get(read.source);
    if (folders === undefined || isFetched(folders, read.folder)) continue;
    const { metadata, spec } = on.fact;
    const source = gitReference(spec['sourceRef'], metadata.namespace ?? '');
    if (source) yield unfetched(on, { ...source, field: 'path', path: textIn(spec['path']) ?? '' }, objects);
  }
}

function* sparseFindings(
  kind: 'HelmChart' | 'HelmRelease' | 'ArtifactGenerator',
  pathsOf: (one: PlacedFact) => readonly ReadPath[],
  objects: ClusterObjects,
): Generator<ClusterFinding> {
  if (objects.of(kind).length === 0) return;
  const fetched = fetchedFolders(objects);
  for (const on of objects.of(kind)) {
    for (const read of pathsOf(on)) {
      const folders = fetched.get(`GitRepository ${read.namespace}/${read.source}`);
      if (folders !== undefined && !isFetched(folders, folderOf(read.path))) yield unfetched(on, read, objects);
    }
  }
}

/** The cluster that a Kustomization or HelmRelease reaches: the own one, or that of a kubeconfig. */
export function reachOf({ fact: { metadata, spec } }: PlacedFact): string {
  const { secretRef, configMapRef } = fieldsIn(spec['kubeConfig']);
  if (isGiven(secretRef))
    return `secret ${metadata.namespace}/${String(fieldsIn(secretRef)['name'])}/${textIn(fieldsIn(secretRef)['key']) ?? ''}`;
  return isGiven(configMapRef) ? `map ${metadata.namespace}/${String(fieldsIn(configMapRef)['name'])}` : '';
}

function partsOf(spec: Fields, fields: readonly string[]): string {
  return JSON.stringify(fields.map((field) => spec[field] ?? null));
}

/** Where the content of each source comes from: two source objects may fetch from one place. */
function contentKeys(objects: ClusterObjects): Map<string, string> {
  const keys = new Map<string, string>();
  for (const kind of ['GitRepository', 'OCIRepository'] as const) {
    for (const { fact, key } of objects.of(kind)) keys.set(`${kind} ${key}`, `${kind} ${contentOf(fact)}`);
  }
  return keys;
}

const contents = new WeakMap<Fact, string>();

function contentOf(fact: Fact): string {
  let content = contents.get(fact);
  if (content === undefined) contents.set(fact, (content = partsOf(fact.spec, ['url', 'ref'])));
  return content;
}

/** Where a Kustomization's objects go. Variables and components may also give them other names. */
function destination(one: PlacedFact): string {
  const names = ['targetNamespace', 'namePrefix', 'nameSuffix', 'postBuild', 'components'];
  return `${reachOf(one)}\n${partsOf(one.fact.spec, names)}`;
}

const CHANGES = ['patches', 'images', 'commonMetadata'] as const;

/** Kustomizations on one folder, whose objects go to one place. */
function* sharedFolders(objects: ClusterObjects): Generator<ClusterFinding> {
  const keys = contentKeys(objects);
  const sources = new Map<string, Map<string, PlacedFact | PlacedFact[]>>();
  for (const on of objects.of('Kustomization')) {
    if (on.fact.spec['suspend'] === true) continue;
    const { source: own, folder } = readOf(on.fact);
    const source = keys.get(own) ?? own;
    let folders = sources.get(source);
    if (folders === undefined) sources.set(source, (folders = new Map<string, PlacedFact | PlacedFact[]>()));
    const known = folders.get(folder);
    folders.set(folder, known === undefined ? on : [known, on].flat());
    if (known === undefined) continue;
    const other = [known].flat().find((one) => destination(one) === destination(on));
    if (other === undefined) continue;
    const equal = partsOf(on.fact.spec, CHANGES) === partsOf(other.fact.spec, CHANGES);
    const where = quote(textIn(on.fact.spec['path']) ?? './');
    yield {
      on,
      message: equal
        ? `it applies the same folder ${where} of the same source as ${nameOf(other.fact)}, and each deletes what the other applied when it goes: leave out one of them`
        : `it applies the same folder ${where} of the same source as ${nameOf(other.fact)} with other changes, so objects of one name alternate between both: leave out one of them, or tell their objects apart by targetNamespace or namePrefix`,
    };
  }
}

const SPARSE = { severity: 'error', file: 'internal/controller/gitrepository_controller.go' } as const;

/** Rules about what objects read of sources. */
export const FOLDER_RULES: readonly ClusterRule[] = [
  {
    ...SPARSE,
    id: 'kustomization-path-not-fetched',
    kind: 'Kustomization',
    controller: 'kustomize-controller',
    file: 'internal/controller/kustomization_controller.go',
    when: "`path` is outside the folders of its GitRepository's `sparseCheckout`",
    then: 'ArtifactFailed: path not found',
    check: unfetchedPaths,
  },
  {
    ...SPARSE,
    id: 'helm-chart-path-not-fetched',
    kind: 'HelmChart',
    controller: 'source-controller',
    file: 'internal/helm/chart/builder_local.go',
    when: "`chart` or `valuesFiles` is outside the folders of its GitRepository's `sparseCheckout`",
    then: 'Stalled with InvalidChartReference or ValuesFilesError',
    check: (objects) => sparseFindings('HelmChart', chartPaths, objects),
  },
  {
    ...SPARSE,
    id: 'helm-release-path-not-fetched',
    kind: 'HelmRelease',
    controller: 'source-controller',
    file: 'internal/helm/chart/builder_local.go',
    when: "`chart.spec.chart` or `valuesFiles` is outside the folders of its GitRepository's `sparseCheckout`",
    then: 'its HelmChart is Stalled',
    check: (objects) => sparseFindings('HelmRelease', chartPaths, objects),
  },
  {
    ...SPARSE,
    id: 'artifact-generator-path-not-fetched',
    kind: 'ArtifactGenerator',
    controller: 'source-watcher',
    file: 'internal/builder/builder.go',
    when: "`copy[].from` is outside the folders of its GitRepository's `sparseCheckout`",
    then: 'BuildFailed',
    check: (objects) => sparseFindings('ArtifactGenerator', copyPaths, objects),
  },
  {
    id: 'kustomization-folder-twice',
    kind: 'Kustomization',
    controller: 'kustomize-controller',
    file: 'internal/inventory/inventory.go',
    severity: 'warning',
    when: 'two Kustomizations apply one folder of one source to one place',
    then: 'both are Ready; with different patches or images, objects alternate between both; deleting one deletes what both have',
    check: sharedFolders,
  },
];
