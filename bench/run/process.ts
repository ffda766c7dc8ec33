import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Usage, watch } from './watch';

/** A process to run. */
export interface Command {
  readonly args: readonly [string, ...string[]];
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** File for its standard output. @default - discarded */
  readonly stdout?: string;
}

/** Resources used by a process. */
export interface ProcessCost extends Usage {
  readonly seconds: number;
}

/** Limits of a process; it is ended when it exceeds one. */
export interface Limits {
  readonly seconds: number;
  /** Resident memory of it and its descendants, in MB. @default - unlimited */
  readonly megabytes?: number;
}

/** A process that failed, or was ended because it exceeded a limit. */
export class ProcessFailure extends Error {
  constructor(
    reason: string,
    /** Resources used until then. */
    public readonly cost: ProcessCost,
  ) {
    super(reason);
  }
}

/** Maximum length of a process's last output in a message. */
const SAID = 300;

const running = new Set<ChildProcess>();

// They are in separate process groups, which an interrupt from the terminal does not reach.
process.once('exit', () => running.forEach(end));

/**
 * Runs a process to completion.
 *
 * @throws ProcessFailure when it does not start, fails, or exceeds a limit
 */
export async function runProcess(command: Command, limits: Limits): Promise<ProcessCost> {
  const [file, ...args] = command.args;
  const errorFile = `${command.cwd}/.stderr`;
  const stdout = command.stdout === undefined ? undefined : openSync(command.stdout, 'w');
  const stderr = openSync(errorFile, 'w');
  try {
    const start = performance.now();
    // A separate process group, so that ending it also ends its children.
    const child = spawn(file, args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['ignore', stdout ?? 'ignore', stderr],
      detached: true,
    });
    running.add(child);
    let late: string | undefined;
    const stop = (reason: string) => {
      late ??= reason;
      end(child);
    };
    const usage =
      child.pid === undefined
        ? () => ({ peakMb: 0, cpuSeconds: 0 })
        : watch(child.pid, ({ peakMb }) => {
            if (peakMb > (limits.megabytes ?? Infinity)) stop(`ended at ${peakMb.toFixed(0)} MB`);
          });
    const timer = setTimeout(() => stop(`ended after ${limits.seconds.toFixed(0)} s`), limits.seconds * 1000);
    const outcome = await new Promise<number | string | null>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? code));
    });
    clearTimeout(timer);
    running.delete(child);
    const cost = { seconds: (performance.now() - start) / 1000, ...usage() };
    if (late !== undefined) throw new ProcessFailure(late, cost);
    if (outcome !== 0) throw new ProcessFailure(`ended with ${outcome}: ${lastWords(errorFile)}`, cost);
    return cost;
  } finally {
    closeSync(stderr);
    if (stdout !== undefined) closeSync(stdout);
  }
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

/** The end of a process's output, on one line. */
function lastWords(file: string): string {
  return readFileSync(file, 'utf8').trim().replaceAll(/\s+/g, ' ').slice(-SAID);
}
