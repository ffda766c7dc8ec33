import { FluxRelease, FluxVersion, isAtLeast } from './version';

/**
 * The API versions this library writes. Each is served by every supported version of Flux that has the kind, but for
 * those of images, Alerts and Providers. The versions of older examples (v1beta1, v1beta2, v2beta1, v2beta2) are served
 * by no version of Flux that is still maintained.
 */
export const SOURCE_API_VERSION = 'source.toolkit.fluxcd.io/v1';

/** ArtifactGenerators, from Flux 2.7 on. See {@link SOURCE_API_VERSION}. */
export const SOURCE_EXTENSIONS_API_VERSION = 'source.extensions.fluxcd.io/v1beta1';

/** See {@link SOURCE_API_VERSION}. */
export const KUSTOMIZE_API_VERSION = 'kustomize.toolkit.fluxcd.io/v1';

/** See {@link SOURCE_API_VERSION}. */
export const HELM_API_VERSION = 'helm.toolkit.fluxcd.io/v2';

/** Receivers. See {@link SOURCE_API_VERSION}. */
export const RECEIVER_API_VERSION = 'notification.toolkit.fluxcd.io/v1';

/** Alerts and Providers before Flux 2.10, which deprecates it but still serves it. */
export const NOTIFICATION_API_VERSION = 'notification.toolkit.fluxcd.io/v1beta3';

/** The kinds of images, from Flux 2.7 on. */
export const IMAGE_API_VERSION = 'image.toolkit.fluxcd.io/v1';

/** The kinds of Flux Operator. */
export const OPERATOR_API_VERSION = 'fluxcd.controlplane.io/v1';

/** The API version of the kinds of images that a version of Flux serves: 2.6 has not got {@link IMAGE_API_VERSION}. */
export function imageApiVersion(flux: FluxVersion | FluxRelease | undefined): string {
  return isAtLeast(flux, '2.7') === false ? 'image.toolkit.fluxcd.io/v1beta2' : IMAGE_API_VERSION;
}

/**
 * The API version of Alerts and Providers that a version of Flux prefers. Where the version is not known, the one that
 * all supported versions serve.
 */
export function notificationApiVersion(flux: FluxVersion | FluxRelease | undefined): string {
  return isAtLeast(flux, '2.10') === true ? 'notification.toolkit.fluxcd.io/v1' : NOTIFICATION_API_VERSION;
}
