import * as fc from 'fast-check';
import {
  App,
  Cluster,
  ClusterGrant,
  CustomKind,
  DeployableKind,
  Environment,
  Fleet,
  HelmChart,
  IsolationLevel,
  NetworkPeer,
  Source,
  Tenant,
  TenantTrack,
} from '../../../src';
import { DEPLOYABLE_KINDS } from '../../../src/kubernetes/resources';
import type { Loose } from '../../support/fleets';

/** A random tenant as plain data. */
export interface RandomTenant {
  readonly isolation: IsolationLevel;
  readonly deploys: ReadonlyArray<DeployableKind | CustomKind> | undefined;
  readonly ownNetworkPolicies: boolean;
  readonly owners: readonly string[];
  readonly viewers: readonly string[];
  readonly operators: readonly string[];
  readonly emergency: readonly string[];
  readonly namespaces: readonly string[];
  readonly track: boolean;
  /** Apps beside the folder that every tenant has. */
  readonly apps: ReadonlyArray<'chart' | 'objects'>;
  readonly grants: ReadonlyArray<{ readonly kind: CustomKind; readonly names: readonly string[] }>;
  readonly quota: Readonly<Record<string, string>>;
  readonly hosts: readonly string[];
  readonly peers: readonly NetworkPeer[];
  readonly branch: string;
  readonly contact: string | undefined;
}

const kind = (group: string, name: string, resource: string): CustomKind => ({ group, kind: name, resource });

/** Kinds that a tenant may apply. */
const good: ReadonlyArray<DeployableKind | CustomKind> = [
  ...(Object.keys(DEPLOYABLE_KINDS) as DeployableKind[]).filter((one) => one !== 'networking.k8s.io/NetworkPolicy'),
  kind('cert-manager.io', 'Certificate', 'certificates'),
  kind('monitoring.coreos.com', 'ServiceMonitor', 'servicemonitors'),
  kind('external-secrets.io', 'ExternalSecret', 'externalsecrets'),
];

