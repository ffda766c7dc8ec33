import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { compare, findCycles } from '../../core/order';
import { ProblemCollector } from '../../core/problem';
import { formatLocation } from '../../core/source-location';
import { App, offerProblem } from '../../features/app';
import { Cluster } from '../../features/cluster';
import { Component, ComponentGroup } from '../../features/component';
import { Environment } from '../../features/environment';
import { FleetScope } from '../../features/fleet';
import { ClusterGroup } from '../../features/group';
import { OverridableElement } from '../../features/override';
import { environmentAsked, Placement, placementFaults } from '../../features/placement';
import { ClusterGrant, Tenant, TenantTrack } from '../../features/tenant';
import { quote } from '../../kubernetes/names';

/** Names that placements can use. */
type KnownNames = Readonly<Record<'cluster' | 'environment' | 'group', ReadonlySet<string>>>;

function knownNames(children: readonly unknown[]): KnownNames {
  return {
    cluster: namesOf(children, Cluster),
    environment: namesOf(children, Environment),
    group: namesOf(children, ClusterGroup),
  };
}

/** Checks that a placement is valid and that everything it names exists. */
export function checkPlacement<C extends object>(
  fleet: FleetScope<C>,
  at: string,
  placement: Placement,
  problems: ProblemCollector,
): void {
  checkNames(knownNames(fleet.node.children), at, placement, problems);
}

function checkNames(known: KnownNames, at: string, placement: Placement, problems: ProblemCollector): void {
  for (const { message, location } of placementFaults(placement)) {
    problems.add('placement', location ? formatLocation(location) : at, `placement: ${message}`);
  }
  for (const { kind, name, location } of placement.names()) {
    if (known[kind].has(name)) continue;
    const hint = known[kind].size > 0 ? `use one of ${[...known[kind]].sort().join(', ')}` : `there is no ${kind} yet`;
    const message = `placement names the ${kind} ${quote(name)}, which does not exist: ${hint}`;
    problems.add('placement', location ? formatLocation(location) : at, message);
  }
}

/** Checks references across the program: everything named exists, and nothing depends on itself. */
export function checkReferences<C extends object>(fleet: FleetScope<C>, problems: ProblemCollector): void {
  const children = fleet.node.findAll();
  const known = knownNames(children);
  const checkPlaced = (at: string, placement: Placement | undefined) => {
    if (placement) checkNames(known, at, placement, problems);
  };

  for (const child of children) {
    if (child instanceof Chart) {
      problems.add(
        'chart',
        child.node.id,
        'a chart in a fleet belongs to no cluster: make it the manifests of a Component',
      );
    } else if (child instanceof Environment) {
      const { clusters, presets } = child as Environment<C>;
      for (const cluster of clusters) checkOwner(fleet, problems, child.name, 'cluster', cluster);
      for (const preset of presets) checkOwner(fleet, problems, child.name, 'preset', preset);
    } else if (child instanceof Cluster) {
      const { managedBy, groups, presets, provisioning } = child as Cluster<C>;
      if (provisioning) checkOwner(fleet, problems, child.name, 'managementCluster', provisioning.by);
      if (managedBy) checkOwner(fleet, problems, child.name, 'managedBy', managedBy);
      for (const group of groups) checkOwner(fleet, problems, child.name, 'group', group);
      for (const preset of presets) checkOwner(fleet, problems, child.name, 'preset', preset);
    } else if (child instanceof ClusterGroup) {
      for (const preset of (child as ClusterGroup<C>).presets)
        checkOwner(fleet, problems, child.name, 'preset', preset);
    } else if (
      child instanceof Component ||
      child instanceof ComponentGroup ||
      child instanceof Tenant ||
      child instanceof TenantTrack ||
      child instanceof ClusterGrant
    ) {
      checkPlaced(addressOf(child), child.props.placement);
      const inEnvironment =
        !(child instanceof Component || child instanceof ComponentGroup) || child.scope instanceof Environment;
      const type = child instanceof ComponentGroup ? 'ComponentGroup' : 'Component';
      const refuse = (placement: Placement | undefined) =>
        inEnvironment ||
        checkNoEnvironment(addressOf(child), `new ${type}(environment, ${quote(child.name)}, …)`, placement, problems);
      refuse(child.props.placement);
      if (!(child instanceof OverridableElement)) continue;
      for (const { placement } of child.overrides) {
        checkPlaced(addressOf(child), placement);
        refuse(placement);
      }
    } else if (child instanceof App) {
      checkPlaced(addressOf(child), child.props.placement);
      for (const { placement } of child.overrides) checkPlaced(addressOf(child), placement);
      const app = child as App<C>;
      for (const other of app.awaitedApps) problems.add('depends-on', addressOf(app), offerProblem(app, other));
    }
  }
  for (const { at, props } of [...fleet.notices.notifications, ...fleet.notices.receivers])
    checkPlaced(at, props.placement);
  for (const { at, of, placement, isOfClusters } of fleet.placements) {
    checkPlaced(at, placement);
    if (isOfClusters) {
      const way = (environment: string) =>
        `${of} selects clusters, each as a whole: select the clusters of ${environment}`;
      checkClusters(at, way, placement, problems);
    }
  }
  checkCycles(
    children.filter((child): child is Component<C> => child instanceof Component),
    ({ dependencies }) => dependencies,
    problems,
  );
  checkCycles(
    children.filter((child): child is App<C> => child instanceof App),
    ({ awaitedApps }) => awaitedApps,
    problems,
  );
}

