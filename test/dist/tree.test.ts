import { Tree } from '../../src/dist/tree';
import { withHeader } from '../../src/render/unit';

test('a tree holds each path once, sorted', () => {
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

test('a tree holds bytes as they are, and records them in the list beside them', () => {
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
  expect(tree.get('a/kustomization.yaml')).toMatch(/\n# owns: s\.bin sha256:[0-9a-f]{64}\nlist\n$/);
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

test('what was added first has no part in the bytes', () => {
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
