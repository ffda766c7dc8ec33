import type * as Yaml from 'yaml';
import { looseDocuments } from '../../core/loose-quotes';
import { mergeConflict } from '../../core/merge-conflict';
import { yamlReader } from '../../core/yaml-reader';
import { textAt, valueAt } from '../../kubernetes/json';
import { JsonValue, KubernetesObject } from '../../kubernetes/objects';

export { isMap, listAt, mapAt, textAt, valueAt } from '../../kubernetes/json';

/** The parsed content of a file, or why it cannot be parsed. The reason never quotes the file: it may hold secrets. */
export type Parsed<T> = { readonly value: T; readonly error?: undefined } | { readonly error: string };

// Loaded with the first text: a synthesis reads none.
/* eslint-disable @typescript-eslint/no-require-imports */
const subset = () => require('../../kustomize/yaml/yaml-subset') as typeof import('../../kustomize/yaml/yaml-subset');
const keys = () => require('../../kustomize/yaml/keys') as typeof import('../../kustomize/yaml/keys');
const folded = () => require('../../kustomize/yaml/folded') as typeof import('../../kustomize/yaml/folded');
/* eslint-enable @typescript-eslint/no-require-imports */

/** Most expansions of aliases: more than any manifest needs, and few enough to stop a YAML bomb. */
const MAX_ALIASES = 100;

/** The documents of a YAML text; empty ones are left out. */
export function parseYaml(text: string): Parsed<JsonValue[]> {
  const fast = subset().readYamlSubset(text);
  return fast === undefined ? parseAnyYaml(text) : { value: fast };
}

/** The beginning of a text in folded style. */
const FOLDED = /(?:^[ \t]*|[:\-?][ \t]+)(?:[!&][^\n]*)?>[-+0-9]*[ \t]*(?:#[^\n]*)?$/m;

/**
 * As {@link parseYaml}, always with the full YAML parser.
 *
 * @param isBuilt whether it holds objects that kustomize builds: keys must be texts, and folded texts are written once
 */
export function parseAnyYaml(text: string, isBuilt = false): Parsed<JsonValue[]> {
  const value: JsonValue[] = [];
  const conflict = mergeConflict(text);
  if (conflict) return { error: `has conflict markers of a merge at line ${conflict.line}` };
  const isFolded = isBuilt && FOLDED.test(text);
  try {
    for (const document of looseDocuments(text, { merge: true, logLevel: 'error' })) {
      const fault = document.errors[0];
      if (fault) {
        const line = fault.linePos?.[0].line;
        return { error: `is not valid YAML${line === undefined ? '' : ` at line ${line}`} (${fault.code})` };
      }
      if (isBuilt && hasOtherKey(document)) return { error: `has ${keys().OTHER_KEY}` };
      if (isFolded) foldAgain(document);
      const read = document.toJS({ maxAliasCount: MAX_ALIASES }) as JsonValue | undefined;
      if (read !== null && read !== undefined) value.push(read);
    }
  } catch {
    return { error: 'is not valid YAML (its aliases cannot be resolved)' };
  }
  return { value };
}

function foldAgain(document: Yaml.Document): void {
  yamlReader().visit(document, {
    Scalar: (_key, scalar) => {
      if (scalar.type === 'BLOCK_FOLDED') scalar.value = folded().foldedAgain(String(scalar.value));
    },
  });
}

function hasOtherKey(document: Yaml.Document): boolean {
  const { isScalar, visit } = yamlReader();
  let isFound = false;
  visit(document, {
    Pair: (_key, { key }) => {
      // The key that merges maps is a symbol.
      if (isScalar(key) && !['string', 'symbol'].includes(typeof key.value)) isFound = true;
    },
  });
  return isFound;
}

/** A value for a message: strings as they are, the rest as JSON. */
export function plainText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** The Kubernetes objects of a text, with those of a `List` one by one. */
export function parseObjects(text: string): Parsed<KubernetesObject[]> {
  const fast = subset().readYamlSubset(text);
  const documents = fast === undefined ? parseAnyYaml(text, true) : { value: fast };
  if (documents.error !== undefined) return documents;
  const value: KubernetesObject[] = [];
  for (const document of documents.value) {
    for (const one of itemsOf(document)) {
      if (!isObject(one))
        return { error: 'holds something that is no Kubernetes object (no apiVersion, kind or name)' };
      value.push(one);
    }
  }
  return { value };
}

function itemsOf(document: JsonValue): JsonValue[] {
  const items = valueAt(document, 'items');
  return textAt(document, 'kind')?.endsWith('List') && Array.isArray(items) ? items : [document];
}

/** Whether a value is a Kubernetes object: a map with an apiVersion, a kind and a name. */
export function isObject(value: unknown): value is KubernetesObject {
  return (
    textAt(value, 'apiVersion') !== undefined &&
    textAt(value, 'kind') !== undefined &&
    textAt(value, 'metadata', 'name') !== undefined
  );
}
