import {
  a,
  atMost,
  cidr,
  each,
  listOf,
  port,
  relation,
  required,
  Shape,
  since,
  strictChoice,
  strictText,
  text,
  until,
  needed,
} from '../checks/rule';
import {
  addressName,
  backend,
  ingressClass,
  ingressPath,
  ingressTargets,
  ipBlock,
  parameterScope,
  policyPeer,
  policyPort,
  serviceRanges,
} from '../relations/networking';
import { controllerName } from '../relations/storage';
import { LABEL_SELECTOR } from './meta';
import { PORT_OR_NAME } from './probes';

const NET = 'networking/validation';

const POLICY_PORT = (): Shape => ({
  source: `${NET}#ValidateNetworkPolicyPort`,
  fields: { protocol: strictChoice('TCP', 'UDP', 'SCTP'), port: PORT_OR_NAME, endPort: port },
  rules: [relation(policyPort)],
});

const PEER = (): Shape => ({
  source: `${NET}#ValidateNetworkPolicyPeer`,
  fields: {
    podSelector: a(LABEL_SELECTOR),
    namespaceSelector: a(LABEL_SELECTOR),
    ipBlock: a(() => ({
      source: `${NET}#ValidateIPBlock`,
      fields: { cidr: [required, cidr] },
      rules: [relation(ipBlock)],
    })),
  },
  rules: [relation(policyPeer)],
});

const traffic = (side: 'from' | 'to') =>
  listOf(() => ({
    source: `${NET}#ValidateNetworkPolicySpec`,
    fields: { ports: listOf(POLICY_PORT), [side]: listOf(PEER) },
  }));

/** A reference to an object of the same namespace. */
const REFERENCE = (): Shape => ({
  source: `${NET}#validateIngressTypedLocalObjectReference`,
  fields: {
    apiGroup: strictText('dnsSubdomain'),
    kind: [required, text('pathSegment')],
    name: [required, text('pathSegment')],
  },
});

const BACKEND = (): Shape => ({
  source: `${NET}#validateIngressBackend`,
  fields: {
    resource: a(REFERENCE),
    service: a(() => ({
      source: `${NET}#validateIngressBackend`,
      fields: { name: [required, until(35, text('dns1035Label')), since(36, text('dnsLabel'))] },
    })),
  },
  rules: [relation(backend)],
});

const PATH = (): Shape => ({
  source: `${NET}#validateHTTPIngressPath`,
  fields: {
    pathType: [required, strictChoice('Exact', 'Prefix', 'ImplementationSpecific')],
    backend: needed(BACKEND),
  },
  rules: [relation(ingressPath)],
});

const INGRESS = (): Shape => ({
  source: `${NET}#ValidateIngressSpec`,
  fields: {
    defaultBackend: a(BACKEND),
    rules: listOf(() => ({
      source: `${NET}#validateIngressRules`,
      fields: {
        host: text('host'),
        http: a(() => ({ source: `${NET}#validateHTTPIngressRuleValue`, fields: { paths: [required, listOf(PATH)] } })),
      },
    })),
    tls: listOf(() => ({
      source: `${NET}#validateIngressTLS`,
      fields: { hosts: each(strictText('tlsHost')), secretName: text('dnsSubdomain') },
    })),
    ingressClassName: strictText('dnsSubdomain'),
  },
  rules: [relation(ingressTargets)],
});

const PARENT = (): Shape => ({
  source: `${NET}#validateIPAddressParentReference`,
  fields: {
    group: text('dnsSubdomain'),
    resource: [required, text('pathSegment')],
    name: [required, text('pathSegment')],
    namespace: text('pathSegment'),
  },
});

/** The kinds of `networking.k8s.io`. */
export const NETWORKING: Readonly<Record<string, () => Shape>> = {
  'networking.k8s.io/NetworkPolicy': () => ({
    source: `${NET}#ValidateNetworkPolicy`,
    fields: {
      spec: a(() => ({
        source: `${NET}#ValidateNetworkPolicySpec`,
        fields: {
          podSelector: a(LABEL_SELECTOR),
          ingress: traffic('from'),
          egress: traffic('to'),
          policyTypes: [atMost(2), each(strictChoice('Ingress', 'Egress'))],
        },
      })),
    },
  }),
  'networking.k8s.io/Ingress': () => ({
    source: `${NET}#ValidateIngressCreate`,
    fields: { spec: needed(INGRESS) },
    rules: [relation(ingressClass)],
  }),
  'networking.k8s.io/IngressClass': () => ({
    source: `${NET}#ValidateIngressClass`,
    fields: {
      spec: needed(() => ({
        source: `${NET}#validateIngressClassSpec`,
        fields: {
          controller: [required, text('prefixedPath'), relation(controllerName)],
          parameters: a(() => ({
            ...REFERENCE(),
            source: `${NET}#validateIngressClassParametersReference`,
            fields: { ...REFERENCE().fields, scope: strictChoice('Namespace', 'Cluster') },
            rules: [relation(parameterScope)],
          })),
        },
      })),
    },
  }),
  'networking.k8s.io/IPAddress': () => ({
    source: `${NET}#ValidateIPAddress`,
    fields: {
      spec: needed(() => ({ source: `${NET}#ValidateIPAddress`, fields: { parentRef: needed(PARENT) } })),
    },
    rules: [relation(addressName)],
  }),
  'networking.k8s.io/ServiceCIDR': () => ({
    source: `${NET}#ValidateServiceCIDR`,
    fields: {
      spec: needed(() => ({
        source: `${NET}#validateServiceCIDRSpec`,
        fields: { cidrs: required },
        rules: [relation(serviceRanges)],
      })),
    },
  }),
};
