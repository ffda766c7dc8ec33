import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
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
  ];
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
