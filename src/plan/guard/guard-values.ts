import { FieldChange } from '../diff/field-diff';
import { Comparison, ObjectChange } from '../objects/comparison';
import { isMap, mapAt } from '../tree/parse-manifests';
import { Approvals } from './approval';
import { Declarations } from './declarations';
import { ClusterFinding } from './finding';

/** Values of a tenant's chart that switch its apps on, as the library writes them: `apps.<name>.enabled`. */
const APPS = 'spec.values.apps';

/**
 * Findings about apps of a tenant that is one chart: an app that leaves its values, or is switched off there, is
 * uninstalled by Helm although no object of the tree goes.
 */
export function* valueFindings(
  comparison: Comparison,
  approvals: Approvals,
  declarations: Declarations,
): Generator<ClusterFinding> {
  for (const change of comparison.changes) {
    const { action, object, place, cluster } = change;
    if (action !== 'changed' || object.kind !== 'HelmRelease' || place.tenant === undefined) continue;
    for (const app of new Set(change.fields.flatMap(appsOff))) {
      const removed: ObjectChange = { ...change, place: { ...place, app } };
      if (approvals.covers(removed)) continue;
      yield {
        id: 'protected-removed',
        severity: 'error',
        place: removed.place,
        cluster,
        object,
        wrong: `app ${app} is switched off in the values of the tenant's chart, and Helm uninstalls it with what it has`,
        todo: (clusters) => `${declarations.for(removed, clusters)}, or keep it`,
      };
    }
  }
}

/** The apps that a change of values switches off. */
function appsOff({ path, change, from, to }: FieldChange): string[] {
  const [, app, field] = /^spec\.values\.apps\.([\w-]+)(\.enabled)?$/.exec(path) ?? [];
  if (app !== undefined && field !== undefined) return to === false ? [app] : [];
  if (change !== 'removed') return [];
  if (app !== undefined) return isOn(from) ? [app] : [];
  const apps = path === APPS ? from : path === 'spec.values' ? mapAt(from, 'apps') : undefined;
  return isMap(apps) ? Object.keys(apps).filter((name) => isOn(apps[name])) : [];
}

function isOn(app: unknown): boolean {
  return !isMap(app) || app.enabled !== false;
}
