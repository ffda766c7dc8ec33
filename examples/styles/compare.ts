import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readTree, Tree } from '../multicluster/compare/tree';
import { synthesizeTo } from '../synthesize';
import { compareUsage, problemsOf, Row } from './compare/comparison';
import { Style, STYLES } from './compare/originals';
import { markdown, sizeOf, summary, withComparison } from './compare/report';
import { usageOf } from './compare/usage';

/**
 * Compares what the fleets of each style say with what the public fleets say that they are modelled on, and with the
 * tables of their READMEs.
 *
 * @param args `[--write] FOLDER`: FOLDER has checkouts of the originals, each at `owner/name`; `--write` renews the tables
 * @returns the exit code
 */
export async function compareStyles(args: readonly string[]): Promise<number> {
  const given = args.find((arg) => !arg.startsWith('--')) ?? process.env.FLEET_STYLES;
  if (given === undefined) {
    console.error('no folder with the originals is given: name it as an argument or in FLEET_STYLES');
    return 2;
  }
  const folder = path.resolve(given);
  const missing = STYLES.flatMap(({ repositories }) =>
    Object.entries(repositories).filter(([name]) => !fs.existsSync(path.join(folder, name))),
  );
  if (missing.length > 0) {
    console.error(`${folder} lacks checkouts of originals: make them with`);
    for (const [name, commit] of missing) {
      console.error(`  git clone https://github.com/${name} ${name} && git -C ${name} checkout ${commit}`);
    }
    return 2;
  }
  const found = new Map<string, readonly Row[]>();
  let isCurrent = true;
  for (const style of STYLES) {
    const original = originalOf(style, folder);
    const rows = compareUsage(usageOf(original), usageOf(await writtenBy(style)));
    found.set(style.name, rows);
    console.log(`${style.name}: ${summary(rows)}`);
    isCurrent = renew(style, markdown(style, rows, sizeOf(original.values())), args.includes('--write')) && isCurrent;
  }
  const problems = problemsOf(found);
  problems.forEach((problem) => console.error(problem));
  return problems.length > 0 || !isCurrent ? 1 : 0;
}

/** The YAML files of a style's originals. */
function originalOf({ repositories }: Style, folder: string): Tree {
  return new Map(
    Object.keys(repositories).flatMap((name) =>
      [...readTree(path.join(folder, name))].map(([file, text]) => [`${name}/${file}`, text] as const),
    ),
  );
}

/** What an example's program writes. */
async function writtenBy({ name }: Style): Promise<Tree> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'style-'));
  try {
    await synthesizeTo(path.join(__dirname, name), folder);
    return readTree(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Renews the table of a README, or tells that it is old; true if it is current. */
function renew({ name }: Style, part: string, write: boolean): boolean {
  const file = path.join(__dirname, name, 'README.md');
  const current = fs.readFileSync(file, 'utf8');
  const next = withComparison(current, part);
  if (next === current) return true;
  if (write) fs.writeFileSync(file, next);
  else
    console.error(`${name}/README.md is not current: renew its table with npm run example:compare -- styles --write`);
  return write;
}
