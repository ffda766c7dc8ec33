import { isMap, valueAt } from '../tree/parse-manifests';

/** How the items of a list are told apart. */
export type ListShape =
  /** By the values of these fields. */
  | { readonly by: 'fields'; readonly fields: readonly string[]; readonly ordered: boolean }
  /** By all that they are: order and repetition mean nothing. */
  | { readonly by: 'value' }
  /** By where they are. */
  | { readonly by: 'position' };

/** Lists of Kubernetes' and Flux's own kinds whose order means nothing, and what tells their items apart. */
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

/** Groups whose kinds the tables above are about. */
const OWN_GROUP = /^(?:|apps|autoscaling|batch|policy|.*\.k8s\.io|.*\.toolkit\.fluxcd\.io)$/;

/**
 * How to compare a list.
 *
 * @param group API group of the object
 * @param path keys from the object to the list, without the items on the way
 */
export function listShape(group: string, path: readonly string[], items: readonly unknown[]): ListShape {
  const field = path.at(-1) ?? '';
  // A chart's values have meanings that only the chart knows.
  const known = OWN_GROUP.test(group) && !(group === 'helm.toolkit.fluxcd.io' && path[1] === 'values');
  if (known) {
    const fields =
      field === 'ports' ? portFields(path, items) : field === 'paths' ? ['path', 'pathType'] : FIELDS[field];
    if (fields && areTold(items, fields)) return { by: 'fields', fields, ordered: false };
    if (SETS.has(field) || field === 'ports') return { by: 'value' };
  }
  // Without knowledge of the kind, a name still tells what belongs together, but the order may mean something.
  return items.length > 0 && areTold(items, ['name'])
    ? { by: 'fields', fields: ['name'], ordered: true }
    : { by: 'position' };
}

function portFields(path: readonly string[], items: readonly unknown[]): readonly string[] | undefined {
  if (items.every((item) => valueAt(item, 'containerPort') !== undefined)) return ['containerPort', 'protocol'];
  return path.length === 2 && path[0] === 'spec' ? ['port', 'protocol'] : undefined;
}

/** Whether fields tell all items apart. */
function areTold(items: readonly unknown[], fields: readonly string[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    if (!isMap(item) || fields.every((field) => valueAt(item, ...field.split('.')) === undefined)) return false;
    seen.add(itemName(item, fields));
  }
  return seen.size === items.length;
}

/** What an item is called by its fields: `name=web`. Protocols are TCP unless they say otherwise. */
export function itemName(item: unknown, fields: readonly string[]): string {
  return fields
    .map((field) => [field, valueAt(item, ...field.split('.'))] as const)
    .filter(([field, value]) => value !== undefined && !(field === 'protocol' && value === 'TCP'))
    .map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(',');
}
