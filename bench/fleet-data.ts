/** What differs from cluster to cluster: the variables that its apps are given. */
export type SiteConfig = {
  readonly region: string;
  readonly domain: string;
  readonly replicas: string;
};

/** The logical fleet, as every system is told it. */
export interface FleetData {
  readonly name: string;
  /** Where the generated folder is committed. */
  readonly repository: string;
  readonly environments: ReadonlyArray<{
    readonly name: string;
    readonly branch: string;
    readonly clusters: ReadonlyArray<{ readonly name: string; readonly config: SiteConfig }>;
  }>;
  readonly tenants: readonly TenantData[];
}

/** What the peers are told besides: objects that this library makes by itself, and that no cluster has for itself. */
export interface PeerData extends FleetData {
  /** By environment. */
  readonly policies: Readonly<Record<string, readonly object[]>>;
}

/** A tenant: it is in every environment, on every cluster. */
export interface TenantData {
  readonly name: string;
  readonly owners: readonly string[];
  /** Where the tenant's own manifests come from. */
  readonly repository: string;
  readonly apps: ReadonlyArray<{ readonly name: string; readonly dependsOn: readonly string[] }>;
}

/** How large a fleet is. */
export interface Shape {
  readonly name: string;
  readonly clusters: number;
  readonly tenants: number;
  /** Apps of each tenant. */
  readonly apps: number;
  readonly environments: number;
  /** Whether each cluster has values of its own, so that no two have an equal unit of apps. */
  readonly perCluster: boolean;
  /** Length of the longest chain of dependencies among a tenant's apps; 1 is none. */
  readonly depth: number;
}

const REGIONS = ['eu', 'us', 'asia'];

/** The data of a fleet. Equal shapes give equal data. */
export function fleetData(shape: Shape): FleetData {
  const environments = numbered('stage', shape.environments).map((name) => ({
    name,
    branch: name,
    clusters: [] as FleetData['environments'][number]['clusters'][number][],
  }));
  numbered('cluster', shape.clusters).forEach((name, index) => {
    environments[index % environments.length]!.clusters.push({ name, config: configOf(shape, name, index) });
  });
  return {
    name: 'bench',
    repository: 'https://git.example.com/platform/fleet',
    environments,
    tenants: numbered('team', shape.tenants).map((name) => ({
      name,
      owners: [`${name}-leads`],
      repository: `https://git.example.com/${name}/manifests`,
      apps: appsOf(shape),
    })),
  };
}

function configOf({ perCluster }: Shape, cluster: string, index: number): SiteConfig {
  if (!perCluster) return { region: 'eu', domain: 'example.com', replicas: '2' };
  return {
    region: REGIONS[index % REGIONS.length]!,
    domain: `${cluster}.example.com`,
    replicas: String(1 + (index % 5)),
  };
}

/** Chains of `depth` apps, one behind the other. */
function appsOf({ apps, depth }: Shape): TenantData['apps'] {
  const names = numbered('app', apps);
  return names.map((name, index) => ({ name, dependsOn: index % depth === 0 ? [] : [names[index - 1]!] }));
}

/** Names that sort in the order of their numbers. */
function numbered(what: string, count: number): string[] {
  const width = String(count).length;
  return Array.from({ length: count }, (_, index) => `${what}-${String(index + 1).padStart(width, '0')}`);
}
