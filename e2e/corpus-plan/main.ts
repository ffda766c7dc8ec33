import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureEngine } from '../harness/engines';
import type { Truth } from './oracle';
import { editPairs, historyPairs, type Pair } from './pairs';
import { recorded } from './record';
import { judge, nothing, percent, precision, recall, type Totals, totalsLine } from './totals';

// Holds the plan against the truth about pairs of trees: edits of the committed repositories or of the folders that are
// given, or, with --history, commits of Git repositories. The truth comes from fleet-oracle, which plays Flux with the
// real kustomize.

/** Wanted of all pairs together. */
const WANTED = { recall: 0.99, precision: 0.99, silent: 0 };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      each: { type: 'string', default: '2' },
      limit: { type: 'string', default: 'Infinity' },
      seed: { type: 'string', default: '1' },
      kind: { type: 'string' },
      history: { type: 'string' },
      every: { type: 'string', default: '1' },
      show: { type: 'boolean', default: false },
      record: { type: 'string' },
      oracle: { type: 'string' },
    },
  });
  const executable = values.oracle ?? (await ensureEngine('fleet-oracle'));
  const [each, seed, limit] = [Number(values.each), Number(values.seed), Number(values.limit)];
  const repositories =
    values.history === undefined
      ? editPairs(positionals, { each, seed, limit, kind: values.kind })
      : historyPairs(positionals, Number(values.history), Number(values.every));
  const totals = nothing();
  const kinds = new Map<string, Totals>();
  const truths = new Map<string, ReadonlyArray<readonly [Pair, Truth]>>();
  for (const { name, pairs, truth } of repositories) {
    const found = await truth(executable);
    truths.set(
      name,
      pairs.map((pair, at) => [pair, found[at]!] as const),
    );
    const own = nothing();
    pairs.forEach((pair, at) => {
      if (values.history !== undefined && found[at]!.broken.length > 0) {
        process.stdout.write(`${name}: ${pair.kind}: left out, ${found[at]!.broken.join(', ')} failed before it\n`);
        return;
      }
      const here = kinds.get(pair.kind) ?? nothing();
      kinds.set(pair.kind, here);
      const lines = judge(name, pair, found[at]!, [totals, own, here]);
      if (values.show && lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
    });
    process.stdout.write(`${totalsLine(name, own)}\n`);
  }
  for (const [kind, one] of [...kinds].sort())
    if (one.missed + one.wrong > 0) process.stdout.write(`${totalsLine(kind, one)}\n`);
  report(totals, kinds.size, repositories.length);
  if (values.record !== undefined) fs.writeFileSync(values.record, recorded(truths, each, seed, limit));
}

function report(totals: Totals, kinds: number, repositories: number): void {
  const [found, exact] = [recall(totals), precision(totals)];
  process.stdout.write(`${totalsLine(`${kinds} kinds of edits in ${repositories} repositories`, totals)}\n`);
  process.stdout.write(`recall ${percent(found)}, precision ${percent(exact)}, silent misses ${totals.silent}\n`);
  if (found < WANTED.recall || exact < WANTED.precision || totals.silent > WANTED.silent) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
