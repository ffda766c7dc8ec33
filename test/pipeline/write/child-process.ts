import { createInterface } from 'node:readline';
import { FleetError } from '../../../src/core/problem';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { machineProcesses } from '../../../src/pipeline/write/processes';
import { writeOn } from '../../../src/pipeline/write/run';
import { numberedTree } from './numbered-tree';

// A writing process. For each input line `NUMBER WAIT` it writes the tree of that number and reports the result. For
// the line `forever` it writes one tree after the other until it is killed.

const outdir = process.argv[2]!;
const size = Number(process.argv[3]);

function write(number: number, wait: number): string {
  try {
    const machine = { files: nodeFileSystem, processes: machineProcesses };
    writeOn(machine, numberedTree(number, size), outdir, { onEdited: 'refuse', wait });
    return 'written';
  } catch (error) {
    return error instanceof FleetError ? error.message.replaceAll('\n', ' ') : `unexpected ${String(error)}`;
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'forever') {
    console.log('begun');
    for (let number = 0; ; number++) write(number % 2, 10_000);
  }
  const [number, wait] = line.split(' ').map(Number);
  console.log(write(number!, wait!));
});
console.log('ready');
