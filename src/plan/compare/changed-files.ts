import { Walk } from '../predict/walk';
import { KUSTOMIZATION_FILES } from '../tree/kustomization-file';
import { changedPaths, ManifestTree, parentFolder, pathIn } from '../tree/manifest-tree';

/** The files that differ between two trees. */
export class ChangedFiles {
  private readonly paths: ReadonlySet<string>;
  private readonly folders: ReadonlySet<string>;
  /** Whether sources take other files, or a chart differs: any cluster may be concerned. */
  public readonly isOtherForAll: boolean;

  constructor(old: ManifestTree, next: ManifestTree) {
    const changed = changedPaths(old, next);
    this.paths = new Set(changed);
    this.folders = foldersOf(changed);
    const isChart = (folder: string) => [old, next].some((tree) => tree.id(pathIn(folder, 'Chart.yaml')) !== undefined);
    this.isOtherForAll =
      changed.some((path) => /(?:^|\/)\.sourceignore$/.test(path)) || [...this.folders].some(isChart);
  }

  /** Whether a cluster's walk of the old tree reads one of the files, or may read it in the new tree. */
  public touch({ units }: Walk): boolean {
    if (this.paths.size === 0) return false;
    if (this.isOtherForAll) return true;
    for (const { build, recipe } of units.values()) {
      if (!build) continue;
      // Its files have other paths in the repository.
      if ((recipe?.source?.copies ?? recipe?.source?.include) !== undefined) return true;
      if (recipe?.fields?.ignoreMissingComponents === true) return true;
      // A missing file may have come, wherever it is.
      if (build.error !== undefined) return true;
      if (build.unlisted.some((folder) => this.folders.has(folder))) return true;
      if ([...build.lists, ...build.files].some(({ path }) => this.paths.has(path))) return true;
      if (build.inputs.some((path) => this.paths.has(path))) return true;
      // The change may add a second list.
      const beside = build.lists.flatMap(({ path }) =>
        KUSTOMIZATION_FILES.map((name) => pathIn(parentFolder(path), name)),
      );
      if (beside.some((path) => this.paths.has(path))) return true;
    }
    return false;
  }
}

/** Folders with one of the files somewhere below them. */
function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>(paths.length > 0 ? [''] : []);
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end));
  }
  return folders;
}
