import { ENGINES, type EngineName, type EngineRecipe } from './harness/engine-list';
import { ensureEngine } from './harness/engines';

// Builds engines ahead of the suites that need them: those named on the command line, or all that the suites start; with
// E2E_FULL also those that only their whole runs start.

async function main(names: readonly string[]): Promise<void> {
  const known = Object.keys(ENGINES) as EngineName[];
  const unknown = names.filter((name) => !known.includes(name as EngineName));
  if (unknown.length > 0) throw new Error(`no engine ${unknown.join(', ')}: choose from ${known.join(', ')}`);
  const isFull = Boolean(process.env.E2E_FULL);
  const started = known.filter((name) => isFull || !(ENGINES[name] as EngineRecipe).full);
  for (const name of names.length > 0 ? (names as EngineName[]) : started) {
    process.stdout.write(`${name}: ${await ensureEngine(name)}\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
