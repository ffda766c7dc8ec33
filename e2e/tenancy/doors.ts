import { make, type Fields, type Request } from './requests';

/** The tenant that tries doors, with a list of hosts, and the one that has every opening. */
export const GUEST = 'guest';
export const OPEN = 'opened';

type Objects = readonly (readonly [what: string, object: Request['object']])[];

const list = (tenant: string, policy: string | undefined, objects: Objects): Request[] =>
  objects.map(([what, object]) => ({ what, tenant, object, ...(policy === undefined ? {} : { policy }) }));

const HOST = 'guest.example.com';
const ELSEWHERE = 'prod-standard';

const backend = { service: { name: 'web', port: { number: 80 } } };
const ports = [{ port: 80, protocol: 'TCP' }];
const annotated = (annotations: Fields) => ({ annotations });

const service = (fields: Fields = {}, annotations: Fields = {}, tenant = GUEST) =>
  make(tenant, 'v1', 'Service', { spec: { ports, ...fields } }, annotated(annotations));
const ingress = (annotations: Fields = {}, fields: Fields = {}, tenant = GUEST) =>
  make(
    tenant,
    'networking.k8s.io/v1',
    'Ingress',
    {
      spec: {
        ...{ ingressClassName: 'nginx', tls: [{ hosts: [HOST], secretName: 'tls' }] },
        rules: [{ host: HOST, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        ...fields,
      },
    },
    annotated(annotations),
  );
const route = (kind: string, spec: Fields, annotations: Fields = {}) =>
  make(
    GUEST,
    'gateway.networking.k8s.io/v1',
    kind,
    { spec: { hostnames: [HOST], parentRefs: [{ name: 'public', namespace: 'ingress' }], ...spec } },
    annotated(annotations),
  );
const claim = (spec: Fields, annotations: Fields = {}, tenant = GUEST) =>
  make(
    tenant,
    'v1',
    'PersistentVolumeClaim',
    { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } },
    annotated(annotations),
  );
const container = { name: 'web', image: 'registry.example.com/guest/web:1' };
const template = (spec: Fields, metadata: Fields = {}) => ({
  metadata: { labels: { app: 'web' }, ...metadata },
  spec: { containers: [container], ...spec },
});
const deployment = (spec: Fields = {}, metadata: Fields = {}, tenant = GUEST) =>
  make(tenant, 'apps/v1', 'Deployment', {
    spec: { selector: { matchLabels: { app: 'web' } }, template: template(spec, metadata) },
  });
const withVolume = (volume: Fields, tenant = GUEST) => deployment({ volumes: [{ name: 'v', ...volume }] }, {}, tenant);
const statefulSet = (claimSpec: Fields, annotations: Fields = {}) =>
  make(GUEST, 'apps/v1', 'StatefulSet', {
    spec: {
      ...{ serviceName: 'web', selector: { matchLabels: { app: 'web' } }, template: template({}) },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data', annotations },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...claimSpec },
        },
      ],
    },
  });
const job = (spec: Fields) =>
  make(GUEST, 'batch/v1', 'Job', { spec: { template: { spec: { ...template(spec).spec, restartPolicy: 'Never' } } } });
const cronJob = (spec: Fields, annotations: Fields = {}) =>
  make(GUEST, 'batch/v1', 'CronJob', {
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: {
        spec: {
          template: { metadata: { annotations }, spec: { ...template(spec).spec, restartPolicy: 'Never' } },
        },
      },
    },
  });
const pod = (spec: Fields, annotations: Fields = {}) =>
  make(GUEST, 'v1', 'Pod', { spec: template(spec).spec }, annotated(annotations));
const budget = (spec: Fields, tenant = GUEST) =>
  make(tenant, 'policy/v1', 'PodDisruptionBudget', { spec: { selector: { matchLabels: { app: 'web' } }, ...spec } });
const configMap = (annotations: Fields, tenant = GUEST) =>
  make(tenant, 'v1', 'ConfigMap', { data: { a: 'b' } }, annotated(annotations));
const snapshot = (source: Fields) => make(GUEST, 'snapshot.storage.k8s.io/v1', 'VolumeSnapshot', { spec: { source } });
const externalSecret = (spec: Fields) =>
  make(GUEST, 'external-secrets.io/v1', 'ExternalSecret', { spec: { target: { name: 'app' }, ...spec } });
const pushSecret = (spec: Fields) =>
  make(GUEST, 'external-secrets.io/v1alpha1', 'PushSecret', {
    spec: { selector: { secret: { name: 'app' } }, ...spec },
  });
const store = { kind: 'ClusterSecretStore', name: 'guest' };
const otherStore = { kind: 'ClusterSecretStore', name: 'platform' };
const certificate = (spec: Fields) =>
  make(GUEST, 'cert-manager.io/v1', 'Certificate', {
    spec: { secretName: 'tls', issuerRef: { kind: 'ClusterIssuer', name: 'public' }, ...spec },
  });
