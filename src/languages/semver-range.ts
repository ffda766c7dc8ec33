import { LanguageError } from './go/language-error';

/** One comparison of a range, such as `>= 1.2`. */
export interface VersionComparison {
  /** The operator; empty for a version alone. */
  readonly operator: string;
  /** The version as written. A part of it may be `x` or missing. */
  readonly version: string;
}

/** A range of semantic versions: alternatives, each a list of comparisons that hold together. */
export type VersionRange = readonly (readonly VersionComparison[])[];

/** Limits of Masterminds/semver 3.5.0, in bytes, groups and bytes. */
const LIMITS = { text: 512, alternatives: 32, version: 256 };

const OPERATORS = new Set(['', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^']);

/** Go's `\s`. */
const SPACE = '[\\t\\n\\f\\r ]';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = `v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?(-${IDENTIFIERS})?(?:\\+${IDENTIFIERS})?`;

const WHOLE_VERSION = new RegExp(`^${VERSION}$`);
const HYPHEN_RANGE = new RegExp(`${SPACE}*(${VERSION})${SPACE}+-${SPACE}+(${VERSION})${SPACE}*`, 'g');
const ITEM = /([=!<>~^]*)[\t\n\f\r ]*([^\t\n\f\r ,]*)[\t\n\f\r ]*/y;
const SPACES = /[\t\n\f\r ]*/y;

const MAXIMUM = 2n ** 64n - 1n;

function isAny(part: string | undefined): boolean {
  return part === undefined || /^\.?[xX*]$/.test(part);
}

/** A number of a version that Go's `ParseUint` reads. */
function isNumber(part: string): boolean {
  return /^[0-9]+$/.test(part) && BigInt(part) <= MAXIMUM;
}

/** The numbers of a version that count: `1.x.5` has one. */
function numbersOf(major: string, minor: string | undefined, patch: string | undefined): string[] {
  if (isAny(major)) return [];
  if (minor === undefined || isAny(minor)) return [major];
  return patch === undefined || isAny(patch) ? [major, minor.slice(1)] : [major, minor.slice(1), patch.slice(1)];
}

function checkVersion(text: string, at: number): void {
  const [, major, minor, patch, prerelease = ''] = WHOLE_VERSION.exec(text) ?? [];
  const shown = JSON.stringify(text);
  if (major === undefined) {
    throw new LanguageError(`${shown} is not a version: write one such as 1.2.3, 1.2.x or *`, at);
  }
  const numbers = numbersOf(major, minor, patch);
  const wrong = numbers.find((number) => !isNumber(number));
  if (wrong !== undefined) {
    throw new LanguageError(`${JSON.stringify(wrong)} in ${shown} is not a number of a version: write digits or x`, at);
  }
  const identifier = prerelease
    .slice(1)
    .split('.')
    .find((part) => /^0[0-9]+$/.test(part));
  if (identifier !== undefined) {
    throw new LanguageError(`${shown} has a prerelease number with a leading zero: write ${Number(identifier)}`, at);
  }
  const parsed = [...numbers, ...Array<string>(3 - numbers.length).fill('0')].join('.') + prerelease;
  if (parsed.length > LIMITS.version) {
    throw new LanguageError(`a version is longer than ${LIMITS.version} characters: shorten it`, at);
  }
}

/** Reads comparisons that are separated by blanks or commas, as `validConstraintRegex` of the Go library does. */
function parseComparisons(text: string, offset: number): VersionComparison[] {
  const comparisons: VersionComparison[] = [];
  SPACES.lastIndex = 0;
  let at = SPACES.exec(text)?.[0].length ?? 0;
  if (at === text.length) throw new LanguageError('a version is missing: write one, or * for any', offset);
  for (;;) {
    ITEM.lastIndex = at;
    const [all = '', operator = '', version = ''] = ITEM.exec(text) ?? [];
    if (!OPERATORS.has(operator)) {
      throw new LanguageError(
        `${JSON.stringify(operator)} is not an operator: use one of = != > < >= <= ~ ^`,
        offset + at,
      );
    }
    checkVersion(version, offset + at + all.indexOf(version, operator.length));
    comparisons.push({ operator, version });
    at += all.length;
    if (at === text.length) return comparisons;
    if (text.charAt(at) === ',') {
      SPACES.lastIndex = at + 1;
      at += 1 + (SPACES.exec(text)?.[0].length ?? 0);
    }
  }
}

/**
 * Reads a range of semantic versions as Flux does, by the rules of Masterminds/semver 3.5.0 (`NewConstraint`): `1.2.x`,
 * `>=1.0.0 <2.0.0`, `^1.4`, `~2.1 || 3`, `1.2 - 1.4`.
 *
 * @throws LanguageError when the text is not a range
 */
export function parseVersionRange(text: string): VersionRange {
  if (Buffer.byteLength(text) > LIMITS.text) {
    throw new LanguageError(`the range is longer than ${LIMITS.text} bytes: shorten it`, 0);
  }
  let rewritten = text;
  for (const match of text.matchAll(HYPHEN_RANGE)) {
    rewritten = rewritten.replace(match[0], () => `>= ${match[1]}, <= ${match[6]} `);
  }
  const alternatives = rewritten.split('||');
  if (alternatives.length > LIMITS.alternatives) {
    throw new LanguageError(`the range has more than ${LIMITS.alternatives} alternatives: leave some out`, 0);
  }
  let offset = 0;
  return alternatives.map((alternative) => {
    try {
      return parseComparisons(alternative, offset);
    } catch (error) {
      // Positions in a rewritten text are none of the given text.
      throw rewritten !== text && error instanceof LanguageError ? new LanguageError(error.problem, 0) : error;
    } finally {
      offset += alternative.length + 2;
    }
  });
}
