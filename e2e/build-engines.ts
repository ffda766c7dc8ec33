import { ENGINES, type EngineName } from './harness/engine-list';
import { ensureEngine } from './harness/engines';

// Builds engines ahead of the suites that need them: all, or those named on the command line.

async function main(names: readonly string[]): Promise<void> {
  const known = Object.keys(ENGINES) as EngineName[];
  const unknown = names.filter((name) => !known.includes(name as EngineName));
  if (unknown.length > 0) throw new Error(`no engine ${unknown.join(', ')}: choose from ${known.join(', ')}`);
  for (const name of names.length > 0 ? (names as EngineName[]) : known) {
    process.stdout.write(`${name}: ${await ensureEngine(name)}\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
