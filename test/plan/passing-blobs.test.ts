import childProcess, { execFileSync } from 'node:child_process';
import { contentId } from '../../src/core/content-id';
import { PassingBlobs } from '../../src/plan/tree/read-blobs';
import { Repository } from '../support/repository';

const repository = new Repository();
const texts = Array.from({ length: 4100 }, (_, at) => `text ${at}\n`);
const ids = texts.map((text) => contentId(text));

beforeAll(() => {
  const input = texts.map((text) => `blob\ndata ${text.length}\n${text}`).join('');
  execFileSync('git', ['-C', repository.directory, 'fast-import', '--quiet'], { input });
});
afterAll(() => repository.remove());

/** Contents in the order of their ids, each twice, and how often Git is run. */
function passing() {
  const runs = jest.spyOn(childProcess, 'spawnSync');
  const blobs = new PassingBlobs(repository.directory, () => [...ids, ...ids]);
  return { text: (at: number) => blobs.get(ids[at]!)?.toString(), blobs, runs };
}

afterEach(() => jest.restoreAllMocks());

test('contents that are asked for in their order are read in batches, each once', () => {
  const { text, runs } = passing();
  expect(texts.map((_, at) => text(at))).toEqual(texts);
  expect(runs).toHaveBeenCalledTimes(3);
});

test('two batches are kept, and what was dropped is read again', () => {
  const { text, runs } = passing();
  expect([text(1999), text(4000), text(0)]).toEqual([texts[1999], texts[4000], texts[0]]);
  expect(runs).toHaveBeenCalledTimes(2);
  expect([text(3000), text(4050)]).toEqual([texts[3000], texts[4050]]);
  expect(runs).toHaveBeenCalledTimes(3);
  expect([text(1999), text(3500)]).toEqual([texts[1999], texts[3500]]);
  expect(runs).toHaveBeenCalledTimes(4);
});

test('a content that is none of them is not read', () => {
  const { blobs, runs } = passing();
  expect(blobs.get(contentId('another'))).toBeUndefined();
  expect(runs).not.toHaveBeenCalled();
});
