import { defined } from '../../core/defined';
import { ResolvedComponent } from '../../features/component';
import { Control, PLATFORM_ACCOUNT, UnitGroup } from '../../features/control';
import { policyFiles, TenantNeeds } from '../../features/policies';
import { platformAdmissionOf, ResolvedSpace, TenantData } from '../../features/tenant';
import { KubernetesObject } from '../../kubernetes/objects';
import { Admission } from '../../units/admission';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster } from '../resolve/resolved-fleet';

/** Name of the Kustomization of a cluster's policies, and of its directory. */
const POLICIES = 'policies';

/**
 * The unit of a cluster's policies: what protects namespaces, and what its tenants need.
 *
 * @param namespaces the namespaces of the platform's accounts on the cluster
 */
export function placePolicies(
  cache: UnitCache,
  control: Control,
  landing: Pick<ResolvedCluster, 'allPolicies' | 'drained' | 'environments' | 'policies' | 'trustedAccounts'>,
  namespaces: readonly string[],
): UnitGroup {
  const { policies: engine, trustedAccounts, drained } = landing;
  if (engine === 'none') return { units: [], kustomizations: [] };
  const { cluster, directory } = control;
  const at = `${control.at}/${POLICIES}`;
  const accounts = namespaces.map((namespace) => `${namespace}/${PLATFORM_ACCOUNT}`);
  const data = {
    flux: control.kubeConfig === undefined,
    accounts: [...new Set([...accounts, ...trustedAccounts])].sort(),
    ...defined({ tenants: tenantNeeds(landing) }),
  };
  const unit = cache.unit({ kind: POLICIES, data, at, versions: cluster.versions, files: policyFiles });
  return {
    units: [{ directory: `${directory}/${POLICIES}`, unit, cluster: cluster.name, at }],
    // Tenants' namespaces with their rights outlive a remote cluster's place in the fleet, and so do their fences.
    kustomizations: [
      {
        name: POLICIES,
        path: POLICIES,
        wait: true,
        ...defined({ deletionPolicy: drained && control.kubeConfig ? ('Orphan' as const) : undefined }),
      },
    ],
  };
}

/** The demands of policies on the tenants of a cluster; undefined for a cluster without tenants. */
function tenantNeeds({
  allPolicies,
  environments,
}: Pick<ResolvedCluster, 'allPolicies' | 'environments'>): TenantNeeds | undefined {
  // The settings of tenants that leave are not resolved, nor are those of tenants to come.
  if (allPolicies || environments.some(({ tenantsLeave }) => tenantsLeave))
    return { evictions: true, annotations: true };
  const here = environments.flatMap(({ tenants }) => tenants.filter(({ spaces }) => spaces.length > 0));
  if (here.length === 0) return undefined;
  return {
    evictions: here.some(({ isolation }) => !isolation.blocksEviction),
    annotations: here.some(({ isolation }) => isolation.annotations !== 'any'),
  };
}

/** A namespace of a tenant on a cluster. */
type Owned = Pick<TenantData, 'tenant'> & { readonly environment: string; readonly space: ResolvedSpace };

const byCluster = new WeakMap<ResolvedCluster, ReadonlyMap<string, Owned>>();

/** The tenants' namespaces of a cluster, by their names. */
function tenantNamespaces(cluster: ResolvedCluster): ReadonlyMap<string, Owned> {
  let namespaces = byCluster.get(cluster);
  if (namespaces === undefined) {
    const owned = cluster.environments.flatMap(({ name: environment, tenants }) =>
      tenants.flatMap((tenant) => tenant.spaces.map((space): Owned => ({ tenant, environment, space }))),
    );
    byCluster.set(cluster, (namespaces = new Map(owned.map((one) => [one.space.namespace, one]))));
  }
  return namespaces;
}

const byObjects = new WeakMap<readonly KubernetesObject[], readonly string[]>();

/** The namespaces of objects. Clusters share the objects of most components. */
function namespacesOf(objects: readonly KubernetesObject[]): readonly string[] {
  let namespaces = byObjects.get(objects);
  if (namespaces === undefined) {
    const all = new Set(objects.flatMap(({ metadata }) => metadata?.namespace ?? []));
    byObjects.set(objects, (namespaces = [...all].sort()));
  }
  return namespaces;
}

/**
 * The tenants' namespaces that a component's objects go to, as admission sees them: their policies hold for the platform
 * too.
 */
export function admissionsOf(
  { objects = [] }: ResolvedComponent,
  { namespace, flux }: Control,
  cluster: ResolvedCluster,
): readonly Admission[] {
  if (objects.length === 0 || cluster.policies === 'none') return [];
  const tenants = tenantNamespaces(cluster);
  return namespacesOf(objects).flatMap((name) => {
    const owned = tenants.get(name);
    if (owned === undefined) return [];
    const { tenant, environment, space } = owned;
    const control = { namespace, flux, environment, kubernetes: cluster.versions.kubernetes };
    return [platformAdmissionOf({ tenant, control }, space)];
  });
}
