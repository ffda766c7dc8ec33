import { ApiObject, App, Chart } from 'cdk8s';
import { compare } from '../../core/order';
import { apiGroup, KubernetesObject, objectIdentity } from '../../kubernetes/objects';
import { isClusterScopedProduct } from '../../kubernetes/product-scopes';
import { isFluxGroup } from '../../kubernetes/refused-rights';
import { isBuiltInGroup, isClusterScoped } from '../../kubernetes/scopes';

/** The chart that a component's function fills. Each has its own root, so that other charts do not slow it down. */
class ComponentChart extends Chart {
  constructor(name: string, namespace: string) {
    super(new App(), name, { namespace });
  }

  /**
   * Default name of an object: the construct ids on its path, without the hash of cdk8s, because each component's own
   * folder already keeps objects of different components apart.
   */
  public override generateObjectName(apiObject: ApiObject): string {
    const ids = apiObject.node.scopes
      .slice(this.node.scopes.length)
      .map((construct) => construct.node.id.toLowerCase().replace(/[^-a-z0-9.]+/g, '-'))
      .filter((id) => id !== 'resource' && id !== 'default');
    return ids.join('-') || this.node.id;
  }
}

/** Scopes of custom resources, by `group/Kind`. */
export type Scopes = ReadonlyMap<string, 'cluster' | 'namespace'>;

/**
 * Objects that a function adds to a chart, as plain data, sorted by identity.
 *
 * @param scopes the scopes of custom resources that the program tells
 * @throws Error when the validation of a construct fails
 */
export function manifestsOf(
  name: string,
  namespace: string,
  fill: (chart: Chart) => void,
  scopes: Scopes = new Map(),
): KubernetesObject[] {
  const chart = new ComponentChart(name, namespace);
  const returned = fill(chart) as unknown;
  // Objects created after an await would be lost silently.
  if (returned instanceof Promise) {
    returned.catch(() => undefined);
    throw new Error('manifests returned a promise, but nothing waits for it');
  }
  const constructs = chart.node.findAll();
  const faults = constructs.flatMap((construct) => construct.node.validate());
  if (faults.length > 0) throw new Error(faults.join('; '));
  const objects = constructs
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((construct) => construct.toJson() as KubernetesObject);
  const known: Scopes = new Map([...scopes, ...objects.flatMap(scopeOfCrd)]);
  return sortObjects(objects.map((object) => withoutStampedNamespace(object, namespace, known)));
}

/** Sorts objects by identity, so that the order of their creation has no effect. */
export function sortObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects
    .map((object) => ({ object, identity: objectIdentity(object) }))
    .sort((a, b) => compare(a.identity, b.identity))
    .map(({ object }) => object);
}

/** Removes the namespace from cluster-scoped objects: cdk8s sets the chart's namespace on every object. */
function withoutStampedNamespace(object: KubernetesObject, namespace: string, scopes: Scopes): KubernetesObject {
  if (object.metadata?.namespace !== namespace || !belongsToNone(object, scopes)) return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function belongsToNone({ apiVersion, kind }: KubernetesObject, scopes: Scopes): boolean {
  const told = scopes.get(`${apiGroup(apiVersion)}/${kind}`);
  return told === undefined
    ? isClusterScoped(apiVersion, kind) || isClusterScopedProduct(apiVersion, kind)
    : told === 'cluster';
}

/** The scope that a CustomResourceDefinition among the objects tells. */
function scopeOfCrd({ kind, spec }: KubernetesObject): Array<readonly [string, 'cluster' | 'namespace']> {
  if (kind !== 'CustomResourceDefinition') return [];
  const { group, scope, names } = (spec ?? {}) as {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string };
  };
  return [[`${group}/${names?.kind}`, scope === 'Cluster' ? 'cluster' : 'namespace']];
}

/** Ends of the names of what is delivered before and after a chart or folder. No name of a program contains a dot. */
const NEEDED = '.needed';
const CUSTOM = '.custom';

/** A delivery, as far as its parts are concerned. */
interface Delivered {
  readonly release?: object;
  readonly folder?: object;
  readonly objects?: readonly KubernetesObject[];
}

/** Objects beside a chart or a folder, in the order that works. */
export interface Beside {
  /** Objects of kinds that every cluster has, which the chart or folder may need: they are applied before it. */
  readonly needed: readonly KubernetesObject[];
  /** Custom resources, whose kinds and webhooks the chart or folder may bring: they are applied after it. */
  readonly custom: readonly KubernetesObject[];
}

/** The objects beside a chart or a folder; undefined for objects that are all there is, or without any. */
export function besideOf({ release, folder, objects = [] }: Delivered): Beside | undefined {
  if ((release ?? folder) === undefined || objects.length === 0) return undefined;
  return {
    needed: objects.filter(({ apiVersion }) => isAlwaysThere(apiVersion)),
    custom: objects.filter(({ apiVersion }) => !isAlwaysThere(apiVersion)),
  };
}

/** Name of the part that is applied before the chart or folder of a component or app. */
export function neededName(name: string): string {
  return `${name}${NEEDED}`;
}

/** Name of the part that is applied after the chart or folder of a component or app. */
export function customName(name: string): string {
  return `${name}${CUSTOM}`;
}

/** The name that the program gives, of a name with or without the end of a part. */
export function ownName(name: string): string {
  return name.split('.', 1)[0]!;
}

/** Flux's own kinds are there wherever Flux applies anything. */
function isAlwaysThere(apiVersion: string): boolean {
  const group = apiGroup(apiVersion);
  return isBuiltInGroup(group) || isFluxGroup(group);
}
