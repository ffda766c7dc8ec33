import { defined } from '../../core/defined';
import { Place } from '../conventions/place';
import { ObjectChange } from '../objects/comparison';
import { isFluxKustomization, SOURCE_KINDS } from '../tree/flux-spec';
import { Advice, namedText } from './advice';
import { RemovedThing } from './removal';
import { leavesPlace, WholeChange } from './whole-change';

/** A tenant, a component, or an app of a tenant, on a cluster. */
interface Element {
  readonly kind: 'app' | 'component' | 'tenant';
  readonly name: string;
  readonly place: Place;
  /** Whether it has a Helm release. */
  isRelease: boolean;
  /** The namespace that it makes. */
  namespace?: string;
}

/**
 * Tenants and components that come under another name, apps with a chart that do, and apps that another tenant gets: what
 * goes is deleted while the new one starts, with nothing of the old one's data.
 */
export function* replacedElements(changes: readonly ObjectChange[], advice: Advice): Generator<WholeChange> {
  const gone = new Map<string, Element>();
  const came = new Map<string, Element>();
  const isWhole = wholeTenants(changes);
  for (const { action, object, place, cluster } of changes) {
    // Elements may come to share a source, or to have one of their own again.
    if (SOURCE_KINDS.includes(object.kind)) continue;
    const all = action === 'added' ? came : gone;
    const own = isWhole(place, action === 'added') ? tenantAt(place) : elementAt(place);
    if (own === undefined || (action !== 'removed' && action !== 'renamed' && action !== 'added')) continue;
    const key = JSON.stringify([place.cluster ?? cluster, place.environment, place.tenant, own.kind, own.name]);
    const element = all.get(key) ?? own;
    all.set(key, element);
    if (object.kind === 'HelmRelease') element.isRelease = true;
    if (object.kind === 'Namespace') element.namespace = object.name;
  }
  // By scope, because a change may concern many clusters.
  const scopeOf = ({ kind, place: { cluster, environment } }: Element) => JSON.stringify([kind, cluster, environment]);
  const successors = new Map<string, Element[]>();
  for (const [key, element] of came) {
    if (gone.has(key)) continue;
    const scope = scopeOf(element);
    const others = successors.get(scope);
    if (others) others.push(element);
    else successors.set(scope, [element]);
  }
  for (const [key, element] of gone) {
    if (came.has(key)) continue;
    const next = successors.get(scopeOf(element))?.find((one) => succeeds(element, one));
    if (next !== undefined) yield replacement(element, next, advice);
  }
}

/** Whether a place belongs to a tenant that goes or comes with its namespaces. */
function wholeTenants(changes: readonly ObjectChange[]): (place: Place, comes: boolean) => boolean {
  const keyOf = ({ cluster, environment, tenant }: Place, comes: boolean) =>
    JSON.stringify([cluster, environment, tenant, comes]);
  const whole = new Set(
    changes
      .filter(
        ({ object, place }) => isFluxKustomization(object) && place.tenant !== undefined && place.unit === 'access',
      )
      .filter(({ action }) => action === 'added' || action === 'removed' || action === 'renamed')
      .map(({ action, place }) => keyOf(place, action === 'added')),
  );
  return (place, comes) => whole.has(keyOf(place, comes));
}

function tenantAt(place: Place): Element {
  return { kind: 'tenant', name: place.tenant!, place: withoutUnit(place), isRelease: false };
}

/** The place of a tenant, without one of its units or apps. */
function withoutUnit({ cluster, environment, tenant }: Place): Place {
  return defined({ cluster, environment, tenant });
}

function elementAt(place: Place): Element | undefined {
  if (place.app !== undefined) return { kind: 'app', name: place.app, place, isRelease: false };
  if (place.component === undefined) return undefined;
  return { kind: 'component', name: place.component, place, isRelease: false };
}

/** Whether an element that comes in the scope of one that goes takes its place. */
function succeeds(old: Element, next: Element): boolean {
  if (old.kind === 'tenant') return true;
  if (old.place.tenant !== next.place.tenant) return old.name === next.name;
  return old.kind === 'component' || (old.isRelease && next.isRelease);
}

function replacement(old: Element, next: Element, advice: Advice): WholeChange {
  const { cluster = '', environment, tenant } = old.place;
  const [what, other] = [old, next].map((one) => namedText(thingOf(one))) as [string, string];
  const declaration = advice.declare(thingOf(old));
  const isPart = (place: Place) =>
    place.cluster === cluster &&
    place.environment === environment &&
    place.tenant === tenant &&
    (old.kind === 'tenant' || elementAt(place)?.name === old.name);
  return {
    has: (change) => leavesPlace(change) && isPart(change.place),
    covers: (finding) => isPart(finding.place),
    findings: [
      {
        id: 'element-replaced',
        severity: 'error',
        place: old.place,
        cluster,
        wrong: `${what} goes while ${other} comes, which takes over nothing of what it has`,
        todo: `keep it as it is, or go in steps; if nothing of it matters, ${declaration}`,
        steps: replacementSteps(old, next, declaration),
      },
    ],
  };
}

function replacementSteps(old: Element, next: Element, declaration: string): string[] {
  const [what, other] = [old, next].map((one) => namedText(thingOf(one))) as [string, string];
  if (!old.isRelease && old.kind === 'component' && old.namespace !== undefined) {
    return [
      `give ${what} prune: false, commit that and let Flux apply it`,
      `rename it to ${next.name} with prune: false and namespace: '${old.namespace}', commit that and let Flux apply it`,
      `take prune: false out`,
    ];
  }
  return [
    `keep ${what} and add ${other} beside it, commit that and let Flux apply it`,
    'move its data and its traffic to the new one',
    old.kind === 'app'
      ? `give ${what} enabled: false and ${declaration}, commit that and let Flux apply it`
      : `take ${what} out of the program, ${declaration}, and commit that`,
    old.kind === 'app' ? `take ${what} and the declaration out` : 'take the declaration out',
  ];
}

function thingOf({ kind, name, place }: Element): RemovedThing {
  return kind === 'app' ? { what: 'app', tenant: place.tenant!, name } : { what: kind, name };
}
