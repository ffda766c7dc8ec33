import { setDataLocations } from '../../core/data-location';
import { defined } from '../../core/defined';
import { nearest } from '../../core/nearest';
import { SourceLocation } from '../../core/source-location';
import { quote } from '../../kubernetes/names';
import type { JsonSchema, SchemaParts } from './json-schema';
import { DataNode, FORBIDDEN_KEYS, ReportData } from './node';

// Loaded with the first schema that is asked for: a synthesis needs none.
/* eslint-disable @typescript-eslint/no-require-imports */
const jsonSchema = () => require('./json-schema') as typeof import('./json-schema');
const schemaFiles = () => require('./write-schema') as typeof import('./write-schema');
/* eslint-enable @typescript-eslint/no-require-imports */

/** Marks a value that was reported. */
const INVALID = Symbol('wrong');

/** The shape of data, from which its type is inferred. Created with `Data`. */
export abstract class Shape<T> {
  /** The wanted value, for messages: the words after "give". */
  public abstract readonly wanted: string;

  /** The type of the data read; no shape has such a value. */
  declare protected readonly type: T;

  /** This shape for an optional key. */
  public optional(): OptionalShape<T> {
    return new OptionalShape(this);
  }

  /**
   * Reads a value.
   *
   * @param path the keys that lead to the value, for messages
   * @param report receives problems
   * @returns the value, or undefined if it is invalid
   * @internal
   */
  public read(node: DataNode, path: string, report: ReportData): T | undefined {
    const value = this.take(node, path, report);
    return value === INVALID ? undefined : value;
  }

  /**
   * The JSON schema (draft 7) of files with this shape, as text: the one that {@link Shape.writeSchema} writes.
   *
   * @example
   * const schema = Data.object({ owners: Data.list(Data.string()) }).jsonSchema();
   */
  public jsonSchema(): string {
    return jsonSchema().schemaText((parts) => this.schema(parts));
  }

  /**
   * Writes the JSON schema of files with this shape, by which editors complete and check YAML files while they are
   * written. The schema refuses what `loadData` refuses, but for what the text alone shows, such as a key that is there
   * twice, and for what is checked later, such as names of clusters in placements.
   *
   * @param file the schema's file, ending with `.json`; outside of the folder that `loadData` reads
   * @param options `comment`: a YAML file, or a folder with YAML files, that get a first line
   * `# yaml-language-server: $schema=…`, which leads editors to the schema. Files that have such a line keep it
   * @returns the files that were created or changed
   * @throws Error when the schema lies among the data, or a file cannot be read or written
   *
   * @example
   * Data.object({ owners: Data.list(Data.string()) }).writeSchema('team.schema.json', { comment: 'teams' });
   */
  public writeSchema(
    file: string,
    options: {
      /** @default - no file gets the line */
      readonly comment?: string;
    } = {},
  ): string[] {
    return schemaFiles().writeSchema(this.jsonSchema(), file, options);
  }

  /**
   * The schema of the value.
   *
   * @internal
   */
  public abstract schema(parts: SchemaParts): JsonSchema;

  /**
   * The value, or a mark for a reported one.
   *
   * @internal
   */
  protected abstract take(node: DataNode, path: string, report: ReportData): T | typeof INVALID;

  /**
   * Reports a value that does not have the shape.
   *
   * @internal
   */
  protected refuse(node: DataNode, path: string, report: ReportData): typeof INVALID {
    const given = node.kind === 'scalar' ? quote(node.value) : `a ${node.kind}`;
    const what = node.kind === 'map' && node.isRow ? 'the row' : nameOf(path);
    report(node.location, `${what} is ${given}: give ${this.wanted}`);
    return INVALID;
  }
}

/** Name of a value for messages. */
function nameOf(path: string): string {
  return path === '' ? 'the file' : path;
}

/** An optional key. */
export class OptionalShape<T> {
  /** @param shape the shape of the value */
  constructor(
    /** The shape of the value. */
    public readonly shape: Shape<T>,
  ) {}
}

/** A value that is neither list nor map. */
export class ScalarShape<T> extends Shape<T> {
  /**
   * @param accept converts the file's value; undefined if it is invalid
   * @param accepted the schema of these values
   */
  constructor(
    public readonly wanted: string,
    private readonly accept: (value: string | number | boolean | null, isPlainText: boolean) => T | undefined,
    private readonly accepted: JsonSchema,
  ) {
    super();
  }

