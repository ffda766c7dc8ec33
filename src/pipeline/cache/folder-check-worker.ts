import { workerData } from 'node:worker_threads';
import { checkFolders, DONE, FAILED, FolderCheckTask, OUTCOME, STEPS } from './folder-check';
import { parseFolders } from './folder-lines';

const { outdir, device, lines, unchanged, state } = workerData as FolderCheckTask;
const flags = new Uint8Array(unchanged);
const cells = new Int32Array(state);
const step = () => void Atomics.add(cells, STEPS, 1);
let outcome = FAILED;
try {
  step();
  const folders = parseFolders(Buffer.from(lines).toString()) ?? [];
  checkFolders(outdir, device, folders, (number) => (flags[number] = 1), step);
  outcome = DONE;
} finally {
  Atomics.store(cells, OUTCOME, outcome);
  Atomics.notify(cells, OUTCOME);
}
