import { readFileSync } from 'node:fs';

const INTERVAL_MS = 20;

/** What the kernel counts in: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** What a process and its descendants have used. */
export interface Usage {
  /** Most resident memory that they held together, each at its own peak, in MB. */
  readonly peakMb: number;
  /** Time on a processor: what of a run's time does not depend on what else the machine does. */
  readonly cpuSeconds: number;
}

/**
 * Follows a process and its descendants until it is stopped. Read from /proc, which is there on every Linux, as
 * `/usr/bin/time` is not. The kernel keeps the peak (VmHWM) and the time of each process, so that what is missed is what
 * it did in its last milliseconds.
 *
 * @param seen told what has been used so far, again and again
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
  // Behind the name, which may hold anything: user and system time, own and of children that have ended.
  const times = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return {
    kb: children.reduce((sum, { kb }) => sum + kb, Number(peak ?? 0)),
    ticks: [...times.map(Number), ...children.map(({ ticks }) => ticks)].reduce((sum, value) => sum + value, 0),
  };
}

/** The file's text; empty when the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
