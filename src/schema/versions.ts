import type { FluxVersion } from '../flux/version';

export type { FluxRelease, FluxVersion } from '../flux/version';

/** A minor version of Kubernetes. */
export type KubernetesVersion = '1.32' | '1.33' | '1.34' | '1.35' | '1.36';

/** Every minor version of Flux whose kinds are known, oldest first. */
export const fluxVersions: readonly FluxVersion[] = ['2.6', '2.7', '2.8', '2.9'];

/** Every minor version of Kubernetes whose kinds are known, oldest first. */
export const kubernetesVersions: readonly KubernetesVersion[] = ['1.32', '1.33', '1.34', '1.35', '1.36'];

/** The Flux version that is assumed where none is given: the latest one. */
export const DEFAULT_FLUX_VERSION: FluxVersion = '2.9';

/** The Kubernetes version that is assumed where none is given. */
export const DEFAULT_KUBERNETES_VERSION: KubernetesVersion = '1.34';

/**
 * The position in `releases` of the release that `version` names. A minor version names its latest release.
 *
 * @param product what the versions are of, for the message
 * @throws Error when no release has that version
 */
export function releaseIndex(product: string, releases: readonly string[], version: string): number {
  const exact = releases.indexOf(version);
  if (exact >= 0) return exact;
  const latest = releases.findLastIndex((release) => release.startsWith(`${version}.`));
  if (latest >= 0) return latest;
  const minors = [...new Set(releases.map((release) => release.split('.', 2).join('.')))];
  throw new Error(`${product} ${JSON.stringify(version)} is not known: use one of ${minors.join(', ')}`);
}
