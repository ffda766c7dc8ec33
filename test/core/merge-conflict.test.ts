import { mergeConflict } from '../../src/core/merge-conflict';

const conflict = '<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n';

test.each([
  ['one conflict', `a\n${conflict}b\n`, 2, 'a\nours\nb\n', 'a\ntheirs\nb\n'],
  ['two conflicts', `${conflict}a\n${conflict}`, 1, 'ours\na\nours\n', 'theirs\na\ntheirs\n'],
  ['an empty side', '<<<<<<< HEAD\n=======\ntheirs\n>>>>>>> other\n', 1, '', 'theirs\n'],
  [
    'the base between them',
    '<<<<<<< HEAD\nours\n||||||| 1234\nbase\n=======\ntheirs\n>>>>>>> x\n',
    1,
    'ours\n',
    'theirs\n',
  ],
  [
    'the base without a name',
    '<<<<<<< HEAD\nours\n|||||||\nbase\n=======\ntheirs\n>>>>>>> x\n',
    1,
    'ours\n',
    'theirs\n',
  ],
  ['Windows line ends', conflict.replaceAll('\n', '\r\n'), 1, 'ours\r\n', 'theirs\r\n'],
  ['no line end', 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x', 2, 'a\nb\n', 'a\nc\n'],
])('%s', (_, text, line, ours, theirs) => {
  expect(mergeConflict(text)).toMatchObject({ line, sides: [ours, theirs] });
});

test.each([
  ['no marker', 'a\n'],
  ['a heading', 'a\n=======\n'],
  ['an open conflict', '<<<<<<< HEAD\nours\n=======\ntheirs\n'],
  ['markers that are indented', conflict.replace(/^/gm, '  ')],
  ['markers in another order', '>>>>>>> x\n=======\n<<<<<<< HEAD\n'],
])('%s is no conflict', (_, text) => {
  expect(mergeConflict(text)).toBeUndefined();
});
