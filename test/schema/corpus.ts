import { Catalog } from '../../src/schema/catalog';
import { Schema } from '../../src/schema/schema';
import { StoredKind } from '../../src/schema/table';
import { FITS, Keeps } from './fits';
import { BadValue, badValues, goodValue } from './values';

type Fields = Record<string, unknown>;

/** An API version of a kind in one release. */
export interface KindInRelease {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Index of the release in the catalog. */
  readonly release: number;
  readonly schema: Schema;
}

/** A valid object. */
export interface Sample {
  /** Its distinguishing feature, such as `spec.interval alone`. */
  readonly name: string;
  readonly object: Fields;
}

/** An invalid object. */
export interface Mutant extends Sample {
  /** The id of the expected finding. */
  readonly id: BadValue['id'] | 'cel' | 'required' | 'unknown-field';
  /** The field of the expected finding; `undefined` if the rule sets its own. */
  readonly path: string | undefined;
}

/** A field of a kind: its path, with `[]` for list items and `{}` for map values. */
interface Field {
  readonly keys: readonly string[];
  readonly schema: Schema;
  readonly parent: Schema;
}

/** The kinds of a release: one entry per API version. */
export function kindsIn(catalog: Catalog, release: number): KindInRelease[] {
  return catalog.kinds.flatMap((stored: StoredKind) =>
    catalog.versionsIn(stored, release).flatMap((version) => {
      const served = catalog.served(stored, version, release);
      if (!served) return [];
      const { group, kind, plural, scope } = stored;
      return [{ group, kind, plural, version, release, namespaced: scope === 'N', schema: served.schema }];
    }),
  );
}

/** Fields that users do not write: identity, metadata and status. */
const NOT_WRITTEN = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Every field of a kind, parents first. Recursive schemas are entered once. */
export function fieldsOf({ schema }: KindInRelease): Field[] {
  const found: Field[] = [];
  const walk = (parent: Schema, keys: readonly string[], open: readonly Schema[]) => {
    if (open.includes(parent)) return;
    const inside = [...open, parent];
    for (const [name, field] of Object.entries(parent.properties ?? {})) {
      if (keys.length === 0 && NOT_WRITTEN.has(name)) continue;
      found.push({ keys: [...keys, name], schema: field, parent });
      walk(field, [...keys, name], inside);
    }
    if (parent.items) walk(parent.items, [...keys, '[]'], inside);
    if (parent.additionalProperties) walk(parent.additionalProperties, [...keys, '{}'], inside);
  };
  walk(schema, [], []);
  return found;
}

/** Whether a field is on the path to a sample's subject, or within it. */
function keeper(keys: readonly string[]): Keeps {
  const own = keys
    .filter((key) => key !== '[]' && key !== '{}')
    .slice(1)
    .join('.');
  return (path) => own === path || own.startsWith(`${path}.`);
}

function base(of: KindInRelease, whole: boolean): Fields {
  const { group, kind, version, namespaced, schema } = of;
  const name = kind === 'FluxInstance' || kind === 'FluxReport' ? 'flux' : 'sample';
  const content = goodValue({ ...schema, required: schema.required ?? [] }, whole) as Fields;
  for (const field of NOT_WRITTEN) Reflect.deleteProperty(content, field);
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: { name, ...(namespaced && { namespace: 'default' }) },
    ...(schema.properties?.spec && { spec: goodValue(schema.properties.spec, whole) }),
    ...content,
  };
}

function fit(of: KindInRelease, object: Fields, keys: readonly string[]): Fields {
  const spec = object.spec as Fields | undefined;
  const schema = of.schema.properties?.spec;
  if (spec && schema && of.group.includes('flux')) FITS[of.kind]?.(spec, keeper(keys), schema);
  if (of.kind === 'ConfigMap' && keys[0] !== 'binaryData') delete object.binaryData; // no key may be in both
  return object;
}

