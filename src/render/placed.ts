import { KubernetesObject } from '../kubernetes/objects';
import { ComponentPlan, EnvironmentPlan, TenantPlan } from '../resolve/plan';
import { chartFiles, componentFiles, releaseFiles } from './component';
import { Control, Landing, unitKustomization } from './control';
import { accessFiles, appsFiles, TenantData } from './tenant';
import { RenderedUnit, UnitCache } from './unit';

/** A unit at its place in dist. */
export interface PlacedUnit {
  /** Directory within dist, with `/` between folders. */
  readonly directory: string;
  /** The unit. */
  readonly unit: RenderedUnit;
  /** The cluster that its objects land on. */
  readonly cluster: string;
  /** Where it is, as messages name it. */
  readonly at: string;
}

/** Units, and the Kustomizations that bring them. */
export interface UnitGroup {
  readonly units: readonly PlacedUnit[];
  readonly kustomizations: readonly KubernetesObject[];
}

/** The same of several. */
function together(groups: readonly UnitGroup[]): UnitGroup {
  return {
    units: groups.flatMap((group) => group.units),
    kustomizations: groups.flatMap((group) => group.kustomizations),
  };
}

/** The units of components. */
export function placeComponents(cache: UnitCache, control: Control, components: readonly ComponentPlan[]): UnitGroup {
  return together(components.map((component) => placeComponent(cache, control, component)));
}

function placeComponent(cache: UnitCache, control: Control, component: ComponentPlan): UnitGroup {
  const { cluster, manager } = control;
  const { namespace, prefix, kubeConfig } = control;
  const at = `${control.at}/${component.name}`;
  const dependsOn = component.dependsOn.map((name) => `infrastructure-${name}`);
  const place = (path: string, on: Landing, unit: RenderedUnit) => ({
    directory: `${control.directory}/${path}`,
    unit,
    cluster: on.name,
    at,
  });
  const path = `infrastructure/${component.name}`;
  const name = `infrastructure-${component.name}`;
  const { release } = component;

  if (release === undefined || kubeConfig === undefined) {
    const unit = release
      ? cache.unit('chart', { component, release, control: { namespace, prefix } }, at, cluster.versions, chartFiles)
      : cache.unit('component', component, at, cluster.versions, componentFiles);
    return {
      units: [place(path, cluster, unit)],
      kustomizations: [unitKustomization(control, { name, path, wait: true, dependsOn })],
    };
  }

  // A remote cluster has no helm-controller: its namespace is applied there, its release kept on the manager. The
  // release goes by the component's name, so that whoever depends on the component waits for all of it.
  const releasePath = `releases/${component.name}`;
  const namespaceName = `namespace-${component.name}`;
  const data = { component, release, control: { namespace, prefix, kubeConfig } };
  const releaseUnit = place(releasePath, manager, cache.unit('release', data, at, manager.versions, releaseFiles));
  if (!component.createNamespace) {
    return {
      units: [releaseUnit],
      kustomizations: [unitKustomization(control, { name, path: releasePath, wait: true, local: true, dependsOn })],
    };
  }
  return {
    units: [
      place(
        path,
        cluster,
        cache.unit('component', { ...component, release: undefined }, at, cluster.versions, componentFiles),
      ),
      releaseUnit,
    ],
    kustomizations: [
      unitKustomization(control, { name: namespaceName, path, wait: true }),
      unitKustomization(control, {
        name,
        path: releasePath,
        wait: true,
        local: true,
        dependsOn: [namespaceName, ...dependsOn],
      }),
    ],
  };
}

/** The units of an environment's tenants. */
export function placeTenants(cache: UnitCache, control: Control, tenants: EnvironmentPlan['tenants']): UnitGroup {
  return together(tenants.map((tenant) => placeTenant(cache, control, tenant)));
}

function placeTenant(cache: UnitCache, control: Control, tenant: TenantPlan): UnitGroup {
  const { namespace, kubeConfig, cluster, manager } = control;
  const at = `${control.at}/${tenant.name}`;
  const directory = `tenants/${tenant.name}`;
  const data: TenantData = { tenant, control: { namespace, ...(kubeConfig ? { kubeConfig } : {}) } };
  const place = (part: string, on: Landing, unit: RenderedUnit) => ({
    directory: `${control.directory}/${directory}/${part}`,
    unit,
    cluster: on.name,
    at,
  });
  // Access does not change with the apps, and must not be rendered again for them.
  const accessData = {
    ...data,
    tenant: { ...tenant, spaces: tenant.spaces.map((space) => ({ ...space, apps: [], source: undefined })) },
  };
  const access = cache.unit('access', accessData, at, cluster.versions, () => accessFiles(data));
  const group = {
    units: [place('access', cluster, access)],
    kustomizations: [
      unitKustomization(control, { name: `${tenant.name}-access`, path: `${directory}/access`, wait: true }),
    ],
  };
  if (tenant.spaces.every((space) => space.apps.length === 0)) return group;
  return together([
    group,
    {
      units: [place('apps', manager, cache.unit('apps', data, at, manager.versions, appsFiles))],
      kustomizations: [
        unitKustomization(control, {
          name: `${tenant.name}-apps`,
          path: `${directory}/apps`,
          // An app that fails is its own Kustomization's matter; waiting for it here would hold back its neighbours.
          wait: false,
          local: true,
          dependsOn: [`${tenant.name}-access`],
        }),
      ],
    },
  ]);
}
