import { compare } from '../../src/plan-entry';
import { configMap, deployment, guarded, kustomization, Manifest, manifest, refusals, tree, treeOf } from './fixture';

/* What changes beside what asks for it: ports, mounts, names, values of releases. Each has a near miss. */

const told = (old: readonly Manifest[], next: readonly Manifest[]): string[] =>
  compare(treeOf(...old), treeOf(...next))
    .changes.flatMap((change) =>
      change.risks.map(({ severity, class: name, message }) => `${severity} ${name}: ${message}`),
    )
    .filter((one) => !/restart one after the other|: Flux deletes /.test(one));

const of =
  (apiVersion: string, kind: string) =>
  (spec: object, metadata: object = {}): Manifest =>
    manifest(apiVersion, kind, { spec }, metadata);
const service = (ports: object[], more: object = {}) => of('v1', 'Service')({ ports, ...more });
const pods = (container: object, spec: object = {}) => deployment('d', 'x', container, spec);
const mounted = (mount: object) =>
  of(
    'apps/v1',
    'StatefulSet',
  )({
    template: { metadata: {}, spec: { containers: [{ name: 'a', volumeMounts: [{ name: 'd', ...mount }] }] } },
    volumeClaimTemplates: [{ metadata: { name: 'd' } }],
  });
const partition = (number: number, image: string) =>
  of(
    'apps/v1',
    'StatefulSet',
  )({
    ...{ replicas: 3, updateStrategy: { rollingUpdate: { partition: number } } },
    template: { metadata: {}, spec: { containers: [{ name: 'a', image }] } },
  });
const ingress = (annotations: object, more: object = {}) =>
  of('networking.k8s.io/v1', 'Ingress')({ rules: [{ host: 'a' }], ...more }, { annotations });
const nginx = (annotations: object) =>
  Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]));
const dns = (names: string) => ({ 'external-dns.alpha.kubernetes.io/hostname': names });
const endpoints = (...all: string[]) =>
  manifest('discovery.k8s.io/v1', 'EndpointSlice', {
    addressType: 'IPv4',
    endpoints: all.map((address) => ({ addresses: [address] })),
  });
const virtual = (host: string) => of('networking.istio.io/v1', 'VirtualService')({ hosts: [host], http: [] });
const limited = (memory: string) => pods({ resources: { limits: { memory } } });

