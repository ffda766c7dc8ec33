import { UnitMemory } from '../../units/unit-record';
import { SynthOptions } from '../protocol/options';
import { CacheFolder, defaultCacheFolder } from './cache-folder';
import { FolderFile } from './folder-file';
import { libraryFingerprint, renderingFingerprint, RenderingRules } from './rendering-fingerprint';
import type { ToldFile } from './told-file';
import { UnitFile } from './unit-file';

/** The records of earlier runs, and of this run for the next. */
export class SynthCache {
  private units?: UnitFile;

  private constructor(
    private readonly files: CacheFolder,
    public readonly folders: FolderFile,
    private readonly keeps: boolean,
  ) {}

  /**
   * Opens the cache of an output directory.
   *
   * @returns undefined when the cache is disabled, or there is no folder for it
   */
  public static open(outdir: string, { cache = true }: SynthOptions): SynthCache | undefined {
    return SynthCache.at(outdir, cache, true);
  }

  /**
   * Opens the usual cache of an output directory for a run that leaves no units and folders for others.
   *
   * @returns undefined when there is no folder for it
   */
  public static openToRead(outdir: string): SynthCache | undefined {
    return SynthCache.at(outdir, true, false);
  }

  private static at(outdir: string, cache: string | boolean, keeps: boolean): SynthCache | undefined {
    if (cache === false) return undefined;
    const folder = cache === true ? defaultCacheFolder(outdir) : cache;
    if (folder === undefined) return undefined;
    const files = new CacheFolder(folder, outdir);
    return new SynthCache(files, new FolderFile(files, outdir), keeps);
  }

  /**
   * The records of units that were checked by the same rules. The program must have set all rules before the call.
   *
   * @returns undefined when there are none, and none are kept: no unit need be looked up then
   */
  public unitsBy(rules: RenderingRules): UnitMemory | undefined {
    const units = (this.units ??= UnitFile.read(this.files, renderingFingerprint(rules)));
    if (this.keeps) return units;
    if (units.isEmpty) return undefined;
    return { recall: (key) => units.recall(key), recallCluster: (key) => units.recallCluster(key) };
  }

  /**
   * The memory of what unchanged clusters told plans; its `save` keeps what it learns.
   *
   * @returns undefined where nothing was synthesized: a pipeline's checkout is gone before another plan
   */
  public told(): ToldFile | undefined {
    if (!this.folders.isThere) return undefined;
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const file = require('./told-file') as typeof import('./told-file');
    return new file.ToldFile(this.files, libraryFingerprint());
  }

  /**
   * Saves the records of this run. To be called after its files are written.
   *
   * @param isWhole true for a run on the whole fleet
   */
  public save(isWhole: boolean): void {
    this.units?.save(isWhole);
    this.folders.save(isWhole);
  }
}
