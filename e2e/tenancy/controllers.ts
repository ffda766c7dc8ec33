import { GUEST } from './doors';
import { make, type Fields, type Request } from './requests';

const HOST = 'guest.example.com';
const ELSEWHERE = 'prod-standard';

const annotated = (annotations: Fields) => ({ annotations });
const refused = (
  tenant: string,
  policy: string,
  objects: readonly (readonly [string, Request['object']])[],
): Request[] => objects.map(([what, object]) => ({ what, tenant, policy, object }));
const passed = (tenant: string, objects: readonly (readonly [string, Request['object']])[]): Request[] =>
  objects.map(([what, object]) => ({ what, tenant, object }));

const service = (annotations: Fields = {}, spec: Fields = {}) =>
  make(GUEST, 'v1', 'Service', { spec: { ports: [{ port: 80 }], ...spec } }, annotated(annotations));
const backend = { service: { name: 'web', port: { number: 80 } } };
const ingress = (path: string, pathType = 'ImplementationSpecific') =>
  make(GUEST, 'networking.k8s.io/v1', 'Ingress', {
    spec: { ingressClassName: 'public', rules: [{ host: HOST, http: { paths: [{ path, pathType, backend }] } }] },
  });
const route = (kind: string, spec: Fields) => make(GUEST, 'gateway.networking.k8s.io/v1', kind, { spec });
const mesh = { group: '', kind: 'Service', name: 'web' };
const matching = (match: Fields) => ({
  hostnames: [HOST],
  parentRefs: [{ name: 'public', namespace: 'ingress' }],
  rules: [{ matches: [match], backendRefs: [{ name: 'web', port: 80 }] }],
});
const claim = (annotations: Fields) =>
  make(
    GUEST,
    'v1',
    'PersistentVolumeClaim',
    { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    annotated(annotations),
  );
const pod = (annotations: Fields, spec: Fields = {}) =>
  make(
    GUEST,
    'v1',
    'Pod',
    { spec: { containers: [{ name: 'web', image: 'registry.example.com/guest/web:1' }], ...spec } },
    annotated(annotations),
  );
const certificate = (tenant: string, spec: Fields) =>
  make(tenant, 'cert-manager.io/v1', 'Certificate', {
    spec: { secretName: 'tls', issuerRef: { kind: 'ClusterIssuer', name: 'public' }, ...spec },
  });
const monitor = (endpoint: Fields) =>
  make(GUEST, 'monitoring.coreos.com/v1', 'ServiceMonitor', {
    spec: { selector: {}, endpoints: [{ port: 'http', ...endpoint }] },
  });
const scaled = (kind: string, authenticationRef: Fields) =>
  make(GUEST, 'keda.sh/v1alpha1', kind, {
    spec: {
      scaleTargetRef: { name: 'web' },
      triggers: [{ type: 'prometheus', metadata: { serverAddress: 'http://metrics.example.org' }, authenticationRef }],
    },
  });

/** Further objects by which a tenant would reach what is of others, with the rights that are generated. */
export const controllerRequests: readonly Request[] = [
  ...refused(GUEST, 'tenant-exposure', [
    ['Ingress whose path goes on in the rules of a controller', ingress('/x`) || Host(`shop.example.com')],
    ['Ingress whose path ends a quoted text', ingress('/x" y')],
    ['Ingress whose path has a blank', ingress('/x y')],
    ['Ingress whose path has a tab', ingress('/x\ty')],
    ['Ingress of a prefix with a backtick', ingress('/x`y', 'Prefix')],
    [
      'HTTPRoute whose path goes on in the rules of a controller',
      route('HTTPRoute', matching({ path: { type: 'RegularExpression', value: '/x`) || Host(`shop.example.com' } })),
    ],
    [
      'HTTPRoute whose header goes on in the rules of a controller',
      route('HTTPRoute', matching({ headers: [{ name: 'x', value: 'y`) || Host(`shop.example.com' }] })),
    ],
    [
      'HTTPRoute whose query goes on in the rules of a controller',
      route('HTTPRoute', matching({ queryParams: [{ name: 'x', value: 'y`) || Host(`shop.example.com' }] })),
    ],
    [
      'GRPCRoute whose header goes on in the rules of a controller',
      route('GRPCRoute', matching({ headers: [{ name: 'x', value: 'y`' }] })),
    ],
    [
      'HTTPRoute for a Service and, without a host, for a gateway',
      route('HTTPRoute', { parentRefs: [mesh, { name: 'public', namespace: 'ingress' }] }),
    ],
    ['HTTPRoute for a Service of a neighbour', route('HTTPRoute', { parentRefs: [{ ...mesh, namespace: ELSEWHERE }] })],
    ...['service', 'method'].map(
      (field) =>
        [
          `GRPCRoute whose ${field} goes on in the rules of a controller`,
          route(
            'GRPCRoute',
            matching({ method: { type: 'RegularExpression', [field]: 'x`) || Host(`a.example.com' } }),
          ),
        ] as const,
    ),
    [
      'HTTPRoute for a Service and, without a host, for the default gateways',
      route('HTTPRoute', { parentRefs: [mesh], useDefaultGateways: 'All' }),
    ],
    ['HTTPRoute without a parent', route('HTTPRoute', { rules: [] })],
  ]),
  ...refused(GUEST, 'tenant-annotations', [
    ...Object.entries({
      'dns.gardener.cloud/dnsnames': 'shop.example.com',
      'dns.alpha.kubernetes.io/external': 'api.example.com',
      'dns.alpha.kubernetes.io/internal': 'api.internal.example.com',
      'coredns.io/hostname': 'shop.example.com',
      'cert.gardener.cloud/commonname': 'shop.example.com',
      'ako.vmware.com/load-balancer-ip': '203.0.113.7',
      'ako.vmware.com/host-fqdn': 'shop.example.com',
      'lb.stackit.cloud/external-address': '203.0.113.7',
      'loxilb.io/staticIP': '203.0.113.7',
      'service.antrea.io/external-ip-pool': 'platform',
      'teleport.dev/public-addr': 'shop.example.com',
      'netbird.io/expose': 'true',
      'ncp/use_cert': 'platform',
    }).map(([key, value]) => [`Service with ${key}`, service({ [key]: value })] as const),
    ['Pod with a name of the cluster', pod({ 'dns.alpha.kubernetes.io/external': 'api.example.com' })],
    ['Pod with an address of a pool of Antrea', pod({ 'ipam.antrea.io/ippools': 'platform' })],
    ['Pod with an address of a pool of Spiderpool', pod({ 'ipam.spidernet.io/ippool': '{"ipv4":["platform"]}' })],
    ['claim that takes over a volume of Trident', claim({ 'trident.netapp.io/importOriginalName': 'of-others' })],
    ['claim of a clone of Trident', claim({ 'trident.netapp.io/cloneFromNamespace': ELSEWHERE })],
    ['claim of a snapshot of Stork', claim({ 'stork.libopenstorage.org/snapshot-source-namespace': ELSEWHERE })],
    ['claim with a path of OpenEBS', claim({ 'cas.openebs.io/config': '- name: BasePath\n  value: "/x"' })],
    [
      'Secret that is filled with those of others',
      make(GUEST, 'v1', 'Secret', { stringData: {} }, annotated({ 'secretgen.carvel.dev/image-pull-secret': '' })),
    ],
  ]),
  ...refused(GUEST, 'tenant-products', [
    ['ServiceMonitor with a proxy for its tokens', monitor({ oauth2: { proxyUrl: 'http://proxy.example.org' } })],
    [
      'ScaledObject with credentials of the cluster',
      scaled('ScaledObject', { kind: 'ClusterTriggerAuthentication', name: 'platform' }),
    ],
    [
      'ScaledJob with credentials of the cluster',
      scaled('ScaledJob', { kind: 'ClusterTriggerAuthentication', name: 'platform' }),
    ],
  ]),
];

/** Further ordinary objects: all of them pass. */
export const ordinaryControllerRequests: readonly Request[] = passed(GUEST, [
  ['HTTPRoute of a mesh for its own Service', route('HTTPRoute', { parentRefs: [mesh], rules: [] })],
  ['GRPCRoute of a mesh', route('GRPCRoute', { parentRefs: [{ ...mesh, namespace: 'prod-guest' }] })],
  ['HTTPRoute of a mesh alone', route('HTTPRoute', { parentRefs: [mesh], useDefaultGateways: 'None' })],
  ['HTTPRoute of a method', route('HTTPRoute', matching({ method: 'GET' }))],
  ['GRPCRoute of a method', route('GRPCRoute', matching({ method: { service: 'shop.Cart', method: 'Add' } }))],
  ['HTTPRoute of headers', route('HTTPRoute', matching({ headers: [{ name: 'x', value: '"a b"; c=\'d\'' }] }))],
  [
    'HTTPRoute of a pattern',
    route('HTTPRoute', matching({ path: { type: 'RegularExpression', value: '/v\\d{1,2}/.*' } })),
  ],
  ['Ingress of a pattern', ingress('/api(/|$)(.*)')],
  ['Ingress of a pattern with a number', ingress('/v\\d{1,2}/.*')],
  ['Ingress of an encoded path', ingress('/a%20b;v=1', 'Prefix')],
  ['Ingress without a path type of its own', ingress('/')],
  [
    'Service with a name of its own by Gardener',
    service({ 'dns.gardener.cloud/dnsnames': `a.${HOST}`, 'dns.gardener.cloud/ttl': '60' }),
  ],
  ['Service with a name of its own by CoreDNS', service({ 'coredns.io/hostname': HOST })],
  ['Service of two families', service({}, { ipFamilyPolicy: 'PreferDualStack', trafficDistribution: 'PreferClose' })],
  [
    'claim of Trident',
    claim({ 'trident.netapp.io/snapshotPolicy': 'none', 'trident.netapp.io/unixPermissions': '0770' }),
  ],
  ['ScaledObject', scaled('ScaledObject', { name: 'mine' })],
  ['ScaledJob', scaled('ScaledJob', { kind: 'TriggerAuthentication', name: 'mine' })],
  ['ScaledObject with an empty kind', scaled('ScaledObject', { kind: '', name: 'mine' })],
  [
    'Certificate of an issuer with an empty kind',
    certificate(GUEST, { issuerRef: { kind: '', name: 'mine' }, dnsNames: ['shop.example.com'] }),
  ],
  ['ServiceMonitor with tokens of its own', monitor({ oauth2: { tokenUrl: 'https://login.example.com/token' } })],
  [
    'Pod with a sidecar, a restart rule and a token for others',
    pod(
      { 'linkerd.io/inject': 'enabled' },
      {
        initContainers: [{ name: 'log', image: 'registry.example.com/guest/log:1', restartPolicy: 'Always' }],
        volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { audience: 'vault', path: 't' } }] } }],
      },
    ),
  ],
  [
    'account that reads images',
    make(GUEST, 'v1', 'ServiceAccount', { imagePullSecrets: [{ name: 'x' }] }, { name: 'reader' }),
  ],
]);

