import type { PlacementSpec } from '../../src/features/placement';
import type { AppDescription, FleetDescription, SpaceDescription } from './random-fleet';

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
  const { environments, ...rest } = withoutMentions(fleet, 'cluster', name);
  return {
    ...rest,
    clusters: fleet.clusters.filter((cluster) => cluster.name !== name),
    environments: environments.map((environment) => ({
      ...environment,
      clusters: environment.clusters.filter((cluster) => cluster !== name),
    })),
  };
}

/** The fleet without one group, whatever belongs to it, and the mentions of it. */
export function withoutGroup(fleet: FleetDescription, name: string): FleetDescription {
  return {
    ...withoutMentions(fleet, 'group', name),
    groups: fleet.groups.filter((group) => group.name !== name),
    clusters: fleet.clusters.map((cluster) => ({
      ...cluster,
      groups: cluster.groups.filter((group) => group !== name),
    })),
  };
}

/** The fleet without one environment, whatever belongs to it, and the mentions of it in placements. */
export function withoutEnvironment(fleet: FleetDescription, name: string): FleetDescription {
  return {
    ...withoutMentions(fleet, 'environment', name),
    environments: fleet.environments.filter((environment) => environment.name !== name),
  };
}

/** The fleet without one preset, and the mentions of it. */
export function withoutPreset(fleet: FleetDescription, name: string): FleetDescription {
  const strip = <T extends { readonly presets: readonly string[] }>(holder: T): T => ({
    ...holder,
    presets: holder.presets.filter((preset) => preset !== name),
  });
  return {
    ...fleet,
    presets: fleet.presets.filter((preset) => preset.name !== name),
    groups: fleet.groups.map(strip),
    clusters: fleet.clusters.map(strip),
    environments: fleet.environments.map(strip),
  };
}

/** The fleet without one component, which no other waits for. */
export function withoutComponent(fleet: FleetDescription, name: string): FleetDescription {
  return { ...fleet, components: fleet.components.filter((component) => component.name !== name) };
}

type Kind = 'cluster' | 'group' | 'environment';

/** The fleet without the components of something, and without the mentions of it in placements. */
function withoutMentions(fleet: FleetDescription, kind: Kind, name: string): FleetDescription {
  const strip = <T extends { readonly placement?: PlacementSpec }>(item: T): T =>
    item.placement ? { ...item, placement: withoutMention(item.placement, kind, name) } : item;
  const stripSpace = <T extends SpaceDescription>(space: T): T => ({
    ...strip(space),
    apps: space.apps.map((app) => ({ ...strip(app), overrides: app.overrides.map(strip) })),
  });
  return {
    ...fleet,
    components: fleet.components.filter(({ scope }) => scope !== `${kind} ${name}`).map(strip),
    tenants: fleet.tenants.map((tenant) => ({ ...stripSpace(tenant), releases: tenant.releases.map(stripSpace) })),
  };
}

function withoutMention(spec: PlacementSpec, kind: Kind, name: string): PlacementSpec {
  if (spec.op === kind && spec.name === name) return { op: 'nowhere' };
  if (spec.op === 'not') return { op: 'not', of: withoutMention(spec.of, kind, name) };
  if (spec.op === 'and' || spec.op === 'or') {
    return { op: spec.op, of: spec.of.map((one) => withoutMention(one, kind, name)) };
  }
  return spec;
}
