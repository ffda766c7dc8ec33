import { Problem } from '../core/problem';
import { below } from '../kubernetes/field-path';

export { below, shown } from '../kubernetes/field-path';

/** The rules of objects. An id is stable, so that it can silence a warning. */
export type FindingId =
  | 'cel'
  | 'cel-unsupported'
  | 'deprecated-field'
  | 'deprecated-version'
  | 'duplicate'
  | 'enum'
  | 'field-removed'
  | 'field-too-new'
  | 'format'
  | 'invalid'
  | 'kind-too-new'
  | 'limit'
  | 'metadata'
  | 'pattern'
  | 'required'
  | 'size'
  | 'type'
  | 'unknown-field'
  | 'unknown-kind'
  | 'unserved-version';

/** A problem of an object. Its message never quotes a value of a Secret. */
export interface Finding extends Problem {
  readonly id: FindingId;
  /** `error`: the API server or Flux would refuse the object. */
  readonly severity: 'error' | 'warning';
  /** The field, such as `spec.dependsOn[0].name`; `spec.values["a.b"]` where a name needs quotes; empty for the object. */
  readonly at: string;
}

/** Converts a JSON pointer (`/spec/dependsOn/0`) into a path; the object tells list positions from field names. */
export function pathOf(pointer: string, object: unknown): string {
  let path = '';
  let value = object;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path = below(path, Array.isArray(value) ? Number(key) : key);
    value = (value as Record<string, unknown> | undefined)?.[key];
  }
  return path;
}

/** The value at a JSON pointer. */
export function valueAt(pointer: string, object: unknown): unknown {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    object,
  );
}