test.each<readonly [string, Manifest, Manifest, RegExp, Manifest]>([
  [
    'a port of nodes',
    service([{ port: 1, nodePort: 30001 }], { type: 'NodePort' }),
    service([{ port: 1, nodePort: 30002 }], { type: 'NodePort' }),
    /^medium availability: Service it moves to port 30002 of nodes: nobody answers at 30001$/,
    service([{ port: 1 }], { type: 'NodePort' }),
  ],
  [
    'a mount',
    mounted({ mountPath: '/a' }),
    mounted({ mountPath: '/b' }),
    /^medium availability: StatefulSet it: container a no longer finds volume d at \/a$/,
    mounted({ mountPath: '/a/', readOnly: true }),
  ],
  [
    'a part of a volume',
    mounted({ mountPath: '/a' }),
    mounted({ mountPath: '/a', subPath: 'b' }),
    /no longer finds volume d at \/a$/,
    mounted({ mountPath: '/a', subPath: '' }),
  ],
  [
    'a probe',
    pods({ readinessProbe: { tcpSocket: { port: 1 } } }),
    pods({}),
    /^low availability: Deployment d: container main gets requests before it is ready/,
    pods({ readinessProbe: { tcpSocket: { port: 2 } } }),
  ],
  ['memory', limited('1Gi'), limited('100Mi'), /is killed beyond 100Mi of memory, before that 1Gi$/, limited('1024Mi')],
  [
    'a partition',
    partition(0, 'a:1'),
    partition(3, 'a:2'),
    /^low restart: pods of StatefulSet it stay as they are: its partition is 3$/,
    partition(2, 'a:1'),
  ],
  [
    'names of ExternalDNS',
    ingress(dns('a.b, c.b')),
    ingress(dns('c.b')),
    /^medium availability: Ingress it no longer asks ExternalDNS for a\.b: /,
    ingress(dns('c.b,a.b')),
  ],
  [
    'a load balancer of an Ingress',
    ingress({ 'alb.ingress.kubernetes.io/group.name': 'a' }),
    ingress({ 'alb.ingress.kubernetes.io/group.name': 'b' }),
    /^medium availability: Ingress it asks for another address$/,
    ingress({ 'alb.ingress.kubernetes.io/group.name': 'a', 'alb.ingress.kubernetes.io/group.order': '1' }),
  ],
  [
    'a redirect',
    ingress({}, { tls: [{}] }),
    ingress(nginx({ 'ssl-redirect': 'false' }), { tls: [{}] }),
    /^high network-opened: Ingress x\/it no longer sends callers on to HTTPS/,
    ingress(nginx({ 'ssl-redirect': 'true' }), { tls: [{}] }),
  ],
  [
    'a redirect without TLS',
    ingress(nginx({ 'force-ssl-redirect': 'true' })),
    ingress({}),
    /no longer sends callers on to HTTPS, by nginx\.ingress\.kubernetes\.io\/force-ssl-redirect$/,
    ingress(nginx({ 'force-ssl-redirect': 'true', 'ssl-redirect': 'false' })),
  ],
  [
    'a redirect in two ways',
    ingress(nginx({ 'force-ssl-redirect': 'true' }), { tls: [{}] }),
    ingress(nginx({ 'ssl-redirect': 'false' }), { tls: [{}] }),
    /no longer sends callers on to HTTPS/,
    ingress({}, { tls: [{}] }),
  ],
  [
    'a canary with all requests',
    ingress(nginx({ canary: 'true', 'canary-weight': '10' })),
    ingress(nginx({ canary: 'true', 'canary-weight': '100' })),
    /^medium availability: Ingress x\/it gets 100 of 100 requests as a canary, before that 10$/,
    ingress(nginx({ canary: 'true', 'canary-weight': '5' })),
  ],
  [
    'a canary that is none',
    ingress(nginx({ canary: 'true' })),
    ingress({}),
    /is no canary any more/,
    ingress(nginx({ canary: 'true', 'canary-by-header': 'a' })),
  ],
  [
    'addresses',
    endpoints('1.2.3.4', '1.2.3.5'),
    endpoints('1.2.3.5'),
    /^low availability: EndpointSlice it no longer leads to 1\.2\.3\.4$/,
    endpoints('1.2.3.5', '1.2.3.4', '1.2.3.6'),
  ],
  [
    'a host of a mesh',
    virtual('web'),
    virtual('web.y.svc.cluster.local'),
    /no longer serves web$/,
    virtual('web.x.svc.cluster.local'),
  ],
])('%s', (_name, old, next, says, near) => {
  expect(told([old], [next]).filter((one) => says.test(one))).toHaveLength(1);
  expect(told([old], [near])).toEqual([]);
});

const named = (name: string) => service([{ port: 80, name }], { selector: { app: 'd' } });
const backend = (port: object) => ({
  rules: [{ host: 'a', http: { paths: [{ path: '/', backend: { service: { name: 'it', port } } }] } }],
});
const route = (port: number, more: object = {}) =>
  of('gateway.networking.k8s.io/v1', 'HTTPRoute')({ rules: [{ backendRefs: [{ name: 'it', port, ...more }] }] });
const monitor = (port: string) =>
  of('monitoring.coreos.com/v1', 'ServiceMonitor')({ selector: {}, endpoints: [{ port }] });
const webhook = manifest(
  'admissionregistration.k8s.io/v1',
  'ValidatingWebhookConfiguration',
  { webhooks: [{ name: 'a', clientConfig: { service: { name: 'it', namespace: 'x' } } }] },
  { namespace: undefined },
);
const destination = { destination: { host: 'it.x.svc.cluster.local', port: { number: 80 } } };
const entry = { services: [{ name: 'it', port: 80 }] };

