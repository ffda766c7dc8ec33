import { Cluster, Fleet, HelmChart, ProvisionProps } from '../../../src';
import { git, Loose, newFleet, problemsOf } from '../../support/fleets';

const AKS = {
  provider: 'aks',
  version: 'v1.34.2',
  region: 'westeurope',
  identity: 'fleet',
  pools: { system: { mode: 'System', machineType: 'Standard_D4s_v5', replicas: 3 } },
} as const;
const EKS = { provider: 'eks', version: 'v1.34', region: 'eu-central-1', identity: 'fleet' } as const;
const CLASS = { clusterClass: 'standard', version: 'v1.34.2' } as const;
const TEMPLATE = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'OpenStackMachineTemplate', name: 'apps' };
const REFERENCE = { infrastructure: { ...TEMPLATE, kind: 'OpenStackCluster' }, version: 'v1.34.2' } as const;

type Options = Omit<ProvisionProps, 'managementCluster'>;
type Provision = { readonly [K in keyof Options]?: Options[K] | undefined };

/** The problems of a fleet in which a hub provisions a cluster. */
function problems(props: Provision, name = 'shop'): string[] {
  const fleet = newFleet();
  const managementCluster = new Cluster(fleet, 'hub');
  new Cluster(fleet, name).provision({ managementCluster, ...props });
  return problemsOf(fleet);
}

test('each way is accepted with what it needs', () => {
  const chart = HelmChart.oci({ url: 'oci://charts.example.com/aks', version: '1.0.0' });
  const pools = { apps: { infrastructure: TEMPLATE } };
  const ways: Array<Provision> = [AKS, EKS, CLASS, { chart }, { ...REFERENCE, pools }];
  for (const way of [...ways, { provider: 'docker', version: 'v1.34.2' } as const]) expect(problems(way)).toEqual([]);
});

