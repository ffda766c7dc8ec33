import { defined } from '../../core/defined';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { isMap, listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { ANY_GROUP, named, Reference } from './reference';

/** Fields of custom resources that name an object by their own name: with a map `{ name }`, or with the name itself. */
const MAPS: Readonly<Record<string, readonly [group: string, kind: string]>> = {
  backendRef: ['', 'Service'],
  backendRefs: ['', 'Service'],
  configMap: ['', 'ConfigMap'],
  configMapKeyRef: ['', 'ConfigMap'],
  configMapRef: ['', 'ConfigMap'],
  middlewares: ['traefik.io', 'Middleware'],
  persistentVolumeClaim: ['', 'PersistentVolumeClaim'],
  service: ['', 'Service'],
  serviceAccountRef: ['', 'ServiceAccount'],
  serviceRef: ['', 'Service'],
  services: ['', 'Service'],
};
const NAMES: Readonly<Record<string, readonly [group: string, kind: string]>> = {
  claimName: ['', 'PersistentVolumeClaim'],
  configMapName: ['', 'ConfigMap'],
  canaryService: ['', 'Service'],
  serviceName: ['', 'Service'],
  stableService: ['', 'Service'],
  existingClaim: ['', 'PersistentVolumeClaim'],
  sourcePVC: ['', 'PersistentVolumeClaim'],
  persistentVolumeClaimName: ['', 'PersistentVolumeClaim'],
  priorityClassName: ['scheduling.k8s.io', 'PriorityClass'],
  secret: ['', 'Secret'],
  serviceAccount: ['', 'ServiceAccount'],
  serviceAccountName: ['', 'ServiceAccount'],
  storageClassName: ['storage.k8s.io', 'StorageClass'],
  storageLocation: ['velero.io', 'BackupStorageLocation'],
  templateName: ['argoproj.io', 'AnalysisTemplate'],
};

/** Fields that say what an object makes, or describe others. */
const OTHERS = /^(?:owner|ownerRef|resources|status|subjects|writeConnectionSecretToRef)$/;

/** Labels that name the object that a custom resource belongs to (Strimzi and Cluster API, docs). */
const LABELS: ReadonlyArray<readonly [label: string, kinds: readonly string[]]> = [
  ['strimzi.io/cluster', ['Kafka', 'KafkaConnect']],
  ['cluster.x-k8s.io/cluster-name', ['Cluster']],
];

/**
 * References of a custom resource, by the conventions of such fields: maps with a kind and a name; fields such as
 * `rabbitmqClusterReference: { name }`, whose names have the kind in them; and fields whose names tell the kind.
 */
export function customReferences(object: KubernetesObject, own: string): Reference[] {
  const found = LABELS.flatMap(([label, kinds]) => {
    const name = textAt(object, 'metadata', 'labels', label);
    return kinds.flatMap((kind) => named(ANY_GROUP, kind, own, name));
  });
  collect(valueAt(object, 'spec') ?? null, own, found);
  return [...found, ...(apiGroup(object.apiVersion) === 'networking.istio.io' ? istioReferences(object, own) : [])];
}

function collect(value: JsonValue, own: string, into: Reference[]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, own, into);
  if (!isMap(value)) return;
  for (const [field, below] of Object.entries(value)) {
    if (OTHERS.test(field)) continue;
    for (const one of Array.isArray(below) ? below : [below]) into.push(...referenceOf(field, one, own));
    collect(below, own, into);
  }
}

function referenceOf(field: string, value: JsonValue, own: string): Reference[] {
  if (typeof value === 'string') {
    const kind = Object.hasOwn(NAMES, field) ? NAMES[field] : undefined;
    return kind === undefined ? [] : named(kind[0], kind[1], kind[0] === 'storage.k8s.io' ? '' : own, value);
  }
  const name = textAt(value, 'name');
  if (name === undefined || valueAt(value, 'optional') === true) return [];
  const namespace = textAt(value, 'namespace') ?? own;
  const [kind, version] = [textAt(value, 'kind'), textAt(value, 'apiVersion')];
  const group = textAt(value, 'group') ?? textAt(value, 'apiGroup') ?? (version && apiGroup(version));
  const known = Object.hasOwn(MAPS, field) ? MAPS[field] : undefined;
  if (kind !== undefined)
    return named(group ?? (known && kind === known[1] ? known[0] : ANY_GROUP), kind, namespace, name);
  if (known !== undefined) return named(...known, namespace, name);
  // A key of something is one of a Secret, where the field does not say otherwise.
  const key = textAt(value, 'key');
  if (key !== undefined) return named('', 'Secret', namespace, name, [[key]]);
  const [, stem = field] = /^(.+?)(?:Reference|Ref)s?$/.exec(field) ?? [];
  return named(ANY_GROUP, stem, namespace, name);
}

/** The Services and gateways of a VirtualService (Istio, reference: VirtualService, Destination). */
function istioReferences(object: KubernetesObject, own: string): Reference[] {
  if (object.kind !== 'VirtualService') return [];
  const gateways = [
    valueAt(object, 'spec', 'gateways') ?? [],
    ...routesOf(object).flatMap(({ match }) => match),
  ].flatMap((list) => (Array.isArray(list) ? list : listAt(list, 'gateways')).map(String));
  return [
    ...gateways.flatMap((one) => {
      const [name, namespace = own] = one.split('/').reverse();
      return named('networking.istio.io', 'Gateway', namespace, name);
    }),
    ...destinationsOf(object).flatMap(({ host }) => {
      const [name, namespace = own] = host.replace(/\.svc(?:\..*)?$/, '').split('.');
      return host.includes('*')
        ? []
        : [...named('', 'Service', namespace, name), ...named(ANY_GROUP, 'ServiceEntry', own, host)];
    }),
  ];
}

function routesOf(object: KubernetesObject): Array<{ readonly match: readonly JsonValue[]; readonly to: JsonValue[] }> {
  return ['http', 'tcp', 'tls'].flatMap((field) =>
    listAt(object, 'spec', field).map((rule) => ({
      match: listAt(rule, 'match'),
      to: [
        ...listAt(rule, 'route'),
        ...listAt(rule, 'mirrors'),
        ...(isMap(valueAt(rule, 'mirror')) ? [{ destination: mapAt(rule, 'mirror') }] : []),
      ],
    })),
  );
}

/** Where the requests of a VirtualService go: hosts with their subsets. */
export function destinationsOf(object: KubernetesObject): Array<{ readonly host: string; readonly subset?: string }> {
  return routesOf(object).flatMap(({ to }) =>
    to.flatMap((one) => {
      const [host, subset] = ['host', 'subset'].map((field) => textAt(one, 'destination', field));
      return host === undefined ? [] : [{ host, ...defined({ subset }) }];
    }),
  );
}
