import { ApiObject } from 'cdk8s';
import { App, Cluster, Environment, Tenant, TenantProps } from '../../../src';
import { git, Loose, newFleet, problemsOf } from '../../support/fleets';

/** The problems of an app in code that has one object. */
function problemsWith(object: object, tenant: Partial<TenantProps<Loose>> = {}, policies?: 'none'): string[] {
  const fleet = newFleet(policies ? { policies } : {});
  const clusters = [new Cluster(fleet, 'eu-1'), new Cluster(fleet, 'eu-2')];
  new Environment(fleet, 'prod', { clusters });
  const web = new Tenant(fleet, 'web', { source: git, ...tenant });
  new App(web, 'shop', { manifests: (chart) => void new ApiObject(chart, 'object', object as never) });
  return problemsOf(fleet);
}

const service = (spec: object, annotations: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db', annotations },
  spec: { ports: [{ port: 5432 }], ...spec },
});
const alias = service({ type: 'ExternalName', externalName: 'db.prod-pay.svc.cluster.local' });
const budget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'db' },
  spec: { maxUnavailable: 0, selector: { matchLabels: { app: 'db' } } },
};

test('an object in code that admission would refuse is refused at synthesis, once for all clusters', () => {
  expect(problemsWith(alias)).toEqual([
    '[prod/eu-1/web/shop] Service "db": spec.externalName leads to a host that is not opened to this tenant: name a Service of this namespace, or let the platform list the host in "externalNames" of the tenant',
  ]);
});

test('the way forward of the message works', () => {
  expect(problemsWith(alias, { externalNames: ['db.prod-pay.svc.cluster.local'] })).toEqual([]);
  expect(problemsWith(alias, { externalNames: 'any' })).toEqual([]);
  const own = service({ type: 'ExternalName', externalName: 'db.prod-web.svc.cluster.local' });
  expect(problemsWith(own)).toEqual([]);
});

test.each<[object, Partial<TenantProps<Loose>>, RegExp]>([
  [
    service({ type: 'LoadBalancer', loadBalancerIP: '203.0.113.7' }),
    { addresses: ['203.0.113.7'] },
    /^\[prod\/eu-1\/web\/shop\] Service "db": spec.loadBalancerIP is an address .+ list it in "addresses" of the tenant$/,
  ],
  [
    service({ type: 'LoadBalancer' }, { 'metallb.io/address-pool': 'team' }),
    { addresses: ['team'] },
    /Service "db": annotation metallb.io\/address-pool claims an address .+ list the address in "addresses" of the tenant$/,
  ],
  [
    service({}, { 'getambassador.io/config': 'x' }),
    { annotations: ['getambassador.io/'] },
    /Service "db": annotation getambassador.io\/config is not known to stay .+ list its key in "annotations" of the tenant$/,
  ],
  [
    service({}, { 'external-dns.alpha.kubernetes.io/hostname': 'shop.example.com' }),
    { hosts: ['shop.example.com'] },
    /Service "db": annotation external-dns.+hostname names a host .+: name one of those in "hosts" of the tenant$/,
  ],
  [
    budget,
    { blocksEviction: true },
    /PodDisruptionBudget "db": spec.maxUnavailable allows no eviction, .+: allow at least 1, or let the platform set "blocksEviction" of the tenant$/,
  ],
  [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'db' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'archive' },
    },
    { persistentVolumes: ['archive'] },
    /PersistentVolumeClaim "db": spec.volumeName is a volume .+ list it in "persistentVolumes" of the tenant$/,
  ],
])('%j is refused, and passes with %j', (object, tenant, message) => {
  expect(problemsWith(object)).toEqual([expect.stringMatching(message)]);
  expect(problemsWith(object, tenant)).toEqual([]);
});

test("rules of the tenant hold at synthesis also where the cluster goes without policies, and the tenant's level decides", () => {
  expect(problemsWith(alias, {}, 'none')).toHaveLength(1);
  expect(problemsWith(budget, { isolation: 'relaxed' })).toEqual([]);
  expect(problemsWith(alias, { isolation: 'relaxed' })).toHaveLength(1);
});

