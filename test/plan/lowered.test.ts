import { Manifest, risks } from './fixture';

/** Changes that delete nothing and let somebody in, stop a service, or leave things undone. */

const object = (apiVersion: string, kind: string, rest: object = {}, metadata: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'it', namespace: 'x', ...metadata },
  ...rest,
});

type Case = readonly [name: string, old: Manifest, next: Manifest | undefined, expected: readonly string[]];

function judged(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, old, next, expected) => {
    expect(risks(old, next)).toEqual(expected);
  });
}

describe('doors of a Service and an Ingress', () => {
  const service = (annotations: object, type = 'LoadBalancer') =>
    object('v1', 'Service', { spec: { type, ports: [{ port: 80 }] } }, { annotations });
  const ingress = (annotations: object, spec: object = {}) =>
    object(
      'networking.k8s.io/v1',
      'Ingress',
      { spec: { rules: [{ host: 'a.example.com' }], ...spec } },
      { annotations },
    );
  const nginx = (name: string, value: string) => ingress({ [`nginx.ingress.kubernetes.io/${name}`]: value });
  const plain = ingress({});

  judged([
    [
      'an internal address that is no longer',
      service({ 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }),
      service({}),
      [
        'high network-opened: Service x/it gets an address that is reachable from outside, by service.beta.kubernetes.io/azure-load-balancer-internal',
      ],
    ],
    [
      'a scheme that changes',
      service({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
      service({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }),
      [
        'high network-opened: Service x/it gets an address that is reachable from outside, by service.beta.kubernetes.io/aws-load-balancer-scheme',
      ],
    ],
    [
      'another word for internal',
      service({ 'networking.gke.io/load-balancer-type': 'Internal' }),
      service({ 'networking.gke.io/load-balancer-type': 'internal' }),
      [],
    ],
    [
      'a list of addresses that goes',
      nginx('whitelist-source-range', '10.0.0.0/8'),
      plain,
      [
        'high network-opened: Ingress x/it takes traffic from everywhere, without nginx.ingress.kubernetes.io/whitelist-source-range',
      ],
    ],
    [
      'a list of addresses that becomes empty',
      nginx('allowlist-source-range', '10.0.0.0/8'),
      nginx('allowlist-source-range', ''),
      [
        'high network-opened: Ingress x/it takes traffic from everywhere, without nginx.ingress.kubernetes.io/allowlist-source-range',
      ],
    ],
    [
      'a list of addresses that grows',
      nginx('whitelist-source-range', '10.0.0.0/8'),
      nginx('whitelist-source-range', '10.1.0.0/16, 192.0.2.7'),
      [
        'high network-opened: Ingress x/it takes traffic from 192.0.2.7/32 as well, by nginx.ingress.kubernetes.io/whitelist-source-range',
      ],
    ],
    [
      'a list of addresses that shrinks, or was empty',
      ingress({ 'haproxy.org/allow-list': '10.0.0.0/8', 'alb.ingress.kubernetes.io/inbound-cidrs': '' }),
      ingress({ 'haproxy.org/allow-list': '10.2.0.0/16' }),
      [],
    ],
    [
      'a list of addresses to keep out that shrinks',
      nginx('denylist-source-range', '192.0.2.0/24,198.51.100.0/24'),
      nginx('denylist-source-range', '192.0.2.0/24'),
      [
        'high network-opened: Ingress x/it no longer keeps out 198.51.100.0/24, by nginx.ingress.kubernetes.io/denylist-source-range',
      ],
    ],
    [
      'a login that goes',
      nginx('auth-url', 'https://auth.example.com'),
      plain,
      [
        'high network-opened: Ingress x/it no longer has nginx.ingress.kubernetes.io/auth-url, which asks who calls or keeps callers out',
      ],
    ],
    [
      'a login that is another',
      ingress({ 'traefik.ingress.kubernetes.io/router.middlewares': 'x-login@kubernetescrd' }),
      ingress({ 'traefik.ingress.kubernetes.io/router.middlewares': 'x-compress@kubernetescrd' }),
      [
        'high network-opened: Ingress x/it has another traefik.ingress.kubernetes.io/router.middlewares, which asks who calls or keeps callers out',
      ],
    ],
    ['an annotation of somebody else', ingress({ 'example.com/a': '1' }), ingress({ 'example.com/a': '2' }), []],
    [
      'a host without TLS',
      ingress({}, { tls: [{ hosts: ['a.example.com'], secretName: 'a' }] }),
      plain,
      ['high network-opened: Ingress x/it serves a.example.com without TLS'],
    ],
    ['TLS of a host that goes', ingress({}, { tls: [{ hosts: ['b.example.com'], secretName: 'b' }] }), plain, []],
    [
      'another class',
      ingress({ 'kubernetes.io/ingress.class': 'internal' }),
      ingress({}, { ingressClassName: 'public' }),
      [
        'high network-opened: Ingress x/it moves from the class internal to public: another controller serves it, at another address',
      ],
    ],
  ]);
});

describe('objects that forbid something', () => {
  const policy = (spec: object) => object('kyverno.io/v1', 'ClusterPolicy', { spec }, { namespace: undefined });
  const mtls = (mode: string) => object('security.istio.io/v1', 'PeerAuthentication', { spec: { mtls: { mode } } });
  const binding = (...validationActions: string[]) =>
    object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', { spec: { validationActions } });
  const webhook = (failurePolicy: string) =>
    object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
      webhooks: [{ name: 'a.example.com', failurePolicy }],
    });
  const constraint = (enforcementAction?: string) =>
    object('constraints.gatekeeper.sh/v1beta1', 'K8sRequiredLabels', { spec: { enforcementAction } });

  judged([
    [
      'a network policy of Cilium goes',
      object('cilium.io/v2', 'CiliumNetworkPolicy', { spec: {} }),
      undefined,
      [
        'medium deletion: Flux deletes CiliumNetworkPolicy x/it',
        'high network-opened: CiliumNetworkPolicy x/it goes, and what it forbade is allowed',
      ],
    ],
    [
      'mutual TLS becomes optional',
      mtls('STRICT'),
      mtls('PERMISSIVE'),
      [
        'high network-opened: PeerAuthentication x/it no longer enforces what it says: it warns, or lets everything through',
      ],
    ],
    ['mutual TLS that was optional', mtls('PERMISSIVE'), mtls('UNSET'), []],
    [
      'a policy of Kyverno only audits',
      policy({ rules: [{ validate: { failureAction: 'Enforce' } }] }),
      policy({ rules: [{ validate: { failureAction: 'Audit' } }] }),
      ['high rights-widened: ClusterPolicy it no longer enforces what it says: it warns, or lets everything through'],
    ],
    [
      'a policy of Kyverno says something else',
      policy({ validationFailureAction: 'enforce', rules: [{ name: 'a' }] }),
      policy({ validationFailureAction: 'enforce', rules: [{ name: 'b' }] }),
      ['medium rights-widened: ClusterPolicy it says something else: more may be allowed than before'],
    ],
    [
      'a policy that only audits goes',
      policy({ validationFailureAction: 'Audit' }),
      undefined,
      ['medium deletion: Flux deletes ClusterPolicy it'],
    ],
    [
      'a binding that no longer denies',
      binding('Deny', 'Audit'),
      binding('Audit'),
      [
        'medium rights-widened: ValidatingAdmissionPolicyBinding it changes what admission lets through',
        'high rights-widened: ValidatingAdmissionPolicyBinding it no longer enforces what it says: it warns, or lets everything through',
      ],
    ],
    [
      'a webhook whose failure lets through',
      webhook('Fail'),
      webhook('Ignore'),
      [
        'high rights-widened: ValidatingWebhookConfiguration it no longer enforces what it says: it warns, or lets everything through',
      ],
    ],
    [
      'a webhook more, beside one without a name',
      webhook('Fail'),
      object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
        webhooks: [{ name: 'a.example.com' }, { name: 'b.example.com' }, {}, null],
      }),
      [
        'medium availability: ValidatingWebhookConfiguration it lets requests fail while b.example.com does not answer',
        'medium rights-widened: ValidatingWebhookConfiguration it says something else: more may be allowed than before',
      ],
    ],
    [
      'a constraint of Gatekeeper that warns',
      constraint(),
      constraint('warn'),
      [
        'high rights-widened: K8sRequiredLabels x/it no longer enforces what it says: it warns, or lets everything through',
      ],
    ],
  ]);
});

