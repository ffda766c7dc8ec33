import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { Data, loadData, removalShape, Shape } from '../../../src';
import { parseJson } from '../../../src/features/data/yaml';
import { runsOf } from '../../support/deep';
import { newFleet } from '../../support/fleets';
import { Folder } from '../../support/folder';

type AnyShape = Shape<unknown>;

const schemaOf = (shape: AnyShape) => JSON.parse(shape.jsonSchema()) as Record<string, unknown>;

/** A validator by a shape's schema, as editors have one. */
function validatorOf(shape: AnyShape): (value: unknown) => boolean {
  // As JSON has it: what every object of JavaScript inherits is no key.
  return new Ajv({ strict: true, strictTypes: false, ownProperties: true }).compile(schemaOf(shape));
}

/** Whether our own reader takes a text. */
function isRead(shape: AnyShape, text: string): boolean {
  let problems = 0;
  const report = () => problems++;
  const node = parseJson('data.json', text, report);
  const data = node && shape.read(node, '', report);
  expect([problems, data === undefined]).toEqual(problems === 0 ? [0, false] : [problems, true]);
  return problems === 0;
}

/** Shapes, with values that fit them. */
interface Case {
  readonly shape: AnyShape;
  readonly fitting: fc.Arbitrary<unknown>;
}

const WORDS = ['gold', 'silver', 'web', ''] as const;
const KEYS = ['name', 'size', 'a-b', 'constructor', 'x y'];
const key = fc.constantFrom('web', 'api-2', 'Web', '-', 'prototype', '__proto__', 'a'.repeat(64), '');
const text = fc.constantFrom('', 'web', 'Web', '2Gi', 'a\n', 'a'.repeat(63), 'a'.repeat(64), '-a', 'ä', '🚀');
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(0, -0, 1, -1, 2.5, 3.0, 1e300, Number.MAX_SAFE_INTEGER),
);
const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map(mapOf),
  ),
})).value;

/** A map that may have any key, as JSON text may. */
function mapOf(entries: ReadonlyArray<readonly [string, unknown]>): object {
  const map = {};
  for (const [name, value] of entries) {
    Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return map;
}

const placement = fc.letrec<{ place: unknown }>((tie) => {
  const names = fc.array(fc.constantFrom('eu-1', 'prod', ''), { maxLength: 2 });
  const selector = fc.record(
    {
      matchLabels: fc.dictionary(fc.constantFrom('a', 'b'), text),
      matchExpressions: fc.array(
        fc.record(
          { key: fc.constantFrom('tier', ''), operator: fc.constantFrom('In', 'Exists', 'Is'), values: fc.array(text) },
          { requiredKeys: ['key', 'operator'] },
        ),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  );
  return {
    place: fc.record(
      {
        environments: names,
        clusters: names,
        groups: names,
        labels: selector,
        environmentLabels: selector,
        anyOf: fc.array(tie('place'), { maxLength: 2 }),
        except: tie('place'),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  };
}).place;

const simple: readonly Case[] = [
  { shape: Data.string(), fitting: text },
  { shape: Data.name(), fitting: text },
  { shape: Data.number(), fitting: scalar },
  { shape: Data.integer(), fitting: scalar },
  { shape: Data.boolean(), fitting: fc.boolean() },
  { shape: Data.oneOf(...WORDS), fitting: fc.constantFrom(...WORDS) },
  { shape: Data.oneOf(), fitting: text },
  { shape: Data.quantity(), fitting: scalar },
  { shape: Data.any(), fitting: anyValue },
  { shape: Data.placement(), fitting: placement },
];

const cases = fc.letrec<{ one: Case }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...simple),
    tie('one').map(({ shape, fitting }) => ({ shape: Data.list(shape), fitting: fc.array(fitting, { maxLength: 3 }) })),
    tie('one').map(({ shape, fitting }) => ({
      shape: Data.map(shape),
      fitting: fc.array(fc.tuple(key, fitting), { maxLength: 3 }).map(mapOf),
    })),
    tie('one').map(({ shape, fitting }) => ({
      shape: Data.names(shape),
      fitting: fc.array(fc.tuple(key, fitting), { maxLength: 3 }).map(mapOf),
    })),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie('one'), fc.boolean()), {
        selector: ([name]) => name,
        maxLength: 4,
      })
      .map((fields) => ({
        shape: Data.object(
          Object.fromEntries(
            fields.map(([name, { shape }, isOptional]) => [name, isOptional ? shape.optional() : shape] as const),
          ),
        ),
        fitting: fc
          .tuple(...fields.map(([name, { fitting }]) => fc.tuple(fc.constant(name), fitting, fc.nat(7))))
          .map((entries) =>
            mapOf(entries.flatMap(([name, value, rare]) => (rare === 0 ? [] : [[name, value] as const]))),
          ),
      })),
  ),
})).one;

