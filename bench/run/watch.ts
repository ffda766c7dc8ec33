import { readFileSync } from 'node:fs';

const INTERVAL_MS = 20;

/** The kernel's clock unit, USER_HZ: 100 on every Linux that Node supports. */
const TICKS_PER_SECOND = 100;

/** Resources used by a process and its descendants. */
export interface Usage {
  /** Sum of the peak resident memory of each, in MB. */
  readonly peakMb: number;
  /** CPU time, the part of a run's time that does not depend on other processes. */
  readonly cpuSeconds: number;
}

/**
 * Watches a process and its descendants until stopped, by reading /proc: it exists on every Linux, unlike
 * `/usr/bin/time`. The kernel keeps each process's peak memory (VmHWM) and time, so only its last milliseconds are
 * missed.
 *
 * @param seen called repeatedly with the usage so far
 */
export function watch(pid: number, seen: (usage: Usage) => void): () => Usage {
  let [peakKb, ticks] = [0, 0];
  const used = () => ({ peakMb: peakKb / 1024, cpuSeconds: ticks / TICKS_PER_SECOND });
  const sample = () => {
    const now = usageOf(pid);
    peakKb = Math.max(peakKb, now.kb);
    ticks = Math.max(ticks, now.ticks);
    seen(used());
  };
  sample();
  const timer = setInterval(sample, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return used();
  };
}

function usageOf(pid: number): { readonly kb: number; readonly ticks: number } {
  const children = read(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter(Boolean)
    .map((child) => usageOf(Number(child)));
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  const stat = read(`/proc/${pid}/stat`);
  // After the name, which may contain anything: user and system time, own and of ended children.
  const times = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return {
    kb: children.reduce((sum, { kb }) => sum + kb, Number(peak ?? 0)),
    ticks: [...times.map(Number), ...children.map(({ ticks }) => ticks)].reduce((sum, value) => sum + value, 0),
  };
}

/** The file's text; empty if the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
