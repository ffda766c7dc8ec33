import { App } from '../model/app';
import { Cluster } from '../model/cluster';
import { ClusterGroup } from '../model/cluster-group';
import { Environment } from '../model/environment';
import { FleetScope } from '../model/fleet-scope';
import { Placement } from '../model/placement';
import { ProblemCollector } from '../model/problem';
import { Place, Program } from './program';

/** Placements of one thing, the one of what it is a part of first. What is undefined selects everything. */
type Placements = ReadonlyArray<Placement | undefined>;

/**
 * Warns of placements that select nothing of what they could. `Placement.nowhere()` by itself is said on purpose; and
 * what is a part of something that is nowhere is not warned of as well.
 */
export function checkPlacements<C extends object>(program: Program<C>, warnings: ProblemCollector): void {
  const check = (at: string, places: Places<C>, wider: Placements, own: Placement | undefined, what = 'placement') => {
    if (own === undefined || own.spec.op === 'nowhere') return;
    const isOpen = (place: Place<C>) => wider.every((placement) => placement?.selects(place) ?? true);
    if (places.near(own).some((place) => own.selects(place) && isOpen(place)) || !places.all.some(isOpen)) return;
    warnings.add('placement-selects-nothing', at, `${what} selects nothing: widen it, or take out what it places`);
  };
  for (const holder of program.holders) {
    const components = program.componentsOf([holder]).filter(({ props }) => props.placement);
    if (components.length === 0) continue;
    const places = new Places(placesIn(program, holder));
    for (const { name, props } of components) {
      check(holder instanceof FleetScope ? name : `${holder.name}/${name}`, places, [], props.placement);
    }
  }
  const places = new Places(program.environmentPlaces);
  for (const { tenant, apps, releases, grants } of program.tenants) {
    const { name, props } = tenant;
    const checkApps = (at: string, some: ReadonlyArray<App<C>>, wider: Placements) => {
      for (const app of some) {
        const where = `${at}/${app.name}`;
        check(where, places, wider, app.props.placement);
        for (const { placement } of app.overrides) {
          check(where, places, [...wider, app.props.placement], placement, 'placement of an override');
        }
      }
    };
    check(name, places, [], props.placement);
    for (const grant of grants) check(grant.name, places, [props.placement], grant.props.placement);
    checkApps(name, apps, [props.placement]);
    for (const { release, apps: others } of releases) {
      check(`${name}/${release.name}`, places, [props.placement], release.props.placement);
      checkApps(`${name}/${release.name}`, others, [props.placement, release.props.placement]);
    }
  }
}

/** Places, found by cluster for placements that are about a few clusters: most exceptions of a large fleet are. */
class Places<C extends object> {
  private byCluster?: Map<string, Array<Place<C>>>;

  constructor(public readonly all: ReadonlyArray<Place<C>>) {}

  /** All places that a placement may select. */
  public near(placement: Placement): ReadonlyArray<Place<C>> {
    const { clusters } = placement;
    if (clusters === undefined) return this.all;
    this.byCluster ??= groupByCluster(this.all);
    return [...clusters].flatMap((name) => this.byCluster?.get(name) ?? []);
  }
}

function placesIn<C extends object>(
  program: Program<C>,
  holder: FleetScope<C> | Environment<C> | ClusterGroup<C> | Cluster<C>,
): Array<Place<C>> {
  if (holder instanceof Environment) return holder.clusters.map((cluster) => ({ cluster, environment: holder }));
  const clusters =
    holder instanceof Cluster
      ? [holder]
      : program.clusters.filter(({ groups }) => holder instanceof FleetScope || groups.includes(holder));
  return clusters.map((cluster) => ({ cluster }));
}

function groupByCluster<C extends object>(places: ReadonlyArray<Place<C>>): Map<string, Array<Place<C>>> {
  const groups = new Map<string, Array<Place<C>>>();
  for (const place of places) {
    const group = groups.get(place.cluster.name);
    if (group) group.push(place);
    else groups.set(place.cluster.name, [place]);
  }
  return groups;
}
