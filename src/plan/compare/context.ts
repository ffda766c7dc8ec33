import { ObjectChange } from '../objects/comparison';

/** A namespace of a cluster. */
type Spot = `${string}|${string}`;

/** Kinds that cut off what they do not allow. */
const RESTRICTS = /^(?:PeerAuthentication|Server|Sidecar|\w*Policy(?:Binding)?)$/;

/**
 * Drops risks that are none in their context: a quota or a policy cuts nothing in a namespace that the same change adds,
 * as nothing runs there yet, no policy refuses anything on a cluster that comes, and a network policy opens nothing in a
 * namespace without any.
 *
 * @param stood clusters of the old tree
 * @param policed namespaces of the old tree with network policies, as `cluster|namespace`
 */
export function inContext(
  changes: readonly ObjectChange[],
  stood: ReadonlySet<string>,
  policed: () => ReadonlySet<string>,
): ObjectChange[] {
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
      availability: () => !RESTRICTS.test(object.kind) || (stood.has(cluster) && !come.has(spot)),
      'quota-cut': () => !come.has(spot),
      'network-opened': () => object.kind !== 'NetworkPolicy' || policed().has(spot),
    };
    const real = risks.filter((one) => isReal[one.class]?.() ?? true);
    return real.length === risks.length ? change : { ...change, risks: real };
  });
}
