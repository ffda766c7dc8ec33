import { Growth } from '../growth';
import { OwnFigures } from '../own-figures';
import { cpuOf, Measured, partOf, peakOf, ratioOf, secondsOf } from '../run/measure';
import { Spread } from '../run/statistics';
import { digits, goalsOf } from './goals';
import { Results, Row, ShapeResult } from './results';

/** All results of a run, as text that is also valid Markdown. */
export function report(results: Results): string {
  const { date, leftOut, failures } = results;
  return [
    `## ${date}`,
    Object.entries(results.machine)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
    ...results.shapes.flatMap((shape) => shapeReport(shape, results)),
    ...(results.growth ? [growthReport(results.growth)] : []),
    ...list(
      'Left out',
      Object.entries(leftOut).map(([id, reason]) => `${id} ${reason}`),
    ),
    ...list('What this library failed at', failures),
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

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, lines.map((line) => `- ${line}`).join('\n')];
}

const HEADER = [
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
  'lines',
  'same objects',
  'notes',
];

function shapeReport(shape: ShapeResult, results: Results): string[] {
  const rows = shape.rows.map((row) => rowOf(row, shape.rows[0]!.measured, results));
  return [`### ${shape.name}: ${shape.description}`, table(HEADER, rows), ...(shape.own ? [ownReport(shape.own)] : [])];
}

function rowOf(row: Row, ours: Measured, { versions, same }: Results): string[] {
  const { measured } = row;
  const { system, volume, lines } = measured;
  const ran = measured.runs.length > 0;
  return [
    system.title,
    versions[system.id] ?? '',
    ...(ran ? figuresOf(measured, ours) : [`0 of ${ours.clusters}`, '-', '-', '-', '-']),
    ...(ran ? [`${volume.files}`, digits(volume.bytes / 1e6), `${volume.objects}`] : ['-', '-', '-']),
    `${lines}`,
    same[system.id] ? 'yes' : 'NO',
    notesOf(row, ours).join('; '),
  ];
}

/** Clusters, seconds, times ours, processor seconds, memory. */
function figuresOf(measured: Measured, ours: Measured): string[] {
  const { clusters, runs } = measured;
  const part = partOf(measured);
  const done = Math.round(clusters * part);
  const seconds = secondsOf(measured);
  return [
    done === ours.clusters ? `${done}` : `${done} of ${ours.clusters}`,
    part < 1 ? `${digits(runs[0]!.seconds)}, at this pace ${digits(seconds.median)}` : spread(seconds, digits),
    timesOurs(measured, ours),
    digits(cpuOf(measured).median),
    digits(peakOf(measured).median),
  ];
}

/** With fewer clusters, the ratio extrapolated to all of them, assuming linear growth. */
function timesOurs(measured: Measured, ours: Measured): string {
  if (ours.runs.length === 0) return '-';
  const scale = ours.clusters / measured.clusters;
  const ratio = ratioOf(measured, ours);
  if (scale > 1) return `above ${digits(ratio.median * scale)}`;
  return `${partOf(measured) < 1 ? 'about ' : ''}${spread(ratio, digits)}`;
}

function notesOf({ measured, climb }: Row, ours: Measured): string[] {
  const { runs, system } = measured;
  const failure = climb ? climb.failure : measured.failure;
  const all = runs.length > 0 && Math.round(measured.clusters * partOf(measured)) === ours.clusters;
  const notes = runs.length === 0 ? [] : [runs.length === 1 ? '1 round' : `${runs.length} rounds`];
  if (failure !== undefined) notes.push(failure);
  else if (!all)
    notes.push(system.processPerCluster ? 'stopped when its time was over' : 'all there was time or memory for');
  if (climb?.growth) {
    const { seconds, peakMb } = climb.growth;
    notes.push(
      `grows from ${climb.steps[0]!.clusters} clusters: time ${seconds.toFixed(2)}, memory ${peakMb.toFixed(2)}`,
    );
  }
  // A note must not break the line or the column of a table.
  return notes.map((note) => note.replaceAll(/\s+/g, ' ').replaceAll('|', '/'));
}

function ownReport(own: OwnFigures): string {
  const rows = [
    ['first run, seconds', spread(own.first, digits), ''],
    ['floor: writing the same files from memory, seconds', spread(own.floor, digits), ''],
    ['first run, times the floor', spread(own.timesFloor, digits), digits(own.cpu.timesFloor)],
    ['second run, nothing changed, part of the first', spread(own.unchanged, percent), percent(own.cpu.unchanged)],
    ['second run, a tenant on all clusters changed', spread(own.changed, percent), percent(own.cpu.changed)],
    ['second run, a value of one cluster changed', spread(own.cluster, percent), percent(own.cpu.cluster)],
    ['files that it wrote, of them with the content they had', `${own.written.files}, ${own.written.needless}`, ''],
    ...(own.git ? gitRows(own.git) : []),
    ...(own.disk ? diskRows(own.disk) : []),
  ];
  return table(['this library alone', 'median (least to most)', 'by CPU time'], rows);
}

function gitRows(git: NonNullable<OwnFigures['git']>): string[][] {
  return [
    ['in Git: first run with nothing committed, seconds', digits(git.first), ''],
    ['in Git, all committed: nothing changed, part of the first', percent(git.unchanged), ''],
    ['in Git, all committed: a value of one cluster changed', percent(git.cluster), ''],
    ['in Git, all committed: a tenant on all clusters changed', percent(git.changed), ''],
  ];
}

function diskRows(disk: NonNullable<OwnFigures['disk']>): string[][] {
  if ('failure' in disk) return [['on disk', disk.failure, '']];
  return [
    ['first run on disk, seconds', digits(disk.first), ''],
    ['floor on disk, seconds', digits(disk.floor), ''],
    ['second run on disk, one line changed, part of the first', percent(disk.changed), ''],
  ];
}

function growthReport(growth: readonly Growth[]): string {
  const rows = growth.map(({ over, points, exponents }) => [
    over,
    points
      .map(
        ({ size, seconds, cpuSeconds, peakMb }) =>
          `${size}: ${digits(seconds)} s, ${digits(cpuSeconds)} CPU s, ${digits(peakMb)} MB`,
      )
      .join('; '),
    exponents.seconds.toFixed(2),
    exponents.cpuSeconds.toFixed(2),
    exponents.peakMb.toFixed(2),
  ]);
  return `### Growth\n\n${table(['over', 'points', 'exponent of time', 'of CPU time', 'of memory'], rows)}`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(0)} %`;
}

function spread({ median, min, max }: Spread, text: (value: number) => string): string {
  return min === max ? text(median) : `${text(median)} (${text(min)} to ${text(max)})`;
}

function table(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
