import { checkDnsLabel, checkDnsSubdomain, checkLabelKey, quote } from '../../kubernetes/names';
import { checkCidr, checkPort } from '../../kubernetes/network';
import { checkQuantity, compareQuantities } from '../../kubernetes/quantity';
import { Allowed, ContainerLimits, IsolationLevel, IsolationLines, ISOLATION_LEVELS, NetworkPeer } from './isolation';

const HOST = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;
const ADDRESS = /^[A-Za-z0-9:]([-A-Za-z0-9._:/]*[A-Za-z0-9])?$/;
const ANNOTATION = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/([A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?)?$/;
const STORE = /^(Cluster)?SecretStore\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const VOLUME_TYPE = /^([a-z][A-Za-z]*|csi\/[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?)$/;
const REGISTRY = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?\/([a-z0-9._-]+\/)*$/;

/** The isolation settings that take an allowlist. */
export type ListLine = {
  [L in keyof IsolationLines]: Allowed extends IsolationLines[L] ? L : never;
}[keyof IsolationLines];

/** The names of these settings. */
export const LIST_LINES = Object.keys({
  storageClasses: true,
  ingressClasses: true,
  gateways: true,
  priorityClasses: true,
  hosts: true,
  registries: true,
  externalNames: true,
  addresses: true,
  annotations: true,
  volumeTypes: true,
  persistentVolumes: true,
  secretStores: true,
} satisfies Record<ListLine, true>) as readonly ListLine[];

/** Problems of the name of an isolation level. */
export function checkLevel(level: IsolationLevel): Array<string | undefined> {
  const known = Object.keys(ISOLATION_LEVELS);
  return [known.includes(level) ? undefined : `isolation ${quote(level)} is not known: use one of ${known.join(', ')}`];
}

/** The check of a setting that takes one of some words. */
export function oneOf(line: keyof IsolationLines, words: readonly string[], or = 'one of ' + words.join(', ')) {
  return (word: string) => [words.includes(word) ? undefined : `${line} ${quote(word)} is not known: use ${or}`];
}

/** The check of a setting that takes an allowlist. */
export function listOf(line: ListLine) {
  return (list: Allowed): Array<string | undefined> => {
    if (list === 'any') return [];
    if (!Array.isArray(list)) return [`${line} ${quote(list)} is not a list: list what is allowed, or say "any"`];
    return (list as string[]).map((item) => checkItem(line, item));
  };
}

/** The settings whose items have a form of their own: the form, what an item is called, and what to write. */
const FORMS: Partial<Record<ListLine, readonly [form: RegExp, wrong: string, instead: string]>> = {
  hosts: [HOST, 'host % is not a host name', 'write one such as "shop.example.com" or "*.shop.example.com"'],
  registries: [
    REGISTRY,
    'registry % is not the beginning of images',
    'write one such as "registry.example.com/team-a/"',
  ],
  externalNames: [
    HOST,
    'externalName % is not a host name',
    'write one such as "db.example.com" or "*.db.example.com"',
  ],
  addresses: [
    ADDRESS,
    'address % is neither an IP address nor the name of an address or pool',
    'write one such as "203.0.113.7" or "team-a"',
  ],
  annotations: [
    ANNOTATION,
    'annotation % has no domain',
    'write its key, "nginx.ingress.kubernetes.io/auth-url", or the beginning of keys, "example.com/"',
  ],
  volumeTypes: [
    VOLUME_TYPE,
    'volumeTypes has %, which is not a type of volumes',
    'write one such as "nfs" or "csi/smb.csi.k8s.io"',
  ],
  secretStores: [
    STORE,
    'secretStores has %, which is not a store',
    'write its kind and name, "ClusterSecretStore/team-a"',
  ],
};

function checkItem(key: ListLine, item: string): string | undefined {
  const form = FORMS[key];
  if (form !== undefined) {
    const [pattern, wrong, instead] = form;
    const good = typeof item === 'string' && item.length <= 317 && pattern.test(item);
    return good ? undefined : `${wrong.replace('%', () => quote(item))}: ${instead}`;
  }
  switch (key) {
    case 'gateways': {
      const [namespace = '', name = '', ...rest] = String(item).split('/');
      const bad = checkDnsLabel('namespace', namespace) ?? checkDnsSubdomain('name', name);
      return bad === undefined && rest.length === 0
        ? undefined
        : `gateway ${quote(item)} is not a gateway: write its namespace and name, "ingress/public"`;
    }
    case 'persistentVolumes':
      return checkDnsSubdomain('persistentVolume', item);
    default:
      return checkDnsSubdomain(key.replace(/Classes$/, 'Class'), item);
  }
}

/** Problems of the limits of containers, one message each. */
export function checkLimits(limits: ContainerLimits | 'none'): string[] {
  return limits === 'none' ? [] : [...limitFaults(limits)];
}

function* limitFaults(limits: ContainerLimits): Generator<string> {
  const order = ['min', 'defaultRequest', 'default', 'max'] as const;
  for (const key of order) {
    for (const [resource, amount] of Object.entries(limits[key] ?? {})) {
      const what = `containerLimits.${key} ${quote(resource)}`;
      const problem = checkLabelKey(what, resource) ?? checkQuantity(`${what} of`, amount);
      if (problem) yield problem;
    }
  }
  for (const [index, lower] of order.entries()) {
    for (const upper of order.slice(index + 1)) {
      for (const [resource, amount] of Object.entries(limits[lower] ?? {})) {
        const most = limits[upper]?.[resource];
        if (most === undefined || checkQuantity('', amount) || checkQuantity('', most)) continue;
        if (compareQuantities(amount, most) > 0) {
          yield `containerLimits.${lower} of ${quote(resource)}, ${amount}, is above containerLimits.${upper}, ${most}: lower it`;
        }
      }
    }
  }
}

/** Problems of a peer, one message each. */
export function checkPeer(peer: NetworkPeer): string[] {
  const kinds = ['namespace', 'cidr', 'tenant'].filter((key) => key in peer);
  if (kinds.length !== 1) return [`network peer ${quote(peer)} is unclear: give one of namespace, cidr and tenant`];
  const own =
    'namespace' in peer
      ? [checkDnsLabel('network peer namespace', peer.namespace)]
      : 'cidr' in peer
        ? [checkCidr('network peer', peer.cidr), ...(peer.except ?? []).map((cidr) => checkCidr('except', cidr))]
        : [];
  return [...own, ...(peer.ports ?? []).map((port) => checkPort('network port', port))].filter(
    (problem) => problem !== undefined,
  );
}
