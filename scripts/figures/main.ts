// Prints figures about the repository, one a line.
// --json        print them as JSON
// --check       say which limits are broken, and fail if any is
// --list NAME   print what a figure counts or compares
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Figure, formatFigure } from './figure';
import { brokenLimits } from './limits';
import { measure } from './measure';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, check: { type: 'boolean' }, list: { type: 'string' } },
});
const figures = measure(join(__dirname, '..', '..'));

if (values.list === undefined) print(values.json ? json() : figures.map(formatFigure));
else print(itemsOf(values.list));

if (values.check) {
  const broken = brokenLimits(figures);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function json(): string[] {
  const entries = figures.map(({ name, value, unit, at }) => [name, { value, unit, at }]);
  return [JSON.stringify(Object.fromEntries(entries), undefined, 2)];
}

function itemsOf(name: string): string[] {
  const figure: Figure | undefined = figures.find((one) => one.name === name);
  if (!figure) throw new Error(`there is no figure "${name}": the names are those that are printed without --list`);
  return (figure.items ?? []).map(({ at, value }) => (value === undefined ? at : `${value} ${at}`));
}
