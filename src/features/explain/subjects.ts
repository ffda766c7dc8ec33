import { quote } from '../../kubernetes/names';
import { App } from '../app';
import { Component, isPlaced } from '../component';
import { Place, Program, failQuery } from '../program';
import { TenantRelease } from '../tenant';
import { Subject, subjectName } from './statements';

/** The most places that a message lists. */
const LISTED = 5;

/**
 * What is asked about at a place.
 *
 * @param of it, or its name as messages have it behind the place: `nginx`, `shop/till`
 * @throws FleetError when there is no such thing, or none at the place
 */
export function subjectAt<C extends object>(program: Program<C>, place: Place<C>, of: Subject<C> | string): Subject<C> {
  const [subject, ...others] = typeof of === 'string' ? named(program, place, of) : [of];
  const at = placeName(place);
  if (subject === undefined) {
    failQuery(
      program,
      `${quote(of)} is no component, tenant, release or app at ${at}`,
      'name one as messages do, "shop/till"',
    );
  }
  if (others.length > 0) {
    const all = [subject, ...others].map(subjectName).join(', ');
    failQuery(program, `${quote(of)} is ${all} at ${at}`, 'give what is meant instead of its name');
  }
  if (isAt(program, place, subject)) return subject;
  const places = [...program.clusters.map((cluster) => ({ cluster })), ...program.environmentPlaces]
    .filter((one) => isAt(program, one, subject))
    .map(placeName);
  const more = places.length > LISTED ? ` and ${places.length - LISTED} more` : '';
  const hint = places.length > 0 ? `ask for one of ${places.slice(0, LISTED).join(', ')}${more}` : 'it is nowhere yet';
  return failQuery(program, `${subjectName(subject)} is not placed at ${at}`, hint);
}

/** Whether something is at a place, unless it is switched off there. */
function isAt<C extends object>(program: Program<C>, place: Place<C>, subject: Subject<C>): boolean {
  if (subject instanceof Component) return componentsAt(program, place).includes(subject) && isPlaced(place, subject);
  if (place.environment === undefined) return false;
  const above = subject instanceof App ? (subject.release ?? subject.tenant) : undefined;
  const whole = above ?? (subject instanceof TenantRelease ? subject.tenant : undefined);
  return (subject.props.placement?.selects(place) ?? true) && (whole === undefined || isAt(program, place, whole));
}

function componentsAt<C extends object>(
  program: Program<C>,
  { cluster, environment }: Place<C>,
): ReadonlyArray<Component<C>> {
  return program.componentsOf(environment ? [environment] : [cluster.fleet, ...cluster.groups, cluster]);
}

/** All that goes by a name at a place. */
function named<C extends object>(program: Program<C>, place: Place<C>, name: string): Array<Subject<C>> {
  const subjects: Array<readonly [name: string, subject: Subject<C>]> = componentsAt(program, place)
    .filter((component) => isPlaced(place, component))
    .map((component) => [component.name, component]);
  for (const { tenant, apps, releases } of place.environment ? program.tenants : []) {
    subjects.push([tenant.name, tenant], ...apps.map((app) => [`${tenant.name}/${app.name}`, app] as const));
    for (const { release, apps: released } of releases) {
      const path = `${tenant.name}/${release.name}`;
      subjects.push([path, release], ...released.map((app) => [`${path}/${app.name}`, app] as const));
    }
  }
  return subjects.filter(([known]) => known === name).map(([, subject]) => subject);
}

/** Something as messages name it behind its place. */
export function subjectPath<C extends object>(subject: Subject<C>): string[] {
  if (subject instanceof App) return [...subjectPath(subject.release ?? subject.tenant), subject.name];
  return subject instanceof TenantRelease ? [subject.tenant.name, subject.name] : [subject.name];
}

function placeName<C extends object>({ cluster, environment }: Place<C>): string {
  return environment ? `${environment.name}/${cluster.name}` : cluster.name;
}
