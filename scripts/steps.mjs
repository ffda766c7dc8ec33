// Runs the commands of `npm test` and `npm run check`, one line for each.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

export const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const env = { ...process.env, PATH: [resolve('node_modules/.bin'), process.env.PATH].join(delimiter) };
const failed = [];

/** Runs one command. What it says is shown only when it fails, unless it is `live`. */
export async function run(name, command, { live = false } = {}) {
  const start = performance.now();
  const child = spawn(command, {
    shell: true,
    env,
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
  });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) {
    failed.push(name);
    process.stdout.write(Buffer.concat(output));
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok' : 'FAILED'} ${name} (${seconds} s)`);
}

/** Runs steps one after the other. */
export async function inTurn(...steps) {
  for (const step of steps) await step();
}

/** Ends the process: with 1 if a command failed. */
export function finish() {
  if (failed.length === 0) return;
  console.error(`failed: ${failed.join(', ')}`);
  process.exit(1);
}
