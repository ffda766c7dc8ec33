import type { Schema } from '../../src/schema/schema';
import type { Random } from './random';
import { FIRST_SEEDS } from './seeds';

/** Texts that break one rule or another, and some that break none. */
const TEXTS = [
  '',
  'a',
  'web',
  'other',
  'A',
  'a_b',
  'a.b',
  'a-',
  '-a',
  '.a',
  'a b',
  ' a',
  'a/b',
  'example.com/a',
  'example.com/A_b',
  'Example.com/a',
  'example.com/a/b',
  '/a',
  '/',
  '..',
  '.',
  '../a',
  'a/../b',
  '..a',
  '0',
  '1',
  '01a',
  'None',
  'é',
  'a=b',
  'a,b',
  '*',
  '*.example.com',
  'a.*',
  'example.com',
  'example.com.',
  '10.0.0.1',
  '010.0.0.1',
  '256.1.1.1',
  '127.0.0.1',
  '169.254.1.1',
  '224.0.0.1',
  '0.0.0.0',
  '::1',
  '::',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2001:DB8::1',
  '2001:db8:0::1',
  '::ffff:10.0.0.1',
  '10.0.0.0/8',
  '10.0.0.1/8',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '2001:db8::/32',
  '2001:db8::/129',
  'https://example.com/a',
  'https://user@example.com/a',
  'http://example.com',
  '1Gi',
  '100m',
  '10%',
  '101%',
  '0%',
  '%',
  '5',
  '-1',
  'http',
  'HTTP',
  'a--b',
  'TZ=UTC * * * * *',
  '* * * * 7',
  '@daily',
  'UTC',
  'europe/berlin',
  'America/New_York',
  'object.spec.replicas > 1',
  'object.spec.replicas >',
  'params.a == 1',
  'unknown == 1',
  "'text'",
  'true',
  'x'.repeat(63),
  'x'.repeat(64),
  'x'.repeat(253),
  'x'.repeat(254),
  `${'x'.repeat(63)}.example.com`,
  `${'y'.repeat(64)}.example.com`,
];

const NUMBERS = [
  0,
  1,
  2,
  3,
  5,
  10,
  30,
  80,
  100,
  101,
  255,
  256,
  420,
  511,
  512,
  599,
  600,
  1000,
  3600,
  3601,
  65_535,
  65_536,
  86_400,
  86_401,
  100_001,
  2 ** 31 - 1,
  -1,
  -2,
  -(2 ** 31),
];

const BIG = [2 ** 31, 2 ** 32, 2 ** 32 + 1];

const QUANTITIES = [
  '0',
  '1',
  '2',
  '-1',
  '100m',
  '1500m',
  '1.5',
  '0.1',
  '1k',
  '1Ki',
  '1Mi',
  '2Mi',
  '3Mi',
  '1Gi',
  '2Gi',
  '1e3',
  '1E',
  '500n',
  '10',
  4,
  1,
];

const KEYS = [
  'a',
  'app',
  'A_b',
  'a b',
  '',
  '-a',
  'example.com/a',
  'Example.com/A',
  'a/b/c',
  'x'.repeat(64),
  'cpu',
  'memory',
  'storage',
  'ephemeral-storage',
  'hugepages-2Mi',
  'hugepages-1Gi',
  'example.com/gpu',
  'requests.cpu',
  'limits.cpu',
  'pods',
  'services',
  'configmaps',
  'requests.storage',
  'kubernetes.io/batch-cpu',
  'requests.example.com/gpu',
  'count/pods',
  'unknown',
];

/** Texts and keys of the seeds, by the name of the field. */
const KNOWN = new Map<string, Set<string>>();

function collect(value: unknown, field: string): void {
  if (typeof value === 'string') {
    const known = KNOWN.get(field) ?? new Set<string>();
    KNOWN.set(field, known.add(value));
  } else if (Array.isArray(value)) for (const item of value as unknown[]) collect(item, field);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      collect(item, key);
      collect(key, `${field} key`);
    }
  }
}

collect(FIRST_SEEDS, '');
const lists = new Map([...KNOWN].map(([field, texts]) => [field, [...texts].sort()]));

function textFor(field: string, random: Random): string {
  const known = lists.get(field);
  return known !== undefined && random.chance(0.4) ? random.pick(known) : random.pick(TEXTS);
}

/** A key for a map. */
export function keyFor(field: string, random: Random): string {
  const known = lists.get(`${field} key`);
  return known !== undefined && random.chance(0.4) ? random.pick(known) : random.pick(KEYS);
}

/** A value that fits a schema, and may break rules. */
export function valueFor(schema: Schema, field: string, random: Random, depth = 0): unknown {
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.format === 'quantity') return random.pick(QUANTITIES);
  if (schema.intOrString) return random.chance(0.5) ? random.pick(NUMBERS) : textFor(field, random);
  switch (schema.type) {
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return schema.format === 'int64' && random.chance(0.15) ? random.pick(BIG) : random.pick(NUMBERS);
    case 'array':
      return listFor(schema, field, random, depth);
    case 'object':
      return objectFor(schema, field, random, depth);
    case 'string':
      if (schema.format === 'date-time') return '2026-01-02T03:04:05Z';
      if (schema.format === 'byte') return random.pick(['', 'YQ==', 'e30=']);
      return textFor(field, random);
    default:
      return {};
  }
}

function listFor({ items }: Schema, field: string, random: Random, depth: number): unknown {
  if (items === undefined) return [];
  const count = random.pick([0, 1, 1, 1, 2]);
  return Array.from({ length: count }, () => valueFor(items, field, random, depth + 1));
}

function objectFor(schema: Schema, field: string, random: Random, depth: number): unknown {
  const { properties, additionalProperties, required = [] } = schema;
  if (additionalProperties !== undefined) {
    const count = random.pick([0, 1, 1, 2]);
    const entries = Array.from({ length: count }, () => {
      const key = keyFor(field, random);
      return [key, valueFor(additionalProperties, key, random, depth + 1)];
    });
    return Object.fromEntries(entries) as unknown;
  }
  const made: Record<string, unknown> = {};
  for (const [name, of] of Object.entries(properties ?? {})) {
    if (!required.includes(name) && !random.chance(depth > 2 ? 0.15 : 0.3)) continue;
    made[name] = valueFor(of, name, random, depth + 1);
  }
  return made;
}