describe('controllers that do something else', () => {
  const flux = (kind: string, spec: object) =>
    object(
      `${kind === 'HelmRelease' ? 'helm.toolkit.fluxcd.io/v2' : kind === 'Kustomization' ? 'kustomize.toolkit.fluxcd.io/v1' : 'source.toolkit.fluxcd.io/v1'}`,
      kind,
      {
        spec:
          kind === 'Kustomization'
            ? { path: './y', sourceRef: { kind: 'GitRepository', name: 'else' }, ...spec }
            : spec,
      },
    );

  judged([
    [
      'a suspended Kustomization',
      flux('Kustomization', {}),
      flux('Kustomization', { suspend: true }),
      ['medium held: Kustomization it is suspended: nothing below it is applied, corrected or pruned until it is not'],
    ],
    [
      'a suspended source',
      flux('OCIRepository', { url: 'oci://a' }),
      flux('OCIRepository', { url: 'oci://a', suspend: true }),
      ['medium held: OCIRepository it is suspended: no new artifact arrives until it is not'],
    ],
    ['one that runs again', flux('Kustomization', { suspend: true }), flux('Kustomization', {}), []],
    [
      'a suspended object of another kind of Flux',
      object('source.extensions.fluxcd.io/v1beta1', 'ArtifactGenerator', { spec: {} }),
      object('source.extensions.fluxcd.io/v1beta1', 'ArtifactGenerator', { spec: { suspend: true } }),
      ['medium held: ArtifactGenerator it is suspended: nothing of it is done until it is not'],
    ],
    [
      'signatures that nobody verifies',
      flux('GitRepository', { url: 'https://a', verify: { mode: 'HEAD' } }),
      flux('GitRepository', { url: 'https://a' }),
      [
        'high rights-widened: GitRepository it no longer verifies signatures: whoever can push to it decides what is applied',
      ],
    ],
    [
      'signatures of a chart that nobody verifies',
      flux('HelmRelease', { chart: { spec: { chart: 'a', verify: { provider: 'cosign' } } } }),
      flux('HelmRelease', { chart: { spec: { chart: 'a' } } }),
      [
        'high rights-widened: HelmRelease it no longer verifies signatures: whoever can push to it decides what is applied',
      ],
    ],
    [
      'no account any more',
      flux('Kustomization', { serviceAccountName: 'team' }),
      flux('Kustomization', {}),
      ['high rights-widened: Kustomization it no longer acts as team, but with the rights of its controller'],
    ],
    [
      'an account',
      flux('HelmRelease', {}),
      flux('HelmRelease', { serviceAccountName: 'team' }),
      [
        'low rights-narrowed: HelmRelease it acts as team instead of with the rights of its controller: what that account may not do fails',
      ],
    ],
    [
      'another account',
      flux('HelmRelease', { serviceAccountName: 'team' }),
      flux('HelmRelease', { serviceAccountName: 'admin' }),
      ['medium rights-widened: HelmRelease it acts as admin instead of team: what that account may not do fails'],
    ],
    [
      'pruning that ends',
      flux('Kustomization', { prune: true }),
      flux('Kustomization', { prune: false }),
      [
        'low orphan: Kustomization it no longer deletes what leaves its folder: it stays in the cluster without an owner',
      ],
    ],
    [
      'a Kustomization that leaves everything behind',
      flux('Kustomization', { prune: true }),
      flux('Kustomization', { prune: true, deletionPolicy: 'Orphan' }),
      ['low orphan: Kustomization it leaves what it applied in the cluster when it goes itself'],
    ],
    [
      'upgrades that are forced',
      flux('HelmRelease', {}),
      flux('HelmRelease', { upgrade: { force: true } }),
      [
        'low held: HelmRelease it forces its upgrades: Helm never deletes and makes anew, so that what cannot be changed fails as before',
      ],
    ],
    [
      'a Deployment that is paused',
      object('apps/v1', 'Deployment', { spec: {} }),
      object('apps/v1', 'Deployment', { spec: { paused: true } }),
      ['low held: Deployment it is paused: no change of its pods is rolled out until it is not'],
    ],
  ]);
});

