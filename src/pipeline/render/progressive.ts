import { defined } from '../../core/defined';
import { Control, INFRASTRUCTURE, UnitGroup } from '../../features/control';
import { progressiveFiles, ResolvedProgressive } from '../../features/progressive';
import { UnitCache } from '../../units/unit-cache';

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
    kustomizations: [
      {
        name: `${namespace}.${app}-progressive`,
        path,
        wait: true,
        dependsOn: [`${tenant}-access`, ...(flagger?.here ?? []).map((name) => `${INFRASTRUCTURE}-${name}`)],
        ...defined({ clusterDependsOn: flagger && flagger.cluster.length > 0 ? flagger.cluster : undefined }),
      },
    ],
  };
}
