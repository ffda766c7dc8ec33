import { compare, ManifestTree } from '../../src/plan-entry';
import { Manifest, manifest, risks, treeOf } from './fixture';

/* What changes of single kinds stop, open or cut off, and what needs them. Each has a near miss that is not told. */

const of =
  (apiVersion: string, kind: string) =>
  (spec: object, metadata: object = {}): Manifest =>
    manifest(apiVersion, kind, { spec }, metadata);
const istio = (kind: string) => of('networking.istio.io/v1', kind);
const route = (spec: object, metadata?: object) => of('gateway.networking.k8s.io/v1', 'HTTPRoute')(spec, metadata);
const policy = of('networking.k8s.io/v1', 'NetworkPolicy');
const service = of('v1', 'Service');
const cronJob = of('batch/v1', 'CronJob');
const range = of('v1', 'LimitRange');
const account = (more: object, metadata?: object) => manifest('v1', 'ServiceAccount', more, metadata);
const pods = (spec: object, labels: object = { app: 'a' }, replicas?: number) =>
  manifest('apps/v1', 'Deployment', {
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { app: 'a' } },
      template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }], ...spec } },
    },
  });
const schema = (spec: object, more: object = {}) =>
  manifest(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    {
      spec: {
        group: 'example.com',
        names: { kind: 'It', plural: 'its' },
        versions: [
          {
            ...{ name: 'v1', served: true, storage: true, ...more },
            schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
          },
        ],
      },
    },
    { namespace: undefined },
  );
const source = (kind: string) => of('source.toolkit.fluxcd.io/v1', kind);
const release = of('helm.toolkit.fluxcd.io/v2', 'HelmRelease');
const instance = of('fluxcd.controlplane.io/v1', 'FluxInstance');
const exception = of('kyverno.io/v2', 'PolicyException');
const strict = of('security.istio.io/v1', 'PeerAuthentication');
const to = (host: string, weight: number) => ({ destination: { host }, weight });
const from = (cidr: string) => ({ from: [{ ipBlock: { cidr } }] });

type Case = readonly [old: Manifest | undefined, next: Manifest | undefined, told: RegExp];

