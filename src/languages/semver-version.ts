import { compare } from '../core/order';
import { VersionComparison, VersionRange } from './semver-range';

/** A semantic version as Masterminds/semver reads it. */
export interface SemanticVersion {
  /** Major, minor and patch. */
  readonly numbers: readonly [bigint, bigint, bigint];
  /** Text after the `-`; empty for a release. */
  readonly prerelease: string;
  /** The text as written. */
  readonly text: string;
}

const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = new RegExp(`^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`);
const PARTIAL = /^v?([0-9|xX*]+)(?:\.([0-9|xX*]+))?(?:\.([0-9|xX*]+))?(?:-([^+]*))?(?:\+.*)?$/;

const MAXIMUM = 2n ** 64n - 1n;

/** Longest version that Masterminds/semver 3.5.0 reads, in bytes. */
const MAX_LENGTH = 256;

/**
 * Reads a version as `ParseVersion` of fluxcd/pkg/version does: three numbers, which may begin with zeros, with an
 * optional `v` before and prerelease and metadata behind them. Undefined if it is none.
 */
export function parseVersion(text: string): SemanticVersion | undefined {
  return text.split('.').length < 3 ? undefined : read(text);
}

function read(text: string): SemanticVersion | undefined {
  const found = text.length > MAX_LENGTH ? null : VERSION.exec(text);
  if (found === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease = ''] = found;
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  const isSound = numbers.every((number) => number <= MAXIMUM) && !/(?:^|\.)0[0-9]+(?:\.|$)/.test(prerelease);
  return isSound ? { numbers, prerelease, text } : undefined;
}

/** Compares two versions by precedence; metadata does not count. Negative if `a` is the older one. */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  for (const at of [0, 1, 2] as const) {
    if (a.numbers[at] !== b.numbers[at]) return a.numbers[at] < b.numbers[at] ? -1 : 1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const [mine, others] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(mine.length, others.length); at++) {
    const order = compareIdentifiers(mine[at] ?? '', others[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers come before words; a number that Go's `ParseUint` does not read is a word. */
function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  const isNumber = (text: string) => /^[0-9]+$/.test(text) && BigInt(text) <= MAXIMUM;
  if (!isNumber(a) && !isNumber(b)) return compare(a, b);
  if (!isNumber(b)) return -1;
  if (!isNumber(a)) return 1;
  return BigInt(a) > BigInt(b) ? 1 : -1;
}

/** A comparison with its version as numbers, and what of them was left open. */
interface Bound {
  readonly operator: string;
  readonly version: SemanticVersion;
  /** `x`, `1.x` and `1.2.x` leave all, minor or patch open; undefined if nothing is. */
  readonly open?: 'all' | 'minor' | 'patch';
}

function boundOf({ operator, version }: VersionComparison): Bound {
  const [, major = '', minor, patch, prerelease] = PARTIAL.exec(version) ?? [];
  const isOpen = (part: string | undefined) => part === undefined || /^[xX*]$/.test(part);
  const behind = prerelease === undefined ? '' : `-${prerelease}`;
  const made = (numbers: string): SemanticVersion =>
    read(numbers + behind) ?? { numbers: [0n, 0n, 0n], prerelease: '', text: version };
  if (isOpen(major)) return { operator, version: made('0.0.0'), open: 'all' };
  if (isOpen(minor)) return { operator, version: made(`${major}.0.0`), open: 'minor' };
  if (isOpen(patch)) return { operator, version: made(`${major}.${minor}.0`), open: 'patch' };
  return { operator, version: made(`${major}.${minor}.${patch}`) };
}

/**
 * Whether a version is in a range, by `Constraints.Check` of Masterminds/semver 3.5.0. A prerelease is only in
 * alternatives that name a prerelease.
 */
export function isInRange(version: SemanticVersion, range: VersionRange): boolean {
  return range.some((alternative) => {
    const bounds = alternative.map(boundOf);
    if (version.prerelease !== '' && bounds.every((bound) => bound.version.prerelease === '')) return false;
    return bounds.every((bound) => CHECKS[bound.operator]?.(version, bound) === true);
  });
}

type Check = (version: SemanticVersion, bound: Bound) => boolean;

const isLess: Check = (version, bound) => compareVersions(version, bound.version) < 0;

const isNotEqual: Check = (version, { version: given, open }) => {
  const [major, minor] = version.numbers;
  if (open === undefined) return compareVersions(version, given) !== 0;
  if (major !== given.numbers[0]) return true;
  if (open === 'minor') return false;
  if (minor !== given.numbers[1]) return true;
  if (open === 'patch') return comparePrereleases(version.prerelease, given.prerelease) !== 0;
  return version.numbers[2] !== given.numbers[2] || compareVersions(version, given) !== 0;
};

const isGreater: Check = (version, { version: given, open }) => {
  const [major, minor] = version.numbers;
  if (open === undefined || open === 'all') {
    return compareVersions(version, given) > 0;
  }
  if (major !== given.numbers[0]) return major > given.numbers[0];
  return open === 'patch' && minor > given.numbers[1];
};

const isAtMost: Check = (version, { version: given, open }) => {
  const [major, minor] = version.numbers;
  if (open === undefined) return compareVersions(version, given) <= 0;
  if (major !== given.numbers[0]) return major < given.numbers[0];
  return open === 'minor' || minor <= given.numbers[1];
};

const isAbout: Check = (version, bound) => {
  const { version: given, open } = bound;
  if (isLess(version, bound)) return false;
  if (given.numbers.every((number) => number === 0n) && open !== 'minor' && open !== 'patch') return true;
  if (version.numbers[0] !== given.numbers[0]) return false;
  return version.numbers[1] === given.numbers[1] || open === 'minor';
};

const isCompatible: Check = (version, bound) => {
  const { version: given, open } = bound;
  const [major, minor, patch] = given.numbers;
  if (isLess(version, bound)) return false;
  if (major > 0n || open === 'minor') return version.numbers[0] === major;
  if (version.numbers[0] > 0n) return false;
  if (minor > 0n || open === 'patch') return version.numbers[1] === minor;
  return version.numbers[1] === 0n && version.numbers[2] === patch;
};

const isEqual: Check = (version, bound) =>
  bound.open === undefined ? compareVersions(version, bound.version) === 0 : isAbout(version, bound);

const isAtLeast: Check = (version, bound) => !isLess(version, bound);

const CHECKS: Readonly<Record<string, Check>> = {
  '': isEqual,
  '=': isEqual,
  '!=': isNotEqual,
  '>': isGreater,
  '<': isLess,
  '>=': isAtLeast,
  '=>': isAtLeast,
  '<=': isAtMost,
  '=<': isAtMost,
  '~': isAbout,
  '~>': isAbout,
  '^': isCompatible,
};
