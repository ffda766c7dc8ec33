import { defined } from '../../core/defined';
import { NetworkPort, networkPolicy, PolicyPeer, TrafficRule } from '../../kubernetes/network';
import { KubernetesObject } from '../../kubernetes/objects';
import { ENVIRONMENT_LABEL, ISOLATION_LABEL, NETWORK_POLICIES, TENANT_LABEL } from '../../units/marks';
import { IsolatedSpaces, ResolvedPeer } from './resolve';

/** The lines that NetworkPolicies are made of. */
export type NetworkLine = 'networkIngress' | 'networkEgress' | 'ingressFrom' | 'egressTo';

const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * NetworkPolicies of a tenant's namespaces. They only ever add up, so each opens what it says and `default-deny` closes
 * the rest: always incoming traffic, outgoing traffic where the isolation says so.
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
      // Where nothing is closed, naming peers must not close the rest.
      ...(closed && egressTo.length > 0 ? [policy('egress', { egress: rules(egressTo) })] : []),
    ];
  });
}

/** Namespaces of the platform: those that are no tenant's. */
const NO_TENANT: PolicyPeer = {
  namespaceSelector: { matchExpressions: [{ key: ISOLATION_LABEL, operator: 'DoesNotExist' }] },
};

/** Names are looked up in the cluster's own DNS, over both protocols. */
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
