import { defined } from '../../core/defined';
import { Comparison, isCluster, isMachinePool, ObjectChange } from '../objects/comparison';
import { isFluxKustomization, SOURCE_KINDS } from '../tree/flux-spec';
import { Advice, DeclaredOn } from './advice';
import { Removed } from './approval';
import { RemovedThing } from './removal';

/** Writes the narrowest declaration that covers a removal. */
export class Declarations {
  private readonly gone = new Set<string>();
  private readonly remaining: Comparison['remaining'];
  private readonly clusters: number;

  /** Pools of machines that go, by `namespace/name`. */
  private readonly pools = new Map<string, ObjectChange['object']>();

  /** Tenants with an app that goes. */
  private readonly appsGo = new Set<string>();

  constructor(
    { changes, remaining, clusters }: Comparison,
    private readonly advice: Advice,
  ) {
    this.remaining = remaining;
    this.clusters = clusters.length;
    for (const { action, object, place, cluster } of changes) {
      if (action !== 'removed' && action !== 'renamed') continue;
      const { environment = '', tenant, component, unit } = place;
      const isUnit = isFluxKustomization(object);
      if (unit === 'machines') {
        if (isUnit || isCluster(object)) this.gone.add(`machines|${place.cluster}`);
        if (isMachinePool(object)) this.pools.set(`${object.namespace}/${object.name}`, object);
      }
      if (place.app !== undefined) this.appsGo.add(`${cluster}|${environment}|${tenant}`);
      if (isUnit && tenant !== undefined && unit === 'access')
        this.gone.add(`tenant|${cluster}|${environment}|${tenant}`);
      // The control namespace alone tells it: a Kustomization is also removed when the environment is just empty.
      const isControl = object.kind === 'Namespace' && environment !== '' && (tenant ?? component) === undefined;
      if (isControl) this.gone.add(`environment|${cluster}|${environment}`);
    }
  }

  /** Whether a program of this library writes the trees. */
  public get isProgram(): boolean {
    return this.advice.isProgram;
  }

  /** Whether an object is a source that a tenant's apps had in common, and goes because an app does. */
  public goesWithApps({ object, place, cluster }: Removed): boolean {
    const { environment = '', tenant, app, unit } = place;
    if (tenant === undefined || app !== undefined || unit !== 'apps') return false;
    if (!SOURCE_KINDS.includes(object.kind)) return false;
    const key = `${cluster}|${environment}|${tenant}`;
    return this.appsGo.has(key) && !this.gone.has(`tenant|${key}`);
  }

  /**
   * Advice for a removal that is meant: the declaration to write.
   *
   * @param clusters all clusters with this removal; they are named where others keep what goes
   */
  public for(removed: Removed, clusters: readonly string[]): string {
    const { thing, on } = this.narrowest(removed, clusters);
    return this.advice.declare(thing, on);
  }

  /** Whether the declaration for a removal names the object, and not a part of the fleet that goes. */
  public isOfObject(removed: Removed): boolean {
    return this.narrowest(removed, []).thing.what === 'object';
  }

  /** Advice for the removal of one object that is meant. */
  public ofObject(object: ObjectChange['object'], clusters: readonly string[] = []): string {
    return this.advice.declare(objectThing(object), { clusters: this.ifFew(clusters) });
  }

  private ifFew(clusters: readonly string[]): readonly string[] {
    return clusters.length < this.clusters ? clusters : [];
  }

  private narrowest(
    removed: Removed,
    clusters: readonly string[],
  ): { readonly thing: RemovedThing; readonly on: DeclaredOn } {
    const { object, place, cluster } = removed;
    if (place.unit === 'machines' && place.cluster !== undefined) return this.machines(removed, place.cluster);
    const part = this.partOf(removed);
    const where = part && (this.remaining.get(part.key) ?? NOWHERE);
    if (part && where && !where.has(place.cluster ?? cluster)) {
      return { thing: part.thing, on: { environments: part.environments, clusters: where.size > 0 ? clusters : [] } };
    }
    if (object.kind === 'Namespace' && place.cluster !== undefined && place.cluster !== cluster)
      return { thing: { what: 'cluster', name: place.cluster }, on: {} };
    return { thing: objectThing(object), on: { clusters: this.ifFew(clusters) } };
  }

  /** All machines of a cluster, or of one pool with the provider's object for it. */
  private machines({ object }: Removed, cluster: string): { readonly thing: RemovedThing; readonly on: DeclaredOn } {
    if (this.gone.has(`machines|${cluster}`)) return { thing: { what: 'machines', name: cluster }, on: {} };
    const pool = this.pools.get(`${object.namespace}/${object.name}`);
    return { thing: objectThing(pool ?? object), on: {} };
  }

  /** The part of the fleet that a removal belongs to, with its key among the parts that remain. */
  private partOf({ place, cluster }: Removed): Part | undefined {
    const { environment, tenant, component, app } = place;
    const env = environment ?? '';
    const environments = environment === undefined ? [] : [environment];
    const ofEnvironment = (): Part | undefined =>
      environment === undefined
        ? undefined
        : { key: `environment||${env}`, thing: { what: 'environment', name: environment }, environments: [] };
    if (this.gone.has(`environment|${cluster}|${env}`)) return ofEnvironment();
    if (tenant !== undefined) {
      const isTenantGone = this.gone.has(`tenant|${cluster}|${env}|${tenant}`);
      return app !== undefined && !isTenantGone
        ? { key: `app|${env}|${tenant}/${app}`, thing: { what: 'app', tenant, name: app }, environments }
        : { key: `tenant|${env}|${tenant}`, thing: { what: 'tenant', name: tenant }, environments };
    }
    if (component === undefined) return ofEnvironment();
    return { key: `component|${env}|${component}`, thing: { what: 'component', name: component }, environments };
  }
}

/** A part of the fleet, as a declaration names it. */
interface Part {
  readonly key: string;
  readonly thing: RemovedThing;
  readonly environments: readonly string[];
}

const NOWHERE: ReadonlySet<string> = new Set();

function objectThing({ kind, namespace, name }: ObjectChange['object']): RemovedThing {
  return { what: 'object', kind, ...defined({ namespace: namespace === '' ? undefined : namespace }), name };
}
