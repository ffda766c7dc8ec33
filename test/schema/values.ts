import { Schema } from '../../src/schema/schema';

/** Matching and non-matching values for every pattern of the CRDs. */
const PATTERNS: Readonly<Record<string, { readonly good: string; readonly bad: readonly string[] }>> = {
  '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$': { good: '1h30m', bad: ['5 minutes', '1d', '90', '5m\n', '-5m', '1.h'] },
  '^([0-9]+(\\.[0-9]+)?(ms|s|m))+$': { good: '90s', bad: ['1h', '60', '5m '] },
  '^([a-zA-Z0-9_\\-.\\\\\\/]|\\[[0-9]{1,5}\\])+$': { good: 'image.tag[0]', bad: ['a b', 'a[123456]'] },
  '^[\\-._a-zA-Z0-9]+$': { good: 'values.yaml', bad: ['a/b', 'a b'] },
  '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$': { good: 'Succeeded', bad: ['1st', 'a-b'] },
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$': {
    good: 'example.com/Ready',
    bad: ['/Ready', 'Ready '],
  },
  '^(http|https)://': { good: 'https://example.com', bad: ['ftp://example.com', 'example.com'] },
  '^(http|https)://.*$': { good: 'https://example.com', bad: ['ssh://example.com', 'example.com'] },
  '^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$': { good: 'sha256:0a1b', bad: ['0a1b', 'sha256:'] },
  '^(http|https|ssh)://.*$': { good: 'ssh://git@example.com/a', bad: ['git@example.com:a', 'oci://example.com'] },
  '^(http|https|oci)://.*$': { good: 'oci://example.com/charts', bad: ['ssh://example.com', '/charts'] },
  '^oci://.*$': { good: 'oci://example.com/app', bad: ['https://example.com/app', 'OCI://example.com'] },
  '^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)/(.*)$': { good: '@source/*.yaml', bad: ['source/a', '@Source/a'] },
  '^@(artifact)/(.*)$': { good: '@artifact/', bad: ['@source/', 'artifact/'] },
  '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$': { good: 'app-1', bad: ['App', '-a'] },
  '^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$': { good: '@source', bad: ['source', '@Source'] },
  '^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$': { good: 'source_1', bad: ['Source', '_a'] },
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$': { good: 'name-1', bad: ['Name', 'a-'] },
  '^(\\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$': { good: '*', bad: ['Name', 'a-', '**'] },
  '^https?://': { good: 'https://example.com', bad: ['example.com', 'oci://example.com'] },
  '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?[0-9]+)?$': {
    good: '100m',
    bad: ['1 Gi', '1GB', '', 'x'],
  },
  '^$|^[^+:]': { good: 'main', bad: ['+main', ':main'] },
  '^@artifact/([^/]{0,1}|[^./][^/]|[.][^./]|[^/]{3,})(/([^/]{0,1}|[^./][^/]|[.][^./]|[^/]{3,}))*$': {
    good: '@artifact/apps',
    bad: ['@artifact/..', 'apps'],
  },
  '^((http|https|oci)://.*){0,1}$': { good: 'https://example.com', bad: ['ssh://example.com'] },
};

function patternOf(pattern: string) {
  const known = PATTERNS[pattern];
  if (!known) throw new Error(`no example fits the pattern ${pattern}: add one to values.ts`);
  return known;
}

function goodString({ pattern, format, minLength = 1, maxLength }: Schema): string {
  if (pattern !== undefined) return patternOf(pattern).good;
  if (format === 'date-time') return '2025-01-31T12:00:00Z';
  if (format === 'byte') return 'YQ==';
  return 'value'.padEnd(minLength, 'x').slice(0, maxLength);
}

/**
 * A valid value of a schema.
 *
 * @param whole whether to set optional fields, or required ones only
 */
export function goodValue(schema: Schema, whole: boolean, open: readonly Schema[] = []): unknown {
  if (schema.enum) return schema.enum.find((value) => value !== '') ?? schema.enum[0];
  if (schema.intOrString) return 8080;
  switch (schema.type) {
    case 'string':
      return goodString(schema);
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'array':
      return schema.items ? [goodValue(schema.items, whole, open)] : [];
    case 'object':
      return goodObject(schema, whole, open);
    default:
      return schema.format === 'quantity' ? '100m' : 'any';
  }
}

/** Recursive schemas are filled once. */
function goodObject(schema: Schema, whole: boolean, open: readonly Schema[]): Record<string, unknown> {
  if (!schema.properties) {
    if (schema.additionalProperties) return { key: goodValue(schema.additionalProperties, whole, open) };
    return schema.preserveUnknown ? { anything: { at: ['all', 1, true] } } : {};
  }
  const required = new Set(schema.required);
  const names = Object.keys(schema.properties).filter(
    (name) => required.has(name) || (whole && !open.includes(schema)),
  );
  return Object.fromEntries(
    names.map((name) => [name, goodValue(schema.properties?.[name] ?? {}, whole, [...open, schema])]),
  );
}

/** An invalid value, and the id of the expected finding. */
export interface BadValue {
  readonly id: 'duplicate' | 'enum' | 'format' | 'limit' | 'pattern' | 'type';
  readonly what: string;
  readonly value: unknown;
}

function wrongType(schema: Schema): unknown {
  if (schema.intOrString) return true;
  switch (schema.type) {
    case 'string':
      return 42;
    case 'array':
    case 'boolean':
    case 'integer':
    case 'number':
      return 'text';
    default:
      return ['text'];
  }
}

/** Invalid values of a schema: another type, and one beyond each limit. */
export function badValues(schema: Schema): BadValue[] {
  if (schema.type === undefined && !schema.intOrString && schema.format !== 'quantity') return [];
  const bad: BadValue[] = [{ id: 'type', what: 'of another type', value: wrongType(schema) }];
  if (schema.type === 'integer') bad.push({ id: 'type', what: 'a fraction', value: 1.5 });
  if (schema.enum) bad.push({ id: 'enum', what: 'not in the list', value: 'NotInTheList' });
  if (schema.pattern !== undefined) {
    const values = patternOf(schema.pattern).bad;
    bad.push(...values.map((value) => ({ id: 'pattern' as const, what: `not of the pattern`, value })));
  }
  if (schema.format === 'date-time') bad.push({ id: 'format', what: 'no time', value: 'yesterday' });
  if (schema.enum || schema.pattern !== undefined) return bad;
  if (schema.maxLength !== undefined)
    bad.push({ id: 'limit', what: 'too long', value: 'x'.repeat(schema.maxLength + 1) });
  if (schema.minLength !== undefined) bad.push({ id: 'limit', what: 'too short', value: '' });
  if (schema.minimum !== undefined) bad.push({ id: 'limit', what: 'too small', value: schema.minimum - 1 });
  if (schema.maximum !== undefined) bad.push({ id: 'limit', what: 'too large', value: schema.maximum + 1 });
  if (schema.items) bad.push(...badLists(schema, schema.items));
  return bad;
}

function badLists({ minItems, maxItems, listType }: Schema, items: Schema): BadValue[] {
  const item = goodValue(items, false);
  const bad: BadValue[] = [];
  if (minItems !== undefined && minItems > 0) bad.push({ id: 'limit', what: 'without items', value: [] });
  if (maxItems !== undefined && !listType) {
    bad.push({ id: 'limit', what: 'with too many items', value: Array<unknown>(maxItems + 1).fill(item) });
  }
  if (listType) bad.push({ id: 'duplicate', what: 'with an item twice', value: [item, item] });
  return bad;
}