const monitor = (spec: Fields, endpoint: Fields = {}) =>
  make(GUEST, 'monitoring.coreos.com/v1', 'ServiceMonitor', {
    spec: { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'http', ...endpoint }], ...spec },
  });
const podMonitor = (spec: Fields, endpoint: Fields = {}) =>
  make(GUEST, 'monitoring.coreos.com/v1', 'PodMonitor', {
    spec: { selector: { matchLabels: { app: 'web' } }, podMetricsEndpoints: [{ port: 'http', ...endpoint }], ...spec },
  });

const NGINX = 'nginx.ingress.kubernetes.io/';
const DNS = 'external-dns.alpha.kubernetes.io/';
const CLOUD = 'service.beta.kubernetes.io/';

/** Objects that name something of others in a field. */
const fields: readonly Request[] = [
  ...list(GUEST, 'tenant-exposure', [
    ['alias of a neighbour', service({ type: 'ExternalName', externalName: `web.${ELSEWHERE}.svc.cluster.local` })],
    [
      'alias of a neighbour, without the domain',
      service({ type: 'ExternalName', externalName: `web.${ELSEWHERE}.svc` }),
    ],
    [
      'alias of the API server',
      service({ type: 'ExternalName', externalName: 'kubernetes.default.svc.cluster.local' }),
    ],
    ['alias of the API server, with a dot', service({ type: 'ExternalName', externalName: 'kubernetes.default.svc.' })],
    ['alias of a host outside', service({ type: 'ExternalName', externalName: 'db.example.org' })],
    [
      'alias of a host that begins alike',
      service({ type: 'ExternalName', externalName: 'prod-guest.svc.example.org' }),
    ],
    ['alias of an address', service({ type: 'ExternalName', externalName: '169.254.169.254' })],
    ['name of a host on a Service with a selector', service({ externalName: 'db.example.org', selector: { a: 'b' } })],
    ['load balancer with an address of others', service({ type: 'LoadBalancer', loadBalancerIP: '203.0.113.7' })],
    ['Service with an external address', service({ externalIPs: ['203.0.113.7'] })],
    ['HTTPRoute without a host', route('HTTPRoute', { hostnames: [] })],
    ['HTTPRoute of another host', route('HTTPRoute', { hostnames: ['shop.example.com'] })],
    ['TLSRoute of another host', route('TLSRoute', { hostnames: ['shop.example.com'] })],
    [
      'HTTPRoute on the Service of a neighbour',
      route('HTTPRoute', { parentRefs: [{ group: '', kind: 'Service', name: 'web', namespace: ELSEWHERE }] }),
    ],
    [
      'HTTPRoute on a set of listeners elsewhere',
      route('HTTPRoute', { parentRefs: [{ kind: 'ListenerSet', name: 'x', namespace: ELSEWHERE }] }),
    ],
    [
      'HTTPRoute to a neighbour',
      route('HTTPRoute', { rules: [{ backendRefs: [{ name: 'web', namespace: ELSEWHERE, port: 80 }] }] }),
    ],
    [
      'GRPCRoute to a neighbour',
      route('GRPCRoute', { rules: [{ backendRefs: [{ name: 'web', namespace: ELSEWHERE, port: 80 }] }] }),
    ],
    [
      'HTTPRoute that mirrors to a neighbour',
      route('HTTPRoute', {
        rules: [
          {
            filters: [
              { type: 'RequestMirror', requestMirror: { backendRef: { name: 'web', namespace: ELSEWHERE, port: 80 } } },
            ],
          },
        ],
      }),
    ],
    [
      'HTTPRoute with a backend that mirrors to a neighbour',
      route('HTTPRoute', {
        rules: [
          {
            backendRefs: [
              {
                name: 'web',
                port: 80,
                filters: [
                  {
                    type: 'RequestMirror',
                    requestMirror: { backendRef: { name: 'web', namespace: ELSEWHERE, port: 80 } },
                  },
                ],
              },
            ],
          },
        ],
      }),
    ],
    ['Ingress of another host', ingress({}, { rules: [{ host: 'shop.example.com' }] })],
    ['Ingress with a certificate of another host', ingress({}, { tls: [{ hosts: ['shop.example.com'] }] })],
    ['Ingress for all the rest', ingress({}, { defaultBackend: backend })],
  ]),
  ...list(GUEST, 'tenant-pods', [
    ['NFS share', withVolume({ nfs: { server: 'nas.example.org', path: '/' } })],
    ['iSCSI disk', withVolume({ iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.org.example:x', lun: 0 } })],
    ['CephFS', withVolume({ cephfs: { monitors: ['10.0.0.1:6789'] } })],
    ['Ceph block device', withVolume({ rbd: { monitors: ['10.0.0.1:6789'], image: 'x' } })],
    ['Fibre Channel disk', withVolume({ fc: { targetWWNs: ['50060e801049cfd1'], lun: 0 } })],
    ['volume of a FlexVolume driver', withVolume({ flexVolume: { driver: 'example.org/x' } })],
    ['disk of AWS', withVolume({ awsElasticBlockStore: { volumeID: 'vol-1' } })],
    ['share of Azure', withVolume({ azureFile: { secretName: 'x', shareName: 'y' } })],
    ['disk of GCP', withVolume({ gcePersistentDisk: { pdName: 'x' } })],
    ['disk of vSphere', withVolume({ vsphereVolume: { volumePath: 'x' } })],
    ['repository as a volume', withVolume({ gitRepo: { repository: 'https://git.example.com/x' } })],
    [
      'share of a CSI driver',
      withVolume({ csi: { driver: 'smb.csi.k8s.io', volumeAttributes: { source: '//nas/x' } } }),
    ],
    ['certificate of a CSI driver', withVolume({ csi: { driver: 'csi.cert-manager.io' } })],
    ['CronJob with an NFS share', cronJob({ volumes: [{ name: 'v', nfs: { server: 'nas.example.org', path: '/' } }] })],
    ['Pod with an NFS share', pod({ volumes: [{ name: 'v', nfs: { server: 'nas.example.org', path: '/' } }] })],
    ['Deployment on a named node', deployment({ nodeName: 'control-plane-1' })],
    ['Pod on a named node', pod({ nodeName: 'control-plane-1' })],
    ['Deployment of a class that is not allowed', deployment({ priorityClassName: 'system-cluster-critical' })],
  ]),
  ...list(GUEST, 'tenant-volumes', [
    ['claim of a volume by name', claim({ volumeName: 'pv-of-others' })],
    ['claim of a volume by labels', claim({ selector: { matchLabels: { team: 'others' } } })],
    ['StatefulSet with a claim of a volume by name', statefulSet({ volumeName: 'pv-of-others' })],
    ['StatefulSet with a claim by labels', statefulSet({ selector: { matchLabels: { team: 'others' } } })],
    ['StatefulSet with a path in a share', statefulSet({}, { 'nfs.io/storage-path': '../others' })],
    [
      'Deployment with a claim of a volume by name',
      withVolume({
        ephemeral: {
          volumeClaimTemplate: {
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Gi' } },
              volumeName: 'pv-of-others',
            },
          },
        },
      }),
    ],
    ['snapshot of others', snapshot({ volumeSnapshotContentName: 'snapcontent-of-others' })],
  ]),
  ...list(GUEST, 'tenant-products', [
    [
      'Certificate of an administrator',
      certificate({ dnsNames: [HOST], subject: { organizations: ['system:masters'] } }),
    ],
    ['Certificate with a subject in one text', certificate({ literalSubject: 'CN=x' })],
    [
      'ServiceMonitor with a replaced address',
      monitor({}, { relabelings: [{ action: 'labelmap', replacement: '__address__' }] }),
    ],
    [
      'PushSecret of a generator',
      pushSecret({ secretStoreRefs: [store], selector: { generatorRef: { kind: 'Password', name: 'x' } } }),
    ],
  ]),
  ...list(GUEST, 'tenant-budgets', [
    ['budget without an eviction', budget({ maxUnavailable: 0 })],
    ['budget of no percent', budget({ maxUnavailable: '0%' })],
    ['budget that needs all', budget({ minAvailable: '100%' })],
  ]),
  ...list(GUEST, 'tenant-products', [
    [
      'ExternalSecret of another store',
      externalSecret({ secretStoreRef: otherStore, dataFrom: [{ extract: { key: 'x' } }] }),
    ],
    [
      'ExternalSecret of another store by an entry',
      externalSecret({
        secretStoreRef: store,
        data: [{ secretKey: 'a', remoteRef: { key: 'x' }, sourceRef: { storeRef: otherStore } }],
      }),
    ],
    [
      'ExternalSecret of a generator',
      externalSecret({ dataFrom: [{ sourceRef: { generatorRef: { kind: 'ECRAuthorizationToken', name: 'x' } } }] }),
    ],
    ['ExternalSecret of a store in its own namespace', externalSecret({ secretStoreRef: { name: 'mine' } })],
    [
      'ExternalSecret that makes another kind',
      externalSecret({ secretStoreRef: store, target: { manifest: { apiVersion: 'v1', kind: 'ConfigMap' } } }),
    ],
    ['PushSecret to another store', pushSecret({ secretStoreRefs: [store, otherStore] })],
    [
      'PushSecret to stores by labels',
      pushSecret({ secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'guest', labelSelector: {} }] }),
    ],
    ['Certificate of another host', certificate({ dnsNames: [HOST, 'shop.example.com'] })],
    ["Certificate of a neighbour's Service", certificate({ dnsNames: [`web.${ELSEWHERE}.svc`] })],
    ['Certificate of another host by its common name', certificate({ commonName: 'shop.example.com' })],
    ['Certificate of an authority', certificate({ dnsNames: [HOST], isCA: true })],
    ['Certificate of an address', certificate({ dnsNames: [HOST], ipAddresses: ['203.0.113.7'] })],
    ['Certificate of an identity', certificate({ uris: ['spiffe://cluster.local/ns/flux-system/sa/x'] })],
    ['ServiceMonitor of every namespace', monitor({ namespaceSelector: { any: true } })],
    ['ServiceMonitor of a neighbour', monitor({ namespaceSelector: { matchNames: [ELSEWHERE] } })],
    ['PodMonitor of a neighbour', podMonitor({ namespaceSelector: { matchNames: ['prod-guest', ELSEWHERE] } })],
    [
      "ServiceMonitor with Prometheus' token",
      monitor({}, { bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' }),
    ],
    ['ServiceMonitor with a file of Prometheus', monitor({}, { tlsConfig: { certFile: '/etc/prometheus/secrets/x' } })],
    [
      'ServiceMonitor that leads elsewhere',
      monitor({}, { relabelings: [{ targetLabel: '__address__', replacement: `web.${ELSEWHERE}.svc` }] }),
    ],
    ['PodMonitor through a proxy', podMonitor({}, { proxyUrl: 'http://proxy.example.org' })],
  ]),
];

/** An object whose field the API server drops while its feature is off, before admission could refuse it. */
export const droppedRequest: Request = {
  what: 'claim of a copy from elsewhere',
  tenant: GUEST,
  object: claim({ dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'x', namespace: ELSEWHERE } }),
  policy: 'tenant-volumes',
};

/** Objects that name something of others in an annotation. */
const byAnnotations: readonly Request[] = list(GUEST, 'tenant-annotations', [
  ...Object.entries({
    [`${NGINX}server-alias`]: 'shop.example.com',
    [`${NGINX}server-snippet`]: '# none',
    [`${NGINX}configuration-snippet`]: '# none',
    [`${NGINX}auth-snippet`]: '# none',
    [`${NGINX}stream-snippet`]: '# none',
    [`${NGINX}modsecurity-snippet`]: '# none',
    [`${NGINX}auth-url`]: `http://web.${ELSEWHERE}.svc/auth`,
    [`${NGINX}auth-secret`]: `${ELSEWHERE}/htpasswd`,
    [`${NGINX}auth-tls-secret`]: `${ELSEWHERE}/ca`,
    [`${NGINX}proxy-ssl-secret`]: `${ELSEWHERE}/client`,
    [`${NGINX}mirror-target`]: 'https://mirror.example.org',
    [`${NGINX}upstream-vhost`]: 'shop.example.com',
    [`${NGINX}custom-headers`]: `${ELSEWHERE}/headers`,
    'nginx.org/server-snippets': '# none',
    'nginx.org/location-snippets': '# none',
    'nginx.com/jwt-key': 'x',
    'traefik.ingress.kubernetes.io/router.middlewares': `${ELSEWHERE}-auth@kubernetescrd`,
    'traefik.ingress.kubernetes.io/router.tls.options': `${ELSEWHERE}-tls@kubernetescrd`,
    'traefik.ingress.kubernetes.io/service.serverstransport': `${ELSEWHERE}-mtls@kubernetescrd`,
    'traefik.ingress.kubernetes.io/router.tls.domains.0.main': 'shop.example.com',
    'haproxy.org/auth-secret': `${ELSEWHERE}/htpasswd`,
    'haproxy.org/backend-config-snippet': '# none',
    'haproxy.org/server-ca': `${ELSEWHERE}/ca`,
    'haproxy-ingress.github.io/auth-url': `svc://${ELSEWHERE}/web:80`,
    'haproxy-ingress.github.io/config-backend': '# none',
    'ingress.kubernetes.io/server-alias': 'shop.example.com',
    'projectcontour.io/tls-cert-namespace': ELSEWHERE,
    'alb.ingress.kubernetes.io/group.name': 'platform',
    'alb.ingress.kubernetes.io/certificate-arn': 'arn:aws:acm:eu-1:1:certificate/x',
    'alb.ingress.kubernetes.io/conditions.web':
      '[{"field":"host-header","hostHeaderConfig":{"values":["shop.example.com"]}}]',
    'alb.ingress.kubernetes.io/actions.web': '{"type":"redirect"}',
    'kubernetes.io/ingress.global-static-ip-name': 'platform',
    'ingress.gcp.kubernetes.io/pre-shared-cert': 'platform',
    'networking.gke.io/certmap': 'platform',
    'konghq.com/host-aliases': 'shop.example.com',
    'konghq.com/plugins': 'platform',
    'konghq.com/snis': 'shop.example.com',
    'projectcontour.io/ingress.class': 'platform',
    [`${NGINX}from-to-www-redirect`]: 'true',
    'acme.ingress.kubernetes.io/auth-url': 'https://login.example.org',
    'alb.ingress.kubernetes.io/tags': 'team=platform',
    'service.alpha.kubernetes.io/x': 'platform',
    'k8s.apisix.apache.org/svc-namespace': ELSEWHERE,
    'higress.io/destination': `web.${ELSEWHERE}.svc.cluster.local`,
    'appgw.ingress.kubernetes.io/appgw-ssl-certificate': 'platform',
    'zalando.org/skipper-routes': '# none',
    'cert-manager.io/common-name': 'shop.example.com',
    'cert-manager.io/alt-names': `${HOST},shop.example.com`,
    'cert-manager.io/uri-sans': 'spiffe://cluster.local/x',
    [`${DNS}hostname`]: 'shop.example.com',
    [`${DNS}target`]: '203.0.113.7',
  }).map(([key, value]) => [`Ingress with ${key}`, ingress({ [key]: value })] as const),
  ...[
    `prod-guest/../${ELSEWHERE}/htpasswd`,
    `prod-guest/htpasswd, ${ELSEWHERE}/htpasswd`,
    ` ${ELSEWHERE}/htpasswd`,
    `prod-guest-x/htpasswd`,
  ].map((value) => [`Ingress with passwords in "${value}"`, ingress({ [`${NGINX}auth-secret`]: value })] as const),
  [
    'Ingress with one middleware of its own, and one of a neighbour',
    ingress({
      'traefik.ingress.kubernetes.io/router.middlewares': `prod-guest-a@kubernetescrd,${ELSEWHERE}-b@kubernetescrd`,
    }),
  ],
  [
    'Ingress with a middleware in a file',
    ingress({ 'traefik.ingress.kubernetes.io/router.middlewares': 'prod-guest-a@file' }),
  ],
  ...Object.entries({
    [`${DNS}hostname`]: `${HOST}, shop.example.com`,
    [`${DNS}internal-hostname`]: 'shop.example.com',
    'metallb.io/address-pool': 'platform',
    'metallb.universe.tf/loadBalancerIPs': '203.0.113.7',
    'metallb.universe.tf/allow-shared-ip': 'platform',
    'lbipam.cilium.io/ips': '203.0.113.7',
    'lbipam.cilium.io/sharing-key': 'platform',
    'lbipam.cilium.io/sharing-cross-namespace': '*',
    'io.cilium/lb-ipam-ips': '203.0.113.7',
    'kube-vip.io/loadbalancerIPs': '203.0.113.7',
    'purelb.io/service-group': 'platform',
    [`${CLOUD}aws-load-balancer-eip-allocations`]: 'eipalloc-1',
    [`${CLOUD}aws-load-balancer-security-groups`]: 'sg-1',
    [`${CLOUD}aws-load-balancer-ssl-cert`]: 'arn:aws:acm:eu-1:1:certificate/x',
    [`${CLOUD}azure-load-balancer-resource-group`]: 'platform',
    [`${CLOUD}azure-dns-label-name`]: 'shop',
    [`${CLOUD}azure-pip-name`]: 'platform',
    [`${CLOUD}do-loadbalancer-name`]: 'platform',
    [`${CLOUD}scw-loadbalancer-id`]: 'x',
    'networking.gke.io/load-balancer-ip-addresses': 'platform',
    'loadbalancer.openstack.org/load-balancer-id': 'x',
    'load-balancer.hetzner.cloud/name': 'platform',
    'oci.oraclecloud.com/load-balancer-subnet1': 'x',
    'getambassador.io/config': '# none',
    'tailscale.com/tailnet-fqdn': 'db.example.org',
    'consul.hashicorp.com/service-name': 'platform',
  }).map(([key, value]) => [`Service with ${key}`, service({}, { [key]: value })] as const),
  ['HTTPRoute with another host', route('HTTPRoute', {}, { [`${DNS}hostname`]: 'shop.example.com' })],
  ['Pod with another host', pod({}, { [`${DNS}hostname`]: 'shop.example.com' })],
  [
    'Deployment whose pods have another host',
    deployment({}, annotated({ [`${DNS}internal-hostname`]: 'shop.example.com' })),
  ],
  [
    'Deployment whose pods have the role of a node',
    deployment({}, annotated({ 'iam.amazonaws.com/role': 'platform' })),
  ],
  ['CronJob whose pods have the role of a node', cronJob({}, { 'iam.amazonaws.com/role': 'platform' })],
  [
    "Deployment whose pods have a neighbour's network",
    deployment({}, annotated({ 'k8s.v1.cni.cncf.io/networks': `${ELSEWHERE}/net` })),
  ],
  [
    "Deployment whose pods have a neighbour's network in JSON",
    deployment({}, annotated({ 'k8s.v1.cni.cncf.io/networks': `[{"name":"net","namespace":"${ELSEWHERE}"}]` })),
  ],
  [
    'Deployment whose pods have an address of others',
    deployment({}, annotated({ 'cni.projectcalico.org/ipAddrs': '["10.0.0.7"]' })),
  ],
  [
    'Deployment whose pods have an external address',
    deployment({}, annotated({ 'cni.projectcalico.org/floatingIPs': '["203.0.113.7"]' })),
  ],
  [
    'ConfigMap that copies from a neighbour',
    configMap({ 'replicator.v1.mittwald.de/replicate-from': `${ELSEWHERE}/x` }),
  ],
  ['ConfigMap that is copied to a neighbour', configMap({ 'replicator.v1.mittwald.de/replicate-to': ELSEWHERE })],
  ['ConfigMap that reflects a neighbour', configMap({ 'reflector.v1.k8s.emberstack.com/reflects': `${ELSEWHERE}/x` })],
  [
    'Deployment with an instrumentation of a neighbour',
    deployment({}, annotated({ 'instrumentation.opentelemetry.io/inject-java': `${ELSEWHERE}/x` })),
  ],
  ['ConfigMap that is copied to all', configMap({ 'kubed.appscode.com/sync': '' })],
  [
    'Secret that reflects a neighbour',
    make(
      GUEST,
      'v1',
      'Secret',
      { stringData: {} },
      annotated({ 'reflector.v1.k8s.emberstack.com/reflects': `${ELSEWHERE}/x` }),
    ),
  ],
  [
    'Certificate whose Secret is copied to all',
    certificate({
      dnsNames: [HOST],
      secretTemplate: annotated({ 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled': 'true' }),
    }),
  ],
  [
    'ExternalSecret whose Secret is copied to all',
    externalSecret({
      secretStoreRef: store,
      target: {
        template: { metadata: annotated({ 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled': 'true' }) },
      },
    }),
  ],
  [
    'SealedSecret whose Secret is copied to all',
    make(GUEST, 'bitnami.com/v1alpha1', 'SealedSecret', {
      spec: {
        encryptedData: {},
        template: { metadata: annotated({ 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled': 'true' }) },
      },
    }),
  ],
  ['claim of a path in a share', claim({}, { 'nfs.io/storage-path': '../others' })],
  ['claim of a clone from elsewhere', claim({}, { 'k8s.io/CloneRequest': `${ELSEWHERE}/x` })],
]);

/** Kinds that the generated rights do not reach, or that only the platform may write. */
const fences: readonly Request[] = list(GUEST, 'tenant-fences', [
  [
    'token of an account',
    make(
      GUEST,
      'v1',
      'Secret',
      { type: 'kubernetes.io/service-account-token' },
      annotated({ 'kubernetes.io/service-account.name': 'guest' }),
    ),
  ],
  [
    'default account with a token',
    make(GUEST, 'v1', 'ServiceAccount', { automountServiceAccountToken: true }, { name: 'default' }),
  ],
]);

const beyondRights: readonly Request[] = list(GUEST, 'rights', [
  [
    'endpoints of a neighbour',
    make(GUEST, 'v1', 'Endpoints', { subsets: [{ addresses: [{ ip: '10.0.0.7' }], ports: [{ port: 80 }] }] }),
  ],
  ['slice of endpoints', make(GUEST, 'discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [] })],
  ['grant of references', make(GUEST, 'gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', { spec: {} })],
  ['gateway', make(GUEST, 'gateway.networking.k8s.io/v1', 'Gateway', { spec: {} })],
  ['store of secrets', make(GUEST, 'external-secrets.io/v1', 'SecretStore', { spec: {} })],
  ['network policy', make(GUEST, 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {} } })],
  ['role', make(GUEST, 'rbac.authorization.k8s.io/v1', 'Role', { rules: [] })],
  ['quota', make(GUEST, 'v1', 'ResourceQuota', { spec: {} })],
]);

/** Objects that a tenant tries under the generated rights and policies: all are refused. */
export const doorRequests: readonly Request[] = [...fields, ...byAnnotations, ...fences, ...beyondRights];

/** Ordinary objects of a tenant: all of them pass. */
export const ordinaryRequests: readonly Request[] = [
  ...list(GUEST, undefined, [
    ['Service', service({ selector: { app: 'web' } })],
    ['headless Service', service({ clusterIP: 'None', selector: { app: 'web' } })],
    ['load balancer', service({ type: 'LoadBalancer' })],
    [
      'internal load balancer of AWS',
      service(
        { type: 'LoadBalancer' },
        { [`${CLOUD}aws-load-balancer-internal`]: 'true', [`${CLOUD}aws-load-balancer-type`]: 'nlb' },
      ),
    ],
    [
      'internal load balancer of Azure',
      service({ type: 'LoadBalancer' }, { [`${CLOUD}azure-load-balancer-internal`]: 'true' }),
    ],
    [
      'internal load balancer of GCP',
      service({ type: 'LoadBalancer' }, { 'networking.gke.io/load-balancer-type': 'Internal' }),
    ],
    ['Service with network endpoint groups', service({}, { 'cloud.google.com/neg': '{"ingress": true}' })],
    [
      'Service with a host of its own',
      service({}, { [`${DNS}hostname`]: `${HOST}, shop.${HOST}`, [`${DNS}ttl`]: '60' }),
    ],
    ['Service that is scraped', service({}, { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' })],
    ['alias of its own Service', service({ type: 'ExternalName', externalName: 'web.prod-guest.svc.cluster.local' })],
    ['Service with its zone preferred', service({}, { 'service.kubernetes.io/topology-mode': 'Auto' })],
    ['Ingress', ingress()],
    ['Ingress below its host', ingress({}, { rules: [{ host: `shop.${HOST}` }], tls: [] })],
    [
      'Ingress with a certificate of cert-manager',
      ingress({ 'cert-manager.io/cluster-issuer': 'letsencrypt', 'cert-manager.io/common-name': HOST }),
    ],
    [
      'Ingress of nginx',
      ingress({
        [`${NGINX}ssl-redirect`]: 'true',
        [`${NGINX}proxy-body-size`]: '8m',
        [`${NGINX}rewrite-target`]: '/$2',
        [`${NGINX}use-regex`]: 'true',
      }),
    ],
    ['Ingress of nginx with a canary', ingress({ [`${NGINX}canary`]: 'true', [`${NGINX}canary-weight`]: '10' })],
    [
      'Ingress of nginx with passwords of its own',
      ingress({ [`${NGINX}auth-type`]: 'basic', [`${NGINX}auth-secret`]: 'htpasswd', [`${NGINX}auth-realm`]: 'team' }),
    ],
    [
      'Ingress of nginx with passwords of its own namespace',
      ingress({ [`${NGINX}auth-secret`]: 'prod-guest/htpasswd' }),
    ],
    ['Ingress of nginx with an alias of its own', ingress({ [`${NGINX}server-alias`]: `shop.${HOST}` })],
    [
      'Ingress of traefik',
      ingress({
        'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
        'traefik.ingress.kubernetes.io/router.middlewares': 'prod-guest-strip@kubernetescrd',
      }),
    ],
    [
      'Ingress of AWS',
      ingress({
        'alb.ingress.kubernetes.io/scheme': 'internal',
        'alb.ingress.kubernetes.io/target-type': 'ip',
        'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS":443}]',
      }),
    ],
    [
      'Ingress of GKE',
      ingress({ 'networking.gke.io/managed-certificates': 'web', 'kubernetes.io/ingress.allow-http': 'false' }),
    ],
    ['Ingress of haproxy', ingress({ 'haproxy.org/timeout-server': '30s', 'haproxy.org/ssl-redirect': 'true' })],
    [
      'Ingress of contour',
      ingress({ 'projectcontour.io/websocket-routes': '/ws', 'projectcontour.io/response-timeout': '30s' }),
    ],
    ['Ingress of kong', ingress({ 'konghq.com/strip-path': 'true', 'konghq.com/protocols': 'https' })],
    [
      'Ingress with a class in an annotation',
      ingress({ 'kubernetes.io/ingress.class': 'nginx' }, { ingressClassName: undefined }),
    ],
    [
      'Ingress with annotations of a company',
      ingress({
        'acme.com/owner': 'team',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
        'argocd.argoproj.io/sync-wave': '1',
      }),
    ],
    [
      'HTTPRoute',
      route('HTTPRoute', {
        rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: 'web', port: 80 }] }],
      }),
    ],
    [
      'HTTPRoute that mirrors',
      route('HTTPRoute', {
        rules: [
          {
            filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'next', port: 80 } } }],
            backendRefs: [{ name: 'web', port: 80, namespace: 'prod-guest' }],
          },
        ],
      }),
    ],
    ['GRPCRoute', route('GRPCRoute', { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] })],
    ['Deployment', deployment({ serviceAccountName: 'web', hostAliases: [{ ip: '10.0.0.1', hostnames: ['db'] }] })],
    [
      'Deployment with sidecars',
      deployment(
        { initContainers: [{ ...container, name: 'proxy', restartPolicy: 'Always' }] },
        annotated({ 'sidecar.istio.io/inject': 'true', 'kubectl.kubernetes.io/default-container': 'web' }),
      ),
    ],
    [
      'Deployment that is scraped',
      deployment(
        {},
        annotated({
          'prometheus.io/scrape': 'true',
          'checksum/config': 'abc',
          'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
        }),
      ),
    ],
    [
      'Deployment with a network of its own',
      deployment({}, annotated({ 'k8s.v1.cni.cncf.io/networks': 'net@eth1, prod-guest/other' })),
    ],
    [
      'Deployment with its own volumes',
      deployment({
        volumes: [
          { name: 'a', configMap: { name: 'a' } },
          { name: 'b', secret: { secretName: 'b' } },
          { name: 'c', emptyDir: {} },
          { name: 'd', persistentVolumeClaim: { claimName: 'd' } },
          { name: 'e', downwardAPI: { items: [] } },
        ],
      }),
    ],
    [
      'Deployment with a token for Vault',
      withVolume({
        projected: {
          sources: [{ serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 3600 } }],
        },
      }),
    ],
    [
      'Deployment with a volume made for it',
      withVolume({
        ephemeral: {
          volumeClaimTemplate: {
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        },
      }),
    ],
    [
      'Deployment with secrets of its own provider',
      withVolume({
        csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'app' } },
      }),
    ],
    [
      'Deployment with tolerations and node labels',
      deployment({
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ key: 'spot', operator: 'Exists' }],
        topologySpreadConstraints: [],
      }),
    ],
    ['StatefulSet', statefulSet({ storageClassName: 'fast' })],
    [
      'Deployment with an instrumentation',
      deployment({}, annotated({ 'instrumentation.opentelemetry.io/inject-java': 'true' })),
    ],
    ['Certificate of an organization', certificate({ dnsNames: [HOST], subject: { organizations: ['acme'] } })],
    ['Job', job({})],
    ['CronJob', cronJob({})],
    ['Pod', pod({ imagePullSecrets: [{ name: 'registry' }] })],
    ['claim', claim({})],
    ['claim of a class', claim({ storageClassName: 'fast' })],
    ['claim of a copy', claim({ dataSource: { kind: 'PersistentVolumeClaim', name: 'data' } })],
    [
      'claim of a snapshot',
      claim({ dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'data' } }),
    ],
    ['snapshot', snapshot({ persistentVolumeClaimName: 'data' })],
    ['budget', budget({ maxUnavailable: 1 })],
    ['budget of a percentage', budget({ maxUnavailable: '25%' })],
    ['budget that needs some', budget({ minAvailable: 1 })],
    ['budget that needs half', budget({ minAvailable: '50%' })],
    [
      'autoscaler',
      make(GUEST, 'autoscaling/v2', 'HorizontalPodAutoscaler', {
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 },
      }),
    ],
    ['ConfigMap', configMap({})],
    ['ConfigMap that may be copied from', configMap({ 'acme.com/dashboard': 'shop' })],
    ['Secret', make(GUEST, 'v1', 'Secret', { type: 'Opaque', stringData: {} })],
    [
      'account',
      make(
        GUEST,
        'v1',
        'ServiceAccount',
        {},
        { name: 'web', annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/web' } },
      ),
    ],
    [
      'ExternalSecret',
      externalSecret({
        secretStoreRef: store,
        refreshInterval: '1h',
        data: [{ secretKey: 'a', remoteRef: { key: 'guest/a' } }],
        dataFrom: [{ extract: { key: 'guest/b' } }],
      }),
    ],
    [
      'PushSecret',
      pushSecret({
        secretStoreRefs: [store],
        data: [{ match: { secretKey: 'a', remoteRef: { remoteKey: 'guest/a' } } }],
      }),
    ],
    [
      'SealedSecret',
      make(GUEST, 'bitnami.com/v1alpha1', 'SealedSecret', {
        spec: { encryptedData: {}, template: { metadata: { labels: { a: 'b' } } } },
      }),
    ],
    [
      'Certificate',
      certificate({
        dnsNames: [HOST, `*.${HOST}`, 'web.prod-guest.svc', 'web.prod-guest.svc.cluster.local'],
        commonName: HOST,
      }),
    ],
    [
      'Certificate of its own authority',
      certificate({ isCA: true, commonName: 'guest', issuerRef: { name: 'selfsigned' } }),
    ],
    [
      'ServiceMonitor',
      monitor(
        { namespaceSelector: { matchNames: ['prod-guest'] } },
        { relabelings: [{ targetLabel: 'team', replacement: 'guest' }], bearerTokenSecret: { name: 'x', key: 'y' } },
      ),
    ],
    ['PodMonitor', podMonitor({})],
  ]),
  ...list(OPEN, undefined, [
    ['alias of an opened host', service({ type: 'ExternalName', externalName: 'eu.db.example.org' }, {}, OPEN)],
    [
      'alias of an opened Service',
      service({ type: 'ExternalName', externalName: `web.${ELSEWHERE}.svc.cluster.local` }, {}, OPEN),
    ],
    [
      'load balancer with an opened address',
      service({ type: 'LoadBalancer', loadBalancerIP: '203.0.113.7' }, {}, OPEN),
    ],
    [
      'load balancer of an opened pool',
      service(
        { type: 'LoadBalancer' },
        { 'metallb.io/address-pool': 'team', 'metallb.universe.tf/loadBalancerIPs': '203.0.113.7' },
        OPEN,
      ),
    ],
    [
      'Ingress with an opened annotation',
      ingress(
        { [`${NGINX}auth-url`]: 'https://login.example.com' },
        { rules: [{ host: 'opened.example.com' }], tls: [] },
        OPEN,
      ),
    ],
    ['Service with an opened domain', service({}, { 'tailscale.com/expose': 'true' }, OPEN)],
    ['opened NFS share', withVolume({ nfs: { server: 'nas.example.org', path: '/' } }, OPEN)],
    ['share of an opened CSI driver', withVolume({ csi: { driver: 'smb.csi.k8s.io' } }, OPEN)],
    ['claim of an opened volume', claim({ volumeName: 'archive', storageClassName: '' }, {}, OPEN)],
    ['budget without an eviction, opened', budget({ maxUnavailable: 0 }, OPEN)],
  ]),
];
