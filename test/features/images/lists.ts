import type { TagFilter, TagPolicy } from '../../../src/flux/select-tag';
import { Random } from '../../languages/grammar/random';

/** A question to a policy: which of these tags does it select? */
export interface TagQuestion {
  readonly policy: TagPolicy;
  readonly filterTags?: TagFilter;
  readonly tags: readonly string[];
}

export const SEED = 25;

/** Number of lists that the end-to-end test asks about. */
export const LISTS = 6_000;

const IDENTIFIERS = ['alpha', 'beta', 'rc', 'rc1', '0', '1', '2', '10', '11', 'x-1', '99999999999999999999', 'A'];

function number(random: Random): string {
  return random.pick(['0', '0', '1', '1', '1', '2', '2', '3', '9', '10', '11', '01', '18446744073709551615']);
}

function prerelease(random: Random): string {
  const parts = Array.from({ length: 1 + random.below(3) }, () => random.pick(IDENTIFIERS));
  return `-${parts.join('.')}`;
}

function version(random: Random): string {
  const parts = Array.from({ length: random.below(8) === 0 ? 1 + random.below(4) : 3 }, () => number(random));
  const behind = random.below(3) === 0 ? prerelease(random) : '';
  const metadata = random.below(8) === 0 ? `+${random.pick(IDENTIFIERS)}` : '';
  return `${random.pick(['', '', 'v', 'V'])}${parts.join('.')}${behind}${metadata}`;
}

function bound(random: Random): string {
  const operator = random.pick(['', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^']);
  const open = () => random.pick(['x', '*', 'X']);
  const numbers = random.pick([
    () => [number(random)],
    () => [number(random), number(random)],
    () => [number(random), open()],
    () => [number(random), number(random), open()],
    () => [open()],
    () => [number(random), number(random), number(random)],
    () => [number(random), number(random), number(random)],
  ])();
  const behind = numbers.length === 3 && random.below(3) === 0 ? prerelease(random) : '';
  return `${operator}${random.pick(['', ' '])}${random.pick(['', '', 'v'])}${numbers.join('.')}${behind}`;
}

function range(random: Random): string {
  const alternative = () =>
    random.below(10) === 0
      ? `${number(random)}.${number(random)} - ${number(random)}.${number(random)}`
      : Array.from({ length: 1 + random.below(2) }, () => bound(random)).join(random.pick([' ', ', ', ',']));
  return Array.from({ length: random.below(5) === 0 ? 2 : 1 }, alternative).join(' || ');
}

function numeral(random: Random): string {
  const digits = String(random.below(2_000));
  return random.pick([
    () => digits,
    () => digits,
    () => digits,
    () => `0${digits}`,
    () => `-${digits}`,
    () => `${digits}.5`,
    () => `${digits}e2`,
    () => `1_${digits}`,
    () => `0x${digits}p-1`,
    () => random.pick(['inf', '-Infinity', '1e400', '.5', '5.', '_1', '1__0', '0x1', 'abc', '1e']),
  ])();
}

const word = (random: Random) =>
  random.pick(['main', 'dev', 'v1', 'V1', 'a_b', 'Zed', 'latest', '20260101', '20251231', '1.10', '1.9', '']);

/** Filters with what makes tags that mostly match. */
const FILTERS: ReadonlyArray<readonly [filter: TagFilter, tag: (text: string, random: Random) => string]> = [
  [
    { pattern: '^main-[a-f0-9]+-(?P<ts>[0-9]+)$', extract: '$ts' },
    (text, random) => `main-${random.pick(['a1', 'ff', '0'])}-${text}`,
  ],
  [
    { pattern: '^(?P<all>.*)-alpine$', extract: '$all' },
    (text, random) => `${text}${random.pick(['-alpine', '-alpine', ''])}`,
  ],
  [{ pattern: '(.+)-(\\w+)', extract: '${1}' }, (text, random) => `${text}-${random.pick(['x', 'y', 'z'])}`],
  [{ pattern: '^(v?)(.*)$', extract: '$2' }, (text, random) => `${random.pick(['', 'v'])}${text}`],
  [{ pattern: '^[0-9]' }, (text) => text],
  [{ pattern: 'a|b|1', extract: '$0' }, (text) => text],
  [{ pattern: '^(x)?(.*)$', extract: '$2$1$$' }, (text) => text],
];

/** Questions that a seed makes, of each kind of policy with and without a filter. */
export function tagQuestions(seed: number, count: number): TagQuestion[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (): TagQuestion => {
    const [policy, text] = random.pick<() => readonly [TagPolicy, (random: Random) => string]>([
      () => [{ semver: range(random) }, version],
      () => [{ semver: range(random) }, version],
      () => [
        { numerical: random.pick(['asc', 'desc']) },
        random.below(4) === 0 ? numeral : (one) => String(one.below(500)),
      ],
      () => [{ alphabetical: random.pick(['asc', 'desc']) }, random.pick([word, version])],
    ])();
    const filtered = random.below(2) === 0 ? random.pick(FILTERS) : undefined;
    const tags = Array.from({ length: random.below(9) }, () => filtered?.[1](text(random), random) ?? text(random));
    return { policy, tags, ...(filtered ? { filterTags: filtered[0] } : {}) };
  });
}
