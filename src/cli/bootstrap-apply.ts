import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { quote } from '../kubernetes/names';
import { BootstrapCommand, BootstrapPlan, shellText } from '../pipeline/bootstrap';
import { formatStep } from './bootstrap-text';

/** The outcome of a command. A missing Secret is for a person, and the steps after it wait. */
export type Result = 'done' | 'already there' | 'for you' | 'failed' | 'missing';

/** The outcome of `--apply`. */
export interface Outcome {
  /** Results of the commands of each step that was reached. */
  readonly results: ReadonlyArray<readonly Result[]>;
  /** Why it stopped; undefined if it did not. */
  readonly failure?: string;
}

/** The result of one command, with its output, and for one that stops the run the reason. */
interface Settled {
  readonly result: Result;
  readonly output?: string;
  readonly why?: string;
}

/**
 * Runs the commands of kubectl and helm. Each step is shown first. It stops at the first command that fails, and at a
 * Secret that is missing; what is done stays done, and the next run finds it so.
 *
 * @param print takes what is shown, and the output of the commands
 */
export function applySteps({ cluster, steps }: BootstrapPlan, print: (text: string) => void): Outcome {
  const results: Result[][] = [];
  for (const [index, step] of steps.entries()) {
    print(`${formatStep(step, index)}`);
    const here: Result[] = [];
    results.push(here);
    for (const command of step.commands) {
      const { result, output = '', why } = settle(command);
      here.push(result);
      print(`${output.trimEnd().replace(/^(?=.)/gm, '       ')}${output === '' ? '' : '\n'}   ${result}\n`);
      if (why === undefined) continue;
      return {
        results,
        failure: `[${cluster}] step ${index + 1}, ${quote(step.title)}, ${why}, then run this again: what is done stays as it is`,
      };
    }
    print('\n');
  }
  return { results };
}

function settle({ argv, into, text, unless }: BootstrapCommand): Settled {
  if (unless !== undefined) {
    const { status, error, output } = runToEnd(unless);
    if (error !== undefined) return { result: 'failed', why: error };
    if (status === 0) return { result: 'already there' };
    if (!IS_MISSING.test(output)) return failed(unless, status, output);
  }
  if (argv === undefined) {
    if (unless === undefined) return { result: 'for you' };
    return { result: 'missing', why: `is for you: run ${text}` };
  }
  const { status, error, output } = into === undefined ? runToEnd(argv) : runInto(into, argv);
  if (error !== undefined) return { result: 'failed', why: error };
  return status === 0 ? { result: 'done', output } : failed(argv, status, output);
}

/** Words of kubectl for an object or a kind that is not there, and not for a cluster that it cannot ask. */
const IS_MISSING = /\(NotFound\)|doesn't have a resource type/;

function failed(argv: readonly string[], status: number | string | null, output: string): Settled {
  return {
    result: 'failed',
    output,
    why: `failed with ${status}: mend what ${shellText(argv)} says`,
  };
}

/** Runs a command whose output is a secret: it goes into the file, and is never read here. One that fails leaves no file. */
function runInto(file: string, argv: readonly string[]) {
  // One that is there may be readable for others.
  fs.rmSync(file, { force: true });
  const descriptor = fs.openSync(file, 'wx', 0o600);
  let ended: ReturnType<typeof runToEnd>;
  try {
    ended = runToEnd(argv, descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  if (ended.error !== undefined || ended.status !== 0) fs.rmSync(file);
  return ended;
}

function runToEnd([program = '', ...args]: readonly string[], out: number | 'pipe' = 'pipe') {
  const ended = spawnSync(program, args, {
    encoding: 'utf8',
    env: process.env,
    stdio: ['ignore', out, 'pipe'],
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  const { status, signal, stdout, stderr } = ended;
  const error: NodeJS.ErrnoException | undefined = ended.error;
  const why = error?.code === 'ENOENT' ? `needs ${program}, which is not on PATH: install it` : error?.message;
  return {
    status: status ?? signal,
    error: why,
    output: error === undefined ? `${out === 'pipe' ? stdout : ''}${stderr}` : '',
  };
}
