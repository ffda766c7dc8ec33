import { cpuOf, Measured, peakOf, ratioOf } from '../run/measure';
import { Results, ShapeResult } from './results';

/** A goal, and what was measured for it. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly figure: string;
  /** The same by time on a processor, where that means something: what else the machine does has no part in it. */
  readonly byCpu?: string;
  /** Undefined when the run did not measure it. */
  readonly met?: boolean;
}

/** The goals, with the figures that a run has for them. */
export function goalsOf(results: Results): Goal[] {
  const shape = (name: string) => results.shapes.find((one) => one.name === name);
  const growth = (over: string) => results.growth?.find((one) => one.over === over)?.seconds;
  return [
    part(shape('S'), 'cdk8s', 1 / 4),
    part(shape('S'), 'helm', 1),
    ...['kustomize', 'kosko', 'jsonnet', 'go-jsonnet', 'kcl', 'cue'].map((peer) => part(shape('S'), peer, 1)),
    part(shape('M'), 'cdk8s', 1 / 15),
    ...['S', 'L-equal', 'L-own'].map((name) => checks(name, shape(name))),
    ...large('L-equal', 3, 500, shape('L-equal')),
    ...large('L-own', 10, 800, shape('L-own')),
    most('exponent of time over clusters', 1.05, growth('clusters')),
    most('exponent of time over tenants', 1.05, growth('tenants')),
    most('exponent of time over depth of dependencies', 1.05, growth('depth of dependencies')),
  ];
}

/** What checking all objects costs. */
function checks(name: string, shape: ShapeResult | undefined): Goal {
  const [ours, unchecked] = [shape && find(shape, 'ours'), shape && find(shape, 'ours-unchecked')];
  const what = `${name}, times the same without checks`;
  if (!ours || !unchecked) return most(what, 1.3, undefined);
  return most(what, 1.3, 1 / ratioOf(unchecked, ours).median, cpuPart(ours, unchecked));
}

function cpuPart(ours: Measured, other: Measured): number {
  return cpuOf(ours).median / cpuOf(other).median;
}

/** What this library alone is measured for. */
function large(name: string, timesFloor: number, megabytes: number, shape: ShapeResult | undefined): Goal[] {
  const own = shape?.own;
  return [
    most(`${name}, times the floor`, timesFloor, own?.timesFloor.median, own?.cpu.timesFloor),
    most(`${name}, memory in MB`, megabytes, memory(shape)),
    most(`${name}, second run after one changed line, part of the first`, 0.4, own?.changed.median, own?.cpu.changed),
  ];
}

function memory(shape: ShapeResult | undefined): number | undefined {
  const ours = shape && find(shape, 'ours');
  return ours && peakOf(ours).median;
}

function find(shape: ShapeResult, id: string): Measured | undefined {
  const found = shape.rows.find(({ measured }) => measured.system.id === id)?.measured;
  // Of a peer that was stopped, the pace is known; of this library, nothing is.
  return id.startsWith('ours') && found?.runs.some((run) => run.part < 1) ? undefined : found;
}

/** Ours as a part of a peer, for the fleet that both have done. */
function part(shape: ShapeResult | undefined, peer: string, atMost: number): Goal {
  const what = `${shape?.name ?? (atMost === 1 / 15 ? 'M' : 'S')}, part of ${peer}`;
  const ours = shape && find(shape, 'ours');
  const other = shape && find(shape, peer);
  if (!ours || !other) return most(what, atMost, undefined);
  // A peer that stopped at fewer clusters took at least in proportion more for all of them.
  const scale = ours.clusters / other.clusters;
  const goal = most(what, atMost, 1 / (ratioOf(other, ours).median * scale), cpuPart(ours, other) / scale);
  return scale > 1
    ? { ...goal, figure: `below ${goal.figure}`, ...(goal.byCpu ? { byCpu: `below ${goal.byCpu}` } : {}) }
    : goal;
}

function most(what: string, atMost: number, value: number | undefined, byCpu?: number): Goal {
  const goal = `at most ${digits(atMost)}`;
  return value === undefined
    ? { what, goal, figure: 'not measured' }
    : {
        what,
        goal,
        figure: digits(value),
        ...(byCpu && Number.isFinite(byCpu) ? { byCpu: digits(byCpu) } : {}),
        met: value <= atMost,
      };
}

/** A number with as many digits as mean something. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 3);
}
