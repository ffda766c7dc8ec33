import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { FluxContext } from '../../flux/context';
import { HelmRelease } from '../../flux/helm-release';
import { HelmRepository } from '../../flux/helm-repository';
import { Kustomization } from '../../flux/kustomization';
import { KustomizeImage, KustomizePatch } from '../../flux/kustomize';
import { HELM_CHART_LAYER, OCIRepository } from '../../flux/oci-repository';
import { KubernetesObject } from '../../kubernetes/objects';
import { toYaml } from '../../units/yaml';
import { Control, sourceObject } from '../control';
import { DecryptionSpec, decryptionOf } from '../secret';
import { ChartSpec } from '../source';
import { Images } from './image';
import { ResolvedDelivery, ResolvedFolder, ResolvedPatch, ResolvedRelease } from './resolve';

/** Who applies something, and where it lands. */
export interface Applied {
  /** Namespace that the objects are in, or that Helm installs in. */
  readonly namespace: string;
  /** The account, in the namespace of the Flux object. */
  readonly account: string;
  /** Secret with the kubeconfig of a remote cluster. */
  readonly kubeConfig?: Control['kubeConfig'];
  /** The version of Flux, and the fleet's defaults. */
  readonly flux: FluxContext;
}

interface Identity {
  readonly name: string;
  readonly namespace: string;
}

/** The HelmRelease of a chart, and the source of the chart. */
export function releaseObjects(
  release: ResolvedRelease,
  { healthCheckExprs }: Pick<ResolvedDelivery, 'healthCheckExprs'>,
  metadata: Identity,
  applied: Applied,
): KubernetesObject[] {
  const { namespace, account, kubeConfig, flux } = applied;
  const { name, chart: spec, values, crds, images, patches, ...rest } = release;
  nothingLeft(rest);
  const { source, chart } = chartObjects(spec, metadata, flux);
  const changed = { ...imageFields(images), ...patchFields(patches) };
  const helmRelease: KubernetesObject = {
    ...HelmRelease.manifest(
      {
        ...chart,
        releaseName: name,
        targetNamespace: namespace,
        serviceAccountName: account,
        ...defined({
          kubeConfig,
          values,
          crds,
          postRenderers: Object.keys(changed).length > 0 ? [changed] : undefined,
          healthCheckExprs,
        }),
      },
      flux,
    ),
    metadata,
  };
  return [source, helmRelease];
}

/** What a Kustomization says beside its folder. */
export interface FolderOptions extends Pick<ResolvedDelivery, 'healthChecks' | 'healthCheckExprs'> {
  /** The source: the folder's own, or the tenant's. */
  readonly source: { readonly kind: string; readonly name: string };
  /** What must be Ready first. */
  readonly dependsOn?: ReadonlyArray<{ readonly name: string; readonly namespace?: string }>;
  /** How encrypted files are opened. */
  readonly decryption?: DecryptionSpec;
  /** Whether objects that leave the folder are deleted. */
  readonly prune?: boolean;
}

/** The Kustomization of a folder. Every object is moved to the namespace. */
export function folderKustomization(
  folder: Omit<ResolvedFolder, 'source'>,
  options: FolderOptions,
  metadata: Identity,
  { account, kubeConfig, flux }: Omit<Applied, 'namespace'>,
): KubernetesObject {
  const { path, targetNamespace, substitutions, images, patches, ...rest } = folder;
  const { source, dependsOn, decryption, prune, healthChecks, healthCheckExprs, ...more } = options;
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
        }),
        ...imageFields(images),
        ...patchFields(patches),
        ...healthFields({ healthChecks, healthCheckExprs }),
        ...defined({ prune, decryption: decryption ? decryptionOf(decryption) : undefined }),
      },
      flux,
    ),
    metadata,
  };
}

/** Whose health counts. Flux looks at the objects that are named only when it does not wait for all. */
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

/** A range such as `18.x` or `>=1.2`; anything else is one exact version. */
const EXACT_VERSION = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

function chartObjects(spec: ChartSpec, metadata: Identity, flux: FluxContext) {
  const { name } = metadata;
  switch (spec.from) {
    case 'repository':
      return {
        source: { ...HelmRepository.manifest({ url: spec.url }, flux), metadata },
        chart: { chart: { chart: spec.chart, version: spec.version, sourceRef: { kind: 'HelmRepository', name } } },
      } as const;
    case 'oci': {
      // A registry knows a version's "+" as "_", as tags cannot hold the plus sign.
      const ref = EXACT_VERSION.test(spec.version) ? { tag: spec.version.replace('+', '_') } : { semver: spec.version };
      return {
        source: { ...OCIRepository.manifest({ url: spec.url, ref, layerSelector: HELM_CHART_LAYER }, flux), metadata },
        chart: { chartRef: { kind: 'OCIRepository', name } },
      } as const;
    }
    case 'git':
      return {
        source: sourceObject(spec.source, name, metadata.namespace, flux),
        chart: { chart: { chart: spec.path, sourceRef: { kind: 'GitRepository', name } } },
      } as const;
  }
}
