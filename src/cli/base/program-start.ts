import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defined } from '../../core/defined';

/** How a program is started without a shell. */
export interface ProgramStart {
  /** Arguments of Node.js. */
  readonly args: readonly string[];
  /** Variables of the environment that are different. */
  readonly env: Readonly<Record<string, string>>;
}

/** A word that means itself in every shell. */
const PLAIN_WORD = /^[\w./@:+,-][\w./@:+,=-]*$/;

/** Files that tsx runs. */
const PROGRAM = /\.[cm]?[jt]sx?$/;

/** The first major version of tsx that `node --import` can load. */
const FIRST_IMPORTED = 4;

/**
 * How to start `npx tsx FILE …` or `tsx FILE …` as what they come to in the end: one Node.js process with tsx's loader.
 * npx and the command of tsx are processes of their own, which take longer to start than a small fleet to synthesize.
 *
 * @param app the command as the user gives it
 * @param directory where it runs
 * @returns undefined for any other command, for options that only tsx itself knows, and if tsx is not installed where
 *   npx would find it: a shell runs these
 */
export function programStart(app: string, directory: string): ProgramStart | undefined {
  // Shells of Windows and their search for commands differ.
  if (process.platform === 'win32') return undefined;
  const words = app.trim().split(/ +/);
  if (words[0] === 'npx') words.shift();
  if (words.shift() !== 'tsx' || !words.every((word) => PLAIN_WORD.test(word))) return undefined;
  const tsconfig = words[0] === '--tsconfig' ? words.splice(0, 2)[1] : undefined;
  const [file] = words;
  if (file === undefined || file.startsWith('-') || !PROGRAM.test(file)) return undefined;
  const tsx = tsxIn(directory);
  if (tsx === undefined) return undefined;
  const env = {
    PATH: [...binFolders(directory), process.env.PATH ?? ''].join(path.delimiter),
    ...defined({ TSX_TSCONFIG_PATH: tsconfig }),
  };
  return { args: ['--import', tsx, ...words], env };
}

/** URL of the loader of the tsx that npx would run; undefined if there is none, or an old one. */
function tsxIn(directory: string): string | undefined {
  const find = createRequire(path.join(directory, 'package.json'));
  try {
    const manifest = readFileSync(find.resolve('tsx/package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { readonly version: string };
    const isCommand = binFolders(directory).some((folder) => existsSync(path.join(folder, 'tsx')));
    if (!isCommand || Number.parseInt(version, 10) < FIRST_IMPORTED) return undefined;
    return pathToFileURL(find.resolve('tsx')).href;
  } catch {
    return undefined;
  }
}

/** The folders of installed commands, nearest first: npx adds them to the path as well. */
function binFolders(directory: string): string[] {
  const folders: string[] = [];
  for (let folder = path.resolve(directory); ; folder = path.dirname(folder)) {
    const bin = path.join(folder, 'node_modules', '.bin');
    if (existsSync(bin)) folders.push(bin);
    if (path.dirname(folder) === folder) return folders;
  }
}
