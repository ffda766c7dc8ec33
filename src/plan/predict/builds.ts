import { defined } from '../../core/defined';
import { JsonObject } from '../../kubernetes/objects';
import { BuildCache, KustomizeBuild, SourceFiles } from '../../kustomize';
import { FLUX_COMPONENTS } from '../tree/flux-spec';
import { Copy } from '../tree/generated-artifact';
import { ManifestIndex } from '../tree/manifest-index';
import { hasSameFiles, ManifestTree, parentFolder, pathIn, securePath } from '../tree/manifest-tree';
import { isSparse, selectSource, SourceSelection } from '../tree/source-ignore';
import { Build, BuiltFile, isSameBuild, MISSING_COMPONENTS, readsOwnFolder } from './build';
import { CopiedArtifact, copiedArtifact, copiedPaths, inRepository, keepsPaths } from './copied-artifact';
import { plainBuild } from './plain-build';
import { PathStart } from './root';
import { Unknown } from './unknown';

/** The data that variables come from, with null for hidden values; undefined when it is not known. */
export type VariableData = Readonly<Record<string, string | null>> | undefined;

/** A source's part of the repository. */
export interface Artifact {
  readonly selection?: SourceSelection;
  /** Folders of other artifacts within it; those without an artifact come from elsewhere. */
  readonly include?: ReadonlyArray<{
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly artifact?: Artifact;
  }>;
  /** The copies that make it up, instead of a selection of files. */
  readonly copies?: ReadonlyArray<Copy & { readonly artifact: Artifact }>;
}

/** Everything that decides about the build of a folder. */
export interface BuildRecipe {
  readonly directory: string;
  /** The fields of its Kustomization that decide about it. */
  readonly fields?: JsonObject;
  /** Its source's part of the repository; everything but the usual exceptions if no file says more. */
  readonly source?: Artifact;
  /** The data of `postBuild.substituteFrom`, by `Kind/name`. */
  readonly variables?: Readonly<Record<string, VariableData>>;
  /**
   * The release of Flux that builds it, such as `2.8`.
   *
   * @default - the newest
   */
  readonly flux?: string;
}

/** A build of the same recipe in another tree. */
export interface KnownBuild {
  readonly build: Build;
  readonly tree: ManifestTree;
}

/** The files of an artifact. */
interface Packed {
  readonly tree: ManifestTree;
  readonly files: TreeFiles;
  readonly copied?: CopiedArtifact;
}

// Loaded with the first folder that does more than list files.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const kustomizeBuild = () => require('../../kustomize/build') as typeof import('../../kustomize/build');

/** Stands for Flux's own manifests where the tree does not hold them. Every build drops it. */
const NO_COMPONENTS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: flux-components
  annotations:
    config.kubernetes.io/local-config: "true"
