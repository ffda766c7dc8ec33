import { firstNames } from '../../core/first-names';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { isManaged } from './held-by-fields';
import { Risk, risk } from './risk';
import { holdsRange } from './risk-policy';

/** The risks of a change of an object of one kind. */
type Rule = (old: KubernetesObject, next: KubernetesObject, what: string) => Risk[];

const numberAt = (object: KubernetesObject, ...path: readonly string[]) => {
  const value = valueAt(object, 'spec', ...path);
  return typeof value === 'number' ? value : undefined;
};

/** Addresses of a pool: single ones, ranges with a prefix, and `first-last`. */
function addresses(pool: KubernetesObject): string[] {
  const blocks = listAt(pool, 'spec', 'blocks').map((block) =>
    [textAt(block, 'cidr') ?? textAt(block, 'start'), textAt(block, 'stop')].filter(Boolean).join('-'),
  );
  const cidr = textAt(pool, 'spec', 'cidr');
  const all = [...listAt(pool, 'spec', 'addresses').map(plainText), ...blocks, ...(cidr === undefined ? [] : [cidr])];
  return all.map((one) => one.replace(/\s/g, ''));
}

/** Whether ranges, one by one or side by side, have all addresses of another one. */
function cover(ranges: readonly string[], range: string): boolean {
  const inner = bounds(range);
  if (!inner) return ranges.some((one) => holdsRange(one, range));
  let [first] = inner;
  const outer = ranges.map(bounds).filter((one) => one !== undefined);
  for (const [start, end] of outer.sort((x, y) => x[0] - y[0])) {
    if (start > first) break;
    first = Math.max(first, end + 1);
  }
  return first > inner[1];
}

type Bounds = readonly [first: number, last: number];

/** First and last address of a range of IPv4. */
function bounds(range: string): Bounds | undefined {
  const [address = '', bits] = range.split('/');
  const [first, last] = address.split('-').map(numberOf);
  if (first === undefined) return undefined;
  if (bits === undefined) return [first, last ?? first];
  const size = 2 ** (32 - Number(bits));
  const start = Math.floor(first / size) * size;
  return [start, start + size - 1];
}

