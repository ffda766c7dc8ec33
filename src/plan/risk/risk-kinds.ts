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

/** Whether a range has all addresses of another one. */
function covers(wide: string, range: string): boolean {
  const [outer, inner] = [wide, range].map(bounds);
  if (!outer || !inner) return holdsRange(wide, range);
  return outer[0] <= inner[0] && outer[1] >= inner[1];
}

/** First and last address of a range of IPv4. */
function bounds(range: string): readonly [first: number, last: number] | undefined {
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
  const lost = addresses(old).filter((range) => !after.some((one) => covers(one, range)));
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
  const may = (one: KubernetesObject) => {
    const policies = listAt(one, 'spec', 'managementPolicies');
    return (
      policies.length === 0 || policies.includes('*') || ['Create', 'Update'].some((verb) => policies.includes(verb))
    );
  };
  const observed = listAt(old, 'spec', 'managementPolicies').length > 0 && !may(old);
  return [
    ...(named(old) !== undefined && named(old) !== named(next)
      ? [
          risk(
            'orphan',
            `${what} stands for another resource (${named(next) ?? next.metadata.name} instead of ${named(old)}), and the one before stays without an owner`,
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

/** Volumes of brokers that leave the list: Strimzi no longer mounts them (docs: removing volumes from JBOD storage). */
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
    if (lost.length === 0 || textAt(after, 'type') === 'ephemeral') return [];
    const takesAlong = listAt(before, 'volumes').some(
      (volume) => lost.includes(plainText(valueAt(volume, 'id'))) && valueAt(volume, 'deleteClaim') === true,
    );
    const end = takesAlong ? 'and its claims are deleted' : 'and what is on it is read no more';
    return [risk('deletion', `${what} loses volume ${lost.join(' and ')} of its storage, ${end}`)];
  });
};

/** What the webhook of KubeadmControlPlane refuses (Cluster API: internal/webhooks/kubeadm_control_plane.go). */
const controlPlane: Rule = (old, next, what) => {
  const isStacked =
    valueAt(next, 'spec', 'kubeadmConfigSpec', 'clusterConfiguration', 'etcd', 'external') === undefined;
  const [was, is] = [numberAt(old, 'replicas'), numberAt(next, 'replicas')];
  const minor = (one: KubernetesObject) => Number(/^v?\d+\.(\d+)/.exec(textAt(one, 'spec', 'version') ?? '')?.[1]);
  const says = [
    ...(isStacked && is !== undefined && is !== was && is % 2 === 0
      ? [`has an even number of replicas (${is}) with its own etcd`]
      : []),
    ...(minor(next) > minor(old) + 1 || minor(next) < minor(old)
      ? [
          `goes from ${textAt(old, 'spec', 'version')} to ${textAt(next, 'spec', 'version')}, not to the next minor version`,
        ]
      : []),
  ];
  return says.map((text) =>
    risk('immutable', `${what} ${text}: its webhook refuses the change, and its Kustomization fails`),
  );
};

const fewerMachines: Rule = (old, next, what) => {
  const [was, is] = [numberAt(old, 'replicas'), numberAt(next, 'replicas')];
  if (was === undefined || is === undefined || is >= was || is === 0) return [];
  return [
    risk('availability', `${what} goes from ${was} to ${is} replicas: the machines that go take their pods along`),
  ];
};

/** Records that ExternalDNS deletes, where it syncs. */
const fewerRecords: Rule = (old, next, what) => {
  const names = (one: KubernetesObject) =>
    listAt(one, 'spec', 'endpoints').map((each) => `${textAt(each, 'dnsName')} ${textAt(each, 'recordType') ?? 'A'}`);
  const lost = names(old).filter((name) => !names(next).includes(name));
  return lost.length === 0 ? [] : [risk('availability', `${what} no longer has the records ${firstNames(lost)}`)];
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

/** What no longer happens without an object of another project, by its kind. */
const ENDS: Readonly<Record<string, string>> = {
  'cilium.io/CiliumBGPClusterConfig': 'addresses are announced no longer, and nobody reaches them',
  'cilium.io/CiliumBGPPeeringPolicy': 'addresses are announced no longer, and nobody reaches them',
  'cilium.io/CiliumL2AnnouncementPolicy': 'addresses are announced no longer, and nobody reaches them',
  'cilium.io/CiliumLoadBalancerIPPool': 'Services of type LoadBalancer lose the addresses that they have of it',
  'cluster.x-k8s.io/MachineHealthCheck': 'machines that fail are not replaced',
  'metallb.io/BGPAdvertisement': 'addresses are announced no longer, and nobody reaches them',
  'metallb.io/BGPPeer': 'addresses are announced no longer, and nobody reaches them',
  'metallb.io/IPAddressPool': 'Services of type LoadBalancer lose the addresses that they have of it',
  'metallb.io/L2Advertisement': 'addresses are announced no longer, and nobody reaches them',
};

const TELLS: Readonly<Record<string, string>> = {
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': 'nobody commits new tags of images any more',
  'notification.toolkit.fluxcd.io/Alert': 'nobody is told of what it watches any more',
  'notification.toolkit.fluxcd.io/Receiver': 'nobody answers at its address, and what it wakes waits for its interval',
};

/** Risks of the end of an object of Flux or of another project. */
export function endsOfKind(old: KubernetesObject): Risk[] {
  const kind = `${apiGroup(old.apiVersion)}/${old.kind}`;
  const what = `${old.kind} ${old.metadata.name}`;
  if (Object.hasOwn(TELLS, kind)) return [risk('held', `${what} goes: ${TELLS[kind]}`, 'low')];
  if (Object.hasOwn(ENDS, kind)) return [risk('availability', `${what} goes: ${ENDS[kind]}`)];
  if (!/^kyverno\.io\/(?:Cluster)?Policy$/.test(kind)) return [];
  // Kyverno, docs: generate rules, orphanDownstreamOnPolicyDelete.
  const takesAlong = listAt(old, 'spec', 'rules').flatMap((rule) => {
    const { synchronize, orphanDownstreamOnPolicyDelete, kind: made = 'objects' } = mapAt(rule, 'generate');
    return synchronize === true && orphanDownstreamOnPolicyDelete !== true ? [plainText(made)] : [];
  });
  if (takesAlong.length === 0) return [];
  return [risk('deletion', `${what} goes, and Kyverno deletes what it generated: ${firstNames(takesAlong)}`)];
}
