import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';

/** A mapping of YAML. */
export type Fields = Record<string, unknown>;

/** A Kubernetes object from a file. */
export interface KubeObject extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Fields;
}

/** Whether a value is a mapping. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of keys, undefined where one is absent. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), value);
}

/** Whether two values are equal, regardless of the order of keys. */
export const same = isDeepStrictEqual;

/** `Kind namespace/name`, or `Kind name` for cluster-scoped objects. */
export function identity({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** The group of an object's API version, empty for Kubernetes' core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** The mappings of a YAML file, without empty documents. */
export function parseDocuments(text: string, file: string): Fields[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [problem] = document.errors;
    if (problem) throw new Error(`${file}: ${problem.message}`);
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    if (!isFields(value)) throw new Error(`${file}: a document is no mapping`);
    return [value];
  });
}

/** The Kubernetes objects of a YAML file. */
export function parseObjects(text: string, file: string): KubeObject[] {
  return parseDocuments(text, file).map((value) => {
    const named = typeof at(value, 'metadata', 'name') === 'string';
    if (typeof value.apiVersion !== 'string' || typeof value.kind !== 'string' || !named) {
      throw new Error(`${file}: a document is no Kubernetes object: it lacks apiVersion, kind or metadata.name`);
    }
    return value as KubeObject;
  });
}
