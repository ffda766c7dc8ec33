import { FluxVersion } from './known-versions';

export { fluxVersions, type FluxVersion } from './known-versions';

/** A release of Flux, such as `2.9.5`. */
export type FluxRelease = `${FluxVersion}.${number}`;

/**
 * Whether a Flux version is `minor` or later; `undefined` for an unknown version, so that each caller decides which
 * output suits every version.
 */
export function isAtLeast(flux: FluxVersion | FluxRelease | undefined, minor: FluxVersion): boolean | undefined {
  return flux === undefined ? undefined : minorOf(flux) >= minorOf(minor);
}

function minorOf(version: FluxVersion | FluxRelease): number {
  return Number(version.split('.')[1]);
}
