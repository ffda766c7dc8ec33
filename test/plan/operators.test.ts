import { compare } from '../../src/plan-entry';
import { deployment, kustomization, manifest, Manifest, risks, treeOf } from './fixture';

/* What operators, meshes and gateways do because of a change that deletes nothing. Each has a near miss. */

const of = (apiVersion: string, kind: string) => (spec: object, metadata?: object) =>
  manifest(apiVersion, kind, { spec }, metadata);
const certificate = of('cert-manager.io/v1', 'Certificate');
const issuer = of('cert-manager.io/v1', 'ClusterIssuer');
const external = of('external-secrets.io/v1', 'ExternalSecret');
const store = of('external-secrets.io/v1', 'SecretStore');
const pool = of('karpenter.sh/v1', 'NodePool');
const scaled = of('keda.sh/v1alpha1', 'ScaledObject');
const machines = of('karpenter.k8s.aws/v1', 'EC2NodeClass');
const zones = (...values: readonly string[]) => ({ key: 'zone', operator: 'In', values });
const topic = of('kafka.strimzi.io/v1', 'KafkaTopic');
const database = of('postgresql.cnpg.io/v1', 'Cluster');
const schedule = of('velero.io/v1', 'Schedule');
const gateway = of('gateway.networking.k8s.io/v1', 'Gateway');
const canary = of('flagger.app/v1beta1', 'Canary');
const service = of('v1', 'Service');
const release = (values: object) => manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec: { values } });
const space = (labels: object) => manifest('v1', 'Namespace', {}, { namespace: undefined, labels });
const enforce = (level: string) => space({ 'pod-security.kubernetes.io/enforce': level });
const chart = (more: object) =>
  manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec: { chart: { spec: { chart: 'a' }, ...more } } });
const ISSUER_REF = { name: 'a', kind: 'Issuer', group: 'cert-manager.io' };
const entry = (key: string) => ({ secretKey: 'a', remoteRef: { key } });

