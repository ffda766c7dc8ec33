import {
  App,
  Cluster,
  ClusterGrant,
  Environment,
  Fleet,
  IsolationLevel,
  Source,
  Tenant,
  TenantProps,
} from 'cdk8s-flux-fleet';
import type { FileMap } from '../harness/tar';
import { GUEST, OPEN } from './doors';

export const CLUSTER = 'site';
export const FLEET_URL = 'https://git.example.com/acme/fleet';
export const CONTROL = 'prod-flux-system';
export const PRESETS: readonly IsolationLevel[] = ['strict', 'standard', 'relaxed'];

type Config = Record<string, never>;

/** What the suite says of a tenant beyond its name. */
export type TenantExtra = Partial<TenantProps<Config>>;

export const urlOf = (tenant: string) => `https://git.example.com/${tenant}/apps`;

export const groupsOf = (tenant: string) => ({
  owner: `${tenant}-owners`,
  operator: `${tenant}-operators`,
  emergency: `${tenant}-emergency`,
});

const product = (group: string, kind: string) => ({ group, kind, resource: `${kind.toLowerCase()}s` });

/** Kinds of other products that the guest deploys. */
export const PRODUCTS = [
  product('bitnami.com', 'SealedSecret'),
  product('cert-manager.io', 'Certificate'),
  product('external-secrets.io', 'ExternalSecret'),
  product('external-secrets.io', 'PushSecret'),
  product('keda.sh', 'ScaledJob'),
  product('keda.sh', 'ScaledObject'),
  product('monitoring.coreos.com', 'PodMonitor'),
  product('monitoring.coreos.com', 'ServiceMonitor'),
];

const GUEST_DEPLOYS: TenantExtra['deploys'] = [
  ...(['ConfigMap', 'PersistentVolumeClaim', 'Pod', 'Secret', 'Service', 'ServiceAccount'] as const),
  ...(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet', 'batch/CronJob', 'batch/Job'] as const),
  ...(['autoscaling/HorizontalPodAutoscaler', 'networking.k8s.io/Ingress', 'policy/PodDisruptionBudget'] as const),
  ...(['gateway.networking.k8s.io/GRPCRoute', 'gateway.networking.k8s.io/HTTPRoute'] as const),
  ...(['gateway.networking.k8s.io/TLSRoute', 'snapshot.storage.k8s.io/VolumeSnapshot'] as const),
  ...PRODUCTS,
];

const DAY_MS = 86_400_000;

/**
 * A tenant of each preset; `strict` may keep one CRD of its own, `tight` is held by every list that there is.
 *
 * @param left tenants that have left the program
 */
export function tenancyFleet(left: readonly string[] = [], tight: TenantExtra = {}): Fleet<Config> {
  const fleet = new Fleet<Config>({ name: 'acme', source: Source.git({ url: FLEET_URL, branch: 'main' }) });
  const site = new Cluster(fleet, CLUSTER);
  new Environment(fleet, 'prod', { clusters: [site] });
  const add = (name: string, extra: TenantExtra) => {
    if (left.includes(name)) return undefined;
    const { owner, operator, emergency } = groupsOf(name);
    const tenant = new Tenant(fleet, name, {
      source: Source.git({ url: urlOf(name), branch: 'main' }),
      owners: [owner],
      operators: [operator],
      breakGlass: {
        groups: [emergency],
        expires: new Date(Date.now() + DAY_MS).toISOString().slice(0, 10),
        reason: 'the suite looks at every account',
      },
      ...extra,
    });
    new App(tenant, 'app', { path: './app' });
    return tenant;
  };
  for (const preset of PRESETS) {
    const tenant = add(preset, { isolation: preset });
    if (tenant && preset === 'strict') {
      new ClusterGrant(fleet, 'widgets', {
        tenant,
        kind: {
          group: 'apiextensions.k8s.io',
          kind: 'CustomResourceDefinition',
          resource: 'customresourcedefinitions',
        },
        names: ['widgets.strict.example.com'],
        reason: 'the tenant defines its own widgets',
      });
    }
  }
  add(GUEST, {
    hosts: ['guest.example.com', '*.guest.example.com'],
    secretStores: ['ClusterSecretStore/guest'],
    deploys: GUEST_DEPLOYS,
  });
  add(OPEN, {
    hosts: ['opened.example.com'],
    externalNames: ['*.db.example.org', 'web.prod-standard.svc.cluster.local'],
    addresses: ['203.0.113.7', 'team'],
    annotations: ['nginx.ingress.kubernetes.io/auth-url', 'tailscale.com/'],
    volumeTypes: ['nfs', 'csi/smb.csi.k8s.io'],
    persistentVolumes: ['archive'],
    blocksEviction: true,
  });
  add('tight', {
    namespaces: ['jobs'],
    allowedSources: [
      'https://git.example.com/tight/',
      'oci://registry.example.com/tight/',
      'bucket://s3.example.com/tight/',
    ],
    allowedCharts: ['web'],
    registries: ['registry.example.com/tight/'],
    storageClasses: ['fast'],
    ingressClasses: ['public'],
    gateways: ['ingress/public'],
    priorityClasses: ['batch'],
    hosts: ['tight.example.com', '*.tight.example.com'],
    ownNetworkPolicies: true,
    deploys: ['ConfigMap', 'apps/Deployment', 'networking.k8s.io/NetworkPolicy'],
    ...tight,
  });
  return fleet;
}

/** The fleet's repository. */
export function filesOf(fleet: Fleet<Config>): FileMap {
  const { tree } = fleet.synthesize();
  return Object.fromEntries(tree.paths.map((path) => [`dist/${path}`, tree.get(path)!]));
}

/** A folder of a tenant's repository. */
export function folder(path: string, objects: readonly object[]): FileMap {
  return {
    [`${path}/kustomization.yaml`]: JSON.stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['objects.yaml'],
    }),
    [`${path}/objects.yaml`]: objects.map((object) => JSON.stringify(object)).join('\n---\n'),
  };
}
