import { defined } from '../../core/defined';
import { isClusterScoped } from '../../kubernetes/scopes';
import { KustomizationSpec } from '../tree/flux-spec';
import { Affix, KUSTOMIZATION_FILES, KustomizationFile } from '../tree/kustomization-file';
import { ManifestIndex, ObjectHeader } from '../tree/manifest-index';
import { ManifestTree, pathFrom, pathIn } from '../tree/manifest-tree';

/** A file that is part of a directory's build. */
export interface BuiltFile {
  readonly path: string;
  readonly content: string;
  /** Namespace that the lists above it give its objects. */
  readonly namespace?: string;
  /** Prefix and suffix that the lists above it give its objects' names: the directory's own list, and those below. */
  readonly names?: { readonly top: Affix; readonly below: Affix };
}

/** The evaluated result of `kustomize build` on a directory. */
export interface Build {
  readonly directory: string;
  readonly files: readonly BuiltFile[];
  /** The `kustomization.yaml` files that are part of it. */
  readonly lists: ReadonlyArray<{ readonly path: string; readonly content: string }>;
  /** Folders without a list: Flux applies everything below them. */
  readonly unlisted: readonly string[];
  /** Features that are not evaluated, such as `patches in base/kustomization.yaml`. */
  readonly notEvaluated: readonly string[];
  /** Why the build fails: Flux then changes nothing. */
  readonly error?: string;
}

/** Flux's own manifests, which `flux bootstrap` commits and this library only lists. */
const COMPONENTS = 'gotk-components.yaml';

/** Files that are part of a directory without a list. */
const MANIFEST = /\.ya?ml$/;

/** A resource that kustomize fetches. */
const REMOTE = /^[a-z+]+:\/\/|^git@|^(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)[/:]|\?(?:.*&)?(?:ref|version)=/;

class BuildError extends Error {}

/** Changes that the lists above a file make to its objects. */
type Above = Pick<BuiltFile, 'namespace' | 'names'>;

const PLAIN: Affix = { prefix: '', suffix: '' };

/** Evaluates a directory of a tree. */
export function buildDirectory(tree: ManifestTree, index: ManifestIndex, directory: string): Build {
  const builder = new Builder(tree, index);
  let error: string | undefined;
  try {
    if (!tree.isFolder(directory)) throw new BuildError(`path ${directory || '.'} is missing`);
    builder.folder(directory, {}, true);
  } catch (thrown) {
    if (!(thrown instanceof BuildError)) throw thrown;
    error = thrown.message;
  }
  const { files, lists, unlisted, notEvaluated } = builder;
  return { directory, files, lists, unlisted, notEvaluated, ...defined({ error }) };
}

/** Whether two builds, of the same tree or of two, are equal. */
export function isSameBuild(build: Build, other: Build): boolean {
  return (
    build.directory === other.directory &&
    build.error === other.error &&
    areSame(build.files, other.files, (file, one) => file.path === one.path && isSameFile(file, one)) &&
    areSame(build.lists, other.lists, (list, one) => list.path === one.path && list.content === one.content) &&
    areSame(build.unlisted, other.unlisted, Object.is) &&
    areSame(build.notEvaluated, other.notEvaluated, Object.is)
  );
}

/** Whether a build depends on nothing but the files directly in its directory. */
export function readsOwnFolder({ directory, files, lists, unlisted, notEvaluated, error }: Build): boolean {
  const isIn = (path: string) => path === pathIn(directory, path.slice(path.lastIndexOf('/') + 1));
  return (
    error === undefined &&
    lists.length === 1 &&
    unlisted.length === 0 &&
    notEvaluated.length === 0 &&
    files.every(({ path }) => isIn(path))
  );
}

/** Whether two files yield the same objects, whatever their paths. */
export function isSameFile(file: BuiltFile, other: BuiltFile): boolean {
  return (
    file.content === other.content &&
    file.namespace === other.namespace &&
    JSON.stringify(file.names) === JSON.stringify(other.names)
  );
}

function areSame<T>(ones: readonly T[], others: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return ones.length === others.length && ones.every((one, at) => isSame(one, others[at]!));
}

class Builder {
  public readonly files: BuiltFile[] = [];
  public readonly lists: Array<{ path: string; content: string }> = [];
  public readonly unlisted: string[] = [];
  public readonly notEvaluated: string[] = [];
  private readonly open: string[] = [];

  constructor(
    private readonly tree: ManifestTree,
    private readonly index: ManifestIndex,
  ) {}

  public folder(directory: string, above: Above, top = false): void {
    const files = this.tree.folders.get(directory);
    const [list, second] = KUSTOMIZATION_FILES.filter((name) => files?.has(name)).map((name) =>
      pathIn(directory, name),
    );
    if (second !== undefined) throw new BuildError(`${second} is a second list beside ${list}`);
    if (list === undefined) {
      if (!top) throw new BuildError(`${directory} has no kustomization.yaml`);
      this.unlisted.push(directory);
      this.everythingBelow(directory);
      return;
    }
    if (this.open.includes(directory)) throw new BuildError(`${directory} contains itself`);
    this.open.push(directory);
    const content = this.tree.id(list)!;
    this.lists.push({ path: list, content });
    const file = this.index.list(content);
    if (file.error !== undefined) throw new BuildError(`${list} ${file.error}`);
    for (const feature of file.value.notEvaluated) this.notEvaluated.push(`${feature} in ${list}`);
    // The outermost namespace is applied last, and so takes precedence.
    for (const resource of file.value.resources)
      this.resource(list, directory, resource, aboveFiles(above, file.value, top));
    this.open.pop();
  }