test.each<[Manifest, Manifest, string]>([
  [
    certificate({ dnsNames: ['a', 'b'] }),
    certificate({ dnsNames: ['a'] }),
    'medium availability: Certificate it is issued without b: who asks for that is refused',
  ],
  [
    certificate({ issuerRef: { name: 'a' } }),
    certificate({ issuerRef: { name: 'b' } }),
    'medium secret-rekeyed: Certificate it is issued anew by another issuer',
  ],
  [
    issuer({ acme: { server: 'https://a.example' } }),
    issuer({ acme: { server: 'https://b.example' } }),
    'medium secret-rekeyed: ClusterIssuer it: another authority signs the certificates that are issued from now on',
  ],
  [
    issuer({ selfSigned: {} }),
    issuer({ vault: { server: 'a' } }),
    'medium secret-rekeyed: ClusterIssuer it: another authority signs the certificates that are issued from now on',
  ],
  [
    certificate({ issuerRef: { name: 'a' } }),
    certificate({ issuerRef: { name: 'a', kind: 'ClusterIssuer' } }),
    'medium secret-rekeyed: Certificate it is issued anew by another issuer',
  ],
  [
    certificate({ dnsNames: ['a.b.example.com'] }),
    certificate({ dnsNames: ['*.example.com'] }),
    'medium availability: Certificate it is issued without a.b.example.com: who asks for that is refused',
  ],
  [
    external({ target: { template: { data: { kind: 'SecretStore' } } } }),
    external({ target: { template: { data: {} } } }),
    'medium secret-rekeyed: ExternalSecret it takes what it holds from elsewhere: who reads its Secret gets other values',
  ],
  [
    external({ secretStoreRef: { name: 'a' } }),
    external({ secretStoreRef: { name: 'a', kind: 'ClusterSecretStore' } }),
    'medium secret-rekeyed: ExternalSecret it takes what it holds from elsewhere: who reads its Secret gets other values',
  ],
  [
    store({ provider: { doppler: { auth: { secretRef: 'a' } } } }),
    store({ provider: { doppler: { auth: { secretRef: 'b' } } } }),
    'medium secret-rekeyed: SecretStore it reads elsewhere: Secrets that are made through it get other values, or none',
  ],
  [
    external({ data: [entry('a')] }),
    external({ data: [entry('b')] }),
    'medium secret-rekeyed: ExternalSecret it takes what it holds from elsewhere: who reads its Secret gets other values',
  ],
  [
    store({ provider: { vault: { path: 'a' } } }),
    store({ provider: { vault: { path: 'b' } } }),
    'medium secret-rekeyed: SecretStore it reads elsewhere: Secrets that are made through it get other values, or none',
  ],
  [
    pool({ limits: { cpu: '2' } }),
    pool({ limits: { cpu: '1500m' } }),
    'medium availability: NodePool it limits cpu to less: pods beyond that stay pending',
  ],
  [
    pool({ template: { spec: { requirements: ['a'] } } }),
    pool({ template: { spec: { requirements: ['b'] } } }),
    'medium restart: NodePool it: Karpenter replaces its machines that no longer match, and their pods move',
  ],
  [
    pool({ template: { spec: { requirements: [zones('a', 'b')] } } }),
    pool({ template: { spec: { requirements: [zones('a')] } } }),
    'medium restart: NodePool it: Karpenter replaces its machines that no longer match, and their pods move',
  ],
  [
    pool({ template: { spec: { requirements: [zones('a')] } } }),
    pool({ template: { spec: {} } }),
    'low version: NodePool it no longer restricts zone: new machines may be of another kind',
  ],
  [
    pool({ template: { spec: { taints: ['a'] } } }),
    pool({ template: { spec: { taints: ['b'] } } }),
    'medium restart: NodePool it: Karpenter replaces its machines, and their pods move',
  ],
  [
    machines({ amiSelectorTerms: [{ alias: 'al2023@v1' }] }),
    machines({ amiSelectorTerms: [{ alias: 'al2023@v2' }] }),
    'medium restart: EC2NodeClass it: Karpenter replaces its machines that no longer match, and their pods move',
  ],
  [
    machines({ securityGroupSelectorTerms: [{ id: 'a' }] }),
    machines({ securityGroupSelectorTerms: [{ id: 'a' }, { id: 'b' }] }),
    'medium restart: EC2NodeClass it: Karpenter replaces its machines that no longer match, and their pods move',
  ],
  [
    machines({ userData: 'a' }),
    machines({ userData: 'b' }),
    'medium restart: EC2NodeClass it: Karpenter replaces its machines, and their pods move',
  ],
  [
    scaled({}),
    scaled({}, { annotations: { 'autoscaling.keda.sh/paused-replicas': '0' } }),
    'high availability: ScaledObject it is paused at 0 replicas',
  ],
  [
    scaled({ maxReplicaCount: 9 }),
    scaled({ maxReplicaCount: 2 }),
    'low availability: ScaledObject it scales to 2 replicas at most',
  ],
  [
    topic({ config: { 'retention.ms': 604800000 } }),
    topic({ config: { 'retention.ms': 1000 } }),
    'medium deletion: KafkaTopic it keeps 1000 instead of 604800000 (config["retention.ms"]): what is older or beyond that is deleted',
  ],
  [
    topic({ config: { 'cleanup.policy': 'compact' } }),
    topic({ config: { 'cleanup.policy': 'delete' } }),
    'medium deletion: KafkaTopic it deletes old messages from now on',
  ],
  [
    of('monitoring.coreos.com/v1', 'Prometheus')({ retention: '4w' }),
    of('monitoring.coreos.com/v1', 'Prometheus')({ retention: '7d' }),
    'medium deletion: Prometheus it keeps 7d instead of 4w (retention): what is older or beyond that is deleted',
  ],
  [
    release({ server: { retention: '30d' } }),
    release({ server: { retention: '24h' } }),
    'medium deletion: HelmRelease it keeps 24h instead of 30d (server.retention): what is older or beyond that is deleted',
  ],
  [
    release({ installCRDs: true }),
    release({ installCRDs: false }),
    'medium deletion: HelmRelease it switches installCRDs off: Helm uninstalls what the chart made of it',
  ],
  [
    release({ a: { installCRDs: true } }),
    release({ a: { installCRDs: false }, b: { crds: { enabled: true } } }),
    'medium deletion: HelmRelease it switches a.installCRDs off: Helm uninstalls what the chart made of it',
  ],
  [
    release({ crds: { enabled: true, install: true } }),
    release({ crds: { enabled: true, install: false } }),
    'medium deletion: HelmRelease it switches crds.install off: Helm uninstalls what the chart made of it',
  ],
  [
    database({ instances: 3 }),
    database({ instances: 1 }),
    'low availability: Cluster it goes from 3 to 1 in instances: nothing stands in for it',
  ],
  [database({ backup: { a: 1 } }), database({}), 'medium held: Cluster it no longer makes backups'],
  [
    schedule({ paused: false }),
    schedule({ paused: true }),
    'medium held: Schedule it is paused: its controller does nothing about it until it is not',
  ],
  [
    database({}),
    database({}, { annotations: { 'cnpg.io/reconciliationLoop': 'disabled' } }),
    'medium held: Cluster it is paused: its controller does nothing about it until it is not',
  ],
  [
    gateway({
      listeners: [
        { name: 'a', port: 80 },
        { name: 'b', port: 443 },
      ],
    }),
    gateway({ listeners: [{ name: 'a', port: 80 }] }),
    'medium availability: Gateway it loses listener b: routes that are attached there are not served',
  ],
  [
    gateway({ gatewayClassName: 'a' }),
    gateway({ gatewayClassName: 'b' }),
    'high availability: Gateway it gets another class: another controller serves it, at another address',
  ],
  [
    canary({ skipAnalysis: false }),
    canary({ skipAnalysis: true }),
    'medium availability: Canary it skips its analysis: each new version gets all requests at once',
  ],
  [
    service({ ports: [{ port: 80 }] }),
    service({ ports: [{ port: 80, targetPort: 8080 }] }),
    'medium availability: Service it sends 80/TCP to another port of its pods',
  ],
  [
    enforce('baseline'),
    enforce('restricted'),
    'low availability: Namespace it enforces "restricted": pods that do not meet it run on, and are refused when they are made anew',
  ],
  [
    space({ 'istio-injection': 'enabled' }),
    space({}),
    "medium network-opened: Namespace it leaves Istio's mesh: its pods start without mutual TLS and without the policies of the mesh",
  ],
])('what is done otherwise is told: %#', (old, next, expected) => {
  const told = (found: readonly string[]) => found.filter((one) => !/ values: the chart decides/.test(one));
  expect(told(risks(old, next))).toEqual([expected]);
});

