import { isClusterScoped } from '../../kubernetes/scopes';
import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { ManifestIndex, ObjectHeader } from '../tree/manifest-index';
import { ManifestTree, normalizePath } from '../tree/manifest-tree';

/** A file that a directory's build takes in. */
export interface BuiltFile {
  readonly path: string;
  readonly content: string;
  /** Namespace that the lists above it put its objects into. */
  readonly namespace?: string;
}

/** What `kustomize build` makes of a directory, as far as it is evaluated. */
export interface Build {
  readonly directory: string;
  readonly files: readonly BuiltFile[];
  /** The lists that were followed. */
  readonly lists: ReadonlyArray<{ readonly path: string; readonly content: string }>;
  /** Folders without a list, for which Flux takes all that is below them. */
  readonly unlisted: readonly string[];
  /** What is not evaluated, such as `patches in base/kustomization.yaml`. */
  readonly notEvaluated: readonly string[];
  /** Why nothing can be built: Flux then leaves everything as it is. */
  readonly error?: string;
}

/** Flux's own objects, which `flux bootstrap` commits and this library only lists. */
const COMPONENTS = 'gotk-components.yaml';

/** What a directory without a list takes in. */
const MANIFEST = /\.ya?ml$/;

/** Something that kustomize fetches. */
const REMOTE = /^[a-z+]+:\/\/|^git@|^(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)[/:]|\?(?:.*&)?(?:ref|version)=/;

class BuildError extends Error {}

/** Evaluates a directory of a tree. */
export function buildDirectory(tree: ManifestTree, index: ManifestIndex, directory: string): Build {
  const builder = new Builder(tree, index);
  let error: string | undefined;
  try {
    if (!tree.isFolder(directory)) throw new BuildError(`path ${directory || '.'} is missing`);
    builder.folder(directory, undefined, true);
  } catch (thrown) {
    if (!(thrown instanceof BuildError)) throw thrown;
    error = thrown.message;
  }
  const { files, lists, unlisted, notEvaluated } = builder;
  return { directory, files, lists, unlisted, notEvaluated, ...(error === undefined ? {} : { error }) };
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

  public folder(directory: string, namespace: string | undefined, top = false): void {
    const names = KUSTOMIZATION_FILES.map((name) => join(directory, name));
    const list = names.find((name) => this.tree.id(name) !== undefined);
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
    // The outermost namespace is put in last, and so wins.
    const below = namespace ?? file.value.namespace;
    for (const resource of file.value.resources) this.resource(list, directory, resource, below);
    this.open.pop();
  }

  private resource(list: string, directory: string, resource: string, namespace: string | undefined): void {
    const path = resource.startsWith('/') ? undefined : normalizePath(`${directory}/${resource}`);
    const content = path === undefined ? undefined : this.tree.id(path);
    if (path !== undefined && content !== undefined) {
      this.files.push({ path, content, ...(namespace === undefined ? {} : { namespace }) });
    } else if (path !== undefined && path !== directory && this.tree.isFolder(path)) {
      this.folder(path, namespace);
    } else if (REMOTE.test(resource)) {
      this.notEvaluated.push(`remote base ${hideLogin(resource)} in ${list}`);
    } else if (resource.split('/').at(-1) === COMPONENTS) {
      this.notEvaluated.push(`${resource} in ${list}, which is not in this tree`);
    } else {
      throw new BuildError(`${list} lists ${JSON.stringify(resource)}, which is missing`);
    }
  }

  /** As Flux does for a directory without a list: sub-folders with one are built, all other manifests taken. */
  private everythingBelow(directory: string): void {
    const built = new Set<string>();
    for (const path of this.tree.below(directory)) {
      const folder = this.listedFolder(directory, path);
      if (folder !== undefined) {
        if (!built.has(folder)) this.folder(folder, undefined);
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

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

function hideLogin(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

/** An object as its build names it. */
export interface BuiltObject {
  readonly header: ObjectHeader;
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
  /** Namespace that it was put into; undefined when it is as the manifest has it. */
  readonly into?: string;
}

/** The objects of a build, in the order of the files, or why there are none. */
export function builtObjects(
  index: ManifestIndex,
  build: Build,
  targetNamespace: string | undefined,
): { readonly objects: readonly BuiltObject[]; readonly error?: string } {
  const objects: BuiltObject[] = [];
  const seen = new Set<string>();
  if (build.error !== undefined) return { objects, error: build.error };
  for (const file of build.files) {
    const headers = index.objects(file.content);
    if (headers.error !== undefined) return { objects: [], error: `${file.path} ${headers.error}` };
    for (const header of headers.value) {
      const built = putInto(header, targetNamespace ?? file.namespace, file.path);
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

/** As kustomize does: what lives in namespaces moves into the given one, and a Namespace takes its name. */
export function putInto(header: ObjectHeader, into: string | undefined, file: string): BuiltObject {
  const { namespace, name, kind, group, apiVersion } = header;
  if (into === undefined) return { header, namespace, name, file };
  if (kind === 'Namespace' && group === '') return { header, namespace, name: into, file, into };
  if (isClusterScoped(apiVersion, kind)) return { header, namespace, name, file };
  return { header, namespace: into, name, file, into };
}
