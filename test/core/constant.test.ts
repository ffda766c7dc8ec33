import { constant, isConstant, sharedConstant } from '../../src/core/constant';
import { findLeaks } from '../../src/leaks/scan';
import { fitsOf } from '../../src/schema/fits';
import { Schema } from '../../src/schema/schema';
import { toYaml } from '../../src/units/yaml';
import { invalidFields } from '../../src/validation';

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

test('equal data has one shared constant, a copy that the data does not follow', () => {
  const data = { hard: { pods: '10' } };
  const made = sharedConstant(data);
  expect([isConstant(made), made, Object.isFrozen(data.hard)]).toEqual([true, data, false]);
  data.hard.pods = '20';
  expect(made).toEqual({ hard: { pods: '10' } });
  expect(sharedConstant({ hard: { pods: '10' } })).toBe(made);
  expect(sharedConstant(data)).toEqual({ hard: { pods: '20' } });
});

test('shared constants are right however many there are', () => {
  for (let turn = 0; turn < 2; turn++) {
    for (let count = 0; count < 600; count++) expect(sharedConstant({ count })).toEqual({ count });
  }
});

test('a constant map is written like any other, at every indentation', () => {
  for (const data of [{ hard: { pods: '10' }, scopes: [] }, {}]) {
    for (let time = 0; time < 2; time++) {
      expect(toYaml({ spec: constant(data), deep: { spec: constant(data) }, list: [constant(data)] })).toBe(
        toYaml({ spec: { ...data }, deep: { spec: { ...data } }, list: [{ ...data }] }),
      );
    }
  }
});

test('a constant map is checked anew against each schema, and a leak in it is found each time', () => {
  const made = constant({ words: 'hunter-two-9Xq7Lm', password: 'hunter-two-9Xq7Lm' });
  const map = (maxProperties: number): Schema => ({
    type: 'object',
    maxProperties,
    properties: { words: { type: 'string' }, password: { type: 'string' } },
  });
  for (let time = 0; time < 2; time++) {
    expect([2, 1].map((most) => fitsOf(map(most))(made))).toEqual([true, false]);
    expect(findLeaks({ kind: 'Thing', spec: made })).toHaveLength(1);
  }
});

test("the API server's rules refuse a constant each time, by the rules of each place", () => {
  const quota = (spec: object) =>
    invalidFields({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'a' }, spec }, '/ResourceQuota', 34);
  const [good, bad] = [constant({ hard: { pods: '10' } }), constant({ hard: { pods: '1500m' } })];
  for (let time = 0; time < 2; time++) {
    expect(quota(good)).toEqual([]);
    expect(quota(bad).map(({ message }) => message)).toEqual(['spec.hard.pods is "1500m": give a whole number']);
  }
});