describe('services that stop', () => {
  const policy = (...policyTypes: string[]) =>
    object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, policyTypes } });
  const deployment = (maxUnavailable: unknown, type = 'RollingUpdate') =>
    object('apps/v1', 'Deployment', { spec: { strategy: { type, rollingUpdate: { maxUnavailable } } } });
  const storage = (annotations: object) =>
    object('storage.k8s.io/v1', 'StorageClass', {}, { annotations, namespace: undefined });
  const host = (externalName: string) => object('v1', 'Service', { spec: { type: 'ExternalName', externalName } });

  judged([
    [
      'a direction is restricted',
      policy('Ingress'),
      policy('Ingress', 'Egress'),
      [
        'low availability: NetworkPolicy x/it restricts egress: what it does not allow is cut off, unless another policy allows it',
      ],
    ],
    [
      'all pods at once',
      deployment(1),
      deployment('100%'),
      ['medium availability: Deployment it may stop all of its pods at once when they change (maxUnavailable 100%)'],
    ],
    ['half of the pods', deployment(1), deployment('50%'), []],
    [
      'no default class',
      storage({ 'storageclass.kubernetes.io/is-default-class': 'true' }),
      storage({}),
      [
        'medium availability: StorageClass it is no longer the default: new claims without a class stay pending where there is no other',
      ],
    ],
    [
      'another host behind a name',
      host('a.example.com'),
      host('b.example.com'),
      ['medium availability: Service it becomes the name of another host'],
    ],
    [
      'snapshots that are deleted with their data',
      object('snapshot.storage.k8s.io/v1', 'VolumeSnapshotClass', { deletionPolicy: 'Retain' }),
      object('snapshot.storage.k8s.io/v1', 'VolumeSnapshotClass', { deletionPolicy: 'Delete' }),
      ['medium deletion: VolumeSnapshotClass it makes snapshots whose data is deleted with them'],
    ],
  ]);
});

