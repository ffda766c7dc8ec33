import { setDataLocations } from '../../core/data-location';
import { SourceLocation } from '../../core/source-location';
import { quote } from '../../kubernetes/names';
import { DataNode, ReportData } from './node';

/** Stands for a value that was reported. */
const WRONG = Symbol('wrong');

/** What data looks like, and so the type of what is read. Made with `Data`. */
export abstract class Shape<T> {
  /** What the value is to be, after "give". */
  public abstract readonly wanted: string;

  /** The type of what is read; no shape has it as a value. */
  declare protected readonly type: T;

  /** The same, for a key that may be left out. */
  public optional(): OptionalShape<T> {
    return new OptionalShape(this);
  }

  /**
   * Reads a value.
   *
   * @param path the keys on the way to it, as messages name it
   * @param report takes what is wrong
   * @returns the value, or undefined when something is wrong with it
   * @internal
   */
  public read(node: DataNode, path: string, report: ReportData): T | undefined {
    const value = this.take(node, path, report);
    return value === WRONG ? undefined : value;
  }

  /**
   * The value, or a mark for one that is reported as wrong.
   *
   * @internal
   */
  protected abstract take(node: DataNode, path: string, report: ReportData): T | typeof WRONG;

  /**
   * Reports a value that is not what is wanted.
   *
   * @internal
   */
  protected refuse(node: DataNode, path: string, report: ReportData): typeof WRONG {
    const given = node.kind === 'scalar' ? quote(node.value) : `a ${node.kind}`;
    const what = node.kind === 'map' && node.isRow ? 'the row' : called(path);
    report(node.location, `${what} is ${given}: give ${this.wanted}`);
    return WRONG;
  }
}

/** A value as messages call it. */
function called(path: string): string {
  return path === '' ? 'the file' : path;
}

/** A key that may be left out. */
export class OptionalShape<T> {
  /** @param shape what the value is, where it is given */
  constructor(
    /** What the value is, where it is given. */
    public readonly shape: Shape<T>,
  ) {}
}

/** One value that is no list and no map. */
export class ScalarShape<T> extends Shape<T> {
  /** @param accept the value for what the file has, or undefined when it is none */
  constructor(
    public readonly wanted: string,
    private readonly accept: (value: string | number | boolean | null, isPlainText: boolean) => T | undefined,
  ) {
    super();
  }

  protected override take(node: DataNode, path: string, report: ReportData): T | typeof WRONG {
    const value = node.kind === 'scalar' ? this.accept(node.value, node.isPlainText ?? false) : undefined;
    return value === undefined ? this.refuse(node, path, report) : value;
  }
}

/** Text. What YAML takes for a number, as a version may look, has to be in quotes. */
export class TextShape extends ScalarShape<string> {
  constructor() {
    super('text', (value) => (typeof value === 'string' && value !== '' ? value : undefined));
  }

  protected override take(node: DataNode, path: string, report: ReportData): string | typeof WRONG {
    if (node.kind !== 'scalar' || !['number', 'boolean'].includes(typeof node.value)) {
      return super.take(node, path, report);
    }
    report(node.location, `${called(path)} is ${quote(node.value)}: give text, in quotes`);
    return WRONG;
  }
}

/** Whatever the file has, as plain data. */
export class AnyShape extends Shape<unknown> {
  public readonly wanted = 'anything';

  protected override take(node: DataNode, path: string, report: ReportData): unknown {
    if (node.kind === 'scalar') return node.value;
    const shape = node.kind === 'list' ? new ListShape<unknown>(this) : new MapShape<unknown>(this);
    return shape.read(node, path, report) ?? WRONG;
  }
}

/** A list of equal items. */
export class ListShape<T> extends Shape<readonly T[]> {
  public readonly wanted = 'a list';

  constructor(private readonly item: Shape<T>) {
    super();
  }

