import { ApiObject } from 'cdk8s';
import { Cluster, Component, Environment, Fleet, HelmChart, Placement, Source, Tenant } from '../../src';
import { audit, auditTables, findingLines } from '../../src/audit';
import { wantedClusters } from '../../src/drift';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { generatedTree } from '../../src/pipeline/guard/generated-tree';
import type { Loose } from '../support/fleets';
import { newFleet } from '../support/fleets';

const TODAY = '2026-12-01';
const RBAC = 'rbac.authorization.k8s.io/v1';

/** Two clusters with Flux and two remote ones, with a tenant everywhere. */
function fleetWith(
  change: (fleet: Fleet<Loose>, clusters: Record<'eu' | 'us' | 'far', Cluster<Loose>>) => void = () => {},
  policies = {},
) {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  const us = new Cluster(fleet, 'us-1', policies);
  const far = new Cluster(fleet, 'far', { managedBy: eu });
  const near = new Cluster(fleet, 'near', { managedBy: eu });
  new Environment(fleet, 'prod', { clusters: [eu, us, far, near] });
  new Component(fleet, 'dns', {
    chart: HelmChart.oci({ url: 'oci://charts.example.com/dns', version: '1.0.0' }),
    placement: Placement.cluster('eu-1'),
  });
  new Tenant(fleet, 'web', {
    source: Source.git({ url: 'https://git.example.com/web', branch: 'main' }),
    owners: ['web-leads'],
    operators: ['on-call'],
    breakGlass: { groups: ['sre'], expires: '2099-12-31', reason: 'incident 7' },
  });
  change(fleet, { eu, us, far });
  return fleet;
}

const wanted = (fleet: Fleet<Loose>) => wantedClusters(generatedTree(fleet.synthesize().tree), FLEET_CONVENTIONS);
const plain = wanted(fleetWith());
const of = (clusters: typeof plain, more: Partial<Parameters<typeof audit>[0]> = {}) =>
  audit({ clusters, stated: [], today: TODAY, ...more });

/** Objects in code of a component, which the platform applies. */
function planted(name: string, ...objects: object[]) {
  return (fleet: Fleet<Loose>) =>
    new Component(fleet, name, {
      placement: Placement.cluster('us-1'),
      manifests: (chart) => objects.forEach((object, at) => new ApiObject(chart, `o${at}`, object as never)),
    });
}

const binding = (annotations: object = {}, role = 'cluster-admin') => ({
  apiVersion: RBAC,
  kind: 'ClusterRoleBinding',
  metadata: { name: 'helpers', annotations },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }],
});

test('a fleet as it should be has no finding', () => {
  const report = of(plain);
  expect(report.findings).toEqual([]);
  expect(of(plain, { base: { ref: 'main', clusters: plain } }).findings).toEqual([]);
});

