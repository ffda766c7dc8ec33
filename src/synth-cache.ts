import { CacheFolder, defaultCacheFolder } from './cache/cache-folder';
import { FolderFile } from './cache/folder-file';
import { renderingPrint, RenderingRules } from './cache/rendering-print';
import { UnitFile } from './cache/unit-file';
import { SynthOptions } from './synth-options';

/** What a run knows from earlier ones, and leaves for the next. */
export class SynthCache {
  private constructor(
    public readonly units: UnitFile,
    public readonly folders: FolderFile,
  ) {}

  /**
   * Opens the cache of an output directory.
   *
   * @returns undefined when there is to be none, or no place for it
   */
  public static open(
    outdir: string,
    { cache = true, plan, check }: SynthOptions,
    rules: RenderingRules,
  ): SynthCache | undefined {
    // What is only looked at is looked at as it is.
    if (cache === false || plan || check) return undefined;
    const folder = cache === true ? defaultCacheFolder(outdir) : cache;
    if (folder === undefined) return undefined;
    const files = new CacheFolder(folder, outdir);
    // First, as it begins to look at what is on disk, beside what follows.
    const folders = FolderFile.read(files, outdir);
    return new SynthCache(UnitFile.read(files, renderingPrint(rules)), folders);
  }

  /**
   * Writes down what this run knows. To be called when its files are written.
   *
   * @param isWhole whether it was about the whole fleet
   */
  public save(isWhole: boolean): void {
    this.units.save(isWhole);
    this.folders.save();
  }
}
