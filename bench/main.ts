import { bench } from './bench';
import { readOptions } from './options';
import { benchPlan } from './plan/main';
import { benchPush } from './push/main';
import { writeResults } from './report/results';
import { report } from './report/tables';
import { messageOf } from './run/message';
import { Workspace } from './run/workspace';
import { benchRuns } from './runs/main';
import { allSystems } from './systems/list';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.runs) return benchRuns(options, say);
  const { quick, growth, only, shapes } = options;
  const name = quick ? 'quick' : growth && !only ? 'full' : shapes.join('-');
  const results = await bench(allSystems(options.base), options, {
    workspace: Workspace.memory(),
    say,
    save: (found) => writeResults(found, report(found), name),
  });
  const text = report(results);
  console.log(text);
  say(`written to ${writeResults(results, text, name)}`);
  if (results.failures.length > 0 || Object.values(results.same).includes(false)) process.exitCode = 1;
}

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

// An interrupted run keeps the saved results, ends its processes and frees the memory of its files.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Measurements of their own, by the first argument. */
const OTHERS: Readonly<Record<string, () => Promise<void>>> = {
  plan: () => benchPlan(),
  '--push': () => benchPush(),
};

(OTHERS[process.argv[2] ?? ''] ?? main)().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