describe('definitions that refuse more', () => {
  const version = (name: string, schema: object = {}, served = true) => ({
    ...{ name, served, storage: name === 'v1' },
    schema: { openAPIV3Schema: { type: 'object', ...schema } },
  });
  const definition = (...versions: object[]) =>
    object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { spec: { group: 'example.com', scope: 'Namespaced', names: { kind: 'It', plural: 'its' }, versions } },
      { name: 'its.example.com', namespace: undefined },
    );
  const fields = (required: readonly string[], properties: object) =>
    version('v1', { properties: { spec: { type: 'object', required, properties } } });
  const text = { type: 'string' };

  judged([
    [
      'a version that is no longer served',
      definition(version('v1'), version('v1beta1')),
      definition(version('v1'), version('v1beta1', {}, false)),
      [
        'medium availability: CustomResourceDefinition its.example.com no longer serves v1beta1: objects and clients of that version are refused',
      ],
    ],
    [
      'a field that is newly required',
      definition(fields([], { a: text })),
      definition(fields(['a'], { a: text })),
      [
        'medium held: CustomResourceDefinition its.example.com newly requires v1: spec.a: an object without it is refused at its next change',
      ],
    ],
    [
      'a field that is newly required and nowhere described',
      definition(fields([], { a: text })),
      definition(fields(['b'], { a: text })),
      [
        'medium held: CustomResourceDefinition its.example.com newly requires v1: spec.b: an object without it is refused at its next change',
      ],
    ],
    [
      'a field that is newly required inside of lists and maps',
      definition(
        fields([], {
          list: { items: { properties: { a: text } } },
          map: { additionalProperties: { properties: { a: text } } },
        }),
      ),
      definition(
        fields([], {
          list: { items: { required: ['a'], properties: { a: text } } },
          map: { additionalProperties: { required: ['a'], properties: { a: text } } },
        }),
      ),
      [
        'medium held: CustomResourceDefinition its.example.com newly requires v1: spec.list[].a, spec.map.*.a: an object without it is refused at its next change',
      ],
    ],
    [
      'a required field with a default, and one of an object that is new',
      definition(fields([], { a: text })),
      definition(
        fields(['b'], { a: text, b: { ...text, default: 'x' }, c: { required: ['d'], properties: { d: text } } }),
      ),
      [],
    ],
  ]);
});
