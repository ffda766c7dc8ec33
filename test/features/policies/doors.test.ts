import { boundTooMuchRequests, controllerRequests, ordinaryControllerRequests } from '../../../e2e/tenancy/controllers';
import { doorRequests, droppedRequest, GUEST, OPEN, ordinaryRequests } from '../../../e2e/tenancy/doors';
import { CLUSTER, filesOf, tenancyFleet } from '../../../e2e/tenancy/fleet';
import type { Request } from '../../../e2e/tenancy/requests';
import { fenceRequests } from '../../../e2e/tenancy/workloads';
import { judge } from '../../../src/features/policies/judge';
import { clusterPolicies, TenantNeeds } from '../../../src/features/policies/render';
import { apiGroup } from '../../../src/kubernetes/objects';
import { resourceOf } from '../../../src/kubernetes/resources';
import { ALLOWED, BLOCKS_EVICTION, EVERYTHING, OPENED } from '../../../src/units/marks';
import { Parsed } from '../../support/fleets';
import { documentsOf } from '../../support/world';

const files = filesOf(tenancyFleet());
const namespaces = new Map(
  [GUEST, OPEN, 'strict', 'relaxed', 'tight'].map((tenant): [string, Parsed] => {
    const text = files[`dist/clusters/${CLUSTER}/prod/tenants/${tenant}/access/access.yaml`]!.toString();
    const documents: Parsed[] = documentsOf(text);
    return [tenant, documents.find(({ kind }) => kind === 'Namespace').metadata];
  }),
);
const policies = clusterPolicies({
  flux: true,
  accounts: ['flux-system/kustomize-controller'],
  tenants: { evictions: true, annotations: true },
});

/** Another sender than the tenant's account, and the object as it was before. */
interface Sent {
  readonly user?: string;
  readonly oldObject?: object;
}

function refusals(
  { tenant, object }: Request,
  {
    user: sender,
    oldObject,
    marks,
    by = policies,
  }: Sent & { readonly marks?: object; readonly by?: typeof policies } = {},
): string[] {
  const { name, labels, annotations: own = {} } = namespaces.get(tenant)!;
  const annotations = { ...own, ...marks };
  const group = apiGroup(object.apiVersion);
  const user = sender ?? `system:serviceaccount:${name}:${tenant}`;
  return judge(by, {
    ...(oldObject === undefined ? { operation: 'CREATE' } : { operation: 'UPDATE', oldObject }),
    object,
    resource: { group, resource: resourceOf(group, object.kind) },
    namespace: { name, labels, annotations },
    user: { name: user, groups: [`system:serviceaccounts:${user.split(':')[2]}`] },
  }).map(({ policy, message }) => `${policy}: ${message}`);
}

const bad = [...doorRequests.filter(({ policy }) => policy !== 'rights'), ...controllerRequests, droppedRequest];
const account = fenceRequests.find(({ what }) => what === 'account marked as one of the platform')!;
const boundTooMuch = [...boundTooMuchRequests, account];
const isRefused = ({ policy }: Request) => policy !== undefined;

test.each([...bad, ...boundTooMuch.filter(isRefused)])('refuses: $what', (request) => {
  const found = refusals(request);
  expect(found.map((one) => one.split(':')[0])).toEqual([request.policy]);
  expect(found[0]).toMatch(/^[a-z-]+: .+[:,;] .+$/);
});

const ordinary = [...ordinaryRequests, ...ordinaryControllerRequests, ...boundTooMuch.filter((one) => !isRefused(one))];

test.each(ordinary)('lets pass: $what', (request) => {
  expect(refusals(request)).toEqual([]);
});

test.each<[string, Partial<TenantNeeds>, object]>([
  ['tenant-budgets', { evictions: false }, { [BLOCKS_EVICTION]: 'true' }],
  ['tenant-annotations', { annotations: false }, { [OPENED.annotations]: EVERYTHING }],
])('no request is answered otherwise without %s, where all tenants are free of it', (name, lifted, marks) => {
  const needs = { evictions: true, annotations: true, ...lifted };
  const by = clusterPolicies({ flux: true, accounts: ['flux-system/kustomize-controller'], tenants: needs });
  expect(policies.filter((one) => !by.some((kept) => kept.name === one.name))).toMatchObject([{ name }]);
  const answers = bad.map((request) => [refusals(request, { marks }), refusals(request, { marks, by })]);
  for (const [before, after] of answers) expect(after).toEqual(before);
  expect(answers.filter(([, after]) => after!.length > 0).length).toBeGreaterThan(bad.length / 3);
});

