import { ManifestTree } from '../../src/plan';
import { selectSource, SourceSelection } from '../../src/plan/tree/source-ignore';

function taken(files: readonly string[] | Readonly<Record<string, string>>, selection?: SourceSelection, prefix = '') {
  const entries = Array.isArray(files) ? files.map((file: string) => [file, ''] as const) : Object.entries(files);
  return selectSource(ManifestTree.of(entries), selection, prefix).paths;
}

test('what no source takes is left out, and a tree without it stays as it is', () => {
  expect(taken(['.github/a.yaml', 'x/.sops.yaml', 'a.yaml', 'logo.png', '.gitlab-ci.yml', 'x/pictures.zip'])).toEqual([
    'a.yaml',
  ]);
  const tree = ManifestTree.of([
    ['a.yaml', ''],
    ['b/c.yaml', ''],
  ]);
  expect(selectSource(tree)).toBe(tree);
});

test.each([
  ['a name at any depth', 'docs\n', ['docs', 'a/docs/b.yaml', 'docs.yaml'], ['docs.yaml']],
  ['a folder only', 'docs/\n', ['docs', 'a/docs/b.yaml'], ['docs']],
  ['a path from the top', '/docs\n', ['docs/a.yaml', 'a/docs/b.yaml'], ['a/docs/b.yaml']],
  ['a path within', 'a/docs\n', ['a/docs/b.yaml', 'b/a/docs/c.yaml'], ['b/a/docs/c.yaml']],
  ['a path at any depth', '**/docs\n', ['a/docs/b.yaml', 'b/docs/c.yaml', 'd.yaml'], ['d.yaml']],
  ['all but a folder', '/*\n!/keep\n', ['a.yaml', 'keep/a.yaml', 'other/b.yaml'], ['keep/a.yaml']],
  ['what an exception brings back, defaults too', '!.sops.yaml\n', ['.sops.yaml', 'a.yaml'], ['.sops.yaml', 'a.yaml']],
  ['patterns with wildcards', '*-[ab]?.yaml\n', ['x-a1.yaml', 'x-c1.yaml'], ['x-c1.yaml']],
  ['comments and blank lines', '# docs\n\n  \ndocs\n', ['docs', 'a.yaml'], ['a.yaml']],
])('spec.ignore: %s', (_, ignore, files, kept) => {
  expect(taken(files, { ignore })).toEqual(kept);
});

test('a .sourceignore holds for its folder, and those of the source come after it', () => {
  const files = { 'a/.sourceignore': '*.yaml\n', 'a/b.yaml': '', 'c.yaml': '', 'a/keep.yaml': '' };
  expect(taken(files)).toEqual(['a/.sourceignore', 'c.yaml']);
  expect(taken(files, { ignore: '!keep.yaml' })).toEqual(['a/.sourceignore', 'a/keep.yaml', 'c.yaml']);
});

test('patterns are about the repository, of which the tree may be a folder', () => {
  expect(taken(['a.yaml', 'b/c.yaml'], { ignore: '/*\n!/dist\n' }, 'dist')).toEqual(['a.yaml', 'b/c.yaml']);
  expect(taken(['a.yaml', 'b/c.yaml'], { ignore: '/dist/b\n' }, 'dist')).toEqual(['a.yaml']);
});

test('sparseCheckout takes folders, and the files beside them on the way', () => {
  const files = ['top.yaml', 'a/b.yaml', 'a/c/d.yaml', 'a/e/f.yaml', 'g/h.yaml'];
  expect(taken(files, { sparse: ['./a/c'] })).toEqual(['a/b.yaml', 'a/c/d.yaml', 'top.yaml']);
  expect(taken(files, { sparse: ['g'] })).toEqual(['g/h.yaml', 'top.yaml']);
});
