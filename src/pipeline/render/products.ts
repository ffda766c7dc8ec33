import { defined } from '../../core/defined';
import { Control, INFRASTRUCTURE, UnitGroup } from '../../features/control';
import { progressiveFiles, ResolvedProgressive } from '../../features/progressive';
import { ResolvedScaleDown, scaleDownFiles } from '../../features/scale-down';
import { UnitCache } from '../../units/unit-cache';

/** Components that bring a product. */
type Bringers = ResolvedProgressive['flagger'];

/**
 * The unit of an app's progressive delivery. The platform applies it, so that tenants need no rights to objects with
 * which Flagger makes routes and workloads by rights of its own. It does not wait for the app: Flagger does.
 */
export function placeProgressive(cache: UnitCache, control: Control, data: ResolvedProgressive): UnitGroup {
  const { flagger, ...delivery } = data;
  const { tenant, app, namespace, space } = delivery;
  const { cluster } = control;
  const at = `${control.at}/${tenant}/${app}`;
  const path = `tenants/${tenant}/progressive/${space}/${app}`;
  const unit = cache.unit({
    kind: 'progressive',
    data: delivery,
    at,
    versions: cluster.versions,
    files: progressiveFiles,
  });
  return {
    units: [{ directory: `${control.directory}/${path}`, unit, cluster: cluster.name, at }],
    kustomizations: [{ name: `${namespace}.${app}-progressive`, path, wait: true, ...awaiting(tenant, flagger) }],
  };
}

/** The unit of the times in which a tenant's apps run. The platform applies it, and KEDA scales by rights of its own. */
export function placeScaleDown(cache: UnitCache, control: Control, data: ResolvedScaleDown): UnitGroup {
  const { keda, ...scaled } = data;
  const { tenant } = scaled;
  const { cluster } = control;
  const at = `${control.at}/${tenant}`;
  const path = `tenants/${tenant}/scale-down`;
  const unit = cache.unit({ kind: 'scale-down', data: scaled, at, versions: cluster.versions, files: scaleDownFiles });
  return {
    units: [{ directory: `${control.directory}/${path}`, unit, cluster: cluster.name, at }],
    kustomizations: [{ name: `${tenant}-scale-down`, path, wait: true, ...awaiting(tenant, keda) }],
  };
}

/** Dependencies of objects in a tenant's namespaces: these, and the components that bring their controllers. */
function awaiting(
  tenant: string,
  brought: Bringers,
): { readonly dependsOn: readonly string[]; readonly clusterDependsOn?: readonly string[] } {
  const { here = [], cluster = [] } = brought ?? {};
  return {
    dependsOn: [`${tenant}-access`, ...here.map((name) => `${INFRASTRUCTURE}-${name}`)],
    ...defined({ clusterDependsOn: cluster.length > 0 ? cluster : undefined }),
  };
}
