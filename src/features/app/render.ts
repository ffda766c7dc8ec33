import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { FluxContext } from '../../flux/context';
import { KubernetesObject } from '../../kubernetes/objects';
import { UnitFile } from '../../units/unit';
import { sourceObject } from '../control';
import { folderKustomization } from '../delivery';
import { limitObjects, networkObjects } from '../isolation';
import { SourceSpec } from '../source';
import {
  ResolvedApp,
  ResolvedConfigSpace,
  ResolvedSpace,
  verificationSpec,
  accessObjects,
  ofTenant,
  accountOf,
  kustomizationOf,
  TenantData,
  withinNamespace,
} from '../tenant';

/** Files of a tenant's namespaces, accounts, rights, limits and network. */
export function accessFiles(data: TenantData): UnitFile[] {
  return [
    { path: 'access.yaml', objects: accessObjects(data) },
    { path: 'limits.yaml', objects: limitObjects(data.tenant) },
    { path: 'network.yaml', objects: networkObjects(data.tenant, data.control.environment) },
  ]
    .filter(({ objects }) => objects.length > 0)
    .map(({ path, objects }) => ({ path, objects: objects.map((object) => ofTenant(object, data.tenant.name)) }));
}

/** Files of a tenant's sources and folders, with one Kustomization for each app. */
export function appsFiles(data: TenantData): UnitFile[] {
  const objects = data.tenant.spaces.flatMap((space): KubernetesObject[] => {
    const apps = space.apps.filter(({ folder }) => folder !== undefined);
    if (apps.length === 0) return [];
    const account = accountOf(data, space);
    const usesOwn = apps.some(({ folder }) => folder?.source === undefined);
    return [
      ...(usesOwn && space.source ? [tenantSource(space, space.source, account, data.control.flux)] : []),
      ...apps.flatMap((app) => appObjects(data, space, app, account)),
    ];
  });
  return objects.length > 0 ? [{ path: 'apps.yaml', objects }] : [];
}

/** Files of the ConfigMaps of a tenant's namespace. */
export function configFiles({ tenant, namespace, configMaps }: ResolvedConfigSpace): UnitFile[] {
  return configMaps.map(({ name, data, binaryData }): UnitFile => {
    const object: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
      ...defined({
        data: Object.keys(data).length > 0 ? data : undefined,
        binaryData: Object.keys(binaryData).length > 0 ? binaryData : undefined,
      }),
    };
    return { path: `${name}.yaml`, objects: [ofTenant(object, tenant)] };
  });
}

/** The source object of a namespace's apps, with the verification of its signatures. */
function tenantSource(
  { verify }: Pick<ResolvedSpace, 'verify'>,
  source: SourceSpec,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  flux: FluxContext,
): KubernetesObject {
  const object = sourceObject(source, name, namespace, flux);
  if (verify === undefined) return object;
  return { ...object, spec: { ...(object.spec as object), verify: verificationSpec(source.kind, verify) } };
}

/** The Kustomization of a folder, and its source if it has its own. */
function appObjects(
  data: TenantData,
  space: ResolvedSpace,
  app: ResolvedApp,
  account: { readonly name: string; readonly namespace: string },
): KubernetesObject[] {
  const applied: Omit<ResolvedApp, 'release' | 'objects'> = app;
  const { name, dependsOn, folder, decryption, prune, healthChecks, healthCheckExprs, fluxFields, ...rest } = applied;
  nothingLeft(rest);
  const { kubeConfig, flux } = data.control;
  const own = folder?.source;
  const kind = own?.kind ?? space.source?.kind;
  if (folder === undefined || kind === undefined) return [];
  const metadata = kustomizationOf(data, { name, namespace: space.namespace, isFolder: true });
  const source = own ? { name: `${metadata.name}-source`, namespace: metadata.namespace } : account;
  const options = {
    source: { kind, name: source.name },
    dependsOn: dependsOn.map((reference) => withinNamespace(kustomizationOf(data, reference), metadata.namespace)),
    ...defined({ decryption, prune, healthChecks, healthCheckExprs, fluxFields }),
  };
  return [
    ...(own ? [tenantSource(space, own, source, flux)] : []),
    folderKustomization({ ...folder, targetNamespace: space.namespace }, options, metadata, {
      account: account.name,
      flux,
      ...defined({ kubeConfig }),
    }),
  ];
}
