import { looseDocuments } from '../../src/core/loose-quotes';

const read = (text: string) => looseDocuments(text, { schema: 'failsafe', logLevel: 'silent' });

test.each([
  ["a:\n  b: 'one\n  two'\n  c: d\n", { a: { b: 'one two', c: 'd' } }],
  ["a:\n  - b: 'one\n\n\n  two''s\nthree'\n    c: d\n", { a: [{ b: "one\n\ntwo's three", c: 'd' }] }],
  ['a:\n  - b: "one \\" x\n- two\\n\n  three"\n    c: d\n', { a: [{ b: 'one " x - two\n three', c: 'd' }] }],
  ["a:\n  - b: 'one\n      two\n  three'\n  - c: 'four\nfive'\n", { a: [{ b: 'one two three' }, { c: 'four five' }] }],
])('%j has lines in quotes that are indented less than their map', (text, expected) => {
  const [document] = read(text);
  expect([document!.errors, document!.toJS()]).toEqual([[], expected]);
});

test.each(["a:\n  b: 'one\n---\ntwo'\n", "a:\n  b: 'one\ntwo\n", 'a: [\n', 'a: b: c\n'])(
  '%j stays an error',
  (text) => {
    expect(read(text).flatMap(({ errors }) => errors).length).toBeGreaterThan(0);
  },
);

test.each([
  ['a: &x one\nb:\n  *x:\n    c: d\n', { a: 'one', b: { one: { c: 'd' } } }],
  ['a: &x one\n*x: two\nc: |\n  *x: three\n', { a: 'one', one: 'two', c: '*x: three\n' }],
])('%j has an alias as a key, with its colon right behind it', (text, expected) => {
  const [document] = read(text);
  expect([document!.errors, document!.toJS()]).toEqual([[], expected]);
});