/** A component of a fleet, a group or a cluster is in no environment. */
function checkNoEnvironment(
  at: string,
  inside: string,
  placement: Placement | undefined,
  problems: ProblemCollector,
): void {
  const reason = `the component is in none: select clusters, groups or labels instead, or make it in the environment, ${inside}`;
  if (placement) checkClusters(at, () => reason, placement, problems);
}

/** Where clusters are selected, a placement by environment would silently select nothing. */
function checkClusters(
  at: string,
  reason: (environment: string) => string,
  placement: Placement,
  problems: ProblemCollector,
): void {
  const asked = environmentAsked(placement);
  if (asked === undefined) return;
  const { name, location } = asked;
  const what = name === undefined ? 'asks for labels of environments' : `names the environment ${quote(name)}`;
  const message = `placement ${what}, but ${reason(name === undefined ? 'these' : quote(name))}`;
  problems.add('placement', location ? formatLocation(location) : at, message);
}

/** Names of the constructs that lead to this one, without the fleet's: `kaizentm/azure-vote`. */
function addressOf(construct: { readonly node: { readonly scopes: readonly unknown[] } }): string {
  return construct.node.scopes
    .slice(1)
    .map((scope) => (scope as { readonly name: string }).name)
    .join('/');
}

function namesOf(
  children: readonly unknown[],
  type: typeof Cluster | typeof Environment | typeof ClusterGroup,
): Set<string> {
  return new Set(children.filter((child) => child instanceof type).map((child) => (child as { name: string }).name));
}

function checkOwner<C extends object>(
  fleet: FleetScope<C>,
  problems: ProblemCollector,
  at: string,
  what: string,
  used: { readonly name: string; readonly fleet: FleetScope<C> },
): void {
  if (used.fleet !== fleet) {
    problems.add('reference', at, `${what} ${quote(used.name)} belongs to another fleet: use one of this fleet`);
  }
}

function checkCycles<T extends Construct>(
  items: readonly T[],
  dependencies: (item: T) => readonly T[],
  problems: ProblemCollector,
): void {
  const sorted = (some: readonly T[]) => [...some].sort((a, b) => compare(addressOf(a), addressOf(b)));
  const edges = new Map(sorted(items).map((item) => [item, sorted(dependencies(item))]));
  for (const cycle of findCycles(edges)) {
    const names = cycle.map(addressOf);
    problems.add('depends-on', names[0]!, `dependsOn goes in a circle, ${names.join(' -> ')}: leave one out`);
  }
}
