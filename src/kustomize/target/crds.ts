import { FieldSpec, NameReference, TransformerConfig } from '../data/field-specs';
import { fieldOf, isNodeMap, Node, NodeMap, textOf } from '../yaml/node';
import { parseOne } from '../yaml/parse';

const PREFIX = 'x-kubernetes';

interface Found {
  readonly commonAnnotations: FieldSpec[];
  readonly commonLabels: FieldSpec[];
  readonly namePrefix: FieldSpec[];
  readonly nameReference: NameReference[];
}

/** The fields that the OpenAPI definitions of a file of `crds` mark for transformers. */
export function configOfCrds(text: string, where: string): Partial<TransformerConfig> {
  const found: Found = { commonAnnotations: [], commonLabels: [], namePrefix: [], nameReference: [] };
  const definitions = parseOne(text, 'v2');
  if (definitions === undefined || !isNodeMap(definitions)) return {};
  for (const name of Object.keys(definitions)) {
    const properties = propertiesOf(definitions[name]);
    if (!['kind', 'apiVersion', 'metadata'].every((field) => Object.hasOwn(properties, field))) continue;
    const kind = name.slice(name.lastIndexOf('.') + 1);
    collect(definitions, name, { kind, path: [], found, open: [], where });
  }
  return found;
}

interface At {
  readonly kind: string;
  readonly path: readonly string[];
  readonly found: Found;
  readonly open: readonly string[];
  readonly where: string;
}

function propertiesOf(definition: Node | undefined): NodeMap {
  const properties = fieldOf(fieldOf(definition, 'Schema') ?? fieldOf(definition, 'schema'), 'properties');
  return isNodeMap(properties) ? properties : {};
}

function collect(definitions: NodeMap, name: string, at: At): void {
  if (at.open.includes(name)) return;
  const properties = propertiesOf(definitions[name]);
  for (const [field, property] of Object.entries(properties)) {
    const path = [...at.path, field];
    mark(property, path, at);
    const reference = fieldOf(property, '$ref');
    if (reference !== undefined) collect(definitions, textOf(reference), { ...at, path, open: [...at.open, name] });
  }
}

function mark(property: Node, path: readonly string[], { kind, found }: At): void {
  const spec = (...keys: readonly string[]): FieldSpec => ({ kind, path: [...path, ...keys].join('/') });
  const has = (mark: string) => fieldOf(property, `${PREFIX}-${mark}`);
  if (has('annotation') !== undefined) found.commonAnnotations.push(spec());
  if (has('label-selector') !== undefined) found.commonLabels.push(spec());
  if (has('identity') !== undefined) found.namePrefix.push(spec());
  const version = has('object-ref-api-version');
  const target = has('object-ref-kind');
  if (version === undefined || target === undefined) return;
  const key = has('object-ref-name-key');
  found.nameReference.push({
    kind: textOf(target),
    version: textOf(version),
    fieldSpecs: [spec(key === undefined ? 'name' : textOf(key))],
  });
}
