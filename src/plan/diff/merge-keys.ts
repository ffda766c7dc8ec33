import { isMap, valueAt } from '../tree/parse-manifests';

/** The identity of a list's items. */
export type ListShape =
  /** The values of these fields. */
  | { readonly by: 'fields'; readonly fields: readonly string[]; readonly ordered: boolean }
  /** The whole item: order and repetition do not count. */
  | { readonly by: 'value' }
  /** The position. */
  | { readonly by: 'position' };

/** Key fields of the lists of Kubernetes' and Flux's own kinds whose order does not count. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  conditions: ['type'],
  containers: ['name'],
  dependsOn: ['namespace', 'name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  limits: ['type'],
  matchExpressions: ['key', 'operator'],
  secrets: ['name'],
  subjects: ['kind', 'namespace', 'name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  versions: ['name'],
  volumeClaimTemplates: ['metadata.name'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath', 'subPath'],
  volumes: ['name'],
  webhooks: ['name'],
};

/** Lists that are sets. */
const SETS = new Set([
  ...['accessModes', 'add', 'apiGroups', 'categories', 'clusterRoleSelectors', 'drop', 'egress', 'envFrom'],
  ...['externalIPs', 'finalizers', 'from', 'ingress', 'loadBalancerSourceRanges', 'metrics', 'namespaces'],
  ...['nonResourceURLs', 'policyTypes', 'resourceNames', 'resources', 'rules', 'scopes', 'shortNames'],
  ...['sparseCheckout', 'tls', 'to', 'tolerations', 'values', 'verbs'],
]);

/** API groups that the tables above are about. */
const OWN_GROUP = /^(?:|apps|autoscaling|batch|policy|.*\.k8s\.io|.*\.toolkit\.fluxcd\.io)$/;

/**
 * The identity of the items of a list, by which two states of it are compared.
 *
 * @param group API group of the object
 * @param path field names from the object to the list, without the items in between
 */
export function listShape(group: string, path: readonly string[], items: readonly unknown[]): ListShape {
  const field = path.at(-1) ?? '';
  // Only the chart knows the meaning of its values.
  const known = OWN_GROUP.test(group) && !(group === 'helm.toolkit.fluxcd.io' && path[1] === 'values');
  if (known) {
    const fields =
      field === 'ports' ? portFields(path, items) : field === 'paths' ? ['path', 'pathType'] : ownFields(field);
    if (fields && areKeys(items, fields)) return { by: 'fields', fields, ordered: false };
    if (SETS.has(field) || field === 'ports') return { by: 'value' };
  }
  // In an unknown kind a name still pairs items, but the order may count.
  return items.length > 0 && areKeys(items, ['name'])
    ? { by: 'fields', fields: ['name'], ordered: true }
    : { by: 'position' };
}

/** The key fields of a list, which may be named like a method that every object has. */
function ownFields(list: string): readonly string[] | undefined {
  return Object.hasOwn(FIELDS, list) ? FIELDS[list] : undefined;
}

function portFields(path: readonly string[], items: readonly unknown[]): readonly string[] | undefined {
  if (items.every((item) => valueAt(item, 'containerPort') !== undefined)) return ['containerPort', 'protocol'];
  return path.length === 2 && path[0] === 'spec' ? ['port', 'protocol'] : undefined;
}

/** Whether fields identify every item. */
function areKeys(items: readonly unknown[], fields: readonly string[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    if (!isMap(item) || fields.every((field) => valueAt(item, ...field.split('.')) === undefined)) return false;
    seen.add(itemName(item, fields));
  }
  return seen.size === items.length;
}

/** An item's name from its key fields, such as `name=web`. The default protocol, TCP, is left out. */
export function itemName(item: unknown, fields: readonly string[]): string {
  return fields
    .map((field) => [field, valueAt(item, ...field.split('.'))] as const)
    .filter(([field, value]) => value !== undefined && !(field === 'protocol' && value === 'TCP'))
    .map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(',');
}
