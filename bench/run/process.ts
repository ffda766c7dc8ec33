import { spawn } from 'node:child_process';
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

/**
 * Runs a process to its end.
 *
 * @returns undefined when it took longer than `limitSeconds` and was ended
 * @throws Error when it fails, with the end of what it wrote to standard error
 */
export async function runProcess(command: Command, limitSeconds: number): Promise<ProcessCost | undefined> {
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
    const usage = child.pid === undefined ? () => ({ peakMb: 0, cpuSeconds: 0 }) : watch(child.pid);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limitSeconds * 1000);
    const outcome = await new Promise<number | string | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(signal ?? code));
    });
    const seconds = (performance.now() - start) / 1000;
    clearTimeout(timer);
    const used = usage();
    if (late) return undefined;
    if (outcome !== 0) {
      throw new Error(
        `${command.args.join(' ')} ended with ${outcome}: ${readFileSync(errorFile, 'utf8').slice(-2000)}`,
      );
    }
    return { seconds, ...used };
  } finally {
    closeSync(stderr);
    if (stdout !== undefined) closeSync(stdout);
  }
}