`;

/** Builds folders of one tree. Folders that do more than list files are built once for all clusters. */
export class Builds {
  private readonly made = new Map<string, Build>();
  private readonly artifacts = new Map<string, Packed>();

  private start: PathStart = { prefix: '' };

  /**
   * @param cache parsed files, shared between trees
   */
  constructor(
    private readonly tree: ManifestTree,
    private readonly index: ManifestIndex,
    private readonly cache: BuildCache,
  ) {}

  /**
   * Builds a folder.
   *
   * @param was the build of the same recipe in another tree: it is returned where the two are equal
   */
  public build(recipe: BuildRecipe, was?: KnownBuild): Build {
    const built =
      this.withoutSparse(recipe, was) ?? this.withoutCopies(recipe, was) ?? this.from(recipe.source, recipe, was);
    return was && isSameBuild(built, was.build) ? was.build : built;
  }

  /** The build from the whole repository, if it reads nothing but what the source takes: no tree is made for it. */
  private withoutSparse(recipe: BuildRecipe, was: KnownBuild | undefined): Build | undefined {
    const { source, directory } = recipe;
    const sparse = source?.selection?.sparse;
    if (!sparse || source.include) return undefined;
    const { sparse: _sparse, ...selection } = source.selection ?? {};
    const built = this.from({ selection }, recipe, was);
    const isTaken = (path: string) => isSparse(pathIn(this.start.prefix, path), sparse);
    const read = [...built.files, ...built.lists].map(({ path }) => path);
    const isWhole =
      built.error === undefined && isTaken(`${directory}/any`) && [...read, ...built.inputs].every(isTaken);
    return isWhole && built.unlisted.every((folder) => isTaken(`${folder}/any`)) ? built : undefined;
  }

  /**
   * The build from what an artifact is copied of, if every copy keeps its path and the build reads nothing but what is
   * copied: no tree is made for it.
   */
  private withoutCopies(recipe: BuildRecipe, was: KnownBuild | undefined): Build | undefined {
    const { source, directory } = recipe;
    const [copy, ...others] = source?.copies ?? [];
    if (copy === undefined || others.length > 0 || !keepsPaths(copy)) return undefined;
    const start = `${this.start.prefix}/`;
    const here = this.start.prefix !== '' && directory.startsWith(start) ? directory.slice(start.length) : directory;
    if (this.start.base !== undefined) return undefined;
    const built = this.build({ ...recipe, directory: here, source: copy.artifact }, was);
    const takes = copiedPaths(copy);
    const isTaken = (path: string) => takes(pathIn(this.start.prefix, path));
    const read = [...built.files, ...built.lists].map(({ path }) => path);
    const isWhole = built.error === undefined && [...read, ...built.inputs].every(isTaken);
    return isWhole && built.unlisted.every((folder) => isTaken(`${folder}/any`)) ? built : undefined;
  }

  private from(source: Artifact | undefined, recipe: BuildRecipe, was: KnownBuild | undefined): Build {
    const { tree, files, copied } = this.artifact(source);
    if (copied) {
      if (copied.error !== undefined) return failed(recipe.directory, copied.error);
      const { directory } = recipe;
      if (!tree.isFolder(directory)) return missing(directory);
      return inRepository(this.plain(tree, recipe) ?? this.kustomize(files, recipe), copied);
    }
    if (was && recipe.fields?.ignoreMissingComponents !== true && isReusable(recipe.directory, was, tree))
      return was.build;
    if (!tree.isFolder(recipe.directory)) return missing(recipe.directory);
    return this.plain(tree, recipe) ?? this.kustomize(files, recipe);
  }

  /** Says where paths start: which folder of the repository the tree is, or which of its folders a source is. */
  public setStart({ prefix, base }: PathStart): void {
    if (prefix === this.start.prefix && base === this.start.base) return;
    this.start = { prefix, ...defined({ base }) };
    this.artifacts.clear();
    this.made.clear();
  }

  /** Whether a source takes a folder. */
  public hasFolder(directory: string, source?: Artifact): boolean {
    return this.artifact(source).tree.isFolder(directory);
  }

  private plain(tree: ManifestTree, { directory, fields = {} }: BuildRecipe): Build | undefined {
    if (Object.keys(fields).some((field) => field !== 'targetNamespace')) return undefined;
    const build = plainBuild(tree, this.index, directory);
    if (build === undefined || fields.targetNamespace === undefined) return build;
    return build.files.every(({ content }) => this.index.isPlainToMove(content)) ? build : undefined;
  }

  private kustomize(files: TreeFiles, recipe: BuildRecipe): Build {
    const key = JSON.stringify(recipe);
    let build = this.made.get(key);
    if (build === undefined) this.made.set(key, (build = this.make(files, recipe)));
    return build;
  }

  private make(files: TreeFiles, recipe: BuildRecipe): Build {
    const { directory, fields, variables = {}, flux } = recipe;
    const made = kustomizeBuild().buildKustomization(files, directory, {
      cache: this.cache,
      ...defined({ spec: fields, flux }),
      variables: ({ kind, name }) => {
        const data = variables[`${kind}/${name}`];
        return data && new Map(Object.entries(data));
      },
    });
    const lists = made.lists.flatMap((path) => {
      const content = files.id(path);
      return content === undefined ? [] : [{ path, content }];
    });
    return {
      directory,
      files: made.objects.map((one) => this.builtFile(one)),
      lists,
      unlisted: made.unlisted,
      inputs: made.inputs,
      unknowns: [
        ...included(recipe),
        ...made.unknowns,
        ...(made.inputs.some(files.isStandIn) ? MISSING_COMPONENTS : []),
      ],
      ...defined({ error: made.error }),
    };
  }

  private builtFile({ object, file, unknownFields }: KustomizeBuild['objects'][number]): BuiltFile {
    const note = unknownFields.length === 0 ? '' : JSON.stringify(unknownFields);
    return { path: file, content: this.index.add(object, note), made: true };
  }

  private artifact(source: Artifact | undefined): Packed {
    const key = JSON.stringify(source ?? {});
    let artifact = this.artifacts.get(key);
    if (artifact === undefined) {
      const copied = source?.copies && this.copied(source.copies);
      const tree = copied?.tree ?? this.pack(source ?? {});
      this.artifacts.set(key, (artifact = { tree, files: new TreeFiles(tree), ...defined({ copied }) }));
    }
    return artifact;
  }

  private copied(copies: NonNullable<Artifact['copies']>): CopiedArtifact {
    const from = copies.map(({ artifact, ...copy }) => ({ ...copy, tree: this.artifact(artifact).tree }));
    return copiedArtifact(this.tree, from, this.start);
  }

  private pack({ selection, include = [] }: Artifact): ManifestTree {
    let packed = selectSource(this.tree, selection, this.start.prefix);
    for (const { to, from, artifact } of include) {
      if (artifact) packed = withIncluded(packed, this.artifact(artifact).tree, from, to);
    }
    return packed;
  }
}

function missing(directory: string): Build {
  return failed(directory, `path ${directory || '.'} is missing`);
}

function failed(directory: string, error: string): Build {
  return { directory, files: [], lists: [], unlisted: [], inputs: [], unknowns: [], error };
}

/** Whether all that a build read is equal in another tree. */
function isReusable(directory: string, was: KnownBuild, tree: ManifestTree): boolean {
  const { build, tree: base } = was;
  if (build.directory !== directory || build.error !== undefined) return false;
  if (readsOwnFolder(build)) return hasSameFiles(directory, tree, base);
  if (build.unlisted.length > 0) return false;
  const read = [...build.files, ...build.lists].map(({ path }) => path);
  const folders = new Set([...read, ...build.inputs].map(parentFolder));
  return [...folders].every((folder) => hasSameFiles(folder, tree, base));
}

/** A tree with a folder of another one laid over it. */
function withIncluded(tree: ManifestTree, other: ManifestTree, from: string, to: string): ManifestTree {
  const folders = new Map(tree.folders);
  const [source, target] = [securePath(from), securePath(to)];
  for (const [folder, files] of other.folders) {
    if (source !== '' && folder !== source && !folder.startsWith(`${source}/`)) continue;
    const rest = source === '' ? folder : folder.slice(source.length + 1);
    const path = rest === '' ? target : pathIn(target, rest);
    folders.set(path, new Map([...(folders.get(path) ?? []), ...files]));
  }
  return tree.withFolders(folders);
}

/** Unknowns of a build whose source takes in what is not in the tree. */
function included({ directory, source }: BuildRecipe): Unknown[] {
  return (source?.include ?? [])
    .filter(({ to, artifact }) => !artifact && isWithin(securePath(to), directory))
    .map(({ name, to }) => ({
      kind: 'remote',
      what: `GitRepository ${name}, included at ${to}`,
      where: 'spec.include',
      hidesObjects: true,
      touchesAll: false,
    }));
}

/** Whether one of two folders is in the other. */
function isWithin(folder: string, other: string): boolean {
  return folder === other || other === '' || folder.startsWith(`${other}/`) || other.startsWith(`${folder}/`);
}

/** A tree as the build reads it. */
class TreeFiles implements SourceFiles {
  private below?: ReadonlyMap<string, readonly string[]>;

  constructor(private readonly tree: ManifestTree) {}

  public read(path: string): string | undefined {
    return this.tree.text(path) ?? (this.isComponents(path) ? NO_COMPONENTS : undefined);
  }

  public id(path: string): string | undefined {
    return this.tree.id(path) ?? (this.isComponents(path) ? FLUX_COMPONENTS : undefined);
  }

  public list(folder: string): ReturnType<SourceFiles['list']> {
    if (!this.tree.isFolder(folder)) return undefined;
    this.below ??= this.folders();
    return { files: [...(this.tree.folders.get(folder)?.keys() ?? [])], folders: this.below.get(folder) ?? [] };
  }

  /** Whether a path is that of Flux's own manifests, which the tree does not hold. */
  public readonly isStandIn = (path: string): boolean => this.isComponents(path) && this.tree.id(path) === undefined;

  private isComponents(path: string): boolean {
    return path.endsWith(`/${FLUX_COMPONENTS}`);
  }

  private folders(): ReadonlyMap<string, readonly string[]> {
    const below = new Map<string, string[]>();
    const seen = new Set<string>(['']);
    for (let folder of this.tree.folders.keys()) {
      while (!seen.has(folder)) {
        seen.add(folder);
        const parent = parentFolder(folder);
        const name = folder.slice(parent === '' ? 0 : parent.length + 1);
        const here = below.get(parent);
        if (here) here.push(name);
        else below.set(parent, [name]);
        folder = parent;
      }
    }
    return below;
  }
}

/** Whether two builds are made of the same. */
export function isSameRecipe(one: BuildRecipe, other: BuildRecipe): boolean {
  const isPlain =
    one.fields === other.fields &&
    one.source === other.source &&
    one.variables === other.variables &&
    one.flux === other.flux;
  return isPlain ? one.directory === other.directory : JSON.stringify(one) === JSON.stringify(other);
}
