import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Builds the site of the documentation, and goes through it from its first page, as a reader without scripts would. */

const root = join(__dirname, '..');
const site = fs.mkdtempSync(join(tmpdir(), 'site-'));

afterAll(() => fs.rmSync(site, { recursive: true, force: true }));

/** The pages that a page links to, from the root of the site. */
function linkedFrom(page: string): string[] {
  const html = fs.readFileSync(join(site, page), 'utf8').replace(/<script\b.*?<\/script>/gs, '');
  return [...html.matchAll(/<a [^>]*?href="([^"#:]+\.html)/g)].map(([, link]) => join(dirname(page), link!));
}

test('every page is built, and can be reached from the first one', () => {
  const tsx = require.resolve('tsx/cli');
  const printed = execFileSync(process.execPath, [tsx, join(root, 'scripts/site/main.ts'), site], { encoding: 'utf8' });
  const pages = fs
    .readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.replace(/\.md$/, '.html').replace(/(^|\/)README\.html$/, '$1index.html'));
  expect(pages.length).toBeGreaterThan(90);
  expect(printed).toContain(`${pages.length + 1} pages in `);
  const reached = new Set(['index.html']);
  for (const page of reached) for (const link of linkedFrom(page)) reached.add(link);
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  for (const page of reached) expect([page, fs.existsSync(join(site, page))]).toEqual([page, true]);
  expect(fs.readFileSync(join(site, 'concepts.html'), 'utf8')).toMatch(/<img src="media\/overview\.svg"/);
});
