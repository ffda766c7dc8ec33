import { cpuOf, peakOf, ratioOf, secondsOf } from '../run/measure';
import { Spread } from '../run/statistics';
import { digits, goalsOf } from './goals';
import { Results, Row, ShapeResult } from './results';

/** Everything a run found, as text for a terminal that is also Markdown. */
export function report(results: Results): string {
  return [
    `## ${results.date}`,
    Object.entries(results.machine)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
    ...results.shapes.flatMap((shape) => shapeReport(shape, results)),
    ...(results.growth ? [growthReport(results.growth)] : []),
    '### Goals',
    table(
      ['figure', 'goal', 'measured', 'by CPU time', 'met'],
      goalsOf(results).map(({ what, goal, figure, byCpu, met }) => [
        what,
        goal,
        figure,
        byCpu ?? '',
        met === undefined ? '-' : met ? 'yes' : 'NO',
      ]),
    ),
  ].join('\n\n');
}

function shapeReport(shape: ShapeResult, results: Results): string[] {
  const ours = shape.rows[0]!.measured;
  const rows = shape.rows.map((row) => rowOf(row, ours, results));
  const header = [
    'system',
    'version',
    'clusters',
    'seconds',
    'times ours',
    'CPU s',
    'MB at most',
    'files',
    'MB out',
    'objects',
  ];
  return [
    `### ${shape.name}: ${shape.description}`,
    table([...header, 'lines', 'same objects'], rows),
    ...(shape.own ? [ownReport(shape.own)] : []),
  ];
}

function rowOf({ measured, climb }: Row, ours: Row['measured'], { versions, same }: Results): string[] {
  const { system, clusters, runs, volume, lines } = measured;
  const part = Math.min(...runs.map((run) => run.part));
  const scale = ours.clusters / clusters;
  const done = Math.round(clusters * part);
  const unfinished = part < 1;
  const ratio = spread(ratioOf(measured, ours), (value) => digits(value * scale));
  return [
    system.title,
    versions[system.id] ?? '',
    done === ours.clusters ? `${done}` : `${done} of ${ours.clusters}`,
    unfinished
      ? `${digits(runs[0]!.seconds)}, at this pace ${digits(secondsOf(measured).median)}`
      : spread(secondsOf(measured), digits),
    scale > 1 ? `above ${digits(ratioOf(measured, ours).median * scale)}` : unfinished ? `about ${ratio}` : ratio,
    digits(cpuOf(measured).median),
    digits(peakOf(measured).median) +
      (climb ? ` (growth: time ${climb.growth.seconds.toFixed(2)}, memory ${climb.growth.peakMb.toFixed(2)})` : ''),
    `${volume.files}`,
    digits(volume.bytes / 1e6),
    `${volume.objects}`,
    `${lines}`,
    same[system.id] ? 'yes' : 'NO',
  ];
}

function ownReport(own: NonNullable<ShapeResult['own']>): string {
  const percent = (value: number) => `${(value * 100).toFixed(0)} %`;
  const rows = [
    ['first run, seconds', spread(own.first, digits)],
    ['floor: writing the same files from memory, seconds', spread(own.floor, digits)],
    ['first run, times the floor', spread(own.timesFloor, digits)],
    ['second run, nothing changed, part of the first', spread(own.unchanged, percent)],
    ['second run, one line changed, part of the first', spread(own.changed, percent)],
    ...(own.disk
      ? [
          ['first run on disk, seconds', digits(own.disk.first)],
          ['floor on disk, seconds', digits(own.disk.floor)],
          ['second run on disk, one line changed, part of the first', percent(own.disk.changed)],
        ]
      : []),
  ];
  return table(['this library alone', 'median (least to most)'], rows);
}

function growthReport(growth: NonNullable<Results['growth']>): string {
  const rows = growth.map(({ over, points, seconds, peakMb }) => [
    over,
    points.map((point) => `${point.size}: ${digits(point.seconds)} s, ${digits(point.peakMb)} MB`).join('; '),
    seconds.toFixed(2),
    peakMb.toFixed(2),
  ]);
  return `### Growth\n\n${table(['over', 'points', 'exponent of time', 'exponent of memory'], rows)}`;
}

function spread({ median, min, max }: Spread, text: (value: number) => string): string {
  return min === max ? text(median) : `${text(median)} (${text(min)} to ${text(max)})`;
}

function table(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
