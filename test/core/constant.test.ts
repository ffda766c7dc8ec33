import { constant, isConstant } from '../../src/core/constant';
import { findLeaks } from '../../src/leaks/scan';
import { fitsOf } from '../../src/schema/fits';
import { Schema } from '../../src/schema/schema';
import { toYaml } from '../../src/units/yaml';

const rules = () => [{ apiGroups: [''], resources: ['pods', 'services'], verbs: ['get', 'list'] }];

test('a constant is frozen at every depth; a merely frozen value is not a constant', () => {
  const made = constant(rules());
  expect(() => made[0]!.verbs.push('delete')).toThrow(TypeError);
  expect([isConstant(made), isConstant(Object.freeze(rules())), isConstant(rules())]).toEqual([true, false, false]);
});

test('a constant is written like any other list, at every indentation', () => {
  const made = constant(rules());
  for (const wrap of [
    (list: object) => ({ rules: list }),
    (list: object) => ({ spec: { deep: { rules: list } }, rules: list }),
    (list: object) => ({ lists: [list, [list]] }),
  ]) {
    for (let time = 0; time < 2; time++) expect(toYaml(wrap(made))).toBe(toYaml(wrap(rules())));
  }
});

test('a constant is checked anew against each schema', () => {
  const list = (maxItems: number, item: Schema): Schema => ({ type: 'array', maxItems, items: item });
  const made = constant(['pods', 'services']);
  const schemas = [list(2, { type: 'string' }), list(1, { type: 'string' }), list(2, { type: 'integer' })];
  for (let time = 0; time < 2; time++) {
    expect(schemas.map((schema) => fitsOf(schema)(made))).toEqual([true, false, false]);
  }
});

test('a constant is scanned again under another name, and a leak in it is found each time', () => {
  const words = constant(['hunter-two-9Xq7Lm']);
  const leaky = (field: string) => findLeaks({ kind: 'Thing', [field]: words }).length;
  expect([leaky('words'), leaky('words'), leaky('password'), leaky('password'), leaky('words')]).toEqual([
    0, 0, 1, 1, 0,
  ]);
});