test.each<Case>([
  [istio('VirtualService')({ hosts: ['a', 'b'] }), istio('VirtualService')({ hosts: ['a'] }), /no longer serves b$/],
  [
    istio('VirtualService')({ hosts: ['a'], http: [{ route: [to('a', 90), to('b', 10)] }] }),
    istio('VirtualService')({ hosts: ['a'], http: [{ route: [to('a', 0), to('b', 100)] }] }),
    /VirtualService x\/it no longer sends requests to a$/,
  ],
  [
    istio('DestinationRule')({ host: 'a', subsets: [{ name: 'v1' }, { name: 'v2' }] }),
    istio('DestinationRule')({ host: 'a', subsets: [{ name: 'v1' }] }),
    /no longer sends requests to subset v2$/,
  ],
  [
    istio('Gateway')({ servers: [{ port: { number: 443 }, hosts: ['a'], tls: { mode: 'MUTUAL' } }] }),
    istio('Gateway')({ servers: [{ port: { number: 443 }, hosts: ['a'], tls: { mode: 'SIMPLE' } }] }),
    /high network-opened: Gateway x\/it no longer has client certificates of port 443$/,
  ],
  [route({ parentRefs: [{ name: 'g' }] }), route({ parentRefs: [] }), /is no longer reached through g$/],
  [
    route({ rules: [{ matches: [{ path: { value: '/a' } }] }, {}] }),
    route({ rules: [{}] }),
    /no longer has a rule for \/a$/,
  ],
  [
    route({ rules: [{ filters: [{ type: 'ExtensionRef', extensionRef: { name: 'login' } }] }] }),
    route({ rules: [{}] }),
    /network-opened: HTTPRoute x\/it no longer has filter login$/,
  ],
  [
    policy({ podSelector: {}, ingress: [from('10.0.0.0/8'), from('192.0.2.0/24')] }),
    policy({ podSelector: {}, ingress: [from('10.0.0.0/8')] }),
    /no longer allows ingress from 192\.0\.2\.0\/24: that is cut off/,
  ],
  [
    undefined,
    strict({ mtls: { mode: 'STRICT' } }),
    /PeerAuthentication x\/it comes: what it does not allow is cut off/,
  ],
  [
    strict({ mtls: { mode: 'PERMISSIVE' } }),
    strict({ mtls: { mode: 'STRICT' } }),
    /begins to enforce what it says: what it does not allow is cut off/,
  ],
  [undefined, exception({ exceptions: [{ policyName: 'p' }] }), /rights-widened: PolicyException x\/it exempts from p/],
  [exception({ exceptions: [{ policyName: 'p' }] }), undefined, /what it exempts is refused at its next change/],
  [
    range({ limits: [{ type: 'Container', min: { cpu: '10m' } }] }),
    range({ limits: [{ type: 'Container', min: { cpu: '1' } }] }),
    /quota-cut: limit it of a Container: cpu has to be at least 1 instead of 10m$/,
  ],
  [
    account({}, { annotations: { 'eks.amazonaws.com/role-arn': 'a' } }),
    account({}),
    /no longer has eks\.amazonaws\.com\/role-arn: its pods log in otherwise at the cloud/,
  ],
  [account({ imagePullSecrets: [{ name: 'a' }] }), account({}), /no longer pulls images with a:/],
  [pods({ serviceAccountName: 'a' }), pods({}), /act as ServiceAccount default instead of a/],
  [pods({}), pods({ nodeSelector: { a: 'b' } }), /ask for other nodes \(a=b\): where no node fits, they stay pending/],
  [
    pods({}, { app: 'a', 'sidecar.istio.io/inject': 'true' }),
    pods({}, { app: 'a', 'sidecar.istio.io/inject': 'false' }),
    /network-opened: pods of Deployment it leave their mesh/,
  ],
  [
    service({ clusterIP: 'None', ports: [{ port: 80 }] }),
    service({ ports: [{ port: 80 }] }),
    /held: Service it no longer says clusterIP None, and stays headless/,
  ],
  [service({ type: 'NodePort' }), service({}), /gives up its ports on nodes$/],
  [cronJob({ schedule: '0 1 * * *' }), cronJob({ schedule: '0 2 * * *' }), /runs at 0 2 \* \* \* instead of 0 1/],
  [
    schema({ type: 'object', properties: { a: { type: 'string', enum: ['b', 'c'] } } }),
    schema({ type: 'object', properties: { a: { type: 'string', enum: ['c'] } } }),
    /held: CustomResourceDefinition it allows less in v1: spec\.a: an object with another value is refused/,
  ],
  [
    schema({ type: 'object' }, { subresources: { status: {} } }),
    schema({ type: 'object' }),
    /no longer has status of v1: controllers and autoscalers that write it fail$/,
  ],
  [source('Bucket')({ bucketName: 'a' }), source('Bucket')({ bucketName: 'b' }), /reads other files than before/],
  [
    source('OCIRepository')({ verify: { provider: 'cosign', matchOIDCIdentity: [{ issuer: 'a' }] } }),
    source('OCIRepository')({ verify: { provider: 'cosign' } }),
    /rights-widened: OCIRepository it verifies signatures by other rules/,
  ],
  [
    of('notification.toolkit.fluxcd.io/v1', 'Receiver')({ resources: [{ name: 'a' }, { name: 'b' }] }),
    of('notification.toolkit.fluxcd.io/v1', 'Receiver')({ resources: [{ name: 'a' }] }),
    /Receiver it wakes less/,
  ],
  [
    of('image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation')({ policySelector: { matchLabels: { a: 'b' } } }),
    of('image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation')({}),
    /follows other policies/,
  ],
  [release({}), release({ driftDetection: { mode: 'enabled' } }), /corrects what others have changed/],
  [release({ upgrade: { crds: 'CreateReplace' } }), release({}), /leaves the chart's definitions as they are/],
  [
    instance({ distribution: { version: '2.x', registry: 'a' } }),
    instance({ distribution: { version: '2.x', registry: 'b' } }),
    /takes Flux from elsewhere: whoever can push there decides what runs$/,
  ],
  [
    of('velero.io/v1', 'Schedule')({ template: { ttl: '720h0m0s' } }),
    of('velero.io/v1', 'Schedule')({ template: { ttl: '24h0m0s' } }),
    /keeps 24h0m0s instead of 720h0m0s/,
  ],
  [of('velero.io/v1', 'Schedule')({}), undefined, /held: Schedule it goes, and makes no backups any more$/],
  [
    of('kafka.strimzi.io/v1', 'Kafka')({ kafka: { listeners: [{ name: 'a', authentication: { type: 'tls' } }] } }),
    of('kafka.strimzi.io/v1', 'Kafka')({ kafka: { listeners: [{ name: 'a' }] } }),
    /network-opened: Kafka it no longer has kafka\.listeners\[name=a\]\.authentication/,
  ],
])('%#: a change that is told', (old, next, told) => {
  expect(risks(old, next).filter((one) => told.test(one))).toHaveLength(1);
});

test.each<readonly [Manifest | undefined, Manifest | undefined]>([
  [
    istio('VirtualService')({ hosts: ['a'], http: [{ route: [to('a', 100)] }] }),
    istio('VirtualService')({
      hosts: ['a'],
      gateways: ['mesh'],
      http: [{ route: [to('a.x.svc.cluster.local', 100)] }],
    }),
  ],
  [
    route({ parentRefs: [{ name: 'g' }], rules: [{ backendRefs: [{ name: 'a' }] }] }),
    route({
      parentRefs: [{ name: 'g', namespace: 'x' }],
      rules: [{ matches: [{ path: { value: '/' } }], backendRefs: [{ name: 'a', namespace: 'x', weight: 1 }] }],
    }),
  ],
  [
    policy({ podSelector: {}, ingress: [{ from: [...from('10.0.0.0/8').from, ...from('192.0.2.0/24').from] }] }),
    policy({ podSelector: {}, ingress: [from('192.0.2.0/24'), from('10.0.0.0/8')] }),
  ],
  [undefined, strict({ mtls: { mode: 'PERMISSIVE' } })],
  [
    range({ limits: [{ type: 'Container', min: { cpu: '100m' }, default: { cpu: '500m' } }] }),
    range({ limits: [{ type: 'Container', min: { cpu: '10m' }, default: { cpu: 0.5 } }] }),
  ],
  [account({}, { annotations: { team: 'a' } }), account({}, { annotations: { team: 'b' } })],
  [service({ type: 'ClusterIP' }), service({ internalTrafficPolicy: 'Cluster' })],
  [
    schema({ type: 'object', properties: { a: { type: 'string', maxLength: 3 } } }),
    schema({ type: 'object', properties: { a: { type: 'string', maxLength: 5 }, b: { type: 'string', enum: ['c'] } } }),
  ],
  [source('GitRepository')({ url: 'https://a' }), source('GitRepository')({ url: 'https://a', provider: 'generic' })],
  [release({}), release({ driftDetection: { mode: 'disabled' }, upgrade: { crds: 'Skip' } })],
  [instance({}), instance({ cluster: { type: 'kubernetes', networkPolicy: true } })],
])('%#: a change that changes nothing', (old, next) => {
  expect(risks(old, next)).toEqual([]);
});

const told = (old: readonly Manifest[], next: readonly Manifest[]): string[] => {
  const trees = [old, next].map((objects): ManifestTree => treeOf(...objects));
  return compare(trees[0]!, trees[1]!).changes.flatMap((change) => change.risks.map(({ message }) => message));
};

const web = service({ ports: [{ port: 80 }] }, { name: 'web' });
const scaler = of('autoscaling/v2', 'HorizontalPodAutoscaler')({ scaleTargetRef: { kind: 'Deployment', name: 'it' } });
const claim = (size: string) =>
  of('v1', 'PersistentVolumeClaim')({ storageClassName: 's', resources: { requests: { storage: size } } });
const storage = (more: object) =>
  manifest('storage.k8s.io/v1', 'StorageClass', more, { name: 's', namespace: undefined });
const space = (labels: object) => manifest('v1', 'Namespace', {}, { name: 'x', namespace: undefined, labels });
const chart = (name: string, dependsOn: readonly string[]) =>
  release({ dependsOn: dependsOn.map((one) => ({ name: one })) }, { name });
const infisical = (...names: readonly string[]) =>
  of(
    'secrets.infisical.com/v1alpha1',
    'InfisicalSecret',
  )({
    managedKubeSecretReferences: names.map((secretName) => ({ secretName, creationPolicy: 'Owner' })),
  });
const keys = (...names: readonly string[]) =>
  manifest('v1', 'Secret', { data: Object.fromEntries(names.map((name) => [name, 'ENC[AES256_GCM]'])) });
const verifier = source('OCIRepository')({ url: 'oci://a/b', verify: { secretRef: { name: 'it' } } }, { name: 'r' });
const mounts = pods({ volumes: [{ name: 'v', secret: { secretName: 'two' } }] }, undefined);
const sends = istio('VirtualService')({ hosts: ['a'], http: [{ route: [{ destination: { host: 'web.x.svc' } }] }] });
const queue = of('rabbitmq.com/v1beta1', 'Queue')({ rabbitmqClusterReference: { name: 'r' } });
const broker = of('rabbitmq.com/v1beta1', 'RabbitmqCluster')({}, { name: 'r' });
const selecting = policy({
  podSelector: {},
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { a: 'b' } } }] }],
});

