import { folderSourceNames } from '../../features/app';
import { Control } from '../../features/control';
import { ownName } from '../../features/delivery';
import { FluxObjectName, ResolvedNotification } from '../../features/notification';
import { kustomizationOf, ResolvedSpace, TenantData } from '../../features/tenant';
import { isFluxGroup } from '../../kubernetes/refused-rights';

/** The object of an app, a folder or a chart, in a namespace of the tenant itself; none if it is elsewhere. */
export function objectsInSpace(
  data: TenantData,
  app: NonNullable<ResolvedNotification['app']>,
  { namespace, track, apps }: ResolvedSpace,
): FluxObjectName[] {
  const here = track === app.track ? apps.find((one) => one.name === app.name && isBeside(one)) : undefined;
  if (here === undefined) return [];
  if (here.release) return [{ kind: 'HelmRelease', name: here.fluxName ?? here.name }];
  const { name } = kustomizationOf(data, { name: app.name, namespace, isFolder: true });
  return [{ kind: 'Kustomization', name }];
}

/** Whether a tenant has objects of Flux in a namespace: folders with their source, or what it deploys itself. */
export function hasFluxObjects({ tenant }: TenantData, { apps }: ResolvedSpace): boolean {
  const deploysFlux = tenant.rules.some(({ apiGroups }) => apiGroups.some(isFluxGroup));
  return deploysFlux || apps.some(isBeside);
}

/** Whether an app's Flux object is in the app's namespace, unless the cluster is remote. */
function isBeside({ folder, fluxNamespace }: ResolvedSpace['apps'][number]): boolean {
  return (folder ?? fluxNamespace) !== undefined;
}

/** Whether an object of the control namespace is one of an app, or of what is beside its chart or folder. */
export function isOfApp(data: TenantData, { app }: Pick<ResolvedNotification, 'app'>, object: FluxObjectName): boolean {
  const key = keyOf(object);
  return data.tenant.spaces
    .filter(({ track }) => track === app?.track)
    .some((space) =>
      space.apps.some((one) => ownName(one.name) === app?.name && keysInControl(data, space, one).includes(key)),
    );
}

/**
 * The objects of a tenant in the control namespace: those of its apps, with their sources. What somebody else has may be
 * called the same, if it is of another kind.
 */
export function ownedObjects(data: TenantData, control: Control, all: readonly FluxObjectName[]): FluxObjectName[] {
  const { tenant } = data;
  const { kubeConfig, prefix } = control;
  const owned = new Set<string>();
  const nameOf = kubeConfig ? folderSourceNames(data) : undefined;
  for (const space of tenant.spaces) {
    for (const app of space.apps) {
      for (const key of keysInControl(data, space, app)) owned.add(key);
      const source = app.folder?.source ?? space.source;
      if (nameOf && app.folder !== undefined && source) owned.add(nameOf(space, source));
    }
  }
  return all.filter((object) => {
    const key = keyOf(object);
    return owned.has(key) || key.startsWith(`${prefix}${tenant.name}.`);
  });
}

/** Kinds whose objects the program may give names; all others have names that are made of those of the program. */
const NAMED_KINDS: ReadonlySet<string> = new Set(['HelmRelease', 'Kustomization']);

function keyOf({ kind, name }: FluxObjectName): string {
  return NAMED_KINDS.has(kind) ? `${kind} ${name}` : name;
}

/** The keys of an app's objects in the control namespace, if it has any there. */
function keysInControl(
  data: TenantData,
  { namespace }: ResolvedSpace,
  { name, folder, release, fluxName, fluxNamespace }: ResolvedSpace['apps'][number],
): string[] {
  const own = kustomizationOf(data, { name, namespace, isFolder: folder !== undefined });
  if (own.namespace !== data.control.namespace) return [];
  const kustomization = keyOf({ kind: 'Kustomization', name: own.name });
  const source = `${namespace}.${name}`;
  if (fluxNamespace !== undefined) return [kustomization];
  return release === undefined
    ? [kustomization, source]
    : [kustomization, keyOf({ kind: 'HelmRelease', name: fluxName ?? own.name }), source];
}
