import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';
import type { AuditReport } from '../../audit';
import { defined } from '../../core/defined';
import { mergeConflict } from '../../core/merge-conflict';
import type { ImageReport } from '../../features/images';
import type { CostReport } from '../../ledger';
import type { BootstrapPlan } from '../../pipeline/bootstrap';
import { ComparisonOptions, Command, COMMAND_VARIABLE } from '../../pipeline/protocol/options';
import type { RecoveryPlan } from '../../pipeline/recovery';
import type { DiffFile } from '../../pipeline/run-diff';
import type { Answer } from '../../pipeline/run-query';
import { PlanReport } from '../../plan';
import { FileFollower } from './events';
import { programStart } from './program-start';
import { UsageError } from './usage-error';

/** Message for a program that never synthesizes. */
export const NO_SYNTHESIS = 'the program ended without a synthesis: call fleet.synth() at its end';

/** Summary of the synthesis in a program. */
export interface Report extends Answer {
  readonly fleet: string;
  readonly clusters: number;
  readonly objects: number;
  readonly files: number;
  readonly written: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly seconds: number;
  /** Path of the output directory. */
  readonly outdir: string;
  /** Paths within it of the files that were written and removed, if requested. */
  readonly changes?: { readonly written: readonly string[]; readonly removed: readonly string[] };
  /** Effect of a merge, if requested. */
  readonly plan?: PlanReport;
  /** The bootstrap of a cluster, if requested. */
  readonly bootstrap?: BootstrapPlan;
  /** Files of a target that differ, if requested. */
  readonly diff?: readonly DiffFile[];
  /** The report of costs, if requested. */
  readonly cost?: CostReport;
  /** Who may do what where, if requested. */
  readonly audit?: AuditReport;
  /** How a cluster is made anew, if requested. */
  readonly recovery?: RecoveryPlan;
  /** The images that Flux updates, if requested. */
  readonly images?: readonly ImageReport[];
}

/** The outcome of a synthesis, as one line. */
export function outcomeText({ fleet, clusters, objects, files, seconds, ...report }: Report, outcome?: string): string {
  const done = outcome ?? `${report.written} written, ${report.removed} removed, ${report.unchanged} unchanged`;
  return `fleet ${fleet}: ${clusters} clusters, ${objects} objects, ${files} files (${done}) in ${seconds.toFixed(2)} s`;
}

/**
 * The options for `--base`, `--first` and `--takeover`.
 *
 * @param fallback the base that must be there when none is given
 */
export function baseOf(
  {
    base,
    first,
    takeover,
  }: {
    readonly base?: string | undefined;
    readonly first?: boolean | undefined;
    readonly takeover?: boolean | undefined;
  },
  fallback?: string,
): ComparisonOptions {
  const ref = base ?? fallback;
  if (ref === '') throw new UsageError('--base is empty: give a commit, branch or tag');
  if (takeover && !first) throw new UsageError('--takeover belongs to the first commit of a fleet: give --first too');
  return { ...defined({ base: ref, first: first || undefined, takeover: takeover || undefined }) };
}

/**
 * The command that runs the fleet's program: the one given, else `app` in `cdk8s.yaml`.
 *
 * @throws UsageError when there is none
 */
export function appCommand(given: string | undefined, directory = process.cwd()): string {
  if (given !== undefined) return given;
  const file = path.join(directory, 'cdk8s.yaml');
  if (!fs.existsSync(file)) throw new UsageError('no program: give --app "npx tsx fleet.ts", or app in cdk8s.yaml');
  const app = (parsed(readFileSync(file, 'utf8')) as { readonly app?: unknown } | null)?.app;
  if (typeof app !== 'string' || app === '')
    throw new UsageError('cdk8s.yaml names no app: add a line "app: npx tsx fleet.ts"');
  return app;
}

/**
 * The content of cdk8s.yaml.
 *
 * @throws UsageError when it cannot be read
 */
function parsed(text: string): unknown {
  if (mergeConflict(text)) throw new UsageError('cdk8s.yaml has conflict markers of a merge: resolve the conflict');
  try {
    return parse(text);
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n');
    throw new UsageError(`cdk8s.yaml is not YAML, ${JSON.stringify(line)}: mend it there`);
  }
}

/**
 * Starts a program with a command.
 *
 * @param command the {@link Command} as JSON
 */
export type Launch = (command: string) => ChildProcess;

/** The standard streams of a program, which reads no input. */
export function outputTo(output: 'stderr' | 'stdout'): ['ignore', 'inherit' | 2, 'inherit'] {
  return ['ignore', output === 'stdout' ? 'inherit' : 2, 'inherit'];
}

/** Starts a process for a program. */
function launching(app: string, output: 'stderr' | 'stdout'): Launch {
  return (command) => {
    const stdio = outputTo(output);
    const env = { ...process.env, [COMMAND_VARIABLE]: command };
    const start = programStart(app, process.cwd());
    if (!start) return spawn(app, { shell: true, stdio, env });
    return spawn(process.execPath, start.args, { stdio, env: { ...env, ...start.env } });
  };
}

/** Milliseconds between two looks at whether a program that has synthesized still works. */
const LOOK_MS = 10_000;

/**
 * Says of a program that has synthesized and does not end what that means: its command would wait without a word.
 *
 * @param file what the synthesis leaves at its end
 * @returns the timer that looks
 */
function sayIfItWorksOn(file: string): NodeJS.Timeout {
  let isSynthesized = false;
  const timer = setInterval(() => {
    if (isSynthesized) {
      clearInterval(timer);
      process.stderr.write(
        'the program has synthesized and does not end, and its command waits for that: interrupt it, and end in the program what still works, such as a timer or a connection\n',
      );
    }
    isSynthesized = fs.existsSync(file);
  }, LOOK_MS);
  return timer;
}

/** Signals that end a program; the command forwards them. */
const FORWARDED_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/**
 * Runs the fleet's program with a command.
 *
 * @param output destination of the program's own output: the command's own output may be input of another program
 * @param take receives each event of the synthesis as a line of JSON; the program then prints none
 * @param launch starts the program; by default in a process that has not begun
 * @returns its exit code, and its report if the synthesis finished
 */
export async function runProgram(
  app: string,
  command: Command,
  output: 'stderr' | 'stdout' = 'stdout',
  take?: (line: string) => void,
  launch: Launch = launching(app, output),
): Promise<{ exitCode: number; report?: Report }> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-'));
  const file = path.join(scratch, 'report.json');
  const events = path.join(scratch, 'events.jsonl');
  const follower = take && new FileFollower(events, take);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      const request = { ...command, report: file, ...defined({ events: take ? events : undefined }) };
      const child = launch(JSON.stringify(request));
      // The program decides how to react to a signal. A terminal signals it directly; other senders reach only this
      // process.
      const pass = (signal: NodeJS.Signals) => void child.kill(signal);
      for (const signal of FORWARDED_SIGNALS) process.on(signal, pass);
      const looking = sayIfItWorksOn(file);
      const done = () => {
        clearInterval(looking);
        FORWARDED_SIGNALS.forEach((signal) => process.off(signal, pass));
      };
      child.once('error', (error) => {
        done();
        reject(error);
      });
      child.once('close', (code, signal) => {
        done();
        resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0));
      });
    });
    if (!fs.existsSync(file)) return { exitCode };
    return { exitCode, report: JSON.parse(readFileSync(file, 'utf8')) as Report };
  } finally {
    follower?.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
