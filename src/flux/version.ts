import { FluxVersion } from './known-versions';

export { fluxVersions, type FluxVersion } from './known-versions';

/** One release of Flux, such as `2.9.5`. */
export type FluxRelease = `${FluxVersion}.${number}`;

/**
 * Whether a version of Flux is `minor` or later; `undefined` when the version is not known, so that whoever asks has to
 * say what is written for every version.
 */
export function isAtLeast(flux: FluxVersion | FluxRelease | undefined, minor: FluxVersion): boolean | undefined {
  return flux === undefined ? undefined : minorOf(flux) >= minorOf(minor);
}

function minorOf(version: FluxVersion | FluxRelease): number {
  return Number(version.split('.')[1]);
}
