import { doorRequests, droppedRequest, GUEST, OPEN, ordinaryRequests } from '../../../e2e/tenancy/doors';
import { CLUSTER, filesOf, tenancyFleet } from '../../../e2e/tenancy/fleet';
import type { Request } from '../../../e2e/tenancy/requests';
import { judge } from '../../../src/features/policies/judge';
import { clusterPolicies } from '../../../src/features/policies/render';
import { apiGroup } from '../../../src/kubernetes/objects';
import { resourceOf } from '../../../src/kubernetes/resources';
import { Parsed } from '../../support/fleets';
import { documentsOf } from '../../support/world';

const files = filesOf(tenancyFleet());
const namespaces = new Map(
  [GUEST, OPEN].map((tenant) => {
    const text = files[`dist/clusters/${CLUSTER}/prod/tenants/${tenant}/access/access.yaml`]!.toString();
    return [tenant, (documentsOf(text) as Parsed[]).find(({ kind }) => kind === 'Namespace').metadata as Parsed];
  }),
);
const policies = clusterPolicies({ flux: true, accounts: ['flux-system/kustomize-controller'] });

function refusals({ tenant, object }: Request): string[] {
  const { name, labels, annotations = {} } = namespaces.get(tenant)!;
  const group = apiGroup(object.apiVersion);
  const user = `system:serviceaccount:${name}:${tenant}`;
  return judge(policies, {
    operation: 'CREATE',
    object,
    resource: { group, resource: resourceOf(group, object.kind) },
    namespace: { name, labels, annotations },
    user: { name: user, groups: [`system:serviceaccounts:${name}`] },
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