test('the schema and the reader take and refuse the same', () => {
  const runs = runsOf(50, 2_000);
  const counts = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(
      cases.chain(({ shape, fitting }) =>
        fc.tuple(
          fc.constant(shape),
          fc.array(fc.oneof({ weight: 5, arbitrary: fitting }, anyValue), { minLength: 4, maxLength: 8 }),
        ),
      ),
      ([shape, values]) => {
        const validate = validatorOf(shape);
        for (const value of values) {
          const json = JSON.stringify(value);
          const taken = isRead(shape, json);
          counts[taken ? 'taken' : 'refused']++;
          expect([json, validate(JSON.parse(json))]).toEqual([json, taken]);
        }
      },
    ),
    { numRuns: runs },
  );
  // Neither side is trivial.
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(0.75 * runs);
});

test('what the schema of removals refuses, the reader refuses too', () => {
  const value = fc.record(
    {
      ...{ tenant: text, app: text, component: text, cluster: text, environment: text, reason: text },
      object: fc.record({ kind: text, name: text }, { requiredKeys: ['kind'] }),
      until: fc.constantFrom('2027-01-31', 'soon'),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const shape = removalShape() as AnyShape;
  const validate = validatorOf(shape);
  fc.assert(
    fc.property(value, (given) => {
      if (!validate(given)) expect(isRead(shape, JSON.stringify(given))).toBe(false);
    }),
    { numRuns: runsOf(100, 5_000) },
  );
  expect(validate({ tenant: 'web', app: 'till', reason: 'gone' })).toBe(true);
  expect(validate({ app: 'till', reason: 'gone' })).toBe(false);
  expect(validate({ tenant: 'web', cluster: 'eu-1', reason: 'gone' })).toBe(false);
});

test('a schema says what values are for people, and is the same each time', () => {
  const shape = Data.object({ tier: Data.oneOf('gold', 'silver'), count: Data.integer().optional() });
  expect(schemaOf(shape)).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      tier: { description: 'one of gold, silver', enum: ['gold', 'silver'] },
      count: { description: 'a whole number', type: 'integer' },
    },
    required: ['tier'],
    additionalProperties: false,
  });
  const place = Data.object({ on: Data.placement(), off: Data.placement(), values: Data.any() });
  expect(place.jsonSchema()).toBe(place.jsonSchema());
  expect(Object.keys(schemaOf(place).definitions as object)).toEqual(['part1', 'part2']);
});

describe('files', () => {
  const home = process.cwd();
  const folder = new Folder();
  beforeEach(() => process.chdir(folder.path));
  afterEach(() => process.chdir(home));
  afterAll(() => folder.delete());

  const shape = Data.object({ owners: Data.list(Data.string()) });

  test('the schema is written once, and YAML files get the comment that leads to it', () => {
    folder.write('teams/web.yaml', 'owners: [web]\n');
    folder.write('teams/old.yml', '\uFEFFowners: [old]\r\n');
    folder.write('teams/own.yaml', '# yaml-language-server: $schema=https://example.com/own.json\nowners: [own]\n');
    folder.write('teams/api.json', '{"owners": []}');
    folder.write('teams/notes.md', 'owners');
    const options = { comment: 'teams' };
    const changed = ['team.schema.json', 'teams/old.yml', 'teams/web.yaml'];
    expect(shape.writeSchema('team.schema.json', options).map((file) => file.split(path.sep).join('/'))).toEqual(
      changed,
    );
    expect(shape.writeSchema('team.schema.json', options)).toEqual([]);
    expect(folder.read('team.schema.json')).toBe(shape.jsonSchema());
    expect(folder.read('teams/web.yaml')).toBe('# yaml-language-server: $schema=../team.schema.json\nowners: [web]\n');
    expect(folder.read('teams/old.yml')).toBe(
      '\uFEFF# yaml-language-server: $schema=../team.schema.json\r\nowners: [old]\r\n',
    );
    expect(folder.read('teams/own.yaml')).toMatch(/^# yaml-language-server: \$schema=https:.*\nowners/);
    // Where the comment leads is the schema, and the files are still read.
    const line = /\$schema=(.*)/.exec(folder.read('teams/web.yaml'))![1]!;
    expect(fs.readFileSync(path.join('teams', line), 'utf8')).toBe(shape.jsonSchema());
    const fleet = newFleet();
    expect(loadData(fleet, 'teams', shape).map(({ name }) => name)).toEqual(['api', 'old', 'own', 'web']);
    expect(fleet.problems.problems).toEqual([]);
  });

  test('a single file beside its schema', () => {
    folder.write('stores.yaml', 'owners: []\n');
    shape.writeSchema('stores.schema.json', { comment: 'stores.yaml' });
    expect(folder.read('stores.yaml')).toBe('# yaml-language-server: $schema=./stores.schema.json\nowners: []\n');
  });

  test('a schema among the data, and one that is no JSON file, are refused', () => {
    folder.write('more/a.yaml', 'owners: []\n');
    expect(() => shape.writeSchema('more/schema.json', { comment: 'more' })).toThrow(
      'schema "more/schema.json" is in the folder of the data, and would be read as data: write it elsewhere',
    );
    expect(() => shape.writeSchema('schema.yaml')).toThrow(
      'schema "schema.yaml" does not end with ".json": give it such a name',
    );
    expect(() => shape.writeSchema('x.json', { comment: 'nowhere' })).toThrow(/ENOENT/);
    expect([folder.has('more/schema.json'), folder.has('schema.yaml'), folder.has('x.json')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
