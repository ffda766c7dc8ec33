import { Duration } from 'cdk8s';
import { nearest } from '../../src/core/nearest';
import {
  anything,
  byTarget,
  callback,
  either,
  flag,
  instance,
  list,
  mapOf,
  number,
  object,
  oneOf,
  Options,
  OptionTable,
  required,
  shown,
  text,
} from '../../src/core/options';

interface Port {
  readonly number: number;
  readonly name?: string;
}

interface Props {
  readonly name: string;
  readonly share?: number;
  readonly level?: 'high' | 'low';
  readonly ports?: readonly Port[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly path?: string | ((target: number) => string);
  readonly timeout?: Duration;
  readonly hosts?: 'any' | readonly string[];
  readonly done?: (at: number) => void;
}

const TABLE = {
  name: required(text),
  share: number({ least: 0, most: 1 }),
  level: oneOf('high', 'low'),
  ports: list(object<Port>({ number: required(number({ least: 1, whole: true })), name: text })),
  labels: mapOf(text),
  path: byTarget(text),
  timeout: instance('a Duration', () => Duration),
  hosts: either(oneOf('any'), (value) => typeof value === 'string', list(text)),
  done: callback,
};

const OPTIONS = Options.of<Props>('a thing', TABLE);

test('a table that forgets a key, or has one more, or another type, does not compile', () => {
  const { share, ...forgotten } = TABLE;
  const take = (_: OptionTable<Props>) => {};
  // @ts-expect-error -- Property 'share' is missing
  take(forgotten);
  // @ts-expect-error -- 'shares' does not exist
  take({ ...TABLE, shares: share });
  // @ts-expect-error -- a string is no number
  take({ ...TABLE, share: text });
  // @ts-expect-error -- "middle" is no level
  take({ ...TABLE, level: oneOf('high', 'low', 'middle') });
  // @ts-expect-error -- "low" is forgotten
  take({ ...TABLE, level: oneOf('high') });
  // @ts-expect-error -- a function may give it
  take({ ...TABLE, path: text });
  // @ts-expect-error -- it must be given
  take({ ...TABLE, name: text });
  expect(OPTIONS.keys).toEqual(Object.keys(TABLE));
});

test('valid options are returned as they are', () => {
  const given: Props = {
    name: 'a',
    share: 0.5,
    level: 'low',
    ports: [{ number: 80 }, { number: 443, name: 'tls' }],
    labels: { anything: 'goes' },
    path: './x',
    timeout: Duration.minutes(1),
    hosts: 'any',
    done: () => {},
  };
  expect(OPTIONS.read(given, fail)).toBe(given);
  expect(OPTIONS.problems({ ...given, hosts: ['a'], share: undefined })).toEqual([]);
});

function fail(_id: string, message: string): never {
  throw new Error(message);
}

test.each<[object | undefined | null | string, string]>([
  [{ nmae: 'a' }, 'nmae is not an option of a thing: did you mean name?'],
  [{ name: 'a', portz: [] }, 'portz is not an option of a thing: did you mean ports?'],
  [
    { name: 'a', quite_another: 1 },
    'quite_another is not an option of a thing: use one of name, share, level, ports, labels, path, timeout, hosts, done, or leave it out',
  ],
  [{ name: 'a', ports: [{ number: 1, nane: 'x' }] }, 'ports[0].nane is not an option of a thing: did you mean name?'],
  [{}, 'name is missing: give a string'],
  [{ name: 'a', ports: [{}] }, 'ports[0].number is missing: give a whole number from 1 on'],
  [{ name: 7 }, 'name is 7: give a string'],
  [{ name: null }, 'name is null: give a string'],
  [{ name: 'a', share: 20 }, 'share is 20: give a number from 0 to 1'],
  [{ name: 'a', share: NaN }, 'share is NaN: give a number from 0 to 1'],
  [{ name: 'a', share: '0.5' }, 'share is "0.5": give a number from 0 to 1'],
  [{ name: 'a', level: 'middle' }, 'level is "middle": give one of high, low'],
  [{ name: 'a', ports: { number: 1 } }, 'ports is a map: give a list, each item a map with number, name'],
  [{ name: 'a', ports: [{ number: 1.5 }] }, 'ports[0].number is 1.5: give a whole number from 1 on'],
  [{ name: 'a', labels: { team: 1 } }, 'labels.team is 1: give a string'],
  [{ name: 'a', labels: ['team'] }, 'labels is a list: give a map, each value a string'],
  [{ name: 'a', path: Promise.resolve('./x') }, 'path is an object of class Promise: give a string'],
  [{ name: 'a', timeout: 5 }, 'timeout is 5: give a Duration'],
  [{ name: 'a', timeout: () => Duration.minutes(1) }, 'timeout is a function: give a Duration'],
  [{ name: 'a', hosts: 'some' }, 'hosts is "some": give one of any'],
  [{ name: 'a', hosts: [1] }, 'hosts[0] is 1: give a string'],
  [{ name: 'a', done: true }, 'done is true: give a function'],
  [undefined, 'the options of a thing are undefined: give a map'],
  [null, 'the options of a thing are null: give a map'],
  ['a', 'the options of a thing are "a": give a map'],
])('%j is one problem', (given, message) => {
  expect(OPTIONS.problems(given)).toEqual([message]);
  expect(() => OPTIONS.demand(given)).toThrow(message);
});

test('a hole of a list is a value as well', () => {
  // eslint-disable-next-line no-sparse-arrays -- this is the hole
  expect(OPTIONS.problems({ name: 'a', hosts: ['x', ,] })).toEqual(['hosts[1] is undefined: give a string']);
});

test('options with wrong values are dropped, those with unknown keys are kept', () => {
  const told: string[] = [];
  const given = { name: 'a', share: 20, labels: { team: 'x' }, prots: [] } as Props;
  expect(OPTIONS.read(given, (id, message, key) => told.push(`${id} ${key}: ${message}`))).toEqual({
    name: 'a',
    labels: { team: 'x' },
    prots: [],
  });
  expect(told).toEqual([
    'option share: share is 20: give a number from 0 to 1',
    'option prots: prots is not an option of a thing: did you mean ports?',
  ]);
  expect(OPTIONS.read(undefined as unknown as Props, () => {})).toEqual({});
});

test('a function of the target checks what it returns', () => {
  const { path } = OPTIONS.read({ name: 'a', path: (target: number) => (target > 0 ? './x' : (5 as never)) }, fail);
  expect((path as (target: number) => string)(1)).toBe('./x');
  expect(() => (path as (target: number) => string)(0)).toThrow('path is 5: give a string');
});

test('options of which none must be given', () => {
  expect(OPTIONS.optional().problems({ share: 0 })).toEqual([]);
  expect(OPTIONS.optional().problems({ share: 2 })).toEqual(['share is 2: give a number from 0 to 1']);
});

test('a value that another check covers is left to it', () => {
  const covered = Options.of<{ readonly any: number; readonly list?: readonly number[] }>('a thing', {
    any: required(anything),
    list: list(anything),
  });
  expect(covered.problems({})).toEqual([]);
  expect(covered.problems({ list: flag })).toEqual(['list is a map: give a list']);
});

test.each<[unknown, string]>([
  ['a', '"a"'],
  ['user:pass@host', 'a text'],
  ['x'.repeat(61), 'a text'],
  [[1], 'a list'],
  [{ password: 'x' }, 'a map'],
  [Object.create(null), 'a map'],
  [new Date(), 'an object of class Date'],
  [Symbol('x'), 'Symbol(x)'],
  [1n, '1'],
])('%p is shown without what may be secret', (value, expected) => {
  expect(shown(value)).toBe(expected);
});

test.each([
  ['isolatoin', 'isolation'],
  ['host', 'hosts'],
  ['HOSTS', 'hosts'],
  ['prunes', undefined],
  ['', undefined],
])('the name most like %j', (name, expected) => {
  expect(nearest(name, ['isolation', 'hosts', 'quota'])).toBe(expected);
});
