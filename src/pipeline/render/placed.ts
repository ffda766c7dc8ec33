import { defined } from '../../core/defined';
import { accessFiles, appsFiles, configFiles, placeApps } from '../../features/app';
import {
  componentAccounts,
  componentFiles,
  deliveredFiles,
  isDelivered,
  managerFiles,
  ResolvedComponent,
} from '../../features/component';
import {
  Control,
  INFRASTRUCTURE,
  Landing,
  relayRights,
  serviceAccount,
  together,
  UnitGroup,
} from '../../features/control';
import { healthFields, makesArtifact, overridesOf, sharedSources, waitFields, ownName } from '../../features/delivery';
import { decryptionFor, secretFiles } from '../../features/secret';
import {
  ResolvedConfigSpace,
  ResolvedSpace,
  ResolvedTenant,
  ResolvedTenantSecrets,
  grantFiles,
  TenantData,
} from '../../features/tenant';
import type { KustomizationSpec } from '../../flux/spec';
import { Admission } from '../../units/admission';
import { RenderedUnit } from '../../units/unit';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedEnvironment } from '../resolve/resolved-fleet';
import { admissionsOf } from './policies';

// Loaded with the first app that is delivered progressively or scaled down.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const products = () => require('./products') as typeof import('./products');

/** Places units within a control's directory; `at` is their place in messages. */
function placerFor({ directory }: Control, at: string) {
  return (path: string, on: Landing, unit: RenderedUnit) => ({
    directory: `${directory}/${path}`,
    unit,
    cluster: on.name,
    at,
  });
}

/** Dependencies of a component's ground: none. */
const NOTHING_AWAITED = { dependsOn: [], clusterDependsOn: undefined };

/**
 * The units of components.
 *
 * @param landing the cluster on which the objects end up
 */
export function placeComponents(
  cache: UnitCache,
  control: Control,
  components: readonly ResolvedComponent[],
  landing: ResolvedCluster,
): UnitGroup {
  const { namespace, prefix, flux } = control;
  const shared = sharedSources(components, { owner: `${prefix}${INFRASTRUCTURE}`, namespace, flux });
  const sources = { units: [], kustomizations: shared.objects };
  return together([
    sources,
    ...components.map((component) => placeComponent(cache, control, component, landing, shared.nameFor(component))),
  ]);
}

/** The unit of a component's own objects, of which some may go to tenants' namespaces. */
function componentUnit(
  cache: UnitCache,
  component: ResolvedComponent,
  at: string,
  { versions }: Landing,
  admission: readonly Admission[],
): RenderedUnit {
  return admission.length === 0
    ? cache.unit({ kind: 'component', data: component, at, versions, files: componentFiles })
    : cache.unit({
        kind: 'component',
        data: { component, admission },
        at,
        versions,
        admission,
        files: (data) => componentFiles(data.component),
      });
}

