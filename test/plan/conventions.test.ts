import { compare, Conventions, guard, PLAIN_CONVENTIONS } from '../../src/plan';
import { compare as compareFleets } from '../../src/plan-entry';
import { changeOf, configMap, namespace, TODAY, tree, UnitFixture } from './fixture';

const BINDING = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'keep.example.com' },
  spec: { policyName: 'keep.example.com', validationActions: ['Deny'] },
};

/** Conventions of somebody else: teams in `teams/<name>`, and their own marks. */
const OTHERS: Conventions = {
  layout: {
    ...PLAIN_CONVENTIONS.layout,
    placeOf: (path) => {
      const [, cluster, tenant] = /^clusters\/([^/]+)(?:\/teams\/([^/]+))?/.exec(path) ?? [];
      return { cluster: cluster!, ...(tenant === undefined ? {} : { tenant }) };
    },
  },
  protection: {
    isProtected: ({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.['example.com/keep'] === 'yes',
    enforcedBy: 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding//keep.example.com',
    reason: 'somebody keeps it',
  },
  limits: { allowed: ['example.com/hosts'], permissions: ['example.com/root'], requirements: ['example.com/signed'] },
};

const policies: UnitFixture = { name: 'policies', objects: [BINDING] };
const shop = (...objects: NonNullable<UnitFixture['objects']>): UnitFixture => ({
  name: 'shop',
  folder: 'teams/shop',
  objects,
});
const annotated = (annotations: object) => {
  const { metadata, ...rest } = namespace('shop');
  return { ...rest, metadata: { ...(metadata as object), annotations } };
};

test('of trees without conventions, places name the cluster alone and no mark has a meaning', () => {
  const marks = { 'fleet.cdk8s.io/protected': 'true' };
  const at = (folder: string, content: string) =>
    tree({ eu: [{ name: 'a', folder, objects: [configMap('c', 'shop', { content }), namespace('shop', marks)] }] });
  const folder = 'prod/tenants/shop/access';
  const plain = compare(at(folder, '1'), at(folder, '2'));
  expect(changeOf(plain, 'ConfigMap', 'c').place).toEqual({ cluster: 'eu' });
  const fleets = compareFleets(at(folder, '1'), at(folder, '2'));
  expect(changeOf(fleets, 'ConfigMap', 'c').place).toMatchObject({
    cluster: 'eu',
    environment: 'prod',
    tenant: 'shop',
  });
  expect(compareFleets(at(folder, '1'), at(folder, '2'), { conventions: PLAIN_CONVENTIONS })).toEqual(plain);
});

test('conventions of others tell places, protected namespaces and lowered limits', () => {
  const kept = namespace('shop', { 'example.com/keep': 'yes' });
  const old = tree({ eu: [policies, shop(kept, configMap('c', 'shop'))] });
  const next = tree({ eu: [policies, shop(configMap('c', 'shop'))] });
  expect(changeOf(compare(old, next), 'Namespace', 'shop').effect).toBe('pruned');
  expect(changeOf(compare(old, next, { conventions: OTHERS }), 'Namespace', 'shop')).toMatchObject({
    effect: 'refused',
    reason: 'somebody keeps it',
    place: { cluster: 'eu', tenant: 'shop' },
  });
  const { findings } = guard({ base: old, next, conventions: OTHERS, today: TODAY });
  expect(findings.map(({ id, at }) => [id, at])).toContainEqual(['protected-removed', 'eu/shop']);
});

test('a list that grows, a permission that comes and a requirement that goes are risks', () => {
  const strict = annotated({ 'example.com/hosts': 'a.example.com', 'example.com/signed': 'true' });
  const open = annotated({ 'example.com/hosts': 'a.example.com b.example.com', 'example.com/root': 'true' });
  const risks = (conventions?: Conventions) => {
    const comparison = compare(
      tree({ eu: [shop(strict)] }),
      tree({ eu: [shop(open)] }),
      conventions && { conventions },
    );
    return changeOf(comparison, 'Namespace', 'shop').risks.map(({ message }) => message);
  };
  expect(risks()).toEqual([]);
  expect(risks(OTHERS)).toEqual([
    'Namespace shop: example.com/hosts has b.example.com as well',
    'Namespace shop: example.com/root is true',
    'Namespace shop: example.com/signed is no longer set',
  ]);
});
