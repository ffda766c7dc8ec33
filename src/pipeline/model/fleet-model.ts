import { defined } from '../../core/defined';
import { byName, compare } from '../../core/order';
import { App } from '../../features/app';
import { Cluster } from '../../features/cluster';
import { Component, isPlaced } from '../../features/component';
import { Environment } from '../../features/environment';
import { elementName, isPlacedAt } from '../../features/explain';
import { FleetScope } from '../../features/fleet';
import { ClusterGroup } from '../../features/group';
import { FleetTarget, Program } from '../../features/program';
import { ResolvedFleet } from '../resolve/resolved-fleet';
import { artifactsOf } from './artifacts';
import { FleetModel, ListedApp, ListedCluster, ListedComponent, ListedTenant } from './model';
import { listedSecrets } from './secrets';
import { listedSources, refOf } from './sources';

/** The model of a fleet. */
export function fleetModel<C extends object>(fleet: FleetScope<C>, resolved: ResolvedFleet): FleetModel {
  const program = new Program(fleet);
  const places = program.clusters.flatMap((cluster): Array<FleetTarget<C>> => [
    { cluster },
    ...program.environmentsOn(cluster).map((environment) => ({ cluster, environment })),
  ]);
  const holders = [...program.holders];
  const environments = holders.filter((one): one is Environment<C> => one instanceof Environment);
  const groups = holders.filter((one): one is ClusterGroup<C> => one instanceof ClusterGroup);
  const components = componentsOf(program, places);
  const tenants = tenantsOf(program, places);
  return {
    fleet: fleet.name,
    source: {
      url: resolved.source.url,
      ref: refOf(resolved.source),
      ...defined({ secretName: resolved.source.secretName }),
    },
    ...located(fleet.layers.at(-1)!),
    clusters: program.clusters.map((cluster) => clusterOf(program, cluster, resolved)),
    environments: byName(environments).map(({ name, prefix, source, sources, clusters, layers }) => ({
      name,
      prefix,
      ...defined({
        branch: sources.branch ?? (source !== fleet.source && 'branch' in source.ref ? source.ref.branch : undefined),
      }),
      clusters: namesOf(clusters),
      ...located(layers.at(-1)!),
    })),
    groups: byName(groups).map((group) => ({
      name: group.name,
      clusters: namesOf(program.clusters.filter((cluster) => cluster.groups.includes(group))),
      ...located(group.layers.at(-1)!),
    })),
    tenants,
    apps: appsOf(program, places),
    components,
    targets: places.map((place) => ({
      name: targetName(place),
      cluster: place.cluster.name,
      ...defined({ environment: place.environment?.name }),
      components: components.filter(({ targets }) => targets.includes(targetName(place))).map(({ name }) => name),
      tenants: tenants.filter(({ targets }) => targets.includes(targetName(place))).map(({ name }) => name),
    })),
    sources: listedSources(resolved),
    secrets: listedSecrets(resolved),
    artifacts: artifactsOf(resolved),
  };
}

function clusterOf<C extends object>(
  program: Program<C>,
  cluster: Cluster<C>,
  { clusters }: ResolvedFleet,
): ListedCluster {
  const { versions, drained, handedOver, manager } = clusters.find(({ name }) => name === cluster.name)!;
  const state: ListedCluster['state'] = drained ? 'drained' : handedOver ? 'handed over' : undefined;
  return {
    name: cluster.name,
    ...versions,
    groups: namesOf(cluster.groups),
    environments: namesOf(program.environmentsOn(cluster)),
    labels: { ...cluster.labels },
    ...defined({ manager, state }),
    ...located(cluster.layers.at(-1)!),
  };
}

function tenantsOf<C extends object>(program: Program<C>, places: ReadonlyArray<FleetTarget<C>>): ListedTenant[] {
  return program.tenants.map(({ tenant, apps, tracks }) => ({
    name: tenant.name,
    owners: [...(tenant.props.owners ?? [])],
    apps: [
      ...namesOf(apps),
      ...tracks.flatMap(({ track, apps: own }) => namesOf(own).map((name) => `${track.name}/${name}`)),
    ],
    targets: places.filter((place) => isPlacedAt(program, place, tenant)).map(targetName),
    ...located(tenant),
  }));
}

function appsOf<C extends object>(program: Program<C>, places: ReadonlyArray<FleetTarget<C>>): ListedApp[] {
  const apps = program.tenants.flatMap(({ apps: main, tracks }) => [...main, ...tracks.flatMap((one) => one.apps)]);
  return apps.map((app) => ({
    name: nameOf(app),
    tenant: app.tenant.name,
    kind: app.isPart ? 'part' : kindOf(app.props),
    dependsOn: (app.props.dependsOn ?? []).map((one) => (one instanceof App ? nameOf(one) : one.name)).sort(compare),
    targets: places.filter((place) => isPlacedAt(program, place, app)).map(targetName),
    ...located(app),
  }));
}

function componentsOf<C extends object>(program: Program<C>, places: ReadonlyArray<FleetTarget<C>>): ListedComponent[] {
  const targets = new Map<Component<C>, string[]>();
  for (const child of program.fleet.node.findAll())
    if (child instanceof Component) targets.set(child as Component<C>, []);
  for (const place of places) {
    const { cluster, environment } = place;
    const scopes = environment ? [environment] : [cluster.fleet, ...cluster.groups, cluster];
    for (const component of program.componentsOf(scopes)) {
      if (isPlaced(place, component)) targets.get(component)?.push(targetName(place));
    }
  }
  return Array.from(targets, ([component, at]): ListedComponent => ({
    name: component.name,
    scope: scopeOf(component),
    kind: kindOf(component.props),
    dependsOn: namesOf(component.dependencies),
    targets: at,
    ...located(component),
  })).sort((a, b) => compare(a.name, b.name) || compare(a.scope, b.scope));
}

function scopeOf<C extends object>({ scope }: Component<C>): string {
  if (scope instanceof FleetScope) return 'fleet';
  return `${scope instanceof Environment ? 'environment' : scope instanceof Cluster ? 'cluster' : 'group'} ${scope.name}`;
}

function kindOf({ chart, manifests }: { readonly chart?: unknown; readonly manifests?: unknown }) {
  if (chart !== undefined) return 'chart';
  return manifests === undefined ? 'folder' : 'objects';
}

/** The name of an app in messages, without its target. */
function nameOf<C extends object>(app: App<C>): string {
  return elementName(app).replace(/^app /, '');
}

function targetName<C extends object>({ cluster, environment }: FleetTarget<C>): string {
  return environment ? `${environment.name}/${cluster.name}` : cluster.name;
}

function namesOf(elements: ReadonlyArray<{ readonly name: string }>): string[] {
  return elements.map(({ name }) => name).sort(compare);
}

function located({ location }: { readonly location?: ListedCluster['location'] | undefined }) {
  return defined({ location });
}
