import { JsonObject, JsonValue } from '../../../src/kubernetes/objects';

/** A value that an edit gives a field; undefined removes it. */
export type Edit = JsonValue | undefined;

/** A kind whose objects are edited: a valid object, and values for its fields that mostly keep it valid. */
export interface Subject {
  /** The object without its name. */
  readonly base: JsonObject;
  /** Values by path, with `[0]` for an item of a list. The empty path is the whole object. */
  readonly edits: Readonly<Record<string, readonly Edit[]>>;
  /** How many pairs there are of it for one of another kind. @default 1 */
  readonly weight?: number;
  /** The paths that half of the edits are of. @default - all alike */
  readonly focus?: (path: string) => boolean;
  /** Status that the object gets once it is stored, from its spec. */
  readonly status?: (object: JsonObject) => JsonObject;
}

/** An object of a kind. */
export function base(apiVersion: string, kind: string, rest: JsonObject): JsonObject {
  return { apiVersion, kind, ...rest };
}

/** The edits of a part of an object. */
export function under(prefix: string, edits: Subject['edits']): Record<string, readonly Edit[]> {
  return Object.fromEntries(Object.entries(edits).map(([path, values]) => [`${prefix}.${path}`, values]));
}
