import { workerData } from 'node:worker_threads';
import { checkFolders, DONE, FAILED, FolderCheckTask } from './folder-check';
import { parseFolders } from './folder-lines';

const { outdir, device, lines, unchanged, state } = workerData as FolderCheckTask;
const flags = new Uint8Array(unchanged);
let outcome = FAILED;
try {
  const folders = parseFolders(Buffer.from(lines).toString()) ?? [];
  checkFolders(outdir, device, folders, (number) => (flags[number] = 1));
  outcome = DONE;
} finally {
  const cell = new Int32Array(state);
  Atomics.store(cell, 0, outcome);
  Atomics.notify(cell, 0);
}
