import {
  ClusterPlan,
  ComponentPlan,
  ConfigSpacePlan,
  EnvironmentPlan,
  TenantPlan,
  TenantSecretsPlan,
} from '../resolve/plan';
import { relayRights } from './access';
import { componentFiles, deliveredFiles, isDelivered, managerFiles } from './component';
import { Control, Landing, PLATFORM_ACCOUNT, unitKustomization } from './control';
import { healthFields } from './delivery';
import { UnitGroup } from './placed-unit';
import { policyFiles } from './policies';
import { decryptionFor, secretFiles } from './secrets';
import { accessFiles, appsFiles, configFiles } from './tenant';
import { grantFiles } from './tenant-access';
import { placeApps } from './tenant-apps';
import { TenantData } from './tenant-data';
import { RenderedUnit, UnitCache } from './unit';

/** The same of several. */
function together(groups: readonly UnitGroup[]): UnitGroup {
  return {
    units: groups.flatMap((group) => group.units),
    kustomizations: groups.flatMap((group) => group.kustomizations),
  };
}

/** Name of the Kustomization of a cluster's policies, and of its folder. */
const POLICIES = 'policies';

/**
 * The unit of a cluster's policies.
 *
 * @param namespaces those of the platform's accounts on the cluster
 */
export function placePolicies(
  cache: UnitCache,
  control: Control,
  { policies: engine, trustedAccounts }: Pick<ClusterPlan, 'policies' | 'trustedAccounts'>,
  namespaces: readonly string[],
): UnitGroup {
  if (engine === 'none') return { units: [], kustomizations: [] };
  const { cluster, directory } = control;
  const at = `${control.at}/${POLICIES}`;
  const accounts = namespaces.map((namespace) => `${namespace}/${PLATFORM_ACCOUNT}`);
  const data = {
    engine,
    flux: control.kubeConfig === undefined,
    accounts: [...new Set([...accounts, ...trustedAccounts])].sort(),
  };
  const unit = cache.unit(POLICIES, data, at, cluster.versions, policyFiles);
  return {
    units: [{ directory: `${directory}/${POLICIES}`, unit, cluster: cluster.name, at }],
    kustomizations: [unitKustomization(control, { name: POLICIES, path: POLICIES, wait: true })],
  };
}

/** The units of components. */
export function placeComponents(cache: UnitCache, control: Control, components: readonly ComponentPlan[]): UnitGroup {
  return together(components.map((component) => placeComponent(cache, control, component)));
}

function placeComponent(cache: UnitCache, control: Control, component: ComponentPlan): UnitGroup {
  const { cluster, manager } = control;
  const { namespace, prefix, kubeConfig, flux } = control;
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
  const opened = decryptionFor(component.secrets, component.decryption);
  const pruned = component.prune === undefined ? {} : { prune: component.prune };
  const { secrets } = component;

  if (!isDelivered(component) || kubeConfig === undefined) {
    const unit = isDelivered(component)
      ? cache.unit(
          'delivered',
          { component, control: { namespace, prefix, flux } },
          at,
          cluster.versions,
          deliveredFiles,
        )
      : cache.unit('component', component, at, cluster.versions, componentFiles);
    const health = isDelivered(component) ? {} : healthFields(component);
    return {
      units: [place(path, cluster, unit)],
      kustomizations: [
        unitKustomization(control, { name, path, wait: true, dependsOn, ...opened, ...pruned, ...health }),
      ],
    };
  }

  // A remote cluster has no Flux: its namespace and Secrets are applied there, its release or folder kept on the manager.
  // That goes by the component's name, so that whoever depends on the component waits for all of it.
  const managerPath = `releases/${component.name}`;
  const namespaceName = `namespace-${component.name}`;
  const data = { component: { ...component, secrets: undefined }, control: { namespace, prefix, kubeConfig, flux } };
  const managerUnit = {
    ...place(managerPath, manager, cache.unit('manager', data, at, manager.versions, managerFiles)),
    rights: relayRights(namespace),
  };
  if (!component.createNamespace && secrets === undefined) {
    return {
      units: [managerUnit],
      kustomizations: [
        unitKustomization(control, { name, path: managerPath, wait: true, local: true, dependsOn, ...pruned }),
      ],
    };
  }
  // What is kept on the manager is left out: it must not make another unit of the same namespace.
  const ground = { ...component, release: undefined, folder: undefined, dependsOn: [] };
  return {
    units: [place(path, cluster, cache.unit('component', ground, at, cluster.versions, componentFiles)), managerUnit],
    kustomizations: [
      unitKustomization(control, { name: namespaceName, path, wait: true, ...opened, ...pruned }),
      unitKustomization(control, {
        ...{ name, path: managerPath, wait: true, local: true, ...pruned },
        dependsOn: [namespaceName, ...dependsOn],
      }),
    ],
  };
}

