import { defined } from '../../core/defined';
import { formatPlace, Place } from '../conventions/place';
import { Comparison, isCluster, isMachinePool, ObjectChange, OwnerName, UnitChange } from '../objects/comparison';
import { isFluxKustomization, KUSTOMIZE_GROUP } from '../tree/flux-spec';
import { RemovalSpec } from './removal';

/** Changes of a Kustomization after which it is no longer there. */
export const GONE: ReadonlySet<UnitChange['change']> = new Set(['merged', 'removed', 'renamed'] as const);

/** A removal, with the properties that declarations can name. */
export interface Removed {
  readonly cluster: string;
  readonly object: ObjectChange['object'];
  readonly place: Place;
  /** The Kustomizations above it, and itself if it is one, as `cluster|namespace/name`. */
  readonly chain: readonly string[];
  readonly renamedTo?: ObjectChange['renamedTo'];
}

/** Whether an object leaves its place in the old tree, so that a declaration may cover it. */
export function leaves({ action }: ObjectChange): boolean {
  return action !== 'added' && action !== 'changed';
}

/** Decides which removals the program has declared, and records which declarations are used. */
export class Approvals {
  private readonly valid: readonly RemovalSpec[];
  private readonly expired: readonly RemovalSpec[];
  private readonly used = new Set<RemovalSpec>();
  private readonly known = new Map<Removed, boolean>();
  private readonly added: ReadonlySet<string>;
  /** Places of the Kustomizations that change, by key. */
  private readonly places: ReadonlyMap<string, Place>;
  private readonly remaining: Comparison['remaining'];
  /** Namespaces that are changed. */
  private readonly announced: ReadonlySet<string>;
  /** Namespaces and Kustomizations that go, as `cluster|name` and `cluster|namespace/name`. */
  private readonly gone: ReadonlySet<string>;

  /**
   * @param today as `YYYY-MM-DD`
   */
  constructor(declarations: readonly RemovalSpec[], comparison: Comparison, today: string) {
    this.valid = declarations.filter(({ until }) => until === undefined || until >= today);
    this.expired = declarations.filter(({ until }) => until !== undefined && until < today);
    this.added = new Set(
      comparison.changes
        .filter(({ action }) => action === 'added')
        .map(({ cluster, object }) => `${cluster}|${object.kind}/${object.namespace}/${object.name}`),
    );
    this.remaining = comparison.remaining;
    // A declared namespace that stays for now is marked, so that admission lets it go.
    this.announced = new Set(
      comparison.changes
        .filter(({ action, object }) => action === 'changed' && object.kind === 'Namespace' && object.group === '')
        .map(({ object }) => object.name),
    );
    this.gone = new Set([
      ...comparison.changes.filter((change) => leaves(change) && holdsOthers(change.object)).map(goneKey),
      ...comparison.units.filter(({ change }) => GONE.has(change)).map(({ owner }) => ownerKey(owner)),
    ]);
    this.places = new Map(
      comparison.changes
        .filter(({ object }) => isFluxKustomization(object))
        .map(({ cluster, object, place }) => [ownerKey({ ...object, cluster }), place]),
    );
  }

  /** Whether a declaration covers a removal. All that do count as used. */
  public covers(removed: Removed): boolean {
    const known = this.known.get(removed);
    if (known !== undefined) return known;
    const fitting = this.valid.filter((spec) => this.fits(spec, removed));
    for (const spec of fitting) this.used.add(spec);
    // Renaming a Kustomization must not delete its objects, so that a declared rename still takes the guard's steps.
    const covered = fitting.some((spec) => spec.what !== 'rename' || !isFluxKustomization(removed.object));
    this.known.set(removed, covered);
    return covered;
  }

  /** The place of a Kustomization. One that reads from another source has no folder, but its manifest has. */
  public placeOf({ owner, place }: Pick<UnitChange, 'owner' | 'place'>): Place {
    return this.places.get(ownerKey(owner)) ?? place;
  }

  /** Whether a declaration covers a Kustomization. */
  public coversUnit(unit: UnitChange): boolean {
    const { cluster, namespace, name } = unit.owner;
    return this.covers({
      cluster,
      place: this.placeOf(unit),
      chain: unit.chain,
      object: { group: KUSTOMIZE_GROUP, kind: 'Kustomization', namespace, name },
    });
  }

  /** Whether a declaration covers a whole cluster. */
  public coversCluster(cluster: string): boolean {
    const fitting = this.valid.filter(
      (spec) => spec.what === 'cluster' && spec.name === cluster && (spec.clusters?.includes(cluster) ?? true),
    );
    for (const spec of fitting) this.used.add(spec);
    return fitting.length > 0;
  }

  /** Declarations that have expired, and those that no removal needs. */
  public leftOver(): { readonly expired: readonly RemovalSpec[]; readonly needless: readonly RemovalSpec[] } {
    return {
      expired: this.expired,
      needless: this.valid.filter((spec) => !this.used.has(spec) && !this.isAnnounced(spec)),
    };
  }

  private isAnnounced(spec: RemovalSpec): boolean {
    return spec.what === 'object' && spec.kind === 'Namespace' && this.announced.has(spec.name);
  }

