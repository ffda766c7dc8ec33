import { UnitMemory } from '../../units/unit-record';
import { SynthOptions } from '../protocol/options';
import { CacheFolder, defaultCacheFolder } from './cache-folder';
import { FolderFile } from './folder-file';
import { renderingFingerprint, RenderingRules } from './rendering-fingerprint';
import { UnitFile } from './unit-file';

/** What a run knows from earlier ones, and leaves for the next. */
export class SynthCache {
  private units?: UnitFile;

  private constructor(
    private readonly files: CacheFolder,
    public readonly folders: FolderFile,
  ) {}

  /**
   * Opens the cache of an output directory.
   *
   * @returns undefined when there is to be none, or no place for it
   */
  public static open(outdir: string, { cache = true }: SynthOptions): SynthCache | undefined {
    if (cache === false) return undefined;
    const folder = cache === true ? defaultCacheFolder(outdir) : cache;
    if (folder === undefined) return undefined;
    const files = new CacheFolder(folder, outdir);
    return new SynthCache(files, new FolderFile(files, outdir));
  }

  /** What is known of units that were judged by the same rules. The program must have said them all. */
  public unitsBy(rules: RenderingRules): UnitMemory {
    return (this.units ??= UnitFile.read(this.files, renderingFingerprint(rules)));
  }

  /**
   * Writes down what this run knows. To be called when its files are written.
   *
   * @param isWhole whether it was about the whole fleet
   */
  public save(isWhole: boolean): void {
    this.units?.save(isWhole);
    this.folders.save(isWhole);
  }
}