/** Objects that only somebody with too many rights can send, and what answers. */
export const boundTooMuchRequests: readonly Request[] = [
  ...refused('relaxed', 'tenant-products', [
    ['Certificate of a component, with any host', certificate('relaxed', { commonName: 'system:kube-scheduler' })],
    ['Certificate of an authority, with any host', certificate('relaxed', { dnsNames: ['a.example.org'], isCA: true })],
    [
      'Certificate of an administrator, with any host',
      certificate('relaxed', { dnsNames: ['a.example.org'], subject: { organizations: ['system:masters'] } }),
    ],
    [
      'Certificate of a workload of others, with any host',
      certificate('relaxed', { uris: ['spiffe://cluster.local/x'] }),
    ],
  ]),
  ...passed('relaxed', [
    [
      'Certificate of any host and address',
      certificate('relaxed', { dnsNames: ['a.example.org'], ipAddresses: ['203.0.113.7'] }),
    ],
  ]),
  ...passed('tight', [
    [
      'HTTPRoute of a mesh, where gateways are listed',
      make('tight', 'gateway.networking.k8s.io/v1', 'HTTPRoute', { spec: { parentRefs: [mesh], rules: [] } }),
    ],
    [
      'HTTPRoute of a host for a Service and a listed gateway',
      make('tight', 'gateway.networking.k8s.io/v1', 'HTTPRoute', {
        spec: { hostnames: ['tight.example.com'], parentRefs: [mesh, { name: 'public', namespace: 'ingress' }] },
      }),
    ],
  ]),
  ...refused('tight', 'tenant-exposure', [
    [
      'HTTPRoute of its host for the default gateways, where gateways are listed',
      make('tight', 'gateway.networking.k8s.io/v1', 'HTTPRoute', {
        spec: { hostnames: ['tight.example.com'], useDefaultGateways: 'All' },
      }),
    ],
    [
      'HTTPRoute of its host for a gateway that is not listed',
      make('tight', 'gateway.networking.k8s.io/v1', 'HTTPRoute', {
        spec: { hostnames: ['tight.example.com'], parentRefs: [mesh, { name: 'internal', namespace: 'ingress' }] },
      }),
    ],
  ]),
  ...refused('tight', 'tenant-sources', [
    [
      "GitRepository with the controller's identity beside a Secret",
      make('tight', 'source.toolkit.fluxcd.io/v1', 'GitRepository', {
        spec: {
          ...{ interval: '5m', url: 'https://git.example.com/tight/web', provider: 'azure' },
          secretRef: { name: 'anything' },
        },
      }),
    ],
  ]),
  ...passed('tight', [
    [
      'GitRepository with an identity of its own',
      make('tight', 'source.toolkit.fluxcd.io/v1', 'GitRepository', {
        spec: {
          ...{ interval: '5m', url: 'https://git.example.com/tight/web', provider: 'azure' },
          serviceAccountName: 'tight',
        },
      }),
    ],
  ]),
  ...refused('strict', 'tenant-references', [
    [
      "Provider of Azure DevOps with the controller's identity",
      make('strict', 'notification.toolkit.fluxcd.io/v1beta3', 'Provider', {
        spec: { type: 'azuredevops', address: 'https://dev.azure.com/acme/web/_git/web' },
      }),
    ],
  ]),
  ...refused('strict', 'tenant-fences', [
    ...(
      [
        ['cilium.io/v2', 'CiliumNetworkPolicy'],
        ['projectcalico.org/v3', 'NetworkPolicy'],
        ['crd.projectcalico.org/v1', 'NetworkPolicy'],
        ['helm.cattle.io/v1', 'HelmChart'],
        ['argoproj.io/v1alpha1', 'Application'],
        ['fluxcd.controlplane.io/v1', 'ResourceSet'],
        ['fluxcd.controlplane.io/v1', 'FluxInstance'],
      ] as const
    ).map(
      ([apiVersion, kind]) =>
        [`${kind} of ${apiVersion.split('/')[0]!}`, make('strict', apiVersion, kind, { spec: {} })] as const,
    ),
    [
      'ArtifactGenerator',
      make('strict', 'source.extensions.fluxcd.io/v1beta1', 'ArtifactGenerator', {
        spec: {
          sources: [{ alias: 'fleet', kind: 'GitRepository', name: 'strict' }],
          artifacts: [{ name: 'app', copy: [{ from: '@fleet/**', to: '@artifact/' }] }],
        },
      }),
    ],
  ]),
];
