import childProcess from 'node:child_process';
import { repositoryFolder, resolveRef, withGitMemory } from '../../src/plan/tree/repository';
import { Repository } from '../support/repository';

let repository: Repository;
let starts: jest.SpyInstance;

beforeEach(() => {
  repository = new Repository();
  repository.commit();
  starts = jest.spyOn(childProcess, 'spawnSync');
});

afterEach(() => {
  starts.mockRestore();
  repository.remove();
});

const head = () => resolveRef(repository.directory, 'HEAD', '^{commit}');

test('within a run Git is asked once for the same, and for the place of a folder once', () => {
  const found = withGitMemory(() => {
    const folders = [repositoryFolder(repository.directory), repositoryFolder(repository.directory)];
    return { folders, heads: new Set([head(), head()]) };
  });
  expect(found).toEqual({
    folders: Array(2).fill({ repository: repository.directory, path: '' }),
    heads: new Set([repository.git('rev-parse', 'HEAD').trim()]),
  });
  expect(starts).toHaveBeenCalledTimes(2);
});

test('outside of a run, and in the next one, it is asked again', () => {
  const before = withGitMemory(() => withGitMemory(head));
  repository.commit();
  const after = withGitMemory(head);
  expect(after).not.toBe(before);
  expect([head(), head()]).toEqual([after, after]);
  expect(starts).toHaveBeenCalledTimes(4);
});

test('a run that fails leaves nothing behind', () => {
  const fails = () => {
    head();
    throw new Error('stopped');
  };
  expect(() => withGitMemory(fails)).toThrow('stopped');
  repository.commit();
  expect(head()).toBe(repository.git('rev-parse', 'HEAD').trim());
});
