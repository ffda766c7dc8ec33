import * as fs from 'node:fs';
import * as path from 'node:path';
import { defined } from '../core/defined';
import { FLEET_CONVENTIONS } from '../pipeline/guard/conventions';
import type { ManifestEdit, Takeover, writeEdits } from '../takeover';
import { command, flag, value, values } from './base/declaration';
import type { Output } from './base/output';
import { UsageError } from './base/usage-error';
import { readTree } from './plan';
import { planConfig } from './plan-config';

/** `flux-fleet takeover`. */
export const TAKEOVER = command({
  description:
    'Says how clusters that Flux runs already go over to the fleet: which of their objects stay, change or get no owner, ' +
    'what to change in the old repository, and the steps with a check after each. Nothing is deleted and nothing made ' +
    'anew on the way.',
  options: {
    from: value('tree', 'what Flux follows now: a directory, or REF:PATH as Git has it', { takesFile: true }),
    to: value('tree', "the folder that the fleet's program has written", { fallback: 'dist', takesFile: true }),
    cluster: values(
      'name=path',
      'a cluster of the fleet, and the folder of the old tree that its root Kustomization follows; for a remote cluster NAME=NAMESPACE/SECRET, the Secret with its kubeconfig. Without it, clusters of the same name are taken',
    ),
    write: flag('make the changes of the old repository, in the directory that --from gives'),
  },
  examples: [
    ['flux-fleet takeover --from main:clusters', 'the steps, from what Flux follows on main'],
    ['flux-fleet takeover --from ../old --cluster eu-1=clusters/prod --write', 'another repository, which is changed'],
  ],
  run: ({ options, output }) => takeover(options, output),
});

function takeover(
  given: {
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly cluster: readonly string[] | undefined;
    readonly write: boolean;
  },
  output: Output,
): number {
  const { from, to = 'dist', write } = given;
  if (from === undefined) throw new UsageError('--from is missing: give the tree that Flux follows now');
  if (write && !isDirectory(from))
    throw new UsageError(`--write changes files, and --from ${JSON.stringify(from)} is no directory: give one`);
  const old = readTree('--from', from, []);
  const next = readTree('--to', to, [old]);
  const clusters = given.cluster === undefined ? undefined : planConfig({ cluster: given.cluster }).clusters;
  // Loaded on first use: other commands do not pay for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { formatTakeover, takeover: plan, writeEdits } = require('../takeover') as typeof import('../takeover');
  const found = plan(old, next, {
    conventions: FLEET_CONVENTIONS,
    prefixes: { old: prefixOf(from), next: prefixOf(to) },
    ...defined({ clusters, within: isDirectory(from) && isDirectory(to) ? within(from, to) : undefined }),
  });
  output.print({ text: () => formatTakeover(found), data: () => jsonOf(found) });
  if (found.problems.length > 0 || found.clusters.some(({ problems }) => problems.length > 0)) return 1;
  return write ? writeAll(from, found.edits, writeEdits) : 0;
}

function isDirectory(given: string): boolean {
  return fs.statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The prefix of a tree's paths in a command; empty for one that Git has. */
function prefixOf(tree: string): string {
  return isDirectory(tree) && path.normalize(tree) !== '.' ? `${tree.replace(/\/+$/, '')}/` : '';
}

/** Path of a directory within another; undefined when it lies elsewhere. */
function within(outer: string, inner: string): string | undefined {
  const relative = path.relative(outer, inner).split(path.sep).join('/');
  return relative.startsWith('..') || path.isAbsolute(relative) ? undefined : relative;
}

/** Plain data: the Kustomization of a moved release is an address within this process. */
function jsonOf({ clusters, ...rest }: Takeover): object {
  const plain = clusters.map((cluster) => ({
    ...cluster,
    releases: cluster.releases.map(({ release, from, to }) => ({ release, from, to })),
  }));
  return { version: 1, clusters: plain, ...rest };
}

function writeAll(directory: string, edits: readonly ManifestEdit[], edit: typeof writeEdits): number {
  const byFile = new Map<string, ManifestEdit[]>();
  for (const edit of edits) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  let hasProblems = false;
  for (const [file, some] of byFile) {
    const name = path.join(directory, file);
    const before = fs.readFileSync(name, 'utf8');
    const { text, problems } = edit(before, some);
    if (text !== before) fs.writeFileSync(name, text);
    for (const problem of problems) process.stderr.write(`! ${problem}\n`);
    hasProblems ||= problems.length > 0;
  }
  return hasProblems ? 1 : 0;
}
