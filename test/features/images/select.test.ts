import fc from 'fast-check';
import { selectTag } from '../../../src/flux/select-tag';
import { parseGoFloat } from '../../../src/languages/go/go-float';
import { LanguageError } from '../../../src/languages/go/language-error';
import { runsOf } from '../../support/deep';
import { SEED, tagQuestions } from './lists';
import { RECORDED } from './recorded';
import selections from './selections.json';

// The controller itself is asked by e2e/images.e2e.ts, which also records what it answers.

test('policies select the tags that the controller selects', () => {
  expect(selections).toHaveLength(RECORDED);
  const ours = tagQuestions(SEED, RECORDED).map(({ policy, tags, filterTags }) => {
    try {
      const { tag, rivals } = selectTag(policy, tags, filterTags);
      return rivals.length > 0 ? '?' : (tag ?? null);
    } catch (error) {
      if (error instanceof LanguageError) return null;
      throw error;
    }
  });
  expect(ours).toEqual(selections);
});

test('the order of tags has no influence', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('1.0.0', 'v1.0.0', '1.1.0-rc.1', '1.1.0', '2', '01.1.0')), (tags) => {
      const policy = { semver: '>=1.0.0-0' };
      expect(selectTag(policy, [...tags].reverse())).toEqual(selectTag(policy, tags));
    }),
    { numRuns: runsOf(100, 2_000) },
  );
});

test.each<[string, Parameters<typeof selectTag>, RegExp]>([
  ['no tag at all', [{ semver: '*' }, []], /^there is no tag to choose from: push an image/],
  [
    'a filter that matches none',
    [{ alphabetical: 'asc' }, ['a', 'b'], { pattern: '^v' }],
    /^filterTags "\^v" matches none of "b", "a": mend the pattern$/,
  ],
  [
    'a range without a version',
    [{ semver: '>=2.0.0' }, ['1.0.0', '1.1.0']],
    /^no version is in the range ">=2\.0\.0", there are "1\.1\.0", "1\.0\.0": widen the range$/,
  ],
  [
    'prereleases alone',
    [{ semver: '>=1.0.0' }, ['1.1.0-rc.1']],
    /: widen the range, or add "-0" to it as in ">=1\.0\.0-0", which lets prereleases in$/,
  ],
  [
    'tags that are no versions',
    [{ semver: '*' }, ['latest', '1.2']],
    /^no tag is a version of three numbers, there are "latest", "1\.2": push tags such as 1\.2\.3/,
  ],
  [
    'a tag that is no number',
    [{ numerical: 'asc' }, ['1', 'latest']],
    /^"latest" of tag "latest" is not a number, so Flux selects nothing: narrow filterTags/,
  ],
])('%s', (_, args, problem) => {
  expect(selectTag(...args)).toMatchObject({ rivals: [], problem: expect.stringMatching(problem) as string });
});

test('prereleases are let in as the message says', () => {
  expect(selectTag({ semver: '>=1.0.0-0' }, ['1.1.0-rc.1']).tag).toBe('1.1.0-rc.1');
});

test('equal versions: the order decides without a filter, and chance with one', () => {
  const tags = ['1.0.0', 'v1.0.0'];
  expect(selectTag({ semver: '1.x' }, tags)).toEqual({ tag: 'v1.0.0', rivals: [], candidates: 2 });
  expect(selectTag({ semver: '1.x' }, tags, { pattern: '.' })).toEqual({
    tag: 'v1.0.0',
    rivals: ['1.0.0'],
    candidates: 2,
  });
});

test('a timestamp is the greatest number of its group', () => {
  const policy = { timestamp: '^main-[a-f0-9]+-(?P<ts>[0-9]+)$' };
  expect(selectTag(policy, ['main-ff-900', 'main-0a-1000', 'main-0b', 'latest']).tag).toBe('main-0a-1000');
});

test.each<[string, number | undefined]>([
  ['1_000', 1000],
  ['0x1p4', 16],
  ['0x_f.8p0', 15.5],
  ['-0x.8p1', -1],
  ['inf', Infinity],
  ['-Infinity', -Infinity],
  ['nan', NaN],
  ['+nan', undefined],
  ['1e400', undefined],
  ['1__0', undefined],
  ['_1', undefined],
  ['', undefined],
  ['0x1', undefined],
  ['5.', 5],
])('Go reads %s as %s', (text, number) => {
  expect(parseGoFloat(text)).toEqual(number);
});
