import { Shape } from './fleet-data';

const common = { depth: 1, perCluster: true };

/** The measured fleets by name. */
export const SHAPES = {
  /** Small enough to inspect; every run compares the peers' objects on it. */
  check: { ...common, name: 'check', clusters: 3, tenants: 3, apps: 3, environments: 2, depth: 2 },
  S: { ...common, name: 'S', clusters: 9, tenants: 100, apps: 3, environments: 3 },
  /** A twentieth of M's clusters, for a quick run. */
  m: { ...common, name: 'm', clusters: 10, tenants: 50, apps: 5, environments: 4 },
  M: { ...common, name: 'M', clusters: 200, tenants: 50, apps: 5, environments: 4 },
  /** A thousand equal clusters: each tenant's apps are one unit for all of them. */
  'L-equal': { ...common, name: 'L-equal', clusters: 1000, tenants: 20, apps: 5, environments: 1, perCluster: false },
  /** A thousand clusters with their own values: each tenant's apps differ on each of them. */
  'L-own': { ...common, name: 'L-own', clusters: 1000, tenants: 20, apps: 5, environments: 1 },
} as const satisfies Record<string, Shape>;

/** Name of a shape. */
export type ShapeName = keyof typeof SHAPES;

/** Describes a shape in words. */
export function describeShape({ clusters, tenants, apps, perCluster }: Shape): string {
  return `${clusters} clusters x ${tenants} tenants x ${apps} apps, ${perCluster ? 'values per cluster' : 'equal clusters'}`;
}