test.each<readonly [string, Manifest, Manifest, Manifest, boolean]>([
  ['a name of an Ingress', of('networking.k8s.io/v1', 'Ingress')(backend({ name: 'a' })), named('a'), named('b'), true],
  ['its number', of('networking.k8s.io/v1', 'Ingress')(backend({ number: 80 })), named('a'), named('b'), false],
  ['a number of an HTTPRoute', route(80), service([{ port: 80 }]), service([{ port: 81 }]), true],
  [
    'one of another kind',
    route(80, { kind: 'InferencePool' }),
    service([{ port: 80 }]),
    service([{ port: 81 }]),
    false,
  ],
  ['one of another Service', route(79), service([{ port: 80 }]), service([{ port: 81 }]), false],
  ['a name of a ServiceMonitor', monitor('a'), named('a'), named('b'), true],
  ['the port of a webhook', webhook, service([{ port: 443 }]), service([{ port: 444 }]), true],
  [
    'a destination',
    of('networking.istio.io/v1', 'VirtualService')({ hosts: ['a'], http: [{ route: [destination] }] }),
    service([{ port: 80 }]),
    service([{ port: 81 }]),
    true,
  ],
  [
    'a route of Traefik',
    of('traefik.io/v1alpha1', 'IngressRoute')({ routes: [entry] }),
    service([{ port: 80 }]),
    service([{ port: 81 }]),
    true,
  ],
])('a port that goes: %s', (_name, asking, old, next, isTold) => {
  const says = told([asking, old], [asking, next]).filter((one) =>
    /no longer has port \w+ while \w+ \S+ needs it$/.test(one),
  );
  expect(says).toHaveLength(isTold ? 1 : 0);
});

test('a port of pods that its Service names', () => {
  const at = service([{ port: 80, targetPort: 'http' }], { selector: { app: 'd' } });
  const ports = (name: string) => pods({ ports: [{ containerPort: 1, name }] });
  const says = /^medium availability: Service x\/it sends to port http, which none of its pods has any more$/;
  expect(told([at, ports('http')], [at, ports('web')]).filter((one) => says.test(one))).toHaveLength(1);
  const renamed = service([{ port: 80, targetPort: 'web' }], { selector: { app: 'd' } });
  expect(told([at, ports('http')], [renamed, ports('web')]).filter((one) => one.includes('which none'))).toEqual([]);
  expect(told([at, ports('a')], [at, ports('b')]).filter((one) => one.includes('which none'))).toEqual([]);
  const both = { ports: [80, 81].map((port) => ({ port, targetPort: port === 80 ? 'http' : 'injected' })) };
  const beside = service(both.ports, { selector: { app: 'd' } });
  const more = pods({ ports: ['http', 'web'].map((name, at) => ({ containerPort: at + 1, name })) });
  expect(told([beside, ports('http')], [beside, more]).filter((one) => one.includes('which none'))).toEqual([]);
});

test('a partition of pods that an autoscaler counts', () => {
  const set = (image: string) =>
    of(
      'apps/v1',
      'StatefulSet',
    )({
      updateStrategy: { rollingUpdate: { partition: 3 } },
      template: { metadata: {}, spec: { containers: [{ name: 'a', image }] } },
    });
  const all = compare(treeOf(set('a:1')), treeOf(set('a:2'))).changes.flatMap(({ risks }) => risks);
  expect(all).toContainEqual(expect.objectContaining({ class: 'restart', severity: 'medium' }));
});

test('a name of ExternalDNS that the object serves anyway, and subnets of a load balancer', () => {
  expect(told([ingress(dns('a'))], [ingress({})])).toEqual([]);
  expect(told([ingress(dns('a.b'))], [ingress({})])).toHaveLength(1);
  // Annotations come and go as a whole, too.
  const moved = /^medium availability: \w+ it asks for another address$/;
  const group = ingress({ 'alb.ingress.kubernetes.io/group.name': 'a' });
  expect(told([group], [ingress({})]).filter((one) => moved.test(one))).toHaveLength(1);
  const balancer = (annotations: object) =>
    of('v1', 'Service')({ type: 'LoadBalancer', ports: [] }, { annotations: { a: 'b', ...annotations } });
  const label = (name: string) => balancer({ 'service.beta.kubernetes.io/azure-dns-label-name': name });
  expect(told([balancer({})], [label('a')])).toEqual([]);
  expect(told([label('a')], [label('b')]).filter((one) => moved.test(one))).toHaveLength(1);
  const subnets = (names: string) => ingress({ 'alb.ingress.kubernetes.io/subnets': names });
  expect(told([subnets('a,b')], [subnets('a,b,c')])).toEqual([]);
});

const release = (spec: object) =>
  of(
    'helm.toolkit.fluxcd.io/v2',
    'HelmRelease',
  )({
    ...{
      interval: '1h',
      chart: { spec: { chart: 'web', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'r' } } },
    },
    ...spec,
  });
