import { compare } from '../../src/plan-entry';
import { Manifest, tree } from './fixture';

const RBAC = 'rbac.authorization.k8s.io';
type Rule = readonly [
  groups: readonly string[],
  resources: readonly string[],
  verbs: readonly string[],
  names?: readonly string[],
];

const rules = (given: readonly Rule[]) =>
  given.map(([apiGroups, resources, verbs, resourceNames]) => ({
    apiGroups,
    resources,
    verbs,
    ...(resourceNames ? { resourceNames } : {}),
  }));
const role = (name: string, ...given: Rule[]): Manifest => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'Role',
  metadata: { name, namespace: 'shop' },
  rules: rules(given),
});
const clusterRole = (name: string, given: readonly Rule[], labels: object = {}, more: object = {}): Manifest => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRole',
  metadata: { name, labels },
  rules: rules(given),
  ...more,
});
const ANN = { kind: 'ServiceAccount', name: 'ann', namespace: 'shop' };
const binding = (
  kind: string,
  name: string,
  subjects: readonly object[] = [ANN],
  own = `${kind}-${name}`,
): Manifest => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'RoleBinding',
  metadata: { name: own, namespace: 'shop' },
  roleRef: { apiGroup: RBAC, kind, name },
  subjects,
});
const everywhere = (name: string, subjects: readonly object[] = [ANN]): Manifest => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name: `all-${name}` },
  roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
  subjects,
});

/** Permissions gained and lost. */
function rights(old: readonly Manifest[], next: readonly Manifest[]): string[] {
  const at = (objects: readonly Manifest[]) =>
    tree({
      eu: [
        { name: 'a', objects },
        {
          name: 'b',
          objects: [
            role('stable', [[''], ['pods'], ['get']]),
            binding('Role', 'stable', [{ kind: 'User', name: 'bob' }]),
          ],
        },
      ],
    });
  return compare(at(old), at(next))
    .changes.flatMap(({ risks }) => risks)
    .filter((one) => one.class.startsWith('rights'))
    .map(({ message }) => message);
}

const pods: Rule = [[''], ['pods'], ['get', 'list']];
const bound = (...objects: Manifest[]) => [binding('Role', 'r'), ...objects];

test('a verb, a resource and a group are gained and lost', () => {
  expect(rights(bound(role('r', pods)), bound(role('r', [[''], ['pods'], ['get', 'delete']])))).toEqual([
    'ServiceAccount shop/ann may newly delete pods in namespace shop',
    'ServiceAccount shop/ann may no longer list pods in namespace shop',
  ]);
  expect(
    rights(bound(role('r', pods)), bound(role('r', pods, [['', 'apps'], ['secrets', 'deployments'], ['get']]))),
  ).toEqual([
    'ServiceAccount shop/ann may newly get deployments, deployments.apps, secrets, secrets.apps in namespace shop',
  ]);
});

test('equivalent rules are not a change', () => {
  expect(
    rights(bound(role('r', pods)), bound(role('r', [[''], ['pods'], ['list']], [[''], ['pods'], ['get']]))),
  ).toEqual([]);
  expect(rights(bound(role('r', pods, [['*'], ['*'], ['*']])), bound(role('r', [['*'], ['*'], ['*']])))).toEqual([]);
});

test.each<[string, Rule, Rule, string]>([
  ['all verbs', pods, [[''], ['pods'], ['*']], 'do anything with pods'],
  ['all resources', pods, [[''], ['*'], ['get', 'list']], 'get, list every resource of the core'],
  ['all groups', pods, [['*'], ['pods'], ['get', 'list']], 'get, list pods of every group'],
  ['more than one object', [[''], ['pods'], ['get'], ['a']], [[''], ['pods'], ['get']], 'get pods'],
  ['another object', [[''], ['pods'], ['get'], ['a']], [[''], ['pods'], ['get'], ['a', 'b']], 'get pods/b'],
  ['a subresource', pods, [[''], ['pods', 'pods/exec'], ['get', 'list']], 'get, list pods/exec'],
])('%s are gained', (_, old, next, text) => {
  expect(rights(bound(role('r', old)), bound(role('r', next)))).toEqual([
    `ServiceAccount shop/ann may newly ${text} in namespace shop`,
  ]);
  expect(rights(bound(role('r', next)), bound(role('r', old)))).toEqual([
    `ServiceAccount shop/ann may no longer ${text} in namespace shop`,
  ]);
});

