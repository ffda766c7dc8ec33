import { isIP } from 'node:net';
import { sharedConstant } from '../core/constant';
import { defined } from '../core/defined';
import { quote } from './names';
import { KubernetesObject } from './objects';

/** A port: a number for TCP, or the number with the protocol, such as `53/UDP`. */
export type NetworkPort = number | `${number}/${'TCP' | 'UDP' | 'SCTP'}`;

/** A port in the form of a NetworkPolicy. */
export interface PolicyPort {
  readonly port: number;
  readonly protocol: string;
}

/** A peer in the form of a NetworkPolicy. */
export interface PolicyPeer {
  readonly namespaceSelector?: object;
  readonly podSelector?: object;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

const PORT = /^(\d{1,5})(?:\/(TCP|UDP|SCTP))?$/;

/** Checks a port. */
export function checkPort(what: string, port: NetworkPort): string | undefined {
  const number = Number(PORT.exec(String(port))?.[1] ?? 0);
  return number >= 1 && number <= 65_535
    ? undefined
    : `${what} ${quote(port)} is not a port: give a number from 1 to 65535, or one with its protocol such as "53/UDP"`;
}

/** A port in the form of a NetworkPolicy. */
export function policyPort(port: NetworkPort): PolicyPort {
  const [, number, protocol = 'TCP'] = PORT.exec(String(port)) ?? [];
  return { port: Number(number), protocol };
}

/** Checks an address range such as `10.0.0.0/8` or `fd00::/8`. */
export function checkCidr(what: string, cidr: string): string | undefined {
  const [address = '', bits = '', ...rest] = String(cidr).split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const good = version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
  return good ? undefined : `${what} ${quote(cidr)} is not an address range: write one such as "10.0.0.0/8"`;
}

/** A rule for one direction: to or from these peers, on these ports; without peers or ports, all of them. */
export interface TrafficRule {
  readonly peers: readonly PolicyPeer[];
  readonly ports?: readonly NetworkPort[];
}

/** A NetworkPolicy for every pod of a namespace. Without rules, it blocks the direction. */
export function networkPolicy(
  name: string,
  namespace: string,
  rules: { readonly ingress?: readonly TrafficRule[]; readonly egress?: readonly TrafficRule[] },
): KubernetesObject {
  const direction = (given: readonly TrafficRule[] | undefined, key: 'from' | 'to') =>
    given?.map(({ peers, ports }) => ({
      ...defined({
        [key]: peers.length > 0 ? peers : undefined,
        ports: ports?.length ? ports.map(policyPort) : undefined,
      }),
    }));
  const ingress = direction(rules.ingress, 'from');
  const egress = direction(rules.egress, 'to');
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: sharedConstant({
      podSelector: {},
      policyTypes: [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])],
      ...defined({ ingress: ingress?.length ? ingress : undefined, egress: egress?.length ? egress : undefined }),
    }),
  };
}
