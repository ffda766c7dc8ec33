import type { FluxVersion } from '../flux/version';
import type { KubernetesVersion } from './known-versions';

export { fluxVersions, type FluxRelease, type FluxVersion } from '../flux/version';
export { kubernetesVersions, type KubernetesVersion } from './known-versions';

/**
 * Default Flux version. Not the latest: most clusters run 2.9, which does not serve the additions of 2.10, such as
 * `notification.toolkit.fluxcd.io/v1`. Flux 2.10 still serves everything that 2.9 does.
 */
export const DEFAULT_FLUX_VERSION: FluxVersion = '2.9';

/**
 * Default Kubernetes version. Not the latest: fleets write it into labels for Pod Security Admission, so a new default
 * changes the output of every fleet without an explicit version.
 */
export const DEFAULT_KUBERNETES_VERSION: KubernetesVersion = '1.34';

/**
 * Index in `releases` of a version. A minor version means its latest release.
 *
 * @param product name of the product, for the message
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
