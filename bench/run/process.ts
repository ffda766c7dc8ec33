import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Usage, watch } from './watch';

/** One process to run. */
export interface Command {
  readonly args: readonly [string, ...string[]];
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** File that takes its standard output. @default - it is thrown away */
  readonly stdout?: string;
}

/** What a process took. */
export interface ProcessCost extends Usage {
  readonly seconds: number;
}

/** What a process may take before it is ended. */
export interface Limits {
  readonly seconds: number;
  /** Resident memory of it and all that it starts, in MB. @default - any */
  readonly megabytes?: number;
}

/** A process failed, or was ended because it took more than it may. */
export class ProcessFailure extends Error {
  constructor(
    reason: string,
    /** What it took until then. */
    public readonly cost: ProcessCost,
  ) {
    super(reason);
  }
}

/** How much of what a process says at its end is worth repeating. */
const SAID = 300;

const running = new Set<ChildProcess>();

// They are in groups of their own, which an interrupt of the terminal does not reach.
process.once('exit', () => running.forEach(end));

/**
 * Runs a process to its end.
 *
 * @throws ProcessFailure when it does not start, fails, or takes more than the limits
 */
export async function runProcess(command: Command, limits: Limits): Promise<ProcessCost> {
  const [file, ...args] = command.args;
  const errorFile = `${command.cwd}/.stderr`;
  const stdout = command.stdout === undefined ? undefined : openSync(command.stdout, 'w');
  const stderr = openSync(errorFile, 'w');
  try {
    const start = performance.now();
    // A group of its own, so that ending it ends what it has started.
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
    // It has ended by itself.
  }
}

/** The end of what a process wrote, on one line. */
function lastWords(file: string): string {
  return readFileSync(file, 'utf8').trim().replaceAll(/\s+/g, ' ').slice(-SAID);
}
