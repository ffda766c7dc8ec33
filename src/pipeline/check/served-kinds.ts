import { firstNames } from '../../core/first-names';
import { quote } from '../../kubernetes/names';
import { resourceOf } from '../../kubernetes/resources';
import { isFluxApi } from '../../schema';
import { PlacedUnit } from '../../units/placed-unit';
import { Rule, RuleFinding } from '../../units/rule';

/** A cluster, and the one whose Flux deploys to it. */
export interface ClusterRole {
  readonly name: string;
  /** Undefined if the cluster runs Flux itself. */
  readonly manager?: string;
}

/** Objects of Flux in one unit. */
interface FluxObjects {
  readonly placed: PlacedUnit;
  readonly manager: string;
  readonly identities: readonly string[];
}

const CRD = 'apiextensions.k8s.io/CustomResourceDefinition//';

/**
 * No object of Flux reaches a remote cluster, which runs no Flux and does not serve its kinds, unless other units bring
 * their CRDs there. Kinds of other products may come from charts or by hand, so nothing is said of them here.
 */
export function servedKinds(clusters: readonly ClusterRole[]): Rule {
  const managers = new Map(clusters.map(({ name, manager }) => [name, manager]));
  const brought = new Map<string, Set<string>>();
  const found: FluxObjects[] = [];
  return {
    place(placed) {
      const { cluster, unit } = placed;
      const manager = managers.get(cluster);
      if (manager === undefined) return [];
      for (const identity of unit.identities) {
        if (!identity.startsWith(CRD)) continue;
        const here = brought.get(cluster) ?? new Set<string>();
        brought.set(cluster, here.add(identity.slice(CRD.length)));
      }
      const identities = unit.identities.filter((identity) => isFluxApi(groupOf(identity)));
      if (identities.length > 0) found.push({ placed, manager, identities });
      return [];
    },

    *clusters() {
      for (const { placed, manager, identities } of found) {
        const crds = brought.get(placed.cluster);
        const unserved = identities.filter((identity) => crds?.has(crdOf(identity)) !== true);
        if (unserved.length > 0) yield finding(placed, manager, unserved);
      }
      found.length = 0;
      brought.clear();
    },
  };
}

function groupOf(identity: string): string {
  return identity.slice(0, identity.indexOf('/'));
}

/** Name of the CRD of an object's kind. */
function crdOf(identity: string): string {
  const [group = '', kind = ''] = identity.split('/');
  return `${resourceOf(group, kind)}.${group}`;
}

function finding({ at, cluster, directory }: PlacedUnit, manager: string, identities: readonly string[]): RuleFinding {
  const names = identities.map((identity) => {
    const [, kind, namespace, name] = identity.split('/');
    return `${kind} ${quote(namespace ? `${namespace}/${name}` : name)}`;
  });
  const others = `placement: Placement.cluster(${quote(cluster)}).not()`;
  const way = directory.includes('/tenants/')
    ? `give the app ${others}`
    : `give the component ${others}, or make it where Flux runs, in a component of cluster ${quote(manager)}`;
  return {
    id: 'unserved-kind',
    at,
    message: `${firstNames(names)}: cluster ${quote(cluster)} runs no Flux, and serves none of its kinds: ${way}`,
  };
}
