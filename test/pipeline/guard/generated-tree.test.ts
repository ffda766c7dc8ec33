import { contentId } from '../../../src/core/content-id';
import { generatedTree } from '../../../src/pipeline/guard/generated-tree';
import { nextTree } from '../../../src/pipeline/guard/guard-synthesis';
import { Tree } from '../../../src/pipeline/write/tree';
import { changedPaths, ManifestTree } from '../../../src/plan-entry';

/** A unit rendered by an earlier run, and the number of requests for its files. */
function recalled(texts: Readonly<Record<string, string>>) {
  const names = Object.keys(texts);
  const ids = Object.values(texts).map((text) => contentId(text));
  const unit = {
    made: 0,
    folders: [{ path: '', names, digest: 'same', ids }],
    get files() {
      unit.made++;
      return names.map((path) => ({ path, text: texts[path]! }));
    },
  };
  return unit;
}

test('recalled units are compared without rendering, until content missing from the base is read', () => {
  const unit = recalled({ 'a.yaml': 'one\n', 'b.yaml': 'two\n' });
  const tree = new Tree();
  tree.addUnit('clusters/eu/x', unit);
  tree.addUnit('clusters/us/x', unit);
  tree.add('clusters/eu/c.yaml', 'three\n');
  const generated = generatedTree(tree);
  const base = ManifestTree.of([
    ['clusters/eu/x/a.yaml', 'one\n'],
    ['clusters/us/x/a.yaml', 'one\n'],
    ['clusters/us/x/b.yaml', 'old\n'],
  ]);
  const next = nextTree(base, generated);
  expect(changedPaths(base, next)).toEqual(['clusters/eu/c.yaml', 'clusters/eu/x/b.yaml', 'clusters/us/x/b.yaml']);
  expect([next.text('clusters/eu/x/a.yaml'), next.text('clusters/eu/c.yaml')]).toEqual(['one\n', 'three\n']);
  expect(next.contentAtHand(contentId('two\n'))).toBeUndefined();
  expect(unit.made).toBe(0);
  expect([next.text('clusters/us/x/b.yaml'), next.contentAtHand(contentId('two\n'))]).toEqual(['two\n', 'two\n']);
  expect(unit.made).toBe(1);
});

test('a part of the generated tree is selected by folder', () => {
  const tree = new Tree();
  tree.add('clusters/eu/a.yaml', 'one\n');
  tree.add('clusters/us/a.yaml', 'one\n');
  expect(generatedTree(tree, (path) => path.startsWith('clusters/us/')).paths).toEqual(['clusters/us/a.yaml']);
});
