import { SourceLocation } from '../../core/source-location';
import { quote } from '../../kubernetes/names';
import { DataNode, ReportData } from './node';

interface Cell {
  readonly text: string;
  readonly location: SourceLocation;
}

/**
 * The rows of a CSV text (RFC 4180) as a list of maps with keys from the first row; undefined if it is invalid. An
 * empty cell is a missing key.
 */
export function parseCsv(file: string, text: string, report: ReportData): DataNode | undefined {
  const rows = rowsOf(file, text, report);
  if (rows === undefined) return undefined;
  const [header = [], ...body] = rows;
  let isSound = true;
  const refuse = (location: SourceLocation, message: string) => {
    isSound = false;
    report(location, message);
  };
  header.forEach((cell, index) => {
    const name = quote(cell.text);
    if (cell.text === '') refuse(cell.location, 'a column has no name: give one');
    else if (header.findIndex((other) => other.text === cell.text) < index) {
      refuse(cell.location, `column ${name} is there twice: leave one out`);
    }
  });
  for (const row of body) {
    if (row.length === header.length) continue;
    refuse(row[0]!.location, `the row has ${row.length} cells for ${header.length} columns: quote cells with commas`);
  }
  if (!isSound) return undefined;
  return {
    kind: 'list',
    location: { file, line: 1, column: 1 },
    items: body.map((row) => ({
      kind: 'map',
      location: row[0]!.location,
      isRow: true,
      entries: row.flatMap(({ text: value, location }, index) =>
        value === ''
          ? []
          : [{ key: header[index]!.text, location, value: { kind: 'scalar', location, value, isPlainText: true } }],
      ),
    })),
  };
}

/** The non-empty rows. */
function rowsOf(file: string, text: string, report: ReportData): Cell[][] | undefined {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let line = 1;
  let lineStart = 0;
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (pattern.lastIndex < text.length || row.length > 0) {
    const start = pattern.lastIndex;
    const location = { file, line, column: start - lineStart + 1 };
    const match = pattern.exec(text);
    if (match === null) {
      report(location, 'a cell has a quote that is not closed, or text around it: double quotes inside of quotes');
      return undefined;
    }
    const [whole, quoted, plain = '', end] = match;
    row.push({ text: quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'), location });
    for (const at of whole.matchAll(/\n/g)) {
      line++;
      lineStart = start + at.index + 1;
    }
    if (end === ',') continue;
    if (row.length > 1 || row[0]!.text !== '') rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}
