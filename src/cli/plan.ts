import * as fs from 'node:fs';
import { defined } from '../core/defined';
import { today } from '../core/today';
import { errorLinks } from '../plan/guard/links';
import { branchName } from '../plan/tree/branch-name';
import { readWorkingTree } from '../plan/tree/read-working-tree';
import {
  clusterRoots,
  CompareOptions,
  Conventions,
  formatJson,
  formatMarkdown,
  formatText,
  guard,
  ManifestTree,
  PLAIN_CONVENTIONS,
  planReport,
  PlanReport,
  readGitTree,
} from '../plan-entry';
import { HEADER } from '../units/header';
import { APP, command, flag, value, values } from './base/declaration';
import type { Output } from './base/output';
import { appCommand, baseOf, NO_SYNTHESIS, runProgram } from './base/program';
import { UsageError } from './base/usage-error';
import { helmRenderer } from './helm';
import { PlanConfig, planConfig } from './plan-config';

/** `flux-fleet plan`. */
export const PLAN = command({
  description:
    'Says what a merge will do: what is added, changed, moved and removed, what Flux does about it, and the risks. ' +
    'Writes nothing but the report. Exit code 3: a cluster cannot be compared, because its root cannot be built. ' +
    'With --from and --to it needs no program, and compares any two trees of manifests.',
  options: {
    app: APP,
    base: value('ref', 'the commit that Flux follows', { fallback: 'HEAD' }),
    first: flag('nothing is committed yet'),
    takeover: flag('with --first: clusters that run already are taken over'),
    details: flag('text with every field, every change, and what the trees do not tell'),
    from: value('tree', 'the tree that Flux follows now: a directory, or REF:PATH as Git has it', { takesFile: true }),
    to: value('tree', 'the tree that takes its place', { takesFile: true }),
    cluster: values(
      'name=path',
      'a cluster of the trees, and the folder that its root Kustomization follows; without it the clusters are searched for',
    ),
    charts: value(
      'dir',
      'pulled charts (NAME-VERSION.tgz), which helm renders; it must be on the path. Charts that are folders of the trees are rendered without this option too',
      { takesFile: true },
    ),
    roots: flag('print the clusters of the trees and how they were found, and compare nothing'),
    config: value(
      'file',
      'for two trees: YAML with clusters (a map of names and paths), charts, guard (limits and protected kinds), removals that are meant, acknowledged findings, and policies of your own',
      { fallback: 'flux-fleet.yaml, if it is there', takesFile: true },
    ),
  },
  examples: [
    ['flux-fleet plan --base origin/main', 'what this branch will do when it is merged'],
    ['flux-fleet plan --base origin/main --format markdown', 'the same, as a comment on a pull request'],
    ['flux-fleet plan --from main:deploy --to deploy', 'two trees of a repository without a program'],
  ],
  run: ({ options, output }) => plan(options, output),
});

/** Values of the options of `plan`. */
interface PlanValues {
  readonly app: string | undefined;
  readonly base: string | undefined;
  readonly first: boolean;
  readonly takeover: boolean;
  readonly details: boolean;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly cluster: readonly string[] | undefined;
  readonly charts: string | undefined;
  readonly roots: boolean;
  readonly config: string | undefined;
}

async function plan(given: PlanValues, output: Output): Promise<number> {
  const { app, base, first, takeover, from, to, cluster, roots, config, charts } = given;
  const isOfTrees = from !== undefined || to !== undefined;
  if (!isOfTrees && (roots || [cluster, config, charts].some((one) => one !== undefined)))
    throw new UsageError('--cluster, --roots, --config and --charts are for two trees: give --from and --to');
  if (isOfTrees && ((app ?? base) !== undefined || first || takeover))
    throw new UsageError(
      '--from and --to compare two trees without a program: leave out --app, --base, --first and --takeover',
    );
  if (!isOfTrees) return printed(await ofProgram(app, baseOf(given, 'HEAD')), given.details, output);
  const told = planConfig(given);
  if (roots) return printRoots(from, to, withCharts(told), output);
  return printed(ofTrees(from, to, told), given.details, output);
}

/** Where the findings and risks of a report are explained. */
function linksOf({ findings, entries }: PlanReport): string {
  return errorLinks([
    ...findings.map(({ id }) => id),
    ...entries.flatMap(({ risks }) => risks.map((risk) => risk.class)),
  ]);
}

