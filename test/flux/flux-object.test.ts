import { defined, refuse } from '../../src/flux/flux-object';

test('refuse throws the first message that is one', () => {
  expect(() => refuse(undefined, 'a: b', 'c: d')).toThrow(/^a: b$/);
  expect(() => refuse()).not.toThrow();
  expect(() => refuse(undefined, undefined)).not.toThrow();
});

test('defined leaves out what is undefined, and nothing else', () => {
  expect(Object.keys(defined({ a: undefined, b: null, c: false, d: '', e: 0 }))).toEqual(['b', 'c', 'd', 'e']);
});
