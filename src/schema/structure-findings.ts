import type { ErrorObject } from 'ajv';
import { nearest } from '../core/nearest';
import { below, Finding, FindingId, pathOf, shown, valueAt } from './finding';
import { fieldOf, keysOf, releasesWith } from './history';
import { LIST_KEYWORD } from './json-schema';
import { Origin, productName, releaseName, ResolvedKind } from './resolve-kind';

/** Remedies for the most frequent patterns. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?[0-9]+)?$':
    'write a quantity such as 100m, 1.5 or 2Gi',
  '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$': 'write a duration such as 30s, 5m or 1h30m',
  '^([0-9]+(\\.[0-9]+)?(ms|s|m))+$': 'write a duration such as 30s or 5m30s, without hours',
  '^(http|https|ssh)://.*$': 'begin it with https://, ssh:// or http://',
  '^(http|https|oci)://.*$': 'begin it with https://, http:// or oci://',
  '^(http|https)://.*$': 'begin it with https:// or http://',
  '^(http|https)://': 'begin it with https:// or http://',
  '^oci://.*$': 'begin it with oci://',
};

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

const UNITS: Readonly<Record<string, readonly [id: 'least' | 'most', unit: string]>> = {
  minLength: ['least', 'characters'],
  maxLength: ['most', 'characters'],
  minItems: ['least', 'items'],
  maxItems: ['most', 'items'],
  minProperties: ['least', 'fields'],
  maxProperties: ['most', 'fields'],
};

/** Errors within alternatives explain one alternative; the keyword's own error says that none fits. */
const INSIDE_ALTERNATIVES = /(?<!\/properties)\/((anyOf|oneOf)\/\d+|not)\//;

/** The finding for an unknown field: added by a later release, removed, or misspelt. */
function unknownField(resolved: ResolvedKind, path: string): readonly [FindingId, string] {
  const keys = keysOf(path);
  const other = resolved.origin && inOtherRelease(resolved.origin, keys, path);
  if (other) return other;
  const parent = resolved.schema && fieldOf(resolved.schema, keys.slice(0, -1));
  let holder = parent;
  while (holder?.items) holder = holder.items;
  const guess = nearest(keys.at(-1) ?? '', Object.keys(holder?.properties ?? {}));
  const advice = guess === undefined ? 'leave it out' : `did you mean ${guess}?`;
  return ['unknown-field', `${path} is not a field of ${resolved.kind}: ${advice}`];
}

function inOtherRelease(
  origin: Origin,
  keys: readonly string[],
  path: string,
): readonly [FindingId, string] | undefined {
  const { product, stored, version } = origin;
  const same = releasesWith(product.catalog, stored, keys, version);
  const releases = same.length > 0 ? same : releasesWith(product.catalog, stored, keys);
  const later = releases.find((release) => release > product.release);
  if (later !== undefined) {
    const came = `it came with ${releaseName(product, later)}`;
    const raise = `raise ${product.name.toLowerCase()} or leave it out`;
    return ['field-too-new', `${path} is not known to ${productName(product)} (${came}): ${raise}`];
  }
  const earlier = releases.at(-1);
  if (earlier === undefined || earlier >= product.release) return undefined;
  const gone = `it is gone since ${releaseName(product, earlier + 1)}`;
  return ['field-removed', `${path} is not known to ${productName(product)} (${gone}): leave it out`];
}

/** Converts ajv errors into findings. */
class Describer {
  constructor(
    private readonly resolved: ResolvedKind,
    private readonly object: unknown,
  ) {}

  describe(error: ErrorObject): Finding {
    const path = pathOf(error.instancePath, this.object);
    const { keyword, params } = error;
    if (keyword === 'additionalProperties') {
      const field = below(path, String(params.additionalProperty));
      const [id, message] = unknownField(this.resolved, field);
      return { id, severity: 'error', at: field, message };
    }
    if (keyword === 'required') {
      const field = below(path, String(params.missingProperty));
      return { id: 'required', severity: 'error', at: field, message: `${field} is missing: set it` };
    }
    const [id, text] = this.aboutValue(error, path);
    return { id, severity: 'error', at: path, message: `${path || 'the object'} ${text}` };
  }

  /** The value for a message; a Secret's values are hidden. */
  private value(error: ErrorObject): string {
    const { group, kind } = this.resolved;
    const isSecret = group === '' && kind === 'Secret';
    return isSecret ? 'a value that is not shown here' : shown(valueAt(error.instancePath, this.object));
  }

