import * as fs from 'node:fs';
import { changedClusters, ClusterChanges } from '../../../src/pipeline/guard/changed-clusters';
import { Tree } from '../../../src/pipeline/write/tree';
import { writeTree } from '../../../src/pipeline/write/writer';
import { UnknownRefError } from '../../../src/plan/tree/repository';
import { withHeader } from '../../../src/units/header';
import { Repository } from '../../support/repository';

let repository: Repository;
let dist: string;

beforeEach(() => {
  repository = new Repository();
  dist = repository.path('dist');
});
afterEach(() => repository.remove());

const TEXTS = { 'eu/kustomization.yaml': 'a', 'eu/dev/apps.yaml': 'b', 'us/kustomization.yaml': 'a' };

function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const tree = new Tree();
  for (const [path, text] of Object.entries(texts)) tree.add(`clusters/${path}`, withHeader(text));
  return tree;
}

type Changes = Omit<ClusterChanges, 'equal'> & { readonly equal: ReadonlySet<string> };

/** The changes, whose equal folders must have the ids that Git gives them. */
function changesOf(tree: Tree): Changes | undefined {
  const found = changedClusters(tree, { repository: repository.directory, path: 'dist' }, 'HEAD');
  if (found === undefined) return undefined;
  for (const [name, id] of found.equal)
    expect(id).toBe(repository.git('rev-parse', `HEAD:dist/clusters/${name}`).trim());
  return { ...found, equal: new Set(found.equal.keys()) };
}

const changes = (texts: Readonly<Record<string, string>>) => changesOf(treeOf(texts));

const beside = ['.gitattributes'];

describe('clusters that differ from a commit', () => {
  beforeEach(() => {
    writeTree(treeOf(TEXTS), dist);
    repository.commit();
  });

  test.each<[string, Readonly<Record<string, string>>, Changes]>([
    ['are none when nothing changes', TEXTS, { changed: new Set(), equal: new Set(['eu', 'us']), beside }],
    [
      'are those with another text',
      { ...TEXTS, 'eu/dev/apps.yaml': 'c' },
      { changed: new Set(['eu']), equal: new Set(['us']), beside },
    ],
    [
      'are those with a file more',
      { ...TEXTS, 'us/more.yaml': 'c' },
      { changed: new Set(['us']), equal: new Set(['eu']), beside },
    ],
    [
      'are new ones',
      { ...TEXTS, 'ap/a.yaml': 'a' },
      { changed: new Set(['ap']), equal: new Set(['eu', 'us']), beside },
    ],
    [
      'are those that go',
      { 'us/kustomization.yaml': 'a' },
      { changed: new Set(['eu']), equal: new Set(['us']), beside },
    ],
    ['may be all', { 'xy/a.yaml': 'a' }, { changed: new Set(['xy', 'eu', 'us']), equal: new Set(), beside }],
  ])('%s', (_, texts, expected) => {
    expect(changes(texts)).toEqual(expected);
  });

  test.each<[string, () => void]>([
    ['a file of somebody else', () => fs.writeFileSync(`${dist}/clusters/eu/dev/mine.yaml`, 'a: 1\n')],
    ['a text that was changed by hand', () => fs.appendFileSync(`${dist}/clusters/eu/dev/apps.yaml`, '# x\n')],
    ['a link', () => fs.symlinkSync('apps.yaml', `${dist}/clusters/eu/dev/link`)],
    ['a file that may be executed', () => fs.chmodSync(`${dist}/clusters/eu/dev/apps.yaml`, 0o755)],
    ['a file less', () => fs.rmSync(`${dist}/clusters/eu/dev/apps.yaml`)],
  ])('are those with %s', (_, edit) => {
    edit();
    repository.commit();
    expect(changes(TEXTS)).toEqual({ changed: new Set(['eu']), equal: new Set(['us']), beside });
  });

  test.each<[string, () => void]>([
    ['beside them', () => fs.writeFileSync(`${dist}/mine.yaml`, 'a: 1\n')],
    ['in a folder beside them', () => fs.mkdirSync(`${dist}/more`) ?? fs.writeFileSync(`${dist}/more/a.yaml`, 'a')],
    ['among them', () => fs.writeFileSync(`${dist}/clusters/mine.yaml`, 'a: 1\n')],
  ])('cannot be determined by folder if a foreign file is %s', (_, edit) => {
    edit();
    repository.commit();
    expect(changes(TEXTS)).toBeUndefined();
  });

  test('are told apart beside the file that says what is read on which branch', () => {
    const tree = treeOf(TEXTS);
    tree.add('branches.txt', withHeader('a'));
    expect(changesOf(tree)).toEqual({
      changed: new Set(),
      equal: new Set(['eu', 'us']),
      beside: [...beside, 'branches.txt'],
    });
    writeTree(tree, dist);
    repository.commit();
    expect(changesOf(tree)?.equal).toEqual(new Set(['eu', 'us']));
    expect(changes(TEXTS)).toBeUndefined();
  });

  test('cannot be determined if other folders are generated, or nothing is committed', () => {
    const tree = treeOf(TEXTS);
    tree.add('more.yaml', withHeader('a'));
    expect(changedClusters(tree, { repository: repository.directory, path: 'dist' }, 'HEAD')).toBeUndefined();
    expect(changedClusters(treeOf(TEXTS), { repository: repository.directory, path: 'none' }, 'HEAD')).toBeUndefined();
    expect(() => changedClusters(tree, { repository: repository.directory, path: 'dist' }, 'no-such')).toThrow(
      UnknownRefError,
    );
  });
});

test('clusters cannot be determined by folder in a SHA-256 repository', () => {
  repository.remove();
  fs.mkdirSync(repository.directory);
  repository.git('init', '--quiet', '--object-format=sha256');
  writeTree(treeOf(TEXTS), dist);
  repository.commit();
  expect(changes(TEXTS)).toBeUndefined();
});
