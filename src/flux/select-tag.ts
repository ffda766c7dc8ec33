import { defined } from '../core/defined';
import { firstNames } from '../core/first-names';
import { compare } from '../core/order';
import { quote } from '../kubernetes/names';
import { parseGoFloat } from '../languages/go/go-float';
import { checkExpansion, expandedMatches, groupsOf } from '../languages/go/go-regexp';
import { LanguageError } from '../languages/go/language-error';
import { parseVersionRange } from '../languages/semver-range';
import { compareVersions, isInRange, parseVersion, SemanticVersion } from '../languages/semver-version';

/** The way a tag is selected. Exactly one is given. */
export interface TagPolicy {
  /**
   * Selects the newest version in this range, such as `>=1.0.0 <2.0.0`. Prereleases count only if the range names one:
   * `>=1.0.0-0`. Tags are versions of three numbers, with or without a `v`.
   *
   * @default - another selection
   */
  readonly semver?: string;

  /**
   * Selects the last tag in alphabetical order (`asc`) or the first (`desc`).
   *
   * @default - another selection
   */
  readonly alphabetical?: 'asc' | 'desc';

  /**
   * Selects the greatest number (`asc`) or the smallest (`desc`). Each tag that the filter leaves must be a number.
   *
   * @default - another selection
   */
  readonly numerical?: 'asc' | 'desc';

  /**
   * Selects the newest build by a time in the tag: a regular expression with a group `ts`, such as
   * `^main-[a-f0-9]+-(?P<ts>[0-9]+)$`, whose greatest number wins. It is the filter of tags too.
   *
   * @default - another selection
   */
  readonly timestamp?: string;
}

/** Filter of tags, and the part of each tag that is compared. */
export interface TagFilter {
  /** Regular expression of Go that tags must match, such as `^v(?P<version>.*)-alpine$`. */
  readonly pattern: string;

  /**
   * Part of the match to compare, such as `$version`.
   *
   * @default - the whole tag
   */
  readonly extract?: string;
}

/** A policy's selection from a list of tags. */
export interface TagSelection {
  /** The tag that Flux selects; undefined if it selects none. */
  readonly tag?: string;

  /** Further tags that Flux may select instead at any reconciliation, as nothing decides between them; mostly empty. */
  readonly rivals: readonly string[];

  /** Number of tags that the filter leaves. */
  readonly candidates: number;

  /** Why there is no tag, and what to do. */
  readonly problem?: string;
}

/** A candidate: the text that is compared, and the tag that it was extracted from. */
interface Candidate {
  readonly text: string;
  readonly tag: string;
}

/** Tags that the controller leaves out unless an ImageRepository has an `exclusionList`: signatures of cosign. */
const EXCLUDED = /^.*\.sig$/;

/**
 * The tag that an ImagePolicy selects from a list, as image-reflector-controller does (`internal/policy` of 1.1.1). Tags
 * that end in `.sig` do not count.
 *
 * @throws LanguageError when the range or the pattern is invalid
 *
 * @example
 * const { tag } = selectTag({ semver: '>=1.0.0 <2.0.0' }, ['1.4.2', '2.0.0']);
 */
export function selectTag(policy: TagPolicy, tags: readonly string[], filter?: TagFilter): TagSelection {
  const { choice, filter: given } = normalPolicy(policy, filter);
  // The controller stores the tags of a registry in this order, each once.
  const sorted = [...new Set(tags)].filter((tag) => !EXCLUDED.test(tag)).sort((a, b) => compare(b, a));
  const candidates = given === undefined ? sorted.map((tag) => ({ text: tag, tag })) : extracted(sorted, given);
  const count = candidates.length;
  if (count === 0) {
    const problem =
      given === undefined || sorted.length === 0
        ? 'there is no tag to choose from: push an image, or check the name of the image'
        : `${policy.timestamp === undefined ? 'filterTags' : 'timestamp'} ${quote(given.pattern)} matches none of ${firstNames(sorted.map(quote))}: mend the pattern`;
    return { rivals: [], candidates: 0, problem };
  }
  const best = CHOOSE[choice.by](candidates, choice.value);
  if (typeof best === 'string') return { rivals: [], candidates: count, problem: best };
  // Without a filter the order of the tags decides. With one, the controller keeps candidates in a map without an order.
  const [first] = choice.by === 'numerical' && given === undefined ? best.slice(-1) : best;
  const rivals = given === undefined ? [] : best.filter((one) => one !== first);
  return { ...defined({ tag: first?.tag }), rivals: rivals.map(({ tag }) => tag), candidates: count };
}

/** The one way of choosing that a policy gives, with its filter. */
export interface NormalPolicy {
  readonly choice: { readonly by: keyof typeof CHOOSE; readonly value: string };
  readonly filter?: TagFilter;
}

