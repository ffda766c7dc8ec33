import * as fs from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { blocksOf, Workplace } from '../support/workplace';

/** Runs every block of the pages of moves: each page begins with a program, which its steps change. */

const folder = join(__dirname, '..', '..', 'docs', 'migrate');
const PAGES = fs.readdirSync(folder).filter((page) => page !== 'README.md');

test.each(PAGES)('%s', async (page) => {
  const blocks = blocksOf(fs.readFileSync(join(folder, page), 'utf8'));
  const place = new Workplace();
  try {
    place.equip();
    place.folder.write('cdk8s.yaml', 'language: typescript\napp: npx tsx fleet.ts\n');
    place.folder.write('.gitignore', 'node_modules\n.tools\n.calls\n');
    await place.run('git init --quiet --initial-branch=main');
    place.folder.write('fleet.ts', blocks.find(({ language }) => language === 'ts')!.text);
    let printed = '';
    for (const { language, text } of blocks) {
      if (language === 'sh') printed = await place.run(text);
      else if (language === 'diff') place.edit(text);
      else if (language === 'yaml') expect(parseDocument(text).errors).toEqual([]);
      else if (language === 'text') expect(printed).toBe(text);
    }
    expect(place.calls).toMatchSnapshot();
  } finally {
    place.delete();
  }
});

test('the first page lists all others', () => {
  const listed = fs.readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g);
  expect([...listed].map(([, page]) => page!).sort()).toEqual(PAGES.sort());
});
