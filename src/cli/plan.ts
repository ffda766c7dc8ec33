import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import {
  formatJson,
  formatMarkdown,
  formatText,
  guard,
  ManifestTree,
  planReport,
  PlanReport,
  readDirectory,
  readGitTree,
} from '../plan-entry';
import { appCommand, baseOf, NO_SYNTHESIS, runProgram, UsageError } from './program';

/** Help text of `flux-fleet plan`. */
export const PLAN_USAGE = `flux-fleet plan [options]

Says what a merge will do: what is added, changed, moved and removed, what Flux does about it, and the risks.
Writes nothing but the report. Exit code: 0 when nothing is refused, 1 when something is, 2 for wrong use.

  --app COMMAND     how the program is run                (app in cdk8s.yaml)
  --base REF        the commit that Flux follows          (HEAD)
  --first           nothing is committed yet
  --format FORMAT   text, markdown for a comment on a pull request, or json    (text)

Without a program, for any two trees of manifests:

  --from TREE       the tree that Flux follows now: a directory, or REF:PATH as Git has it
  --to TREE         the tree that takes its place
`;

const FORMATS: Readonly<Record<string, (report: PlanReport) => string>> = {
  text: formatText,
  markdown: (report) => formatMarkdown(report),
  json: formatJson,
};

/** Runs `flux-fleet plan`. Returns the exit code. */
export async function plan(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      app: { type: 'string' },
      base: { type: 'string' },
      first: { type: 'boolean' },
      format: { type: 'string', default: 'text' },
      from: { type: 'string' },
      to: { type: 'string' },
    },
  });
  const format = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
  if (!format) throw new UsageError(`no format ${JSON.stringify(values.format)}: give text, markdown or json`);
  const { app, base, first, from, to } = values;
  const isOfTrees = from !== undefined || to !== undefined;
  if (isOfTrees && (app ?? base ?? first) !== undefined)
    throw new UsageError('--from and --to compare two trees without a program: leave out --app, --base and --first');
  const outcome = isOfTrees ? ofTrees(from, to) : await ofProgram(app, baseOf(values, 'HEAD'));
  if (typeof outcome === 'number') return outcome;
  process.stdout.write(format(outcome));
  return outcome.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** The plan of the program's fleet, or the exit code of a program that failed. */
async function ofProgram(app: string | undefined, base: ReturnType<typeof baseOf>): Promise<PlanReport | number> {
  const { exitCode, report } = await runProgram(appCommand(app), { action: 'plan', ...base }, 'stderr');
  if (exitCode !== 0) return exitCode;
  if (!report?.plan) throw new UsageError(NO_SYNTHESIS);
  return report.plan;
}

function ofTrees(from: string | undefined, to: string | undefined): PlanReport {
  if (from === undefined || to === undefined) throw new UsageError('two trees are compared: give both --from and --to');
  const today = new Date().toISOString().slice(0, 10);
  const base = readTree('--from', from, []);
  const { comparison, findings } = guard({ base, next: readTree('--to', to, [base]), today });
  return planReport(comparison, findings);
}

/** Reads a directory, or a path at a commit. */
function readTree(option: string, given: string, known: readonly ManifestTree[]): ManifestTree {
  if (fs.statSync(given, { throwIfNoEntry: false })?.isDirectory() === true) return readDirectory(given);
  const colon = given.indexOf(':');
  if (colon < 0) throw new UsageError(`${option} ${JSON.stringify(given)} is no directory: give one, or REF:PATH`);
  try {
    return readGitTree('.', given.slice(0, colon), given.slice(colon + 1), { known });
  } catch (error) {
    throw new UsageError(`${option} ${JSON.stringify(given)}: ${(error as Error).message}`);
  }
}
