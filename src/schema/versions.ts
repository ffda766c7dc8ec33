import type { FluxVersion } from '../flux/version';
import type { KubernetesVersion } from './known-versions';

export { fluxVersions, type FluxRelease, type FluxVersion } from '../flux/version';
export { kubernetesVersions, type KubernetesVersion } from './known-versions';

/**
 * The Flux version that is assumed where none is given. Not the latest: 2.9 is what most clusters run, and what 2.10
 * brought, such as `notification.toolkit.fluxcd.io/v1`, they do not serve, while Flux 2.10 still serves what 2.9 does.
 */
export const DEFAULT_FLUX_VERSION: FluxVersion = '2.9';

/**
 * The Kubernetes version that is assumed where none is given. Not the latest: fleets write it into their labels for Pod
 * Security Admission, so that another default changes the output of every fleet that names no version.
 */
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
