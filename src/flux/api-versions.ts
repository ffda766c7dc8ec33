/**
 * The API versions this library writes. Each is served by every Flux from 2.6 to 2.9; the versions of older
 * examples (v1beta1, v1beta2, v2beta1, v2beta2) are served by none that is still maintained.
 */
export const SOURCE_API_VERSION = 'source.toolkit.fluxcd.io/v1';

/** See {@link SOURCE_API_VERSION}. */
export const KUSTOMIZE_API_VERSION = 'kustomize.toolkit.fluxcd.io/v1';

/** See {@link SOURCE_API_VERSION}. */
export const HELM_API_VERSION = 'helm.toolkit.fluxcd.io/v2';
