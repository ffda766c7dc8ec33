import { ApiObject } from 'cdk8s';
import { Cluster, Component, HelmChart, ProvisionProps, Removal } from '../../../src';
import { FLEET_CONVENTIONS } from '../../../src/pipeline/guard/conventions';
import { formatFinding, guard, ManifestTree } from '../../../src/plan-entry';
import { configMap, guarded, tree } from '../../plan/fixture';
import { newFleet } from '../../support/fleets';

type Provision = Omit<ProvisionProps, 'managementCluster'>;

const AKS = {
  provider: 'aks',
  version: 'v1.34.2',
  region: 'westeurope',
  identity: 'fleet',
  pools: {
    system: { mode: 'System', machineType: 'Standard_D4s_v5', replicas: 3 },
    apps: { machineType: 'Standard_D8s_v5' },
  },
} as const satisfies Provision;

interface Described {
  readonly provision?: Provision | undefined;
  readonly isRemote?: boolean;
  readonly hasShop?: boolean;
  readonly drained?: boolean;
}

/** The generated folder of a hub that provisions a shop with a Service of type LoadBalancer. */
function treeOf({ provision, isRemote = true, hasShop = true, drained = false }: Described): ManifestTree {
  const fleet = newFleet();
  const hub = new Cluster(fleet, 'hub');
  if (hasShop) {
    const shop = new Cluster(fleet, 'shop', { drained, ...(isRemote ? { managedBy: hub } : {}) });
    if (provision) shop.provision({ ...provision, managementCluster: hub });
    const service = (name: string, type: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { type, ports: [{ port: 80 }] },
    });
    new Component(shop, 'ingress', {
      manifests: (chart) => {
        new ApiObject(chart, 'open', service('open', 'LoadBalancer'));
        new ApiObject(chart, 'closed', service('closed', 'ClusterIP'));
      },
    });
  }
  fleet.acknowledgeWarning('unknown-kind', 'tests');
  const { tree } = fleet.synthesize();
  return ManifestTree.of(tree.paths.map((path) => [`dist/${path}`, tree.get(path)!] as const));
}

function findings(base: Described, next: Described, ...declarations: Removal[]): string[] {
  const result = guard({
    base: treeOf(base),
    next: treeOf(next),
    conventions: FLEET_CONVENTIONS,
    within: 'dist',
    declarations,
    today: '2026-11-29',
  });
  return result.findings.map(formatFinding);
}

const reason = 'closed';
const deletable = { ...AKS, deletable: true };
const MACHINES =
  'its machines: pools shop-apps (number of machines unknown), shop-system (3 machines); Services of type LoadBalancer ingress/open; what else is there, such as volumes and what charts make, is unknown';
const DECLARE = "declare it with Removal.machines('shop', { reason: '…' }), or keep it";

/** The findings without the one about the share of objects. */
const own = (lines: readonly string[]) => lines.filter((line) => !line.includes('share-removed'));

