import { performance } from 'node:perf_hooks';
import { firstNames } from '../../core/first-names';
import type { FileChanges } from './file-changes';

/** Most runs in a row that the same files start while, or just after, the run before works. */
const MOST = 5;

/** Time after a run in which what it prints or writes is told as changed. */
const JUST_AFTER_MS = 300;

/** Decides which changes start another run, so that a program that writes what is watched does not run for ever. */
export class NextRun {
  private ended = 0;
  private names = '';
  private row = 0;

  /**
   * @param show names a file as the user knows it
   * @param say prints a message
   * @param now the time in milliseconds
   */
  constructor(
    private readonly files: Pick<FileChanges, 'next'>,
    private readonly show: (file: string) => string,
    private readonly say: (message: string) => void,
    private readonly now = () => performance.now(),
  ) {}

  /**
   * Waits for changes that start a run. Called when a run has ended.
   *
   * @returns the files that changed; undefined once nothing is watched any more
   */
  public async changed(): Promise<readonly string[] | undefined> {
    this.ended = this.now();
    for (;;) {
      const changed = await this.files.next();
      if (changed === undefined) return undefined;
      const names = changed.join('\n');
      if (this.now() - this.ended >= JUST_AFTER_MS) this.row = 0;
      else this.row = names === this.names ? this.row + 1 : 1;
      this.names = names;
      if (this.row <= MOST) return changed;
      if (this.row === MOST + 1) {
        const shown = firstNames(changed.map(this.show));
        this.say(
          `${shown} changed in each of ${MOST} runs, so that the program seems to write it: that starts no run any more. Write it outside of the repository, or into node_modules; if you saved it yourself, save it again`,
        );
      }
    }
  }
}
