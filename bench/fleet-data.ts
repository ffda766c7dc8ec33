/** Configuration that differs between clusters: the variables of its apps. */
export type SiteConfig = {
  readonly region: string;
  readonly domain: string;
  readonly replicas: string;
};

/** The logical fleet, the same for every system. */
export interface FleetData {
  readonly name: string;
  /** Repository of the generated folder. */
  readonly repository: string;
  readonly environments: ReadonlyArray<{
    readonly name: string;
    readonly branch: string;
    readonly clusters: ReadonlyArray<{ readonly name: string; readonly config: SiteConfig }>;
  }>;
  readonly tenants: readonly TenantData[];
}

/** Extra data for the peers: shared objects that this library generates by itself. */
export interface PeerData extends FleetData {
  /** By environment. */
  readonly policies: Readonly<Record<string, readonly object[]>>;
}

/** A tenant, in every environment on every cluster. */
export interface TenantData {
  readonly name: string;
  readonly owners: readonly string[];
  /** Repository of the tenant's own manifests. */
  readonly repository: string;
  readonly apps: ReadonlyArray<{ readonly name: string; readonly dependsOn: readonly string[] }>;
}

/** Size of a fleet. */
export interface Shape {
  readonly name: string;
  readonly clusters: number;
  readonly tenants: number;
  /** Apps per tenant. */
  readonly apps: number;
  readonly environments: number;
  /** Whether each cluster has its own values, so that no two share a unit of apps. */
  readonly perCluster: boolean;
  /** Length of the longest dependency chain among a tenant's apps; 1 for none. */
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

/** Apps in dependency chains of length `depth`. */
function appsOf({ apps, depth }: Shape): TenantData['apps'] {
  const names = numbered('app', apps);
  return names.map((name, index) => ({ name, dependsOn: index % depth === 0 ? [] : [names[index - 1]!] }));
}

/** Names whose alphabetical order is their numerical order. */
function numbered(what: string, count: number): string[] {
  const width = String(count).length;
  return Array.from({ length: count }, (_, index) => `${what}-${String(index + 1).padStart(width, '0')}`);
}