test('subresources of all resources cover those of one', () => {
  expect(
    rights(
      bound(role('r', [['apps'], ['*/scale'], ['get']])),
      bound(role('r', [['apps'], ['deployments/scale'], ['get']])),
    ),
  ).toEqual(['ServiceAccount shop/ann may no longer get */scale.apps in namespace shop']);
});

test('non-resource URLs are permissions', () => {
  const web = (url: string) => clusterRole('web', [], {}, { rules: [{ nonResourceURLs: [url], verbs: ['get'] }] });
  expect(rights([everywhere('web'), web('/healthz')], [everywhere('web'), web('/*')])).toEqual([
    'ServiceAccount shop/ann may newly get address /* in all of the cluster',
  ]);
});

test('a subject is gained and lost', () => {
  const bob = { kind: 'Group', name: 'ops', apiGroup: RBAC };
  expect(
    rights([role('r', pods), binding('Role', 'r', [ANN])], [role('r', pods), binding('Role', 'r', [bob])]),
  ).toEqual([
    'Group ops may newly get, list pods in namespace shop',
    'ServiceAccount shop/ann may no longer get, list pods in namespace shop',
  ]);
});

test('permissions still held by other rules are neither gained nor lost', () => {
  const other = binding('Role', 'r', [ANN], 'other');
  expect(rights([role('r', pods), binding('Role', 'r'), other], [role('r', pods), other])).toEqual([]);
  const all = [clusterRole('all', [pods]), everywhere('all')];
  expect(rights([...all, role('r', pods)], [...all, role('r', pods), binding('Role', 'r')])).toEqual([]);
});

test('a permission extended from a namespace to the cluster is gained', () => {
  expect(
    rights([clusterRole('c', [pods]), binding('ClusterRole', 'c')], [clusterRole('c', [pods]), everywhere('c')]),
  ).toContain('ServiceAccount shop/ann may newly get, list pods in all of the cluster');
});

test('a binding to a missing role grants nothing', () => {
  expect(rights([], [binding('Role', 'none')])).toEqual([]);
});

test('a binding to a ClusterRole that no file holds grants whatever that has', () => {
  expect(rights([], [binding('ClusterRole', 'of-a-chart')])).toEqual([
    'ServiceAccount shop/ann may newly use everything of ClusterRole of-a-chart in namespace shop',
  ]);
});

test('rights that come with one binding while another goes are those of the one that comes', () => {
  const reads: Rule = [[''], ['configmaps'], ['get']];
  const all: Rule = [['*'], ['*'], ['*']];
  const [some, more] = [role('a-some', reads), role('z-more', all)];
  const { changes } = compare(
    tree({ eu: [{ name: 'unit', objects: [some, more, binding('Role', 'a-some')] }] }),
    tree({ eu: [{ name: 'unit', objects: [some, more, binding('Role', 'z-more')] }] }),
  );
  const widened = changes.filter(({ risks }) => risks.some((one) => one.class === 'rights-widened'));
  expect(widened.map(({ action, object }) => `${action} ${object.name}`)).toEqual(['added Role-z-more']);
});

describe('aggregation', () => {
  const reads: Rule = [[''], ['secrets'], ['get']];
  const whole = (...clusterRoleSelectors: readonly object[]) =>
    clusterRole('whole', [], {}, { aggregationRule: { clusterRoleSelectors } });
  const part = clusterRole('part', [reads], { tier: 'a' });
  const said = 'ServiceAccount shop/ann may newly get secrets in namespace shop';
  const added = (selector: object) => {
    const base = [whole(selector), binding('ClusterRole', 'whole')];
    return rights(base, [...base, part]);
  };
  test.each([
    ['by labels', { matchLabels: { tier: 'a' } }],
    ['In', { matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] }],
    ['NotIn', { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b'] }] }],
    ['Exists', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }],
    ['DoesNotExist', { matchExpressions: [{ key: 'other', operator: 'DoesNotExist' }] }],
    ['of everything', {}],
  ])('%s', (_name, selector) => expect(added(selector)).toEqual([said]));
  test.each([
    ['by other labels', { matchLabels: { tier: 'b' } }],
    ['In', { matchExpressions: [{ key: 'tier', operator: 'In', values: ['b'] }] }],
    ['NotIn', { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] }] }],
    ['Exists', { matchExpressions: [{ key: 'other', operator: 'Exists' }] }],
    ['DoesNotExist', { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }],
    ['both', { matchLabels: { tier: 'a' }, matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] }] }],
  ])('%s, which does not fit', (_name, selector) => expect(added(selector)).toEqual([]));
  test('of a role that aggregates others', () => {
    const middle = clusterRole(
      'middle',
      [],
      { level: 'm' },
      { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { tier: 'a' } }] } },
    );
    const base = [whole({ matchLabels: { level: 'm' } }), middle, binding('ClusterRole', 'whole')];
    expect(rights(base, [...base, part])).toEqual([said]);
  });
});

