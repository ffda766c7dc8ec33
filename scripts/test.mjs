// `npm test`: every check of the project. The static checks share the processors; jest then has them for itself, with
// the arguments of this command. All checks run even when one fails, so that one run shows everything there is to mend.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const env = { ...process.env, PATH: [resolve('node_modules/.bin'), process.env.PATH].join(delimiter) };
const failed = [];

/** Runs one command. What it says is shown only when it fails, unless it is `live`. */
async function run(name, command, { live = false } = {}) {
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

async function inTurn(...steps) {
  for (const step of steps) await step();
}

await Promise.all([
  inTurn(
    () => run('lint', 'eslint .'),
    () => run('types', scripts.types),
  ),
  inTurn(
    () => run('api', 'node scripts/api-docs.mjs --check'),
    () => run('format', 'prettier --check .'),
  ),
]);
await run('jest', ['jest --ci', ...process.argv.slice(2)].join(' '), { live: true });

if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exit(1);
}
