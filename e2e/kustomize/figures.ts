import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputHash, verdictOf } from '../../test/kustomize/random/build-tree';
import { randomTree } from '../../test/kustomize/random/trees';
import { compareTrees } from './compare';

// Prints how the engine compares with real kustomize: `npm run kustomize:figures -- [count] [--record]`. With --record
// it writes the verdicts of real kustomize, which the unit tests replay.

/** Trees that are timed. */
const TIMED = 100;
const RECORD = join(__dirname, '..', '..', 'test', 'kustomize', 'recorded-builds.json');

async function main(args: readonly string[]): Promise<void> {
  const count = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 3_000);
  const seeds = Array.from({ length: count }, (_none, at) => at + 1);
  const result = await compareTrees(seeds);
  const { trees, accepted, objects, equal, unknown, features, unexplained, explained } = result;
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
  print(`trees ${trees}, accepted by the real build ${accepted}`);
  print(
    `objects ${objects}, equal ${equal} (${percent(equal, objects)}), not known ${unknown} (${percent(unknown, objects)})`,
  );
  print(`differences without a known cause: ${unexplained.length}`);
  for (const difference of unexplained) print(`  ${difference}`);
  for (const [what, times] of explained) print(`  ${times} × ${what}`);
  await printTimes(seeds.slice(0, TIMED));
  for (const [feature, times] of [...features].sort(([, one], [, other]) => one - other))
    print(`  ${feature}: ${times} trees`);
  if (!args.includes('--record')) return;
  const verdicts = result.answers.map(({ error, objects: made }) =>
    verdictOf(error === undefined ? (made ?? []) : undefined),
  );
  const record = {
    tool: 'fluxcd/pkg/kustomize 1.35.7 with kustomize 5.8.1 (sigs.k8s.io/kustomize/api 0.21.1)',
    count,
    inputs: inputHash(seeds.map(randomTree)),
    verdicts: verdicts.join(' '),
  };
  writeFileSync(RECORD, `${JSON.stringify(record)}\n`);
}

/** How long both take for the same trees in one run, after as many to warm up. */
async function printTimes(seeds: readonly number[]): Promise<void> {
  const { ownMicros, oracleMicros } = await compareTrees(seeds, true);
  const milliseconds = (micros: number) => `${(micros / 1_000 / seeds.length).toFixed(1)} ms`;
  const share = `1/${(oracleMicros / ownMicros).toFixed(1)}`;
  print(`processor time of a tree: ${milliseconds(ownMicros)} here, ${milliseconds(oracleMicros)} there: ${share}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
