import { ProblemCollector } from '../../core/problem';
import { formatLocation } from '../../core/source-location';
import { App } from '../../features/app';
import { Cluster } from '../../features/cluster';
import { Component, ComponentGroup } from '../../features/component';
import { Environment } from '../../features/environment';
import { FleetScope } from '../../features/fleet';
import { ClusterGroup } from '../../features/group';
import { Placement, placementLocation } from '../../features/placement';
import { presetOf } from '../../features/preset';
import { FleetTarget, Program } from '../../features/program';
import { quote } from '../../kubernetes/names';

/**
 * Placements of an element and of the elements that contain it, the outermost first. An undefined one selects
 * everything.
 */
type Placements = ReadonlyArray<Placement | undefined>;

/** A placement selects something, selects nothing although it could, or has nothing to select from. */
type Verdict = 'selects' | 'lost' | 'moot';

/**
 * Warns of placements that select nothing although they could. `Placement.nowhere()` alone is intended, and parts of an
 * element that is nowhere get no warning of their own.
 */
export function checkPlacements<C extends object>(program: Program<C>, warnings: ProblemCollector): void {
  const warn: Warn = (at, what, placement) => {
    const location = placementLocation(placement);
    const [place, whose] = location === undefined ? [at, ''] : [formatLocation(location), ` of ${quote(at)}`];
    const message = `${what}${whose} selects nothing: widen it, or take out what it places`;
    warnings.add('placement-selects-nothing', place, message);
  };
  checkComponents(program, warn);
  const targets = new FleetTargets(program.environmentTargets);
  const check = (at: string, wider: Placements, own: Placement | undefined, what = PLACEMENT) => {
    if (own && targets.verdict(wider, own) === 'lost') warn(at, what, own);
  };
  const checkAll = (at: string, { props, overrides }: Overridable, wider: Placements) => {
    check(at, wider, props.placement);
    for (const { placement } of overrides) check(at, [...wider, props.placement], placement, OVERRIDE);
  };
  const checkApps = (at: string, apps: ReadonlyArray<App<C>>, wider: Placements) => {
    for (const app of apps) checkAll(`${at}/${app.name}`, app, wider);
  };
  for (const { tenant, apps, tracks, grants } of program.tenants) {
    const { name, props } = tenant;
    checkAll(name, tenant, []);
    for (const grant of grants) check(grant.name, [props.placement], grant.props.placement);
    checkApps(name, apps, [props.placement]);
    for (const { track, apps: others } of tracks) {
      checkAll(`${name}/${track.name}`, track, [props.placement]);
      checkApps(`${name}/${track.name}`, others, [props.placement, track.props.placement]);
    }
  }
}

/** Warns of a placement of the element at an address, or of an override. */
type Warn = (at: string, what: string, placement: Placement) => void;

/** An element with a placement and overrides. */
interface Overridable {
  readonly props: { readonly placement?: Placement };
  readonly overrides: ReadonlyArray<{ readonly placement: Placement }>;
}

const PLACEMENT = 'placement';
const OVERRIDE = 'placement of an override';

/**
 * Checks components. A component of a preset gets a warning only if it selects nothing at every holder of the preset.
 */
function checkComponents<C extends object>(program: Program<C>, warn: Warn): void {
  const ofPresets = new Map<string, { readonly args: Parameters<Warn>; readonly verdicts: Set<Verdict> }>();
  const check = (
    component: Component<C> | ComponentGroup<C>,
    targets: FleetTargets<C>,
    given: Placements,
    index?: number,
  ) => {
    const own = given.at(-1);
    if (own === undefined) return;
    const verdict = targets.verdict(given.slice(0, -1), own);
    const what = index === undefined ? PLACEMENT : OVERRIDE;
    const preset = presetOf(component);
    const at = [...(component.scope instanceof FleetScope ? [] : [preset ?? component.scope]), component];
    const name = at.map((one) => one.name).join('/');
    if (preset === undefined) {
      if (verdict === 'lost') warn(name, what, own);
      return;
    }
    const key = JSON.stringify([name, index]);
    const verdicts = ofPresets.get(key)?.verdicts ?? new Set();
    ofPresets.set(key, { args: [name, what, own], verdicts: verdicts.add(verdict) });
  };
  for (const holder of program.holders) {
    const components = program.componentsOf([holder]).filter(({ props, overrides, group }) => {
      return props.placement ?? group?.props.placement ?? overrides.length > 0;
    });
    if (components.length === 0) continue;
    const targets = new FleetTargets(targetsOf(program, holder));
    for (const group of new Set(components.flatMap((one) => one.group ?? []))) {
      check(group, targets, [group.props.placement]);
    }
    for (const component of components) {
      const placements = [component.group?.props.placement, component.props.placement];
      check(component, targets, placements);
      component.overrides.forEach(({ placement }, index) =>
        check(component, targets, [...placements, placement], index),
      );
    }
  }
  for (const { args, verdicts } of ofPresets.values()) {
    if (verdicts.has('lost') && !verdicts.has('selects')) warn(...args);
  }
}

/** Targets with an index by cluster, for placements that name clusters: most overrides of a large fleet do. */
class FleetTargets<C extends object> {
  private byCluster?: Map<string, Array<FleetTarget<C>>>;

  constructor(private readonly all: ReadonlyArray<FleetTarget<C>>) {}

  /** The effect of a placement on the targets that wider ones leave. */
  public verdict(wider: Placements, own: Placement): Verdict {
    const isOpen = (target: FleetTarget<C>) => wider.every((placement) => placement?.selects(target) ?? true);
    if (this.candidates(own).some((target) => own.selects(target) && isOpen(target))) return 'selects';
    return own.spec.op !== 'nowhere' && this.all.some(isOpen) ? 'lost' : 'moot';
  }

  /** All targets that a placement may select. */
  private candidates(placement: Placement): ReadonlyArray<FleetTarget<C>> {
    const { clusters } = placement;
    if (clusters === undefined) return this.all;
    this.byCluster ??= groupByCluster(this.all);
    return [...clusters].flatMap((name) => this.byCluster?.get(name) ?? []);
  }
}

function targetsOf<C extends object>(
  program: Program<C>,
  holder: FleetScope<C> | Environment<C> | ClusterGroup<C> | Cluster<C>,
): Array<FleetTarget<C>> {
  if (holder instanceof Environment) return holder.clusters.map((cluster) => ({ cluster, environment: holder }));
  const clusters =
    holder instanceof Cluster
      ? [holder]
      : program.clusters.filter(({ groups }) => holder instanceof FleetScope || groups.includes(holder));
  return clusters.map((cluster) => ({ cluster }));
}

function groupByCluster<C extends object>(targets: ReadonlyArray<FleetTarget<C>>): Map<string, Array<FleetTarget<C>>> {
  const groups = new Map<string, Array<FleetTarget<C>>>();
  for (const target of targets) {
    const group = groups.get(target.cluster.name);
    if (group) group.push(target);
    else groups.set(target.cluster.name, [target]);
  }
  return groups;
}
