import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { filesBelow } from './files';

type KubeObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly items?: readonly KubeObject[];
};

const MANIFEST = /\.(yaml|json)$/;

const CLUSTER = /cluster-\d+/;

/**
 * All Kubernetes objects below a folder, by `cluster/apiVersion/kind/namespace/name`, in any file. The cluster comes
 * from the file's path. Lists are expanded; kustomize's lists of files are ignored.
 *
 * @throws Error when an object is there twice
 */
export function objectsBelow(folder: string): Map<string, KubeObject> {
  const objects = new Map<string, KubeObject>();
  for (const file of filesBelow(folder)) {
    if (!MANIFEST.test(file)) continue;
    const cluster = CLUSTER.exec(file.slice(folder.length))?.[0] ?? 'no cluster';
    for (const object of documentsOf(readFileSync(file, 'utf8'))) {
      if (object.apiVersion.startsWith('kustomize.config.k8s.io/')) continue;
      const { apiVersion, kind, metadata } = object;
      const key = [cluster, apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
      if (objects.has(key)) throw new Error(`${key} is there twice, the second time in ${file}`);
      objects.set(key, object);
    }
  }
  return objects;
}

function documentsOf(text: string): KubeObject[] {
  // Kubernetes reads YAML 1.1.
  const documents = text.startsWith('{')
    ? [JSON.parse(text) as KubeObject]
    : parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as KubeObject | null);
  return documents.flatMap((document) => (document === null ? [] : (document.items ?? [document])));
}

/** Differences between two sets of objects, one line each; empty if they are equivalent. */
export function differences(
  expected: ReadonlyMap<string, KubeObject>,
  actual: ReadonlyMap<string, KubeObject>,
): string[] {
  const missing = [...expected.keys()].filter((key) => !actual.has(key)).map((key) => `missing: ${key}`);
  const more = [...actual.keys()].filter((key) => !expected.has(key)).map((key) => `too much: ${key}`);
  const other = [...expected]
    .filter(([key, object]) => actual.has(key) && !isDeepStrictEqual(object, actual.get(key)))
    .map(([key, object]) => `${key}: ${firstDifference(object, actual.get(key))}`);
  return [...missing, ...more, ...other];
}

/** The path and values of the first difference. */
function firstDifference(expected: unknown, actual: unknown, path = ''): string {
  if (isFields(expected) && isFields(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (!isDeepStrictEqual(expected[key], actual[key])) {
        return firstDifference(expected[key], actual[key], `${path}.${key}`);
      }
    }
  }
  return `${path} is ${JSON.stringify(actual)?.slice(0, 200)}, not ${JSON.stringify(expected)?.slice(0, 200)}`;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
