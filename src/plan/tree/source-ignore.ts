import { escapeRegExp } from '../../core/escape-regexp';
import { FolderFiles, ManifestTree, pathIn } from './manifest-tree';

/**
 * The patterns of a source's ignore rules, as source-controller reads them (`fluxcd/pkg/sourceignore` 0.18): those of
 * Git with two differences, which a test holds against it. A folder that is left out does not hide what a later pattern
 * takes in again, and `**` counts as a whole part of a path only.
 */
interface Pattern {
  /** Folder of the file that holds the pattern, which it is limited to. */
  readonly domain: readonly string[];
  readonly parts: readonly string[];
  readonly isInclusion: boolean;
  readonly isDirectory: boolean;
}

/** Exclusions of source-controller from every artifact. */
const DEFAULTS = [
  ...['.git/', '.gitignore', '.gitmodules', '.gitattributes'],
  ...['*.jpg', '*.jpeg', '*.gif', '*.png', '*.wmv', '*.flv', '*.tar.gz', '*.zip'],
  ...['.github/', '.circleci/', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml', 'cloudbuild.yaml'],
  ...['codeship-services.yml', 'codeship-steps.yml', '**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml'],
];

/** A path that one of the defaults may match. Few do, and a tree may have many thousands. */
const HINT =
  /\.(?:jpe?g|gif|png|wmv|flv|gz|zip)(?:$|\/)|(?:^|\/)(?:\.(?:git|circleci|travis|drone|goreleaser|sops|flux)|appveyor|cloudbuild|codeship)/;

/** Most names that are remembered. */
const NAMES = 5_000;

/** Name of the file with ignore rules. */
const IGNORE_FILE = '.sourceignore';

/** The parts of a repository that a source takes into its artifact. */
export interface SourceSelection {
  /** `spec.ignore`. */
  readonly ignore?: string;
  /** `spec.sparseCheckout`. */
  readonly sparse?: readonly string[];
}

/**
 * The files of a tree that a source takes into its artifact. Folders that stay whole are shared with the tree, and a
 * tree that stays whole is returned itself.
 *
 * @param prefix folder of the repository that the tree is
 */
export function selectSource(tree: ManifestTree, selection: SourceSelection = {}, prefix = ''): ManifestTree {
  const { sparse = [] } = selection;
  const own = [...ignoreFiles(tree, prefix), ...readPatterns(selection.ignore ?? '', [])];
  const matches = matcher([...DEFAULTS.map((one) => parsePattern(one, [])), ...own]);
  const top = prefix === '' ? '' : `${prefix}/`;
  const takes = (path: string) => isSparse(path, sparse) && ((own.length === 0 && !HINT.test(path)) || !matches(path));
  const isPlain = own.length === 0 && sparse.length === 0;
  const isUsual = (folder: string, files: FolderFiles) =>
    isPlain && !HINT.test(top === '' ? folder : `${top}${folder}`) && hasUsualNames(files);
  let isWhole = true;
  for (const [folder, files] of tree.folders) isWhole &&= isUsual(folder, files);
  if (isWhole) return tree;
  isWhole = true;
  const folders = new Map<string, FolderFiles>();
  for (const [folder, files] of tree.folders) {
    if (isUsual(folder, files)) {
      folders.set(folder, files);
      continue;
    }
    const names = [...files.keys()].filter((name) => takes(`${top}${pathIn(folder, name)}`));
    if (names.length === files.size) {
      folders.set(folder, files);
      continue;
    }
    isWhole = false;
    if (names.length > 0) folders.set(folder, new Map(names.map((name) => [name, files.get(name)!])));
  }
  return isWhole ? tree : tree.withFolders(folders);
}

function hasUsualNames(files: FolderFiles): boolean {
  for (const name of files.keys()) if (!isUsualName(name)) return false;
  return true;
}

const usualNames = new Map<string, boolean>();

/** Whether no default matches a file's name. Most names occur in many folders. */
function isUsualName(name: string): boolean {
  let isUsual = usualNames.get(name);
  if (isUsual === undefined) {
    isUsual = !HINT.test(name);
    if (usualNames.size < NAMES) usualNames.set(name, isUsual);
  }
  return isUsual;
}

function ignoreFiles(tree: ManifestTree, prefix: string): Pattern[] {
  const holding = [...tree.folders].filter(([, files]) => files.has(IGNORE_FILE)).map(([folder]) => folder);
  return holding
    .sort()
    .flatMap((folder) => readPatterns(tree.text(pathIn(folder, IGNORE_FILE)) ?? '', partsOf(pathIn(prefix, folder))));
}

function partsOf(folder: string): string[] {
  return folder.split('/').filter((part) => part !== '');
}

function readPatterns(text: string, domain: readonly string[]): Pattern[] {
  return text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => parsePattern(line, domain));
}