describe("Kubernetes' own roles", () => {
  test('cluster-admin is everything', () => {
    expect(rights([], [everywhere('cluster-admin')])).toEqual([
      'ServiceAccount shop/ann may newly do anything with every address, every resource in all of the cluster',
    ]);
    expect(
      rights([everywhere('cluster-admin'), role('r', pods)], [everywhere('cluster-admin'), ...bound(role('r', pods))]),
    ).toEqual([]);
  });

  test('include the weaker ones', () => {
    expect(rights([binding('ClusterRole', 'view')], [binding('ClusterRole', 'edit')])).toEqual([
      'ServiceAccount shop/ann may newly use everything of ClusterRole edit in namespace shop',
    ]);
    expect(rights([binding('ClusterRole', 'edit')], [binding('ClusterRole', 'view')])).toEqual([
      'ServiceAccount shop/ann may no longer use everything of ClusterRole edit in namespace shop',
    ]);
  });

  test('aggregate roles with their label', () => {
    const extra = (...given: Rule[]) => clusterRole('extra', given, { [`${RBAC}/aggregate-to-edit`]: 'true' });
    const admin = binding('ClusterRole', 'admin');
    expect(rights([admin, extra(pods)], [admin, extra(pods, [[''], ['secrets'], ['get']])])).toEqual([
      'ServiceAccount shop/ann may newly get secrets in namespace shop',
      'whoever has ClusterRole edit may newly get secrets wherever that is',
    ]);
    const view = binding('ClusterRole', 'view');
    expect(rights([view, extra(pods)], [view, extra(pods, [[''], ['secrets'], ['get']])])).toEqual([
      'whoever has ClusterRole edit may newly get secrets wherever that is',
    ]);
  });
});

describe('roles that nobody in the tree is bound to', () => {
  const secrets = (...names: string[]): Rule => [[''], ['secrets'], ['get'], names];

  test('count for those who are bound elsewhere', () => {
    expect(rights([clusterRole('reader', [secrets('a')])], [clusterRole('reader', [secrets()])])).toEqual([
      'whoever has ClusterRole reader may newly get secrets wherever that is',
    ]);
    expect(rights([role('reader', pods)], [role('reader', secrets())])).toEqual([
      'whoever has Role shop/reader may newly get secrets wherever that is',
      'whoever has Role shop/reader may no longer get, list pods wherever that is',
    ]);
  });

  test('do not count when they come or go', () => {
    expect(rights([], [clusterRole('reader', [secrets()])])).toEqual([]);
    expect(rights([role('reader', pods)], [])).toEqual([]);
  });

  test('count for those who have one of Kubernetes’ own roles, when they are added to it', () => {
    const labelled = clusterRole('reader', [pods], { [`${RBAC}/aggregate-to-view`]: 'true' });
    expect(rights([clusterRole('reader', [pods])], [labelled])).toEqual([
      'whoever has ClusterRole view may newly get, list pods wherever that is',
    ]);
    expect(rights([], [labelled])).toEqual(['whoever has ClusterRole view may newly get, list pods wherever that is']);
  });
});

test('a role aggregates the roles that its selectors match', () => {
  const all = clusterRole(
    'all',
    [],
    {},
    { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { team: 'a' } }] } },
  );
  const part = (...given: Rule[]) => clusterRole('part', given, { team: 'a' });
  expect(rights([everywhere('all'), all, part()], [everywhere('all'), all, part(pods)])).toEqual([
    'ServiceAccount shop/ann may newly get, list pods in all of the cluster',
  ]);
});

test('a long list of permissions is truncated with a note', () => {
  const many = Array.from({ length: 12 }, (_, index): Rule => [[''], [`thing${index}`], [`verb${index}`]]);
  expect(rights([role('r'), binding('Role', 'r')], bound(role('r', ...many)))[0]).toMatch(
    /; and 4 more in namespace shop$/,
  );
});
