import * as fs from 'node:fs';
import { join } from 'node:path';
import { blocksOf, Workplace } from '../support/workplace';

/** Runs every block of the pages of moves: each page begins with a program, which its steps change. */

const folder = join(__dirname, '..', '..', 'docs', 'migrate');
const PAGES = fs.readdirSync(folder).filter((page) => page !== 'README.md');

test.each(PAGES)('%s', async (page) => {
  const place = new Workplace();
  try {
    await place.prepare();
    await place.follow(blocksOf(fs.readFileSync(join(folder, page), 'utf8')));
    expect(place.calls).toMatchSnapshot();
  } finally {
    place.delete();
  }
});

test('the first page lists all others', () => {
  const listed = fs.readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g);
  expect([...listed].map(([, page]) => page!).sort()).toEqual(PAGES.sort());
});
