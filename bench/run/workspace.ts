import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The checkout. */
export const ROOT = join(__dirname, '..', '..');

/** Tools and builds that outlive a run; ignored by git. */
export const CACHE = join(ROOT, '.cache', 'bench');

/** Folders of one run, all removed when it ends. */
export class Workspace {
  /** Whether files are kept in memory, so that no disk affects the measurement. */
  public readonly inMemory: boolean;

  private readonly root: string;

  private constructor(base: string, inMemory: boolean) {
    mkdirSync(base, { recursive: true });
    this.root = mkdtempSync(join(base, 'flux-fleet-bench-'));
    this.inMemory = inMemory;
    process.once('exit', this.remove);
  }

  /** In tmpfs if available. */
  public static memory(): Workspace {
    try {
      accessSync('/dev/shm', constants.W_OK);
      return new Workspace('/dev/shm', true);
    } catch {
      return new Workspace(tmpdir(), false);
    }
  }

  /** On the disk of the checkout. */
  public static disk(): Workspace {
    return new Workspace(CACHE, false);
  }

  /** A new, empty folder. */
  public folder(name: string): string {
    const folder = join(this.root, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Removes everything. */
  public readonly remove = (): void => {
    process.removeListener('exit', this.remove);
    rmSync(this.root, { recursive: true, force: true });
  };
}
