import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let reaper: ChildProcess | undefined;
const watched = new Set<string>();

/** Has a process killed should this one end without having stopped it. */
export function watchProcess(pid: number): void {
  tell('watch', String(pid));
}

/** Says that a watched process has ended. */
export function releaseProcess(pid: number): Promise<void> {
  return untell('watch', 'release', String(pid));
}

/** A new temporary directory, removed by {@link removeTemporaryDirectory} or else when this process ends. */
export async function temporaryDirectory(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `flux-fleet-${name}-`));
  tell('own', directory);
  return directory;
}

/** Removes a directory that {@link temporaryDirectory} made. */
export async function removeTemporaryDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  await untell('own', 'disown', directory);
}

function tell(command: string, argument: string): void {
  watched.add(`${command} ${argument}`);
  if (!reaper) {
    reaper = spawn(process.execPath, [join(__dirname, 'reaper-process.js')], { stdio: ['pipe', 'ignore', 'ignore'] });
    // It waits for this process to end, so this process must not wait for it.
    reaper.unref();
    (reaper.stdin as Socket).unref();
  }
  reaper.stdin?.write(`${command} ${argument}\n`);
}

async function untell(undone: string, command: string, argument: string): Promise<void> {
  if (!watched.delete(`${undone} ${argument}`)) return;
  const current = reaper;
  current?.stdin?.write(`${command} ${argument}\n`);
  if (watched.size > 0 || !current) return;
  reaper = undefined;
  await new Promise<void>((resolve) => {
    current.once('exit', () => resolve());
    current.ref();
    current.stdin?.end();
  });
}
