import type { CelEnvironment } from './cel-environment';
import { STRING_FORMATS } from './formats';
import { goRegExp } from './go-regexp';

type List = readonly unknown[];
type Ordered = string | number | bigint;

/** Compares two values of one type in CEL's order. */
function compare(a: unknown, b: unknown): number {
  const [left, right] = [a as Ordered, b as Ordered];
  return left < right ? -1 : left > right ? 1 : 0;
}

function extreme(list: List, sign: 1 | -1): unknown {
  if (list.length === 0) throw new Error('the list is empty');
  return list.reduce((best, item) => (compare(item, best) * sign < 0 ? item : best));
}

function sum(list: List): unknown {
  if (list.length === 0) return 0n;
  return (list as readonly number[]).reduce((total, item) => total + item);
}

/** Evaluates a regular expression with Go's semantics. */
function find(text: string, pattern: string): string {
  return goRegExp(pattern).exec(text)?.[0] ?? '';
}

function findAll(text: string, pattern: string): string[] {
  const { source, flags } = goRegExp(pattern);
  return [...text.matchAll(new RegExp(source, `${flags}g`))].map(([match]) => match);
}

function format(name: string): (value: string) => boolean {
  return (value) => STRING_FORMATS[name]?.(value) ?? false;
}

const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/**
 * Registers the functions that Kubernetes adds to CEL and the CEL library lacks: lists, regular expressions and
 * formats. A rule that uses any other function is reported as not evaluated.
 *
 * @param list creates an empty list of the library's type
 */
export function registerKubernetesLibrary(environment: CelEnvironment, list: () => unknown[]): void {
  const own = (items: readonly unknown[]) => {
    const made = list();
    made.push(...items);
    return made;
  };
  environment
    .registerFunction('list.isSorted(): bool', (items: List) =>
      items.every((item, at) => at === 0 || compare(items[at - 1], item) <= 0),
    )
    .registerFunction('list.sum(): dyn', (items: List) => sum(items))
    .registerFunction('list.min(): dyn', (items: List) => extreme(items, 1))
    .registerFunction('list.max(): dyn', (items: List) => extreme(items, -1))
    .registerFunction('list.indexOf(dyn): int', (items: List, item: unknown) => BigInt(items.indexOf(item)))
    .registerFunction('list.lastIndexOf(dyn): int', (items: List, item: unknown) => BigInt(items.lastIndexOf(item)))
    .registerFunction('string.find(string): string', (text: string, pattern: string) => find(text, pattern))
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      own(findAll(text, pattern)),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction('string.charAt(int): string', (text: string, at: bigint) => text.charAt(Number(at)))
    .registerFunction('isURL(string): bool', (text: string) => URL.canParse(text) || /^\/[^\s]*$/.test(text))
    .registerFunction('isIP(string): bool', (text: string) => format('ipv4')(text) || format('ipv6')(text))
    .registerFunction('isCIDR(string): bool', format('cidr'))
    .registerFunction('isQuantity(string): bool', (text: string) => QUANTITY.test(text));
}