/** Prints a report. Returns the exit code. */
function printed(outcome: PlanReport | number, details: boolean, output: Output): number {
  if (typeof outcome === 'number') return outcome;
  output.print({
    text: () => `${formatText(outcome, { details })}${linksOf(outcome)}`,
    markdown: () => formatMarkdown(outcome),
    data: () => JSON.parse(formatJson(outcome)) as unknown,
  });
  if (outcome.findings.some(({ severity }) => severity === 'error')) return 1;
  return outcome.notCompared.length > 0 ? NOT_COMPARED : 0;
}

/** The options of a comparison. Helm is started only if something asks for it. */
function withCharts({ charts, clusters }: PlanConfig): CompareOptions {
  const renderChart = helmRenderer(charts);
  return { ...defined({ clusters, renderChart }) };
}

/** Exit code of a plan that refuses nothing and could not compare everything. */
const NOT_COMPARED = 3;

/** Prints the clusters of two trees, or of the only one that is given. */
function printRoots(from: string | undefined, to: string | undefined, options: CompareOptions, output: Output): number {
  const old = readTree('--from', (from ?? to)!, []);
  const next = from === undefined || to === undefined ? old : readTree('--to', to, [old]);
  const found = clusterRoots(old, next, options);
  const lines = found.map(({ cluster, directory, kustomization, how, trees }) => {
    const named = kustomization === undefined ? '' : `, Kustomization ${kustomization}`;
    const where = trees === 'both' ? '' : `, in the ${trees} tree only`;
    return `${cluster}: ${directory || '.'}${named}: ${how}${where}`;
  });
  const text = lines.length > 0 ? lines.join('\n') : 'no cluster was found: name them with --cluster NAME=PATH';
  output.print({ text: () => `${text}\n`, data: () => found });
  return 0;
}

/** The plan of the program's fleet, or the exit code of a program that failed. */
async function ofProgram(app: string | undefined, base: ReturnType<typeof baseOf>): Promise<PlanReport | number> {
  const { exitCode, report } = await runProgram(appCommand(app), { action: 'plan', ...base }, 'stderr');
  if (exitCode !== 0) return exitCode;
  if (!report?.plan) throw new UsageError(NO_SYNTHESIS);
  return report.plan;
}

function ofTrees(from: string | undefined, to: string | undefined, told: PlanConfig): PlanReport {
  if (from === undefined || to === undefined) throw new UsageError('two trees are compared: give both --from and --to');
  const base = readTree('--from', from, []);
  const next = readTree('--to', to, [base]);
  const { file: declaredIn, limits, declarations, acknowledgements } = told;
  const declared = { limits, declarations, acknowledgements, declaredIn };
  const trees = { base, next, ...withCharts(told), ...defined({ conventions: conventionsOf([base, next]) }) };
  const { comparison, findings } = guard({ ...trees, ...declared, today: today() });
  const colon = from.indexOf(':');
  const branch = colon > 0 ? branchName('.', from.slice(0, colon)) : undefined;
  return judged(planReport(comparison, findings, { branch }), told);
}

/** A report with what policies of the file find in it. */
function judged(report: PlanReport, { file, policies }: PlanConfig): PlanReport {
  if (policies === undefined) return report;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { planPolicyJudge } = require('../features/plan-policy') as typeof import('../features/plan-policy');
  return planPolicyJudge().judged(report, policies, { at: 'fleet', today: today(), file });
}

/** The conventions of trees: a fleet's, if this library has written one of them. */
function conventionsOf(trees: readonly ManifestTree[]): Conventions | undefined {
  return trees.some(isGenerated) ? undefined : PLAIN_CONVENTIONS;
}

/** Whether a list of a cluster's folder has the header of generated files. */
function isGenerated(tree: ManifestTree): boolean {
  return [...tree.folders.keys()].some(
    (folder) =>
      /(?:^|\/)clusters\/[^/]+$/.test(folder) && tree.text(`${folder}/kustomization.yaml`)?.startsWith(HEADER) === true,
  );
}

/** Reads a directory as a commit would have it, or a path at a commit. */
export function readTree(option: string, given: string, known: readonly ManifestTree[]): ManifestTree {
  if (fs.statSync(given, { throwIfNoEntry: false })?.isDirectory() === true) return readWorkingTree(given);
  const colon = given.indexOf(':');
  if (colon < 0) throw new UsageError(`${option} ${JSON.stringify(given)} is no directory: give one, or REF:PATH`);
  try {
    return readGitTree('.', given.slice(0, colon), given.slice(colon + 1), { known });
  } catch (error) {
    throw new UsageError(`${option} ${JSON.stringify(given)}: ${(error as Error).message}`);
  }
}
