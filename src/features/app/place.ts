import { defined } from '../../core/defined';
import { defaultsOf } from '../../flux/defaults';
import { Kustomization } from '../../flux/kustomization';
import type { KustomizationSpec } from '../../flux/spec';
import { KubernetesObject } from '../../kubernetes/objects';
import { GrantedRules } from '../../kubernetes/rbac';
import { Admission } from '../../units/admission';
import { NOT_PRUNED } from '../../units/marks';
import { PlacedUnit } from '../../units/placed-unit';
import { UnitFile } from '../../units/unit';
import { UnitCache } from '../../units/unit-cache';
import { relayRights, Control, kustomizationName, PLATFORM_ACCOUNT, UnitGroup, unitSource } from '../control';
import { healthFields, overridesOf, releaseObjects, sharedSources, waitFields } from '../delivery';
import {
  accountOf,
  admissionOf,
  awaitedBy,
  controlAccountOf,
  kustomizationOf,
  platformAdmissionOf,
  ResolvedApp,
  ResolvedSpace,
  spaceName,
  TenantData,
  withinNamespace,
} from '../tenant';

/** Input of the unit of an app in code. */
interface ObjectsData extends Pick<ResolvedApp, 'name' | 'objects'> {
  /** Input of the unit's check, so that objects under other rules make another unit. */
  readonly admission: Admission;
}

/** Input of the unit of a chart. */
interface ChartData extends Pick<ResolvedApp, 'name' | 'release' | 'fluxFields' | 'fluxName' | 'healthCheckExprs'> {
  /** Name of the source object that other apps of the tenant read as well; undefined for one of its own. */
  readonly sharedSource?: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly namespace: string;
  readonly account: string;
  readonly control: Pick<TenantData['control'], 'kubeConfig' | 'flux'>;
  /** Input of the unit's check, for a HelmRelease in the tenant's namespace; undefined for one in the control namespace. */
  readonly admission?: readonly Admission[];
}

/**
 * The units of a tenant's apps other than folders: objects in code, which the tenant's account applies, and charts,
 * whose HelmRelease the platform applies and which Helm installs with an account of the tenant.
 *
 * @param before names of Kustomizations that must be Ready before any app, without the control's prefix
 */
export function placeApps(cache: UnitCache, control: Control, data: TenantData, before: readonly string[]): UnitGroup {
  const units: PlacedUnit[] = [];
  const { namespace, prefix, flux } = control;
  const charts = data.tenant.spaces.flatMap(({ apps }) => apps).filter(({ release }) => release !== undefined);
  const shared = sharedSources(charts, { owner: `${prefix}${data.tenant.name}`, namespace, flux });
  const kustomizations: KubernetesObject[] = [...shared.objects];
  for (const space of data.tenant.spaces) {
    let admission: Admission | undefined;
    for (const app of space.apps) {
      if (app.folder !== undefined) continue;
      const placed = app.release
        ? chartUnit(cache, control, data, { space, app, sharedSource: shared.nameFor(app) })
        : objectsUnit(cache, control, data, { space, app, admission: (admission ??= admissionOf(data, space)) });
      const path = placed.directory.slice(control.directory.length + 1);
      units.push(placed);
      kustomizations.push(appKustomization(control, data, { space, app, path, before }));
    }
  }
  return { units, kustomizations };
}

/**
 * The directory of an app's unit. Its path contains the namespace without the environment's prefix, so that apps of
 * different namespaces may have the same name.
 */
function directoryOf(control: Control, { tenant }: TenantData, space: ResolvedSpace, app: ResolvedApp): string {
  return `${control.directory}/tenants/${tenant.name}/workloads/${spaceName(tenant.name, space)}/${app.name}`;
}

function objectsUnit(
  cache: UnitCache,
  control: Control,
  data: TenantData,
  {
    space,
    app,
    admission,
  }: { readonly space: ResolvedSpace; readonly app: ResolvedApp; readonly admission: Admission },
): PlacedUnit {
  const at = `${control.at}/${data.tenant.name}/${app.name}`;
  const unit = cache.unit<ObjectsData>({
    kind: 'app',
    data: { name: app.name, admission, ...defined({ objects: app.objects }) },
    at,
    admission,
    versions: control.cluster.versions,
    files: ({ name, objects = [] }): UnitFile[] => (objects.length > 0 ? [{ path: `${name}.yaml`, objects }] : []),
  });
  const rights: GrantedRules[] = [{ namespace: space.namespace, rules: data.tenant.rules }];
  return { directory: directoryOf(control, data, space, app), unit, cluster: control.cluster.name, at, rights };
}

