import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkFolders, DONE, FolderCheckTask, OUTCOME, STEPS } from './folder-check';
import { FolderLine, parseFolders } from './folder-lines';

/** The thread's program; not there where somebody runs the sources, or put the library into one file. */
const PROGRAM = join(__dirname, 'folder-check-worker.js');

/** How many bytes of lines make a thread worth while. */
const LEAST = 200_000;

/** How long the thread may take for a step, in milliseconds; after it the folders are looked at here. */
const SHOW_AFTER_MS = 2_000;

/** Finds out which folders are as they were, in a thread of its own where there are many, while others resolve and render. */
export class FolderChecker {
  private thread?: { readonly unchanged: Uint8Array; readonly state: Int32Array };

  /** @param lines as `formatFolders` makes them */
  constructor(
    private readonly outdir: string,
    private readonly device: number,
    private readonly lines: Buffer,
    count: number,
  ) {
    if (lines.length >= LEAST && existsSync(PROGRAM)) this.start(count);
  }

  /** The folders that are as they were, and how many there are in all; waits for the thread. */
  public result(): { readonly unchanged: readonly FolderLine[]; readonly count: number } {
    const folders = parseFolders(this.lines.toString()) ?? [];
    const { thread } = this;
    const unchanged: FolderLine[] = [];
    if (thread && this.isDone(thread.state)) {
      folders.forEach((folder, number) => {
        if (thread.unchanged[number] === 1) unchanged.push(folder);
      });
    } else checkFolders(this.outdir, this.device, folders, (number) => unchanged.push(folders[number]!));
    return { unchanged, count: folders.length };
  }

  /** One that could not begin, or was ended, never says so here, as nothing is told to a thread that waits. */
  private isDone(state: Int32Array): boolean {
    let before = 0;
    for (;;) {
      const steps = Atomics.load(state, STEPS);
      const outcome = Atomics.load(state, OUTCOME);
      if (outcome !== 0 || steps === before) return outcome === DONE;
      before = steps;
      Atomics.wait(state, OUTCOME, 0, SHOW_AFTER_MS);
    }
  }

  private start(count: number): void {
    try {
      const lines = new SharedArrayBuffer(this.lines.length);
      this.lines.copy(new Uint8Array(lines));
      const unchanged = new SharedArrayBuffer(count);
      const state = new SharedArrayBuffer(8);
      const { outdir, device } = this;
      const workerData: FolderCheckTask = { outdir, device, lines, unchanged, state };
      // Without what the program is run with, such as loaders, that this thread has no use for.
      const worker = new Worker(PROGRAM, { workerData, execArgv: [], env: {} });
      worker.on('error', () => undefined);
      worker.unref();
      this.thread = { unchanged: new Uint8Array(unchanged), state: new Int32Array(state) };
    } catch {
      // The folders are looked at here.
    }
  }
}
