import { App, Cluster, Component, Environment, Source, Tenant } from 'cdk8s-flux-fleet';
import {
  chart,
  deployment,
  file,
  helmRelease,
  helmRepository,
  kustomization,
  list,
  namespace,
  newFleet,
  root,
  Style,
} from './objects';

const TEAMS = ['back', 'front'];
const SPACE = '${ENVIRONMENT}-<< inputs.tenant >>';
const url = (team: string) => `oci://registry.example.com/acme/${team}`;

const resourceSet = (name: string, inputs: readonly object[], resources: readonly object[]) => ({
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'ResourceSet',
  metadata: { name, namespace: 'flux-system' },
  spec: { inputs, resources },
});

/** What each team has: a namespace with an account, its artifact, and a Kustomization that applies it. */
const tenancy = [
  namespace(SPACE),
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'flux', namespace: SPACE } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'flux', namespace: SPACE },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'flux', namespace: SPACE }],
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: 'team', namespace: SPACE },
    spec: { interval: '5m', url: url('<< inputs.tenant >>'), ref: { tag: '<< inputs.tag | quote >>' } },
  },
  kustomization('team', './', {
    metadata: { namespace: SPACE },
    spec: {
      ...{ serviceAccountName: 'flux', targetNamespace: SPACE, wait: true },
      sourceRef: { kind: 'OCIRepository', name: 'team' },
    },
  }),
];

/** What the platform installs of charts. */
const charts = [
  namespace('<< inputs.name >>'),
  helmRepository('stable', '<< inputs.name >>'),
  helmRelease('<< inputs.name >>', '<< inputs.name >>', { values: { replicas: '<< inputs.replicas | default 1 >>' } }),
];

/** Flux Operator's ResourceSets make everything of inputs, and teams publish artifacts. */
export const sets: Style = {
  name: 'ResourceSets of inputs and artifacts of teams',
  cluster: 'eu',
  folder: 'clusters/eu',
  old: {
    'clusters/eu/flux-system/gotk-sync.yaml': root('clusters/eu'),
    'clusters/eu/tenants.yaml': file(
      kustomization('tenants', './tenants', { spec: { postBuild: { substitute: { ENVIRONMENT: 'prod' } } } }),
    ),
    'tenants/kustomization.yaml': list('apps.yaml', 'infra.yaml'),
    'tenants/apps.yaml': file(
      resourceSet(
        'apps',
        TEAMS.map((tenant) => ({ tenant, tag: 'latest' })),
        tenancy,
      ),
    ),
    'tenants/infra.yaml': file(resourceSet('infra', [{ name: 'monitor', replicas: 2 }], charts)),
  },
  others: Object.fromEntries(
    TEAMS.map((team) => [
      url(team),
      {
        'kustomization.yaml': list('web.yaml'),
        'web.yaml': file({ ...deployment('web', 'none'), metadata: { name: 'web' } }),
      },
    ]),
  ),
  fleet: () => {
    const fleet = newFleet();
    const eu = new Cluster(fleet, 'eu');
    new Environment(fleet, 'prod', { clusters: [eu] });
    new Component(fleet, 'monitor', { namespace: 'monitor', chart: chart(), values: { replicas: 2 } });
    for (const team of TEAMS) {
      const source = Source.oci({ url: url(team), tag: 'latest' });
      new App(new Tenant(fleet, team, { source, isolation: 'relaxed' }), 'web', { path: './' });
    }
    return fleet;
  },
  kustomizations: ['flux-system/flux-system', 'flux-system/tenants', 'prod-back/team', 'prod-front/team'],
  sets: ['flux-system/apps', 'flux-system/infra'],
  helmReleases: 1,
  releases: ['monitor/monitor'],
};
