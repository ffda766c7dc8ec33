import { Control, UnitGroup } from '../../features/control';
import { progressiveFiles, ResolvedProgressive } from '../../features/progressive';
import { UnitCache } from '../../units/unit-cache';

/**
 * The unit of an app's progressive delivery. The platform applies it, so that tenants need no rights to objects with
 * which Flagger makes routes and workloads by rights of its own. It does not wait for the app: Flagger does.
 */
export function placeProgressive(cache: UnitCache, control: Control, data: ResolvedProgressive): UnitGroup {
  const { tenant, app, namespace, space } = data;
  const { cluster } = control;
  const at = `${control.at}/${tenant}/${app}`;
  const path = `tenants/${tenant}/progressive/${space}/${app}`;
  const unit = cache.unit({ kind: 'progressive', data, at, versions: cluster.versions, files: progressiveFiles });
  return {
    units: [{ directory: `${control.directory}/${path}`, unit, cluster: cluster.name, at }],
    kustomizations: [{ name: `${namespace}.${app}-progressive`, path, wait: true, dependsOn: [`${tenant}-access`] }],
  };
}
