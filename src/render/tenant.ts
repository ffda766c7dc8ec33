import { FluxContext } from '../flux/context';
import { Kustomization } from '../flux/kustomization';
import { KubernetesObject } from '../kubernetes/objects';
import { AppPlan, SpacePlan } from '../resolve/plan';
import { verificationSpec } from '../resolve/tenant-sources';
import { sourceObject } from './control';
import { decryptionOf } from './secrets';
import { accessObjects, ofTenant } from './tenant-access';
import { accountOf, TenantData } from './tenant-data';
import { limitObjects } from './tenant-limits';
import { networkObjects } from './tenant-network';
import { UnitFile } from './unit';

/** Files of a tenant's namespaces, accounts, rights, limits and network. */
export function accessFiles(data: TenantData): UnitFile[] {
  return [
    { path: 'access.yaml', objects: accessObjects(data) },
    { path: 'limits.yaml', objects: limitObjects(data.tenant) },
    { path: 'network.yaml', objects: networkObjects(data) },
  ]
    .filter(({ objects }) => objects.length > 0)
    .map(({ path, objects }) => ({ path, objects: objects.map((object) => ofTenant(object, data.tenant.name)) }));
}

/** Files of a tenant's sources and apps, one Kustomization an app. */
export function appsFiles(data: TenantData): UnitFile[] {
  const objects = data.tenant.spaces
    .filter((space) => space.apps.length > 0)
    .flatMap((space): KubernetesObject[] => {
      const account = accountOf(data, space);
      const sourceName = account.name;
      return [
        tenantSource(space, sourceName, account.namespace, data.control.flux),
        ...space.apps.map((app) => appObject(data, space, app, account)),
      ];
    });
  return objects.length > 0 ? [{ path: 'apps.yaml', objects }] : [];
}

/** The source of a namespace's apps, with the signatures that it must carry. */
function tenantSource(
  { source, verify }: SpacePlan,
  name: string,
  namespace: string,
  flux: FluxContext,
): KubernetesObject {
  const object = sourceObject(source, name, namespace, flux);
  if (verify === undefined) return object;
  return { ...object, spec: { ...(object.spec as object), verify: verificationSpec(source.kind, verify) } };
}

function appObject(
  { control }: TenantData,
  space: SpacePlan,
  app: AppPlan,
  account: { readonly name: string; readonly namespace: string },
): KubernetesObject {
  const nameOf = (name: string) => (control.kubeConfig ? `${space.namespace}-${name}` : name);
  return {
    ...Kustomization.manifest(
      {
        sourceRef: { kind: space.source.kind, name: account.name },
        path: app.path,
        serviceAccountName: account.name,
        targetNamespace: space.namespace,
        ...(app.dependsOn.length > 0 ? { dependsOn: app.dependsOn.map((name) => ({ name: nameOf(name) })) } : {}),
        ...(control.kubeConfig ? { kubeConfig: control.kubeConfig } : {}),
        ...(app.substitutions ? { substitute: app.substitutions } : {}),
        ...(app.prune === undefined ? {} : { prune: app.prune }),
        ...(app.decryption ? { decryption: decryptionOf(app.decryption) } : {}),
      },
      control.flux,
    ),
    metadata: { name: nameOf(app.name), namespace: account.namespace },
  };
}
