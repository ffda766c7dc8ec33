import { JsonObject, JsonValue, KubernetesObject } from '../../../src/kubernetes/objects';
import { Random } from '../../languages/grammar/random';

/** A namespace with bounds of its own, and objects that go there, each by itself. */
export interface BoundedNamespace {
  readonly name: string;
  /** LimitRange and ResourceQuota. */
  readonly bounds: readonly KubernetesObject[];
  readonly objects: readonly KubernetesObject[];
}

const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  cpu: ['100m', '500m', '1', '2'],
  memory: ['64Mi', '256Mi', '1Gi', '2Gi'],
  'ephemeral-storage': ['1Gi', '2Gi'],
};

/** Namespaces that a seed makes again. */
export function namespacesOf(seed: number, count: number): BoundedNamespace[] {
  return Array.from({ length: count }, (_, index) => {
    const random = new Random(seed * 100_003 + index);
    const name = `bounded-${index}`;
    const object = (apiVersion: string, kind: string, id: string, spec: JsonObject): KubernetesObject => ({
      apiVersion,
      kind,
      metadata: { name: id, namespace: name },
      spec,
    });
    const bounds = [
      ...(random.chance(0.7) ? [object('v1', 'LimitRange', 'limits', { limits: limits(random) })] : []),
      ...(random.chance(0.7) ? [object('v1', 'ResourceQuota', 'quota', { hard: hard(random) })] : []),
    ];
    const objects = Array.from({ length: 6 }, (_none, at) =>
      random.chance(0.2)
        ? object('v1', 'PersistentVolumeClaim', `claim-${at}`, claim(random))
        : object('v1', 'Pod', `pod-${at}`, pod(random)),
    );
    return { name, bounds, objects };
  });
}

function amounts(random: Random, probability: number): JsonObject {
  return Object.fromEntries(
    Object.entries(AMOUNTS)
      .filter(([name]) => random.chance(name === 'ephemeral-storage' ? probability / 4 : probability))
      .map(([name, values]) => [name, random.pick(values)]),
  );
}

function limits(random: Random): JsonValue[] {
  const of = (type: string, fields: readonly string[], probability: number): JsonObject => ({
    type,
    ...Object.fromEntries(
      fields.filter(() => random.chance(0.4)).map((field) => [field, amounts(random, probability)]),
    ),
  });
  return [
    of('Container', ['max', 'min', 'default', 'defaultRequest'], 0.6),
    ...(random.chance(0.3) ? [of('Pod', ['max', 'min'], 0.5)] : []),
    ...(random.chance(0.3)
      ? [{ type: 'PersistentVolumeClaim', max: { storage: '2Gi' }, min: { storage: '1Gi' } }]
      : []),
  ];
}

function hard(random: Random): JsonObject {
  const keys = [
    ...['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'],
    ...['requests.ephemeral-storage', 'pods', 'requests.storage', 'persistentvolumeclaims'],
    'fast.storageclass.storage.k8s.io/requests.storage',
  ];
  const chosen = keys.filter(() => random.chance(0.25));
  return Object.fromEntries(
    (chosen.length > 0 ? chosen : ['pods']).map((key) => {
      const resource = /(cpu|memory|ephemeral-storage)$/.exec(key)?.[1];
      const values = resource === undefined ? (/storage$/.test(key) ? ['1Gi', '5Gi'] : ['0', '1']) : AMOUNTS[resource]!;
      return [key, random.pick(values)];
    }),
  );
}

function pod(random: Random): JsonObject {
  const container = (name: string, more: JsonObject = {}): JsonObject => ({
    name,
    image: 'a:1',
    resources: {
      ...(random.chance(0.6) ? { requests: amounts(random, 0.6) } : {}),
      ...(random.chance(0.6) ? { limits: amounts(random, 0.6) } : {}),
    },
    ...more,
  });
  return {
    containers: [container('main'), ...(random.chance(0.3) ? [container('second')] : [])],
    ...(random.chance(0.3)
      ? { initContainers: [container('first', random.chance(0.3) ? { restartPolicy: 'Always' } : {})] }
      : {}),
  };
}

function claim(random: Random): JsonObject {
  return {
    accessModes: ['ReadWriteOnce'],
    storageClassName: random.pick(['fast', 'slow']),
    resources: { requests: { storage: random.pick(['512Mi', '1Gi', '3Gi', '6Gi']) } },
  };
}
