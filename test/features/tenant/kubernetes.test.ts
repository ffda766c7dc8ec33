import { checkCidr, checkPort } from '../../../src/kubernetes/network';
import {
  checkQuantity,
  compareQuantities,
  shareQuantity,
  subtractQuantity,
  sumQuantities,
} from '../../../src/kubernetes/quantity';
import { APPLY_VERBS, missingRights, READ_VERBS } from '../../../src/kubernetes/rbac';
import { resourceOf } from '../../../src/kubernetes/resources';
import { sufficientRights } from '../../../src/pipeline/check/sufficient-rights';

test.each(['0', '1', '1.5', '.5', '1.', '500m', '2Gi', '1e3', '1E-3', '100Ei', '+3', 7, 0.25])(
  '%j is a quantity',
  (quantity) => {
    expect(checkQuantity('amount', quantity)).toBeUndefined();
  },
);

test.each(['', ' ', '1 Gi', '1gi', 'Gi', '1K', '1e', 'NaN', '0x1', '1,5', NaN, Infinity])('%j is none', (quantity) => {
  expect(checkQuantity('amount', quantity)).toMatch(/^amount .+ is not a quantity: /);
});

test.each([
  ['1', '1000m', 0],
  ['1Gi', '1024Mi', 0],
  ['1Gi', '1G', 1],
  ['0.1', '100m', 0],
  ['1e3', '1k', 0],
  ['999m', 1, -1],
  ['1Ei', '1Pi', 1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareQuantities(a, b))).toBe(sign);
});

test('sums, differences and shares are exact, and never more than the whole', () => {
  expect(sumQuantities(['500m', '0.5'])).toBe('1');
  expect(sumQuantities(['1Gi', '512Mi'])).toBe('1536Mi');
  expect(sumQuantities([])).toBe('0');
  expect(subtractQuantity('4Gi', '1Gi')).toBe('3Gi');
  expect(subtractQuantity(1, 2)).toBe('0');
  expect(shareQuantity('10', 3)).toBe('3333m');
  expect(shareQuantity(10, 3, false)).toBe('3');
  expect(shareQuantity('1Gi', 3)).toBe('341Mi');
});

test.each([1, 65535, '53/UDP', '443/TCP', '9/SCTP'] as const)('%j is a port', (port) => {
  expect(checkPort('port', port)).toBeUndefined();
});

test.each(['10.0.0.0/8', '0.0.0.0/0', 'fd00::/8', '1.2.3.4/32'])('%s is an address range', (cidr) => {
  expect(checkCidr('range', cidr)).toBeUndefined();
});

test.each([
  ['', 'Service', 'services'],
  ['networking.k8s.io', 'NetworkPolicy', 'networkpolicies'],
  ['a.example.com', 'Gateway', 'gateways'],
  ['networking.k8s.io', 'Ingress', 'ingresses'],
  ['', 'Endpoints', 'endpoints'],
  ['source.toolkit.fluxcd.io', 'GitRepository', 'gitrepositories'],
])('the resource of %s %s is %s', (group, kind, resource) => {
  expect(resourceOf(group, kind)).toBe(resource);
});

describe('missing rights', () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'prod-web' } };
  const rule = { apiGroups: ['apps'], resources: ['deployments'], verbs: APPLY_VERBS };

  test('are none where every verb is covered, in the namespace or everywhere', () => {
    expect(missingRights([deployment], [{ namespace: 'prod-web', rules: [rule] }])).toEqual([]);
    expect(missingRights([deployment], [{ rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }])).toEqual(
      [],
    );
    const halves = [
      { ...rule, verbs: READ_VERBS },
      { ...rule, verbs: ['create', 'patch', 'delete'] },
    ];
    expect(missingRights([deployment], [{ namespace: 'prod-web', rules: halves }])).toEqual([]);
  });

  test('are told verb by verb, where they are missing', () => {
    const lacking = (verbs: readonly string[]) => [
      { object: deployment, rule: { apiGroups: ['apps'], resources: ['deployments'], verbs }, namespace: 'prod-web' },
    ];
    const granted = (verbs: readonly string[], namespace = 'prod-web') => [{ namespace, rules: [{ ...rule, verbs }] }];
    expect(missingRights([deployment], granted(READ_VERBS))).toEqual(lacking(['create', 'patch', 'delete']));
    expect(missingRights([deployment], granted(['get', 'list', 'create', 'patch']))).toEqual(lacking(['delete']));
    expect(missingRights([deployment], granted(APPLY_VERBS, 'elsewhere'))).toEqual(
      lacking(['get', 'list', 'create', 'patch', 'delete']),
    );
    expect(missingRights([deployment], [])).toHaveLength(1);
  });

  test('a rule with names is for these alone, and enough outside namespaces without lists', () => {
    const crd = (name: string) => ({
      ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
      metadata: { name },
    });
    const verbs = ['get', 'create', 'patch', 'delete'];
    const names = ['a.example.com'];
    const rules = [
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], resourceNames: names, verbs },
    ];
    expect(missingRights([crd('a.example.com')], [{ rules }])).toEqual([]);
    expect(missingRights([crd('b.example.com')], [{ rules }])).toEqual([
      {
        object: crd('b.example.com'),
        rule: { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs },
      },
    ]);
  });

  test('stop the synthesis', () => {
    const identities = [
      ...['apps/Deployment/prod-web/web', '/ConfigMap/prod-web/x', '/ConfigMap/kube-system/x', '/Namespace//x'],
      'rbac.authorization.k8s.io/RoleBinding/prod-web/x',
    ];
    const unit = { files: [], identities, facts: [] };
    const rights = [{ namespace: 'prod-web', rules: [{ ...rule, verbs: ['get', 'list', 'create', 'patch'] }] }];
    const placed = { directory: 'd', unit, cluster: 'eu-1', at: 'prod/eu-1/web', rights };
    expect([...sufficientRights.place!(placed)].map(({ at, message }) => `[${at}] ${message}`)).toEqual([
      '[prod/eu-1/web] Deployment "prod-web/web" cannot be applied by the account of its unit, which lacks { apiGroups: ["apps"], resources: ["deployments"], verbs: ["delete"] }: add "apps/Deployment" to the tenant\'s "deploys"',
      '[prod/eu-1/web] ConfigMap "prod-web/x" cannot be applied by the account of its unit, which lacks { apiGroups: [""], resources: ["configmaps"], verbs: ["get","list","create","patch","delete"] }: add "ConfigMap" to the tenant\'s "deploys"',
      '[prod/eu-1/web] ConfigMap "kube-system/x" cannot be applied by the account of its unit, which has rights in namespace "prod-web" alone: leave metadata.namespace out, or let the platform keep it in a Component',
      '[prod/eu-1/web] Namespace "x" cannot be applied by the account of its unit, which has no rights outside namespaces: let the platform keep it in a Component',
      '[prod/eu-1/web] RoleBinding "prod-web/x" cannot be applied by the account of its unit: deploys "rbac.authorization.k8s.io/RoleBinding" is never a tenant\'s right, as who writes roles and bindings widens rights: ask for the kinds themselves in "deploys", or for named cluster-scoped objects with a ClusterGrant',
    ]);
    expect([...sufficientRights.place!({ ...placed, rights: undefined })]).toEqual([]);
  });
});
