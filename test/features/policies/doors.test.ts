import { doorRequests, droppedRequest, GUEST, OPEN, ordinaryRequests } from '../../../e2e/tenancy/doors';
import { CLUSTER, filesOf, tenancyFleet } from '../../../e2e/tenancy/fleet';
import type { Request } from '../../../e2e/tenancy/requests';
import { judge } from '../../../src/features/policies/judge';
import { clusterPolicies } from '../../../src/features/policies/render';
import { apiGroup } from '../../../src/kubernetes/objects';
import { resourceOf } from '../../../src/kubernetes/resources';
import { ALLOWED } from '../../../src/units/marks';
import { Parsed } from '../../support/fleets';
import { documentsOf } from '../../support/world';

const files = filesOf(tenancyFleet());
const namespaces = new Map(
  [GUEST, OPEN].map((tenant): [string, Parsed] => {
    const text = files[`dist/clusters/${CLUSTER}/prod/tenants/${tenant}/access/access.yaml`]!.toString();
    const documents: Parsed[] = documentsOf(text);
    return [tenant, documents.find(({ kind }) => kind === 'Namespace').metadata];
  }),
);
const policies = clusterPolicies({ flux: true, accounts: ['flux-system/kustomize-controller'] });

/** Another sender than the tenant's account, and the object as it was before. */
interface Sent {
  readonly user?: string;
  readonly oldObject?: object;
}

function refusals({ tenant, object }: Request, { user: sender, oldObject }: Sent = {}): string[] {
  const { name, labels, annotations = {} } = namespaces.get(tenant)!;
  const group = apiGroup(object.apiVersion);
  const user = sender ?? `system:serviceaccount:${name}:${tenant}`;
  return judge(policies, {
    ...(oldObject === undefined ? { operation: 'CREATE' } : { operation: 'UPDATE', oldObject }),
    object,
    resource: { group, resource: resourceOf(group, object.kind) },
    namespace: { name, labels, annotations },
    user: { name: user, groups: [`system:serviceaccounts:${user.split(':')[2]}`] },
  }).map(({ policy, message }) => `${policy}: ${message}`);
}

const bad = [...doorRequests.filter(({ policy }) => policy !== 'rights'), droppedRequest];

test.each(bad)('refuses: $what', (request) => {
  const found = refusals(request);
  expect(found.map((one) => one.split(':')[0])).toEqual([request.policy]);
  expect(found[0]).toMatch(/^[a-z-]+: .+[:,;] .+$/);
});

test.each(ordinaryRequests)('lets pass: $what', (request) => {
  expect(refusals(request)).toEqual([]);
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
