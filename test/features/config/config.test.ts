import { MissingConfigError, checkConfig } from '../../../src/features/config/config';
import { ConfigLayer } from '../../../src/features/config/layer';
import { ConfigMap, MergedConfig } from '../../../src/features/config/merge';
import { ConfigReader } from '../../../src/features/config/reader';
import { Loose } from '../../support/fleets';

function layers(...values: ReadonlyArray<ConfigLayer['values']>): ConfigLayer[] {
  return values.map((value, index) => ({ name: `layer ${index}`, values: value }));
}

function mergeLayers(given: readonly ConfigLayer[]): ConfigMap {
  return merged(given).values;
}

function merged(given: readonly ConfigLayer[]): MergedConfig {
  return given.reduce((below, layer) => below.shared(layer), MergedConfig.empty());
}

describe('mergeLayers', () => {
  test('later layers take precedence, maps merge deeply, other values are replaced', () => {
    expect(
      mergeLayers(
        layers(
          { a: 1, map: { x: { one: 1 }, y: 1 }, list: [1, 2], toMap: 'text', toText: { a: 1 }, none: 1 },
          { b: 2, map: { x: { two: 2 } }, list: [3], toMap: { a: 1 }, toText: 'text', none: null },
          { map: { y: 3 } },
        ),
      ),
    ).toEqual({
      a: 1,
      b: 2,
      map: { x: { one: 1, two: 2 }, y: 3 },
      list: [3],
      toMap: { a: 1 },
      toText: 'text',
      none: null,
    });
  });

  test('the layers are not modified', () => {
    const below = { map: { a: 1 }, list: [{ a: 1 }] };
    const merged = mergeLayers(layers(below, { map: { b: 2 } }));
    expect(merged).toEqual({ map: { a: 1, b: 2 }, list: [{ a: 1 }] });
    expect(below).toEqual({ map: { a: 1 }, list: [{ a: 1 }] });
    expect(mergeLayers([])).toEqual({});
  });
});

describe('checkConfig', () => {
  test('JSON values are valid', () => {
    expect(checkConfig({ a: 'x', b: 1, c: true, d: null, e: [{ f: [] }], g: {} })).toEqual([]);
    expect(checkConfig(Object.assign(Object.create(null) as object, { a: 1 }))).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['undefined', { a: undefined }, /^config\.a is undefined: leave the key out, or give a value$/],
    ['NaN', { a: { b: NaN } }, /^config\.a\.b is NaN: give a finite number$/],
    ['an infinite number', { a: [1, Infinity] }, /^config\.a\[1\] is Infinity: give a finite number$/],
    ['a function', { a: () => 1 }, /^config\.a is a function: use maps, lists, strings, numbers and booleans$/],
    ['a bigint', { a: 1n }, /^config\.a is a bigint: use maps/],
    ['a date', { a: new Date(0) }, /^config\.a is a Date: use maps/],
    ['a map of its own kind', { a: new Map() }, /^config\.a is a Map: use maps/],
    [
      'an object without a constructor',
      { a: Object.create({ constructor: undefined }) as object },
      /^config\.a is a object: /,
    ],
    ['a constructor key', { a: { constructor: 1 } }, /^config\.a has the key "constructor": use another name$/],
    ['a prototype key', JSON.parse('{"__proto__":{}}'), /^config has the key "__proto__": use another name$/],
  ])('%s is rejected', (_, values, message) => {
    expect(checkConfig(values)).toEqual([expect.stringMatching(message)]);
  });

  test('a cycle is rejected, a shared reference is not', () => {
    const loop: Record<string, unknown> = { list: [] };
    (loop.list as unknown[]).push(loop);
    expect(checkConfig(loop)).toEqual(['config.list[0] contains itself: give plain data']);
    const shared = { a: 1 };
    expect(checkConfig({ x: shared, y: [shared, shared] })).toEqual([]);
  });

  test('every problem is reported', () => {
    expect(checkConfig({ a: NaN, b: undefined }, 'values')).toHaveLength(2);
  });
});

describe('readConfig', () => {
  const config = new ConfigReader(
    merged([
      { name: 'fleet', values: { a: { b: 1 }, list: [{ x: 1 }], zero: 0, none: null } },
      { name: 'cluster eu-1', values: {} },
    ]),
  ).view<Loose>();

  test('reads existing keys', () => {
    expect([config.a.b, config.list, config.zero, config.none]).toEqual([1, [{ x: 1 }], 0, null]);
    expect('a' in config && !('z' in config) && !('z' in config.a)).toBe(true);
    expect(Object.keys(config)).toEqual(['a', 'list', 'zero', 'none']);
    expect(JSON.stringify({ ...config.a })).toBe('{"b":1}');
    expect(JSON.stringify(config.a)).toBe('{"b":1}');
    expect(String(config.a)).toBe('[object Object]');
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'a key',
      () => config.port,
      /^config "port" is read but set nowhere \(looked in fleet, cluster eu-1\): set it in one of these, or test with "in"$/,
    ],
    ['a deep key', () => config.a.c, /^config "a\.c" is read but set nowhere \(looked in fleet, cluster eu-1\): /],
    [
      'a key of every object',
      () => Reflect.get(config, 'hasOwnProperty') as unknown,
      /^config "hasOwnProperty" is read but set nowhere/,
    ],
  ])('%s that no layer sets throws', (_, read, message) => {
    expect(read).toThrow(message);
    expect(read).toThrow(MissingConfigError);
  });

  test('without layers, the message says so', () => {
    expect(() => new ConfigReader(MergedConfig.empty()).view<Loose>().a).toThrow(/\(looked in no layer\)/);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['set', () => (config.a = 1), /^config "a" cannot be written: it is the same for all readers$/],
    ['set deep', () => (config.a.b = 2), /^config "a\.b" cannot be written: /],
    ['deleted', () => delete config.a, /^config "a" cannot be written: /],
    ['defined', () => Object.defineProperty(config, 'z', { value: 1 }), /^config "z" cannot be written: /],
    ['pushed to a list', () => config.list.push(1), /not extensible/],
    ['set within a list', () => (config.list[0].x = 2), /read only/],
  ])('the result cannot be %s', (_, write, message) => {
    expect(write).toThrow(message);
    expect(config.list).toEqual([{ x: 1 }]);
  });
});
