import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { filesBelow } from '../check/files';

/*
 * The floor: what writing a fleet's files takes when all of them are in memory. Run as a process of its own, with a tree
 * to read and a folder to write; says on standard output what the writing alone took, as seconds and as seconds on a
 * processor.
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
