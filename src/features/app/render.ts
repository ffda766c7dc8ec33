import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { FluxContext } from '../../flux/context';
import { KubernetesObject } from '../../kubernetes/objects';
import { DELIVERED_APP } from '../../plan/tree/flux-spec';
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
  awaitedBy,
  kustomizationOf,
  TenantData,
  withinNamespace,
} from '../tenant';
import { folderSourceNames } from './folder-sources';

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
  const nameOf = folderSourceNames(data);
  const written = new Set<string>();
  const sourceOnce = (space: ResolvedSpace, source: SourceSpec) => {
    const name = nameOf(space, source);
    const { namespace } = accountOf(data, space);
    if (written.size === written.add(`${namespace}/${name}`).size) return [];
    return [tenantSource(space, source, { name, namespace }, data.control.flux)];
  };
  const objects = data.tenant.spaces.flatMap((space): KubernetesObject[] => {
    const apps = space.apps.filter(({ folder }) => folder !== undefined);
    const usesOwn = apps.some(({ folder }) => folder?.source === undefined);
    return [
      ...(usesOwn && space.source ? sourceOnce(space, space.source) : []),
      ...apps.flatMap((app) => {
        const source = app.folder?.source ?? space.source;
        if (source === undefined) return [];
        const own = app.folder?.source ? sourceOnce(space, app.folder.source) : [];
        return [...own, ...appObjects(data, space, app, { kind: source.kind, name: nameOf(space, source) })];
      }),
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

/** The Kustomization of a folder. */
function appObjects(
  data: TenantData,
  space: ResolvedSpace,
  app: ResolvedApp,
  source: { readonly kind: SourceSpec['kind']; readonly name: string },
): KubernetesObject[] {
  const applied: Omit<ResolvedApp, 'fluxNamespace' | 'release' | 'objects'> = app;
  const { name, dependsOn, components, folder, decryption, prune, healthChecks, ...more } = applied;
  // Its name is among those of the control.
  const { healthCheckExprs, fluxFields, fluxName, ...rest } = more;
  nothingLeft(rest);
  const { kubeConfig, flux } = data.control;
  if (folder === undefined) return [];
  // Apps are refused artifacts.
  const { source: _, artifact: _1, ...content } = folder;
  const metadata = {
    ...kustomizationOf(data, { name, namespace: space.namespace, isFolder: true }),
    ...defined({ annotations: fluxName === undefined ? undefined : { [DELIVERED_APP]: name } }),
  };
  const options = {
    source,
    dependsOn: [
      ...dependsOn.map((reference) => kustomizationOf(data, reference)),
      ...awaitedBy(data, defined({ components })),
    ].map((reference) => withinNamespace(reference, metadata.namespace)),
    ...defined({ decryption, prune, healthChecks, healthCheckExprs, fluxFields }),
  };
  return [
    folderKustomization({ ...content, targetNamespace: space.namespace }, options, metadata, {
      account: accountOf(data, space).name,
      flux,
      ...defined({ kubeConfig }),
    }),
  ];
}
