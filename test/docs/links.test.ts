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

function brokenLinks(page: string): string[] {
  const broken: string[] = [];
  const prose = proseOf(page).replace(/`[^`\n]*`/g, '');
  for (const [, target] of prose.matchAll(/\]\(<?([^)\s>]+)>?\)/g)) {
    if (/^[a-z]+:/.test(target!)) continue;
    const [path, anchor] = target!.split('#') as [string, string?];
    const file = path === '' ? page : normalize(join(dirname(page), decodeURI(path))).replace(/\/$/, '');
    if (!committed.has(file) && !folders.has(file)) broken.push(`${page}: ${target} is not there`);
    else if (anchor !== undefined && anchors.get(file)?.has(anchor) === false)
      broken.push(`${page}: ${target} has no such heading`);
  }
  return broken;
}

test('all links between pages lead somewhere', () => {
  expect(pages.length).toBeGreaterThan(90);
  expect(pages.flatMap(brokenLinks)).toEqual([]);
});

test('every page of docs can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const [, target] of proseOf(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      const file = normalize(join(dirname(page), target!)).replace(/\/$/, '');
      if (pages.includes(file)) reached.add(file);
    }
  }
  expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});
