import type * as Re2 from 're2js';
import { quote } from '../../kubernetes/names';
import { isUnicodeClass } from './go-unicode';
import { LanguageError } from './language-error';

/** Capturing groups of a pattern. */
export interface Groups {
  /** The number of groups, without the whole match. */
  readonly count: number;
  readonly names: ReadonlySet<string>;
}

/** Remedies by the words that the parser uses for a problem. */
const REMEDIES: ReadonlyArray<readonly [problem: string, remedy: string]> = [
  ['missing closing ]', 'close the character class with "]", or write \\[ for the character'],
  ['missing closing )', 'close the group with ")", or write \\( for the character'],
  ['unexpected )', 'open the group with "(", or write \\) for the character'],
  ['missing argument to repetition', 'write before it what repeats, or a backslash for the character itself'],
  ['invalid nested repetition', 'leave one of the operators out'],
  ['Perl syntax', 'Go has no look-ahead and look-behind, describe the match without'],
  ['invalid escape sequence', 'write \\\\ for a backslash, Go has no back-references'],
  ['invalid character class range', 'name a class that exists, or write the range upwards'],
  ['invalid repeat count', 'repeat at most 1000 times in all'],
  ['trailing backslash', 'write \\\\ for a backslash'],
  ['named capture', 'name the group with letters, digits and "_", each name once'],
];

/** A Unicode class, or any other escape, so that an escaped backslash is not taken for the start of a class. */
const ESCAPES = /\\Q[^]*?(?:\\E|$)|\\[pP](?:\{([^}]*)\}|([^{]))|\\[^]/gu;

/**
 * The package that parses Go's regular expressions. It is loaded on first use, as most programs hold none.
 */
function re2(): typeof Re2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('re2js') as typeof Re2;
}

/**
 * The pattern with every Unicode class replaced by one that both know: Go and the package know different names.
 *
 * @throws LanguageError when Go does not know a class
 */
function withKnownClasses(pattern: string): string {
  return pattern.replace(ESCAPES, (escape, inBraces?: string, letter?: string, at?: number) => {
    const name = inBraces ?? letter;
    if (name === undefined) return escape;
    if (isUnicodeClass(name.replace(/^\^/, ''))) return '\\pL';
    throw new LanguageError(
      `${quote(escape)} is not a class that Go knows: name one such as \\p{Greek} or \\pL`,
      at ?? 0,
    );
  });
}

function parse(pattern: string, anchored: boolean): Re2.RE2JS {
  const known = withKnownClasses(pattern);
  try {
    return re2().RE2JS.compile(anchored && pattern !== '' ? `^(?:${known})$` : known);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, problem = message, part = ''] = /^error parsing regexp: (.*?)(?:: `(.*)`)?$/s.exec(message) ?? [];
    const remedy = REMEDIES.find(([words]) => problem.includes(words))?.[1] ?? 'simplify it';
    const shown = part === '' ? problem : `${problem} ${quote(part)}`;
    throw new LanguageError(`${shown}: ${remedy}`, Math.max(0, pattern.indexOf(part)));
  }
}

/**
 * Checks a regular expression of Go, by the rules of `regexp.Compile` in Go 1.26.
 *
 * @param offset position of the pattern in what the user wrote
 * @throws LanguageError when Go does not compile the pattern
 */
export function checkGoRegexp(pattern: string, offset = 0): void {
  try {
    parse(pattern, false);
  } catch (error) {
    throw error instanceof LanguageError ? new LanguageError(error.problem, error.at + offset) : error;
  }
}

/**
 * Checks a regular expression that has to match a whole text. Kustomize reads the fields of a patch target so.
 *
 * @throws LanguageError when Go does not compile the pattern between `^(?:` and `)$`
 */
export function checkAnchoredGoRegexp(pattern: string): void {
  parse(pattern, true);
}

/**
 * The capturing groups of a pattern.
 *
 * @throws LanguageError when Go does not compile the pattern
 */
export function groupsOf(pattern: string): Groups {
  const compiled = parse(pattern, false);
  return { count: compiled.groupCount(), names: new Set(Object.keys(compiled.namedGroups())) };
}

/** A reference of a Go template for matches: `$name`, `${name}`, or `$$` for the character. */
const REFERENCES = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/**
 * A template's result for the first match of a pattern, by Go's `Regexp.Expand`; without a template the text as it is.
 * The function gives undefined for a text that does not match.
 *
 * @throws LanguageError when Go does not compile the pattern, or the package has no such class
 */
export function expandedMatches(pattern: string, template = ''): (text: string) => string | undefined {
  parse(pattern, false);
  let compiled: Re2.RE2JS;
  try {
    compiled = re2().RE2JS.compile(pattern);
  } catch (error) {
    throw new LanguageError(`${(error as Error).message}: only Flux itself can match it, leave the class out`, 0);
  }
  const named = compiled.namedGroups();
  return (text) => {
    const match = compiled.matcher(text);
    if (!match.find()) return undefined;
    if (template === '') return text;
    return template.replace(REFERENCES, (_, inBraces?: string, bare?: string) => {
      const name = inBraces ?? bare;
      if (name === undefined) return '$';
      const isNumber = /^(?:0|[1-9][0-9]{0,7})$/.test(name);
      const group = isNumber ? Number(name) : Object.hasOwn(named, name) ? named[name] : undefined;
      return group === undefined || group > compiled.groupCount() ? '' : (match.group(group) ?? '');
    });
  };
}

/**
 * Checks a text that picks parts of a match, such as `$ts`, by the rules of Go's `Regexp.Expand`, which takes the longest
 * name that letters, digits and `_` give.
 *
 * @throws LanguageError when the text names a group that the pattern does not have, so that it always gives nothing
 */
export function checkExpansion(template: string, groups: Groups): void {
  for (const { index, 1: inBraces, 2: bare } of template.matchAll(REFERENCES)) {
    const name = inBraces ?? bare;
    if (name === undefined || groups.names.has(name)) continue;
    if (/^(?:0|[1-9][0-9]{0,8})$/.test(name) && Number(name) <= groups.count) continue;
    const known = [...groups.names].map((group) => `$${group}`);
    const choice = known.length > 0 ? `use ${known.join(' or ')}` : 'name a group in the pattern, as in (?P<ts>[0-9]+)';
    throw new LanguageError(`the pattern has no group ${quote(name)}: ${choice}`, index);
  }
}
