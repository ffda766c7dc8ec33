import { posix } from 'node:path';

/** A page of the repository as the site's generator reads it. */
export interface SitePage {
  /** From the repository's root, such as `docs/tasks/add-app.md`. */
  readonly file: string;
  /** The first heading. */
  readonly title: string;
  /** With front matter, and with links that lead to pages of the site, or to the repository on its host. */
  readonly text: string;
}

/** The parts of the navigation in their order, each with the pages that begin it; all others follow by their names. */
const PARTS: readonly { readonly name: string; readonly folder: string; readonly first?: readonly string[] }[] = [
  {
    name: 'Guide',
    folder: 'docs',
    first: [
      ...['getting-started', 'concepts', 'alternatives', 'takeover', 'model', 'plan', 'errors', 'bootstrap'],
      ...['security', 'secrets', 'credentials', 'testing', 'merging', 'scale', 'performance', 'commands'],
    ],
  },
  { name: 'Move here', folder: 'docs/migrate', first: ['README'] },
  { name: 'Tasks', folder: 'docs/tasks', first: ['README', 'add-cluster', 'add-tenant', 'add-app'] },
  { name: 'API reference', folder: 'docs/api', first: ['fleet'] },
  { name: 'Decisions', folder: 'docs/decisions', first: ['README'] },
];

export const PART_NAMES: readonly string[] = PARTS.map(({ name }) => name);

/** The pages in the order of the navigation. A page in a folder that no part names is an error. */
export function inOrder(files: readonly string[]): string[] {
  const key = (file: string): string => {
    const part = PARTS.indexOf(partOf(file));
    const place = PARTS[part]!.first?.indexOf(posix.basename(file, '.md')) ?? -1;
    return `${part} ${String(place < 0 ? 99 : place).padStart(2, '0')} ${file.toLowerCase()}`;
  };
  return files
    .map((file) => [key(file), file] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, file]) => file);
}

function partOf(file: string): (typeof PARTS)[number] {
  const part = PARTS.find(({ folder }) => folder === posix.dirname(file));
  if (part === undefined) throw new Error(`${file} is in no part of the site: add its folder to scripts/site/pages.ts`);
  return part;
}

/**
 * A page for the site.
 *
 * @param file from the repository's root
 * @param home the address of the repository's files, which ends with a slash
 * @param isOnSite whether the site has the file with this path
 */
export function sitePage(file: string, markdown: string, home: string, isOnSite: (path: string) => boolean): SitePage {
  const title = /^# +(.*)$/m.exec(markdown)?.[1];
  if (title === undefined) throw new Error(`${file} has no heading to take its title from: begin it with "# …"`);
  const withLinks = (text: string): string =>
    text.replace(/(\]\(|^\[[^\]\n]+\]: +)([^)\s]+)/gm, (_, before: string, target: string) => {
      return `${before}${siteTarget(target, file, home, isOnSite)}`;
    });
  const body = outsideOfBlocks(markdown, (text) => outsideOfCode(headingsAsText(text), withLinks));
  const head = file.startsWith('docs/')
    ? `---\ntitle: ${JSON.stringify(title)}\ngroup: ${partOf(file).name}\n---\n\n`
    : '';
  return { file, title, text: `${head}${body}` };
}

function siteTarget(target: string, file: string, home: string, isOnSite: (path: string) => boolean): string {
  const isAbsolute = target.startsWith(home);
  if (!isAbsolute && /^(?:[a-z]+:|#)/.test(target)) return target;
  const [path = '', anchor] = (isAbsolute ? target.slice(home.length) : target).split('#');
  const from = posix.dirname(file);
  const full = isAbsolute ? path : posix.join(from, path);
  const ending = anchor === undefined ? '' : `#${anchor}`;
  return `${isOnSite(full) ? posix.relative(from, full) : `${home}${full}`}${ending}`;
}

/** TypeDoc leaves code out of the anchors of headings, and the repository's host does not. */
function headingsAsText(text: string): string {
  return text.replace(/^#{1,6} .*$/gm, (line) => line.replaceAll('`', ''));
}

/** Changes what is outside of blocks of code. */
function outsideOfBlocks(markdown: string, change: (text: string) => string): string {
  return everyOther(markdown.split(/(^ *(?:```|~~~).*?^ *(?:```|~~~)$)/ms), change);
}

/** Changes what is outside of code within lines. */
function outsideOfCode(text: string, change: (text: string) => string): string {
  return everyOther(text.split(/(`[^`\n]*`)/), change);
}

function everyOther(parts: readonly string[], change: (text: string) => string): string {
  return parts.map((part, index) => (index % 2 === 0 ? change(part) : part)).join('');
}