describe('a cluster that is provisioned no more', () => {
  test.each([
    [
      'a remote one',
      true,
      'Kustomization flux-system/provisioned-shop, AzureManagedCluster shop/shop, AzureManagedControlPlane shop/shop and 4 more go as well',
    ],
    [
      'one with Flux',
      false,
      'Namespace shop, Kustomization flux-system/provisioned-shop, AzureManagedCluster shop/shop and 5 more go as well',
    ],
  ])('%s: the message names pools, machines and Services', (_, isRemote, others) => {
    expect(own(findings({ provision: deletable, isRemote }, { isRemote }))).toEqual([
      `error protected-removed: [hub] Cluster shop/shop goes out of provisioned/shop/cluster.yaml and Flux deletes it and with it ${MACHINES}; ${others}: ${DECLARE}`,
    ]);
  });

  test('it stays where it is not deletable', () => {
    expect(own(findings({ provision: AKS }, {}))).toEqual([
      expect.stringContaining(
        'Cluster shop/shop goes out of provisioned/shop/cluster.yaml and is left in the cluster without an owner, deletionPolicy is Orphan;',
      ),
    ]);
  });

  test('the declaration covers all of it', () => {
    expect(findings({ provision: deletable }, {}, Removal.machines('shop', { reason }))).toEqual([]);
  });

  test('the declaration of one that is not deletable deletes nothing, and a warning says so', () => {
    expect(findings({ provision: AKS }, {}, Removal.machines('shop', { reason }))).toEqual([
      'warning deletion-refused: [hub] Cluster shop/shop is declared to go, but Flux leaves it in the cluster (deletionPolicy is Orphan), and its machines run on: give it deletable: true first and let Flux apply that, or delete it by hand afterwards',
    ]);
  });

  test('to make it deletable needs no declaration', () => {
    expect(findings({ provision: AKS }, { provision: deletable })).toEqual([]);
  });

  test('a declaration that nothing needs is reported', () => {
    expect(findings({ provision: AKS }, { provision: AKS }, Removal.machines('shop', { reason }))).toEqual([
      'warning declaration-needless: [shop] Removal.machines("shop") declares what nobody removes: take it out of the program once the change is merged',
    ]);
  });

  test('the release of a chart counts as the cluster', () => {
    const chart = HelmChart.oci({ url: 'oci://charts.example.com/aks', version: '1.0.0' });
    const [finding, ...others] = own(findings({ provision: { chart, deletable: true } }, {}));
    expect(finding).toMatch(
      /^error protected-removed: .*HelmRelease flux-system\/provisioned-shop goes .* and with it its machines, of which the tree names no pool; Services of type LoadBalancer ingress\/open; .* is unknown.*: declare it with Removal\.machines\('shop', /,
    );
    expect(others).toEqual([]);
    expect(findings({ provision: { chart } }, {}, Removal.machines('shop', { reason }))).toEqual([
      expect.stringMatching(
        /^warning deletion-refused: \[hub\] HelmRelease flux-system\/provisioned-shop is declared to go/,
      ),
    ]);
  });
});

describe('a cluster that leaves the fleet', () => {
  test('needs a declaration for its machines beside its own', () => {
    const lines = findings(
      { provision: deletable, drained: true },
      { hasShop: false },
      Removal.cluster('shop', { reason }),
    );
    expect(lines).toEqual([
      expect.stringMatching(/^error protected-removed: .*pools shop-apps .*Removal\.machines\('shop'/),
    ]);
  });

  test('passes in steps: drained and deletable, then gone', () => {
    const cluster = Removal.cluster('shop', { reason });
    expect(findings({ provision: AKS }, { provision: deletable, drained: true }, cluster)).toEqual([]);
    const machines = Removal.machines('shop', { reason });
    expect(findings({ provision: deletable, drained: true }, { hasShop: false }, cluster, machines)).toEqual([]);
  });
});

describe('a pool that goes', () => {
  const { system, apps } = AKS.pools;
  const less = { ...AKS, pools: { system } };
  const pool = Removal.object({ kind: 'MachinePool', namespace: 'shop', name: 'shop-apps' }, { reason });

  test('needs a declaration, which covers the object of its provider too', () => {
    const lines = findings({ provision: AKS }, { provision: less });
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toContain(
        "declare it with Removal.object({ kind: 'MachinePool', namespace: 'shop', name: 'shop-apps' }, { reason: '…' }), or keep it",
      );
    }
    expect(findings({ provision: AKS }, { provision: less }, pool)).toEqual([
      expect.stringMatching(/^warning deletion-refused: \[hub\] MachinePool shop\/shop-apps is declared to go, but /),
    ]);
    const ready = { ...AKS, pools: { system, apps: { ...apps, deletable: true } } };
    expect(findings({ provision: ready }, { provision: less }, pool)).toEqual([]);
  });

  test('of a ClusterClass is deleted at once, which needs a declaration', () => {
    const topology = (...names: string[]): Provision => ({
      clusterClass: 'standard',
      version: 'v1.34.2',
      pools: Object.fromEntries(names.map((name) => [name, { class: 'worker', replicas: 4 }])),
    });
    const change = [{ provision: topology('apps', 'batch') }, { provision: topology('apps') }] as const;
    expect(findings(...change)).toEqual([
      "error replaced: [hub] Cluster shop/shop: pool batch (4 machines) leaves the Cluster, and Cluster API deletes its machines: declare it with Removal.object({ kind: 'Cluster', namespace: 'shop', name: 'shop' }, { reason: '…', on: { clusters: ['hub'] } }), or leave that as it is",
    ]);
    const declared = Removal.object({ kind: 'Cluster', namespace: 'shop', name: 'shop' }, { reason });
    expect(findings(...change, declared)).toEqual([]);
  });
});

test('the declaration is for any repository: it covers the Cluster of its name', () => {
  const object = {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name: 'shop', namespace: 'shops' },
  };
  const unit = {
    name: 'shops',
    folder: 'shops',
    objects: [configMap('other', 'shops'), { ...object, spec: { topology: TOPOLOGY } }],
  };
  const change = [tree({ hub: [unit] }), tree({ hub: [{ ...unit, objects: unit.objects.slice(0, 1) }] })] as const;
  const { findings: found } = guarded(...change);
  expect(found.map(formatFinding)).toEqual([
    "error protected-removed: [hub] Cluster shops/shop goes out of shops/objects.yaml and Flux deletes it and with it its machines: pools apps (1 machine); no Service of type LoadBalancer is known on it; what else is there, such as volumes and what charts make, is unknown: declare it with Removal.object({ kind: 'Cluster', namespace: 'shops', name: 'shop' }, { reason: '…' }), or keep it",
  ]);
  expect(guarded(...change, { declarations: [Removal.machines('shop', { reason })] }).findings).toEqual([]);
});

const TOPOLOGY = {
  classRef: { name: 'standard' },
  version: 'v1.34.2',
  workers: { machinePools: [{ class: 'a', name: 'apps', replicas: 1 }] },
};