function placeComponent(
  cache: UnitCache,
  control: Control,
  component: ResolvedComponent,
  landing: ResolvedCluster,
  sharedSource: string | undefined,
): UnitGroup {
  const { cluster, manager } = control;
  const { namespace, prefix, kubeConfig, flux } = control;
  const at = `${control.at}/${ownName(component.name)}`;
  const dependsOn = component.dependsOn.map((name) => `${INFRASTRUCTURE}-${name}`);
  const awaited = defined({ clusterDependsOn: component.clusterDependsOn });
  const place = placerFor(control, at);
  const path = `${INFRASTRUCTURE}/${component.name}`;
  const name = `${INFRASTRUCTURE}-${component.name}`;
  const opened = decryptionFor(component.secrets, component.decryption);
  const pruned = defined({ prune: component.prune });
  const held = isDelivered(component) ? undefined : component.account;
  const own = isDelivered(component) ? waitFields(component) : component.fluxFields;
  const given = held ? { ...own, serviceAccountName: held.name } : own;
  const fields = given ? { specOverrides: overridesOf<KustomizationSpec>(given) } : {};
  const { secrets } = component;
  const admission = admissionsOf(component, control, landing);

  if (!isDelivered(component) || kubeConfig === undefined) {
    const unit = isDelivered(component)
      ? cache.unit({
          kind: 'delivered',
          data: {
            component,
            control: { namespace, prefix, flux },
            ...defined({ sharedSource, admission: admission.length > 0 ? admission : undefined }),
          },
          at,
          versions: cluster.versions,
          ...defined({ admission: admission.length > 0 ? admission : undefined }),
          files: deliveredFiles,
        })
      : componentUnit(cache, component, at, cluster, admission);
    const health = isDelivered(component) ? {} : healthFields(component);
    const account = kubeConfig && component.makesAccount;
    return together([
      {
        units: [{ ...place(path, cluster, unit), ...(held ? heldRights(held, component.namespace) : {}) }],
        kustomizations: [{ name, path, wait: true, dependsOn, ...awaited, ...opened, ...pruned, ...health, ...fields }],
      },
      ...(account === undefined
        ? []
        : [placeAccount(cache, control, { account, path: `releases/${component.name}`, at })]),
    ]);
  }

  // A remote cluster has no Flux: its namespace and Secrets are applied there, its release or folder stays on the
  // manager. The latter has the component's name, so that dependents wait for all of it.
  const managerPath = `releases/${component.name}`;
  const namespaceName = `namespace-${component.name}`;
  const data = {
    component: { ...component, secrets: undefined, objects: undefined },
    control: { namespace, prefix, kubeConfig, flux },
    ...defined({ sharedSource }),
  };
  const managerUnit = {
    ...place(
      managerPath,
      manager,
      cache.unit({ kind: 'manager', data, at, versions: manager.versions, files: managerFiles }),
    ),
    rights: relayRights(namespace, makesArtifact(component) ? { artifacts: true } : {}),
  };
  const relayed = { name, path: managerPath, wait: true, local: true, onlyFlux: true } as const;
  if (!component.createNamespace && secrets === undefined && component.objects === undefined) {
    return {
      units: [managerUnit],
      kustomizations: [{ ...relayed, dependsOn, ...awaited, ...pruned, ...fields }],
    };
  }
  // Without the fields that stay on the manager: they must not make another unit of the same namespace.
  const ground = {
    ...component,
    release: undefined,
    folder: undefined,
    fluxFields: undefined,
    fluxName: undefined,
    fluxNamespace: undefined,
    ...NOTHING_AWAITED,
  };
  const unit = componentUnit(cache, ground, at, cluster, admission);
  return {
    units: [place(path, cluster, unit), managerUnit],
    kustomizations: [
      { name: namespaceName, path, wait: true, ...opened, ...pruned },
      { ...relayed, ...pruned, ...fields, dependsOn: [namespaceName, ...dependsOn], ...awaited },
    ],
  };
}

/** The rights that the check holds the objects of a component with an account of its own to. */
function heldRights(account: NonNullable<ResolvedComponent['account']>, namespace: string) {
  return { rights: componentAccounts().rightsOf(account, namespace), isOfComponent: true } as const;
}

/** A component's account on the manager of a remote cluster, without rights: Flux looks for it there before it prunes. */
function placeAccount(
  cache: UnitCache,
  { manager, directory, namespace }: Control,
  { account, path, at }: { readonly account: string; readonly path: string; readonly at: string },
): UnitGroup {
  const data = { account, namespace };
  const files = (one: typeof data) => [{ path: 'account.yaml', objects: [serviceAccount(one.account, one.namespace)] }];
  const unit = cache.unit({ kind: 'account', data, at, versions: manager.versions, files });
  return {
    units: [{ directory: `${directory}/${path}`, unit, cluster: manager.name, at, rights: relayRights(namespace) }],
    kustomizations: [{ name: path.replace('/', '-'), path, wait: true, local: true, deletionPolicy: 'Orphan' }],
  };
}

/** The units of an environment's tenants. */
export function placeTenants(cache: UnitCache, control: Control, environment: ResolvedEnvironment): UnitGroup {
  const { namespace, kubeConfig, names, flux } = control;
  const { kubernetes } = control.cluster.versions;
  // Frozen, so that it is serialized once for the keys of all units.
  const where = Object.freeze({
    namespace,
    environment: environment.name,
    kubernetes,
    flux,
    ...defined({ kubeConfig, names }),
  });
  return together([
    ...environment.tenants.map((tenant) => placeTenant(cache, control, { tenant, control: where })),
    ...environment.secrets.map((secrets) => placeSecrets(cache, control, secrets)),
    ...environment.configs.map((config) => placeConfig(cache, control, config)),
    ...(environment.progressive ?? []).map((one) => products().placeProgressive(cache, control, one)),
    ...(environment.scaleDowns ?? []).map((one) => products().placeScaleDown(cache, control, one)),
  ]);
}

/**
 * The units of a tenant's Secrets, one per namespace. Apps do not wait for them: pods wait for the Secrets that they
 * mount, and a secret store that does not answer would block all apps of the tenant.
 */
