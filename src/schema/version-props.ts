import { anything } from '../core/options';
import { quote } from '../kubernetes/names';
import { FluxVersion, fluxVersions, KubernetesVersion, kubernetesVersions } from '.';

/** Versions of Flux and Kubernetes. Precedence: cluster, group, environment, fleet. */
export interface VersionProps {
  /**
   * Flux version. The output contains only API versions and fields that it serves. A managed cluster uses its manager's
   * Flux version.
   *
   * @default - the next layer's version; finally {@link DEFAULT_FLUX_VERSION}
   */
  readonly flux?: FluxVersion;

  /**
   * Kubernetes version.
   *
   * @default - the next layer's version; finally {@link DEFAULT_KUBERNETES_VERSION}
   */
  readonly kubernetes?: KubernetesVersion;
}

/** The types of versions; checkVersions knows which there are. */
export const VERSION_TYPES = { flux: anything, kubernetes: anything } as const;

/** The versions of one cluster. */
export interface Versions {
  /** Flux version of the cluster, or of its manager. */
  readonly flux: FluxVersion;
  /** Kubernetes version. */
  readonly kubernetes: KubernetesVersion;
}

/** Merges two layers of versions; defined fields take precedence over the weaker layer. */
export function versionsOver(weaker: VersionProps, { flux, kubernetes }: VersionProps): VersionProps {
  return { flux: flux ?? weaker.flux, kubernetes: kubernetes ?? weaker.kubernetes };
}

/** Problems of versions, one message each. */
export function checkVersions({ flux, kubernetes }: VersionProps): string[] {
  const problems: string[] = [];
  if (flux !== undefined && !fluxVersions.includes(flux)) {
    problems.push(`flux ${quote(flux)} is not known: use one of ${fluxVersions.join(', ')}`);
  }
  if (kubernetes !== undefined && !kubernetesVersions.includes(kubernetes)) {
    problems.push(`kubernetes ${quote(kubernetes)} is not known: use one of ${kubernetesVersions.join(', ')}`);
  }
  return problems;
}
