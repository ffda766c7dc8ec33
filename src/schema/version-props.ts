import { quote } from '../kubernetes/names';
import { FluxVersion, fluxVersions, KubernetesVersion, kubernetesVersions } from '.';

/** The versions that clusters run. A cluster's own win over its groups', these over its environments', these over the fleet's. */
export interface VersionProps {
  /**
   * Version of Flux. Output holds only what that version serves; for a cluster with a manager, its manager's counts.
   *
   * @default - the next layer's; in the end {@link DEFAULT_FLUX_VERSION}
   */
  readonly flux?: FluxVersion;

  /**
   * Version of Kubernetes.
   *
   * @default - the next layer's; in the end {@link DEFAULT_KUBERNETES_VERSION}
   */
  readonly kubernetes?: KubernetesVersion;
}

/** The versions that one cluster runs. */
export interface Versions {
  /** Version of Flux: of the cluster's own, or of its manager's. */
  readonly flux: FluxVersion;
  /** Version of Kubernetes. */
  readonly kubernetes: KubernetesVersion;
}

/** What is said, and where nothing is, what is weaker. */
export function versionsOver(weaker: VersionProps, { flux, kubernetes }: VersionProps): VersionProps {
  return { flux: flux ?? weaker.flux, kubernetes: kubernetes ?? weaker.kubernetes };
}

/** What is wrong with versions, one message each. */
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
