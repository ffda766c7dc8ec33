import { Growth } from '../growth';
import { Climb } from '../run/climb';
import { cpuOf, Measured, partOf, peakOf, ratioOf, secondsOf } from '../run/measure';
import { Results, Row, ShapeResult } from './results';

/** A goal and its measurement. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly figure: string;
  /** The same by CPU time, where that is meaningful: other processes do not affect it. */
  readonly byCpu?: string;
  /** Undefined if the run did not measure it. */
  readonly met?: boolean;
}

/** Peers that this library must outperform on S. */
const FASTER_THAN = ['kustomize', 'kosko', 'jsonnet', 'go-jsonnet', 'kcl', 'cue'];

/** The measures for which growth has a goal. */
const GROWTH = ['clusters', 'clusters, all equal', 'tenants', 'depth of dependencies'];

/** The goals with the figures of a run. */
export function goalsOf(results: Results): Goal[] {
  const shape = (name: string) => results.shapes.find((one) => one.name === name);
  return [
    part('S', shape('S'), 'cdk8s', 1 / 4),
    part('S', shape('S'), 'helm', 1, 'nine runs of helm template'),
    part('M', shape('M'), 'cdk8s', 1 / 15),
    ...smallM(shape('m')),
    ...large('L-equal', 3, 500, shape('L-equal')),
    ...large('L-own', 10, 800, shape('L-own')),
    ...GROWTH.flatMap((over) =>
      exponents(
        over,
        results.growth?.find((one) => one.over === over),
      ),
    ),
    ...FASTER_THAN.map((peer) => part('S', shape('S'), peer, 1)),
    ...['S', 'L-equal', 'L-own'].map((name) => checks(name, shape(name))),
  ];
}

/** A figure without a verdict: a small M only shows whether the goal for M is within reach. */
function smallM(shape: ShapeResult | undefined): Goal[] {
  if (!shape) return [];
  const { met: _, ...figure } = part('a twentieth of M', shape, 'cdk8s', 1 / 15);
  return [{ ...figure, goal: `${figure.goal} of M` }];
}

/** Cost of checking all objects. */
function checks(name: string, shape: ShapeResult | undefined): Goal {
  const [ours, unchecked] = [find(shape, 'ours')?.measured, find(shape, 'ours-unchecked')?.measured];
  const what = `${name}, with all checks, times the same without`;
  if (!ours || !unchecked) return most(what, 1.3, undefined);
  return most(what, 1.3, 1 / ratioOf(unchecked, ours).median, cpuPart(ours, unchecked));
}

function cpuPart(ours: Measured, other: Measured): number {
  return cpuOf(ours).median / cpuOf(other).median;
}

/** Goals for this library alone. */
function large(name: string, timesFloor: number, megabytes: number, shape: ShapeResult | undefined): Goal[] {
  const own = shape?.own;
  const ours = find(shape, 'ours')?.measured;
  return [
    most(`${name}, times the floor`, timesFloor, own?.timesFloor.median, own?.cpu.timesFloor),
    under(`${name}, MB`, megabytes, ours && peakOf(ours).median),
    under(
      `${name}, second run, a line of all clusters changed, part of the first`,
      0.4,
      own?.changed.median,
      own?.cpu.changed,
    ),
    under(
      `${name}, second run, a line of one cluster changed, part of the first`,
      0.4,
      own?.cluster.median,
      own?.cpu.cluster,
    ),
    most(`${name}, files that it wrote with the content they had`, 0, own?.written.needless),
  ];
}

function exponents(over: string, growth: Growth | undefined): Goal[] {
  const { seconds, cpuSeconds, peakMb } = growth?.exponents ?? {};
  return [
    most(`exponent of time over ${over}`, 1.05, seconds, cpuSeconds),
    most(`exponent of memory over ${over}`, 1.05, peakMb),
  ];
}

/** The row of a system with output. */
function find(shape: ShapeResult | undefined, id: string): Row | undefined {
  return shape?.rows.find(({ measured }) => measured.system.id === id && measured.runs.length > 0);
}

/** Time of this library relative to a peer, for all clusters of a fleet. */
function part(name: string, shape: ShapeResult | undefined, peer: string, atMost: number, called = peer): Goal {
  const what = `${name}, part of ${called}`;
  const ours = find(shape, 'ours')?.measured;
  const other = find(shape, peer);
  if (!ours || !other) return most(what, atMost, undefined);
  const { measured, climb } = other;
  // A peer that stopped at fewer clusters would take at least proportionally longer for all of them.
  const scale = ours.clusters / measured.clusters;
  const time = 1 / (ratioOf(measured, ours).median * scale);
  const goal = most(what, atMost, time, cpuPart(ours, measured) / scale);
  if (scale === 1) return goal;
  return { ...goal, figure: `below ${goal.figure}${grown(ours, measured, climb)}`, byCpu: `below ${goal.byCpu}` };
}

/** The estimate if a peer continues to grow at the measured rate. */
function grown(ours: Measured, peer: Measured, climb: Climb | undefined): string {
  const done = peer.clusters * partOf(peer);
  if (!climb?.growth) return ` from ${done} clusters`;
  const whole = secondsOf(peer).median * (ours.clusters / peer.clusters) ** climb.growth.seconds;
  return ` from ${done} clusters, ${digits(secondsOf(ours).median / whole)} by its growth`;
}

function most(what: string, atMost: number, value: number | undefined, byCpu?: number): Goal {
  return compared(what, `at most ${digits(atMost)}`, value, (figure) => figure <= atMost, byCpu);
}

function under(what: string, bound: number, value: number | undefined, byCpu?: number): Goal {
  return compared(what, `under ${digits(bound)}`, value, (figure) => figure < bound, byCpu);
}

function compared(
  what: string,
  goal: string,
  value: number | undefined,
  met: (figure: number) => boolean,
  byCpu?: number,
): Goal {
  if (value === undefined) return { what, goal, figure: 'not measured' };
  if (Number.isNaN(value)) return { what, goal, figure: 'lost in noise' };
  const cpu = byCpu !== undefined && Number.isFinite(byCpu) ? { byCpu: digits(byCpu) } : {};
  return { what, goal, figure: digits(value), ...cpu, met: met(value) };
}

/** A number with its significant digits. */
export function digits(value: number): string {
  if (Number.isInteger(value)) return `${value}`;
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 3);
}