function parsePattern(line: string, domain: readonly string[]): Pattern {
  const isInclusion = line.startsWith('!');
  let text = isInclusion ? line.slice(1) : line;
  if (!text.endsWith('\\ ')) text = text.replace(/ +$/, '');
  const isDirectory = text.endsWith('/');
  if (isDirectory) text = text.slice(0, -1);
  return { domain, parts: text.split('/'), isInclusion, isDirectory };
}

/** Whether the last pattern that matches a file leaves it out. */
function matcher(patterns: readonly Pattern[]): (path: string) => boolean {
  const last = [...patterns].reverse();
  return (path) => {
    const parts = path.split('/');
    const found = last.find((pattern) => isMatch(pattern, parts));
    return found !== undefined && !found.isInclusion;
  };
}

function isMatch(pattern: Pattern, path: readonly string[]): boolean {
  const { domain, parts } = pattern;
  if (path.length <= domain.length || domain.some((part, at) => path[at] !== part)) return false;
  const rest = path.slice(domain.length);
  return parts.length > 1 ? isPathMatch(pattern, rest) : isNameMatch(pattern, rest);
}

/** A pattern without a slash matches a part of the path at any depth. */
function isNameMatch({ parts, isDirectory }: Pattern, path: readonly string[]): boolean {
  const at = path.findIndex((name) => isGlob(parts[0]!, name));
  return at >= 0 && !(isDirectory && at === path.length - 1);
}

/** A pattern with a slash matches the beginning of the path. */
function isPathMatch({ parts, isDirectory }: Pattern, path: readonly string[]): boolean {
  let isMatched = false;
  let isAnywhere = false;
  let rest = [...path];
  for (const [at, part] of parts.entries()) {
    if (part === '') {
      isAnywhere = false;
      continue;
    }
    if (part === '**') {
      if (at === parts.length - 1) break;
      isAnywhere = true;
      continue;
    }
    if (part.includes('**') || rest.length === 0) return false;
    if (isAnywhere) {
      isAnywhere = false;
      const found = rest.findIndex((name) => isGlob(part, name));
      isMatched = found >= 0;
      rest = found >= 0 ? rest.slice(found + 1) : [];
    } else {
      if (!isGlob(part, rest[0]!)) return false;
      isMatched = true;
      rest = rest.slice(1);
    }
  }
  return isMatched && !(isDirectory && rest.length === 0);
}

const globs = new Map<string, RegExp | undefined>();

/** Go's `filepath.Match` of one part of a path. */
function isGlob(pattern: string, name: string): boolean {
  if (!/[*?[\\]/.test(pattern)) return pattern === name;
  let glob = globs.get(pattern);
  if (!globs.has(pattern)) globs.set(pattern, (glob = globOf(pattern)));
  return glob?.test(name) ?? false;
}

function globOf(pattern: string): RegExp | undefined {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\') source += escapeRegExp(pattern[++at] ?? '\\');
    else if (char === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) return undefined;
      source += `[${pattern.slice(at + 1, end).replace(/[[&]/g, '\\$&')}]`;
      at = end;
    } else source += escapeRegExp(char);
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return undefined;
  }
}

/** Whether `sparseCheckout` takes a file. Git's cone mode takes the folders, and the files beside them on the way from the top. */
export function isSparse(path: string, folders: readonly string[]): boolean {
  if (folders.length === 0) return true;
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return folders.some((one) => {
    const wanted = one.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, '');
    return wanted === '' || folder === wanted || folder.startsWith(`${wanted}/`) || isAbove(folder, wanted);
  });
}

function isAbove(folder: string, other: string): boolean {
  return folder === '' || other.startsWith(`${folder}/`);
}
