import { GoModule } from './go-module';

/** A release without suffix, such as `2.9.5`. */
const RELEASE = /^\d+\.\d+\.\d+$/;

/** A release as a Go module version; a pre-release has a suffix. */
const TAG = /^v(\d+\.\d+\.\d+)(-[\w.-]+)?$/;

/** Orders releases numerically: 2.9.5 comes before 2.10.0. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) => release.split('.').map(Number)) as [number[], number[]];
  const at = left.findIndex((number, position) => number !== right[position]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/** The minor version of a release: `2.10` for `2.10.1`. */
export function minorOf(release: string): string {
  return release.split('.', 2).join('.');
}

/** The minor versions of releases, without duplicates, in order of appearance. */
export function minorsOf(releases: readonly string[]): string[] {
  return [...new Set(releases.map(minorOf))];
}

/**
 * The releases with a folder in a module, such as `v2.9.5/`, oldest first.
 *
 * @param folder the parent folder, with a trailing slash
 * @param oldest the oldest release to include
 * @throws Error when there is no release, or the folder contains anything else
 */
export function releasesIn(names: readonly string[], folder: string, oldest: string): string[] {
  const below = names.filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length));
  const found = new Set(below.map((name) => name.slice(0, name.indexOf('/') + 1) || name));
  const releases = [...found].map((name) => {
    const release = name.replace(/^v(.*)\/$/, '$1');
    if (!RELEASE.test(release))
      throw new Error(`${folder}${name} is not the folder of a release: teach releasesIn what it is`);
    return release;
  });
  const kept = releases.filter((release) => compareReleases(release, oldest) >= 0).sort(compareReleases);
  if (kept.length === 0) throw new Error(`${folder} holds no release from ${oldest} on`);
  return kept;
}

/**
 * The newest release of each minor version, oldest first, without pre-releases.
 *
 * @param tags versions of a module, such as `v1.37.2`
 * @param oldest the oldest release to include
 * @throws Error when a tag cannot be parsed
 */
export function newestOfEachMinor(tags: readonly string[], oldest: string): string[] {
  const newest = new Map<string, string>();
  for (const tag of tags) {
    const [, release, suffix] = TAG.exec(tag) ?? [];
    if (release === undefined) throw new Error(`version ${tag} cannot be read: teach newestOfEachMinor what it is`);
    if (suffix !== undefined || compareReleases(release, oldest) < 0) continue;
    const known = newest.get(minorOf(release));
    if (known === undefined || compareReleases(release, known) > 0) newest.set(minorOf(release), release);
  }
  return [...newest.values()].sort(compareReleases);
}

/**
 * Fails if the module proxy serves a newer release than the listed ones, so that no release is skipped silently.
 *
 * @param served versions of the module that the proxy lists
 * @throws Error that names each missing release
 */
export function checkUpToDate(modules: readonly GoModule[], served: readonly string[], oldest: string): void {
  const read = modules.map(({ version }) => version.slice(1));
  const missing = newestOfEachMinor(served, oldest).filter((release) => {
    const known = read.find((one) => minorOf(one) === minorOf(release));
    return known === undefined || compareReleases(release, known) > 0;
  });
  if (missing.length === 0) return;
  const path = modules[0]?.path ?? '';
  throw new Error(
    `${path} is served as ${missing.map((release) => `v${release}`).join(', ')} too: put ` +
      `${missing.length === 1 ? 'it' : 'them'} into releases.ts, with the Sum that "go mod download -json ${path}@v…" prints`,
  );
}
