import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { threadId } from 'node:worker_threads';

/** Identity of a run, with the facts that tell whether it is alive. */
export interface Run {
  readonly pid: number;
  readonly thread: number;
  /** Start of the process in the machine's own count; empty if unknown. */
  readonly started: string;
  /** The machine's last boot; empty if unknown. */
  readonly boot: string;
  /** The process namespace in which the number is valid; empty if unknown. */
  readonly space: string;
  /** Start of the run, in milliseconds since 1970. */
  readonly since: number;
  readonly nonce: string;
  readonly host: string;
}

/** The writer's view of processes and time, which tests replace to end processes and pass time. */
export interface Processes {
  /** Identity of a run that begins now in this process. */
  begin(): Run;
  /** Whether a run may still be active. */
  isAlive(run: Run): boolean;
  /** The time in milliseconds since 1970. */
  now(): number;
  /** Waits. */
  sleep(milliseconds: number): void;
}

/** Time for which a run counts as alive if that cannot be determined here. Runs take seconds, at most minutes. */
const UNKNOWN_RUN_LIFETIME_MS = 60 * 60 * 1_000;

const NAME = /^run,(\d+),(\d+),([0-9]*),([0-9a-f]*),([0-9]*),(\d+),([0-9a-f]+),([\w.-]*)$/;

/** Name of a run, used as a file name. It contains the whole identity, so that renaming a lock is one call. */
export function nameOf(run: Run): string {
  const { pid, thread, started, boot, space, since, nonce, host } = run;
  return ['run', pid, thread, started, boot, space, since, nonce, host].join(',');
}

/** The run with a name; undefined if the name is not a run's. */
export function runNamed(name: string): Run | undefined {
  const [, pid, thread, started, boot, space, since, nonce, host] = NAME.exec(name) ?? [];
  if (host === undefined) return undefined;
  return {
    pid: Number(pid),
    thread: Number(thread),
    started: started!,
    boot: boot!,
    space: space!,
    since: Number(since),
    nonce: nonce!,
    host,
  };
}

/** The processes of this machine. */
export const machineProcesses: Processes = {
  begin() {
    const boot = readOr('', () => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
    return {
      pid: process.pid,
      thread: threadId,
      started: startOf(process.pid),
      boot: boot.replace(/[^0-9a-f]/g, '').slice(0, 12),
      space: readOr('', () => fs.readlinkSync('/proc/self/ns/pid')).replace(/\D/g, ''),
      since: Date.now(),
      nonce: randomBytes(4).toString('hex'),
      host: os
        .hostname()
        .replace(/[^\w.-]/g, '_')
        .slice(0, 64),
    };
  },

  isAlive(run) {
    const here = machineProcesses.begin();
    const restarted = run.host === here.host && run.boot !== here.boot;
    if (restarted) return false;
    if (run.host !== here.host || run.space !== here.space) return Date.now() - run.since < UNKNOWN_RUN_LIFETIME_MS;
    // Writing is synchronous: an unfinished run of this very thread was broken off.
    if (run.pid === here.pid && run.thread === here.thread) return false;
    return isRunning(run.pid) && (run.started === '' || run.started === startOf(run.pid));
  },

  now() {
    return Date.now();
  },

  sleep(milliseconds) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  },
};

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user cannot be signalled, but it exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start of a process in ticks since boot. Process numbers alone are reused. */
function startOf(pid: number): string {
  const stat = readOr('', () => fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the program's name, which may contain anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readOr(otherwise: string, read: () => string): string {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
