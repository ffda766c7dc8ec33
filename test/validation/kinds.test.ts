import { shapeOf } from '../../src/validation/kinds';
import { KINDS } from './functions';

test('the rules of every kind of the tables are found, and no others', () => {
  expect(KINDS.filter((kind) => shapeOf(kind) === undefined)).toEqual([]);
  expect(['/Binding', 'apps/Pod', 'example.com/Pod', '/toString'].map(shapeOf)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
