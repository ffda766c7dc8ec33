import { stringify } from 'yaml';
import { FleetData, PeerData } from '../fleet-data';
import { object, PLATFORM, RBAC, source, sync, tenantFiles } from './kustomize-tenant';

/*
 * The overlays of a team with only kustomize: a base per tenant, an overlay per tenant and environment, one per
 * cluster. Kustomize has no loops, so every file is maintained by hand.
 */

type Environment = FleetData['environments'][number];
type Cluster = Environment['clusters'][number];

/** The files by path. */
export function kustomizeTree(fleet: PeerData): Map<string, string> {
  const files = new Map<string, string>();
  const write = (path: string, ...documents: object[]) => {
    files.set(
      path,
      documents.map((document) => stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 })).join('---\n'),
    );
  };
  write('components/cluster/kustomization.yaml', {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    replacements: replacements(),
  });
  for (const tenant of fleet.tenants) {
    const parts = tenantFiles(tenant);
    write(`tenants/${tenant.name}/kustomization.yaml`, { resources: Object.keys(parts) });
    for (const [file, objects] of Object.entries(parts)) write(`tenants/${tenant.name}/${file}`, ...objects);
  }
  for (const environment of fleet.environments) {
    const folder = `environments/${environment.name}`;
    const tenants = fleet.tenants.map(({ name }) => `tenants/${name}`);
    write(`${folder}/kustomization.yaml`, { resources: ['policies.yaml', 'control', ...tenants] });
    write(`${folder}/policies.yaml`, ...fleet.policies[environment.name]!);
    write(`${folder}/control/kustomization.yaml`, {
      namespace: `${environment.name}-flux-system`,
      resources: ['control.yaml'],
    });
    write(`${folder}/control/control.yaml`, ...control(fleet, environment));
    for (const { name } of fleet.tenants)
      write(`${folder}/tenants/${name}/kustomization.yaml`, overlay(environment, name));
    for (const cluster of environment.clusters) {
      write(`clusters/${cluster.name}/kustomization.yaml`, {
        resources: ['root.yaml', 'values.yaml', `../../${folder}`],
        components: ['../../components/cluster'],
        patches: [clusterPatch(cluster)],
      });
      write(`clusters/${cluster.name}/values.yaml`, valuesOf(cluster));
      write(`clusters/${cluster.name}/root.yaml`, ...root(fleet));
    }
  }
  return files;
}

/** A tenant in an environment. */
function overlay(environment: Environment, tenant: string): object {
  const namespace = `${environment.name}-${tenant}`;
  const replace = (kind: string, path: string, value: string) => ({
    target: { kind },
    patch: stringify([{ op: 'replace', path, value }]),
  });
  return {
    namespace,
    resources: [`../../../../tenants/${tenant}`],
    patches: [
      replace('GitRepository', '/spec/ref/branch', environment.name),
      replace('Kustomization', '/spec/targetNamespace', namespace),
      {
        target: { kind: 'Namespace' },
        patch: stringify([
          { op: 'add', path: '/metadata/labels/fleet.cdk8s.io~1environment', value: environment.name },
        ]),
      },
    ],
  };
}

function control({ repository, tenants }: FleetData, { name, branch }: Environment): object[] {
  const folder = `./dist/clusters/CLUSTER/${name}`;
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: `${name}-flux-system`, labels: { 'fleet.cdk8s.io/protected': 'true' } },
    },
    object('v1', 'ServiceAccount', PLATFORM),
    object(`${RBAC}/v1`, 'ClusterRoleBinding', `${name}-flux-system-${PLATFORM}`, {
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: PLATFORM }],
    }),
    source('fleet', repository, branch, { sparseCheckout: ['./dist/clusters/CLUSTER'] }),
    sync(name, PLATFORM, 'fleet', folder, { wait: false }),
    ...tenants.flatMap((tenant) => [
      sync(`${tenant.name}-access`, PLATFORM, 'fleet', `${folder}/tenants/${tenant.name}/access`, {
        deletionPolicy: 'Orphan',
      }),
      sync(`${tenant.name}-apps`, PLATFORM, 'fleet', `${folder}/tenants/${tenant.name}/apps`, {
        wait: false,
        dependsOn: [{ name: `${tenant.name}-access` }],
      }),
    ]),
  ];
}

function root({ repository }: FleetData): object[] {
  const named = (name: string) => ({ metadata: { name, namespace: 'flux-system' } });
  const path = './dist/clusters/CLUSTER';
  return [
    { ...source('flux-system', repository, 'main', { sparseCheckout: [path] }), ...named('flux-system') },
    { ...sync('flux-system', PLATFORM, 'flux-system', path, { wait: false }), ...named('flux-system') },
    { ...sync('policies', PLATFORM, 'flux-system', `${path}/policies`), ...named('policies') },
  ];
}

/** A cluster's values, for the replacements only: kustomize omits the object from its output. */
function valuesOf({ name, config }: Cluster): object {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'values', annotations: { 'config.kubernetes.io/local-config': 'true' } },
    data: { cluster: name, ...config },
  };
}

/** The variables of all apps in one patch; the name pattern matches the Kustomizations of apps only. */
function clusterPatch({ config }: Cluster): object {
  return {
    target: { kind: 'Kustomization', name: 'app-.*' },
    patch: stringify([{ op: 'add', path: '/spec/postBuild', value: { substitute: config } }]),
  };
}

/** The targets of a cluster's name and region, the same in every cluster's overlay. */
function replacements(): object[] {
  const from = (field: string) => ({ kind: 'ConfigMap', name: 'values', fieldPath: `data.${field}` });
  const part = (index: number) => ({ delimiter: '/', index });
  const select = { kind: 'Kustomization' };
  return [
    {
      source: from('region'),
      targets: [{ select: { ...select, name: 'app-.*' }, fieldPaths: ['spec.path'], options: part(2) }],
    },
    {
      source: from('cluster'),
      targets: [
        { select, reject: [{ name: 'app-.*' }], fieldPaths: ['spec.path'], options: part(3) },
        {
          select: { kind: 'GitRepository', name: 'fleet|flux-system' },
          fieldPaths: ['spec.sparseCheckout.0'],
          options: part(3),
        },
      ],
    },
  ];
}
