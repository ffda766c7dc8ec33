import { ApiObject, App, Chart } from 'cdk8s';
import { compare } from '../../core/order';
import { KubernetesObject, objectIdentity } from '../../kubernetes/objects';
import { isClusterScoped } from '../../kubernetes/scopes';

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

/**
 * Objects that a function adds to a chart, as plain data, sorted by identity.
 *
 * @throws Error when the validation of a construct fails
 */
export function manifestsOf(name: string, namespace: string, fill: (chart: Chart) => void): KubernetesObject[] {
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
    .map((construct) => withoutStampedNamespace(construct.toJson() as KubernetesObject, namespace));
  return sortObjects(objects);
}

/** Sorts objects by identity, so that the order of their creation has no effect. */
export function sortObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects
    .map((object) => ({ object, identity: objectIdentity(object) }))
    .sort((a, b) => compare(a.identity, b.identity))
    .map(({ object }) => object);
}

/** Removes the namespace from cluster-scoped objects: cdk8s sets the chart's namespace on every object. */
function withoutStampedNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  if (object.metadata.namespace !== namespace || !isClusterScoped(object.apiVersion, object.kind)) return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
