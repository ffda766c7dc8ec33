import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { pathsBeside, readGitTree, readTree } from '../../src/plan/tree/read-git';
import { Repository } from '../support/repository';

const repository = new Repository();
const { directory } = repository;

beforeAll(() => {
  for (const file of [
    'top.yaml',
    'a.yaml',
    'a/x/y/z.yaml',
    'a/b/c.yaml',
    'a/b/dist/d.yaml',
    'a/b/dist2/e.yaml',
    'b/*',
  ]) {
    fs.mkdirSync(dirname(repository.path(file)), { recursive: true });
    fs.writeFileSync(repository.path(file), file);
  }
  repository.commit();
});
afterAll(() => repository.remove());

test.each(['a', 'a/b', 'a/b/dist', 'b', 'none', 'a/none', 'a.yaml'])(
  'what is beside %s is all that is not in it',
  (folder) => {
    const select = (path: string) => path !== folder && !path.startsWith(`${folder}/`);
    const beside = readTree(directory, 'HEAD', '', { paths: pathsBeside(directory, 'HEAD', folder) });
    expect(beside.paths).toEqual(readGitTree(directory, 'HEAD', '', { select }).paths);
  },
);

test('some paths alone are listed, by their names as they are', () => {
  const of = (paths: readonly string[]) => readTree(directory, 'HEAD', 'a', { paths }).paths;
  expect(of(['b', 'x/y', 'none'])).toEqual(['b/c.yaml', 'b/dist/d.yaml', 'b/dist2/e.yaml', 'x/y/z.yaml']);
  expect(of([])).toEqual([]);
  expect(readTree(directory, 'HEAD', '', { paths: ['b/*'] }).text('b/*')).toBe('b/*');
});

test('where the paths are too long for a command, everything is listed', () => {
  const paths = Array.from({ length: 7000 }, (_, at) => `some/folder-${at}`);
  const select = (path: string) => path === 'b/c.yaml';
  expect(readTree(directory, 'HEAD', 'a', { paths: [...paths, 'b'], select }).paths).toEqual(['b/c.yaml']);
});
