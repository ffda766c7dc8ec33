import { App, Cluster, ClusterGrant, Environment, Placement, Source, Tenant, TenantTrack } from '../../../src';
import { git, newFleet, Parsed, problemsOf } from '../../support/fleets';
import { addTenant, fleetWith, problemsWith } from './support';

const custom = (group: string, kind: string, resource: string) => ({ group, kind, resource });

/** What the program gives, and what is said. */
const cases: ReadonlyArray<[Parsed, RegExp]> = [
  [{ viewers: ['system:masters'] }, /^\[web\] viewer "system:masters" is not a group of people: /],
  [{ operators: [''] }, /^\[web\] operator "" is not a group of people: /],
  [{ owners: ['a\nb'] }, /^\[web\] owner "a\\nb" is not a group of people: /],
  [{ contact: 'a\nb' }, /^\[web\] contact "a\\nb" is not a line of text: give an address or a channel$/],
  [{ costCenter: 'a b' }, /^\[web\] costCenter "a b" is not a valid name: /],
  [{ costCenter: '' }, /^\[web\] costCenter "" says nothing: leave it out$/],

  [{ breakGlass: { groups: [], expires: '2999-01-01', reason: 'x' } }, /^\[web\] breakGlass names no group: /],
  [
    { breakGlass: { groups: ['a'], expires: '2999-01-01', reason: ' ' } },
    /^\[web\] breakGlass reason " " says nothing: /,
  ],
  [
    { breakGlass: { groups: ['a'], expires: '2999-02-30', reason: 'x' } },
    /^\[web\] breakGlass expires "2999-02-30" is not a day: /,
  ],
  [
    { breakGlass: { groups: ['a'], expires: 'soon', reason: 'x' } },
    /^\[web\] breakGlass expires "soon" is not a day: /,
  ],
  [
    { breakGlass: { groups: ['a'], expires: '2020-01-01', reason: 'x' } },
    /^\[web\] breakGlass expired on 2020-01-01: /,
  ],

  [{ namespaces: ['No'] }, /^\[prod\/eu-1\/web\] namespace "prod-web-No" is not a valid name: /],
  [
    { namespaces: ['x'.repeat(60)] },
    /^\[prod\/web\] namespace "x+" of tenant "web" needs the namespace "prod-web-x+", which is 69 bytes long: shorten one /,
  ],

  [
    { deploys: ['Namespace'] },
    /^\[web\] deploys "Namespace" is never a tenant's right, as who writes a namespace lifts its pod security and can delete it: list further namespaces/,
  ],
  [{ deploys: ['ResourceQuota'] }, /^\[web\] deploys "ResourceQuota" is never .+: say them in the tenant's "quota"/],
  [
    { deploys: ['networking.k8s.io/NetworkPolicy'] },
    /^\[web\] deploys "networking.k8s.io\/NetworkPolicy" is never .+: name the peers in "allowIngressFrom"/,
  ],
  [
    { deploys: [custom('rbac.authorization.k8s.io', 'RoleBinding', 'rolebindings')] },
    /^\[web\] deploys .+ is never .+ widens rights: ask for the kinds themselves/,
  ],
  [
    { deploys: [custom('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions')] },
    /: grant the one object by its name with a ClusterGrant/,
  ],
  [
    { deploys: [custom('helm.cattle.io', 'HelmChart', 'helmcharts')] },
    /rights on the whole cluster: use an App with a/,
  ],
  [
    { deploys: [custom('argoproj.io', 'Application', 'applications')] },
    /as Argo CD applies .+ own rights: use an App$/,
  ],
  [
    { deploys: [custom('operators.coreos.com', 'Subscription', 'subscriptions')] },
    /as the Operator Lifecycle Manager /,
  ],
  [{ deploys: [custom('kubernetes.m.crossplane.io', 'Object', 'objects')] }, /as Crossplane applies what these /],
  [{ deploys: [custom('kyverno.io', 'Policy', 'policies')] }, /as admission decides for everybody in the cluster: /],
  [
    { deploys: [custom('*', 'Any', 'any')] },
    /^\[web\] deploys "\*\/Any" holds a wildcard, which takes in whatever is installed later: name each kind$/,
  ],
  [
    { deploys: [custom('', 'Token', 'serviceaccounts/token')] },
    /^\[web\] deploys "Token" asks for the subresource "serviceaccounts\/token", which nobody applies: /,
  ],
  [
    { deploys: [custom('a.example.com', 'X', 'No Plural')] },
    /^\[web\] deploys "a.example.com\/X" has the resource "No Plural", which is no plural name: /,
  ],
  [
    { deploys: [custom('Bad_Group', 'X', 'xs')] },
    /^\[web\] deploys "Bad_Group\/X": group "Bad_Group" is not a valid name: /,
  ],
  [
    { deploys: [custom('storage.k8s.io', 'StorageClass', 'storageclasses')] },
    /^\[web\] deploys "storage.k8s.io\/StorageClass" is not a kind of Kubernetes or Flux that a tenant may apply: use one of ConfigMap, /,
  ],
  [
    { deploys: ['cert-manager.io/Certificate'] },
    /^\[web\] deploys "cert-manager.io\/Certificate" is not a kind that is known: give \{ group, kind, resource \}/,
  ],
  [
    { deploys: ['helm.toolkit.fluxcd.io/HelmRelease'] },
    /^\[prod\/eu-1\/web\] deploys "helm.toolkit.fluxcd.io\/HelmRelease" needs admission to keep it harmless, and policies is "none" here: leave one out$/,
  ],
  [
    { deploys: [custom('keda.sh', 'ScaledObject', 'scaledobjects')] },
    /^\[prod\/eu-1\/web\] deploys "keda.sh\/ScaledObject" needs admission to keep it harmless, and policies is "none" here: leave one out$/,
  ],

  [
    { allowedSources: ['github.com/acme'] },
    /^\[web\] allowedSource "github.com\/acme" is not the beginning of a URL: /,
  ],
  [
    { allowedSources: ['https://github.com'] },
    /^\[web\] allowedSource "https:\/\/github.com" is not the beginning of a URL: /,
  ],
  [
    { allowedSources: ['https://me:secret@github.com/acme/'] },
    /^\[web\] allowedSource "https:\/\/\*\*\*@github.com\/acme\/" is not/,
  ],
  [{ allowedSources: ['https://github.com/acme/../x/'] }, /^\[web\] allowedSource .+ is not the beginning of a URL: /],
  [
    { allowedSources: ['https://github.com/other/'] },
    /^\[prod\/eu-1\/web\] source "https:\/\/git.example.com\/acme\/fleet" is not among allowedSources: /,
  ],
  [{ allowedCharts: ['a b'] }, /^\[web\] allowedChart "a b" is not a chart: /],
  [{ verify: {} }, /^\[prod\/eu-1\/web\] verify of a Git repository has no secretName: /],
  [{ verify: { secretName: 'No' } }, /^\[prod\/eu-1\/web\] verify secretName "No" is not a valid name: /],
  [
    { source: Source.oci({ url: 'oci://r.example.com/web', tag: '1' }), verify: {} },
    /^\[prod\/eu-1\/web\] verify of an OCI artifact trusts nobody: /,
  ],
  [
    {
      source: Source.oci({ url: 'oci://r.example.com/web', tag: '1' }),
      verify: { provider: 'notation', identities: [{ issuer: 'a', subject: 'b' }] },
    },
    /verify with notation has no secretName: /,
  ],

  [{ isolation: 'none' }, /^\[prod\/eu-1\/web\] isolation "none" is not known: use one of strict, standard, relaxed$/],
  [
    { podSecurity: 'open' },
    /^\[prod\/eu-1\/web\] podSecurity "open" is not known: use one of privileged, baseline, restricted$/,
  ],
  [{ networkIngress: 'open' }, /networkIngress "open" is not known: use deny or platform$/],
  [{ networkEgress: 'open' }, /networkEgress "open" is not known: use deny or any$/],
  [
    { hosts: 'shop.example.com' },
    /^\[prod\/eu-1\/web\] hosts "shop.example.com" is not a list: list what is allowed, or say "any"$/,
  ],
  [{ hosts: ['Shop'] }, /host "Shop" is not a host name: /],
  [{ hosts: ['a.*.example.com'] }, /host "a\.\*\.example.com" is not a host name: /],
  [{ registries: ['ghcr.io'] }, /registry "ghcr.io" is not the beginning of images: /],
  [{ gateways: ['public'] }, /gateway "public" is not a gateway: write its namespace and name/],
  [{ storageClasses: ['No'] }, /storageClass "No" is not a valid name: /],

  [{ quota: { pods: 'many' } }, /quota "pods" of "many" is not a quantity: /],
  [{ quota: { pods: '1.5' } }, /quota "pods" of "1.5" counts objects: give a whole number$/],
  [{ quota: { 'requests.cpu': -1 } }, /quota "requests.cpu" of -1 is below zero: give 0 or more$/],
  [{ quota: { 'a b': 1 } }, /quota "a b" is not a resource: name one such as "requests.cpu"/],
  [{ containerLimits: { max: { cpu: 'x' } } }, /containerLimits.max "cpu" of "x" is not a quantity: /],
  [
    { containerLimits: { default: { memory: '2Gi' }, max: { memory: '1Gi' } } },
    /containerLimits.default of "memory", 2Gi, is above containerLimits.max, 1Gi: lower it$/,
  ],
  [{ totalQuota: { pods: 'x' } }, /^\[web\] totalQuota "pods" of "x" is not a quantity: /],
  [
    { totalQuota: { pods: 5 }, quota: { pods: 6 } },
    /^\[web\] quota "pods" adds up to 6 over the fleet, more than the totalQuota of 5: /,
  ],
  [
    { totalQuota: { pods: 1 }, namespaces: ['jobs'] },
    /^\[web\] totalQuota "pods" of 1 leaves nothing for each of 2 namespaces: /,
  ],
  [
    { totalQuota: { pods: 5 }, quota: { pods: 'none' } },
    /^\[prod\/eu-1\/web\] quota "pods" is "none", but totalQuota bounds it: /,
  ],

  [{ allowEgressTo: [{ cidr: '10.0.0.0' }] }, /network peer "10.0.0.0" is not an address range: /],
  [{ allowEgressTo: [{ cidr: '10.0.0.0/33' }] }, /network peer "10.0.0.0\/33" is not an address range: /],
  [{ allowEgressTo: [{ cidr: '10.0.0.0/8', except: ['x'] }] }, /except "x" is not an address range: /],
  [{ allowEgressTo: [{ namespace: 'nginx', ports: [0] }] }, /network port 0 is not a port: /],
  [{ allowEgressTo: [{ namespace: 'nginx', ports: ['53/ICMP'] }] }, /network port "53\/ICMP" is not a port: /],
  [{ allowEgressTo: [{}] }, /network peer \{\} is unclear: give one of namespace, cidr and tenant$/],
  [
    { allowEgressTo: [{ tenant: 'nobody' }] },
    /^\[prod\/eu-1\/web\] allowEgressTo names the tenant "nobody", which is no other tenant of the fleet: there is no other tenant yet$/,
  ],
  [
    { allowIngressFrom: [{ tenant: 'web' }] },
    /^\[prod\/eu-1\/web\] allowIngressFrom names the tenant "web", which is no other tenant/,
  ],
];

test.each(cases)('%j is reported', (props, message) => {
  expect(problemsWith(props)).toEqual([expect.stringMatching(message)]);
});

test('traffic to another tenant needs the word of both', () => {
  const one = fleetWith({ web: { allowEgressTo: [{ tenant: 'db' }] }, db: {} });
  expect(problemsOf(one)).toEqual([
    '[prod/eu-1/web] allowEgressTo names the tenant "db", but "db" does not name "web" in its allowIngressFrom: both have to',
  ]);
  const other = fleetWith({ web: {}, db: { allowIngressFrom: [{ tenant: 'web' }] } });
  expect(problemsOf(other)).toEqual([
    '[prod/eu-1/db] allowIngressFrom names the tenant "web", but "web" does not name "db" in its allowEgressTo: both have to',
  ]);
  const both = {
    web: { allowEgressTo: [{ tenant: 'db' }] },
    db: { allowIngressFrom: [{ tenant: 'web', ports: [5432] }] },
  };
  expect(problemsOf(fleetWith(both))).toEqual([]);
});

describe('host names belong to one tenant and environment', () => {
  const hosts = (web: string[], db: string[]) => problemsOf(fleetWith({ web: { hosts: web }, db: { hosts: db } }));

  test.each([
    [['a.example.com'], ['a.example.com'], 'host "a.example.com" is listed by prod/eu-1/db: leave it'],
    [['*.example.com'], ['a.example.com'], 'host "*.example.com" is listed by prod/eu-1/db as part of "a.example.com"'],
    [['a.example.com'], ['*.example.com'], 'host "a.example.com" is listed by prod/eu-1/db as part of "*.example.com"'],
  ])('%j and %j are in conflict', (web, db, message) => {
    expect(hosts(web, db)).toEqual([expect.stringContaining(message)]);
  });

  test('others are not', () => {
    expect(
      hosts(['a.example.com', '*.web.example.com'], ['b.example.com', 'example.com', 'a.b.web.example.com']),
    ).toEqual([]);
  });

  test('not even on different clusters or in different environments, unless tenant and environment are the same', () => {
    const fleet = newFleet({ policies: 'none' });
    const [one, two] = [new Cluster(fleet, 'eu-1'), new Cluster(fleet, 'us-1')];
    new Environment(fleet, 'dev', { clusters: [one] });
    new Environment(fleet, 'prod', { clusters: [one, two] });
    addTenant(fleet, 'web', { hosts: ({ environment }) => (environment.name === 'prod' ? ['a.example.com'] : []) });
    expect(problemsOf(fleet)).toEqual([]);
    addTenant(fleet, 'db', { hosts: ['a.example.com'], placement: Placement.environment('dev') });
    expect(problemsOf(fleet)).toEqual([
      '[prod/eu-1/web] host "a.example.com" is listed by dev/eu-1/db: leave it to one tenant and environment',
      '[prod/us-1/web] host "a.example.com" is listed by dev/eu-1/db: leave it to one tenant and environment',
    ]);
  });
});

test('an app is in a namespace that its tenant has', () => {
  const fleet = fleetWith({ web: { namespaces: ['jobs'] } });
  const [web] = fleet.node.children.filter((child): child is Tenant<object> => child instanceof Tenant);
  new App(web!, 'good', { path: './x', namespace: 'jobs' });
  expect(problemsOf(fleet)).toEqual([]);
  new App(web!, 'bad', { path: './x', namespace: 'other' });
  new App(web!, 'nowhere', { path: './x', namespace: 'other', placement: Placement.nowhere() });
  const track = new TenantTrack(web!, 'old', { source: git });
  new App(track, 'worse', { path: './x', namespace: 'jobs' });
  expect(problemsOf(fleet)).toEqual([
    '[prod/eu-1/web/bad] namespace "other" is not one of the tenant\'s further namespaces here: use one of jobs',
    '[prod/eu-1/web/old/worse] namespace "jobs" is given, but a track has one of its own: leave it out',
  ]);
});

const crd = custom('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions');

test.each<[Parsed, RegExp]>([
  [{ names: [] }, /^\[g\] grant of CustomResourceDefinition names no object: /],
  [{ names: ['*'] }, /^\[g\] grant of CustomResourceDefinition "\*" holds a wildcard: name each object$/],
  [{ names: ['No'] }, /^\[g\] grant of CustomResourceDefinition "No": name "No" is not a valid name: /],
  [{ names: ['gitrepositories.source.toolkit.fluxcd.io'] }, /is a kind that the platform stands on: /],
  [
    { kind: custom('rbac.authorization.k8s.io', 'ClusterRole', 'clusterroles') },
    /would give the tenant power over others: /,
  ],
  [{ kind: custom('', 'Namespace', 'namespaces') }, /would give the tenant power over others: /],
  [{ kind: custom('', 'PersistentVolume', 'persistentvolumes') }, /would give the tenant power over others: /],
  ...[
    custom('', 'Secret', 'secrets'),
    custom('apps', 'Deployment', 'deployments'),
    custom('networking.k8s.io', 'Ingress', 'ingresses'),
    custom('coordination.k8s.io', 'Lease', 'leases'),
    custom('kustomize.toolkit.fluxcd.io', 'Kustomization', 'kustomizations'),
    custom('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes'),
  ].map((kind): [Parsed, RegExp] => [
    { kind },
    new RegExp(
      `"x\\.example\\.com" would hold in every namespace, as ${kind.kind} lives in namespaces: ask for it in the`,
    ),
  ]),
  [
    { kind: custom('storage.k8s.io', 'StorageClass', 'csidrivers') },
    /has the resource "csidrivers", which is not that of StorageClass: write "storageclasses"$/,
  ],
  [{ kind: custom('kyverno.io', 'ClusterPolicy', 'clusterpolicies') }, /would give the tenant power over others: /],
  [{ kind: custom('a.example.com', 'X', 'xs/status') }, /has the resource "xs\/status", which is no plural name: /],
  [{ kind: custom('Bad', 'X', 'xs') }, /grant of X "x.example.com": group "Bad" is not a valid name: /],
  [{ reason: '' }, /^\[g\] reason "" says nothing: say why the tenant needs the right$/],
])('a grant %j is reported', (props, message) => {
  const fleet = fleetWith({});
  const tenant = addTenant(fleet, 'web');
  new ClusterGrant(fleet, 'g', { tenant, kind: crd, names: ['x.example.com'], reason: 'x', ...props });
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
});

test.each([
  custom('storage.k8s.io', 'StorageClass', 'storageclasses'),
  custom('gateway.networking.k8s.io', 'GatewayClass', 'gatewayclasses'),
  custom('cert-manager.io', 'ClusterIssuer', 'clusterissuers'),
])('a grant of %j is good', (kind) => {
  const fleet = fleetWith({});
  new ClusterGrant(fleet, 'g', { tenant: addTenant(fleet, 'web'), kind, names: ['x'], reason: 'x' });
  expect(problemsOf(fleet)).toEqual([]);
});

test('a grant is for a tenant of its own fleet, and its placement names what there is', () => {
  const fleet = fleetWith({});
  const tenant = addTenant(fleetWith({}), 'web');
  const placement = Placement.cluster('nowhere');
  new ClusterGrant(fleet, 'g', { tenant, kind: crd, names: ['x.example.com'], reason: 'x', placement });
  expect(problemsOf(fleet)).toEqual([
    '[g] placement names the cluster "nowhere", which does not exist: use one of eu-1',
    '[g] tenant "web" belongs to another fleet: use one of this',
  ]);
});

test.each<[Parsed, RegExp]>([
  [{ policies: 'some' }, /^\[acme\] policies "some" is not known: use one of admission, none$/],
  [{ policies: 'kyverno' }, /^\[acme\] policies "kyverno" is not known: use one of admission, none$/],
  [
    { trustedAccounts: ['velero'] },
    /^\[acme\] trustedAccount "velero" is not an account: write its namespace and name/,
  ],
  [{ bootstrap: 'kubectl' }, /^\[acme\] bootstrap "kubectl" is not known: use one of external, gotk, operator$/],
  [
    { bootstrap: 'operator', source: Source.git({ url: 'https://a.example.com/x', semver: '1.x' }) },
    /^\[acme\] bootstrap "operator" cannot follow the source ref .+: give the fleet's source a branch or a tag$/,
  ],
])('a fleet with %j is reported', (props, message) => {
  expect(problemsOf(newFleet(props))).toEqual([expect.stringMatching(message)]);
});

test('a remote cluster gets its Flux from its manager', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'b', { managedBy: new Cluster(fleet, 'a'), bootstrap: 'gotk' });
  expect(problemsOf(fleet)).toEqual([
    '[b] bootstrap "gotk" is given, but the cluster runs no Flux: give it to its manager',
  ]);
});
