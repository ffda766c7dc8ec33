import { isClusterScoped } from '../../kubernetes/scopes';
import { FLUX_COMPONENTS, KustomizationSpec } from '../tree/flux-spec';
import { ManifestIndex, ObjectHeader } from '../tree/manifest-index';
import { pathIn } from '../tree/manifest-tree';
import { Unknown } from './unknown';

/** A content that is part of a directory's build: a file, or one object that the build made of a file. */
export interface BuiltFile {
  /** The file; the list of a generator for what that makes. */
  readonly path: string;
  readonly content: string;
  /** Whether it is an object as the build made it, with the namespace and name that it has on the cluster. */
  readonly made?: true;
}

/** The result of `kustomize build` on a directory for a Kustomization, as kustomize-controller does it. */
export interface Build {
  readonly directory: string;
  readonly files: readonly BuiltFile[];
  /** The `kustomization.yaml` files that are part of it. */
  readonly lists: ReadonlyArray<{ readonly path: string; readonly content: string }>;
  /** Folders without a list: Flux applies everything below them. */
  readonly unlisted: readonly string[];
  /** Other files that were read, such as patches. */
  readonly inputs: readonly string[];
  /** Its unknowns in the tree. */
  readonly unknowns: readonly Unknown[];
  /** Why the build fails: Flux then changes nothing. */
  readonly error?: string;
}

/** The unknown of a list that takes Flux's own manifests where the tree does not hold them. */
export const MISSING_COMPONENTS: readonly Unknown[] = [
  {
    kind: 'components',
    what: `${FLUX_COMPONENTS}, which is not in this tree`,
    where: '',
    hidesObjects: false,
    touchesAll: false,
  },
];

/** Whether two builds, of the same tree or of two, are equal. */
export function isSameBuild(build: Build, other: Build): boolean {
  return (
    build.directory === other.directory &&
    build.error === other.error &&
    areSame(build.files, other.files, (file, one) => file.path === one.path && isSameFile(file, one)) &&
    areSame(build.lists, other.lists, (list, one) => list.path === one.path && list.content === one.content) &&
    areSame(build.unlisted, other.unlisted, Object.is) &&
    areSame(build.inputs, other.inputs, Object.is) &&
    JSON.stringify(build.unknowns) === JSON.stringify(other.unknowns)
  );
}

/** Whether a build depends on nothing but the files directly in its directory. */
export function readsOwnFolder({ directory, files, lists, unlisted, inputs, unknowns, error }: Build): boolean {
  const isIn = (path: string) => path === pathIn(directory, path.slice(path.lastIndexOf('/') + 1));
  return (
    error === undefined &&
    lists.length === 1 &&
    unlisted.length === 0 &&
    inputs.length === 0 &&
    unknowns.length === 0 &&
    files.every(({ path, made }) => made === undefined && isIn(path))
  );
}

/** Whether two contents yield the same objects, whatever their paths. */
export function isSameFile(file: BuiltFile, other: BuiltFile): boolean {
  return file.content === other.content;
}

function areSame<T>(ones: readonly T[], others: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return ones.length === others.length && ones.every((one, at) => isSame(one, others[at]!));
}

/** An object with its namespace and name in the build. */
export interface BuiltObject {
  readonly header: ObjectHeader;
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
  /** Namespace that replaces the manifest's; undefined when the build leaves it as it is. */
  readonly into?: string;
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

/** The manifest of a Kustomization in its own build; undefined where that has none. */
export function ownObject(index: ManifestIndex, build: Build, spec: KustomizationSpec): BuiltObject | undefined {
  for (const file of build.files) {
    for (const header of index.fluxObjects(file.content)) {
      const { flux } = header;
      if (flux?.name === spec.name && flux.namespace === spec.namespace) return putInto(header, file, spec);
    }
  }
  return undefined;
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

/** The field of a Kustomization that moves the objects of files as they are. */
export type BuildSpec = Pick<KustomizationSpec, 'targetNamespace'>;

/** Kustomize's rule for a namespace: namespaced objects move into it. */
export function putInto(header: ObjectHeader, file: BuiltFile, spec: BuildSpec = {}): BuiltObject {
  const { namespace, kind, apiVersion, name } = header;
  const { path } = file;
  const into = spec.targetNamespace;
  if (into === undefined || file.made || isClusterScoped(apiVersion, kind))
    return { header, namespace, name, file: path };
  return { header, namespace: into, name, file: path, into };
}
