import * as fs from 'node:fs';
import * as fc from 'fast-check';
import { contentId, folderId } from '../../../src/core/content-id';
import { runsOf } from '../../support/deep';
import { Repository } from '../../support/repository';

const repository = new Repository();
afterAll(() => repository.remove());

type Content = { readonly [name: string]: string | Content };

function write(folder: string, content: Content): void {
  fs.mkdirSync(folder);
  for (const [name, inside] of Object.entries(content)) {
    if (typeof inside === 'string') fs.writeFileSync(`${folder}/${name}`, inside);
    else write(`${folder}/${name}`, inside);
  }
}

function idOf(content: Content): string {
  return folderId(
    Object.entries(content).map(([name, inside]) =>
      typeof inside === 'string'
        ? { name, isFolder: false, id: contentId(inside) }
        : { name, isFolder: true, id: idOf(inside) },
    ),
  );
}

test("folders and contents have Git's object ids", () => {
  // Git sorts a folder as if its name ended with a slash, and all names by bytes.
  const names = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'A', 'é', '\u{1F680}', '\uffee', 'z');
  const { folder } = fc.letrec<{ folder: Content; entry: string | Content }>((tie) => ({
    folder: fc.dictionary(names, tie('entry'), { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
    entry: fc.oneof({ withCrossShrink: true, maxDepth: 3 }, fc.string({ unit: 'binary' }), tie('folder')),
  }));
  fc.assert(
    fc.property(folder, (content) => {
      fs.rmSync(repository.path('x'), { recursive: true, force: true });
      write(repository.path('x'), content);
      repository.git('add', '--all');
      const tree = repository.git('write-tree').trim();
      expect(repository.git('rev-parse', `${tree}:x`).trim()).toBe(idOf(content));
    }),
    { numRuns: runsOf(20, 300), seed: 7 },
  );
  const bytes = Buffer.from([0, 255, 10, 13]);
  fs.writeFileSync(repository.path('bytes'), bytes);
  expect(repository.git('hash-object', 'bytes').trim()).toBe(contentId(bytes));
});