  private fits(spec: RemovalSpec, removed: Removed): boolean {
    const { cluster, place } = removed;
    const { clusters, environments } = spec;
    const here = place.cluster ?? cluster;
    if (clusters && !clusters.includes(cluster) && !clusters.includes(here)) return false;
    if (environments && !environments.includes(place.environment ?? '')) return false;
    switch (spec.what) {
      case 'machines':
        return isOfMachines(removed, spec.name);
      case 'cluster': {
        // The unit that makes it has a declaration of its own: machines are lost, and what the cloud keeps for them.
        if (place.unit === 'machines') return false;
        const isHere = cluster === spec.name || place.cluster === spec.name;
        return isHere && !this.stays(`cluster|${hostOf(removed)}|`, spec.name);
      }
      case 'environment':
        return place.environment === spec.name && !this.stays(`environment||${spec.name}`, here);
      case 'tenant':
        return place.tenant === spec.name && !this.stays(`tenant|${place.environment ?? ''}|${spec.name}`, here);
      case 'app': {
        const key = `app|${place.environment ?? ''}|${spec.tenant}/${spec.name}`;
        return place.tenant === spec.tenant && place.app === spec.name && !this.stays(key, here);
      }
      case 'component':
        return place.component === spec.name && !this.stays(`component|${place.environment ?? ''}|${spec.name}`, here);
      case 'object':
        return this.fitsObject(spec, removed);
      case 'rename':
        return this.fitsRename(spec, removed);
    }
  }

  /** Whether a declaration names a part of the fleet that stays in one of the places that it is for. */
  public namesWhatStays(spec: RemovalSpec): boolean {
    if (spec.what === 'object' || spec.what === 'rename' || spec.what === 'cluster') return false;
    const name = spec.what === 'app' ? `${spec.tenant}/${spec.name}` : spec.name;
    return [...this.remaining].some(([key, clusters]) => {
      const [kind, environment = '', ...rest] = key.split('|');
      if (kind !== spec.what || rest.join('|') !== name) return false;
      if (spec.what !== 'environment' && spec.environments?.includes(environment) === false) return false;
      return spec.clusters === undefined || spec.clusters.some((one) => clusters.has(one));
    });
  }

  /** Whether a part of the fleet is still on a cluster: its declaration is for the whole part alone. */
  private stays(part: string, cluster: string): boolean {
    return this.remaining.get(part)?.has(cluster) === true;
  }

  private fitsObject(
    spec: RemovalSpec & { readonly what: 'object' },
    { cluster, object, chain, place }: Removed,
  ): boolean {
    const { kind, name, namespace, group, contents = false } = spec;
    // A pool goes with the provider's object for it, which has its name.
    const isPools = place.unit === 'machines' && isMachinePool({ group: group ?? 'cluster.x-k8s.io', kind });
    const named =
      (object.kind === kind || isPools) &&
      object.name === name &&
      (namespace ?? object.namespace) === object.namespace &&
      (isPools || (group ?? object.group) === object.group);
    if (named) return true;
    // Deleting a Namespace deletes its objects, deleting a Kustomization those that it applied; staying, it covers none.
    if (kind === 'Namespace' && (group ?? '') === '' && object.namespace === name)
      return contents || this.gone.has(`${cluster}|${name}`);
    const owner = { kind, group: group ?? KUSTOMIZE_GROUP };
    return (
      isFluxKustomization(owner) &&
      chain.some((key) => endsInName(key, namespace, name) && (contents || this.gone.has(key)))
    );
  }

  private fitsRename(
    spec: RemovalSpec & { readonly what: 'rename' },
    { cluster, object, renamedTo }: Removed,
  ): boolean {
    const { kind, namespace, from, to } = spec;
    if (object.kind !== kind || object.name !== from || (namespace ?? object.namespace) !== object.namespace)
      return false;
    return renamedTo?.name === to || this.added.has(`${cluster}|${kind}/${object.namespace}/${to}`);
  }
}

/** Whether an object is one of those from which Cluster API makes a cluster: by its place, or as the Cluster itself. */
function isOfMachines({ object, place }: Removed, cluster: string): boolean {
  if (place.unit === 'machines') return place.cluster === cluster;
  return isCluster(object) && object.name === cluster;
}

/** The cluster whose Flux applies an object. */
function hostOf({ chain, cluster }: Removed): string {
  return chain[0]?.split('|')[0] ?? cluster;
}

/** Identity of a Kustomization. */
export function ownerKey({ cluster, namespace, name }: OwnerName): string {
  return `${cluster}|${namespace}/${name}`;
}

/** Whether the deletion of an object deletes others, which its declaration covers. */
function holdsOthers({ group, kind }: ObjectChange['object']): boolean {
  return isFluxKustomization({ group, kind }) || (group === '' && kind === 'Namespace');
}

function goneKey({ cluster, object: { kind, namespace, name } }: ObjectChange): string {
  return kind === 'Namespace' ? `${cluster}|${name}` : ownerKey({ cluster, namespace, name });
}

function endsInName(key: string, namespace: string | undefined, name: string): boolean {
  const [, owner] = key.split('|');
  return namespace === undefined ? owner?.endsWith(`/${name}`) === true : owner === `${namespace}/${name}`;
}

/** The place of a declaration in messages. */
export function placeOfDeclaration(spec: RemovalSpec): string {
  return formatPlace({
    ...defined({ environment: spec.environments?.[0] === undefined ? undefined : spec.environments[0] }),
    ...(spec.what === 'cluster' || spec.what === 'machines'
      ? { cluster: spec.name }
      : spec.clusters?.[0]
        ? { cluster: spec.clusters[0] }
        : {}),
    ...(spec.what === 'tenant'
      ? { tenant: spec.name }
      : spec.what === 'app'
        ? { tenant: spec.tenant, app: spec.name }
        : {}),
    ...defined({ component: spec.what === 'component' ? spec.name : undefined }),
  });
}
