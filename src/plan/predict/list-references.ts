import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { ManifestIndex } from '../tree/manifest-index';
import { isBelow, ManifestTree, pathFrom, pathIn } from '../tree/manifest-tree';
import { listAt, parseYaml, textAt } from '../tree/parse-manifests';

/** The files and folders that a folder's `kustomization.yaml` takes. */
export interface FolderList {
  readonly directory: string;
  /** Paths within the tree, whether they are there or not. */
  readonly takes: readonly string[];
  readonly isComponent: boolean;
}

/** The lists of a tree, and which of them take Kustomizations. Nothing is built for that. */
export class ListReferences {
  private readonly lists = new Map<string, FolderList | undefined>();
  private readonly fluxBelow = new Map<string, boolean>();

  constructor(
    private readonly tree: ManifestTree,
    private readonly index: ManifestIndex,
    private readonly within: string,
  ) {}

  /** All folders with a list in the clusters' part of the tree, sorted. */
  public folders(): string[] {
    const found: string[] = [];
    for (const [folder, files] of this.tree.folders) {
      if (!isBelow(folder, this.within)) continue;
      if (KUSTOMIZATION_FILES.some((name) => files.has(name))) found.push(folder);
    }
    return found.sort();
  }

  /** The list of a folder; undefined where there is none. */
  public list(directory: string): FolderList | undefined {
    if (!this.lists.has(directory)) this.lists.set(directory, this.read(directory));
    return this.lists.get(directory);
  }

  /** Whether a list takes, through whatever other lists, a file with a Kustomization. */
  public takesFlux(directory: string): boolean {
    const known = this.fluxBelow.get(directory);
    if (known !== undefined) return known;
    // A folder that contains itself takes nothing more by that.
    this.fluxBelow.set(directory, false);
    const takes = this.list(directory)?.takes ?? [];
    const found = takes.some((path) => {
      const content = this.tree.id(path);
      if (content !== undefined) return this.index.fluxObjects(content).some(({ flux }) => flux !== undefined);
      return this.takesFlux(path);
    });
    this.fluxBelow.set(directory, found);
    return found;
  }

  /** Folders that other lists take. */
  public taken(): ReadonlySet<string> {
    return new Set(this.folders().flatMap((folder) => this.list(folder)?.takes ?? []));
  }

  private read(directory: string): FolderList | undefined {
    const files = this.tree.folders.get(directory);
    const name = KUSTOMIZATION_FILES.find((one) => files?.has(one));
    if (name === undefined) return undefined;
    const parsed = parseYaml(this.tree.text(pathIn(directory, name)) ?? '');
    const file = parsed.error === undefined ? parsed.value[0] : undefined;
    const takes = ['resources', 'bases', 'components'].flatMap((field) => listAt(file, field));
    return {
      directory,
      takes: takes.flatMap((one) => (typeof one === 'string' ? (pathFrom(directory, one) ?? []) : [])),
      isComponent: textAt(file, 'kind') === 'Component',
    };
  }
}
