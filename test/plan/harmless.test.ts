import { compare } from '../../src/plan-entry';
import { configMap, deployment, Manifest, manifest, namespace, risks, treeOf } from './fixture';

/* Changes that look like harm and do none, or less, each beside the one that does it. */

const of =
  (apiVersion: string, kind: string) =>
  (spec: object, metadata: object = {}): Manifest =>
    manifest(apiVersion, kind, { spec }, metadata);
const told = (old: readonly Manifest[], next: readonly Manifest[]): string[] =>
  compare(treeOf(...old), treeOf(...next))
    .changes.flatMap((change) => change.risks.map(({ message }) => message))
    .filter((message) => !message.startsWith('Flux deletes'));
const named = (object: Manifest, name: string): Manifest => ({
  ...object,
  metadata: { ...(object.metadata as object), name },
});

const route = of('gateway.networking.k8s.io/v1', 'HTTPRoute');
const grant = (to: object) =>
  of(
    'gateway.networking.k8s.io/v1beta1',
    'ReferenceGrant',
  )({ from: [{ kind: 'HTTPRoute', namespace: 'n' }], to: [to] });
const gateway = (name: string, more: object) =>
  of('gateway.networking.k8s.io/v1', 'Gateway')({ listeners: [{ name, port: 443, ...more }] });
const ingress = (...hosts: string[]) =>
  of('networking.k8s.io/v1', 'Ingress')({ rules: hosts.map((host) => ({ host, http: { paths: [{ path: '/a' }] } })) });
const traefik = (routes: object[], more: object = {}) => of('traefik.io/v1alpha1', 'IngressRoute')({ routes, ...more });
const guarded = { match: 'A', middlewares: [{ name: 'm' }] };
const middleware = of('traefik.io/v1alpha1', 'Middleware');
const policy = (podSelector: object) => of('networking.k8s.io/v1', 'NetworkPolicy')({ podSelector, ingress: [] });
const webhook = (failurePolicy: string) =>
  manifest(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    { webhooks: [{ name: 'a', failurePolicy }] },
    { namespace: undefined },
  );
const monitor = (labels: object) => of('monitoring.coreos.com/v1', 'ServiceMonitor')({}, { labels });
const release = of('helm.toolkit.fluxcd.io/v2', 'HelmRelease');
const certificate = (more: object) => of('cert-manager.io/v1', 'Certificate')({ secretName: 's', ...more });
const generator = (...names: string[]) =>
  of(
    'source.extensions.fluxcd.io/v1beta1',
    'ArtifactGenerator',
  )({ artifacts: names.map((name) => ({ name, copy: [] })) });
const alert = of('notification.toolkit.fluxcd.io/v1beta3', 'Alert');
const receiver = of('notification.toolkit.fluxcd.io/v1', 'Receiver');
const automation = of('image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation');
const oci = (verify: object) => of('source.toolkit.fluxcd.io/v1', 'OCIRepository')({ url: 'oci://a/b', verify });
const instance = (artifact: string, more: object = {}) =>
  of(
    'fluxcd.controlplane.io/v1',
    'FluxInstance',
  )({ distribution: { version: '2.x', registry: 'r', artifact, ...more } });
const store = (auth: object) =>
  of('external-secrets.io/v1', 'SecretStore')({ provider: { vault: { server: 'https://a', ...auth } } });
const cache = (spec: object) => of('cache.example.com/v1', 'Cache')(spec);
const user = (...acls: object[]) => of('kafka.strimzi.io/v1', 'KafkaUser')({ authorization: { acls } });
const pods = (spec: object, labels: object = {}) =>
  manifest('apps/v1', 'Deployment', {
    spec: { template: { metadata: { labels: { app: 'a', ...labels } }, spec: { containers: [], ...spec } } },
  });