const named = (what: string) => doorRequests.find((request) => request.what === what)!;
const annotated = named('Service with metallb.io/address-pool');
const METALLB = 'system:serviceaccount:metallb-system:controller';

test.each([
  'system:serviceaccount:prod-guest:any',
  'system:serviceaccount:prod-flux-system:prod-guest',
  'system:serviceaccount:prod-flux-system:prod-guest.helm',
  'somebody@example.com',
])('%s is judged like the tenant', (user) => {
  expect(refusals(annotated, { user })).toHaveLength(1);
  expect(refusals(named('alias of a neighbour'), { user })).toHaveLength(1);
});

test.each([METALLB, 'system:kube-controller-manager', 'system:serviceaccount:flux-system:kustomize-controller'])(
  '%s writes down what it gave, and makes no pods past the rules',
  (user) => {
    expect(refusals(annotated, { user })).toEqual([]);
    expect(refusals(named('load balancer with an address of others'), { user })).toEqual([]);
    expect(refusals(named('ExternalSecret of another store'), { user })).toEqual([]);
    expect(refusals(named('Pod with another host'), { user })).toHaveLength(1);
    expect(refusals(named('Pod with an NFS share'), { user })).toHaveLength(1);
  },
);

test('a controller of Kubernetes binds a claim, and an operator does not', () => {
  const bound = named('claim of a volume by name');
  const user = 'system:serviceaccount:kube-system:persistent-volume-binder';
  expect(refusals(bound, { user })).toEqual([]);
  expect(refusals(bound, { user: 'system:serviceaccount:databases:operator' })).toHaveLength(1);
});

test('an update keeps what was there, and brings nothing of others', () => {
  for (const what of [
    'Service with metallb.io/address-pool',
    'load balancer with an address of others',
    'alias of a neighbour',
    'claim of a volume by name',
    'Deployment whose pods have the role of a node',
    'Pod on a named node',
  ]) {
    const request = named(what);
    const { object } = request;
    const replicas = { ...object, spec: { ...object.spec, note: 'new' } };
    expect([what, refusals({ ...request, object: replicas }, { oldObject: object })]).toEqual([what, []]);
    const { metadata, spec: _, ...rest } = object;
    const before = { ...rest, metadata: { ...metadata, annotations: {} }, spec: {} };
    if (what.startsWith('Pod')) continue;
    expect([what, refusals(request, { oldObject: before }).length]).toEqual([what, 1]);
  }
});

test.each([
  'Ingress whose path has a blank',
  'HTTPRoute whose path goes on in the rules of a controller',
  'GRPCRoute whose service goes on in the rules of a controller',
])('%s, from before the policies: its metadata may change, and its spec not as long as the text stays', (what) => {
  const { tenant, object } = controllerRequests.find((request) => request.what === what)!;
  const changed = { ...object, spec: { ...object.spec, note: 'new' } };
  const held = { ...object, metadata: { ...object.metadata, finalizers: ['example.com/held'] } };
  expect(refusals({ what, tenant, object: held }, { oldObject: object })).toEqual([]);
  expect(refusals({ what, tenant, object }, { oldObject: held })).toEqual([]);
  expect(refusals({ what, tenant, object: changed }, { oldObject: object })).toHaveLength(1);
});

test('an Ingress without a spec is no obstacle', () => {
  const { spec: _, ...object } = controllerRequests[0]!.object;
  const refused = refusals({ what: 'bare', tenant: GUEST, object }, { oldObject: object });
  expect(refused.filter((one) => one.includes('a path'))).toEqual([]);
});

