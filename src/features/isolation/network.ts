import { defined } from '../../core/defined';
import { NetworkPort, networkPolicy, PolicyPeer, TrafficRule } from '../../kubernetes/network';
import { KubernetesObject } from '../../kubernetes/objects';
import { ENVIRONMENT_LABEL, ISOLATION_LABEL, NETWORK_POLICIES, TENANT_LABEL } from '../../units/marks';
import { IsolatedSpaces, ResolvedPeer } from './resolve';

/** The isolation settings that NetworkPolicies are rendered from. */
export type NetworkLine = 'networkIngress' | 'networkEgress' | 'ingressFrom' | 'egressTo';

const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * NetworkPolicies of a tenant's namespaces. NetworkPolicies are additive: `default-deny` denies traffic, always
 * incoming and, with `networkEgress: 'deny'`, also outgoing, and each other policy allows some of it.
 */
export function networkObjects(
  { isolation, spaces }: IsolatedSpaces<NetworkLine>,
  environment: string,
): KubernetesObject[] {
  const { networkIngress, networkEgress, ingressFrom, egressTo } = isolation;
  const closed = networkEgress === 'deny';
  const own: TrafficRule[] = [{ peers: [{ podSelector: {} }] }];
  const rules = (peers: readonly ResolvedPeer[]) => peers.map((peer) => trafficRule(peer, environment));
  return spaces.flatMap(({ namespace }): KubernetesObject[] => {
    const policy = (name: keyof typeof NETWORK_POLICIES, traffic: Parameters<typeof networkPolicy>[2]) =>
      networkPolicy(NETWORK_POLICIES[name], namespace, traffic);
    return [
      policy('deny', closed ? { ingress: [], egress: [] } : { ingress: [] }),
      policy('same', closed ? { ingress: own, egress: own } : { ingress: own }),
      ...(closed ? [policy('dns', { egress: DNS })] : []),
      ...(networkIngress === 'platform' ? [policy('platform', { ingress: [{ peers: [NO_TENANT] }] })] : []),
      ...(ingressFrom.length > 0 ? [policy('ingress', { ingress: rules(ingressFrom) })] : []),
      // A policy for egress denies all egress that it does not list, so there is none where egress is open.
      ...(closed && egressTo.length > 0 ? [policy('egress', { egress: rules(egressTo) })] : []),
    ];
  });
}

/** Namespaces of the platform: those that belong to no tenant. */
const NO_TENANT: PolicyPeer = {
  namespaceSelector: { matchExpressions: [{ key: ISOLATION_LABEL, operator: 'DoesNotExist' }] },
};

/** Traffic to the cluster's own DNS. Resolvers use both UDP and TCP. */
const DNS: readonly TrafficRule[] = [
  {
    peers: [{ namespaceSelector: { matchLabels: { [NAME_LABEL]: 'kube-system' } } }],
    ports: ['53/UDP', '53/TCP'],
  },
];

function trafficRule(peer: ResolvedPeer, environment: string): TrafficRule {
  const ports = peer.ports ? { ports: peer.ports as readonly NetworkPort[] } : {};
  if ('cidr' in peer) {
    const { cidr, except } = peer;
    return { peers: [{ ipBlock: { cidr, ...defined({ except }) } }], ...ports };
  }
  const labels =
    'namespace' in peer
      ? { [NAME_LABEL]: peer.namespace }
      : { [ENVIRONMENT_LABEL]: environment, [TENANT_LABEL]: peer.tenant };
  return { peers: [{ namespaceSelector: { matchLabels: labels } }], ...ports };
}
