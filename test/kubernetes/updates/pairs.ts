import { JsonObject, JsonValue, KubernetesObject } from '../../../src/kubernetes/objects';
import { Random } from '../../languages/grammar/random';
import { NETWORK } from './network';
import { OTHERS } from './others';
import { STORAGE } from './storage';
import { Edit, Subject } from './subject';
import { WORKLOADS } from './workloads';

/** Two versions of an object. */
export interface Pair {
  readonly kind: string;
  readonly old: KubernetesObject;
  readonly next: KubernetesObject;
}

/** All kinds whose objects are edited. */
export const SUBJECTS: Readonly<Record<string, Subject>> = { ...WORKLOADS, ...NETWORK, ...STORAGE, ...OTHERS };

const CLUSTER_WIDE = new Set([
  ...['ClusterRole', 'ClusterRoleBinding', 'CSIDriver', 'CustomResourceDefinition', 'DeviceClass', 'FlowSchema'],
  ...[
    'IngressClass',
    'IPAddress',
    'MutatingWebhookConfiguration',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PriorityClass',
  ],
  ...['PriorityLevelConfiguration', 'ResourceSlice', 'RuntimeClass', 'ServiceCIDR', 'StorageClass'],
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'],
  ...['VolumeAttachment', 'VolumeAttributesClass'],
]);

/** The namespace of all objects that are in one. */
export const PAIRS_NAMESPACE = 'updates';

/** Pairs that a seed makes again, by index. */
export function pairsOf(seed: number, count: number): Pair[] {
  const kinds = Object.entries(SUBJECTS).flatMap(([kind, { weight = 1 }]) => Array<string>(weight).fill(kind));
  return Array.from({ length: count }, (_, index) => pair(kinds[index % kinds.length]!, seed, index));
}

function pair(kind: string, seed: number, index: number): Pair {
  const random = new Random(seed * 100_003 + index);
  const subject = SUBJECTS[kind]!;
  const old = structuredClone(subject.base);
  for (let edits = random.below(4); edits > 0; edits--) edit(old, subject, random);
  const next = structuredClone(old);
  for (let edits = 1 + random.below(2); edits > 0; edits--) edit(next, subject, random);
  const [named, renamed] = [old, next].map((object) => identified(kind, object, index));
  return { kind, old: named!, next: renamed! };
}

function edit(object: JsonObject, { edits, focus }: Subject, random: Random): void {
  const paths = Object.keys(edits);
  const path = random.pick(focus !== undefined && random.chance(0.5) ? paths.filter(focus) : paths);
  const value = random.pick(edits[path]!);
  if (path === '') Object.assign(object, structuredClone(value));
  else assign(object, path.split('.'), value);
}

/** Sets a field. Maps above it are made; an item of a list that is not there is left alone. */
function assign(map: JsonObject, [step = '', ...rest]: readonly string[], value: Edit): void {
  const [, key = step, item] = /^(.*)\[(\d+)\]$/.exec(step) ?? [];
  if (item !== undefined) {
    const list = map[key];
    if (!Array.isArray(list) || list.length <= Number(item)) return;
    if (rest.length > 0) assign(list[Number(item)] as JsonObject, rest, value);
    else if (value !== undefined) list[Number(item)] = structuredClone(value);
  } else if (rest.length > 0) {
    if (map[key] === undefined && value === undefined) return;
    map[key] ??= {};
    assign(map[key] as JsonObject, rest, value);
  } else if (value === undefined) {
    delete map[key];
  } else {
    map[key] = structuredClone(value);
  }
}

/** The object with a name of its own, so that all can be stored side by side. */
function identified(kind: string, object: JsonObject, index: number): KubernetesObject {
  const metadata: Record<string, JsonValue> = { ...(object.metadata as JsonObject), name: nameOf(kind, index) };
  if (!CLUSTER_WIDE.has(kind)) metadata.namespace = PAIRS_NAMESPACE;
  const named: JsonObject = { ...withOwnAddresses(object, index), metadata };
  if (kind === 'CustomResourceDefinition') {
    const { names, ...spec } = object.spec as { names?: JsonObject };
    named.spec = { ...spec, group: 'example.com', names: { kind: 'Thing', ...names, plural: `things${index}` } };
    named.spec.names = {
      ...(named.spec.names as JsonObject),
      kind: `${(named.spec.names as { kind: string }).kind}${index}`,
    };
  }
  return named as unknown as KubernetesObject;
}

/** Objects that are stored side by side need addresses and ports of their own. */
function withOwnAddresses(object: JsonObject, index: number): JsonObject {
  const address = (last: number): string => `10.96.${128 + ((index >> 7) & 63)}.${2 * (index & 127) + last}`;
  const port = (last: number): string => String(30_000 + 2 * (index % 1_300) + last);
  const text = JSON.stringify(object)
    .replaceAll('10.96.77.7', address(0))
    .replaceAll('10.96.77.8', address(1))
    .replaceAll('31001', port(0))
    .replaceAll('31002', port(1));
  return JSON.parse(text) as JsonObject;
}

function nameOf(kind: string, index: number): string {
  if (kind === 'CustomResourceDefinition') return `things${index}.example.com`;
  if (kind === 'IPAddress') return `10.201.${index >> 8}.${index & 255}`;
  return `it-${index}`;
}
