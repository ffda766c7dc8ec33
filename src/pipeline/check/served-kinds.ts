import { firstNames } from '../../core/first-names';
import { extraControllerOf } from '../../features/bootstrap';
import { quote } from '../../kubernetes/names';
import { resourceOf } from '../../kubernetes/resources';
import { isFluxApi } from '../../schema';
import { PlacedUnit } from '../../units/placed-unit';
import { Rule, RuleFinding } from '../../units/rule';

/** A cluster, and what is known of its Flux. */
export interface ClusterRole {
  readonly name: string;
  /** The cluster whose Flux deploys to it; undefined if it runs Flux itself. */
  readonly manager?: string;
  /** Controllers of its Flux beside the default ones; undefined for unknown. */
  readonly extraControllers?: readonly string[];
}

/** Objects of Flux in one unit. */
interface FluxObjects {
  readonly placed: PlacedUnit;
  readonly role: ClusterRole;
  readonly identities: readonly string[];
}

const CRD = 'apiextensions.k8s.io/CustomResourceDefinition//';

/**
 * No object of Flux reaches a cluster whose Flux does not serve its kind, or that has no Flux, unless other units bring
 * the CRD there. Kinds of other products may come from charts or by hand, so nothing is said of them here.
 */
export function servedKinds(clusters: readonly ClusterRole[]): Rule {
  const roles = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const brought = new Map<string, Set<string>>();
  const found: FluxObjects[] = [];
  return {
    place(placed) {
      const { cluster, unit } = placed;
      const role = roles.get(cluster);
      if (role === undefined || (role.manager === undefined && role.extraControllers === undefined)) return [];
      for (const identity of unit.identities) {
        if (!identity.startsWith(CRD)) continue;
        const here = brought.get(cluster) ?? new Set<string>();
        brought.set(cluster, here.add(identity.slice(CRD.length)));
      }
      const identities = unit.identities.filter((identity) => !isServed(identity, role));
      if (identities.length > 0) found.push({ placed, role, identities });
      return [];
    },

    *clusters() {
      for (const { placed, role, identities } of found) {
        const crds = brought.get(placed.cluster);
        const unserved = identities.filter((identity) => crds?.has(crdOf(identity)) !== true);
        if (unserved.length > 0) yield finding(placed, role, unserved);
      }
      found.length = 0;
      brought.clear();
    },
  };
}

function isServed(identity: string, { manager, extraControllers }: ClusterRole): boolean {
  const { group, kind } = kindOf(identity);
  if (!isFluxApi(group)) return true;
  if (manager !== undefined) return false;
  const controller = extraControllerOf(group, kind);
  return controller === undefined || extraControllers?.includes(controller) === true;
}

/** Group and kind of an object's identity. */
function kindOf(identity: string): { readonly group: string; readonly kind: string } {
  const [group = '', kind = ''] = identity.split('/', 2);
  return { group, kind };
}

/** Name of the CRD of an object's kind. */
function crdOf(identity: string): string {
  const { group, kind } = kindOf(identity);
  return `${resourceOf(group, kind)}.${group}`;
}

function finding(
  { at, cluster, directory }: PlacedUnit,
  role: ClusterRole,
  identities: readonly string[],
): RuleFinding {
  const names = identities.map((identity) => {
    const [, kind, namespace, name] = identity.split('/');
    return `${kind} ${quote(namespace ? `${namespace}/${name}` : name)}`;
  });
  const { wrong, todo } =
    role.manager === undefined ? withoutController(role, identities) : withoutFlux(cluster, role.manager, directory);
  return { id: 'unserved-kind', at, message: `${firstNames(names)}: ${wrong}: ${todo}` };
}

function withoutFlux(cluster: string, manager: string, directory: string) {
  const others = `placement: Placement.cluster(${quote(cluster)}).not()`;
  return {
    wrong: `cluster ${quote(cluster)} runs no Flux, and serves none of its kinds`,
    todo: directory.includes('/tenants/')
      ? `give the app ${others}`
      : `give the component ${others}, or make it where Flux runs, in a component of cluster ${quote(manager)}`,
  };
}

function withoutController({ name, extraControllers = [] }: ClusterRole, identities: readonly string[]) {
  const needed = identities.flatMap((identity) => {
    const { group, kind } = kindOf(identity);
    return extraControllerOf(group, kind) ?? [];
  });
  const missing = [...new Set(needed)].sort();
  return {
    wrong: `Flux on cluster ${quote(name)} has no ${missing.join(' and no ')}, which serves that kind`,
    todo: `give the cluster extraControllers: ${JSON.stringify([...extraControllers, ...missing])}, or a placement that leaves it out`,
  };
}