function numberOf(address: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return undefined;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const isOff = (pool: KubernetesObject) => valueAt(pool, 'spec', 'disabled') === true;

const fewerAddresses: Rule = (old, next, what) => {
  if (isOff(old)) return [];
  if (isOff(next)) return [risk('availability', `${what} is switched off: it gives out no addresses any more`)];
  const after = addresses(next);
  const lost = addresses(old).filter((range) => !cover(after, range));
  if (lost.length === 0) return [];
  return [
    risk(
      'availability',
      `${what} gives up ${firstNames(lost)}: what has an address of these gets another one, or none`,
    ),
  ];
};

/** A managed resource of Crossplane that stands for something else from now on, or may do more to it. */
const managed: Rule = (old, next, what) => {
  if (valueAt(next, 'spec', 'forProvider') === undefined) return [];
  const named = (one: KubernetesObject) => textAt(one, 'metadata', 'annotations', 'crossplane.io/external-name');
  // Without the annotation Crossplane gives its name (docs: managed resources, external name).
  const after = named(next) ?? next.metadata.name;
  const may = (one: KubernetesObject) => {
    const policies = listAt(one, 'spec', 'managementPolicies');
    return (
      policies.length === 0 || policies.includes('*') || ['Create', 'Update'].some((verb) => policies.includes(verb))
    );
  };
  const observed = listAt(old, 'spec', 'managementPolicies').length > 0 && !may(old);
  return [
    ...(named(old) !== undefined && named(old) !== after
      ? [
          risk(
            'orphan',
            `${what} stands for another resource (${after} instead of ${named(old)}), and the one before stays without an owner`,
          ),
        ]
      : []),
    ...(observed && may(next)
      ? [risk('availability', `${what} is no longer observed alone: the resource becomes as the manifest says`)]
      : []),
    ...(isManaged(next) && !isManaged(old) && listAt(old, 'spec', 'managementPolicies').length > 0
      ? [risk('deletion', `${what} may be deleted: its deletion takes more along from now on`, 'medium')]
      : []),
  ];
};

/**
 * Volumes of brokers that leave the list: Strimzi no longer mounts them (docs: removing volumes from JBOD storage). It ignores
 * another type, and reads no storage here once the brokers are in pools.
 */
const brokerVolumes: Rule = (old, next, what) => {
  const storages = (one: KubernetesObject) => [
    valueAt(one, 'spec', 'storage'),
    valueAt(one, 'spec', 'kafka', 'storage'),
  ];
  return storages(old).flatMap((before, at) => {
    const after = storages(next)[at];
    const ids = (storage: JsonValue | undefined) =>
      listAt(storage, 'volumes').map((volume) => plainText(valueAt(volume, 'id')));
    const lost = ids(before).filter((id) => !ids(after).includes(id));
    if (lost.length === 0 || textAt(after, 'type') !== textAt(before, 'type')) return [];
    const takesAlong = listAt(before, 'volumes').some(
      (volume) => lost.includes(plainText(valueAt(volume, 'id'))) && valueAt(volume, 'deleteClaim') === true,
    );
    const end = takesAlong ? 'and its claims are deleted' : 'and what is on it is read no more';
    return [risk('deletion', `${what} loses volume ${lost.join(' and ')} of its storage, ${end}`)];
  });
};

/** Refusals of the webhook of KubeadmControlPlane (Cluster API: internal/webhooks/kubeadm_control_plane.go). */
const controlPlane: Rule = (old, next, what) => {
  const isStacked =
    valueAt(next, 'spec', 'kubeadmConfigSpec', 'clusterConfiguration', 'etcd', 'external') === undefined;
  const [was, is] = [numberAt(old, 'replicas'), numberAt(next, 'replicas')];
  const [before, after] = [old, next].map((one) => textAt(one, 'spec', 'version') ?? '') as [string, string];
  const minor = (version: string) => Number(/^v?\d+\.(\d+)/.exec(version)?.[1]);
  const says = [
    ...(isStacked && is !== undefined && is !== was && is % 2 === 0
      ? [`has an even number of replicas (${is}) with its own etcd`]
      : []),
    ...(minor(after) > minor(before) + 1 ? [`goes from ${before} to ${after}, not to the next minor version`] : []),
  ];
  return [
    ...says.map((text) =>
      risk('immutable', `${what} ${text}: its webhook refuses the change, and its Kustomization fails`),
    ),
    ...(minor(after) < minor(before)
      ? [
          risk(
            'availability',
            `${what} goes back from ${before} to ${after}: nothing refuses that, and kubeadm knows no way back`,
          ),
        ]
      : []),
  ];
};

const fewerMachines: Rule = (old, next, what) => {
  const [was, is] = [numberAt(old, 'replicas'), numberAt(next, 'replicas')];
  if (was === undefined || is === undefined || is >= was || is === 0) return [];
  return [
    risk('availability', `${what} goes from ${was} to ${is} replicas: pods of the machines that go start elsewhere`),
  ];
};

/** Records that ExternalDNS deletes, where it syncs. A CNAME stands in for records with addresses, and they for it. */
const fewerRecords: Rule = (old, next, what) => {
  const names = (one: KubernetesObject) =>
    listAt(one, 'spec', 'endpoints').map((each) => ({
      name: (textAt(each, 'dnsName') ?? '').replace(/\.$/, '').toLowerCase(),
      type: textAt(each, 'recordType') ?? 'A',
    }));
  const after = names(next);
  const isLost = ({ name, type }: { readonly name: string; readonly type: string }) =>
    !after.some(
      (one) => one.name === name && (one.type === type || (one.type === 'CNAME' && /^(?:A|AAAA)$/.test(type))),
    ) && !(type === 'CNAME' && after.some((one) => one.name === name && one.type === 'A'));
  const lost = names(old).filter(isLost);
  if (lost.length === 0) return [];
  const records = firstNames(lost.map(({ name, type }) => `${name} ${type}`));
  return [risk('availability', `${what} no longer has the records ${records}`)];
};

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  'cilium.io/CiliumLoadBalancerIPPool': [fewerAddresses],
  'cluster.x-k8s.io/MachineDeployment': [fewerMachines],
  'cluster.x-k8s.io/MachinePool': [fewerMachines],
  'controlplane.cluster.x-k8s.io/KubeadmControlPlane': [controlPlane],
  'crd.projectcalico.org/IPPool': [fewerAddresses],
  'externaldns.k8s.io/DNSEndpoint': [fewerRecords],
  'kafka.strimzi.io/Kafka': [brokerVolumes],
  'kafka.strimzi.io/KafkaNodePool': [brokerVolumes],
  'metallb.io/IPAddressPool': [fewerAddresses],
  'projectcalico.org/IPPool': [fewerAddresses],
};

