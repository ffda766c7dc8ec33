import * as fc from 'fast-check';
import { ProblemCollector } from '../../../src/core/problem';
import { Tree, TreeFile } from '../../../src/pipeline/write/tree';
import { Wanted, WantedFolder } from '../../../src/pipeline/write/wanted';
import { withHeader } from '../../../src/units/header';
import { runsOf } from '../../support/deep';

test('a tree contains each path once, sorted', () => {
  const tree = new Tree();
  expect([tree.add('b/x.yaml', 'x'), tree.add('a.yaml', 'a'), tree.add('b/x.yaml', 'other')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(tree.paths).toEqual(['a.yaml', 'b/x.yaml']);
  expect([tree.size, tree.get('b/x.yaml'), tree.get('c')]).toEqual([2, 'x', undefined]);
  expect([tree.has('a.yaml'), tree.has('c')]).toEqual([true, false]);
});

test("a tree contains verbatim bytes and records them in the folder's list", () => {
  const tree = new Tree();
  const bytes = Buffer.from([0xff, 0x61]);
  expect(tree.addVerbatim('a/s.bin', bytes)).toBe(true);
  bytes[0] = 0;
  expect([tree.addVerbatim('a/s.bin', bytes), tree.add('a/s.bin', 'x')]).toEqual([false, false]);
  tree.add('a/kustomization.yaml', withHeader('list\n'));
  tree.add('b/kustomization.yaml', withHeader('list\n'));
  expect([tree.addVerbatim('a/kustomization.yaml', bytes), tree.addVerbatim('r.bin', bytes)]).toEqual([false, true]);

  expect([tree.size, tree.paths]).toEqual([4, ['a/kustomization.yaml', 'a/s.bin', 'b/kustomization.yaml', 'r.bin']]);
  expect([tree.has('a/s.bin'), tree.isVerbatim('a/s.bin'), tree.isVerbatim('a/kustomization.yaml')]).toEqual([
    true,
    true,
    false,
  ]);
  expect([tree.bytes('a/s.bin'), tree.get('a/s.bin')]).toEqual([Buffer.from([0xff, 0x61]), '\ufffda']);
  expect(tree.get('a/kustomization.yaml')).toMatch(
    /\n# owns: s\.bin sha256:[0-9a-f]{64}\nlist\n# sha256:[0-9a-f]{16}\n#\n$/,
  );
  expect(tree.get('b/kustomization.yaml')).toBe(withHeader('list\n'));
  expect(tree.bytes('b/kustomization.yaml')).toEqual(Buffer.from(withHeader('list\n')));
  expect([tree.bytes('c'), tree.get('a/none')]).toEqual([undefined, undefined]);
  expect(new Map(tree.entries())).toEqual(
    new Map<string, unknown>([
      ['a/kustomization.yaml', tree.get('a/kustomization.yaml')],
      ['a/s.bin', tree.bytes('a/s.bin')],
      ['b/kustomization.yaml', tree.get('b/kustomization.yaml')],
      ['r.bin', tree.bytes('r.bin')],
    ]),
  );
});

test('the bytes are independent of the order of additions', () => {
  const files = ['z', 'a', 'm'].map((name) => () => tree.addVerbatim(`d/${name}`, Buffer.from(name)));
  const list = () => tree.add('d/kustomization.yaml', withHeader('list\n'));
  let tree = new Tree();
  const texts = [
    [...files, list],
    [list, ...files],
    [...files.toReversed(), list],
  ].map((statements) => {
    tree = new Tree();
    statements.forEach((statement) => statement());
    return tree.get('d/kustomization.yaml');
  });
  expect(new Set(texts).size).toBe(1);
});

test('a new folder is added as a whole, an existing one file by file', () => {
  const tree = new Tree();
  const list = [
    { path: 'a.yaml', text: 'a' },
    { path: 'b.yaml', text: 'b' },
  ];
  expect([tree.addFolder('x', list), tree.addFolder('y', list), tree.size]).toEqual([[], [], 4]);
  const [x, y] = [...tree.contents()].map(([, files]) => files);
  expect(x).toBe(y);
  // An addition to one of the folders affects only that one, and leaves the shared list unchanged.
  expect([tree.add('x/c.yaml', 'c'), tree.add('x/a.yaml', 'other')]).toEqual([true, false]);
  expect(
    tree.addFolder('x', [
      { path: 'b.yaml', text: 'B' },
      { path: 'd.yaml', text: 'd' },
    ]),
  ).toEqual(['x/b.yaml']);
  expect(tree.addFolder('z', [...list, list[0]!])).toEqual(['z/a.yaml']);
  expect(
    tree.addFolder('z/n', [
      { path: 'm/e.yaml', text: 'e' },
      { path: 's', text: 's', verbatim: true },
    ]),
  ).toEqual([]);
  expect(tree.paths).toEqual(
    ['x/a', 'x/b', 'x/c', 'x/d', 'y/a', 'y/b', 'z/a', 'z/b', 'z/n/m/e'].map((path) => `${path}.yaml`).concat('z/n/s'),
  );
  expect([tree.get('x/b.yaml'), tree.get('y/c.yaml'), tree.isVerbatim('z/n/s'), tree.size]).toEqual([
    'b',
    undefined,
    true,
    10,
  ]);
});

/** Overlapping folders of files with names that some file systems reject. */
const hostileFolders = fc.array(
  fc.record({
    folder: fc.constantFrom('a', 'A', 'a/b', 'a/B', 'a/b.yaml', '.flux-fleet', 'ä', 'con', 'a/x y'),
    list: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 6 },
);
const name = fc.constantFrom(
  'kustomization.yaml',
  'b.yaml',
  'B.yaml',
  'c',
  'C',
  'é',
  'e\u0301',
  'nul',
  'x ',
  'b',
  'm/n',
);
const file = fc.record({ path: name, text: fc.constantFrom(withHeader('1\n'), withHeader('2\n'), 'no header') });
const bytes = fc.record({ path: name, text: fc.constant('raw'), verbatim: fc.constant(true as const) });
const lists = fc.array(fc.array(fc.oneof({ weight: 5, arbitrary: file }, bytes), { maxLength: 4 }), {
  minLength: 4,
  maxLength: 4,
});

test('shared folders have the same contents and problems as separately added files', () => {
  fc.assert(
    fc.property(hostileFolders, lists, (folders, files) => {
      const [shared, single] = [new Tree(), new Tree()];
      for (const { folder, list } of folders) {
        const given: readonly TreeFile[] = files[list]!;
        const taken = given.filter(({ path, text, verbatim }) => {
          const full = `${folder}/${path}`;
          return !(verbatim ? single.addVerbatim(full, Buffer.from(text)) : single.add(full, text));
        });
        expect(shared.addFolder(folder, given)).toEqual(taken.map(({ path }) => `${folder}/${path}`));
      }
      expect(shared.paths).toEqual(single.paths);
      expect(shared.size).toBe(single.size);
      expect(new Map(shared.entries())).toEqual(new Map(single.entries()));
      const [ours, theirs] = [wantedOf(shared), wantedOf(single)];
      expect(ours).toEqual(theirs);
    }),
    { numRuns: runsOf(200, 20_000), seed: 7 },
  );
});

/** The files to write and the tree's problems. */
function wantedOf(tree: Tree) {
  const problems = new ProblemCollector();
  const { root } = new Wanted(tree, problems);
  return { files: filesOf(root, ''), problems: problems.problems };
}

function filesOf({ files, folders }: WantedFolder, prefix: string): ReadonlyArray<readonly [string, unknown]> {
  const own = [...files].map(([path, content]) => [prefix + path, content] as const);
  return [...own, ...[...folders].flatMap(([path, below]) => filesOf(below, `${prefix}${path}/`))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
}