/** The units of an environment's tenants. */
export function placeTenants(cache: UnitCache, control: Control, environment: EnvironmentPlan): UnitGroup {
  return together([
    ...environment.tenants.map((tenant) => placeTenant(cache, control, environment.name, tenant)),
    ...environment.secrets.map((secrets) => placeSecrets(cache, control, secrets)),
    ...environment.configs.map((config) => placeConfig(cache, control, config)),
  ]);
}

/**
 * The units of a tenant's Secrets, one for each namespace. Apps do not wait for them: pods wait for the Secrets that they
 * name by themselves, and a store that does not answer would hold back all of the tenant's apps.
 */
function placeSecrets(
  cache: UnitCache,
  control: Control,
  { tenant, decryption, spaces }: TenantSecretsPlan,
): UnitGroup {
  const { cluster } = control;
  const at = `${control.at}/${tenant}`;
  const paths = spaces.map(({ isMain, name }) => `tenants/${tenant}/${isMain ? 'secrets' : `secrets-${name}`}`);
  return {
    units: spaces.map((space, index) => ({
      directory: `${control.directory}/${paths[index]}`,
      unit: cache.unit('secrets', space, at, cluster.versions, secretFiles),
      cluster: cluster.name,
      at,
    })),
    kustomizations: spaces.map(({ name, namespace, secrets }, index) =>
      unitKustomization(control, {
        name: `${name}-secrets`,
        path: paths[index]!,
        wait: true,
        targetNamespace: namespace,
        ...decryptionFor(secrets, decryption),
        dependsOn: [`${tenant}-access`],
      }),
    ),
  };
}

/** The unit of the ConfigMaps of a tenant's namespace. Pods wait for the ones that they name by themselves. */
function placeConfig(cache: UnitCache, control: Control, config: ConfigSpacePlan): UnitGroup {
  const { tenant, name, isMain } = config;
  const at = `${control.at}/${tenant}`;
  const path = `tenants/${tenant}/${isMain ? 'config' : `config-${name}`}`;
  const unit = cache.unit('config', config, at, control.cluster.versions, configFiles);
  return {
    units: [{ directory: `${control.directory}/${path}`, unit, cluster: control.cluster.name, at }],
    kustomizations: [
      unitKustomization(control, { name: `${name}-config`, path, wait: true, dependsOn: [`${tenant}-access`] }),
    ],
  };
}

function placeTenant(cache: UnitCache, control: Control, environment: string, tenant: TenantPlan): UnitGroup {
  const { namespace, kubeConfig, cluster, manager, flux } = control;
  const at = `${control.at}/${tenant.name}`;
  const directory = `tenants/${tenant.name}`;
  const { kubernetes } = cluster.versions;
  const where = { namespace, environment, kubernetes, flux, ...(kubeConfig ? { kubeConfig } : {}) };
  const data: TenantData = { tenant, control: where };
  const place = (path: string, on: Landing, unit: RenderedUnit) => ({
    directory: `${control.directory}/${path}`,
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
  const granted = tenant.grants.length > 0 && tenant.spaces.length > 0;
  const grants = () => grantFiles(data);
  // Beside the tenants' folders, as whoever reviews a tenant need not be who gives rights on the cluster.
  const grantPath = `grants/${tenant.name}`;
  const group = {
    units: [
      place(`${directory}/access`, cluster, access),
      ...(granted ? [place(grantPath, cluster, cache.unit('grants', accessData, at, cluster.versions, grants))] : []),
    ],
    kustomizations: [
      unitKustomization(control, {
        name: `${tenant.name}-access`,
        path: `${directory}/access`,
        wait: true,
        // A tenant that leaves the program takes its apps along, which needs the account; the namespaces, with their
        // data and their fences, stay until somebody deletes them.
        deletionPolicy: 'Orphan',
      }),
      ...(granted ? [unitKustomization(control, { name: `${tenant.name}-grants`, path: grantPath, wait: true })] : []),
    ],
  };
  const before = [`${tenant.name}-access`, ...(granted ? [`${tenant.name}-grants`] : [])];
  const groups = [group, placeApps(cache, control, data, before)];
  if (tenant.spaces.every((space) => space.apps.every(({ folder }) => folder === undefined))) return together(groups);
  return together([
    ...groups,
    {
      units: [
        {
          ...place(`${directory}/apps`, manager, cache.unit('apps', data, at, manager.versions, appsFiles)),
          ...(kubeConfig ? { rights: relayRights(namespace) } : {}),
        },
      ],
      kustomizations: [
        unitKustomization(control, {
          name: `${tenant.name}-apps`,
          path: `${directory}/apps`,
          // An app that fails is its own Kustomization's matter; waiting for it here would hold back its neighbours.
          wait: false,
          local: true,
          dependsOn: before,
        }),
      ],
    },
  ]);
}
