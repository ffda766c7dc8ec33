import { ResolvedComponent } from '../../features/component';
import { Control } from '../../features/control';
import { platformAdmissionOf, ResolvedSpace, TenantData } from '../../features/tenant';
import { KubernetesObject } from '../../kubernetes/objects';
import { Admission } from '../../units/admission';
import { ResolvedCluster } from '../resolve/resolved-fleet';

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