test.each<[string, Manifest, Manifest]>([
  ['a name more', certificate({ dnsNames: ['a'] }), certificate({ dnsNames: ['b', 'a'] })],
  ['another solver', issuer({ acme: { server: 'a', solvers: [1] } }), issuer({ acme: { server: 'a', solvers: [2] } })],
  ['an entry more', external({ data: [entry('a')] }), external({ data: [{ secretKey: 'b' }, entry('a')] })],
  ['defaults of an issuer', certificate({ issuerRef: { name: 'a' } }), certificate({ issuerRef: ISSUER_REF })],
  ['a wildcard', certificate({ dnsNames: ['a.example.com'] }), certificate({ dnsNames: ['*.example.com'] })],
  ['a common name', certificate({ dnsNames: ['a', 'b'] }), certificate({ commonName: 'a', dnsNames: ['b'] })],
  ['a name that is none', certificate({ dnsNames: [{ a: 1 }] }), certificate({})],
  ['another login', issuer({ vault: { server: 'a', caBundle: 'a' } }), issuer({ vault: { server: 'a', auth: {} } })],
  [
    'defaults of an entry',
    external({ secretStoreRef: { name: 'a' }, data: [entry('a')] }),
    external({
      secretStoreRef: { name: 'a', kind: 'SecretStore' },
      data: [{ secretKey: 'a', remoteRef: { key: 'a', conversionStrategy: 'Default', decodingStrategy: 'None' } }],
    }),
  ],
  [
    'a label of a Secret',
    external({ target: { template: { metadata: { labels: { a: 'a' } } } } }),
    external({ target: { template: { engineVersion: 'v2', metadata: { labels: { a: 'b' } } } } }),
  ],
  [
    'another login of a store',
    store({ provider: { vault: { server: 'a', caBundle: 'a', auth: { kubernetes: { role: 'a' } } } } }),
    store({ provider: { vault: { server: 'a', version: 'v2', auth: { kubernetes: { role: 'b' } } } } }),
  ],
  [
    'a wider requirement',
    pool({ template: { spec: { requirements: [zones('a')] } } }),
    pool({ template: { spec: { expireAfter: '720h', requirements: [zones('b', 'a')] } } }),
  ],
  [
    'a subnet more',
    machines({ subnetSelectorTerms: [{ id: 'a' }] }),
    machines({ subnetSelectorTerms: [{ id: 'b' }, { id: 'a' }] }),
  ],
  [
    'backups by a plugin',
    database({ backup: { barmanObjectStore: {} } }),
    database({ plugins: [{ name: 'barman-cloud.cloudnative-pg.io' }] }),
  ],
  ['a kind of chart', chart({}), chart({ kind: 'HelmChart' })],
  [
    'a port by its name',
    service({ ports: [{ port: 80, targetPort: 8080 }] }),
    service({ ports: [{ port: 80, targetPort: 'http' }] }),
  ],
  ['the same limit', pool({ limits: { cpu: '2' } }), pool({ limits: { cpu: '2000m' } })],
  ['a longer time', topic({ config: { 'retention.ms': 1000 } }), topic({ config: { 'retention.ms': -1 } })],
  ['the same time', of('a.b/v1', 'Store')({ retention: '7d' }), of('a.b/v1', 'Store')({ retention: '1w' })],
  ['something that runs again', schedule({ paused: true }), schedule({ paused: false })],
  [
    'the port that is meant anyhow',
    service({ ports: [{ port: 80 }] }),
    service({ ports: [{ port: 80, targetPort: 80 }] }),
  ],
  ['another way into the mesh', space({ 'istio-injection': 'enabled' }), space({ 'istio.io/rev': 'a' })],
])('what changes nothing is not told: %s', (_title, old, next) => {
  expect(risks(old, next)).toEqual([]);
});

