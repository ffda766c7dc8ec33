import { ApiObject } from 'cdk8s';
import {
  Cluster,
  Component,
  ComponentProps,
  DeployableKind,
  Environment,
  HelmChart,
  Secret,
  Source,
  Tenant,
} from '../../../src';
import { Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const CHART = HelmChart.oci({ url: 'oci://charts.example.com/shop', version: '1.0.0' });
const ROOT = 'clusters/eu-1/infrastructure';
const UNKNOWN = 'Nothing' as DeployableKind;
const CRD = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', resource: 'customresourcedefinitions' };

function fleetWith(props: ComponentProps<Loose>) {
  const fleet = newFleet();
  new Component(new Cluster(fleet, 'eu-1'), 'shop', props);
  return fleet;
}

const object = (apiVersion: string, kind: string, metadata: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name: 'one', ...metadata },
});

const objects =
  (...all: object[]): NonNullable<ComponentProps<Loose>['manifests']> =>
  (chart) =>
    all.forEach((one, at) => new ApiObject(chart, `o${at}`, one as never));

const summary = ({ kind, metadata }: Parsed) =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;

const kustomizations = (fleet: ReturnType<typeof newFleet>, file = 'clusters/eu-1/infrastructure.yaml') =>
  objectsIn(fleet, file)
    .filter(({ kind }) => kind === 'Kustomization')
    .map(({ metadata: { name }, spec }: Parsed) => ({
      name,
      account: spec.serviceAccountName,
      after: (spec.dependsOn ?? []).map((one: Parsed) => one.name),
      ...(spec.deletionPolicy ? { deletionPolicy: spec.deletionPolicy } : {}),
    }));

const ACCESS = {
  name: 'infrastructure-shop.access',
  account: 'kustomize-controller',
  after: [],
  deletionPolicy: 'Orphan',
};

test('a chart is applied by an account of its own, with the rights that are stated and those that Helm needs', () => {
  const fleet = fleetWith({ chart: CHART, deploys: ['ConfigMap', 'apps/Deployment'] });
  const access = objectsIn(fleet, `${ROOT}/shop.access/shop.access.yaml`);
  expect(access.map(summary)).toEqual([
    'Namespace shop',
    'ServiceAccount flux-system/infrastructure-shop',
    'Role shop/infrastructure-shop',
    'RoleBinding shop/infrastructure-shop',
  ]);
  const written = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  expect(access[2].rules).toEqual([
    { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: written },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: written },
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list', 'watch'] },
  ]);
  expect(access[3].subjects).toEqual([
    { kind: 'ServiceAccount', name: 'infrastructure-shop', namespace: 'flux-system' },
  ]);
  const release = objectsIn(fleet, `${ROOT}/shop/shop.yaml`).find(({ kind }) => kind === 'HelmRelease');
  expect(release.spec).toMatchObject({
    serviceAccountName: 'infrastructure-shop',
    targetNamespace: 'shop',
    storageNamespace: 'shop',
  });
  expect(kustomizations(fleet)).toEqual([
    { name: 'infrastructure-shop', account: 'kustomize-controller', after: ['infrastructure-shop.access'] },
    ACCESS,
  ]);
});

test('the namespace holds pods to the baseline, as without a level they would take over nodes', () => {
  const labels = (props: Partial<ComponentProps<Loose>>) =>
    objectsIn(fleetWith({ chart: CHART, deploys: 'edit', ...props }), `${ROOT}/shop.access/shop.access.yaml`)[0]
      .metadata.labels['pod-security.kubernetes.io/enforce'];
  const enforce = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });
  const nothing = (() => undefined) as never;
  expect([
    labels({}),
    labels({ podSecurity: 'privileged' }),
    labels({ namespaceLabels: enforce('restricted') }),
    labels({ namespaceLabels: () => enforce('restricted') }),
    labels({ namespaceLabels: { 'pod-security.kubernetes.io/warn': 'restricted' } }),
    labels({ podSecurity: nothing }),
    labels({ podSecurity: nothing, namespaceLabels: enforce('restricted') }),
    labels({ podSecurity: 'privileged', namespaceLabels: enforce('restricted') }),
  ]).toEqual([
    ...['baseline', 'privileged', 'restricted', 'restricted', 'baseline', 'baseline', 'restricted', 'privileged'],
  ]);
});

