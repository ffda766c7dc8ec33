import { quote } from '../../kubernetes/names';
import { App } from '../app';
import { Component, isPlaced } from '../component';
import { FleetTarget, Program, failQuery } from '../program';
import { TenantTrack } from '../tenant';
import { ExplainedElement, elementName } from './statements';

/** Most targets that a message lists. */
const LISTED = 5;

/**
 * The element of a query at a target.
 *
 * @param of the element, or its name as in messages after the target: `nginx`, `shop/till`
 * @throws FleetError when there is no such element, or none at the target
 */
export function elementAt<C extends object>(
  program: Program<C>,
  place: FleetTarget<C>,
  of: ExplainedElement<C> | string,
): ExplainedElement<C> {
  const [element, ...others] = typeof of === 'string' ? named(program, place, of) : [of];
  const at = placeName(place);
  if (element === undefined) {
    failQuery(
      program,
      `${quote(of)} is no component, tenant, track or app at ${at}`,
      'name one as messages do, "shop/till"',
    );
  }
  if (others.length > 0) {
    const all = [element, ...others].map(elementName).join(', ');
    failQuery(program, `${quote(of)} is ${all} at ${at}`, 'give what is meant instead of its name');
  }
  if (isPlacedAt(program, place, element)) return element;
  const places = [...program.clusters.map((cluster) => ({ cluster })), ...program.environmentTargets]
    .filter((one) => isPlacedAt(program, one, element))
    .map(placeName);
  const more = places.length > LISTED ? ` and ${places.length - LISTED} more` : '';
  const hint = places.length > 0 ? `ask for one of ${places.slice(0, LISTED).join(', ')}${more}` : 'it is nowhere yet';
  return failQuery(program, `${elementName(element)} is not placed at ${at}`, hint);
}

/** Whether an element is placed at a target. One that is switched off there still counts. */
export function isPlacedAt<C extends object>(
  program: Program<C>,
  place: FleetTarget<C>,
  element: ExplainedElement<C>,
): boolean {
  if (element instanceof Component) return componentsAt(program, place).includes(element) && isPlaced(place, element);
  if (place.environment === undefined) return false;
  const above = element instanceof App ? (element.track ?? element.tenant) : undefined;
  const whole = above ?? (element instanceof TenantTrack ? element.tenant : undefined);
  return (
    (element.props.placement?.selects(place) ?? true) && (whole === undefined || isPlacedAt(program, place, whole))
  );
}

function componentsAt<C extends object>(
  program: Program<C>,
  { cluster, environment }: FleetTarget<C>,
): ReadonlyArray<Component<C>> {
  return program.componentsOf(environment ? [environment] : [cluster.fleet, ...cluster.groups, cluster]);
}

/** All elements of a name at a target. */
function named<C extends object>(program: Program<C>, place: FleetTarget<C>, name: string): Array<ExplainedElement<C>> {
  const elements: Array<readonly [name: string, element: ExplainedElement<C>]> = componentsAt(program, place)
    .filter((component) => isPlaced(place, component))
    .map((component) => [component.name, component]);
  for (const { tenant, apps, tracks } of place.environment ? program.tenants : []) {
    elements.push([tenant.name, tenant], ...apps.map((app) => [`${tenant.name}/${app.name}`, app] as const));
    for (const { track, apps: inTrack } of tracks) {
      const path = `${tenant.name}/${track.name}`;
      elements.push([path, track], ...inTrack.map((app) => [`${path}/${app.name}`, app] as const));
    }
  }
  return elements.filter(([known]) => known === name).map(([, element]) => element);
}

/** The names that follow the target in the address of an element. */
export function elementPath<C extends object>(element: ExplainedElement<C>): string[] {
  if (element instanceof App) return [...elementPath(element.track ?? element.tenant), element.name];
  return element instanceof TenantTrack ? [element.tenant.name, element.name] : [element.name];
}

function placeName<C extends object>({ cluster, environment }: FleetTarget<C>): string {
  return environment ? `${environment.name}/${cluster.name}` : cluster.name;
}