const nodes = (...nodeSelectorTerms: object[]) =>
  pods({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const tolerates = (...tolerations: object[]) => pods({ tolerations });
const longhorn = (task: string) => of('longhorn.io/v1beta2', 'RecurringJob')({ task });
const schedule = (ttl: string) => of('velero.io/v1', 'Schedule')({ template: { ttl } });

test.each<readonly [string, Manifest | undefined, Manifest | undefined, RegExp, Manifest | undefined, RegExp]>([
  ['a wildcard', ingress('a.b.c'), ingress('*.b.c'), /no longer/, ingress('*.c'), /no longer serves a\.b\.c$/],
  ['a longer host', ingress('a.b', 'a.bc'), ingress('a.bc'), /rule for/, ingress('a.b'), /no longer serves a\.bc$/],
  [
    'a listener by another name',
    gateway('a', { tls: {} }),
    gateway('b', { tls: {} }),
    /no longer has TLS/,
    gateway('b', {}),
    /^high network-opened: Gateway x\/it no longer has TLS of listener a$/,
  ],
  [
    'every listener instead of one',
    route({ parentRefs: [{ name: 'g', sectionName: 'a' }] }),
    route({ parentRefs: [{ name: 'g' }] }),
    /reached/,
    route({ parentRefs: [{ name: 'g', sectionName: 'b' }] }),
    /is no longer reached through g, listener a$/,
  ],
  [
    'one listener instead of every',
    route({ parentRefs: [{ name: 'g' }] }),
    route({ parentRefs: [{ name: 'g' }, { name: 'h' }] }),
    /reached/,
    route({ parentRefs: [{ name: 'g', sectionName: 'a' }] }),
    /is no longer reached through other listeners of g$/,
  ],
  [
    'a rule that goes with its guard',
    traefik([guarded, { match: 'B' }]),
    traefik([{ match: 'B' }]),
    /middleware/,
    traefik([{ match: 'A' }, { match: 'B', middlewares: [{ name: 'm' }] }]),
    /^medium network-opened: IngressRoute x\/it no longer has middleware m$/,
  ],
  [
    'a rule that is written otherwise',
    traefik([guarded]),
    traefik([{ ...guarded, match: 'B' }]),
    /middleware/,
    traefik([{ match: 'B' }]),
    /no longer has middleware m$/,
  ],
  [
    'each entry point',
    traefik([], { entryPoints: ['web'] }),
    traefik([]),
    /reached/,
    traefik([], { entryPoints: ['other'] }),
    /is no longer reached through web$/,
  ],
  [
    'a wider grant',
    grant({ kind: 'Secret', name: 'a' }),
    grant({ kind: 'Secret' }),
    /no longer/,
    grant({ kind: 'Secret', name: 'b' }),
    /no longer opens Secret a to HTTPRoute of namespace n$/,
  ],
  [
    'a middleware that goes',
    middleware({ basicAuth: {} }),
    undefined,
    /is allowed/,
    middleware({}),
    /no longer enforces/,
  ],
  [
    'labels of a chart',
    monitor({ 'helm.sh/chart': 'a-1', release: 'b' }),
    monitor({ 'helm.sh/chart': 'a-2', release: 'b' }),
    /labels/,
    monitor({ release: 'c' }),
    /has other labels: if its Prometheus or Alertmanager selects by them, it is left out$/,
  ],
  [
    'a longer time of backups',
    schedule('24h'),
    schedule('48h'),
    /keeps/,
    schedule('1h30m'),
    /keeps 1h30m instead of 24h/,
  ],
  [
    'defaults of a key',
    certificate({}),
    certificate({ isCA: false, privateKey: { algorithm: 'RSA', size: 2048 } }),
    /another key/,
    certificate({ privateKey: { algorithm: 'ECDSA' } }),
    /is issued anew with another key$/,
  ],
  [
    'one more artifact',
    generator('a'),
    generator('a', 'b'),
    /other artifacts/,
    generator('b'),
    /makes other artifacts/,
  ],
  [
    'one more kind of messages',
    alert({ inclusionList: ['a'] }),
    alert({ inclusionList: ['a', 'b'] }),
    /messages/,
    alert({ inclusionList: ['b'] }),
    /takes other messages/,
  ],
  [
    'the own namespace of what is watched',
    alert({ eventSources: [{ kind: 'Kustomization', name: '*' }] }),
    alert({ eventSources: [{ kind: 'Kustomization', name: '*', namespace: 'x' }] }),
    /watches/,
    alert({ eventSources: [{ kind: 'Kustomization', name: '*', namespace: 'y' }] }),
    /watches less/,
  ],
  [
    'one more event',
    receiver({ events: ['push'] }),
    receiver({ events: ['push', 'ping'] }),
    /events/,
    receiver({ events: ['ping'] }),
    /takes fewer events: nothing is told of the others$/,
  ],
  [
    'defaults of a source',
    automation({ sourceRef: { name: 'a' } }),
    automation({ sourceRef: { name: 'a', kind: 'GitRepository', namespace: 'x' } }),
    /elsewhere/,
    automation({ sourceRef: { name: 'a', namespace: 'y' } }),
    /commits its updates elsewhere$/,
  ],
  [
    'one more condition of signatures',
    oci({}),
    oci({ provider: 'cosign', matchOIDCIdentity: [{ issuer: 'a' }] }),
    /signatures/,
    oci({ provider: 'notation' }),
    /verifies signatures by other rules/,
  ],
  [
    'a tag that moves on',
    instance('oci://a:5000/b:1'),
    instance('oci://a:5000/b:2'),
    /elsewhere/,
    instance('oci://c:5000/b:1'),
    /takes Flux from elsewhere/,
  ],
  [
    'a login where Flux comes from',
    instance('oci://a/b:1'),
    instance('oci://a/b:1', { imagePullSecret: 's' }),
    /elsewhere/,
    instance('oci://a/b:1', { imagePullSecret: 's', registry: 't' }),
    /takes Flux from elsewhere/,
  ],
  [
    'drift that nobody corrects',
    release({ driftDetection: { mode: 'enabled', ignore: [{ paths: ['/a'] }] } }),
    release({}),
    /corrects/,
    release({ driftDetection: { mode: 'enabled' } }),
    /corrects fields that it left alone/,
  ],
  ['a guard that was on', cache({ tls: {} }), cache({ tls: {}, a: 1 }), /no longer/, cache({}), /no longer has tls/],
  ['fewer rights', user({ a: 1 }, { b: 1 }), user({ b: 1 }), /rights/, user({ b: 1 }, { c: 1 }), /has other rights/],
  [
    'the default of a toleration',
    tolerates({ key: 'a', value: 'b' }),
    tolerates({ key: 'a', operator: 'Equal', value: 'b' }),
    /tolerate/,
    tolerates({ operator: 'Exists', effect: 'NoSchedule' }),
    /no longer tolerate taints that they tolerated/,
  ],
  ['more nodes', nodes({ a: 1 }), nodes({ a: 1 }, { b: 1 }), /other nodes/, nodes({ b: 1 }), /ask for other nodes/],
])('%s', (_, old, harmless, said, harmful, message) => {
  expect(risks(old, harmless).filter((one) => said.test(one))).toEqual([]);
  expect(risks(old, harmful).filter((one) => message.test(one))).toHaveLength(1);
});

test.each<readonly [string, Manifest | undefined, Manifest | undefined, RegExp]>([
  ['a middleware that comes', undefined, middleware({ basicAuth: {} }), /cut off/],
  ['a webhook that comes', undefined, webhook('Fail'), /what it forbids/],
  ['a time of caches', release({ values: { ttl: 300 } }), release({ values: { ttl: 60 } }), /deleted/],
  ['a digest that comes', instance('oci://a/b:1'), instance('oci://a/b:1@sha256:c'), /elsewhere/],
  ['the login of a client', store({ auth: {} }), store({}), /not asked/],
  ['a guard that was off', cache({ tls: false, auth: { enabled: false } }), cache({}), /not asked/],
  ['a job that cleans up', longhorn('filesystem-trim'), undefined, /backups/],
])('%s does no harm', (_, old, next, said) => {
  expect(risks(old, next).filter((one) => said.test(one))).toEqual([]);
});

test('a digest that goes', () => {
  expect(risks(instance('oci://a/b:1@sha256:c'), instance('oci://a/b:1'))).toContainEqual(
    expect.stringContaining('takes Flux from elsewhere'),
  );
});

test('pods that were in no mesh as far as anybody knows', () => {
  expect(risks(pods({}), pods({}, { 'sidecar.istio.io/inject': 'false' }))).toContainEqual(
    expect.stringMatching(/^medium network-opened: .* stay out of the mesh, if their namespace is in one: /),
  );
});

test('a policy for other pods', () => {
  expect(risks(policy({ matchLabels: { a: 'b' } }), policy({ matchLabels: { a: 'c' } }))).toContain(
    'low availability: NetworkPolicy x/it selects other pods: what it does not allow to them is cut off, unless another policy allows it',
  );
});

test.each(['Gateway', 'HTTPRoute', 'NetworkPolicy', 'PodDisruptionBudget', 'Provider', 'ReferenceGrant', 'Schedule'])(
  'a %s of another group',
  (kind) => {
    const other = of('example.com/v1', kind);
    const spec = { listeners: [{ name: 'a', port: 1, tls: {} }], ...{ from: [{}], to: [{}], hostnames: ['a'] } };
    expect(told([other({ ...spec, podSelector: {}, type: 'a' })], [other({})])).toEqual([]);
    expect(told([], [other(spec)])).toEqual([]);
    expect(told([other(spec)], [])).toEqual([]);
  },
);

describe('what goes', () => {
  const web = deployment('it', 'x');
  const scaler = of(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
  )({ scaleTargetRef: { kind: 'Deployment', name: 'it' } });
  const budget = of(
    'policy/v1',
    'PodDisruptionBudget',
  )({ maxUnavailable: 1, selector: { matchLabels: { app: 'it' } } });
  const allows = of('networking.k8s.io/v1', 'NetworkPolicy')({ podSelector: {}, ingress: [{}] });
  const range = of('v1', 'LimitRange')({ limits: [{ type: 'Container', default: { cpu: '1' } }] });
  const space = namespace('x');

  test('with what it was for', () => {
    expect(told([web, scaler, budget], [])).toEqual([]);
    expect(told([web, scaler, budget], [web])).toEqual([
      'HorizontalPodAutoscaler it goes: the number of replicas of its target stays as it is then',
      'PodDisruptionBudget it goes: its pods may all be evicted at once',
    ]);
    // The pods of a chart are in no manifest.
    expect(told([scaler, budget], [])).toHaveLength(2);
  });

  test('with its namespace', () => {
    const gone = told([space, web, allows, range], []).filter((one) => !one.includes('ConfigMap'));
    expect(gone).toEqual([]);
    expect(told([space, web, allows, range], [space, web])).toEqual([
      'NetworkPolicy x/it goes, and what it forbade is allowed',
      'NetworkPolicy it goes: what it allows is cut off where another policy restricts the same pods',
      'LimitRange it goes: containers that give no limits or requests get none, and a ResourceQuota of these refuses them',
    ]);
  });

  test('and another one takes its place', () => {
    const keda = of('keda.sh/v1alpha1', 'ScaledObject')({ scaleTargetRef: { name: 'it' } });
    const other = of('policy/v1', 'PodDisruptionBudget')({ maxUnavailable: '10%', selector: {} }, { name: 'all' });
    expect(told([web, scaler, budget], [web, keda, other])).toEqual([]);
    expect(
      told([web, scaler, budget], [web, named(keda, 'k'), { ...other, spec: { selector: { matchLabels: {} } } }]),
    ).toEqual([]);
    const none = { ...other, spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'b' } } } };
    expect(told([web, budget], [web, none])).toEqual([
      'PodDisruptionBudget it goes: its pods may all be evicted at once',
    ]);
  });

  test('under another name', () => {
    expect(told([web, allows, range, budget], [web, ...[allows, range, budget].map((one) => named(one, 'b'))])).toEqual(
      [],
    );
  });

  test('before a number of replicas', () => {
    const three = deployment('it', 'x', {}, { replicas: 3 });
    expect(told([three, scaler], [three])).toEqual([
      'HorizontalPodAutoscaler it goes: Deployment it gets the 3 replicas of its manifest',
    ]);
  });

  test('and what comes in a namespace that comes', () => {
    const peers = of('security.istio.io/v1', 'PeerAuthentication')({ mtls: { mode: 'STRICT' } });
    const cut = (objects: Manifest[]) => told([], objects).filter((one) => one.includes('cut off'));
    expect(cut([space, allows, peers])).toEqual([]);
    expect(cut([allows, peers])).toHaveLength(2);
  });
});

