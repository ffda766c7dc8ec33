import { apiVersionOf, ResourceId } from '../resource/ids';
import { Resource } from '../resource/resource';
import { byBytes } from '../yaml/go-json';
import { BuildError } from '../yaml/node';

/** `sortOptions` of a list. */
export interface SortOptions {
  readonly order?: string;
  readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
}

const FIRST = [
  ...['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service'],
  ...['LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet'],
  ...['CronJob', 'PodDisruptionBudget'],
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The objects in the order that `sortOptions` asks for; without any, sorted as `legacy` does when `byDefault` is set. */
export function sortResources(all: readonly Resource[], options: SortOptions): Resource[] {
  const { order = '', legacySortOptions } = options;
  if (order !== 'fifo' && order !== 'legacy') throw new BuildError('sortOptions.order must be fifo or legacy');
  if (order === 'fifo') {
    if (legacySortOptions !== undefined) throw new BuildError('sortOptions has legacySortOptions without order legacy');
    return [...all];
  }
  const { orderFirst = [], orderLast = [] } = legacySortOptions ?? { orderFirst: FIRST, orderLast: LAST };
  const ranks = new Map<string, number>();
  orderFirst.forEach((kind, at) => ranks.set(kind, at - orderFirst.length));
  orderLast.forEach((kind, at) => ranks.set(kind, at + 1));
  return all
    .map((resource) => ({ resource, id: resource.id }))
    .sort((one, other) => compare(one.id, other.id, ranks))
    .map(({ resource }) => resource);
}

function compare(one: ResourceId, other: ResourceId, ranks: ReadonlyMap<string, number>): number {
  if (one.kind !== other.kind || apiVersionOf(one) !== apiVersionOf(other)) {
    const difference = (ranks.get(one.kind) ?? 0) - (ranks.get(other.kind) ?? 0);
    if (difference !== 0) return difference;
    const order = byBytes(kindText(one), kindText(other));
    const isNamespace = one.kind === 'Namespace' && other.kind === 'Namespace';
    return isNamespace && (one.group === '' || other.group === '') ? -order : order;
  }
  return byBytes(`${one.namespace || '~X'}|${one.name || '~N'}`, `${other.namespace || '~X'}|${other.name || '~N'}`);
}

function kindText({ group, version, kind }: ResourceId): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
}