test('who may do what where', () => {
  const { people, accounts, actors } = of(plain);
  const all = ['eu-1', 'far', 'near', 'us-1'];
  expect(
    people.map(({ subject, namespace, role, clusters, may }) => [subject, namespace, role, clusters, may]),
  ).toEqual([
    [
      'Group on-call',
      'prod-web',
      'Role prod-web/operators',
      all,
      expect.stringMatching(/^create pods\/eviction; delete pods; /),
    ],
    ['Group on-call', 'prod-web', 'ClusterRole view', all, 'use everything of ClusterRole view'],
    ['Group sre', 'prod-web', 'Role prod-web/break-glass', all, expect.stringMatching(/pods\/exec/)],
    ['Group sre', 'prod-web', 'ClusterRole view', all, 'use everything of ClusterRole view'],
    ['Group web-leads', 'prod-web', 'ClusterRole view', all, 'use everything of ClusterRole view'],
  ]);
  expect(people.find(({ subject, reason }) => subject === 'Group sre' && reason)).toMatchObject({
    reason: 'incident 7',
    until: '2099-12-31',
    tenant: 'web',
    environment: 'prod',
  });
  const deployer = accounts.filter(({ binding: by }) => by === 'RoleBinding prod-web/deployer');
  expect(deployer.map(({ subject, clusters }) => [subject, clusters])).toEqual(
    expect.arrayContaining([[expect.stringMatching(/^ServiceAccount prod-web\//), ['eu-1', 'us-1']]]),
  );
  expect(actors.map(({ account, isRemote }) => [account, isRemote])).toEqual(
    expect.arrayContaining([
      ['flux-system/kustomize-controller', false],
      ['far/kustomize-controller', true],
    ]),
  );
});

test('policies, exceptions, and what is not known', () => {
  const { policies, exceptions, unknown } = of(plain);
  const volumes = policies.find(({ policy }) => policy.startsWith('ValidatingAdmissionPolicy tenant-volumes.'));
  expect(volumes).toMatchObject({ clusters: { enforced: ['eu-1', 'far', 'near', 'us-1'] }, missing: [] });
  expect(exceptions).toEqual([
    {
      what: 'RoleBinding prod-web/break-glass is there for a reason',
      clusters: ['eu-1', 'far', 'near', 'us-1'],
      reason: 'incident 7',
      until: '2099-12-31',
      state: 'holds',
    },
  ]);
  expect(unknown).toContain('[eu-1] HelmRelease flux-system/dns: rights that its chart gives');
});

describe('planted, and found alone', () => {
  test('a grant that widens the rights of a person, compared with a commit', () => {
    const next = wanted(fleetWith(planted('helpers', binding({}, 'view'))));
    expect(of(next).findings).toEqual([]);
    expect(of(next, { base: { ref: 'main', clusters: plain } }).findings).toEqual([
      {
        id: 'rights-widened',
        clusters: ['us-1'],
        message:
          'User ann may newly use everything of ClusterRole view in the whole cluster, by ClusterRoleBinding helpers: see that it is meant',
      },
    ]);
    // What was there already does not widen, nor does a cluster that is new.
    expect(of(next, { base: { ref: 'main', clusters: next } }).findings).toEqual([]);
    expect(of(next, { base: { ref: 'main', clusters: [] } }).findings).toEqual([]);
  });

  test('a sensitive right without a reason', () => {
    const next = wanted(fleetWith(planted('helpers', binding())));
    expect(findingLines(of(next))).toEqual([
      'rights-sensitive: [us-1] User ann may read Secrets, enter pods, act as others, act as accounts, give rights in the whole cluster, by ClusterRoleBinding helpers: take it out, or say why as annotation fleet.cdk8s.io/reason of the binding, with its last day as fleet.cdk8s.io/expires',
    ]);
    const why = { 'fleet.cdk8s.io/reason': 'she repairs it', 'fleet.cdk8s.io/expires': '2026-12-31' };
    expect(of(wanted(fleetWith(planted('helpers', binding(why))))).findings).toEqual([]);
  });

  test("a role of Kubernetes' own", () => {
    const [finding] = of(wanted(fleetWith(planted('helpers', binding({}, 'edit'))))).findings;
    expect(finding?.message).toMatch(
      /^User ann may do what ClusterRole edit allows, such as to read Secrets and to act/,
    );
  });

  test('rights through an aggregated role', () => {
    const rule = { apiGroups: [''], resources: ['secrets'], resourceNames: ['token'], verbs: ['get'] };
    const parts = {
      apiVersion: RBAC,
      kind: 'ClusterRole',
      metadata: { name: 'part', labels: { to: 'sum' } },
      rules: [rule],
    };
    const sum = {
      ...{ apiVersion: RBAC, kind: 'ClusterRole', metadata: { name: 'sum' }, rules: [] },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'sum' } }] },
    };
    const [finding, ...others] = of(wanted(fleetWith(planted('helpers', parts, sum, binding({}, 'sum'))))).findings;
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(
      /^User ann may read Secrets in the whole cluster, by ClusterRoleBinding helpers: /,
    );
  });

  test('policies that one cluster lacks', () => {
    const { findings } = of(wanted(fleetWith(undefined, { policies: 'none' })));
    expect(new Set(findings.map(({ id, clusters }) => `${id} ${clusters.join()}`))).toEqual(
      new Set(['policy-missing us-1']),
    );
    expect(findings.map(({ message }) => message)).toContain(
      "ValidatingAdmissionPolicy tenant-volumes.fleet.cdk8s.io is missing, and other clusters have it: place it there too, or set policies of the cluster to admission if it is one of the fleet's",
    );
  });

  test('no policy is missing where no namespace needs it', () => {
    const clusters = wanted(fleetWith());
    const without = clusters.map((one) => {
      if (one.cluster !== 'us-1') return one;
      const objects = one.objects.filter(({ object: { kind, metadata } }) =>
        /^ValidatingAdmissionPolicy/.test(kind) ? metadata.name.startsWith('protected-') : kind !== 'Namespace',
      );
      return { ...one, objects };
    });
    expect(of(without).findings.filter(({ id }) => id === 'policy-missing')).toEqual([]);
  });

  test('a policy of others that is not bound', () => {
    const policy = {
      ...{
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'tags' },
      },
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        validations: [{ expression: 'true' }],
      },
    };
    const fleet = fleetWith(
      (own) => new Component(own, 'tags', { manifests: (chart) => void new ApiObject(chart, 'policy', policy) }),
    );
    expect(of(wanted(fleet)).findings.map(({ id, clusters }) => [id, clusters])).toEqual([
      ['policy-not-bound', ['eu-1', 'far', 'near', 'us-1']],
    ]);
  });

  test('an exception that has ended', () => {
    const why = { 'fleet.cdk8s.io/reason': 'she repairs it', 'fleet.cdk8s.io/expires': '2026-11-30' };
    const next = wanted(fleetWith(planted('helpers', binding(why))));
    expect(findingLines(of(next))).toEqual([
      'exception-ended: [us-1] ClusterRoleBinding helpers is there for a reason (she repairs it) ended on 2026-11-30: take it out, or give a later day',
    ]);
    const stated = [
      { what: 'rule acme/replicas is not kept by Deployment shop/web', reason: 'a test', until: '2026-01-31' },
      { what: 'warnings unknown-kind are silenced', reason: 'ours' },
    ];
    expect(findingLines(of(plain, { stated }))).toEqual([
      'exception-ended: [program] rule acme/replicas is not kept by Deployment shop/web (a test) ended on 2026-01-31: take it out, or give a later day',
    ]);
    expect(of(plain, { stated }).exceptions.map(({ state }) => state)).toEqual(['holds', 'ended', 'has no end']);
  });
});

