import { Row } from './comparison';
import { Style } from './originals';
import { OBJECT } from './usage';

const BEGIN = '<!-- comparison: written by `npm run example:compare -- styles --write` -->';
const END = '<!-- end of the comparison -->';

/** Files and lines. */
export interface Size {
  readonly files: number;
  /** Lines without blank ones, comments and separators. */
  readonly lines: number;
}

/** Counts lines of YAML files. */
export function sizeOf(texts: Iterable<string>): Size {
  const all = [...texts];
  const lines = all.flatMap((text) => text.split('\n')).filter((line) => !/^\s*(#.*|---)?$/.test(line));
  return { files: all.length, lines: lines.length };
}

/** The number of rows per result, in one sentence. */
export function summary(rows: readonly Row[]): string {
  const count = (result: Row['result']) => rows.filter((row) => row.result === result).length;
  return `${rows.length} kinds and fields of the original: ${count('same')} same, ${count('different')} different with a reason, ${count('impossible')} impossible, ${count('unexplained')} unexplained`;
}

/** The part of a README that the script writes. */
export function markdown({ repositories }: Style, rows: readonly Row[], original: Size): string {
  const names = Object.entries(repositories).map(
    ([name, commit]) => `[${name}](https://github.com/${name}/tree/${commit})`,
  );
  const number = (value: number) => value.toLocaleString('en');
  return [
    `Original: ${names.join(', ')}, ${number(original.lines)} lines of YAML in ${number(original.files)} files.`,
    `**${summary(rows)}.**`,
    '### Same',
    table(
      ['kind', 'fields'],
      grouped(rows.filter(({ result }) => result === 'same')).map(([kind, fields]) => [code(kind), fields]),
    ),
    '### Different, with the reason',
    reasonTable(rows.filter(({ result }) => result === 'different')),
    '### Impossible',
    rows.some(({ result }) => result === 'impossible')
      ? reasonTable(rows.filter(({ result }) => result === 'impossible'))
      : 'Nothing.',
  ].join('\n\n');
}

/** A README with its new part. */
export function withComparison(readme: string, part: string): string {
  const [start, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`a README lacks the markers ${BEGIN} and ${END}`);
  return `${readme.slice(0, start + BEGIN.length)}\n\n${part}\n\n${readme.slice(end)}`;
}

function reasonTable(rows: readonly Row[]): string {
  const reasons = [...new Set(rows.map(({ why }) => why!))];
  return table(
    ['what the original says', 'here'],
    reasons.map((why) => [
      grouped(rows.filter((row) => row.why === why))
        .map(([kind, fields]) => `${code(kind)}${fields === '' ? '' : ` ${fields}`}`)
        .join('<br>'),
      'missing' in why ? `${why.text} (missing: ${code(why.missing)})` : why.text,
    ]),
  );
}

/** Fields by kind, as text; the whole object is no field. */
function grouped(rows: readonly Row[]): Array<readonly [kind: string, fields: string]> {
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const fields = rows.filter((row) => row.kind === kind && row.field !== OBJECT).map(({ field }) => code(field));
    return [kind, fields.sort().join(', ')] as const;
  });
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