/** Risks of single kinds of other projects: addresses, clouds, brokers and machines. */
export function changesOfKind(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const what = `${next.kind} ${next.metadata.name}`;
  const group = apiGroup(next.apiVersion);
  const rules = [...(RULES[`${group}/${next.kind}`] ?? []), managed];
  return rules.flatMap((rule) => rule(old, next, what));
}

const ANNOUNCED = 'nobody reaches the addresses that it alone announces';

/** Effects of the end of an object of another project, by its kind. */
const ENDS: Readonly<Record<string, string>> = {
  'cilium.io/CiliumBGPClusterConfig': ANNOUNCED,
  'cilium.io/CiliumBGPPeeringPolicy': ANNOUNCED,
  'cilium.io/CiliumL2AnnouncementPolicy': ANNOUNCED,
  'cilium.io/CiliumLoadBalancerIPPool': 'Services of type LoadBalancer lose the addresses that they have of it',
  'cluster.x-k8s.io/MachineHealthCheck': 'machines that fail are not replaced',
  'metallb.io/BGPAdvertisement': ANNOUNCED,
  'metallb.io/BGPPeer': 'its router learns no addresses any more',
  'metallb.io/IPAddressPool': 'Services of type LoadBalancer lose the addresses that they have of it',
  'metallb.io/L2Advertisement': ANNOUNCED,
};

const TELLS: Readonly<Record<string, string>> = {
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': 'nobody commits new tags of images any more',
  'notification.toolkit.fluxcd.io/Alert': 'nobody is told any more of what it alone watches',
  'notification.toolkit.fluxcd.io/Receiver': 'nobody answers at its address, and what it wakes waits for its interval',
};

/** Kinds that others name, or whose address is made of their name: by another name they are another object for these. */
const NAMED =
  /^(?:cilium\.io\/CiliumLoadBalancerIPPool|metallb\.io\/(?:BGPPeer|IPAddressPool)|notification\.toolkit\.fluxcd\.io\/Receiver)$/;

/** Risks of the end of an object of Flux or of another project which are none where it gets another name. */
export function endsWithoutName(old: KubernetesObject): Risk[] {
  return NAMED.test(`${apiGroup(old.apiVersion)}/${old.kind}`)
    ? []
    : endsOfKind(old).filter((one) => one.class !== 'deletion');
}

/** Risks of the end of an object of Flux or of another project. */
export function endsOfKind(old: KubernetesObject): Risk[] {
  const kind = `${apiGroup(old.apiVersion)}/${old.kind}`;
  const what = `${old.kind} ${old.metadata.name}`;
  if (Object.hasOwn(TELLS, kind))
    return valueAt(old, 'spec', 'suspend') === true ? [] : [risk('held', `${what} goes: ${TELLS[kind]}`, 'low')];
  if (Object.hasOwn(ENDS, kind)) return [risk('availability', `${what} goes: ${ENDS[kind]}`)];
  if (!/^kyverno\.io\/(?:Cluster)?Policy$/.test(kind)) return [];
  // Kyverno, docs: generate rules, orphanDownstreamOnPolicyDelete. What was cloned stays.
  const takesAlong = listAt(old, 'spec', 'rules').flatMap((rule) => {
    const { synchronize, orphanDownstreamOnPolicyDelete } = mapAt(rule, 'generate');
    if (synchronize !== true || orphanDownstreamOnPolicyDelete === true) return [];
    const all = [mapAt(rule, 'generate'), ...listAt(rule, 'generate', 'foreach')];
    const made = all.filter((one) => valueAt(one, 'data') !== undefined);
    return made.map((one) => textAt(one, 'kind') ?? 'objects');
  });
  if (takesAlong.length === 0) return [];
  return [risk('deletion', `${what} goes, and Kyverno deletes what it generated: ${firstNames(takesAlong)}`)];
}
