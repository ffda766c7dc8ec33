import { FluxRelease, FluxVersion, isAtLeast } from './version';

/**
 * The API versions that this library writes. Except for images, Alerts and Providers, every supported Flux version that
 * has the kind serves its API version. The versions of older examples (v1beta1, v1beta2, v2beta1, v2beta2) are served
 * by no maintained Flux version.
 */
export const SOURCE_API_VERSION = 'source.toolkit.fluxcd.io/v1';

/** ArtifactGenerators, since Flux 2.7. See {@link SOURCE_API_VERSION}. */
export const SOURCE_EXTENSIONS_API_VERSION = 'source.extensions.fluxcd.io/v1beta1';

/** See {@link SOURCE_API_VERSION}. */
export const KUSTOMIZE_API_VERSION = 'kustomize.toolkit.fluxcd.io/v1';

/** See {@link SOURCE_API_VERSION}. */
export const HELM_API_VERSION = 'helm.toolkit.fluxcd.io/v2';

/** Receivers. See {@link SOURCE_API_VERSION}. */
export const RECEIVER_API_VERSION = 'notification.toolkit.fluxcd.io/v1';

/** Alerts and Providers before Flux 2.10. Flux 2.10 still serves it, as a deprecated version. */
export const NOTIFICATION_API_VERSION = 'notification.toolkit.fluxcd.io/v1beta3';

/** The image kinds, since Flux 2.7. */
export const IMAGE_API_VERSION = 'image.toolkit.fluxcd.io/v1';

/** The kinds of Flux Operator. */
export const OPERATOR_API_VERSION = 'fluxcd.controlplane.io/v1';

/** The API version of the image kinds in a Flux version: Flux 2.6 does not serve {@link IMAGE_API_VERSION}. */
export function imageApiVersion(flux: FluxVersion | FluxRelease | undefined): string {
  return isAtLeast(flux, '2.7') === false ? 'image.toolkit.fluxcd.io/v1beta2' : IMAGE_API_VERSION;
}

/**
 * The preferred API version of Alerts and Providers in a Flux version. Without a version, the one that every supported
 * Flux version serves.
 */
export function notificationApiVersion(flux: FluxVersion | FluxRelease | undefined): string {
  return isAtLeast(flux, '2.10') === true ? 'notification.toolkit.fluxcd.io/v1' : NOTIFICATION_API_VERSION;
}
