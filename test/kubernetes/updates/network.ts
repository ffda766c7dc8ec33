import { JsonObject } from '../../../src/kubernetes/objects';
import { base, Subject } from './subject';

const ingressSpec = (host: string): JsonObject => ({
  rules: [
    {
      host,
      http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] },
    },
  ],
});

function slice(addressType: string, endpoints: JsonObject[]): JsonObject {
  return base('discovery.k8s.io/v1', 'EndpointSlice', { addressType, endpoints, ports: [{ port: 80 }] });
}

const service = (more: JsonObject = {}): JsonObject => ({ selector: { app: 'web' }, ports: [{ port: 80 }], ...more });

const balancer = (more: JsonObject = {}): JsonObject => service({ type: 'LoadBalancer', ...more });

const local = (more: JsonObject = {}): JsonObject => balancer({ externalTrafficPolicy: 'Local', ...more });

/** Fields of a Service depend on its type, so that whole specs are exchanged. */
const SERVICE_SPECS: readonly JsonObject[] = [
  service(),
  service({ type: 'ClusterIP' }),
  service({ clusterIP: 'None' }),
  service({ clusterIP: 'None', clusterIPs: ['None'] }),
  service({ clusterIP: '10.96.77.7' }),
  service({ clusterIPs: ['10.96.77.7'], clusterIP: '10.96.77.7' }),
  service({ clusterIP: '10.96.77.8', ipFamilies: ['IPv4'] }),
  service({ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] }),
  service({ ipFamilyPolicy: 'PreferDualStack' }),
  service({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }),
  service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } }),
  service({ type: 'NodePort' }),
  service({ type: 'NodePort', externalTrafficPolicy: 'Local' }),
  { type: 'ExternalName', externalName: 'a.example.com' },
  { type: 'ExternalName', externalName: 'a.example.com', selector: { app: 'web' }, ports: [{ port: 80 }] },
  balancer(),
  balancer({ loadBalancerClass: 'a.example.com/x' }),
  balancer({ loadBalancerClass: 'a.example.com/y' }),
  balancer({ allocateLoadBalancerNodePorts: false }),
  balancer({ externalTrafficPolicy: 'Cluster' }),
  local(),
  local({ healthCheckNodePort: 31001 }),
  local({ healthCheckNodePort: 31002 }),
];

/** Kinds of the network. */
export const NETWORK: Readonly<Record<string, Subject>> = {
  Service: {
    weight: 10,
    base: base('v1', 'Service', { spec: service() }),
    // Half of the edits exchange the spec.
    focus: (path) => path === 'spec',
    edits: {
      spec: SERVICE_SPECS,
      'spec.clusterIP': ['None', '10.96.77.7', '10.96.77.8', undefined],
      'spec.ports': [[{ port: 80 }], [{ port: 80, protocol: 'TCP', targetPort: 80 }], [{ port: 81 }]],
      'spec.selector': [{ app: 'web' }, { app: 'other' }, undefined],
      'spec.sessionAffinity': ['None', 'ClientIP', undefined],
      'spec.internalTrafficPolicy': ['Local', 'Cluster', undefined],
      'spec.ipFamilies': [['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], ['IPv6', 'IPv4'], undefined],
      'spec.ipFamilyPolicy': ['SingleStack', 'PreferDualStack', 'RequireDualStack', undefined],
      'spec.publishNotReadyAddresses': [true, undefined],
      'spec.externalIPs': [['1.2.3.4'], undefined],
    },
  },
  Endpoints: {
    base: base('v1', 'Endpoints', { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] }),
    edits: {
      'subsets[0].addresses': [[{ ip: '10.0.0.1' }], [{ ip: '10.0.0.2' }]],
      'subsets[0].ports': [[{ port: 80 }], [{ port: 81 }]],
      subsets: [undefined],
    },
  },
  EndpointSlice: {
    base: slice('IPv4', [{ addresses: ['10.0.0.1'] }]),
    edits: {
      '': [
        slice('IPv4', [{ addresses: ['10.0.0.1'] }]),
        slice('IPv4', []),
        slice('IPv6', [{ addresses: ['fd00::1'] }]),
        slice('FQDN', [{ addresses: ['a.example.com'] }]),
      ],
      'metadata.labels': [{ a: 'b' }, undefined],
      ports: [[{ port: 80, name: '', protocol: 'TCP' }], [{ port: 81 }], []],
    },
  },
  Ingress: {
    base: base('networking.k8s.io/v1', 'Ingress', { spec: ingressSpec('a.example.com') }),
    edits: {
      spec: [ingressSpec('a.example.com'), ingressSpec('b.example.com')],
      'spec.ingressClassName': ['nginx', 'other', undefined],
      'spec.tls': [[{ hosts: ['a.example.com'], secretName: 's' }], undefined],
    },
  },
  IngressClass: {
    base: base('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'example.com/a' } }),
    edits: {
      'spec.controller': ['example.com/a', 'example.com/b'],
      'spec.parameters': [
        { kind: 'X', name: 'x', apiGroup: 'example.com' },
        { kind: 'X', name: 'x', apiGroup: 'example.com', scope: 'Cluster' },
        { kind: 'X', name: 'x', apiGroup: 'example.com', scope: 'Namespace', namespace: 'default' },
        undefined,
      ],
      'metadata.labels': [{ a: 'b' }, undefined],
    },
  },
  NetworkPolicy: {
    base: base('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {} } }),
    edits: {
      'spec.podSelector': [{}, { matchLabels: { a: 'b' } }],
      'spec.policyTypes': [['Ingress'], ['Ingress', 'Egress'], ['Egress'], undefined],
      'spec.ingress': [[{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }], [{}], undefined],
      'spec.egress': [[{ to: [{ podSelector: {} }], ports: [{ port: 53 }] }], undefined],
    },
  },
  ServiceCIDR: {
    base: base('networking.k8s.io/v1', 'ServiceCIDR', { spec: { cidrs: ['10.200.0.0/24'] } }),
    edits: {
      'spec.cidrs': [['10.200.0.0/24'], ['10.200.1.0/24'], ['10.200.0.0/24', 'fd00:200::/112'], ['fd00:200::/112']],
    },
  },
  IPAddress: {
    base: base('networking.k8s.io/v1', 'IPAddress', {
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'a' } },
    }),
    edits: { 'spec.parentRef.name': ['a', 'b'], 'metadata.labels': [{ a: 'b' }, undefined] },
  },
};