/** Risks about objects that stay and need others that go. */
function needs(old: readonly Manifest[], next: readonly Manifest[]): string[] {
  const { changes } = compare(treeOf(...old), treeOf(...next));
  return changes.flatMap((change) => change.risks.map(({ message }) => message)).filter((one) => / while /.test(one));
}

const secret = manifest('v1', 'Secret', { stringData: { t: 'ENC[AES256_GCM]' } });
const named = (apiVersion: string, kind: string, spec: object) =>
  manifest(apiVersion, kind, { spec }, { name: 'user' });

test.each<[Manifest, Manifest, string]>([
  [
    secret,
    named('external-secrets.io/v1', 'SecretStore', {
      provider: { vault: { tokenSecretRef: { name: 'it', key: 't' } } },
    }),
    'Secret x/it goes while SecretStore x/user needs it',
  ],
  [
    secret,
    named('cert-manager.io/v1', 'Issuer', { ca: { secretName: 'it' } }),
    'Secret x/it goes while Issuer x/user needs it',
  ],
  [
    secret,
    named('gateway.networking.k8s.io/v1', 'Gateway', { listeners: [{ tls: { certificateRefs: [{ name: 'it' }] } }] }),
    'Secret x/it goes while Gateway x/user needs it',
  ],
  [
    of('keda.sh/v1alpha1', 'TriggerAuthentication')({}),
    named('keda.sh/v1alpha1', 'ScaledJob', { triggers: [{ authenticationRef: { name: 'it' } }] }),
    'TriggerAuthentication x/it goes while ScaledJob x/user needs it',
  ],
  [
    of('flagger.app/v1beta1', 'MetricTemplate')({}),
    named('flagger.app/v1beta1', 'Canary', { analysis: { metrics: [{ templateRef: { name: 'it' } }] } }),
    'MetricTemplate x/it goes while Canary x/user needs it',
  ],
  [
    manifest('karpenter.k8s.aws/v1', 'EC2NodeClass', {}, { namespace: undefined }),
    pool({ template: { spec: { nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'it' } } } }),
    'EC2NodeClass it goes while NodePool x/it needs it',
  ],
  [
    certificate({ secretName: 'tls' }),
    named('networking.k8s.io/v1', 'Ingress', { tls: [{ secretName: 'tls' }] }),
    'Secret x/tls of Certificate x/it is renewed no longer while Ingress x/user needs it',
  ],
])('what something else needs goes: %#', (goes, user, expected) => {
  expect(needs([goes, user], [user])).toEqual([expected]);
  expect(needs([goes, user], [])).toEqual([]);
});