  protected override take(node: DataNode, path: string, report: ReportData): readonly T[] | typeof WRONG {
    const items = itemsOf(node);
    if (items === undefined) return this.refuse(node, path, report);
    const values = items.map((item, index) => this.item.read(item, itemPath(item, path, index), report));
    return values.some((value) => value === undefined) ? WRONG : (values as T[]);
  }
}

/** A row is found by its line: a number beside it would only be another one to count by. */
function itemPath(item: DataNode, path: string, index: number): string {
  return item.kind === 'map' && item.isRow ? path : `${path}[${index}]`;
}

function itemsOf(node: DataNode): readonly DataNode[] | undefined {
  if (node.kind === 'list') return node.items;
  if (node.kind !== 'scalar' || !node.isPlainText) return undefined;
  const parts = String(node.value).split(';');
  return parts.map((part) => ({ ...node, value: part.trim() }));
}

/** A map whose keys are names of the file's own. */
export class MapShape<T> extends Shape<Readonly<Record<string, T>>> {
  public readonly wanted = 'a map';

  constructor(
    private readonly value: Shape<T>,
    private readonly checkKey: (key: string) => string | undefined = () => undefined,
  ) {
    super();
  }

  protected override take(node: DataNode, path: string, report: ReportData): Record<string, T> | typeof WRONG {
    if (node.kind !== 'map') return this.refuse(node, path, report);
    const keys = new Set<string>();
    for (const { key, location } of node.entries) {
      const problem = isForbidden(key) ? `key ${quote(key)} cannot be used: use another name` : this.checkKey(key);
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

/** The type of what a shape reads; for a map of shapes, that of a map with these keys, of which optional ones may be missing. */
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

/** A map with keys that are known. */
export class ObjectShape<F extends Fields> extends Shape<DataOf<F>> {
  public readonly wanted: string;

  constructor(private readonly fields: F) {
    super();
    this.wanted = `a map with ${Object.keys(fields).join(', ')}`;
  }

  protected override take(node: DataNode, path: string, report: ReportData): DataOf<F> | typeof WRONG {
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
        const known = Object.keys(this.fields).join(', ');
        report(location, `${within(path, key)} is not known: use one of ${known}, or leave it out`);
        return [key, undefined];
      }
      const shape = field instanceof OptionalShape ? field.shape : field;
      return [key, shape.read(value, within(path, key), report)];
    });
    return missing.length > 0 ? WRONG : build<DataOf<F>>(node, values);
  }
}

function within(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isForbidden(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

/** The map, unless something is wrong with one of its values; it remembers where its keys stand. */
function build<T>(
  node: DataNode & { readonly kind: 'map' },
  values: ReadonlyArray<readonly [string, unknown]>,
): T | typeof WRONG {
  if (values.some(([, value]) => value === undefined)) return WRONG;
  const map = Object.fromEntries(values) as object;
  setDataLocations(map, new Map(node.entries.map(({ key, location }) => [key, location])));
  return map as T;
}

/** What another shape reads, turned into something else, or reported and turned into nothing. */
export class MappedShape<S, T> extends Shape<T> {
  public readonly wanted: string;

  constructor(
    private readonly shape: Shape<S>,
    private readonly change: (value: S, location: SourceLocation, report: ReportData) => T | undefined,
  ) {
    super();
    this.wanted = shape.wanted;
  }

  protected override take(node: DataNode, path: string, report: ReportData): T | typeof WRONG {
    const value = this.shape.read(node, path, report);
    if (value === undefined) return WRONG;
    return this.change(value, node.location, report) ?? WRONG;
  }
}

/** A shape that is made when it is needed, because it has itself as a part. */
export class LazyShape<T> extends Shape<T> {
  constructor(private readonly make: () => Shape<T>) {
    super();
  }

  public override get wanted(): string {
    return this.make().wanted;
  }

  protected override take(node: DataNode, path: string, report: ReportData): T | typeof WRONG {
    return this.make().read(node, path, report) ?? WRONG;
  }
}
