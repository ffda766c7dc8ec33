import { ANNOTATIONS_MAX, byteLength, checkDnsSubdomain, checkLabelKey, checkLabels, quote } from '../kubernetes/names';
import { KubernetesObject } from '../kubernetes/objects';
import { isClusterScoped } from '../kubernetes/scopes';
import { Rule } from './rule';

/** Kinds whose names may hold more than a DNS subdomain, such as `system:node`. */
const FREE_NAMES = new Set(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']);

/** What the API server asks of the metadata of every object. */
export const objectMetadata: Rule = {
  id: 'metadata',
  *unit(files, at) {
    for (const object of files.flatMap((file) => file.objects)) {
      const what = `${object.kind} ${quote(object.metadata?.name)}`;
      for (const message of faultsOf(object)) yield { at, message: `${what}: ${message}` };
    }
  },
};

function* faultsOf(object: KubernetesObject): Iterable<string> {
  const { name, namespace, labels, annotations } = object.metadata;
  const badName = FREE_NAMES.has(object.kind) ? freeName(name) : checkDnsSubdomain('name', name);
  if (badName) yield badName;
  if (namespace !== undefined && isClusterScoped(object.apiVersion, object.kind)) {
    yield `namespace ${quote(namespace)} is given, but the kind lives outside namespaces: leave it out`;
  }
  yield* checkLabels(labels ?? {});
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    const badKey = checkLabelKey('annotation key', key);
    if (badKey) yield badKey;
    size += byteLength(key) + byteLength(String(value));
  }
  if (size > ANNOTATIONS_MAX) yield `annotations are ${size} bytes together: use at most ${ANNOTATIONS_MAX}`;
}

function freeName(name: string): string | undefined {
  return typeof name !== 'string' || name === '' || /[/%]/.test(name) || name === '.' || name === '..'
    ? `name ${quote(name)} is not a name: leave out "/" and "%"`
    : undefined;
}
