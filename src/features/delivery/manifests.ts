import { ApiObject, App, Chart } from 'cdk8s';
import { compare } from '../../core/order';
import { KubernetesObject, objectIdentity } from '../../kubernetes/objects';
import { isClusterScoped } from '../../kubernetes/scopes';

/** The chart that a component's function fills: a leaf of its own root, so that no other chart costs it anything. */
class ComponentChart extends Chart {
  constructor(name: string, namespace: string) {
    super(new App(), name, { namespace });
  }

  /**
   * The name of an object that was given none: the ids on the way to it, without cdk8s' hash, as the component's own
   * folder keeps objects of different components apart.
   */
  public override generateObjectName(apiObject: ApiObject): string {
    const ids = apiObject.node.scopes
      .slice(this.node.scopes.length)
      .map((construct) => construct.node.id.toLowerCase().replace(/[^-a-z0-9.]+/g, '-'))
      .filter((id) => id !== 'resource' && id !== 'default');
    return ids.join('-') || this.node.id;
  }
}

/**
 * The objects that a function puts into a chart, as plain data, sorted by identity.
 *
 * @throws Error when a construct finds fault with itself
 */
export function manifestsOf(name: string, namespace: string, fill: (chart: Chart) => void): KubernetesObject[] {
  const chart = new ComponentChart(name, namespace);
  const returned = fill(chart) as unknown;
  // The objects that come after an await would be lost without a word.
  if (returned instanceof Promise) {
    returned.catch(() => undefined);
    throw new Error('manifests returned a promise, but nothing waits for it');
  }
  const constructs = chart.node.findAll();
  const faults = constructs.flatMap((construct) => construct.node.validate());
  if (faults.length > 0) throw new Error(faults.join('; '));
  const objects = constructs
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((construct) => withoutStampedNamespace(construct.toJson() as KubernetesObject, namespace));
  return sortObjects(objects);
}

/** Objects in an order that does not depend on the order they were made in. */
export function sortObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects
    .map((object) => ({ object, identity: objectIdentity(object) }))
    .sort((a, b) => compare(a.identity, b.identity))
    .map(({ object }) => object);
}

/** cdk8s gives the chart's namespace to every object, also to those that cannot have one. */
function withoutStampedNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  if (object.metadata.namespace !== namespace || !isClusterScoped(object.apiVersion, object.kind)) return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
