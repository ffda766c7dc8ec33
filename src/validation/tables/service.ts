import {
  a,
  atMost,
  choice,
  each,
  listOf,
  port,
  protocol,
  relation,
  required,
  Shape,
  since,
  strictChoice,
  strictText,
  text,
  unique,
  uniqueBy,
  until,
} from '../checks/rule';
import { sliceAddresses, slicePorts, subset } from '../relations/endpoints';
import {
  endpointIp,
  kubeletPort,
  serviceAnnotations,
  serviceName,
  servicePorts,
  serviceType,
  sessionAffinity,
} from '../relations/service';
import { labels } from './meta';

const CORE = 'core/validation';

const PORT = (): Shape => ({
  source: `${CORE}#validateServicePort`,
  fields: {
    name: text('dnsLabel'),
    port: [required, port],
    protocol,
    appProtocol: strictText('qualifiedName'),
  },
});

const SPEC = (): Shape => ({
  source: `${CORE}#validateService`,
  fields: {
    type: choice('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
    ports: [
      listOf(PORT),
      unique('name'),
      uniqueBy(['port', 'protocol'], { protocol: 'TCP' }),
      uniqueBy(['nodePort', 'protocol'], { protocol: 'TCP' }),
    ],
    selector: labels,
    sessionAffinity: choice('ClientIP', 'None'),
    externalIPs: each(relation(endpointIp)),
    externalTrafficPolicy: choice('Cluster', 'Local'),
    internalTrafficPolicy: strictChoice('Cluster', 'Local'),
    ipFamilies: [each(strictChoice('IPv4', 'IPv6')), unique()],
    ipFamilyPolicy: strictChoice('SingleStack', 'PreferDualStack', 'RequireDualStack'),
    loadBalancerClass: strictText('qualifiedName'),
    healthCheckNodePort: { rule: 'range', min: 1, max: 65_535, zero: true },
    trafficDistribution: [
      until(33, strictChoice('PreferClose')),
      since(34, strictChoice('PreferClose', 'PreferSameZone', 'PreferSameNode')),
    ],
  },
  rules: [relation(serviceType), relation(servicePorts), relation(sessionAffinity), until(32, relation(kubeletPort))],
});

const ADDRESS = (): Shape => ({
  source: `${CORE}#validateEndpointAddress`,
  fields: { ip: [required, relation(endpointIp)], hostname: text('dnsLabel'), nodeName: strictText('dnsSubdomain') },
});

const ENDPOINT_PORT = (): Shape => ({
  source: `${CORE}#validateEndpointPort`,
  fields: {
    name: text('dnsLabel'),
    port: [required, port],
    protocol,
    appProtocol: strictText('qualifiedName'),
  },
});

const SUBSET = (): Shape => ({
  source: `${CORE}#validateEndpointSubsets`,
  fields: { addresses: listOf(ADDRESS), notReadyAddresses: listOf(ADDRESS), ports: listOf(ENDPOINT_PORT) },
  rules: [relation(subset)],
});

const hint = (source: string, format: 'labelValue' | 'dnsSubdomain') => [
  atMost(8),
  listOf(() => ({ source, fields: { name: strictText(format) } })),
  unique('name'),
];

const ENDPOINT = (): Shape => ({
  source: 'discovery/validation#validateEndpoints',
  fields: {
    addresses: [required, atMost(100)],
    nodeName: strictText('dnsSubdomain'),
    hostname: strictText('dnsLabel'),
    hints: a(() => ({
      source: 'discovery/validation#validateHints',
      fields: {
        forZones: hint('discovery/validation#validateHints', 'labelValue'),
        forNodes: since(34, ...hint('discovery/validation#validateHints', 'dnsSubdomain')),
      },
    })),
  },
});

/** Services and their endpoints. */
export const SERVICES: Readonly<Record<string, () => Shape>> = {
  '/Service': () => ({
    source: `${CORE}#ValidateServiceCreate`,
    fields: { spec: a(SPEC) },
    rules: [relation(serviceAnnotations), until(35, relation(serviceName))],
  }),
  '/Endpoints': () => ({ source: `${CORE}#ValidateEndpoints`, fields: { subsets: listOf(SUBSET) } }),
  'discovery.k8s.io/EndpointSlice': () => ({
    source: 'discovery/validation#ValidateEndpointSlice',
    fields: {
      addressType: [required, choice('IPv4', 'IPv6', 'FQDN')],
      endpoints: [atMost(1000), listOf(ENDPOINT)],
      ports: atMost(20_000),
    },
    rules: [relation(slicePorts), relation(sliceAddresses)],
  }),
};