/** A policy with `timestamp` said as Flux knows it: the greatest number that a group of the tag holds. */
export function normalPolicy(policy: TagPolicy, filter?: TagFilter): NormalPolicy {
  if (policy.timestamp !== undefined) {
    return { choice: { by: 'numerical', value: 'asc' }, filter: { pattern: policy.timestamp, extract: '$ts' } };
  }
  const by = policy.semver !== undefined ? 'semver' : policy.numerical !== undefined ? 'numerical' : 'alphabetical';
  return { choice: { by, value: policy[by] ?? 'asc' }, ...defined({ filter }) };
}

/** The tags that match, with what is extracted of each. Of tags with one extract, the controller keeps the last. */
function extracted(tags: readonly string[], { pattern, extract }: TagFilter): Candidate[] {
  const textOf = expandedMatches(pattern, extract);
  const found = new Map<string, string>();
  for (const tag of tags) {
    const text = textOf(tag);
    if (text !== undefined) found.set(text, tag);
  }
  return Array.from(found, ([text, tag]) => ({ text, tag }));
}

/** The equally good candidates, in their order; or why there is none. */
type Choose = (candidates: readonly Candidate[], value: string) => readonly Candidate[] | string;

const bySemver: Choose = (candidates, value) => {
  const range = parseVersionRange(value);
  let best: Candidate[] = [];
  let newest: SemanticVersion | undefined;
  for (const candidate of candidates) {
    const version = parseVersion(candidate.text);
    if (version === undefined || !isInRange(version, range)) continue;
    const order = newest === undefined ? 1 : compareVersions(version, newest);
    if (order > 0) [newest, best] = [version, [candidate]];
    else if (order === 0) best.push(candidate);
  }
  if (best.length > 0) return best;
  const versions = candidates.filter(({ text }) => parseVersion(text) !== undefined);
  const shown = firstNames((versions.length > 0 ? versions : candidates).map(({ text }) => quote(text)));
  return versions.length > 0
    ? `no version is in the range ${quote(value)}, there are ${shown}: widen the range${hintOf(versions)}`
    : `no tag is a version of three numbers, there are ${shown}: push tags such as 1.2.3, or extract the version with filterTags`;
};

/** A range leaves prereleases out unless it names one. */
function hintOf(versions: readonly Candidate[]): string {
  const allPre = versions.every(({ text }) => (parseVersion(text)?.prerelease ?? '') !== '');
  return allPre ? ', or add "-0" to it as in ">=1.0.0-0", which lets prereleases in' : '';
}

const byNumber: Choose = (candidates, value) => {
  const numbers = candidates.map((candidate) => ({ candidate, number: parseGoFloat(candidate.text) }));
  const wrong = numbers.find(({ number }) => number === undefined);
  if (wrong !== undefined) {
    return `${quote(wrong.candidate.text)} of tag ${quote(wrong.candidate.tag)} is not a number, so Flux selects nothing: narrow filterTags to tags with a number, and extract it`;
  }
  let best: Candidate[] = [];
  let last = 0;
  for (const { candidate, number = 0 } of numbers) {
    if (best.length > 0 && (value === 'asc' ? number < last : number > last)) continue;
    best = best.length > 0 && number === last ? [...best, candidate] : [candidate];
    last = number;
  }
  return best;
};

const byAlphabet: Choose = (candidates, value) => {
  const sorted = [...candidates].sort((a, b) => Buffer.compare(Buffer.from(a.text), Buffer.from(b.text)));
  return value === 'desc' ? sorted.slice(0, 1) : sorted.slice(-1);
};

const CHOOSE = { semver: bySemver, numerical: byNumber, alphabetical: byAlphabet } as const;

/** The faults of a policy, one message each: the field, the value given, and what to do. */
export function policyFaults(policy: TagPolicy, filter?: TagFilter): string[] {
  const { choice, filter: given } = normalPolicy(policy, filter);
  const isTime = policy.timestamp !== undefined;
  return [
    choice.by === 'semver' ? faultOf('policy.semver', choice.value, () => parseVersionRange(choice.value)) : undefined,
    given &&
      faultOf(isTime ? 'policy.timestamp' : 'filterTags.pattern', given.pattern, () => checkFilter(given, isTime)),
    given?.extract === undefined || isTime
      ? undefined
      : faultOf('filterTags.extract', given.extract, () => checkExtract(given)),
  ].filter((fault) => fault !== undefined);
}

function checkFilter(filter: TagFilter, isTime: boolean): void {
  expandedMatches(filter.pattern, filter.extract);
  if (isTime) checkExtract(filter);
}

/** Checks the groups that are extracted, unless the pattern itself is wrong, which is told already. */
function checkExtract({ pattern, extract = '' }: TagFilter): void {
  let groups: ReturnType<typeof groupsOf>;
  try {
    groups = groupsOf(pattern);
  } catch {
    return;
  }
  checkExpansion(extract, groups);
}

function faultOf(field: string, value: string, check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof LanguageError) return `${field} ${quote(value)}: ${error.problem}`;
    throw error;
  }
}
