import { firstNames } from '../../core/first-names';
import { apiGroup, JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical } from '../diff/field-diff';
import { isMap, listAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Risks of a CustomResourceDefinition that refuses objects which it took before. */
export function definitionNarrowed(old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (apiGroup(next.apiVersion) !== 'apiextensions.k8s.io' || next.kind !== 'CustomResourceDefinition') return [];
  const what = `CustomResourceDefinition ${next.metadata.name}`;
  const [before, after] = [old, next].map(servedVersions) as [Map<string, JsonValue>, Map<string, JsonValue>];
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const dropped = [...before].flatMap(([name, version]) => {
    const now = schemaPaths(valueAt(after.get(name) ?? null, 'schema', 'openAPIV3Schema'));
    const fields = [...schemaPaths(valueAt(version, 'schema', 'openAPIV3Schema'))]
      .filter(([path, { parent }]) => !now.has(path) && now.get(parent)?.keepsUnknown === false)
      .map(([path]) => path);
    return after.has(name) && fields.length > 0 ? [`${name}: ${fields.join(', ')}`] : [];
  });
  const required = [...before].flatMap(([name, version]) => {
    const now = after.get(name);
    if (now === undefined) return [];
    const known = schemaPaths(valueAt(version, 'schema', 'openAPIV3Schema'));
    const more = [...schemaPaths(valueAt(now, 'schema', 'openAPIV3Schema'))]
      .filter(
        // Of an object that is new, nobody has one without the field.
        ([path, field]) => field.isRequired && known.has(field.parent) && known.get(path)?.isRequired !== true,
      )
      .map(([path]) => path);
    return more.length > 0 ? [`${name}: ${more.join(', ')}`] : [];
  });
  return [
    ...(gone.length > 0
      ? [
          risk(
            'availability',
            `${what} no longer serves ${gone.join(', ')}: objects and clients of that version are refused`,
          ),
        ]
      : []),
    ...(dropped.length > 0
      ? [
          risk(
            'deletion',
            `${what} no longer has ${dropped.join('; ')}: the API server drops it from objects at their next change`,
            'medium',
          ),
        ]
      : []),
    ...(required.length > 0
      ? [
          risk(
            'held',
            `${what} newly requires ${required.join('; ')}: an object without it is refused at its next change`,
          ),
        ]
      : []),
    ...otherwiseServed(old, next, before, after, what),
  ];
}

/** Losses in the versions that a definition goes on to serve, beside fields that go. */
function otherwiseServed(
  old: KubernetesObject,
  next: KubernetesObject,
  before: ReadonlyMap<string, JsonValue>,
  after: ReadonlyMap<string, JsonValue>,
  what: string,
): Risk[] {
  const found: Risk[] = [];
  const [was, is] = [old, next].map((one) => textAt(one, 'spec', 'conversion', 'strategy') ?? 'None');
  if (was === 'Webhook' && is !== 'Webhook' && after.size > 1)
    found.push(
      risk(
        'deletion',
        `${what} no longer converts by its webhook: objects keep their fields of the stored version under each other version, which drops those that it lacks`,
        'medium',
      ),
    );
  const both = [...before]
    .filter(([name]) => after.has(name))
    .map(([name, version]) => [name, version, after.get(name)!] as const);
  const stricter = both.flatMap(([name, version, now]) => {
    const fields = stricterPaths(
      valueAt(version, 'schema', 'openAPIV3Schema'),
      valueAt(now, 'schema', 'openAPIV3Schema'),
    );
    return fields.length === 0 ? [] : [`${name}: ${firstNames(fields)}`];
  });
  if (stricter.length > 0)
    found.push(
      risk(
        'held',
        `${what} allows less in ${stricter.join('; ')}: an object with another value is refused at its next change`,
      ),
    );
  const prunes = both.filter(([, version, now]) => keepsAll(version) && !keepsAll(now)).map(([name]) => name);
  if (prunes.length > 0)
    found.push(
      risk(
        'deletion',
        `${what} no longer keeps unknown fields in ${prunes.join(', ')}: the API server drops them from objects at their next change`,
        'medium',
      ),
    );
  const parts = both.flatMap(([name, version, now]) =>
    ['scale', 'status']
      .filter(
        (part) =>
          valueAt(version, 'subresources', part) !== undefined && valueAt(now, 'subresources', part) === undefined,
      )
      .map((part) => `${part} of ${name}`),
  );
  if (parts.length > 0)
    found.push(
      risk(
        'availability',
        `${what} no longer has ${parts.join(' and ')}: controllers and autoscalers that write it fail`,
      ),
    );
  return found;
}

function keepsAll(version: JsonValue): boolean {
  return valueAt(version, 'schema', 'openAPIV3Schema', 'x-kubernetes-preserve-unknown-fields') === true;
}

/** Lower and upper bounds of a schema: which of two values lets less through. */
const BOUNDS: ReadonlyArray<readonly [field: string, isUpper: boolean]> = [
  ...(['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const).map((field) => [field, true] as const),
  ...(['minimum', 'minLength', 'minItems', 'minProperties'] as const).map((field) => [field, false] as const),
];

/** Paths at which a schema refuses values that an earlier one took. */
function stricterPaths(old: JsonValue | undefined, next: JsonValue | undefined, path = ''): string[] {
  if (!isMap(old) || !isMap(next)) return [];
  const own = isStricter(old, next) ? [path === '' ? 'the object' : path] : [];
  const [before, after] = [old, next].map((schema) => (isMap(schema.properties) ? schema.properties : {}));
  return [
    ...own,
    ...Object.entries(before!).flatMap(([name, schema]) =>
      stricterPaths(schema, after![name], path === '' ? name : `${path}.${name}`),
    ),
    ...stricterPaths(old.items, next.items, `${path}[]`),
    ...stricterPaths(old.additionalProperties, next.additionalProperties, `${path}.*`),
  ];
}

function isStricter(old: JsonObject, next: JsonObject): boolean {
  const has = (schema: JsonObject, field: string) => listAt(schema, field).map(canonical);
  const rules = (schema: JsonObject) =>
    listAt(schema, 'x-kubernetes-validations').map((rule) => textAt(rule, 'rule') ?? '');
  const isOneOf =
    has(next, 'enum').length > 0 &&
    (has(old, 'enum').length === 0 || !has(old, 'enum').every((value) => has(next, 'enum').includes(value)));
  const isType =
    textAt(old, 'type') !== undefined &&
    textAt(next, 'type') !== undefined &&
    textAt(old, 'type') !== textAt(next, 'type') &&
    !(textAt(old, 'type') === 'integer' && textAt(next, 'type') === 'number');
  const isNull = old.nullable === true && next.nullable !== true;
  const isText = ['pattern', 'format'].some((field) => next[field] !== undefined && next[field] !== old[field]);
  const isBound = BOUNDS.some(([field, isUpper]) => {
    const [was, is] = [old[field], next[field]];
    if (typeof is !== 'number' || (is === 0 && !isUpper)) return false;
    return typeof was !== 'number' || (isUpper ? is < was : is > was);
  });
  return isOneOf || isType || isNull || isText || isBound || rules(next).some((rule) => !rules(old).includes(rule));
}

function servedVersions(definition: KubernetesObject): Map<string, JsonValue> {
  const served = listAt(definition, 'spec', 'versions').filter((version) => valueAt(version, 'served') !== false);
  return new Map(served.map((version) => [textAt(version, 'name') ?? '', version]));
}

interface SchemaField {
  /** Path of the object that has the field; empty for the object itself. */
  readonly parent: string;
  /** Whether an object without it is refused: one that has a default gets that. */
  readonly isRequired: boolean;
  /** Whether the API server keeps fields in it that the schema does not have, or it has no fields. */
  readonly keepsUnknown: boolean;
}

/** Whether the API server keeps fields of a value that its schema does not have. */
function keepsUnknown(schema: JsonValue | undefined): boolean {
  return valueAt(schema, 'x-kubernetes-preserve-unknown-fields') === true || !isMap(valueAt(schema, 'properties'));
}

/** The fields of a schema by their paths, those inside of lists and maps included. */
function schemaPaths(schema: JsonValue | undefined): Map<string, SchemaField> {
  const found = new Map<string, SchemaField>([
    ['', { parent: '', isRequired: false, keepsUnknown: !isMap(schema) || keepsUnknown(schema) }],
  ]);
  const visit = (node: JsonValue | undefined, path: string) => {
    if (!isMap(node)) return;
    const required = new Set(listAt(node, 'required').map(String));
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    // A field may be required without being described.
    for (const name of required) found.set(at(name), { parent: path, isRequired: true, keepsUnknown: true });
    for (const [name, inner] of isMap(node.properties) ? Object.entries(node.properties) : []) {
      const isRequired = required.has(name) && valueAt(inner, 'default') === undefined;
      found.set(at(name), { parent: path, isRequired, keepsUnknown: keepsUnknown(inner) });
      visit(inner, at(name));
    }
    for (const [key, suffix] of [
      ['items', '[]'],
      ['additionalProperties', '.*'],
    ] as const) {
      if (!isMap(node[key])) continue;
      found.set(`${path}${suffix}`, { parent: path, isRequired: false, keepsUnknown: keepsUnknown(node[key]) });
      visit(node[key], `${path}${suffix}`);
    }
  };
  visit(schema, '');
  return found;
}
