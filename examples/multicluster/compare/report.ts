import { Comparison, Row } from './comparison';
import { LeftOut } from './left-out';
import { Reason } from './reason';

const BEGIN = '<!-- comparison: written by `npm run example:compare -- --write` -->';
const END = '<!-- end of the comparison -->';

/** The number of objects per result, in one sentence. */
export function summary({ rows }: Comparison): string {
  const count = (result: Row['result']) => rows.filter((row) => row.result === result).length;
  return [
    `${rows.length} objects of the original: ${count('same')} same`,
    `${count('different')} different with a reason`,
    `${count('not carried over')} not carried over with a reason`,
    `${count('unexplained')} unexplained`,
  ].join(', ');
}

/** Everything unexplained, one line each. */
export function problemsOf({ rows, strangers }: Comparison): string[] {
  const unexplained = rows.filter(({ result }) => result === 'unexplained');
  return [
    ...unexplained.flatMap(({ cluster, file, original, problems }) =>
      problems.map((problem) => `${cluster ?? file} ${original}: ${problem}`),
    ),
    ...strangers.map((place) => `ours: ${place}: the original has nothing like it, and no reason says why it is there`),
  ];
}

/** The comparison as Markdown. */
export function markdown(comparison: Comparison, reasons: readonly Reason[], leftOut: readonly LeftOut[]): string {
  const { rows, extras } = comparison;
  const clusters = [...new Set(rows.flatMap(({ cluster }) => cluster ?? []))];
  const extraCount = extras.reduce((sum, { places }) => sum + places.length, 0);
  return [
    `**${summary(comparison)}.** Of ours, ${extraCount} objects have no counterpart there; each is listed below.`,
    '### Why they differ',
    reasonTable(rows, reasons),
    ...clusters.flatMap((cluster) => [`### ${cluster}`, clusterTable(rows, cluster)]),
    '### Not carried over',
    fileTable(rows),
    leftOut.map(({ name, text }) => `- **${capitalized(name)}.** ${text}`).join('\n'),
    '### Ours alone',
    table(
      ['why', 'objects'],
      extras.map(({ why, places }) => [why, places.map(code).join('<br>')]),
    ),
  ].join('\n\n');
}

function clusterTable(rows: readonly Row[], cluster: string): string {
  const own = rows.filter((row) => row.cluster === cluster);
  return table(
    ['original', 'applied by', 'here', 'result'],
    own.map(({ original, via, ours, result, reasons }) => [
      code(original),
      via?.includes('/') ? code(via) : (via ?? ''),
      ours.map((place) => code(place.startsWith(`${cluster} `) ? place.slice(cluster.length + 1) : place)).join('<br>'),
      result === 'same' ? 'same' : `${result}: ${reasons.join(', ')}`,
    ]),
  );
}

function reasonTable(rows: readonly Row[], reasons: readonly Reason[]): string {
  const used = reasons
    .map(({ name, text }) => ({ name, text, count: rows.filter((row) => row.reasons.includes(name)).length }))
    .filter(({ count }) => count > 0);
  return table(
    ['reason', 'objects', 'what it means'],
    used.map(({ name, text, count }) => [name, String(count), text]),
  );
}

/** One row per file, with all of its documents. */
function fileTable(rows: readonly Row[]): string {
  const out = rows.filter(({ result }) => result === 'not carried over');
  const files = [...new Set(out.map(({ file }) => file))].sort();
  return table(
    ['file', 'documents', 'reason'],
    files.map((file) => {
      const own = out.filter((row) => row.file === file);
      return [code(file), own.map(({ original }) => code(original)).join('<br>'), own[0]!.reasons.join(', ')];
    }),
  );
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A README with the comparison inserted between its two markers. */
export function withComparison(readme: string, comparison: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`README.md lacks the markers ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${comparison}\n\n${readme.slice(end)}`;
}
