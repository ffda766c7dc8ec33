import type { PlacementSpec } from '../../src';
import type { AppDescription, FleetDescription, SpaceDescription } from '../random-fleet';

/** The fleet without one of its tenants. */
export function withoutTenant(fleet: FleetDescription, name: string): FleetDescription {
  return { ...fleet, tenants: fleet.tenants.filter((tenant) => tenant.name !== name) };
}

/** An app, by its tenant and release. */
export interface AppAddress {
  readonly tenant: string;
  readonly release?: string;
  readonly app: string;
}

/** The apps that no other app waits for, so that they can go. */
export function removableApps(fleet: FleetDescription): AppAddress[] {
  const loose = (apps: readonly AppDescription[]) => {
    const needed = new Set(apps.flatMap(({ dependsOn }) => dependsOn));
    return apps.map(({ name }) => name).filter((name) => !needed.has(name));
  };
  return fleet.tenants.flatMap(({ name: tenant, apps, releases }) => [
    ...loose(apps).map((app) => ({ tenant, app })),
    ...releases.flatMap((release) => loose(release.apps).map((app) => ({ tenant, release: release.name, app }))),
  ]);
}

/** The fleet without one app. */
export function withoutApp(fleet: FleetDescription, { tenant, release, app }: AppAddress): FleetDescription {
  const drop = <T extends SpaceDescription>(space: T): T => ({
    ...space,
    apps: space.apps.filter(({ name }) => name !== app),
  });
  return {
    ...fleet,
    tenants: fleet.tenants.map((one) => {
      if (one.name !== tenant) return one;
      if (release === undefined) return drop(one);
      return { ...one, releases: one.releases.map((other) => (other.name === release ? drop(other) : other)) };
    }),
  };
}

/** The fleet without one cluster, whatever belongs to it, and the mentions of it in placements. */
export function withoutCluster(fleet: FleetDescription, name: string): FleetDescription {
  const strip = <T extends { readonly placement?: PlacementSpec }>(item: T): T =>
    item.placement ? { ...item, placement: withoutMention(item.placement, name) } : item;
  const stripSpace = <T extends SpaceDescription>(space: T): T => ({
    ...strip(space),
    apps: space.apps.map((app) => ({ ...strip(app), overrides: app.overrides.map(strip) })),
  });
  return {
    ...fleet,
    clusters: fleet.clusters.filter((cluster) => cluster.name !== name),
    environments: fleet.environments.map((environment) => ({
      ...environment,
      clusters: environment.clusters.filter((cluster) => cluster !== name),
    })),
    components: fleet.components.filter(({ scope }) => scope !== `cluster ${name}`).map(strip),
    tenants: fleet.tenants.map((tenant) => ({ ...stripSpace(tenant), releases: tenant.releases.map(stripSpace) })),
  };
}

function withoutMention(spec: PlacementSpec, cluster: string): PlacementSpec {
  if (spec.op === 'cluster' && spec.name === cluster) return { op: 'nowhere' };
  if (spec.op === 'not') return { op: 'not', of: withoutMention(spec.of, cluster) };
  if (spec.op === 'and' || spec.op === 'or') {
    return { op: spec.op, of: spec.of.map((one) => withoutMention(one, cluster)) };
  }
  return spec;
}
