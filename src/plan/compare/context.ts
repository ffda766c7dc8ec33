import { ObjectChange } from './comparison';

/** Where an object is: the cluster and the namespace. */
type Spot = `${string}|${string}`;

/**
 * Leaves out what is no risk where it happens: a quota cuts nothing where its namespace comes with it, as nothing runs
 * there yet, and a network policy opens nothing where there was none.
 *
 * @param policed the namespaces of the old tree that have network policies, by cluster and name
 */
export function inContext(changes: readonly ObjectChange[], policed: () => ReadonlySet<string>): ObjectChange[] {
  const come = new Set(
    changes
      .filter(({ action, object }) => action === 'added' && object.kind === 'Namespace' && object.group === '')
      .map(({ cluster, object }): Spot => `${cluster}|${object.name}`),
  );
  return changes.map((change) => {
    const { action, object, cluster, risks } = change;
    if (action !== 'added' || risks.length === 0) return change;
    const spot: Spot = `${cluster}|${object.namespace}`;
    const isReal: Record<string, () => boolean> = {
      'quota-cut': () => !come.has(spot),
      'network-opened': () => object.kind !== 'NetworkPolicy' || policed().has(spot),
    };
    const real = risks.filter((one) => isReal[one.class]?.() ?? true);
    return real.length === risks.length ? change : { ...change, risks: real };
  });
}
