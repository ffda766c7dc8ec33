import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { synthesizeTo } from '../examples/synthesize';

/** Files by path; each byte is a character (latin1), so that any content can be compared. */
export type Files = ReadonlyMap<string, string>;

/** How the files of a folder differ from those that it had before: paths, sorted. */
export interface FolderComparison {
  readonly identical: readonly string[];
  /** Only the header differs. */
  readonly header: readonly string[];
  readonly different: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** How many paths of a kind are listed. */
const LISTED = 20;

/** Comment lines up to the first that ends with a hash. Lines `# owns: FILE sha256:…` are content, not header. */
const HEADER = /^(?:#(?! owns: )[^\n]*\n)*?#(?! owns: )[^\n]*sha256:[0-9a-f]{64}\n/;

/** A file without the header that says by what it was generated. */
export function withoutHeader(content: string): string {
  return content.replace(HEADER, '');
}

/** Compares folders file by file. */
export function compareFolders(before: Files, after: Files): FolderComparison {
  const common = [...after.keys()].filter((file) => before.has(file)).sort();
  const differing = common.filter((file) => before.get(file) !== after.get(file));
  const isHeaderOnly = (file: string) => withoutHeader(before.get(file)!) === withoutHeader(after.get(file)!);
  return {
    identical: common.filter((file) => before.get(file) === after.get(file)),
    header: differing.filter(isHeaderOnly),
    different: differing.filter((file) => !isHeaderOnly(file)),
    added: [...after.keys()].filter((file) => !before.has(file)).sort(),
    removed: [...before.keys()].filter((file) => !after.has(file)).sort(),
  };
}

/** What is printed of an example's comparison. */
export function reportOf(name: string, comparison: FolderComparison): string {
  const { identical, header, different, added, removed } = comparison;
  const all = [identical, header, different, added, removed];
  const counts = [
    `${identical.length} identical`,
    `${header.length} differ only in the header`,
    `${different.length} different`,
    `${added.length} added`,
    `${removed.length} removed`,
  ];
  return [
    `examples/${name}: ${all.flat().length} files: ${counts.join(', ')}`,
    ...listOf('different', different),
    ...listOf('added', added),
    ...listOf('removed', removed),
  ].join('\n');
}

/** Whether anything but headers differs. */
export function isDifferent({ different, added, removed }: FolderComparison): boolean {
  return different.length + added.length + removed.length > 0;
}

function listOf(kind: string, files: readonly string[]): string[] {
  const lines = files.slice(0, LISTED).map((file) => `  ${kind}: ${file}`);
  return files.length > LISTED ? [...lines, `  ${kind}: ${files.length - LISTED} more`] : lines;
}

/** The files below a folder; none when it does not exist. */
function readFiles(folder: string): Files {
  if (!fs.existsSync(folder)) return new Map();
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file).replaceAll(path.sep, '/'), fs.readFileSync(file, 'latin1')];
    }),
  );
}

/** The examples of a checkout that have a program. */
function examplesIn(checkout: string): string[] {
  return fs
    .readdirSync(path.join(checkout, 'examples'))
    .filter((name) => fs.existsSync(path.join(checkout, 'examples', name, 'cdk8s.yaml')));
}

/** Whether a commit lacks some of an example's dist: all of it, or what Git is told to ignore. */
function isPartial(checkout: string, name: string): boolean {
  if (!fs.existsSync(path.join(checkout, 'examples', name, 'dist'))) return true;
  const ignored = fs.readFileSync(path.join(checkout, '.gitignore'), 'utf8').split('\n');
  return ignored.some((line) => line.startsWith(`/examples/${name}/dist/`));
}

/** Makes a folder for temporary files, with a checkout of a commit in it. Both are removed when the process exits. */
function checkOut(root: string, revision: string): { readonly scratch: string; readonly checkout: string } {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const commit = git('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'compare-dist-'));
  const checkout = path.join(scratch, 'checkout');
  process.once('exit', () => {
    // First, in case there is no time for more: the repository keeps a list of its checkouts.
    spawnSync('git', ['-C', root, 'worktree', 'remove', '--force', checkout]);
    fs.rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  git('worktree', 'add', '--quiet', '--detach', checkout, commit);
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
  return { scratch, checkout };
}

/**
 * Compares what the examples of the working tree make with what those of a commit made, without the headers of files.
 *
 * Usage: `npm run compare:dist -- REV`. A dist that REV has in whole is taken from there; otherwise REV's program makes
 * it. Exits with 1 when a file differs, and with 2 when there is no comparison.
 */
async function main(args: readonly string[]): Promise<number> {
  const [revision, ...more] = args;
  if (revision === undefined || more.length > 0) throw new Error('usage: npm run compare:dist -- REV');
  const root = path.join(__dirname, '..');
  const { scratch, checkout } = checkOut(root, revision);
  const made = async (from: string, name: string) => {
    const outdir = path.join(scratch, from === root ? 'after' : 'before', name);
    await synthesizeTo(path.join(from, 'examples', name), outdir);
    return readFiles(outdir);
  };
  const [before, after] = [examplesIn(checkout), examplesIn(root)];
  let differs = false;
  for (const name of [...new Set([...before, ...after])].sort()) {
    const was = !before.includes(name)
      ? new Map<string, string>()
      : isPartial(checkout, name)
        ? await made(checkout, name)
        : readFiles(path.join(checkout, 'examples', name, 'dist'));
    const is = after.includes(name) ? await made(root, name) : new Map<string, string>();
    const comparison = compareFolders(was, is);
    console.log(reportOf(name, comparison));
    differs ||= isDifferent(comparison);
  }
  console.log(differs ? `dist differs from that of ${revision}` : `dist is that of ${revision}, apart from headers`);
  return differs ? 1 : 0;
}

if (require.main === module) {
  main(process.argv.slice(2)).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    },
  );
}
