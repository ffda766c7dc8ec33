import { createHash } from 'node:crypto';
import { JsonObject, JsonValue } from '../../kubernetes/objects';
import { NOTES, Resource } from '../resource/resource';
import { notePreviousId, Resources } from '../resource/resources';
import { hasMarker } from '../unknown/markers';
import { goJson } from '../yaml/go-json';
import { isNodeMap, isScalar, Node, textOf, toJson } from '../yaml/node';

/** Letters in the place of digits and vowels, so that a hash spells nothing. */
const LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** Adds the hash of their content to the names of generated objects. */
export function addHashes(resources: Resources): void {
  for (const resource of resources.all) {
    if (!resource.isEnabled(NOTES.needsHash)) continue;
    const hash = hashOf(resource);
    notePreviousId(resource);
    resource.setName(`${resource.name}-${unknownHash(resource) ?? hash}`);
  }
}

/** The unknown value that stands for the data's hash. */
function unknownHash({ data }: Resource): string | undefined {
  const values = isNodeMap(data.data) ? Object.values(data.data) : [];
  return values.find((value): value is string => typeof value === 'string' && hasMarker(value));
}

/** The suffix for an object's name, from its data (`api/hasher`). */
export function hashOf(resource: Resource): string {
  const hex = createHash('sha256').update(encoded(resource)).digest('hex');
  return [...hex.slice(0, 10)].map((digit) => LETTERS[digit] ?? digit).join('');
}

/** The name is not part of it: kustomize looks it up under a key that no object has. */
function encoded({ data, kind }: Resource): string {
  const name = '';
  if (kind === 'ConfigMap') {
    const object: JsonObject = { kind, name, data: part(data.data) };
    if (isNodeMap(data.binaryData)) object.binaryData = part(data.binaryData);
    return goJson(object);
  }
  const object: JsonObject = { kind, name, type: part(data.type), data: part(data.data) };
  if (isNodeMap(data.stringData)) object.stringData = part(data.stringData);
  return goJson(object);
}

function part(node: Node | undefined): JsonValue {
  if (node === undefined) return '';
  return isScalar(node) ? textOf(node) : toJson(node);
}
