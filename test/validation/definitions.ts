/** A change of a valid definition: the path of a field, and its new value; `undefined` takes it out. */
export type Edit = readonly [path: ReadonlyArray<string | number>, value: unknown];

type Json = Record<string, unknown>;

const SCHEMA = ['spec', 'versions', 0, 'schema', 'openAPIV3Schema'] as const;
const SPEC = [...SCHEMA, 'properties', 'spec'] as const;
const field = (schema: object): Edit => [[...SPEC, 'properties', 'extra'], schema];
const rule = (expression: object): Edit => [[...SPEC, 'x-kubernetes-validations'], [expression]];
const LIST = { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } };
const STRINGS = { type: 'array', items: { type: 'string' } };

/** A valid definition with some edits. */
export function definition(...edits: readonly Edit[]): Json {
  const made: Json = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'shops.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Shop', plural: 'shops' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                metadata: { type: 'object' },
                spec: { type: 'object', properties: { size: { type: 'integer' } } },
              },
            },
          },
        },
      ],
    },
  };
  for (const [path, value] of edits) {
    const last = path.at(-1)!;
    let at = made as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = structuredClone(value);
  }
  return made;
}

const VERSION = { name: 'v2', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } };

/** Edits that the API server takes. */
export const ACCEPTED: Readonly<Record<string, readonly Edit[]>> = {
  'nothing else': [],
  'a second version': [[['spec', 'versions', 1], VERSION]],
  'a field of any type': [field({ 'x-kubernetes-preserve-unknown-fields': true })],
  'an integer or a string': [
    field({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }),
  ],
  'a map': [field({ type: 'object', additionalProperties: { type: 'string' } })],
  'any fields beside known ones': [
    field({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true }),
  ],
  'a list by keys': [field({ ...LIST, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })],
  'a set': [field({ ...STRINGS, 'x-kubernetes-list-type': 'set' })],
  'a rule': [rule({ rule: 'self.size > 0', message: 'too small' })],
  'a rule on lines': [rule({ rule: 'self.size > 0 &&\nself.size < 9', message: 'too small' })],
  'a condition about a field': [
    [
      [...SPEC, 'anyOf'],
      [{ required: ['size'] }, { properties: { size: { minimum: 3 } } }],
    ],
  ],
  'a condition about a field that is not there': [[[...SPEC, 'anyOf'], [{ properties: { other: { minimum: 3 } } }]]],
  'a default': [field({ type: 'string', default: 'a', enum: ['a', 'b'] })],
  'a name rule': [
    [[...SCHEMA, 'properties', 'metadata'], { type: 'object', properties: { name: { type: 'string', maxLength: 9 } } }],
  ],
  'a warning of a deprecated version': [
    [['spec', 'versions', 1], { ...VERSION, deprecated: true, deprecationWarning: 'use v1' }],
  ],
  'an approved group': [
    [['spec', 'group'], 'shop.k8s.io'],
    [['metadata'], { name: 'shops.shop.k8s.io', annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' } }],
  ],
};

/** Edits that the API server refuses, with what is said of them. */
export const REFUSED: Readonly<Record<string, readonly [edit: Edit, message: string, ...more: Edit[]]>> = {
  'another name': [
    [['metadata', 'name'], 'shop.example.com'],
    'metadata.name is "shop.example.com": write "shops.example.com", the plural and the group',
  ],
  'no domain': [
    [['spec', 'group'], 'shop'],
    'spec.group "shop" is not a domain: write one such as "shop.example.com"',
    [['metadata', 'name'], 'shops.shop'],
  ],
  'a group of Kubernetes': [
    [['spec', 'group'], 'shop.k8s.io'],
    'metadata.annotations lacks api-approved.kubernetes.io, which groups of Kubernetes need: choose another group, or give it "unapproved" or the address of the approval',
    [['metadata', 'name'], 'shops.shop.k8s.io'],
  ],
  'nothing stored': [
    [['spec', 'versions', 0, 'storage'], false],
    'spec.versions has 0 versions with storage: set it to true in one',
  ],
  'all stored': [
    [['spec', 'versions', 1], { ...VERSION, storage: true }],
    'spec.versions has 2 versions with storage: set it to true in one',
  ],
  'no schema': [[['spec', 'versions', 0, 'schema'], undefined], 'spec.versions[0].schema is missing: set it'],
  'a plural with a dot': [
    [['spec', 'names', 'plural'], 'my.shops'],
    'spec.names.plural "my.shops" is not a DNS label that begins with a letter: use lower-case letters, digits and "-", beginning with a letter, at most 63 characters',
    [['metadata', 'name'], 'my.shops.example.com'],
  ],
  'a kind of lists that is the kind': [
    [['spec', 'names', 'listKind'], 'Shop'],
    'spec.names.listKind is the same as kind: write another, or leave it out',
  ],
  'a warning without deprecation': [
    [['spec', 'versions', 0, 'deprecationWarning'], 'old'],
    'spec.versions[0].deprecationWarning is given for a version that is not deprecated: leave it out',
  ],
  'a root that is no object': [[[...SCHEMA, 'type'], 'string'], 'type is "string" at the root: write "object"'],
  'a root that may be null': [[[...SCHEMA, 'nullable'], true], 'nullable is true at the root: leave it out'],
  'a root that is a map': [
    [[...SCHEMA, 'additionalProperties'], { type: 'string' }],
    'additionalProperties is given at the root: leave it out, or give properties',
  ],
  'rules about metadata': [
    [[...SCHEMA, 'properties', 'metadata'], { type: 'object', properties: { labels: { type: 'object' } } }],
    'properties.metadata.properties.labels is about metadata, of which only name and generateName take rules: leave it out',
  ],
  'no type': [field({ description: 'a' }), 'properties.spec.properties.extra.type is missing for a field: set it'],
  'no type of items': [
    field({ type: 'array', items: {} }),
    'properties.spec.properties.extra.items.type is missing for items: set it',
  ],
  'no items': [field({ type: 'array' }), 'properties.spec.properties.extra.items is missing for an array: set it'],
  'a type that is none': [
    field({ type: 'text' }),
    'properties.spec.properties.extra.type is "text": use one of array, boolean, integer, number, object, string',
  ],
  'fields and a map': [
    field({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } }),
    'properties.spec.properties.extra.additionalProperties is given beside properties: leave out one of them',
  ],
  'a reference': [
    field({ type: 'object', $ref: '#/a' }),
    'properties.spec.properties.extra.$ref is not supported in definitions: leave it out',
  ],
  'unique items': [
    field({ ...STRINGS, uniqueItems: true }),
    'properties.spec.properties.extra.uniqueItems is true, which is not supported: use x-kubernetes-list-type: set',
  ],
  'a pattern that is none': [
    field({ type: 'string', pattern: '(?!a)' }),
    'properties.spec.properties.extra.pattern "(?!a)" is no regular expression, ',
  ],
  'a default of another type': [
    field({ type: 'string', default: 5 }),
    'properties.spec.properties.extra.default is 5 for the type string: change one of them',
  ],
  'a default that is no word': [
    field({ type: 'string', default: 'c', enum: ['a', 'b'] }),
    'properties.spec.properties.extra.default is "c", which enum does not have: change one of them',
  ],
  'a rule that cannot be parsed': [
    rule({ rule: 'self.size >' }),
    'properties.spec.x-kubernetes-validations[0].rule "self.size >" cannot be parsed, ',
  ],
  'a rule that is empty': [
    rule({ rule: ' ' }),
    'properties.spec.x-kubernetes-validations[0].rule is empty: write an expression over self',
  ],
  'a rule on lines without a message': [
    rule({ rule: 'self.size > 0 &&\nself.size < 9' }),
    'properties.spec.x-kubernetes-validations[0].message is missing for a rule with line breaks: set it',
  ],
  'a message on lines': [
    rule({ rule: 'self.size > 0', message: 'too\nsmall' }),
    'properties.spec.x-kubernetes-validations[0].message has line breaks: write it on one line',
  ],
  'a list type that is none': [
    field({ ...STRINGS, 'x-kubernetes-list-type': 'bag' }),
    'properties.spec.properties.extra.x-kubernetes-list-type is "bag": use one of atomic, map, set',
  ],
  'a list by no key': [
    field({ ...LIST, 'x-kubernetes-list-type': 'map' }),
    'properties.spec.properties.extra.x-kubernetes-list-map-keys is missing for the list type map: name the keys of items',
  ],
  'a list by a key that items lack': [
    field({ ...LIST, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['id'] }),
    'properties.spec.properties.extra.x-kubernetes-list-map-keys has "id", which is no field of the items: add it there',
  ],
  'a list by a key that items may lack': [
    field({
      ...LIST,
      items: { type: 'object', properties: { name: { type: 'string' } } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    }),
    'properties.spec.properties.extra.x-kubernetes-list-map-keys has "name", which items may lack: add it to required, or give it a default',
  ],
  'a type within a condition': [
    [[...SPEC, 'anyOf'], [{ type: 'object' }]],
    'properties.spec.anyOf[0].type is given within a condition: leave it out',
  ],
  'a field within a condition of the root alone': [
    [[...SCHEMA, 'anyOf'], [{ properties: { other: { minimum: 3 } } }]],
    'anyOf[0].properties.other is no field outside of the condition: add it there',
  ],
};

/** The definition with a refused edit. */
export function refused(name: string): Json {
  const [edit, , ...more] = REFUSED[name]!;
  return definition(edit, ...more);
}