test('a scaler leaves its workload with no pod, unless it keeps one or restores it', () => {
  const end = (spec: object) => risks(scaled(spec), undefined).filter((one) => one.includes('may be none'));
  const scaleTargetRef = { name: 'web' };
  expect(end({ scaleTargetRef })).toEqual([
    'medium availability: ScaledObject it leaves web with the replicas that it has then, which may be none',
  ]);
  expect(end({ scaleTargetRef, minReplicaCount: 1 })).toEqual([]);
  expect(end({ scaleTargetRef, advanced: { restoreToOriginalReplicaCount: true } })).toEqual([]);

  const so = scaled({ scaleTargetRef });
  const left = (old: readonly Manifest[], next: readonly Manifest[]) =>
    said(old, next).filter((one) => one.includes('may be none')).length;
  const [web, sized] = [deployment('web', 'x'), deployment('web', 'x', {}, { replicas: 3 })];
  const other = manifest('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } },
  });
  expect(left([so, web], [web])).toBe(1);
  expect(left([so, web], [])).toBe(0);
  expect(left([so, sized], [sized])).toBe(0);
  expect(left([so, web], [web, other])).toBe(0);
});

test('definitions that a chart installs by another value stay', () => {
  const values = / values: the chart decides/;
  const [before, after] = [{ installCRDs: true }, { crds: { enabled: true } }];
  expect(risks(release(before), release(after))).toEqual([expect.stringMatching(values)]);
  expect(risks(release(after), release(before))).toEqual([expect.stringMatching(values)]);
  expect(risks(release({ a: before }), release({ a: after }))).toEqual([expect.stringMatching(values)]);
});

/** The messages about all changes. */
function said(old: readonly Manifest[], next: readonly Manifest[]): string[] {
  const { changes } = compare(treeOf(...old), treeOf(...next));
  return changes.flatMap((change) => change.risks.map(({ severity, message }) => `${severity} ${message}`));
}

test('a port that a Service and its pods change together is not told', () => {
  const port = (targetPort: number) => service({ selector: { app: 'web' }, ports: [{ port: 80, targetPort }] });
  const web = (containerPort: number) => deployment('web', 'x', { ports: [{ containerPort }] });
  const moved = (old: readonly Manifest[], next: readonly Manifest[]) =>
    said(old, next).filter((one) => one.includes('another port')).length;
  expect(moved([port(80), web(80)], [port(81), web(80)])).toBe(1);
  expect(moved([port(80), web(80)], [port(81), web(81)])).toBe(0);
  expect(moved([port(80), release({ a: 1 })], [port(81), release({ a: 2 })])).toBe(0);
});

test('pods that files do not tell about may stand behind a Service that the API server asks', () => {
  const hook = manifest(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    { webhooks: [{ clientConfig: { service: { name: 'it', namespace: 'x' } } }] },
    { namespace: undefined },
  );
  const own = service({ selector: { app: 'web' } });
  const idle = (...news: readonly Manifest[]) =>
    said([hook, own, deployment('web', 'x')], [hook, own, ...news]).filter((one) => one.includes('without pods'));
  const rollout = of('argoproj.io/v1alpha1', 'Rollout');
  const elsewhere = { sourceRef: { kind: 'GitRepository', name: 'other' } };
  const guess =
    'medium Service x/it is left without pods, as far as files tell, while ValidatingWebhookConfiguration it needs it';
  expect(idle(release({}))).toEqual([guess]);
  expect(idle(rollout({ template: { spec: { containers: [{ name: 'a' }] } } }))).toEqual([guess]);
  expect(idle(kustomization('more', './x', elsewhere))).toEqual([guess]);
  expect(idle(rollout({}))).toEqual([expect.stringMatching(/^high .* fail$/)]);
});
