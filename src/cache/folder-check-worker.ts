import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { workerData } from 'node:worker_threads';
import { checkFolders, DONE, FAILED, FolderCheckTask, OUTCOME, STEPS } from './folder-check';
import { parseFolders } from './folder-lines';

const { outdir, device, lines, unchanged, state } = workerData as FolderCheckTask;
const flags = new Uint8Array(unchanged);
const cells = new Int32Array(state);
const step = () => void Atomics.add(cells, STEPS, 1);
let outcome = FAILED;
yieldToOthers();
try {
  step();
  const folders = parseFolders(Buffer.from(lines).toString()) ?? [];
  checkFolders(outdir, device, folders, (number) => (flags[number] = 1), step);
  outcome = DONE;
} finally {
  Atomics.store(cells, OUTCOME, outcome);
  Atomics.notify(cells, OUTCOME);
}

/** Lets the threads that compile and collect garbage for the main one go first, where they have to share processors. */
function yieldToOthers(): void {
  try {
    // Linux alone has priorities of threads, and tells a thread its number.
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_LOW);
  } catch {
    // It makes no difference but in time.
  }
}