test.each<readonly [readonly Manifest[], readonly Manifest[], RegExp]>([
  [[sends, web], [sends], /^Service x\/web goes while VirtualService x\/it needs it$/],
  [[queue, broker], [queue], /^RabbitmqCluster x\/r goes while Queue x\/it needs it$/],
  [
    [mounts, infisical('one', 'two')],
    [mounts, infisical('one')],
    /^Secret x\/two of .* goes while Deployment x\/it needs/,
  ],
  [[pods({}, undefined, 3)], [pods({}, undefined, 3), scaler], /sets 3 replicas in its manifest, which HorizontalPod/],
  [[pods({}), scaler], [pods({}, undefined, 3), scaler], /sets 3 replicas in its manifest, which HorizontalPod/],
  [[storage({}), claim('1Gi')], [storage({}), claim('2Gi')], /StorageClass s does not let volumes grow/],
  [[selecting, space({ a: 'b' })], [selecting, space({})], /^NetworkPolicy x\/it no longer selects Namespace x:/],
  [[chart('a', ['b']), chart('b', [])], [chart('a', ['b']), chart('b', ['a'])], /HelmRelease x\/b waits for itself/],
  [[verifier, keys('a', 'b')], [verifier, keys('a')], /no longer has b, with which OCIRepository r verifies/],
])('%#: what another object shows', (old, next, message) => {
  expect(told(old, next).filter((one) => message.test(one))).toHaveLength(1);
});

test.each<readonly [readonly Manifest[], readonly Manifest[]]>([
  [
    [mounts, infisical('one', 'two')],
    [mounts, infisical('two', 'one')],
  ],
  [[pods({})], [pods({}), scaler]],
  [
    [storage({ allowVolumeExpansion: true }), claim('1Gi')],
    [storage({ allowVolumeExpansion: true }), claim('2Gi')],
  ],
  [
    [selecting, space({ a: 'b' })],
    [selecting, space({ a: 'b', c: 'd' })],
  ],
  [
    [chart('a', ['b']), chart('b', [])],
    [chart('a', ['b', 'c']), chart('b', []), chart('c', ['b'])],
  ],
  [
    [verifier, keys('a')],
    [verifier, keys('a', 'b')],
  ],
])('%#: what no other object minds', (old, next) => {
  expect(told(old, next).filter((one) => !/needs HelmRepository/.test(one))).toEqual([]);
});