  public override schema(): JsonSchema {
    return { description: this.wanted, ...this.accepted };
  }

  protected override take(node: DataNode, path: string, report: ReportData): T | typeof INVALID {
    const value = node.kind === 'scalar' ? this.accept(node.value, node.isPlainText ?? false) : undefined;
    return value === undefined ? this.refuse(node, path, report) : value;
  }
}

/** The schema of text that is not empty. */
const TEXT: JsonSchema = { type: 'string', minLength: 1 };

/** Text. A value that YAML reads as a number, such as some versions, has to be quoted. */
export class TextShape extends ScalarShape<string> {
  constructor() {
    super('text', (value) => (typeof value === 'string' && value !== '' ? value : undefined), TEXT);
  }

  protected override take(node: DataNode, path: string, report: ReportData): string | typeof INVALID {
    if (node.kind !== 'scalar' || !['number', 'boolean'].includes(typeof node.value)) {
      return super.take(node, path, report);
    }
    report(node.location, `${nameOf(path)} is ${quote(node.value)}: give text, in quotes`);
    return INVALID;
  }
}

/** Any value, as plain data. */
export class AnyShape extends Shape<unknown> {
  public readonly wanted = 'anything';

  public override schema(parts: SchemaParts): JsonSchema {
    return parts.named(AnyShape, () => {
      const self = this.schema(parts);
      return { propertyNames: parts.keys(), additionalProperties: self, items: self };
    });
  }

  protected override take(node: DataNode, path: string, report: ReportData): unknown {
    if (node.kind === 'scalar') return node.value;
    const shape = node.kind === 'list' ? new ListShape<unknown>(this) : new MapShape<unknown>(this);
    return shape.read(node, path, report) ?? INVALID;
  }
}

/** A list of items with one shape. */
export class ListShape<T> extends Shape<readonly T[]> {
  public readonly wanted = 'a list';

  constructor(private readonly item: Shape<T>) {
    super();
  }

  public override schema(parts: SchemaParts): JsonSchema {
    return { type: 'array', items: this.item.schema(parts) };
  }

  protected override take(node: DataNode, path: string, report: ReportData): readonly T[] | typeof INVALID {
    const items = itemsOf(node);
    if (items === undefined) return this.refuse(node, path, report);
    const values = items.map((item, index) => this.item.read(item, itemPath(item, path, index), report));
    return values.some((value) => value === undefined) ? INVALID : (values as T[]);
  }
}

/** The path of an item. Rows have none: the line identifies them. */
function itemPath(item: DataNode, path: string, index: number): string {
  return item.kind === 'map' && item.isRow ? path : `${path}[${index}]`;
}

function itemsOf(node: DataNode): readonly DataNode[] | undefined {
  if (node.kind === 'list') return node.items;
  if (node.kind !== 'scalar' || !node.isPlainText) return undefined;
  const parts = String(node.value).split(';');
  return parts.map((part) => ({ ...node, value: part.trim() }));
}

/** A map with arbitrary keys. */
export class MapShape<T> extends Shape<Readonly<Record<string, T>>> {
  public readonly wanted = 'a map';

  constructor(
    private readonly value: Shape<T>,
    private readonly checkKey: (key: string) => string | undefined = () => undefined,
    private readonly keys: JsonSchema = {},
  ) {
    super();
  }

  public override schema(parts: SchemaParts): JsonSchema {
    return { type: 'object', propertyNames: parts.keys(this.keys), additionalProperties: this.value.schema(parts) };
  }

  protected override take(node: DataNode, path: string, report: ReportData): Record<string, T> | typeof INVALID {
    if (node.kind !== 'map') return this.refuse(node, path, report);
    const keys = new Set<string>();
    for (const { key, location } of node.entries) {
      const problem = FORBIDDEN_KEYS.includes(key)
        ? `key ${quote(key)} cannot be used: use another name`
        : this.checkKey(key);
      if (problem === undefined) keys.add(key);
      else report(location, problem);
    }
    return build(
      node,
      node.entries.map(({ key, value }) => {
        return keys.has(key) ? [key, this.value.read(value, within(path, key), report)] : [key, undefined];
      }),
    );
  }
}