const from = (kind = 'ConfigMap', more: object = {}) => ({ valuesFrom: [{ kind, name: 'v', ...more }] });
const held = (text: string) => configMap('v', 'x', { 'values.yaml': text });
const secret = (text: string) => manifest('v1', 'Secret', { stringData: { 'values.yaml': text } }, { name: 'v' });
const ON = 'persistence: { enabled: true }';
const OFF = /^medium deletion: HelmRelease it switches persistence off: /;
const OTHER = /^medium version: HelmRelease it has other values: /;

test.each<readonly [string, readonly Manifest[], readonly Manifest[], RegExp | undefined]>([
  ['switched off', [release(from()), held(ON)], [release(from()), held('persistence: { enabled: false }')], OFF],
  ['others', [release(from()), held('a: 1')], [release(from()), held('a: 2')], OTHER],
  ['those of a Secret', [release(from('Secret')), secret('a: 1')], [release(from('Secret')), secret('a: 2')], OTHER],
  [
    'at a path',
    [release(from('ConfigMap', { targetPath: 'a.replicas' })), held('3')],
    [release(from('ConfigMap', { targetPath: 'a.replicas' })), held('0')],
    /^high availability: HelmRelease it goes to 0 in a\.replicas/,
  ],
  ['moved and lost', [release({ values: { persistence: { enabled: true } } })], [release(from()), held('a: 1')], OFF],
  ['moved', [release({ values: { persistence: { enabled: true } } })], [release(from()), held(ON)], undefined],
  ['moved back', [release(from()), held(ON)], [release({ values: { persistence: { enabled: true } } })], undefined],
  [
    'under those of the release',
    [release({ ...from(), values: { a: 3 } }), held('a: 1')],
    [release({ ...from(), values: { a: 3 } }), held('a: 2')],
    undefined,
  ],
  ['of nobody', [release({}), held('a: 1')], [release({}), held('a: 2')], undefined],
  [
    'of a suspended release',
    [release({ ...from(), suspend: true }), held('a: 1')],
    [release({ ...from(), suspend: true }), held('a: 2')],
    undefined,
  ],
])('values in a ConfigMap: %s', (_name, old, next, says) => {
  const found = told(old, next);
  if (says) expect(found.filter((one) => says.test(one))).toHaveLength(1);
  else expect(found).toEqual([]);
});

test.each<readonly [string, object, string]>([
  ['its name', { releaseName: 'b' }, 'high deletion: release of HelmRelease it is uninstalled and installed anew'],
  [
    'a namespace',
    { targetNamespace: 'y' },
    'high deletion: release of HelmRelease it is uninstalled and installed anew',
  ],
  [
    'a patch',
    { postRenderers: [{ kustomize: { patches: [{ patch: '$patch: delete' }] } }] },
    'medium deletion: HelmRelease it has a patch that deletes what the chart installed',
  ],
  ['labels', { commonMetadata: { labels: { a: 'b' } } }, 'medium version: HelmRelease it has other common labels'],
])('values that move into a ConfigMap together with %s', (_name, more, says) => {
  const old = [release({ values: { a: 1 } })];
  const found = told(old, [release({ ...from(), ...more }), held('a: 1')]);
  expect(found.filter((one) => one.startsWith(says))).toHaveLength(1);
  expect(told(old, [release({ ...from() }), held('a: 1')])).toEqual([]);
});

test('the order of values that are known and those that are not', () => {
  const [known, unknown] = [from().valuesFrom, from('Secret', { name: 's' }).valuesFrom];
  const old = [release({ valuesFrom: [...known, ...unknown] }), held('a: 1')];
  const says = (valuesFrom: object[], text = 'a: 1') =>
    told(old, [release({ valuesFrom }), held(text)]).filter((one) => one.startsWith('medium version'));
  expect(says([...unknown, ...known])).toHaveLength(1);
  expect(says([...known, ...unknown])).toEqual([]);
  const named = (name: string) => [
    release({ valuesFrom: [...from('ConfigMap', { name }).valuesFrom, ...unknown] }),
    configMap(name, 'x', { 'values.yaml': 'a: 1' }),
  ];
  expect(told(named('a-1'), named('a-2')).filter((one) => one.startsWith('medium version'))).toEqual([]);
});

