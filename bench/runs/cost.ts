import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command, runProcess } from '../run/process';

/** What one run took. */
export interface RunCost {
  /** User CPU seconds of the process and all that it started: other processes affect them least. */
  readonly cpuSeconds: number;
  /** Sum of the peak resident memory of these processes, in MB. */
  readonly peakMb: number;
}

const LIMITS = { seconds: 1800 };

/** Runs a command and keeps its exit code, and writes what the shell's children took. */
const TIMED = '"$@"; code=$?; times > "$RUN_TIMES"; exit $code';

/**
 * Runs a process and measures it by the shell's own account, which is exact for short runs too.
 *
 * @throws ProcessFailure when it fails
 */
export async function costOf(command: Command): Promise<RunCost> {
  const file = join(command.cwd, '.times');
  const args = ['/bin/sh', '-c', TIMED, 'sh', ...command.args] as const;
  const { peakMb } = await runProcess({ ...command, args, env: { ...command.env, RUN_TIMES: file } }, LIMITS);
  const cpuSeconds = userSeconds(readFileSync(file, 'utf8'));
  rmSync(file);
  return { cpuSeconds, peakMb };
}

/**
 * User seconds of the children in the output of the shell's `times`: two lines, of the shell and of its children, each
 * with user and system time as `0m1.23s`.
 */
export function userSeconds(times: string): number {
  const [, minutes = NaN, seconds = NaN] = /^(\d+)m([\d.]+)s/.exec(times.split('\n')[1] ?? '') ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