  private resource(list: string, directory: string, resource: string, above: Above): void {
    const path = resource.startsWith('/') ? undefined : pathFrom(directory, resource);
    const content = path === undefined ? undefined : this.tree.id(path);
    if (path !== undefined && content !== undefined) {
      this.files.push({ path, content, ...above });
    } else if (path !== undefined && path !== directory && this.tree.isFolder(path)) {
      this.folder(path, above);
    } else if (REMOTE.test(resource)) {
      this.notEvaluated.push(`remote base ${hideLogin(resource)} in ${list}`);
    } else if (resource.split('/').at(-1) === COMPONENTS) {
      this.notEvaluated.push(`${resource} in ${list}, which is not in this tree`);
    } else {
      throw new BuildError(`${list} lists ${JSON.stringify(resource)}, which is missing`);
    }
  }

  /** Flux's rule for a directory without a list: sub-folders with one are built, all other manifests taken as is. */
  private everythingBelow(directory: string): void {
    const built = new Set<string>();
    for (const path of this.tree.below(directory)) {
      const folder = this.listedFolder(directory, path);
      if (folder !== undefined) {
        if (!built.has(folder)) this.folder(folder, {});
        built.add(folder);
      } else if (MANIFEST.test(path)) {
        this.files.push({ path, content: this.tree.id(path)! });
      }
    }
  }

  /** The outermost folder between a directory and a file that has a list. */
  private listedFolder(directory: string, path: string): string | undefined {
    for (let end = path.indexOf('/', directory === '' ? 0 : directory.length + 1); end >= 0;) {
      const folder = path.slice(0, end);
      if (KUSTOMIZATION_FILES.some((name) => this.tree.id(`${folder}/${name}`) !== undefined)) return folder;
      end = path.indexOf('/', end + 1);
    }
    return undefined;
  }
}

/** The outermost namespace takes precedence; the outermost prefix comes first. */
function aboveFiles(above: Above, { namespace, affix }: KustomizationFile, top: boolean): Above {
  const into = above.namespace ?? namespace;
  const { top: outer, below } = above.names ?? { top: PLAIN, below: PLAIN };
  const plain = affix.prefix === '' && affix.suffix === '';
  const names = top
    ? { top: affix, below }
    : { top: outer, below: { prefix: below.prefix + affix.prefix, suffix: affix.suffix + below.suffix } };
  return {
    ...defined({ namespace: into }),
    ...(plain ? (above.names ? { names: above.names } : {}) : { names }),
  };
}

function hideLogin(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

/** An object with its namespace and name in the build. */
export interface BuiltObject {
  readonly header: ObjectHeader;
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
  /** Namespace that replaces the manifest's; undefined when the build leaves it as it is. */
  readonly into?: string;
  /** Whether its name differs from the manifest's. */
  readonly renamed?: boolean;
}

/** The objects of a build, in the order of its files, or why it fails. */
export function builtObjects(
  index: ManifestIndex,
  build: Build,
  spec: BuildSpec,
): { readonly objects: readonly BuiltObject[]; readonly error?: string } {
  const objects: BuiltObject[] = [];
  const seen = new Set<string>();
  if (build.error !== undefined) return { objects, error: build.error };
  for (const file of build.files) {
    const headers = index.objects(file.content);
    if (headers.error !== undefined) return { objects: [], error: `${file.path} ${headers.error}` };
    for (const header of headers.value) {
      const built = putInto(header, file, spec);
      const identity = `${header.group}/${header.kind}/${built.namespace}/${built.name}`;
      if (seen.has(identity)) {
        return { objects: [], error: `${build.directory || '.'} has ${header.kind} ${built.name} twice` };
      }
      seen.add(identity);
      objects.push(built);
    }
  }
  return { objects };
}

/** Whether two objects are the same document of the same file, under the same name. */
export function isSameObject(object: BuiltObject, other: BuiltObject): boolean {
  return (
    object.header === other.header &&
    object.file === other.file &&
    object.namespace === other.namespace &&
    object.name === other.name &&
    object.into === other.into
  );
}

/** The fields of a Kustomization that set the namespace and the names of its objects. */
export type BuildSpec = Pick<KustomizationSpec, 'namePrefix' | 'nameSuffix' | 'targetNamespace'>;

/** Kinds whose names kustomize gives no prefix or suffix. */
const UNAFFIXED = new Set([
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
]);

/** Kustomize's rule for a namespace: namespaced objects move into it, and a Namespace takes its name. */
export function putInto(header: ObjectHeader, file: BuiltFile, spec: BuildSpec = {}): BuiltObject {
  const { namespace, kind, group, apiVersion } = header;
  const { path } = file;
  const into = spec.targetNamespace ?? file.namespace;
  const name = nameIn(header, file, spec);
  const renamed = name === header.name ? {} : { renamed: true };
  if (into === undefined) return { header, namespace, name, file: path, ...renamed };
  if (kind === 'Namespace' && group === '') return { header, namespace, name: into, file: path, into };
  if (isClusterScoped(apiVersion, kind)) return { header, namespace, name, file: path, ...renamed };
  return { header, namespace: into, name, file: path, into, ...renamed };
}

function nameIn({ group, kind, name }: ObjectHeader, { names }: BuiltFile, spec: BuildSpec): string {
  if (names === undefined && spec.namePrefix === undefined && spec.nameSuffix === undefined) return name;
  if (UNAFFIXED.has(`${group}/${kind}`)) return name;
  const { top, below } = names ?? { top: PLAIN, below: PLAIN };
  const prefix = (spec.namePrefix ?? top.prefix) + below.prefix;
  return prefix + name + below.suffix + (spec.nameSuffix ?? top.suffix);
}
