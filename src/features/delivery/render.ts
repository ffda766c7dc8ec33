import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { FluxContext } from '../../flux/context';
import { HelmRelease } from '../../flux/helm-release';
import { Kustomization } from '../../flux/kustomization';
import { KustomizeImage, KustomizePatch } from '../../flux/kustomize';
import type { HelmReleaseSpec, KustomizationSpec } from '../../flux/spec';
import { KubernetesObject } from '../../kubernetes/objects';
import { toYaml } from '../../units/yaml';
import { chartFields, chartSource, Control, signedMark } from '../control';
import { DecryptionSpec, decryptionOf } from '../secret';
import { isInline } from '../source';
import { overridesOf, WrittenFluxFields } from './flux-fields';
import { Images } from './image';
import { ResolvedDelivery, ResolvedFolder, ResolvedPatch, ResolvedRelease } from './resolve';

/** Account that applies a delivery, and the namespace and cluster it goes to. */
export interface Applied {
  /** Namespace of the objects, or that Helm installs into. */
  readonly namespace: string;
  /** Service account in the namespace of the Flux object. */
  readonly account: string;
  /** Secret with the kubeconfig of a remote cluster. */
  readonly kubeConfig?: Control['kubeConfig'];
  /** Flux version and the fleet's defaults. */
  readonly flux: FluxContext;
}

interface Identity {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Options of a HelmRelease beyond its chart. */
export interface ReleaseOptions extends Pick<ResolvedDelivery, 'fluxFields' | 'fluxName' | 'healthCheckExprs'> {
  /** Name of the source object that the chart shares with others; undefined for one of its own. */
  readonly sharedSource?: string;
}

/**
 * HelmRelease of a chart, and the chart's source if that is its own.
 *
 * @param metadata of the source, and of a HelmRelease that is given no other name
 */
export function releaseObjects(
  release: ResolvedRelease,
  { healthCheckExprs, fluxFields, fluxName, sharedSource }: ReleaseOptions,
  metadata: Identity,
  applied: Applied,
): KubernetesObject[] {
  const { namespace, account, kubeConfig, flux } = applied;
  const { name, chart: spec, values, valuesFrom, crds, images, patches, ...rest } = release;
  nothingLeft(rest);
  const changed = { ...imageFields(images), ...patchFields(patches) };
  const hasChanges = Object.keys(changed).length > 0;
  const postRenderers = fluxFields?.postRenderers;
  // Those of the fields come after the changes that other options make, and do not take their place.
  const both = hasChanges && postRenderers ? [{ kustomize: changed }, ...postRenderers] : postRenderers;
  const helmRelease: KubernetesObject = {
    ...HelmRelease.manifest(
      {
        ...chartFields(spec, sharedSource ?? metadata.name),
        releaseName: name,
        targetNamespace: namespace,
        serviceAccountName: account,
        ...defined({
          kubeConfig,
          values,
          valuesFrom,
          crds,
          postRenderers: hasChanges ? [changed] : undefined,
          healthCheckExprs,
          specOverrides:
            fluxFields && overridesOf<HelmReleaseSpec>(both ? { ...fluxFields, postRenderers: both } : fluxFields),
        }),
      },
      flux,
    ),
    // A chart without a source object of its own has the source's marks with it.
    metadata: { ...metadata, ...defined({ name: fluxName }), ...(isInline(spec) ? signedMark(spec) : {}) },
  };
  const source = sharedSource === undefined ? chartSource(spec, metadata, flux) : undefined;
  return source ? [source, helmRelease] : [helmRelease];
}

/**
 * Fields of the Kustomization around a Flux object that has fields of its own: it waits as long as that one may take.
 */
export function waitFields({ fluxFields }: Pick<ResolvedDelivery, 'fluxFields'>): WrittenFluxFields | undefined {
  const timeout = fluxFields?.timeout;
  return timeout == null ? undefined : { timeout };
}

/** Options of a Kustomization beyond its folder. */
export interface FolderOptions extends Pick<ResolvedDelivery, 'fluxFields' | 'healthChecks' | 'healthCheckExprs'> {
  /** Source of the folder: its own or the tenant's. */
  readonly source: { readonly kind: string; readonly name: string };
  /** Kustomizations that must be Ready first. */
  readonly dependsOn?: ReadonlyArray<{ readonly name: string; readonly namespace?: string }>;
  /** Decryption of encrypted files. */
  readonly decryption?: DecryptionSpec;
  /** Deletes objects from the cluster once they leave the folder. */
  readonly prune?: boolean;
}

/** Kustomization of a folder. With a `targetNamespace`, every object is moved to that namespace. */
export function folderKustomization(
  folder: Omit<ResolvedFolder, 'artifact' | 'source'>,
  options: FolderOptions,
  metadata: Identity,
  { account, kubeConfig, flux }: Omit<Applied, 'namespace'>,
): KubernetesObject {
  const { path, targetNamespace, substitutions, substitutionsFrom, images, patches, ...rest } = folder;
  const { source, dependsOn, decryption, prune, healthChecks, healthCheckExprs, fluxFields, ...more } = options;
  nothingLeft(rest);
  nothingLeft(more);
  return {
    ...Kustomization.manifest(
      {
        sourceRef: source as { kind: 'GitRepository'; name: string },
        path,
        serviceAccountName: account,
        ...defined({
          targetNamespace,
          dependsOn: dependsOn?.length ? dependsOn : undefined,
          kubeConfig,
          substitutions,
          substituteFrom: substitutionsFrom,
        }),
        ...imageFields(images),
        ...patchFields(patches),
        ...healthFields({ healthChecks, healthCheckExprs }),
        ...defined({
          prune,
          decryption: decryption ? decryptionOf(decryption) : undefined,
          specOverrides: fluxFields && overridesOf<KustomizationSpec>(fluxFields),
        }),
      },
      flux,
    ),
    metadata,
  };
}

/** Health fields of a Kustomization. Flux reads `healthChecks` only if `wait` is false. */
export function healthFields({
  healthChecks,
  healthCheckExprs,
}: {
  readonly [K in 'healthChecks' | 'healthCheckExprs']?: ResolvedDelivery[K] | undefined;
}) {
  return {
    ...(healthChecks ? { healthChecks, wait: false } : {}),
    ...defined({ healthCheckExprs }),
  };
}

function imageFields(images: Images | undefined): { readonly images?: readonly KustomizeImage[] } {
  if (images === undefined) return {};
  return {
    images: Object.keys(images)
      .sort()
      .map((key) => {
        const { name, tag, digest } = images[key]!;
        return {
          name: key,
          ...defined({ newName: name, newTag: tag, digest }),
        };
      }),
  };
}

function patchFields(patches: readonly ResolvedPatch[] | undefined): { readonly patches?: readonly KustomizePatch[] } {
  return patches === undefined
    ? {}
    : { patches: patches.map(({ patch, target }) => ({ patch: toYaml(patch), ...defined({ target }) })) };
}