function chartUnit(
  cache: UnitCache,
  control: Control,
  data: TenantData,
  {
    space,
    app,
    sharedSource,
  }: { readonly space: ResolvedSpace; readonly app: ResolvedApp; readonly sharedSource: string | undefined },
): PlacedUnit {
  const { kubeConfig, flux } = control;
  const { name, release, fluxFields, fluxNamespace, healthCheckExprs } = app;
  const at = `${control.at}/${data.tenant.name}/${name}`;
  const isBeside = fluxNamespace !== undefined;
  // There, names of sources are those of the tenant's folders too.
  const own = isBeside ? { name: `${name}-source`, namespace: fluxNamespace } : undefined;
  const fluxName = app.fluxName ?? (isBeside ? name : undefined);
  const admission = isBeside ? [platformAdmissionOf(data, space)] : undefined;
  const unit = cache.unit<ChartData>({
    kind: 'app-chart',
    data: {
      name,
      ...defined({ release, fluxFields, fluxName, healthCheckExprs, sharedSource, admission }),
      metadata: own ?? kustomizationOf(data, { name, namespace: space.namespace, isFolder: false }),
      namespace: space.namespace,
      account: (isBeside ? accountOf(data, space) : controlAccountOf(data, space, 'charts')).name,
      control: { flux, ...defined({ kubeConfig }) },
    },
    at,
    versions: control.manager.versions,
    ...defined({ admission }),
    files: chartFiles,
  });
  return {
    directory: directoryOf(control, data, space, app),
    unit,
    cluster: control.manager.name,
    at,
    ...defined({ rights: kubeConfig ? relayRights(control.namespace) : undefined }),
  };
}

function chartFiles({
  name,
  release,
  fluxFields,
  fluxName,
  healthCheckExprs,
  sharedSource,
  metadata,
  control,
  admission: _,
  ...applied
}: ChartData): UnitFile[] {
  if (release === undefined) return [];
  const options = defined({ fluxFields, fluxName, healthCheckExprs, sharedSource });
  return [{ path: `${name}.yaml`, objects: releaseObjects(release, options, metadata, { ...applied, ...control }) }];
}

function appKustomization(
  control: Control,
  data: TenantData,
  {
    space,
    app,
    path,
    before,
  }: {
    readonly space: ResolvedSpace;
    readonly app: ResolvedApp;
    readonly path: string;
    readonly before: readonly string[];
  },
): KubernetesObject {
  const { distPath, directory, source, namespace, kubeConfig, flux } = control;
  const isChart = app.release !== undefined;
  const fields = isChart ? waitFields(app) : app.fluxFields;
  const metadata = kustomizationOf(data, { name: app.name, namespace: space.namespace, isFolder: false });
  const dependsOn = [
    ...before.map((name) => ({ name: kustomizationName(control, name) })),
    ...app.dependsOn.map((reference) => withinNamespace(kustomizationOf(data, reference), namespace)),
    ...awaitedBy(data, app).map((reference) => withinNamespace(reference, namespace)),
  ];
  return {
    ...Kustomization.manifest(
      {
        sourceRef: unitSource(source, metadata.name),
        path: `${distPath}/${directory}/${path}`,
        serviceAccountName: isChart ? PLATFORM_ACCOUNT : controlAccountOf(data, space, 'objects').name,
        wait: defaultsOf('kustomization', flux.defaults).wait,
        dependsOn,
        ...(isChart ? {} : healthFields(app)),
        ...defined({
          prune: app.prune,
          kubeConfig: kubeConfig && !isChart ? kubeConfig : undefined,
          specOverrides: fields && overridesOf<KustomizationSpec>(fields),
        }),
      },
      flux,
    ),
    // On the manager it keeps its name when its environment gets another one, whose Kustomization takes it over.
    metadata: { ...metadata, ...defined({ annotations: flux.orphans && kubeConfig ? NOT_PRUNED : undefined }) },
  };
}