/** The type of the data that a shape reads; for a map of shapes, a map with these keys, of which optional ones may be missing. */
export type DataOf<S> =
  S extends Shape<infer T>
    ? T
    : { readonly [K in keyof S as S[K] extends OptionalShape<unknown> ? never : K]: DataOf<S[K]> } & {
        readonly [K in keyof S as S[K] extends OptionalShape<unknown> ? K : never]?: S[K] extends OptionalShape<infer T>
          ? T
          : never;
      };

/** Shapes of a map's keys. */
export type Fields = Readonly<Record<string, Shape<unknown> | OptionalShape<unknown>>>;

/** A map with known keys. */
export class ObjectShape<F extends Fields> extends Shape<DataOf<F>> {
  public readonly wanted: string;

  constructor(private readonly fields: F) {
    super();
    this.wanted = `a map with ${Object.keys(fields).join(', ')}`;
  }

  public override schema(parts: SchemaParts): JsonSchema {
    const fields = Object.entries(this.fields);
    const required = fields.filter(([, field]) => !(field instanceof OptionalShape)).map(([key]) => key);
    return {
      type: 'object',
      properties: Object.fromEntries(
        fields.map(([key, field]) => [key, (field instanceof OptionalShape ? field.shape : field).schema(parts)]),
      ),
      ...defined({ required: required.length > 0 ? required : undefined }),
      additionalProperties: false,
    };
  }

  protected override take(node: DataNode, path: string, report: ReportData): DataOf<F> | typeof INVALID {
    if (node.kind !== 'map') return this.refuse(node, path, report);
    const given = new Set(node.entries.map(({ key }) => key));
    const missing = Object.keys(this.fields).filter(
      (key) => !given.has(key) && !(this.fields[key] instanceof OptionalShape),
    );
    for (const key of missing) {
      report(node.location, `${within(path, key)} is missing: add it`);
    }
    const values = node.entries.map(({ key, location, value }): [string, unknown] => {
      const field = Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
      if (field === undefined) {
        const known = Object.keys(this.fields);
        const guess = nearest(key, known);
        const advice =
          guess === undefined ? `use one of ${known.join(', ')}, or leave it out` : `did you mean ${guess}?`;
        report(location, `${within(path, key)} is not known: ${advice}`);
        return [key, undefined];
      }
      const shape = field instanceof OptionalShape ? field.shape : field;
      return [key, shape.read(value, within(path, key), report)];
    });
    return missing.length > 0 ? INVALID : build<DataOf<F>>(node, values);
  }
}

function within(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Builds the map, unless one of its values is invalid. The map remembers the locations of its keys. */
function build<T>(
  node: DataNode & { readonly kind: 'map' },
  values: ReadonlyArray<readonly [string, unknown]>,
): T | typeof INVALID {
  if (values.some(([, value]) => value === undefined)) return INVALID;
  const map = Object.fromEntries(values) as object;
  setDataLocations(map, new Map(node.entries.map(({ key, location }) => [key, location])));
  return map as T;
}

/** The data of another shape, converted, or reported and dropped. */
export class MappedShape<S, T> extends Shape<T> {
  public readonly wanted: string;

  constructor(
    private readonly shape: Shape<S>,
    private readonly change: (value: S, location: SourceLocation, report: ReportData) => T | undefined,
    private readonly further: JsonSchema = {},
  ) {
    super();
    this.wanted = shape.wanted;
  }

  public override schema(parts: SchemaParts): JsonSchema {
    return Object.keys(this.further).length === 0
      ? this.shape.schema(parts)
      : { allOf: [this.shape.schema(parts), this.further] };
  }

  protected override take(node: DataNode, path: string, report: ReportData): T | typeof INVALID {
    const value = this.shape.read(node, path, report);
    if (value === undefined) return INVALID;
    return this.change(value, node.location, report) ?? INVALID;
  }
}

/** A shape that is created on demand, because it contains itself. */
export class LazyShape<T> extends Shape<T> {
  constructor(private readonly make: () => Shape<T>) {
    super();
  }

  public override schema(parts: SchemaParts): JsonSchema {
    return parts.named(this, () => this.make().schema(parts));
  }

  public override get wanted(): string {
    return this.make().wanted;
  }

  protected override take(node: DataNode, path: string, report: ReportData): T | typeof INVALID {
    return this.make().read(node, path, report) ?? INVALID;
  }
}