const REFUSED: ReadonlyArray<readonly [string, Provision, RegExp]> = [
  ['no way', {}, /^\[shop\] provision does not say how: give one of provider, clusterClass, chart, infrastructure$/],
  ['two ways', { ...AKS, clusterClass: 'a' }, /^\[shop\] provision gives provider and clusterClass: give one of /],
  [
    'Azure without an identity',
    { ...AKS, identity: undefined },
    /^\[shop\] provision gives no identity, which provider "aks" needs: give the name of an AzureClusterIdentity$/,
  ],
  [
    'AWS without an identity',
    { ...EKS, identity: '' },
    /^\[shop\] provision gives no identity, which provider "eks" needs: give the name of an AWSClusterRoleIdentity, or /,
  ],
  [
    'no region',
    { ...EKS, region: undefined },
    /gives no region, which provider "eks" needs: give an AWS region such as "eu-central-1"$/,
  ],
  [
    'no version',
    { clusterClass: 'standard' },
    /gives no version, which clusterClass needs: give a version of Kubernetes such as "v1\.34\.2"$/,
  ],
  [
    'a version without a v',
    { ...AKS, version: '1.34.2' },
    /^\[shop\] provision version "1\.34\.2" is not a version of Kubernetes: write it such as "v1\.34\.2"$/,
  ],
  ['a minor version for Azure', { ...AKS, version: 'v1.34' }, /provision version "v1\.34" is not a version/],
  [
    'an option of another way',
    { ...EKS, resourceGroup: 'a' },
    /^\[shop\] provision gives resourceGroup, which provider "eks" does not take: leave it out$/,
  ],
  [
    'pools of a chart',
    { chart: HelmChart.oci({ url: 'oci://a.example.com/a', version: '1.0.0' }), pools: {} },
    /gives pools, which chart does not take: leave it out$/,
  ],
  [
    'a bad chart',
    { chart: HelmChart.oci({ url: 'https://a.example.com/a', version: '1.0.0' }) },
    /^\[shop\] provision: .*"https:\/\/a\.example\.com\/a"/,
  ],
  [
    'an address range',
    { ...CLASS, podCidrs: ['10.0.0.0'] },
    /^\[shop\] provision podCidrs "10\.0\.0\.0" is not an address range: /,
  ],
  ['a name of the class', { ...CLASS, clusterClass: 'A b' }, /provision clusterClass "A b" is not a valid name/],
  [
    'no pool for Azure itself',
    { ...AKS, pools: {} },
    /^\[shop\] provision has no pool, and provider "aks" needs one: give a pool mode: 'System'$/,
  ],
  [
    'no System pool',
    { ...AKS, pools: { apps: { machineType: 'a' } } },
    /provision has no pool of mode "System" among "apps", and provider "aks" needs one: /,
  ],
  [
    'an Azure pool without machines',
    { ...AKS, pools: { system: { mode: 'System' } } },
    /^\[shop\] pool "system" gives no machineType, which provider "aks" needs: give one$/,
  ],
  [
    'a pool without a class',
    { ...CLASS, pools: { apps: {} } },
    /pool "apps" gives no class, which clusterClass needs: give one$/,
  ],
  [
    'a pool without a template',
    { ...REFERENCE, pools: { apps: {} } },
    /pool "apps" gives no infrastructure, which infrastructure needs: give one$/,
  ],
  [
    'an option of another pool',
    { ...EKS, pools: { apps: { mode: 'User' } } },
    /pool "apps" gives mode, which provider "eks" does not take: leave it out$/,
  ],
  [
    'deletable pools of a class',
    { ...CLASS, pools: { apps: { class: 'a', deletable: true } } },
    /pool "apps" gives deletable, which clusterClass does not take: leave it out$/,
  ],
  [
    'the name of an Azure pool',
    { ...AKS, pools: { ...AKS.pools, 'my-apps': { machineType: 'a' } } },
    /^\[shop\] pool "my-apps" is not a name that Azure takes: use at most 12 lower-case letters and digits, a letter first$/,
  ],
  [
    'a long name of an Azure pool',
    { ...AKS, pools: { ...AKS.pools, abcdefghijklm: { machineType: 'a' } } },
    /pool "abcdefghijklm" is not a name that Azure takes/,
  ],
  [
    'the name of a pool',
    { ...EKS, pools: { Apps: {} } },
    /^\[shop\] name of pool "Apps", "Apps" is not a valid name: /,
  ],
  [
    'another type',
    { ...EKS, pools: { apps: { replicas: -1 } } },
    /^\[shop\] pools\.apps\.replicas is -1: give a whole number from 0 on$/,
  ],
  [
    'an unknown option',
    { ...EKS, identty: 'a' } as never,
    /^\[shop\] identty is not an option of provision: did you mean identity\?$/,
  ],
];

test.each(REFUSED)('refused: %s', (_, props, message) => {
  expect(problems(props)).toEqual([expect.stringMatching(message)]);
});

describe('names that are too long', () => {
  test('of a cluster', () => {
    const name = 'a'.repeat(52);
    expect(problems(EKS, name)).toEqual([
      `[${name}] cluster name "${name}" is 52 bytes long, and the Kustomization "provisioned-${name}" of what provisions it has at most 63: use at most 51`,
    ]);
    expect(problems(EKS, 'a'.repeat(51))).toEqual([]);
  });

  test('of a pool with its cluster', () => {
    const [name, pool] = ['a'.repeat(40), 'b'.repeat(23)];
    expect(problems({ ...EKS, pools: { [pool]: {} } }, name)).toEqual([
      `[${name}] pool "${pool}" is called "${name}-${pool}" with the cluster's name, which is 64 bytes long: use at most 63`,
    ]);
  });
});

