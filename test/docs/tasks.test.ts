import * as fs from 'node:fs';
import { join } from 'node:path';
import { Folder } from '../support/folder';
import { blocksOf, Workplace } from '../support/workplace';

/** Runs every block of the pages of tasks: each page from the program of the first one, its blocks in their order. */

const pages = new Folder(join(__dirname, '..', '..', 'docs', 'tasks'));

const TASKS = fs.readdirSync(pages.path).filter((page) => page !== 'README.md');

test('the first page lists all others', () => {
  const listed = [...pages.read('README.md').matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, page]) => page!);
  expect(listed.sort()).toEqual(TASKS.sort());
});

const first = new Workplace();

beforeAll(() => first.begin(blocksOf(pages.read('README.md')).find(({ language }) => language === 'ts')!.text));
afterAll(() => first.delete());

// The others have programs of their own, see provision.test.ts and push.test.ts.
test.each(TASKS.filter((page) => !/^(?:provision|push)-/.test(page)))('%s', async (page) => {
  const place = first.copy();
  try {
    await place.follow(blocksOf(pages.read(page)));
    // Every command that a page tells to run on a cluster is seen here.
    expect(place.calls).toMatchSnapshot();
  } finally {
    place.delete();
  }
});