test('a Secret that says the same in its other form', () => {
  const data = (text: string) =>
    manifest('v1', 'Secret', { data: { 'values.yaml': Buffer.from(text).toString('base64') } }, { name: 'v' });
  const read = release(from('Secret'));
  expect(told([read, data('a: 1')], [read, secret('a: 1')])).toEqual([]);
  expect(told([read, data('a: 1')], [read, secret('a: 2')]).filter((one) => OTHER.test(one))).toHaveLength(1);
});

const flux = (name: string, spec: object, more: object = {}) =>
  kustomization(name, './b', { interval: '10m', ...spec }, more);
const repository = (url: string, name = 'r') =>
  manifest('source.toolkit.fluxcd.io/v1', 'HelmRepository', { spec: { url } }, { name });
const alert = (name = 'it') =>
  manifest(
    'notification.toolkit.fluxcd.io/v1beta3',
    'Alert',
    { spec: { providerRef: { name: 'p' }, eventSources: [] } },
    { name },
  );
const receiver = (name = 'it') =>
  manifest('notification.toolkit.fluxcd.io/v1', 'Receiver', { spec: { type: 'github', resources: [] } }, { name });

test.each<readonly [string, readonly Manifest[], readonly Manifest[], string[]]>([
  [
    'checks that end',
    [flux('b', { wait: true }), flux('c', { dependsOn: [{ name: 'b' }] })],
    [flux('b', {}), flux('c', { dependsOn: [{ name: 'b' }] })],
    ['low availability: Kustomization b is Ready before what it applies works: flux-system/c no longer waits for that'],
  ],
  [
    'checks for one that is suspended',
    [flux('b', { wait: true }), flux('c', { dependsOn: [{ name: 'b' }], suspend: true })],
    [flux('b', {}), flux('c', { dependsOn: [{ name: 'b' }], suspend: true })],
    [],
  ],
  ['checks for nobody', [flux('b', { wait: true })], [flux('b', {})], []],
  ['a repository with a slash', [repository('https://a.b/c')], [repository('https://a.b/c/')], []],
  ['an Alert', [alert()], [], ['low held: Alert it goes: nobody is told any more of what it alone watches']],
  ['an Alert by another name', [alert()], [alert('b')], []],
  [
    'a Receiver by another name',
    [receiver()],
    [receiver('b')],
    ['low held: Receiver it goes: nobody answers at its address, and what it wakes waits for its interval'],
  ],
])('%s', (_name, old, next, says) => {
  expect(told(old, next)).toEqual(says);
});

test('a repository of charts that its release leaves', () => {
  const old = treeOf(release({}), repository('https://a.b/c'));
  const oci = manifest(
    'source.toolkit.fluxcd.io/v1',
    'OCIRepository',
    { spec: { url: 'oci://a.b/web' } },
    { name: 'web' },
  );
  const turned = release({ chart: undefined, chartRef: { kind: 'OCIRepository', name: 'web' } });
  const next = treeOf(turned, oci);
  expect(refusals(guarded(old, next))).toEqual([]);
  const inline = release({ chart: { kind: 'OCIRepository', spec: { url: 'oci://a.b/web', ref: { tag: '1.0.0' } } } });
  expect(refusals(guarded(old, treeOf(inline)))).toEqual([]);
  expect(refusals(guarded(old, treeOf(release({}))))).toEqual(['protected-removed', 'reference-missing']);
  expect(refusals(guarded(treeOf(repository('https://a.b/c')), treeOf()))).toEqual(['protected-removed']);
});

test('variables of a Secret', () => {
  const vars = (value: string) =>
    manifest('v1', 'Secret', { stringData: { v: value } }, { name: 'vars', namespace: 'flux-system' });
  const from = { postBuild: { substituteFrom: [{ kind: 'Secret', name: 'vars' }] } };
  const unit = (used: string) => ({ name: 'b', spec: from, objects: [configMap('c', 'x', { a: used })] });
  const at = (value: string, used: string) => tree({ eu: [{ name: 'a', objects: [vars(value)] }, unit(used)] });
  const says = (used: string) =>
    compare(at('1', used), at('2', used)).changes.flatMap(({ risks }) => risks.map(({ message }) => message));
  expect(says('a ${v}')).toEqual([
    'Secret flux-system/vars gives variables to flux-system/b: what has them changes too, and no file tells how',
  ]);
  expect(says('a')).toEqual([]);
});
