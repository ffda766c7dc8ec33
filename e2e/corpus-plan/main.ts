import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { readDirectory } from 'cdk8s-flux-fleet/plan';
import { corpusTrees, editsOf, type Edit, type Files, score, share } from '../../test/support/plan-corpus';
import { ensureEngine } from '../harness/engines';
import { truthOf, type Truth } from './oracle';
import { recorded } from './record';

// Holds the plan against the truth about pairs of trees: edits of the committed repositories, or of the folders that
// are given. The truth comes from fleet-oracle, which plays Flux with the real kustomize.

const CORPUS = path.join(__dirname, '../../test/plan-corpus');

/** Wanted of all pairs together. */
const WANTED = { recall: 0.99, precision: 0.99, silent: 0 };

interface Totals {
  pairs: number;
  right: number;
  missed: number;
  wrong: number;
  silent: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      each: { type: 'string', default: '2' },
      limit: { type: 'string' },
      seed: { type: 'string', default: '1' },
      kind: { type: 'string' },
      show: { type: 'boolean', default: false },
      record: { type: 'string' },
      oracle: { type: 'string' },
    },
  });
  const executable = values.oracle ?? (await ensureEngine('fleet-oracle'));
  const trees =
    positionals.length > 0 ? new Map(positionals.map((folder) => [folder, read(folder)])) : corpusTrees(CORPUS);
  const totals: Totals = { pairs: 0, right: 0, missed: 0, wrong: 0, silent: 0 };
  const kinds = new Map<string, Totals>();
  const truths = new Map<string, Array<readonly [Edit, Truth]>>();
  for (const [name, files] of trees) {
    const all = editsOf(files, Number(values.each), Number(values.seed));
    const edits = share(
      all.filter(({ kind }) => (values.kind ?? kind) === kind),
      values.limit === undefined ? all.length : Number(values.limit),
    );
    const found = await truthOf(
      executable,
      files,
      edits.map((edit) => edit.edits),
    );
    truths.set(
      name,
      edits.map((edit, at) => [edit, found[at]!] as const),
    );
    process.stderr.write(`${name}: the truth about ${edits.length} edits is known\n`);
    edits.forEach((edit, at) => {
      const here = kinds.get(edit.kind) ?? { pairs: 0, right: 0, missed: 0, wrong: 0, silent: 0 };
      kinds.set(edit.kind, here);
      judge(name, files, edit, found[at]!, [totals, here], values.show);
    });
  }
  for (const [kind, one] of [...kinds].sort())
    if (one.missed + one.wrong > 0) process.stdout.write(`${line(kind, one)}\n`);
  const recall = ratio(totals.right, totals.missed);
  const precision = ratio(totals.right, totals.wrong);
  process.stdout.write(`${line(`${kinds.size} kinds of edits in ${trees.size} repositories`, totals)}\n`);
  process.stdout.write(`recall ${percent(recall)}, precision ${percent(precision)}, silent misses ${totals.silent}\n`);
  if (values.record !== undefined)
    fs.writeFileSync(
      values.record,
      recorded(truths, Number(values.each), Number(values.seed), Number(values.limit ?? Infinity)),
    );
  if (recall < WANTED.recall || precision < WANTED.precision || totals.silent > WANTED.silent) process.exitCode = 1;
}

function judge(name: string, files: Files, edit: Edit, truth: Truth, into: readonly Totals[], show: boolean): void {
  if (truth.error !== undefined) throw new Error(`[${name}] the oracle fails at ${edit.kind}: ${truth.error}`);
  const real = new Set(truth.changes.map(({ cluster, object }) => `${cluster}|${object}`));
  const { right, missed, wrong, isUnsure } = score(files, edit.edits, real);
  for (const one of into) {
    one.pairs++;
    one.right += right.length;
    one.missed += missed.length;
    one.wrong += wrong.length;
    one.silent += isUnsure ? 0 : missed.length;
  }
  if (!show || missed.length + wrong.length === 0) return;
  const where = [...edit.edits.keys()].join(', ');
  process.stdout.write(`${name}: ${edit.kind} (${where})${isUnsure ? '' : ', silent'}\n`);
  for (const key of missed) process.stdout.write(`  missed ${key}\n`);
  for (const key of wrong) process.stdout.write(`  wrong ${key}\n`);
  for (const [unit, reason] of Object.entries(truth.failing))
    process.stdout.write(`  failing ${unit}: ${reason.slice(0, 200)}\n`);
}

function line(what: string, { pairs, right, missed, wrong, silent }: Totals): string {
  return `${what}: ${pairs} pairs, ${right} right, ${missed} missed, ${wrong} wrong, ${silent} silent`;
}

function ratio(right: number, other: number): number {
  return right + other === 0 ? 1 : right / (right + other);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function read(folder: string): Files {
  const tree = readDirectory(folder);
  return new Map(tree.paths.map((file) => [file, tree.text(file)!]));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
