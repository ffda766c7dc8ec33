import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { FluxInstance } from '../../flux/flux-instance';
import { Kustomization } from '../../flux/kustomization';
import { KubernetesObject } from '../../kubernetes/objects';
import { Versions } from '../../schema/version-props';
import { ListExtra, UnitFile } from '../../units/unit';
import { PLATFORM_ACCOUNT, sourceObject } from '../control';
import { SourceSpec } from '../source';
import { Bootstrap, operatorRef } from './bootstrap';
import { lockdownPatches } from './lockdown';

/** Namespace of Flux, and name of a cluster's root source and Kustomization, as in `flux bootstrap`. */
export const FLUX_SYSTEM = 'flux-system';

/** The files of a cluster's root that install Flux. */
export interface BootstrapFiles {
  readonly file: UnitFile;
  /** Additional entries of the root's list. */
  readonly extra: ListExtra;
}

/** The files of a cluster's root that install Flux, by installer. */
export function bootstrapFiles(
  source: SourceSpec,
  { bootstrap, versions }: { readonly bootstrap: Bootstrap; readonly versions: Versions },
  flux: FluxContext,
  folder: string,
): BootstrapFiles {
  if (bootstrap === 'operator') {
    const objects = [instanceObject(source, `${versions.flux}.x`, flux, folder)];
    return { file: { path: `${FLUX_SYSTEM}/flux-instance.yaml`, objects }, extra: {} };
  }
  return {
    file: { path: `${FLUX_SYSTEM}/gotk-sync.yaml`, objects: syncObjects(source, flux, folder) },
    extra:
      bootstrap === 'gotk' ? { resources: [`${FLUX_SYSTEM}/gotk-components.yaml`], patches: lockdownPatches() } : {},
  };
}

/** The root's own source and Kustomization, with the names of `flux bootstrap`. */
function syncObjects(source: SourceSpec, flux: FluxContext, folder: string): KubernetesObject[] {
  return [
    sourceObject(source, FLUX_SYSTEM, FLUX_SYSTEM, flux, folder),
    {
      ...Kustomization.manifest(
        {
          sourceRef: { kind: source.kind, name: FLUX_SYSTEM },
          path: folder,
          wait: false,
          serviceAccountName: PLATFORM_ACCOUNT,
        },
        flux,
      ),
      metadata: { name: FLUX_SYSTEM, namespace: FLUX_SYSTEM },
    },
  ];
}

/** The FluxInstance for Flux Operator, with the same source and Kustomization. */
function instanceObject(source: SourceSpec, version: string, flux: FluxContext, folder: string): KubernetesObject {
  const { kind, url, secretName } = source;
  return {
    ...FluxInstance.manifest(
      {
        version,
        cluster: { multitenant: true, tenantDefaultServiceAccount: 'default', networkPolicy: true },
        sync: {
          kind,
          url,
          path: folder,
          // A source that the operator cannot follow was reported with the program's other problems.
          ref: operatorRef(source) ?? '',
          ...defined({ pullSecret: secretName === undefined ? undefined : { name: secretName } }),
        },
      },
      flux,
    ),
    metadata: { name: 'flux', namespace: FLUX_SYSTEM },
  };
}
