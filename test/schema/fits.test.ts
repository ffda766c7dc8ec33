import { Catalog, fluxCatalog, isSharedSchema, kubernetesCatalog } from '../../src/schema/catalog';
import { fitsOf } from '../../src/schema/fits';
import { Schema } from '../../src/schema/schema';
import { StructureCheck, StructureCompiler } from '../../src/schema/structure';
import { DEEP } from '../support/deep';
import { KindInRelease, kindsIn, mutants, samples } from './corpus';

/** The ajv check alone: a combinator that every value satisfies disables the fast check. */
function ajvAlone(schema: Schema): StructureCheck {
  return compiler.check({ ...schema, anyOf: [{}] });
}

const compiler = new StructureCompiler(isSharedSchema);

/** The schema of a kind as the validator uses it, without metadata. */
function rootOf({ schema }: KindInRelease): Schema {
  return { ...schema, properties: { ...schema.properties, metadata: { preserveUnknown: true } } };
}

/** Selects every nth field. */
function everyNth(n: number): () => boolean {
  let count = 0;
  return () => DEEP || count++ % n === 0;
}

test.each<readonly [string, () => Catalog, number, number]>([
  ['Flux', fluxCatalog, 4, 0.75],
  ['Kubernetes', kubernetesCatalog, 40, 0.75],
])('ajv accepts every object of %s that the fast check accepts', (_, catalog, nth, quickly) => {
  const kinds = kindsIn(catalog(), catalog().releases.length - 1);
  const wrong: string[] = [];
  let [good, told, bad] = [0, 0, 0];
  for (const kind of kinds) {
    const fits = fitsOf(rootOf(kind));
    const errors = ajvAlone(kind.schema);
    const pick = everyNth(nth);
    for (const { name, object } of samples(kind, pick)) {
      good++;
      if (!fits(object)) continue;
      told++;
      if (errors(object).length > 0) wrong.push(`${kind.kind}, ${name}`);
    }
    for (const { name, object } of mutants(kind, everyNth(nth))) {
      bad++;
      if (fits(object) && errors(object).length > 0) wrong.push(`${kind.kind}, ${name}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(bad).toBeGreaterThan(100);
  // The fast check pays off only if it decides nearly always.
  expect(told / good).toBeGreaterThan(quickly);
});

test.each<readonly [string, Schema, readonly unknown[], readonly unknown[]]>([
  ['any type', {}, ['a', 1, true, {}, [], null], [undefined]],
  ['a nullable string', { type: 'string', nullable: true }, ['a', null], [1, {}]],
  ['characters that take two', { type: 'string', minLength: 2, maxLength: 2 }, ['ab'], ['a', 'abc', '😀']],
  ['a whole number', { type: 'integer', minimum: 0, exclusiveMinimum: true }, [1], [0, -1, 1.5, NaN, Infinity]],
  ['a number below a limit', { type: 'number', maximum: 2, exclusiveMaximum: true }, [1.5], [2, Infinity]],
  ['a whole number or text', { intOrString: true }, [1, 'a'], [1.5, true, null]],
  ['a quantity', { format: 'quantity' }, ['1Gi', 1.5], [true, null]],
  ['a list of a length', { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 }, [['a']], [[], [1]]],
  ['a set', { type: 'array', listType: 'set' }, [['a', 'b']], [['a', 'a']]],
  [
    'a list with keys',
    { type: 'array', listType: 'map', listKeys: ['name'], items: { preserveUnknown: true } },
    [[{ name: 'a' }, { name: 'b' }]],
    [[{ name: 'a' }, { name: 'a', value: 1 }]],
  ],
  [
    'a map of strings',
    { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 1 },
    [{ a: 'b' }],
    [{ a: 1 }, { a: '', b: '' }, [], 'a'],
  ],
  [
    'fields',
    { type: 'object', properties: { a: { type: 'string' }, b: { default: 1 } }, required: ['a', 'b'] },
    [{ a: '' }, { a: '', b: undefined }],
    [{}, { a: '', c: 1 }, { a: '', c: undefined }],
  ],
  ['one of some', { type: 'string', enum: ['a', 'b'] }, ['a'], ['c']],
  ['what takes more than this', { type: 'string', anyOf: [{ maxLength: 1 }] }, [], ['a', 'ab']],
])('%s', (_, schema, fitting, others) => {
  const fits = fitsOf(schema);
  expect(fitting.filter((value) => !fits(value))).toEqual([]);
  expect(others.filter((value) => fits(value))).toEqual([]);
});

test('a recursive schema', () => {
  const schema: { type: 'object'; properties: Record<string, Schema> } = { type: 'object', properties: {} };
  schema.properties.inner = schema;
  const fits = fitsOf(schema);
  expect([fits({ inner: { inner: {} } }), fits({ inner: { inner: 1 } })]).toEqual([true, false]);
});