test('what the account acts with stays when it goes, and nothing is pruned where the component prunes nothing', () => {
  const grants = [{ kind: CRD, names: ['a.example.com'], reason: 'why' }];
  const props = { chart: CHART, deploys: 'edit', grants, prune: false, namespaceAnnotations: { team: 'a' } } as const;
  const fleet = fleetWith(props);
  const access = objectsIn(fleet, `${ROOT}/shop.access/shop.access.yaml`);
  expect(
    access
      .filter(({ metadata }) => metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] === 'disabled')
      .map(({ kind }) => kind),
  ).toEqual(['Namespace', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']);
  expect(access[0].metadata.annotations.team).toBe('a');
  const units = objectsIn(fleet, 'clusters/eu-1/infrastructure.yaml').filter(({ kind }) => kind === 'Kustomization');
  expect(units.map(({ spec }: Parsed) => spec.prune)).toEqual([false, false]);
});

test('the account waits for other components only with Secrets, whose kinds these may bring', () => {
  const after = (props: Partial<ComponentProps<Loose>>) => {
    const fleet = newFleet();
    const cluster = new Cluster(fleet, 'eu-1');
    const first = new Component(cluster, 'first', { chart: CHART });
    new Component(cluster, 'shop', { chart: CHART, deploys: 'edit', dependsOn: [first], ...props });
    return kustomizations(fleet).find(({ name }) => name === 'infrastructure-shop.access')?.after;
  };
  const secret = Secret.external({
    name: 'login',
    store: { kind: 'ClusterSecretStore', name: 'vault' },
    keys: { password: 'shop' },
  });
  expect([after({}), after({ secrets: [secret] })]).toEqual([[], ['infrastructure-first']]);
});

test('a folder is applied by the account, objects in code by the Kustomization of their unit', () => {
  const source = Source.git({ url: 'https://git.example.com/shop', branch: 'main' });
  const folder = fleetWith({ path: './shop', source, namespace: 'shop', deploys: 'edit' });
  const own = objectsIn(folder, `${ROOT}/shop/shop.yaml`).find(({ kind }) => kind === 'Kustomization');
  expect(own.spec).toMatchObject({ serviceAccountName: 'infrastructure-shop', targetNamespace: 'shop' });
  const manifests = fleetWith({ manifests: objects(object('v1', 'ConfigMap')), deploys: ['ConfigMap'] });
  expect(kustomizations(manifests)).toEqual([
    { name: 'infrastructure-shop', account: 'infrastructure-shop', after: ['infrastructure-shop.access'] },
    ACCESS,
  ]);
});

test('the account applies all that is beside a chart as well, in the order that works', () => {
  const beside = objects(object('v1', 'ConfigMap'), object('example.com/v1', 'Widget', { namespace: 'shop' }));
  const kinds = ['ConfigMap', { group: 'example.com', kind: 'Widget', resource: 'widgets' }] as const;
  const fleet = fleetWith({ chart: CHART, manifests: beside, deploys: kinds });
  expect(kustomizations(fleet)).toEqual([
    {
      name: 'infrastructure-shop',
      account: 'kustomize-controller',
      after: ['infrastructure-shop.access', 'infrastructure-shop.needed'],
    },
    ACCESS,
    { name: 'infrastructure-shop.custom', account: 'infrastructure-shop', after: ['infrastructure-shop'] },
    { name: 'infrastructure-shop.needed', account: 'infrastructure-shop', after: ['infrastructure-shop.access'] },
  ]);
});

test('objects outside namespaces are granted by their names, with the reason', () => {
  const grants = [{ kind: CRD, names: ['b.example.com', 'a.example.com'], reason: 'the chart brings them' }];
  const fleet = fleetWith({ chart: CHART, deploys: ['ConfigMap'], grants });
  const [role, binding] = objectsIn(fleet, `${ROOT}/shop.access/shop.access.yaml`).filter(({ kind }) =>
    kind.startsWith('ClusterRole'),
  ) as [Parsed, Parsed];
  expect(role).toMatchObject({
    metadata: {
      name: 'flux-system-infrastructure-shop',
      annotations: { 'fleet.cdk8s.io/reason': 'the chart brings them' },
    },
    rules: [
      {
        ...{ apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
        ...{ resourceNames: ['a.example.com', 'b.example.com'], verbs: ['get', 'create', 'update', 'patch', 'delete'] },
      },
    ],
  });
  expect(binding.roleRef.name).toBe(role.metadata.name);
});

test('on a remote cluster the account is there, and without rights on the manager', () => {
  const fleet = newFleet();
  const edge = new Cluster(fleet, 'edge', { managedBy: new Cluster(fleet, 'eu-1') });
  new Component(new Environment(fleet, 'prod', { clusters: [edge] }), 'shop', { chart: CHART, deploys: 'edit' });
  const root = 'clusters/eu-1/remotes/edge/prod';
  const name = 'prod-infrastructure-shop';
  expect(objectsIn(fleet, `${root}/infrastructure/shop.access/shop.access.yaml`).map(summary)).toEqual([
    'Namespace prod-shop',
    `ServiceAccount edge/${name}`,
    `Role prod-shop/${name}`,
    `RoleBinding prod-shop/${name}`,
  ]);
  expect(objectsIn(fleet, `${root}/releases/shop.access/account.yaml`).map(summary)).toEqual([
    `ServiceAccount edge/${name}`,
  ]);
  const list = objectsIn(fleet, `${root}/infrastructure.yaml`);
  const there = list.filter(({ spec }) => spec.kubeConfig !== undefined).map(({ metadata }) => metadata.name);
  expect(there).toEqual(['prod-infrastructure-shop.access']);
  const onManager = list.find(({ metadata }) => metadata.name === 'prod-releases-shop.access').spec;
  expect(onManager).toMatchObject({ deletionPolicy: 'Orphan', serviceAccountName: 'kustomize-controller' });
});

test.each<[Partial<ComponentProps<Loose>>, RegExp]>([
  [{ deploys: [] }, /deploys names no kind: name each, or leave out "deploys"/],
  [
    { deploys: [UNKNOWN] },
    /deploys "Nothing" is not a kind of Kubernetes or Flux that such an account may apply: use one of ConfigMap, (?!.*fluxcd).*VolumeSnapshot$/,
  ],
  [
    { deploys: [{ group: 'rbac.authorization.k8s.io', kind: 'Role', resource: 'roles' }] },
    /deploys "rbac.authorization.k8s.io\/Role" is never a right of a component's own account, as who writes roles .*: leave out "deploys"/,
  ],
  [
    { deploys: ['kustomize.toolkit.fluxcd.io/Kustomization'] },
    /deploys "kustomize.toolkit.fluxcd.io\/Kustomization" lets Flux act with rights of its own: leave out "deploys"/,
  ],
  [
    { deploys: [{ group: 'cert-manager.io', kind: 'Certificate', resource: 'certificates' }] },
    /deploys "cert-manager.io\/Certificate" is a kind that only tenants' policies check: give the reason .* unchecked: "…" \}, or leave out/,
  ],
  [
    { deploys: [{ group: 'keda.sh', kind: 'ScaledJob', resource: 'scaledjobs' }] },
    /deploys "keda.sh\/ScaledJob" is a kind that only tenants' policies check: give the reason .* unchecked: "…" \}, or leave out/,
  ],
  [
    { deploys: [{ group: 'flagger.app', kind: 'Canary', resource: 'canaries' }] },
    /whose controller makes routes .*: leave out "deploys".*, or give the reason why the component may have it/,
  ],
  ...['networking.k8s.io/Ingress', 'gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.k8s.io/TLSRoute'].map(
    (kind): [Partial<ComponentProps<Loose>>, RegExp] => [
      { deploys: [kind as DeployableKind] },
      new RegExp(
        `deploys "${kind}" is a kind that only tenants' policies check: give the reason why the component may have it, \\{ group: '.*', kind: '.*', resource: '.*', unchecked: "…" \\}, or leave out`,
      ),
    ],
  ),
  [
    { deploys: 'edit', namespace: 'shared', createNamespace: false },
    /^\[eu-1\/shop\] deploys gives rights in a namespace that something else makes, with its accounts and without Pod Security: leave out createNamespace, or leave out "deploys"[^\n]*$/,
  ],
  [
    {
      deploys: 'edit',
      grants: [
        { kind: { ...CRD, group: 'apps', kind: 'Deployment', resource: 'deployments' }, names: ['a'], reason: 'x' },
      ],
    },
    /would hold in every namespace, as Deployment lives in namespaces: ask for it in the component's "deploys"/,
  ],
  [
    { deploys: 'edit', namespace: 'kube-system', createNamespace: false },
    /namespace "kube-system" holds what Kubernetes or Flux trust: choose another/,
  ],
  [
    { deploys: 'edit', chart: undefined, path: './shop' } as never,
    /deploys gives rights in one namespace, and a folder may hold several: give "namespace", or leave out "deploys"/,
  ],
  [
    { grants: [{ kind: CRD, names: ['a.example.com'], reason: 'why' }] },
    /grants are for an account of the component's own: give "deploys" as well/,
  ],
  [
    { deploys: 'edit', grants: [{ kind: CRD, names: [], reason: 'why' }] },
    /grant of CustomResourceDefinition names no object: name each/,
  ],
  [
    { deploys: 'edit', grants: [{ kind: CRD, names: ['a.example.com'], reason: ' ' }] },
    /grant of CustomResourceDefinition has the reason " ": say why/,
  ],
  [
    {
      deploys: 'edit',
      grants: [{ kind: { ...CRD, kind: 'Namespace', group: '', resource: 'namespaces' }, names: ['a'], reason: 'x' }],
    },
    /grant of Namespace "a" would give the component power over others: leave out "deploys"/,
  ],
])('%j is refused', (props, message) => {
  expect(problemsOf(fleetWith({ chart: CHART, ...props })).join('\n')).toMatch(message);
});

test.each<[object, RegExp]>([
  [
    object('v1', 'Secret'),
    /Secret "shop\/one" cannot be applied by the account of its unit, which lacks .*: add "Secret" to the component's "deploys"/,
  ],
  [
    object('v1', 'ConfigMap', { namespace: 'other' }),
    /has rights in namespace "shop" alone: leave metadata.namespace out, or leave out "deploys"/,
  ],
  [
    object('storage.k8s.io/v1', 'StorageClass'),
    /has no right on it: name it in "grants" of the component, or leave out "deploys"/,
  ],
])('objects that the account may not apply are found: %j', (one, message) => {
  expect(problemsOf(fleetWith({ manifests: objects(one), deploys: ['ConfigMap'] })).join('\n')).toMatch(message);
});

test('a kind with a reason, and objects that are granted, pass', () => {
  const kinds = [{ group: 'cert-manager.io', kind: 'Certificate', resource: 'certificates', unchecked: 'own issuer' }];
  const storage = { group: 'storage.k8s.io', kind: 'StorageClass', resource: 'storageclasses' };
  const fleet = fleetWith({
    manifests: objects({ ...object('storage.k8s.io/v1', 'StorageClass'), provisioner: 'a.example.com' }),
    deploys: kinds,
    grants: [{ kind: storage, names: ['one'], reason: 'its volumes' }],
  });
  expect(() => fleet.synthesize()).not.toThrow();
});

test('a reason lets the component serve hosts', () => {
  const kind = { group: 'networking.k8s.io', kind: 'Ingress', resource: 'ingresses', unchecked: 'its own host' };
  expect(problemsOf(fleetWith({ chart: CHART, deploys: ['Service', kind] }))).toEqual([]);
});

describe('granted objects are created by name', () => {
  const grants = [{ kind: CRD, names: ['widgets.example.com'], reason: 'why' }];
  const problems = (flux: '2.7' | '2.8', props: Partial<ComponentProps<Loose>> = {}) => {
    const fleet = newFleet();
    new Component(new Cluster(fleet, 'eu-1', { flux }), 'shop', { chart: CHART, deploys: 'edit', grants, ...props });
    return problemsOf(fleet);
  };
  const crd = {
    ...object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { name: 'widgets.example.com' }),
    spec: {
      ...{ group: 'example.com', names: { kind: 'Widget', plural: 'widgets' }, scope: 'Namespaced' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
  const message = (cause: string) => [
    `[eu-1/shop] grant of CustomResourceDefinition ["widgets.example.com"] is by name, and Helm creates without naming the object, as ${cause}: bring it as manifests beside the chart and set crds to "Skip", or leave out "deploys", and the platform's account applies the component`,
  ];

  test('which Helm 4 does, and Helm 3 does not', () => {
    expect(problems('2.8')).toEqual([]);
    expect(problems('2.7')).toEqual(message('Flux 2.7 has Helm 3'));
  });

  test('nor does it without server-side apply', () => {
    expect(problems('2.8', { flux: { install: { serverSideApply: false } } })).toEqual(
      message('flux.install.serverSideApply is false'),
    );
    expect(problems('2.8', { flux: { upgrade: { serverSideApply: 'disabled' } } })).toEqual(
      message('flux.upgrade or flux.rollback disables server-side apply'),
    );
  });

  test('and the way that the message names works', () => {
    expect(problems('2.7', { manifests: objects(crd), crds: 'Skip' })).toEqual([]);
    expect(problems('2.7', { chart: undefined, manifests: objects(crd) })).toEqual([]);
  });
});

describe('the namespace is shared with nothing', () => {
  const message = (what: string, holder = 'eu-1/shop', namespace = 'shop') =>
    `namespace "${namespace}" is that of ${what} too, and the "deploys" of ${holder} gives rights over all that is there: give one of them another namespace`;

  test('not with another component, on whatever level', () => {
    const fleet = fleetWith({ chart: CHART, deploys: 'edit' });
    const [cluster] = fleet.node.children.filter((one) => one instanceof Cluster);
    new Component(cluster as Cluster<Loose>, 'agent', { chart: CHART, namespace: 'shop', createNamespace: false });
    expect(problemsOf(fleet)).toEqual([`[eu-1/shop] ${message('component eu-1/agent')}`]);
    const other = fleetWith({ chart: CHART, deploys: 'edit' });
    const [same] = other.node.children.filter((one) => one instanceof Cluster);
    const prod = new Environment(other, 'prod', { clusters: [same as Cluster<Loose>] });
    new Component(prod, 'store', { chart: CHART, namespace: 'shop', deploys: 'edit' });
    expect(problemsOf(other)).toEqual([`[prod/eu-1/store] ${message('component eu-1/shop')}`]);
  });

  test('a folder of the same name has its own namespaces', () => {
    const fleet = fleetWith({ chart: CHART, deploys: 'edit', namespace: 'agent' });
    const [cluster] = fleet.node.children.filter((one) => one instanceof Cluster);
    new Component(cluster as Cluster<Loose>, 'agent', { path: './agent' });
    expect(problemsOf(fleet)).toEqual([]);
  });

  test('not with a tenant', () => {
    const fleet = newFleet();
    const cluster = new Cluster(fleet, 'eu-1');
    new Environment(fleet, 'prod', { clusters: [cluster] });
    new Tenant(fleet, 'web', { isolation: 'standard' } as never);
    new Component(cluster, 'shop', { chart: CHART, deploys: 'edit', namespace: 'prod-web' });
    expect(problemsOf(fleet)).toEqual([`[prod/eu-1/web] ${message('component eu-1/shop', 'eu-1/shop', 'prod-web')}`]);
  });

  test('not with the control namespace of a remote cluster, on the manager or there', () => {
    const fleet = newFleet();
    const manager = new Cluster(fleet, 'eu-1');
    const edge = new Cluster(fleet, 'edge', { managedBy: manager });
    new Component(manager, 'one', { chart: CHART, deploys: 'edit', namespace: 'edge' });
    new Component(edge, 'two', { chart: CHART, deploys: 'edit', namespace: 'edge' });
    new Component(new Cluster(fleet, 'us-1'), 'three', { chart: CHART, deploys: 'edit', namespace: 'edge' });
    expect(problemsOf(fleet)).toEqual([
      `[edge/two] ${message('cluster edge', 'edge/two', 'edge')}`,
      `[eu-1/one] ${message('cluster edge', 'eu-1/one', 'edge')}`,
    ]);
  });

  test('not with that of an environment', () => {
    const fleet = fleetWith({ chart: CHART, deploys: 'edit', namespace: 'prod-flux-system' });
    expect(problemsOf(fleet).join()).toMatch(
      /namespace "prod-flux-system" holds what Kubernetes or Flux trust: choose another/,
    );
  });
});
