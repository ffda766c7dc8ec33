import { checkDnsLabel, checkDnsSubdomain, checkLabelKey, quote } from '../../kubernetes/names';
import { checkCidr, checkPort } from '../../kubernetes/network';
import { checkQuantity, compareQuantities } from '../../kubernetes/quantity';
import { Allowed, ContainerLimits, IsolationLevel, IsolationLines, ISOLATION_LEVELS, NetworkPeer } from './isolation';

const HOST = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;
const REGISTRY = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?\/([a-z0-9._-]+\/)*$/;

/** The isolation settings that take an allowlist. */
export type ListLine = {
  [L in keyof IsolationLines]: Allowed extends IsolationLines[L] ? L : never;
}[keyof IsolationLines];

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

function checkItem(key: ListLine, item: string): string | undefined {
  switch (key) {
    case 'hosts':
      return typeof item === 'string' && item.length <= 253 && HOST.test(item)
        ? undefined
        : `host ${quote(item)} is not a host name: write one such as "shop.example.com" or "*.shop.example.com"`;
    case 'registries':
      return typeof item === 'string' && REGISTRY.test(item)
        ? undefined
        : `registry ${quote(item)} is not the beginning of images: write one such as "registry.example.com/team-a/"`;
    case 'gateways': {
      const [namespace = '', name = '', ...rest] = String(item).split('/');
      const bad = checkDnsLabel('namespace', namespace) ?? checkDnsSubdomain('name', name);
      return bad === undefined && rest.length === 0
        ? undefined
        : `gateway ${quote(item)} is not a gateway: write its namespace and name, "ingress/public"`;
    }
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