/** Kinds that no tenant may apply, whatever they are called. */
const bad: ReadonlyArray<DeployableKind | CustomKind> = [
  ...[
    ['Namespace', 'namespaces'],
    ['ResourceQuota', 'resourcequotas'],
    ['LimitRange', 'limitranges'],
    ['Node', 'nodes'],
  ].map(([name, resource]) => kind('', name!, resource!)),
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map((name) =>
    kind('rbac.authorization.k8s.io', name, `${name.toLowerCase()}s`),
  ),
  kind('', 'Endpoints', 'endpoints'),
  kind('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  kind('networking.k8s.io', 'NetworkPolicy', 'networkpolicies'),
  kind('cilium.io', 'CiliumNetworkPolicy', 'ciliumnetworkpolicies'),
  kind('crd.projectcalico.org', 'NetworkPolicy', 'networkpolicies'),
  kind('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions'),
  kind('apiregistration.k8s.io', 'APIService', 'apiservices'),
  kind('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies'),
  kind('certificates.k8s.io', 'CertificateSigningRequest', 'certificatesigningrequests'),
  kind('fluxcd.controlplane.io', 'ResourceSet', 'resourcesets'),
  kind('kyverno.io', 'Policy', 'policies'),
  kind('', 'Token', 'serviceaccounts/token'),
  kind('', 'Proxy', 'nodes/proxy'),
  kind('*', 'Everything', '*'),
  kind('', 'Everything', '*'),
  kind('*', 'Pod', 'pods'),
];

const group = fc.constantFrom('team-a', 'team-b', 'Team C', 'oidc:leads');
const groups = fc.uniqueArray(group, { maxLength: 2 });

const grantedNames = [
  'widgets.acme.example.com',
  'kustomizations.kustomize.toolkit.fluxcd.io',
  'cluster-admin',
  'view',
  'x',
];

const crd = kind('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions');

const grants = (spoiled: boolean) =>
  fc.array(
    fc.record({
      kind: spoiled
        ? fc.constantFrom(
            crd,
            kind('cert-manager.io', 'ClusterIssuer', 'clusterissuers'),
            ...bad.filter((one): one is CustomKind => typeof one !== 'string'),
            kind('', 'PersistentVolume', 'persistentvolumes'),
            kind('', 'Secret', 'secrets'),
            kind('kustomize.toolkit.fluxcd.io', 'Kustomization', 'kustomizations'),
          )
        : fc.constantFrom(crd, kind('cert-manager.io', 'ClusterIssuer', 'clusterissuers')),
      names: spoiled
        ? fc.uniqueArray(fc.constantFrom(...grantedNames, '*'), { maxLength: 2 })
        : fc.constantFrom(['widgets.acme.example.com'], ['a', 'b'], ['gadgets.acme.example.com', 'x']),
    }),
    { maxLength: 2 },
  );

const deploys = (spoiled: boolean) =>
  fc.option(
    fc
      .tuple(
        fc.shuffledSubarray([...good], { maxLength: 6 }),
        fc.shuffledSubarray([...bad], { maxLength: spoiled ? 2 : 0 }),
      )
      .map(([some, others]) => [...some, ...others]),
    { nil: undefined, freq: 3 },
  );

/**
 * Random tenants.
 *
 * @param spoiled whether they also ask for what nobody gets
 */
export function randomTenants(spoiled: boolean): fc.Arbitrary<RandomTenant> {
  return fc.record({
    isolation: fc.constantFrom('strict', 'standard', 'relaxed'),
    deploys: deploys(spoiled),
    ownNetworkPolicies: fc.boolean(),
    owners: groups,
    viewers: groups,
    operators: groups,
    emergency: groups,
    namespaces: fc.uniqueArray(fc.constantFrom('jobs', 'db', 'x-y'), { maxLength: 2 }),
    track: fc.boolean(),
    apps: fc.subarray(['chart', 'objects'] as const),
    grants: grants(spoiled),
    quota: fc.dictionary(
      fc.constantFrom('pods', 'requests.cpu', 'count/jobs.batch'),
      fc.constantFrom('1', '10', '100'),
      {
        noNullPrototype: true,
      },
    ),
    hosts: fc.uniqueArray(fc.constantFrom('one', 'two', '*.three'), { maxLength: 2 }),
    peers: fc.array(
      fc.constantFrom<NetworkPeer>(
        { namespace: 'nginx' },
        { cidr: '10.0.0.0/8', ports: [443] },
        { namespace: 'x', ports: ['53/UDP'] },
      ),
      { maxLength: 2 },
    ),
    branch: fc.constantFrom('main', 'dev'),
    contact: fc.option(fc.constantFrom('#web', 'web@example.com'), { nil: undefined }),
  });
}

/** A fleet with tenants on a cluster that runs Flux and on a remote one. */
export function fleetOf(tenants: Readonly<Record<string, RandomTenant>>): Fleet<Loose> {
  const fleet = new Fleet<Loose>({
    name: 'random',
    source: Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' }),
  });
  const manager = new Cluster(fleet, 'c0');
  const remote = new Cluster(fleet, 'c1', { managedBy: manager });
  new Environment(fleet, 'prod', { clusters: [manager, remote] });
  for (const [name, random] of Object.entries(tenants)) addTenant(fleet, name, random);
  return fleet;
}

function addTenant(fleet: Fleet<Loose>, name: string, random: RandomTenant): void {
  const { track, apps, grants: granted, emergency, hosts, peers, branch, deploys: kinds, contact, ...props } = random;
  const source = Source.git({ url: `https://git.example.com/acme/${name}`, branch });
  const tenant = new Tenant(fleet, name, {
    ...props,
    source,
    ...(kinds ? { deploys: kinds } : {}),
    ...(contact === undefined ? {} : { contact }),
    ...(emergency.length > 0 ? { breakGlass: { groups: emergency, expires: '2999-12-31', reason: 'tests' } } : {}),
    secretStores: ['ClusterSecretStore/web'],
    hosts: hosts.map((host) => `${host}.${name}.example.com`),
    allowIngressFrom: peers,
    allowEgressTo: peers,
  });
  new App(tenant, 'shop', { path: './shop' });
  const chart = HelmChart.oci({ url: `oci://git.example.com/acme/${name}`, version: '1.0.0' });
  for (const kind of apps) new App(tenant, kind, kind === 'chart' ? { chart } : { manifests: () => undefined });
  if (track) new App(new TenantTrack(tenant, 'old', { source }), 'shop', { path: './shop' });
  granted.forEach((grant, index) => {
    new ClusterGrant(fleet, `${name}-${index}`, { tenant, reason: 'tests', ...grant });
  });
}
