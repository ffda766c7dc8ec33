import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { filesBelow } from '../check/files';

/*
 * The floor: the time to write a fleet's files from memory. Runs as a separate process with a tree to read and a folder
 * to write; prints the time of the writing alone, in seconds and in CPU seconds.
 */

const [from, to] = process.argv.slice(2) as [string, string];
const files = [...filesBelow(from)].map(
  (file) => [join(to, relative(from, file)), readFileSync(file, 'utf8')] as const,
);

const start = performance.now();
const cpu = process.cpuUsage();
const made = new Set<string>();
for (const [file, text] of files) {
  const folder = dirname(file);
  if (!made.has(folder)) {
    mkdirSync(folder, { recursive: true });
    made.add(folder);
  }
  writeFileSync(file, text);
}
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 }));