describe('neighbors', () => {
  const storage = manifest('storage.k8s.io/v1', 'StorageClass', {}, { name: 's', namespace: undefined });
  const claim = (size: string) =>
    of('v1', 'PersistentVolumeClaim')({ storageClassName: 's', resources: { requests: { storage: size } } });

  test('the same size, and a smaller one', () => {
    for (const size of ['1024Mi', '500Mi'])
      expect(told([storage, claim('1Gi')], [storage, claim(size)]).filter((one) => one.includes('grow'))).toEqual([]);
  });

  test('a Gateway that takes routes of some namespaces', () => {
    const from = (a: string) => ({ namespaces: { from: 'Selector', selector: { matchLabels: { a } } } });
    const takes = of(
      'gateway.networking.k8s.io/v1',
      'Gateway',
    )({ listeners: [{ port: 80, allowedRoutes: from('b') }] });
    expect(told([takes, namespace('x', { a: 'b' })], [takes, namespace('x')])).toEqual([
      'Gateway x/it no longer selects Namespace x: what it allows or forbids there changes',
    ]);
    expect(told([takes, namespace('x', { a: 'b' })], [takes, namespace('x', { a: 'b', c: 'd' })])).toEqual([]);
  });

  test('a HelmRelease that verifies its chart', () => {
    const secret = (...names: string[]) =>
      manifest('v1', 'Secret', { data: Object.fromEntries(names.map((name) => [name, 'ENC[AES256_GCM]'])) });
    const verify = { secretRef: { name: 'it' } };
    const verifies = release({ chart: { spec: { chart: 'a', verify } } }, { name: 'r' });
    const said = told([verifies, secret('a', 'b')], [verifies, secret('a')]);
    expect(said.filter((one) => /with which HelmRelease r verifies/.test(one))).toHaveLength(1);
  });

  test('ConfigMaps that are renamed by their hash', () => {
    const reads = (name: string) => [
      configMap(name, 'x', { a: name }),
      of('grafana.example.com/v1', 'Dashboard')({ configMapRef: { name, key: 'a' } }),
    ];
    expect(told(reads('c-1'), reads('c-2'))).toEqual([]);
    expect(told(reads('c-1'), [reads('c-1')[1]!])).toEqual(['ConfigMap x/c-1 goes while Dashboard x/it needs it']);
  });
});