function placeSecrets(
  cache: UnitCache,
  control: Control,
  { tenant, decryption, spaces }: ResolvedTenantSecrets,
): UnitGroup {
  const { cluster } = control;
  const at = `${control.at}/${tenant}`;
  const place = placerFor(control, at);
  const unitOf = (data: (typeof spaces)[number]) =>
    cache.unit({ kind: 'secrets', data, at, versions: cluster.versions, files: secretFiles });
  const paths = spaces.map(({ isMain, name }) => `tenants/${tenant}/${isMain ? 'secrets' : `secrets-${name}`}`);
  return {
    units: spaces.map((space, index) => place(paths[index]!, cluster, unitOf(space))),
    kustomizations: spaces.map(({ name, namespace, secrets }, index) => ({
      name: `${name}-secrets`,
      path: paths[index]!,
      wait: true,
      targetNamespace: namespace,
      ...decryptionFor(secrets, decryption),
      dependsOn: [`${tenant}-access`],
    })),
  };
}

/**
 * The unit of the ConfigMaps of a tenant's namespace. Apps do not wait for it: pods wait for the ConfigMaps that they
 * mount.
 */
function placeConfig(cache: UnitCache, control: Control, config: ResolvedConfigSpace): UnitGroup {
  const { tenant, name, isMain } = config;
  const { cluster } = control;
  const at = `${control.at}/${tenant}`;
  const path = `tenants/${tenant}/${isMain ? 'config' : `config-${name}`}`;
  const unit = cache.unit({ kind: 'config', data: config, at, versions: cluster.versions, files: configFiles });
  return {
    units: [placerFor(control, at)(path, cluster, unit)],
    kustomizations: [{ name: `${name}-config`, path, wait: true, dependsOn: [`${tenant}-access`] }],
  };
}

const withoutAppsOf = new WeakMap<ResolvedTenant, ResolvedTenant>();

/** A tenant without its apps. */
function withoutApps(tenant: ResolvedTenant): ResolvedTenant {
  const known = withoutAppsOf.get(tenant);
  if (known !== undefined) return known;
  const spaces = tenant.spaces.map((space): ResolvedSpace => ({ ...space, apps: [], source: undefined }));
  const bare = { ...tenant, spaces };
  // Data that is not frozen is not shared, so nobody will ask for it again.
  if (Object.isFrozen(tenant)) withoutAppsOf.set(tenant, Object.freeze(bare));
  return bare;
}

function placeTenant(cache: UnitCache, control: Control, data: TenantData): UnitGroup {
  const { namespace, kubeConfig, cluster, manager } = control;
  const { tenant } = data;
  const at = `${control.at}/${tenant.name}`;
  const directory = `tenants/${tenant.name}`;
  const place = placerFor(control, at);
  // Access does not depend on the apps, and must not be rendered again for them.
  const accessData = { ...data, tenant: withoutApps(tenant) };
  const onCluster = { data: accessData, at, versions: cluster.versions };
  const access = cache.unit({ kind: 'access', ...onCluster, files: accessFiles });
  const granted = tenant.grants.length > 0 && tenant.spaces.length > 0;
  // Beside the tenants' folders: reviewers of tenants are not necessarily those who grant rights on the cluster.
  const grantPath = `grants/${tenant.name}`;
  const group = {
    units: [
      place(`${directory}/access`, cluster, access),
      ...(granted ? [place(grantPath, cluster, cache.unit({ kind: 'grants', ...onCluster, files: grantFiles }))] : []),
    ],
    kustomizations: [
      {
        name: `${tenant.name}-access`,
        path: `${directory}/access`,
        wait: true,
        // Apps of a tenant that leaves the program are pruned, which needs the account. The namespaces with their data
        // and fences stay until somebody deletes them.
        deletionPolicy: 'Orphan' as const,
      },
      ...(granted ? [{ name: `${tenant.name}-grants`, path: grantPath, wait: true }] : []),
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
          ...place(
            `${directory}/apps`,
            manager,
            cache.unit({ kind: 'apps', data, at, versions: manager.versions, files: appsFiles }),
          ),
          ...defined({ rights: kubeConfig ? relayRights(namespace) : undefined }),
        },
      ],
      kustomizations: [
        {
          name: `${tenant.name}-apps`,
          path: `${directory}/apps`,
          // A failing app affects its own Kustomization only; waiting for it here would block the other apps.
          wait: false,
          local: true,
          dependsOn: before,
        },
      ],
    },
  ]);
}