test('fences of a tenant that are open are exceptions', () => {
  const fleet = fleetWith((own) => {
    new Tenant(own, 'lab', {
      source: Source.git({ url: 'https://git.example.com/lab', branch: 'main' }),
      ...{ isolation: 'relaxed', podSecurity: 'privileged', ownNetworkPolicies: true, volumeTypes: ['nfs'] },
      placement: Placement.cluster('us-1'),
    });
  });
  const { exceptions, findings } = of(wanted(fleet));
  expect(findings).toEqual([]);
  expect(
    exceptions.filter(({ what }) => what.includes('prod-lab')).map(({ what, clusters }) => [what, clusters]),
  ).toEqual(
    [
      'Namespace prod-lab admits privileged pods',
      'Namespace prod-lab has the isolation relaxed',
      'Namespace prod-lab is open for all addresses',
      'Namespace prod-lab is open for volume types nfs',
      'Namespace prod-lab: PodDisruptionBudgets may allow no eviction',
      'Namespace prod-lab: the tenant may write NetworkPolicies of its own',
    ].map((what) => [what, ['us-1']]),
  );
});

test('policies of other engines', () => {
  const clusters = (specs: ReadonlyArray<readonly [apiVersion: string, kind: string, spec: object]>) => [
    {
      ...{ cluster: 'a', notCompared: [], unread: [] },
      objects: specs.map(([apiVersion, kind, spec], at) => ({
        object: { apiVersion, kind, metadata: { name: `p${at}` }, spec },
        kustomization: 'a/b',
        place: {},
      })),
    },
  ];
  const { policies } = of(
    clusters([
      ['kyverno.io/v1', 'ClusterPolicy', { validationFailureAction: 'Enforce' }],
      ['kyverno.io/v1', 'ClusterPolicy', { rules: [{ validate: { failureAction: 'Audit' } }] }],
      ['constraints.gatekeeper.sh/v1beta1', 'K8sDisallowedTags', {}],
      ['constraints.gatekeeper.sh/v1beta1', 'K8sDisallowedTags', { enforcementAction: 'dryrun' }],
    ]),
  );
  expect(policies.map((one) => Object.keys(one.clusters))).toEqual([
    ['enforced'],
    ['reports only'],
    ['enforced'],
    ['reports only'],
  ]);
});

test('tables leave out what is empty', () => {
  expect(auditTables(of(plain)).map(({ title }) => title)).toEqual([
    ...['People', 'Accounts', 'Flux acts as', 'Admission policies', 'Exceptions'],
  ]);
  expect(auditTables(of([]))).toEqual([]);
});