  private aboutValue(error: ErrorObject, path: string): readonly [FindingId, string] {
    const { keyword, params } = error;
    const value = this.value(error);
    const is = `is ${value}`;
    if (keyword === 'type') {
      const wanted = [String(params.type)].flatMap((types) => types.split(',')).map((type) => TYPES[type] ?? type);
      return [
        'type',
        `${is}, not ${wanted.join(' or ')}: ${wanted[0] === 'a string' ? 'put it in quotes' : 'change it'}`,
      ];
    }
    if (keyword === 'enum') {
      const allowed = (params.allowedValues as readonly unknown[]).filter((one) => one !== null).map(String);
      const later = this.laterRelease(path, valueAt(error.instancePath, this.object));
      return ['enum', `${is}${later}: use ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')}`];
    }
    if (keyword === 'pattern') {
      const pattern = String(params.pattern);
      return ['pattern', `${is}: ${PATTERNS[pattern] ?? `it must match ${pattern}`}`];
    }
    if (keyword === 'format') return ['format', `${is}: write ${this.formatName(String(params.format))}`];
    if (keyword === LIST_KEYWORD) {
      const [first, second] = params.positions as readonly [number, number];
      return ['duplicate', `has the same item twice, as ${below(path, first)} and ${below(path, second)}: keep one`];
    }
    return ['limit', this.aboutLimit(error, is)];
  }

  /** Names the later release that added an enum value, if one did. */
  private laterRelease(path: string, value: unknown): string {
    const { origin } = this.resolved;
    if (!origin) return '';
    const { product, stored, version } = origin;
    const { catalog, release } = product;
    const later = [...catalog.releases.keys()].find((candidate) => {
      const schema = candidate > release ? catalog.served(stored, version, candidate)?.schema : undefined;
      return schema && fieldOf(schema, keysOf(path))?.enum?.some((one) => one === value);
    });
    return later === undefined
      ? ''
      : ` (which came with ${releaseName(product, later)}, this is ${productName(product)})`;
  }

  private formatName(format: string): string {
    const words: Readonly<Record<string, string>> = {
      byte: 'base64',
      datetime: 'a point in time such as 2025-01-31T12:00:00Z',
      duration: 'a duration such as 5m',
      int32: 'a whole number of 32 bits',
      int64: 'a whole number of 64 bits',
    };
    return words[format] ?? `a value of format ${format}`;
  }

  private aboutLimit({ keyword, params }: ErrorObject, is: string): string {
    const [side, unit] = UNITS[keyword] ?? [];
    if (side && unit)
      return `has too ${side === 'least' ? 'few' : 'many'} ${unit}: give at ${side} ${String(params.limit)}`;
    if (keyword === 'uniqueItems') return 'has the same item twice: keep one';
    if (params.limit !== undefined) return `${is}: give a number ${String(params.comparison)} ${String(params.limit)}`;
    if (params.multipleOf !== undefined) return `${is}: give a multiple of ${String(params.multipleOf)}`;
    return 'fits none of the forms its schema allows: see the documentation of the kind';
  }
}

/** Whether an error is about a null field, which the API server treats as absent. */
function isNullFieldError({ keyword, instancePath }: ErrorObject, object: unknown): boolean {
  if (keyword === 'additionalProperties' || keyword === 'required') return false;
  const parent = valueAt(instancePath.slice(0, instancePath.lastIndexOf('/')), object);
  return valueAt(instancePath, object) === null && !Array.isArray(parent) && instancePath !== '';
}

/** The finding for a required field that is null. */
function missingField(resolved: ResolvedKind, path: string): Finding | undefined {
  const keys = keysOf(path);
  const name = keys.at(-1) ?? '';
  let holder = resolved.schema && fieldOf(resolved.schema, keys.slice(0, -1));
  while (holder?.items) holder = holder.items;
  const isRequired = holder?.required?.includes(name) && holder.properties?.[name]?.default === undefined;
  return isRequired
    ? { id: 'required', severity: 'error', at: path, message: `${path} is missing: set it` }
    : undefined;
}

/** Converts ajv errors into findings, at most one per field. */
export function structureFindings(errors: readonly ErrorObject[], object: unknown, resolved: ResolvedKind): Finding[] {
  const describer = new Describer(resolved, object);
  const found = new Map<string, Finding>();
  for (const error of errors) {
    if (INSIDE_ALTERNATIVES.test(error.schemaPath)) continue;
    const isNull = isNullFieldError(error, object);
    const finding = isNull ? missingField(resolved, pathOf(error.instancePath, object)) : describer.describe(error);
    if (finding && (finding.id === 'type' || !found.has(finding.at))) found.set(finding.at, finding);
  }
  return [...found.values()];
}
