import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { KubernetesObject } from '../../kubernetes/objects';
import { UnitFile } from '../../units/unit';
import { namespaceObject, Control, PLATFORM_ACCOUNT, sourceObject } from '../control';
import { folderKustomization, releaseObjects } from '../delivery';
import { secretFiles } from '../secret';
import { ResolvedComponent } from './resolved';

/** What the Flux objects of a component depend on that is a chart or a folder. */
export interface DeliveredData {
  readonly component: ResolvedComponent;
  readonly control: Pick<Control, 'namespace' | 'prefix' | 'kubeConfig' | 'flux'>;
}

/** Whether a component is delivered by Flux objects of its own, beside the Kustomization of its unit. */
export function isDelivered({ release, folder }: ResolvedComponent): boolean {
  return (release ?? folder) !== undefined;
}

/** Files of what a component brings to its cluster; none for a chart that comes from elsewhere into a given namespace. */
export function componentFiles(component: ResolvedComponent): UnitFile[] {
  const objects = [
    ...(component.createNamespace ? [namespaceObject(component.namespace)] : []),
    ...(component.objects ?? []),
  ];
  return [...(objects.length > 0 ? [{ path: `${component.name}.yaml`, objects }] : []), ...secretFiles(component)];
}

/** Files of a component that the Flux of its own cluster delivers: the namespace, then the Flux objects. */
export function deliveredFiles(data: DeliveredData): UnitFile[] {
  const { component } = data;
  const namespace = component.createNamespace ? [namespaceObject(component.namespace)] : [];
  const objects = [...namespace, ...deliveryObjects(data)];
  return [{ path: `${component.name}.yaml`, objects }, ...secretFiles(component)];
}

/** Files of what the manager's Flux keeps for a remote cluster. */
export function managerFiles(data: DeliveredData): UnitFile[] {
  return [{ path: `${data.component.name}.yaml`, objects: deliveryObjects(data) }];
}

/** What lies in a component's unit beside its Flux objects, or is said of the unit's own Kustomization. */
type InUnit = 'createNamespace' | 'secrets' | 'objects' | 'dependsOn';

/**
 * The HelmRelease or Kustomization and its source, in the control namespace: there the platform's account is, and no
 * tenant.
 */
function deliveryObjects({ component, control }: DeliveredData): KubernetesObject[] {
  const delivered: Omit<ResolvedComponent, InUnit> = component;
  const {
    name: ownName,
    namespace,
    release,
    folder,
    decryption,
    prune,
    healthChecks,
    healthCheckExprs,
    ...rest
  } = delivered;
  nothingLeft(rest);
  const { kubeConfig, flux } = control;
  const applied = { namespace, account: PLATFORM_ACCOUNT, flux, ...defined({ kubeConfig }) };
  const metadata = { name: control.prefix + ownName, namespace: control.namespace };
  if (release) return releaseObjects(release, defined({ healthCheckExprs }), metadata, applied);
  if (folder?.source === undefined) return [];
  const source = { kind: folder.source.kind, name: metadata.name };
  const options = {
    source,
    ...defined({ healthChecks, healthCheckExprs, decryption, prune }),
  };
  // Not the name of the unit's own Kustomization, which brings this one.
  const name = `${control.prefix}infrastructure-${ownName}.folder`;
  return [
    sourceObject(folder.source, metadata.name, metadata.namespace, flux),
    folderKustomization(folder, options, { ...metadata, name }, applied),
  ];
}
