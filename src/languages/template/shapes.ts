import { isMap } from '../../core/is-map';
/** The known shape of a value in a template. */
export type Shape =
  /** Nothing is known. */
  | { readonly kind: 'unknown' }
  /** No value at all, as the dot of a ResourceSet's template. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'list'; readonly item: Shape }
  | {
      readonly kind: 'map';
      readonly key: Shape;
      /** Values whose keys are known. */
      readonly entries: Readonly<Record<string, Shape>>;
      /** The shape of other values; undefined if a missing key is an error. */
      readonly others: Shape | undefined;
      /** Keys that the value may have in another run. */
      readonly optional?: ReadonlySet<string>;
    }
  | { readonly kind: 'struct'; readonly name: string; readonly members: Readonly<Record<string, Member>> };

/** A field of a struct, or a method without parameters. */
export interface Member {
  readonly shape: Shape;
  readonly isMethod: boolean;
}

export const UNKNOWN: Shape = { kind: 'unknown' };
export const NOTHING: Shape = { kind: 'nothing' };
export const TEXT: Shape = { kind: 'scalar', name: 'string' };
const NUMBER: Shape = { kind: 'scalar', name: 'int' };

const field = (shape: Shape): Member => ({ shape, isMethod: false });
const method = (shape: Shape): Member => ({ shape, isMethod: true });
const struct = (name: string, members: Readonly<Record<string, Member>>): Shape => ({ kind: 'struct', name, members });
const mapOf = (key: Shape, value: Shape): Shape => ({ kind: 'map', key, entries: {}, others: value });
const texts = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, field(TEXT)]));

const TYPE_META = struct('yaml.TypeMeta', texts('APIVersion', 'Kind'));
const NAME_META = struct('yaml.NameMeta', texts('Name', 'Namespace'));

/** The fields of an object that was changed: those of kyaml's `ResourceIdentifier`, which it embeds. */
const IDENTIFIER_FIELDS = {
  ...texts('APIVersion', 'Kind', 'Name', 'Namespace'),
  TypeMeta: field(TYPE_META),
  NameMeta: field(NAME_META),
};

const OBJECT = struct('update.ObjectIdentifier', {
  ...IDENTIFIER_FIELDS,
  ResourceIdentifier: field(struct('yaml.ResourceIdentifier', IDENTIFIER_FIELDS)),
});

const CHANGES: Shape = { kind: 'list', item: struct('update.Change', texts('OldValue', 'NewValue', 'Setter')) };
const OBJECTS = mapOf(OBJECT, CHANGES);

const CHANGED = struct('update.Result', {
  FileChanges: field(mapOf(TEXT, OBJECTS)),
  Changes: method(CHANGES),
  Objects: method(OBJECTS),
});

const NAMESPACED_NAME = struct('types.NamespacedName', {
  ...texts('Namespace', 'Name'),
  String: method(TEXT),
  MarshalLog: method(UNKNOWN),
});

/**
 * The data of a commit message: `TemplateData` of image-automation-controller 1.2.4 (internal/source/source.go). A
 * missing value is empty.
 *
 * @param values names of the values that the object gives
 */
export function messageShape(values: Iterable<string>): Shape {
  const entries = Object.fromEntries([...values].map((name) => [name, TEXT]));
  return struct('source.TemplateData', {
    AutomationObject: field(NAMESPACED_NAME),
    Changed: field(CHANGED),
    Values: field({ kind: 'map', key: TEXT, entries, others: UNKNOWN }),
  });
}

/** The data of a commit message before `Changed` replaced `Updated` (image-automation-controller before 1.0). */
export function oldMessageShape(values: Iterable<string>): Shape {
  const current = messageShape(values);
  if (current.kind !== 'struct') return current;
  return struct(current.name, { ...current.members, Updated: field(UNKNOWN) });
}

/**
 * The shape of a value that is written out.
 *
 * @param others the values in its place in other runs
 */
export function shapeOf(value: unknown, others: readonly unknown[] = []): Shape {
  if (Array.isArray(value)) {
    const shapes = value.map((item) => shapeOf(item));
    const kinds = new Set(shapes.map((shape) => (shape.kind === 'scalar' ? shape.name : '')));
    return { kind: 'list', item: kinds.size === 1 && !kinds.has('') ? (shapes[0] as Shape) : UNKNOWN };
  }
  if (isMap(value)) {
    const maps = others.filter(isMap);
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      shapeOf(
        inner,
        maps.map((map) => map[key]),
      ),
    ]);
    const optional = new Set(maps.flatMap((map) => Object.keys(map)));
    return {
      kind: 'map',
      key: TEXT,
      entries: Object.fromEntries(entries) as Record<string, Shape>,
      others: undefined,
      optional,
    };
  }
  if (typeof value === 'string') return TEXT;
  if (typeof value === 'boolean') return { kind: 'scalar', name: 'bool' };
  return typeof value === 'number' ? NUMBER : UNKNOWN;
}
