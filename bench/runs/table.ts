import { spreadOf } from '../run/statistics';
import type { RunCost } from './cost';
import type { RunGoal } from './goals';

/** One run with its measurements: of the build before, or of what the goal compares with, and of this build. */
export interface RunRow {
  /** The fleet, such as `L-own`. */
  readonly shape: string;
  readonly title: string;
  readonly before: readonly RunCost[];
  readonly after: readonly RunCost[];
  readonly goal: RunGoal;
}

/** Medians of a row, and whether the goal is met; undefined without a goal. */
export interface RunFigures {
  readonly shape: string;
  readonly title: string;
  readonly before: RunCost;
  readonly after: RunCost;
  /** CPU time of this build as part of that before, the median of the rounds. */
  readonly ratio: number;
  readonly goal: RunGoal;
  readonly met?: boolean;
}

/** The figures of a row. Ratios are taken within a round, because a busy machine slows both builds. */
export function figuresOf({ shape, title, before, after, goal }: RunRow): RunFigures {
  const pairs = after.map((cost, round) => cost.cpuSeconds / before[round]!.cpuSeconds);
  const ratio = spreadOf(pairs).median;
  const now = medianOf(after);
  const isLimited = goal.ratio !== undefined || goal.megabytes !== undefined;
  const met = ratio <= (goal.ratio ?? Infinity) && now.peakMb <= (goal.megabytes ?? Infinity);
  return { shape, title, before: medianOf(before), after: now, ratio, goal, ...(isLimited ? { met } : {}) };
}

function medianOf(costs: readonly RunCost[]): RunCost {
  const median = (of: (cost: RunCost) => number) => spreadOf(costs.map(of)).median;
  return { cpuSeconds: median(({ cpuSeconds }) => cpuSeconds), peakMb: median(({ peakMb }) => peakMb) };
}

const HEAD = ['fleet', 'run', 'before', 'after', 'ratio', 'wanted', 'met'];

/** The rows as a Markdown table: CPU seconds and MB. */
export function runTable(rows: readonly RunFigures[]): string {
  const lines = rows.map(({ shape, title, before, after, ratio, goal, met }) => [
    shape,
    title,
    costText(before),
    costText(after),
    `${ratio.toFixed(2)} ×`,
    goalText(goal),
    met === undefined ? '' : met ? 'yes' : 'no',
  ]);
  return [HEAD, HEAD.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function costText({ cpuSeconds, peakMb }: RunCost): string {
  return `${cpuSeconds.toFixed(2)} s, ${peakMb.toFixed(0)} MB`;
}

function goalText({ ratio, megabytes }: RunGoal): string {
  return [
    ...(ratio === undefined ? [] : [`≤ ${ratio.toFixed(2)} ×`]),
    ...(megabytes === undefined ? [] : [`≤ ${megabytes} MB`]),
  ].join(', ');
}
