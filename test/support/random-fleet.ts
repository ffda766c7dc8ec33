import * as fc from 'fast-check';
import type { LabelSelector } from '../../src';
import type { PlacementSpec } from '../../src/features/placement';
import type {
  AppDescription,
  ComponentDescription,
  ConfigDescription,
  FleetDescription,
  SpaceDescription,
} from './fleet-description';

export type * from './fleet-description';

/** Suffixes of names; the prefix, one letter per kind of element, keeps names of different kinds distinct. */
const ENDS = ['0', '1', 'web', 'x-y', '1-0-x', 'long-name', 'z'];

/** A list of elements with distinct names. */
function named<T>(
  letter: string,
  thing: fc.Arbitrary<T>,
  most: number,
  least = 0,
): fc.Arbitrary<Array<T & { name: string }>> {
  return fc
    .tuple(
      fc.shuffledSubarray(ENDS, { minLength: least, maxLength: most }),
      fc.array(thing, { minLength: most, maxLength: most }),
    )
    .map(([ends, things]) => ends.map((end, index) => ({ ...things[index]!, name: letter + end })));
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const config: fc.Arbitrary<ConfigDescription> = fc.record(
  {
    region: fc.constantFrom('eu', 'us', 'yes', '1e3'),
    port: fc.nat({ max: 3 }),
    nested: fc.record({ replicas: fc.nat({ max: 3 }), note: fc.string({ maxLength: 5 }) }, { requiredKeys: [] }),
    zones: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    made: fc.subarray<NonNullable<ConfigDescription['made']>[number]>(['region', 'replicas', 'note', 'no port']),
  },
  { requiredKeys: [] },
);

const labels = fc.dictionary(fc.constantFrom('tier', 'site'), fc.constantFrom('', 'edge', 'core'), {
  noNullPrototype: true,
});

/** Picks are numbers that `settle` turns into existing names, so that shrinking keeps fleets valid. */
const pick = fc.nat({ max: 100 });

const SELECTORS: readonly LabelSelector[] = [
  { matchLabels: { tier: 'edge' } },
  { matchLabels: { tier: 'core', site: 'edge' } },
  { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['core', ''] }] },
  { matchExpressions: [{ key: 'site', operator: 'In', values: ['edge', 'core'] }] },
  { matchLabels: { site: 'core' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
  { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
];

const presets = fc.array(pick, { maxLength: 2 });

interface RawPlacement {
  readonly op: 'environment' | 'cluster' | 'group' | 'labels' | 'everywhere' | 'nowhere';
  readonly pick: number;
  readonly combine: 'none' | 'not' | 'and' | 'or';
  readonly other: number;
}

const placement: fc.Arbitrary<RawPlacement | undefined> = maybe(
  fc.record({
    op: fc.constantFrom('cluster', 'environment', 'group', 'labels', 'everywhere', 'nowhere'),
    pick,
    combine: fc.constantFrom('none', 'not', 'and', 'or'),
    other: pick,
  }),
);

const app = fc.record({
  path: fc.constantFrom<AppDescription['path']>('static', 'cluster', 'config'),
  substitutions: fc.constantFrom<AppDescription['substitutions']>('none', 'static', 'target'),
  enabled: fc.constantFrom<AppDescription['enabled']>('always', 'always', 'target'),
  dependency: maybe(pick),
  placement,
  overrides: fc.uniqueArray(
    fc.record({
      placement,
      what: fc.constantFrom<AppDescription['overrides'][number]['what']>('path', 'substitution', 'enabled'),
    }),
    { selector: ({ what }) => what, maxLength: 2 },
  ),
});

const space = {
  source: fc.constantFrom<SpaceDescription['source']>('git', 'oci', 'target'),
  placement,
  apps: named('a', app, 3),
};

const raw = fc.record({
  source: fc.constantFrom<FleetDescription['source']>('git', 'git', 'oci'),
  path: fc.constantFrom('./dist', '.', './deploy/fleet/'),
  presets: named('p', fc.record({ config, labels, pods: maybe(fc.nat({ max: 50 })), component: fc.boolean() }), 2),
  groups: named('g', fc.record({ config, labels, presets }), 2),
  clusters: named(
    'c',
    fc.record({
      config,
      labels,
      groups: fc.array(pick, { maxLength: 2 }),
      presets,
      manager: maybe(pick),
      secret: maybe(fc.constant('custom-kubeconfig')),
    }),
    4,
    1,
  ),
  environments: named(
    'e',
    fc.record({
      clusters: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      prefix: fc.nat({ max: 3 }),
      branch: fc.boolean(),
      config,
      presets,
    }),
    2,
    1,
  ),
  components: named(
    'k',
    fc.record({
      scope: pick,
      kind: fc.constantFrom<ComponentDescription['kind']>('manifests', 'manifests', 'repository', 'oci', 'git'),
      shared: fc.boolean(),
      clusterRole: fc.boolean(),
      dependency: maybe(pick),
      placement,
    }),
    4,
  ),
  tenants: named(
    't',
    fc.record({
      ...space,
      owners: fc.uniqueArray(fc.constantFrom('team-a', 'Team B', 'oidc:leads'), { maxLength: 2 }),
      imagePullSecrets: fc.uniqueArray(fc.constantFrom('acr', 'ghcr.io'), { maxLength: 2 }),
      releases: named('r', fc.record(space), 1),
    }),
    3,
  ),
});

type Raw = typeof raw extends fc.Arbitrary<infer T> ? T : never;

/** Turns picks into names. */
class Settler {
  constructor(private readonly fleet: Raw) {}

  public placement(given: RawPlacement | undefined, inEnvironment: boolean): PlacementSpec | undefined {
    if (given === undefined) return undefined;
    const one = this.simple(given.op, given.pick, inEnvironment);
    const other = this.simple('cluster', given.other, inEnvironment);
    if (given.combine === 'none') return one;
    return given.combine === 'not' ? { op: 'not', of: one } : { op: given.combine, of: [one, other] };
  }

  private simple(op: RawPlacement['op'], number: number, inEnvironment: boolean): PlacementSpec {
    if (op === 'everywhere' || op === 'nowhere') return { op };
    if (op === 'labels') return { op, selector: SELECTORS[number % SELECTORS.length]! };
    if (op === 'environment' && !inEnvironment) return { op: 'everywhere' };
    const list = { environment: this.fleet.environments, cluster: this.fleet.clusters, group: this.fleet.groups }[op];
    const name = list[number % Math.max(list.length, 1)]?.name;
    return name === undefined ? { op: 'everywhere' } : { op, name };
  }

  public presets(picks: readonly number[]): string[] {
    const { presets: all } = this.fleet;
    return [...new Set(picks.flatMap((number) => all[number % Math.max(all.length, 1)]?.name ?? []))];
  }

  /** An app that others depend on is wherever its space is. */
  public apps(apps: Raw['tenants'][number]['apps']): AppDescription[] {
    const dependencies = apps.map(({ dependency }, index) => {
      const found = dependency === undefined || index === 0 ? undefined : apps[dependency % index]?.name;
      return found === undefined ? [] : [found];
    });
    const needed = new Set(dependencies.flat());
    return apps.map(({ name, path, substitutions, enabled, placement: given, overrides }, index) => {
      const everywhere = needed.has(name);
      const where = everywhere ? undefined : this.placement(given, true);
      return {
        ...{ name, path, substitutions, dependsOn: dependencies[index]! },
        enabled: everywhere ? 'always' : enabled,
        ...(where ? { placement: where } : {}),
        overrides: overrides
          .filter(({ what }) => !(everywhere && what === 'enabled'))
          .map((override) => ({
            what: override.what,
            placement: this.placement(override.placement, true) ?? { op: 'everywhere' },
          })),
      };
    });
  }

  public space({ source, placement: given, apps }: Pick<Raw['tenants'][number], keyof typeof space>): SpaceDescription {
    const where = this.placement(given, true);
    return { source, ...(where ? { placement: where } : {}), apps: this.apps(apps) };
  }
}

function settle(fleet: Raw): FleetDescription {
  const settler = new Settler(fleet);
  const runsFlux = fleet.clusters.filter(({ manager }, index) => index === 0 || manager === undefined);
  const groups = fleet.groups.map((group) => ({ ...group, presets: settler.presets(group.presets) }));
  const clusters = fleet.clusters.map(({ manager, secret, ...cluster }, index) => ({
    ...cluster,
    groups: [...new Set(cluster.groups.flatMap((number) => groups[number % Math.max(groups.length, 1)]?.name ?? []))],
    presets: settler.presets(cluster.presets),
    ...(index === 0 || manager === undefined
      ? {}
      : { managedBy: runsFlux[manager % runsFlux.length]!.name, ...(secret ? { secret } : {}) }),
  }));
  const environments = fleet.environments.map(({ name, clusters: drawn, prefix, branch, ...environment }, index) => ({
    ...{
      name,
      config: environment.config,
      presets: settler.presets(environment.presets),
      clusters: fleet.clusters.filter((_, position) => drawn[position]).map((cluster) => cluster.name),
    },
    // Two environments of one cluster may not share a prefix; only the first may have none.
    ...(prefix === 1 ? { prefix: `p${index}-` } : prefix === 2 && index === 0 ? { prefix: '' } : {}),
    ...(branch && fleet.source === 'git' ? { branch: `branch/${name}` } : {}),
  }));
  const scopes = [
    'fleet',
    ...environments.map(({ name }) => `environment ${name}`),
    ...groups.map(({ name }) => `group ${name}`),
    ...clusters.map(({ name }) => `cluster ${name}`),
  ];
  const placed = fleet.components.map((component) => ({
    ...component,
    scope: scopes[component.scope % scopes.length]!,
  }));
  const dependencies = placed.map(({ dependency, scope }, index) => {
    const candidates = placed.slice(0, index).filter((other) => other.scope === scope);
    const found = dependency === undefined ? undefined : candidates[dependency % Math.max(candidates.length, 1)]?.name;
    return found === undefined ? [] : [found];
  });
  const needed = new Set(dependencies.flat());
  return {
    ...{ source: fleet.source, path: fleet.path, presets: fleet.presets, groups, clusters, environments },
    components: placed.map(({ name, scope, kind, shared, clusterRole, placement: given }, index) => {
      const where = needed.has(name) ? undefined : settler.placement(given, scope.startsWith('environment'));
      return {
        name,
        scope,
        kind,
        shared,
        clusterRole,
        dependsOn: dependencies[index]!,
        ...(where ? { placement: where } : {}),
      };
    }),
    tenants: fleet.tenants.map(({ name, owners, imagePullSecrets, releases, ...main }) => ({
      ...{ name, owners, imagePullSecrets, ...settler.space(main) },
      releases: releases.map((release) => ({ name: release.name, ...settler.space(release) })),
    })),
  };
}

/** Random valid fleets. */
export const fleetDescriptions: fc.Arbitrary<FleetDescription> = raw.map(settle);
