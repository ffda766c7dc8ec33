import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Every link of a page to another file leads to a file that is committed, and to a heading that is there. */

const root = join(__dirname, '..', '..');
const committed = new Set(
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && fs.existsSync(join(root, file))),
);
const folders = new Set([...committed].flatMap((file) => parents(file)));
const pages = [...committed].filter((file) => file.endsWith('.md'));
const manifest = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8')) as {
  repository: { url: string };
  files: string[];
};
/** What links start with that lead to this repository from elsewhere. */
const home = `${manifest.repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/`;

function parents(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? [] : [folder, ...parents(folder)];
}

/** A page without its blocks of code, whose brackets are no links. */
const proseOf = (page: string) =>
  fs
    .readFileSync(join(root, page), 'utf8')
    .replace(/^(```|~~~).*?^\1$/gms, '')
    .replace(/<!--.*?-->/gs, '');

/** The anchors of a page, made of its headings as GitHub does it. */
function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading] of proseOf(page).matchAll(/^#{1,6} +(.*)$/gm)) {
    const slug = heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  for (const [, id] of proseOf(page).matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id!);
  return anchors;
}

const anchors = new Map(pages.map((page) => [page, anchorsOf(page)] as const));

interface Link {
  /** As it is written. */
  readonly target: string;
  /** The committed file or folder. */
  readonly file: string;
  readonly anchor?: string | undefined;
  /** Whether it leads there from a copy of the page elsewhere too. */
  readonly isAbsolute: boolean;
}

/** The links of a page to committed files. Definitions of references are links too, also those that nothing refers to. */
function linksOf(page: string): Link[] {
  const prose = proseOf(page).replace(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?\)|^\[[^\]]+\]: +(\S+)$/gm)].map(
    ([, one, two]) => (one ?? two)!,
  );
  return targets.flatMap((target) => {
    const isAbsolute = target.startsWith(home);
    if (!isAbsolute && /^[a-z]+:/.test(target)) return [];
    const [path, anchor] = target.slice(isAbsolute ? home.length : 0).split('#') as [string, string?];
    const from = isAbsolute ? '' : dirname(page);
    const file = path === '' ? page : normalize(join(from, decodeURI(path))).replace(/\/$/, '');
    return [{ target, file, anchor, isAbsolute }];
  });
}

/** References without a definition, which are shown with their brackets. */
function undefinedReferences(page: string): string[] {
  const prose = proseOf(page).replace(/`[^`\n]*`/g, 'code');
  const defined = new Set([...prose.matchAll(/^\[([^\]]+)\]: +\S+$/gm)].map(([, name]) => name!));
  const used = [...prose.matchAll(/\]\[([^\]\n]+)\]/g), ...prose.matchAll(/(?<=\| |, )\[([^\]\n]+\.md)\](?![[(:])/g)];
  return used.flatMap(([, name]) => (defined.has(name!) ? [] : `${page}: [${name}] is not defined`));
}

function brokenLinks(page: string): string[] {
  const broken: string[] = [];
  for (const { target, file, anchor } of linksOf(page)) {
    if (!committed.has(file) && !folders.has(file)) broken.push(`${page}: ${target} is not there`);
    else if (anchor !== undefined && anchors.get(file)?.has(anchor) === false)
      broken.push(`${page}: ${target} has no such heading`);
  }
  return broken;
}

test('all links between pages lead somewhere', () => {
  expect(pages.length).toBeGreaterThan(90);
  expect(pages.flatMap(brokenLinks)).toEqual([]);
  expect(['README.md', 'CHANGELOG.md'].flatMap(undefinedReferences)).toEqual([]);
});

test('pages of the package link to files of the package, or to the repository', () => {
  const isPublished = (file: string) =>
    ['README.md', 'LICENSE', 'package.json', ...manifest.files].some(
      (one) => file === one || file.startsWith(`${one}/`),
    );
  const published = pages.filter(isPublished);
  expect(published).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md', 'docs/commands.md']));
  const links = published.flatMap((page) => linksOf(page));
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter(({ file, isAbsolute }) => !isAbsolute && !isPublished(file))).toEqual([]);
});

test('every page of docs can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { file } of linksOf(page)) if (pages.includes(file)) reached.add(file);
  }
  expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});