describe('the management cluster', () => {
  const fleetWith = (build: (fleet: Fleet<Loose>, hub: Cluster<Loose>) => void) => {
    const fleet = newFleet();
    build(fleet, new Cluster(fleet, 'hub'));
    return problemsOf(fleet);
  };
  const refused: ReadonlyArray<readonly [string, Parameters<typeof fleetWith>[0], RegExp]> = [
    [
      'none',
      (fleet) => new Cluster(fleet, 'shop').provision(EKS),
      /^\[shop\] provision names no management cluster: give managementCluster, the cluster on which Cluster API runs$/,
    ],
    [
      'itself',
      (_, hub) => hub.provision({ ...EKS, managementCluster: hub }),
      /^\[hub\] management cluster "hub" is the cluster itself: name the one on which Cluster API runs$/,
    ],
    [
      'a remote one',
      (fleet, hub) => {
        const managementCluster = new Cluster(fleet, 'edge', { managedBy: hub });
        new Cluster(fleet, 'shop').provision({ ...EKS, managementCluster });
      },
      /^\[shop\] management cluster "edge" is deployed to by "hub" and runs no Flux: name a cluster that does$/,
    ],
    [
      'another one than the manager',
      (fleet, hub) => {
        const managementCluster = new Cluster(fleet, 'other');
        new Cluster(fleet, 'shop', { managedBy: hub }).provision({ ...EKS, managementCluster });
      },
      /^\[shop\] management cluster "other" gets the Secret with the kubeconfig, but managedBy is "hub": name the same cluster in both$/,
    ],
    [
      'one of another fleet',
      (fleet) => {
        const managementCluster = new Cluster(new Fleet<Loose>({ name: 'other', source: git }), 'hub');
        new Cluster(fleet, 'shop').provision({ ...EKS, managementCluster });
      },
      /^\[shop\] managementCluster "hub" belongs to another fleet: use one of this fleet$/,
    ],
    [
      'something else',
      (fleet) => new Cluster(fleet, 'shop').provision({ ...EKS, managementCluster: 'hub' as never }),
      /^\[shop\] managementCluster is "hub": give a cluster$/,
    ],
    [
      'one that is drained',
      (fleet) => {
        const managementCluster = new Cluster(fleet, 'old', { drained: true });
        new Cluster(fleet, 'shop').provision({ ...EKS, managementCluster });
      },
      /^\[old\] cluster "old" is drained, but provisions "shop": provision from another cluster first$/,
    ],
    [
      'whose namespaces meet',
      (fleet, hub) => new Cluster(fleet, 'kube-shop').provision({ ...EKS, managementCluster: hub }),
      /^\[kube-shop\] cluster "kube-shop" needs a namespace of its name on its management cluster, but that one is reserved: rename it$/,
    ],
  ];

  test.each(refused)('refused: %s', (_, build, message) => {
    expect(fleetWith(build)).toContainEqual(expect.stringMatching(message));
  });

  test('a cluster is provisioned once', () => {
    const found = fleetWith((fleet, hub) => {
      const shop = new Cluster(fleet, 'shop', { managedBy: hub });
      shop.provision(EKS);
      shop.provision(EKS);
    });
    expect(found).toEqual(['[shop] cluster "shop" is provisioned twice: leave one call out']);
  });
});

describe('the objects against their CRDs', () => {
  test('a field that the provider does not know is refused', () => {
    const pools = { apps: { spec: { instanceTyp: 'm7i.large' } } };
    expect(problems({ ...EKS, pools })).toEqual([
      expect.stringMatching(/^\[shop\] AWSManagedMachinePool "shop\/shop-apps": spec\.instanceTyp is not /),
    ]);
  });

  test('a value that the provider does not take is refused', () => {
    expect(problems({ ...AKS, controlPlaneSpec: { networkPolicy: 'open' } })).toEqual([
      expect.stringMatching(
        /^\[shop\] AzureManagedControlPlane "shop\/shop": spec\.networkPolicy .*"open".*azure, calico, cilium/,
      ),
    ]);
  });

  test('every object is of a kind that is known', () => {
    for (const way of [AKS, EKS, CLASS, { provider: 'docker', version: 'v1.34.2', pools: { apps: {} } } as const]) {
      const fleet = newFleet({ strict: true });
      const managementCluster = new Cluster(fleet, 'hub');
      new Cluster(fleet, 'shop', { managedBy: managementCluster }).provision({ managementCluster, ...way });
      expect(problemsOf(fleet)).toEqual([]);
    }
  });
});
