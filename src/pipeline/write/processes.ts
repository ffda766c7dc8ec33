import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { threadId } from 'node:worker_threads';

/** A run, as others see it: what tells it from every other one, and what it takes to find out whether it lives. */
export interface Run {
  readonly pid: number;
  readonly thread: number;
  /** When the process started, in the machine's own count; empty where the machine does not say. */
  readonly started: string;
  /** The machine's last start; empty where it does not say. */
  readonly boot: string;
  /** The set of processes within which the number means something; empty where the machine does not say. */
  readonly space: string;
  /** When the run began, in milliseconds since 1970. */
  readonly since: number;
  readonly nonce: string;
  readonly host: string;
}

/** What the writer knows of processes and time, so that tests can let some die and time pass. */
export interface Processes {
  /** A name for a run that begins now in this process. */
  begin(): Run;
  /** Whether a run may still be going on. */
  isAlive(run: Run): boolean;
  /** The time in milliseconds since 1970. */
  now(): number;
  /** Does nothing for some milliseconds. */
  sleep(milliseconds: number): void;
}

/** How long a run counts as alive when nobody here can find out whether it is. Runs take seconds, at most minutes. */
const BENEFIT_OF_DOUBT = 60 * 60 * 1_000;

const NAME = /^run,(\d+),(\d+),([0-9]*),([0-9a-f]*),([0-9]*),(\d+),([0-9a-f]+),([\w.-]*)$/;

/** A run's name, which is a file's. It says everything, so that giving a lock that name is one call. */
export function nameOf(run: Run): string {
  const { pid, thread, started, boot, space, since, nonce, host } = run;
  return ['run', pid, thread, started, boot, space, since, nonce, host].join(',');
}

/** The run that a name says; undefined when it is not a run's. */
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
    if (run.host !== here.host || run.space !== here.space) return Date.now() - run.since < BENEFIT_OF_DOUBT;
    // Writing never lets go of its thread: a run that this thread began and still has not ended was broken off.
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
    // A process of somebody else cannot be asked, but is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in ticks since the machine did. Its number alone may be another process's by now. */
function startOf(pid: number): string {
  const stat = readOr('', () => fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the program's name, which may hold anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readOr(otherwise: string, read: () => string): string {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
