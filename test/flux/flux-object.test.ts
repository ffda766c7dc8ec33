import { refuse } from '../../src/flux/flux-object';

test('refuse throws the first message that is defined', () => {
  expect(() => refuse(undefined, 'a: b', 'c: d')).toThrow(/^a: b$/);
  expect(() => refuse()).not.toThrow();
  expect(() => refuse(undefined, undefined)).not.toThrow();
});
