import { FLUX_COMPONENTS } from '../tree/flux-spec';
import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { ManifestIndex } from '../tree/manifest-index';
import { ManifestTree, pathFrom, pathIn } from '../tree/manifest-tree';
import { Build, BuiltFile, MISSING_COMPONENTS } from './build';

/** Thrown within this file when a folder does more than list files, or cannot be built. */
class NotPlain extends Error {}

const NONE: readonly never[] = [];

/** Files that are part of a directory without a list. */
const MANIFEST = /\.ya?ml$/;

/**
 * The build of a directory whose lists do nothing but list files and folders: its objects are those of the files, so
 * that no file has to be parsed. Undefined for all other directories, also for those that cannot be built.
 */
export function plainBuild(tree: ManifestTree, index: ManifestIndex, directory: string): Build | undefined {
  const builder = new PlainBuilder(tree, index);
  try {
    if (!tree.isFolder(directory)) return undefined;
    builder.folder(directory, true);
  } catch (thrown) {
    if (thrown instanceof NotPlain) return undefined;
    throw thrown;
  }
  const { files, lists, unlisted, isMissingComponents } = builder;
  const unknowns = isMissingComponents ? MISSING_COMPONENTS : NONE;
  // There may be hundreds of thousands of builds: empty lists are shared.
  return { directory, files, lists, unlisted: unlisted.length > 0 ? unlisted : NONE, inputs: NONE, unknowns };
}

class PlainBuilder {
  public readonly files: BuiltFile[] = [];
  public readonly lists: Array<{ path: string; content: string }> = [];
  public readonly unlisted: string[] = [];
  public isMissingComponents = false;
  private readonly seen = new Set<string>();

  constructor(
    private readonly tree: ManifestTree,
    private readonly index: ManifestIndex,
  ) {}

  public folder(directory: string, top = false): void {
    const files = this.tree.folders.get(directory);
    const [name, second] = KUSTOMIZATION_FILES.filter((one) => files?.has(one));
    if (second !== undefined || this.seen.has(directory)) throw new NotPlain();
    this.seen.add(directory);
    if (name === undefined) {
      if (!top) throw new NotPlain();
      this.unlisted.push(directory);
      this.everythingBelow(directory);
      return;
    }
    const content = files!.get(name)!;
    this.lists.push({ path: pathIn(directory, name), content });
    const list = this.index.list(content);
    if (list === undefined) throw new NotPlain();
    for (const resource of list.resources) this.resource(directory, resource);
  }

  private resource(directory: string, resource: string): void {
    const path = resource.startsWith('/') ? undefined : pathFrom(directory, resource);
    if (path === undefined || this.seen.has(path)) throw new NotPlain();
    const content = this.tree.id(path);
    if (content !== undefined) {
      this.seen.add(path);
      this.files.push({ path, content });
    } else if (this.tree.isFolder(path)) {
      this.folder(path);
    } else if (resource.split('/').at(-1) === FLUX_COMPONENTS) {
      this.isMissingComponents = true;
    } else {
      throw new NotPlain();
    }
  }

  /** Flux's rule for a directory without a list: sub-folders with one are built, all other manifests taken as is. */
  private everythingBelow(directory: string): void {
    for (const path of this.tree.below(directory)) {
      if (this.listedFolder(directory, path)) throw new NotPlain();
      if (MANIFEST.test(path)) this.files.push({ path, content: this.tree.id(path)! });
    }
  }

  /** Whether a folder between a directory and a file has a list. */
  private listedFolder(directory: string, path: string): boolean {
    for (let end = path.indexOf('/', directory === '' ? 0 : directory.length + 1); end >= 0;) {
      const folder = path.slice(0, end);
      if (KUSTOMIZATION_FILES.some((name) => this.tree.id(`${folder}/${name}`) !== undefined)) return true;
      end = path.indexOf('/', end + 1);
    }
    return false;
  }
}