/** Sets a field and creates its parents; returns the parent object and the field's key in it. */
function place(root: Fields, field: readonly string[], schema: Schema, value: unknown): string {
  let holder: unknown = root;
  let at = schema;
  let path = '';
  field.forEach((step, position) => {
    const key: string | number = step === '[]' ? 0 : step === '{}' ? 'key' : step;
    const below = step === '[]' ? at.items : step === '{}' ? at.additionalProperties : at.properties?.[step];
    const container = holder as Record<string | number, unknown>;
    if (position === field.length - 1) container[key] = value;
    else container[key] ??= goodValue(below ?? {}, false);
    path += typeof key === 'number' ? `[${key}]` : `${path === '' ? '' : '.'}${key}`;
    holder = container[key];
    at = below ?? {};
  });
  return path;
}

function remove(root: Fields, path: string): void {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  const holder = keys.slice(0, -1).reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], root);
  Reflect.deleteProperty(holder ?? {}, keys.at(-1) ?? '');
}

function has(root: Fields, path: string): boolean {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  return keys.reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], root) !== undefined;
}

function title({ keys }: Field): string {
  return keys.join('.').replaceAll('.[]', '[]').replaceAll('.{}', '{}');
}

/** A minimal object of a kind plus one field, and the field's path. */
function withField(
  of: KindInRelease,
  field: Field,
  value: unknown,
): { readonly object: Fields; readonly path: string } {
  const object = base(of, false);
  const path = place(object, field.keys, of.schema, value);
  return { object: fit(of, object, field.keys), path };
}

/** Selects the fields to visit: all of them, or a share. */
export type Pick = () => boolean;

const ALL: Pick = () => true;

/** Valid objects of a kind: all fields set, each field alone, each enum value. */
export function samples(of: KindInRelease, pick: Pick = ALL): Sample[] {
  const all: Sample[] = [
    { name: 'all fields', object: fit(of, base(of, true), []) },
    { name: 'no optional field', object: fit(of, base(of, false), []) },
  ];
  for (const field of fieldsOf(of).filter(pick)) {
    const { object } = withField(of, field, goodValue(field.schema, false));
    all.push({ name: `${title(field)} alone`, object });
    for (const value of field.schema.enum ?? []) {
      all.push({ name: `${title(field)} is ${JSON.stringify(value)}`, object: withField(of, field, value).object });
    }
  }
  return all;
}

/** Invalid objects of a kind, each for one reason. */
export function mutants(of: KindInRelease, pick: Pick = ALL): Mutant[] {
  return fieldsOf(of)
    .filter(pick)
    .flatMap((field) => [...valueMutants(of, field), ...fieldMutants(of, field)]);
}

function valueMutants(of: KindInRelease, field: Field): Mutant[] {
  return badValues(field.schema).flatMap(({ id, what, value }) => {
    const good = withField(of, field, goodValue(field.schema, false));
    if (!has(good.object, good.path)) return [];
    place(good.object, field.keys, of.schema, value);
    return [{ id, name: `${title(field)} ${what}`, path: good.path, object: good.object }];
  });
}

function fieldMutants(of: KindInRelease, field: Field): Mutant[] {
  const made: Mutant[] = [];
  const { object, path } = withField(of, field, goodValue(field.schema, false));
  const name = field.keys.at(-1) ?? '';
  const isRequired = field.parent.required?.includes(name) && field.schema.default === undefined;
  if (isRequired && has(object, path)) {
    const without = structuredClone(object);
    remove(without, path);
    made.push({ id: 'required', name: `${title(field)} missing`, path, object: without });
  }
  if (!field.parent.preserveUnknown && !field.parent.additionalProperties) {
    const more = structuredClone(object);
    const unknown = [...field.keys.slice(0, -1), `${name}Unknown`];
    const at = place(more, unknown, of.schema, true);
    made.push({ id: 'unknown-field', name: `${title(field)}Unknown`, path: at, object: more });
  }
  return made;
}
