import { Catalog } from '../../src/schema/catalog';
import { fieldOf } from '../../src/schema/history';
import { since } from '../../src/schema/resolve-kind';
import { Json, Schema } from '../../src/schema/schema';
import { StoredKind } from '../../src/schema/table';

/** Adds the fields of another schema to a schema, as optional fields. */
function withFieldsOf(schema: Schema, other: Schema): Schema {
  const merged = (own: Schema | undefined, from: Schema | undefined) => (own && from ? withFieldsOf(own, from) : own);
  const { properties: fields, items, additionalProperties: values } = schema;
  const names = [...new Set([...Object.keys(fields ?? {}), ...Object.keys(other.properties ?? {})])].sort();
  const properties = names.flatMap((name) => {
    const field = merged(fields?.[name], other.properties?.[name]) ?? other.properties?.[name];
    return field ? [[name, field] as const] : [];
  });
  const [itemsOfBoth, valuesOfBoth] = [merged(items, other.items), merged(values, other.additionalProperties)];
  return {
    ...schema,
    ...(fields && { properties: Object.fromEntries(properties) }),
    ...(itemsOfBoth && { items: itemsOfBoth }),
    ...(valuesOfBoth && { additionalProperties: valuesOfBoth }),
  };
}

/** Facts about a kind across its releases, from the schemas. */
export class KindFacts {
  /** The spec's schema by release; `undefined` for a release without the kind. */
  private readonly specs: readonly (Schema | undefined)[];

  constructor(
    private readonly catalog: Catalog,
    private readonly kind: StoredKind,
  ) {
    this.specs = catalog.releases.map((_, release) => {
      const version = catalog.versionsIn(kind, release)[0];
      const served = version === undefined ? undefined : catalog.served(kind, version, release);
      return served && fieldOf(served.schema, ['spec']);
    });
  }

  /** The spec of the latest release plus the removed fields of earlier ones, because clusters may still run those. */
  get spec(): Schema {
    const spec = this.specs.at(-1);
    if (!spec) throw new Error(`${this.kind.kind} is in no current release: leave it out of kinds.ts`);
    return this.specs.reduceRight<Schema>((all, earlier) => (earlier ? withFieldsOf(all, earlier) : all), spec);
  }

  /** `Flux 2.7 and later`, for a kind that the oldest known release lacks. */
  get kindSince(): string | undefined {
    return this.later((spec) => spec !== undefined);
  }

  /** The release that added a field, if it is newer than the parent field. */
  fieldSince(keys: readonly string[]): string | undefined {
    const has = (spec: Schema | undefined, path: readonly string[]) => !!spec && fieldOf(spec, path) !== undefined;
    const first = this.specs.findIndex((spec) => has(spec, keys));
    const holder = this.specs.findIndex((spec) => has(spec, keys.slice(0, -1)));
    return first > holder ? this.later((spec) => has(spec, keys)) : undefined;
  }

  /** The release that removed a field: `before Flux 2.10`. */
  fieldUntil(keys: readonly string[]): string | undefined {
    const last = this.specs.findLastIndex((spec) => spec && fieldOf(spec, keys) !== undefined);
    return last === this.specs.length - 1 ? undefined : `before Flux ${since(this.catalog.releases[last + 1])}`;
  }

  /** Enum values that are newer than their field, each with the release that added it. */
  valuesSince(keys: readonly string[], { enum: values = [] }: Pick<Schema, 'enum'>): string[] {
    const list = (spec: Schema | undefined): readonly Json[] => {
      const field = spec && fieldOf(spec, keys);
      return field?.enum ?? field?.items?.enum ?? [];
    };
    const field = this.specs.findIndex((spec) => list(spec).length > 0);
    return values.flatMap((value) => {
      const first = this.specs.findIndex((spec) => list(spec).includes(value));
      if (first <= field) return [];
      return [
        `\`${typeof value === 'string' ? value : JSON.stringify(value)}\`: ${this.later((spec) => list(spec).includes(value)) ?? ''}`,
      ];
    });
  }

  private later(has: (spec: Schema | undefined) => boolean): string | undefined {
    const first = this.specs.findIndex(has);
    return first > 0 ? `Flux ${since(this.catalog.releases[first])} and later` : undefined;
  }
}

function limitsOf(schema: Schema): string[] {
  const facts: string[] = [];
  const { minLength, maxLength, minItems, maxItems, minimum, maximum } = schema;
  if (minLength !== undefined && minLength > 1) facts.push(`at least ${minLength} characters`);
  if (minLength === 1) facts.push('not empty');
  if (maxLength !== undefined) facts.push(`at most ${maxLength} characters`);
  if (minItems !== undefined) facts.push(`at least ${minItems} item${minItems === 1 ? '' : 's'}`);
  if (maxItems !== undefined) facts.push(`at most ${maxItems} items`);
  if (minimum !== undefined) facts.push(`at least ${minimum}`);
  if (maximum !== undefined) facts.push(`at most ${maximum}`);
  return facts;
}

/** The pattern of durations; their type documents it. */
const DURATION = /^\^\(\[0-9\]\+\(\\\.\[0-9\]\+\)\?\((ms\|s\|m\|?h?)\)\)\+\$$/;

/** Whether a schema describes a duration in Go's format. */
export function isDuration({ type, pattern }: Schema): boolean {
  return type === 'string' && pattern !== undefined && DURATION.test(pattern);
}

/** The sentences of a field's docstring, in order. */
export function factsOf(facts: KindFacts, keys: readonly string[], schema: Schema): string[] {
  const { pattern, default: fallback, rules = [], items } = schema;
  const added = facts.fieldSince(keys);
  const removed = facts.fieldUntil(keys);
  return [
    ...(added === undefined ? [] : [added]),
    ...(removed === undefined ? [] : [removed]),
    ...facts.valuesSince(keys, schema.enum ? schema : (items ?? {})),
    ...(fallback === undefined
      ? []
      : [`default: \`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``]),
    ...limitsOf(schema),
    ...(pattern === undefined || isDuration(schema) ? [] : [`pattern: \`${pattern}\``]),
    ...(items?.pattern === undefined ? [] : [`pattern of each item: \`${items.pattern}\``]),
    ...[...rules, ...(items?.rules ?? [])].flatMap(({ message }) => message ?? []),
  ];
}