test('overrides open at their targets alone', () => {
  const fleet = newFleet();
  const clusters = [new Cluster(fleet, 'eu-1'), new Cluster(fleet, 'eu-2')];
  new Environment(fleet, 'prod', { clusters });
  const web = new Tenant(fleet, 'web', {
    source: git,
    externalNames: ({ cluster }) => (cluster.name === 'eu-2' ? ['db.prod-pay.svc.cluster.local'] : []),
  });
  new App(web, 'shop', { manifests: (chart) => void new ApiObject(chart, 'object', alias) });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(/^\[prod\/eu-1\/web\/shop\] Service "db": spec.externalName/),
  ]);
});

const product = (group: string, kind: string, resource: string, unchecked?: string) => ({
  deploys: [{ group, kind, resource, ...(unchecked === undefined ? {} : { unchecked }) }],
});
const harmless = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };

test.each<[Partial<TenantProps<Loose>>, RegExp]>([
  [
    product('external-secrets.io', 'ExternalSecret', 'externalsecrets'),
    /^\[prod\/eu-1\/web\] deploys "external-secrets.io\/ExternalSecret" acts with the rights of a store, .+: list stores in "secretStores"/,
  ],
  [
    product('external-secrets.io', 'SecretStore', 'secretstores'),
    /^\[web\] deploys "external-secrets.io\/SecretStore" is a kind whose controller reads secrets with the operator's own identity .+unchecked: "…" }$/,
  ],
  [product('networking.istio.io', 'VirtualService', 'virtualservices'), /controller serves hosts, and may take /],
  [product('elbv2.k8s.aws', 'TargetGroupBinding', 'targetgroupbindings'), /controller configures load balancers /],
  [product('cert-manager.io', 'CertificateRequest', 'certificaterequests'), /controller has any host name signed, /],
  [product('hnc.x-k8s.io', 'SubnamespaceAnchor', 'subnamespaceanchors'), /^\[web\] .+ is never a tenant's right, /],
  [
    product('networking.istio.io', 'VirtualService', 'virtualservices', ' '),
    /^\[web\] deploys "networking.istio.io\/VirtualService" is "unchecked" without a reason: say why /,
  ],
  [
    product('acme.com', 'Widget', 'widgets', 'ours'),
    /^\[web\] deploys "acme.com\/Widget" has a reason under "unchecked", but is not .+: leave it out$/,
  ],
])('refuses kinds whose controllers act for others: %j', (tenant, message) => {
  const found = problemsWith(harmless, {
    ...tenant,
    deploys: ['ConfigMap', ...(tenant.deploys as Exclude<typeof tenant.deploys, string>)!],
  });
  expect(found[0]).toMatch(message);
  expect(found.every((one) => one.includes(' deploys "'))).toBe(true);
});

test('takes them with a reason, or with what they may use', () => {
  const istio = product('networking.istio.io', 'VirtualService', 'virtualservices', 'the mesh is theirs');
  expect(problemsWith(harmless, { deploys: ['ConfigMap', ...istio.deploys] })).toEqual([]);
  const stores = product('external-secrets.io', 'ExternalSecret', 'externalsecrets');
  const opened = { deploys: ['ConfigMap' as const, ...stores.deploys], secretStores: ['ClusterSecretStore/web'] };
  expect(problemsWith(harmless, opened)).toEqual([]);
  expect(problemsWith(harmless, opened, 'none')[0]).toMatch(
    /^\[prod\/eu-1\/web\] deploys "external-secrets.io\/ExternalSecret" needs admission .+: leave one out$/,
  );
});

test.each<[Partial<TenantProps<Loose>>, RegExp]>([
  [{ externalNames: ['web'] }, /externalName "web" is not a host name: write one such as "db.example.com"/],
  [{ addresses: ['a b'] }, /address "a b" is neither an IP address nor .+: write one such as "203.0.113.7"/],
  [{ annotations: ['plain'] }, /annotation "plain" has no domain: write its key, /],
  [{ volumeTypes: ['csi'] as never, persistentVolumes: ['A'] }, /persistentVolume "A" /],
  [
    { volumeTypes: ['NFS share'] },
    /volumeTypes has "NFS share", which is not a type of volumes: write one such as "nfs"/,
  ],
  [{ secretStores: ['guest'] }, /secretStores has "guest", which is not a store: write its kind and name, /],
])('%j is malformed', (tenant, message) => {
  expect(problemsWith(harmless, tenant).join('\n')).toMatch(message);
});
