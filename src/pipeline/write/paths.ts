/** The writer's work folder within the output directory. It exists only during a run, or after a run was killed. */
export const WORK = '.flux-fleet';

const LONGEST_NAME = 255;

/** Control and invisible characters, line separators, unpaired surrogates, and the replacement for invalid UTF-8. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u;
const ALL_INVISIBLE = new RegExp(INVISIBLE.source, 'gu');

const FORBIDDEN = /[\\<>:"|?*]/;

/** Device names; Windows treats them as devices with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:[ .].*)?$/i;

/** Git's own folder, in any case, and its short name on Windows. */
const GIT = /^(?:\.git|git~[0-9]+)$/i;

/** Pattern of nearly all names: characters with one spelling that every file system accepts. */
const SIMPLE_NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const SIMPLE_PATH = /^[a-z0-9._/-]*$/;

/** Problem of a file or folder name, or undefined. */
export function checkName(name: string): string | undefined {
  if (SIMPLE_NAME.test(name) && name.length <= LONGEST_NAME && !DEVICE.test(name)) return undefined;
  if (name === '') return 'has an empty part: leave no slash at either end and no two in a row';
  if (name === '.' || name === '..') return `has the part "${name}": name the folders themselves`;
  if (INVISIBLE.test(name)) return 'has control or invisible characters: leave them out';
  if (FORBIDDEN.test(name)) return 'has one of \\ < > : " | ? *, which not every file system takes: leave it out';
  if (name.endsWith('.') || name.endsWith(' ')) return 'has a part that ends with a dot or a space: leave it out';
  if (DEVICE.test(name)) return `has the part ${JSON.stringify(name)}, a device on Windows: choose another name`;
  if (GIT.test(name)) return `has the part ${JSON.stringify(name)}, which is Git's own: choose another name`;
  if (Buffer.byteLength(name) > LONGEST_NAME) return `has a part of more than ${LONGEST_NAME} bytes: shorten it`;
  return undefined;
}

/** Whether a name directly in the output directory is reserved for the writer. */
export function isWork(name: string): boolean {
  const folded = fold(name);
  return folded === WORK || folded.startsWith(`${WORK}.`);
}

/** Problem of a path relative to the output directory, or undefined. */
export function checkPath(path: string): string | undefined {
  if (path.startsWith('/')) return 'is absolute: write it relative to the output directory';
  const names = path.split('/');
  if (isWork(names[0]!)) return `is in ${WORK}, where the writer works: choose another name`;
  for (const name of names) {
    const message = checkName(name);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Canonical form of all spellings of a path that some file system treats as the same. */
export function fold(path: string): string {
  if (SIMPLE_PATH.test(path)) return path;
  // Upper case first, because only that unifies what case folding does, such as the forms of sigma.
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Whether a path has a spelling that every file system accepts and none confuses with another. */
export function isSimple(path: string): boolean {
  return SIMPLE_PATH.test(path);
}

/** A path for messages, with invisible characters escaped. */
export function shown(path: string): string {
  return path.replace(ALL_INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The folders of a path, outermost first: `a` and `a/b` of `a/b/c`. */
export function* foldersOf(path: string): Generator<string> {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) yield path.slice(0, end);
}