test('the label of the platform is taken by no account of the tenant, neither when it is made nor later', () => {
  const { labels: _, ...metadata } = account.object.metadata;
  const plain = { ...account.object, metadata };
  const message =
    'tenant-fences: the label toolkit.fluxcd.io/tenant marks the accounts that the platform makes: leave the label out';
  expect(refusals(account)).toEqual([message]);
  expect(refusals(account, { oldObject: plain })).toEqual([message]);
  expect(refusals({ ...account, object: plain })).toEqual([]);
  const user = 'system:serviceaccount:flux-system:kustomize-controller';
  expect(refusals(account, { user })).toEqual([]);
});

test.each(['namespaces', 'namespaces/status', 'namespaces/finalize'])(
  'marks of a namespace stay by way of %s',
  (resource) => {
    const [, marks] = [...namespaces.values()].map((metadata): [string, Parsed] => [metadata.name, metadata])[0]!;
    const asked = (labels: object, name: string) =>
      judge(policies, {
        ...{ operation: 'UPDATE', oldObject: { metadata: marks }, resource: { group: '', resource } },
        object: { metadata: { ...marks, labels } },
        namespace: { name: marks.name, labels: marks.labels, annotations: marks.annotations },
        user: { name, groups: [`system:serviceaccounts:${name.split(':')[2]}`] },
      }).map(({ policy }) => policy);
    const tenant = `system:serviceaccount:${marks.name}:${GUEST}`;
    expect(asked(marks.labels, tenant)).toEqual([]);
    const lifted = { ...marks.labels, 'pod-security.kubernetes.io/enforce': 'privileged' };
    expect(asked(lifted, tenant)).toEqual(['protected-namespaces', 'protected-namespaces']);
    expect(asked(lifted, 'system:serviceaccount:kube-system:namespace-controller')).toEqual([]);
  },
);

test('of an Ingress with two classes, each has to be allowed', () => {
  const metadata = { name: 'a', annotations: { 'kubernetes.io/ingress.class': 'internal' } };
  const object = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { ingressClassName: 'public' },
  };
  const found = judge(policies, {
    ...{ operation: 'UPDATE', object, oldObject: object },
    resource: { group: 'networking.k8s.io', resource: 'ingresses' },
    namespace: { name: 'a', labels: {}, annotations: { [ALLOWED.ingressClasses]: 'public' } },
    user: { name: 'system:serviceaccount:a:a', groups: [] },
  });
  expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(/^the ingress class is not among /)]);
});

test('beside the deletion of a collection, what the platform made is a fence by its label, and what controllers write by who asks', () => {
  const [, guardrails] = policies;
  const label = { labels: { 'toolkit.fluxcd.io/tenant': 'web' } };
  const asked = (resource: object, oldObject: object, user: string) =>
    judge([{ ...guardrails!, operations: ['UPDATE'] }], {
      ...{ operation: 'UPDATE', object: oldObject, oldObject, resource: resource as never },
      namespace: { name: 'prod-web', labels: {}, annotations: { 'fleet.cdk8s.io/groups': 'web-team' } },
      user: { name: user, groups: user.includes(':') ? [] : ['web-team'] },
    }).map(({ message }) => message.split(':')[0]);
  const accounts = { group: '', resource: 'serviceaccounts' };
  const own = 'system:serviceaccount:prod-web:web';
  expect(asked(accounts, { metadata: { name: 'shipper', ...label } }, own)).toEqual([
    "the object is a fence of the tenant's namespace",
  ]);
  expect(asked(accounts, { metadata: { name: 'mine' } }, own)).toEqual([]);
  for (const shared of [
    { group: 'cilium.io', resource: 'ciliumnetworkpolicies' },
    ...['projectcalico.org', 'crd.projectcalico.org'].flatMap((group) =>
      ['networkpolicies', 'networksets', 'stagednetworkpolicies'].map((resource) => ({ group, resource })),
    ),
  ]) {
    for (const user of [own, 'system:serviceaccount:prod-flux-system:prod-web', 'somebody']) {
      expect(asked(shared, { metadata: { name: 'a' } }, user)).toEqual([
        "controllers alone write this in a tenant's namespace",
      ]);
    }
    expect(asked(shared, { metadata: { name: 'a' } }, 'system:serviceaccount:cni:operator')).toEqual([]);
  }
});
