import { BuildError } from '../yaml/node';

interface Requirement {
  readonly key: string;
  readonly accepts: (value: string | undefined) => boolean;
}

const KEY = String.raw`[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const PATTERNS: ReadonlyArray<readonly [RegExp, (...values: string[]) => Requirement['accepts']]> = [
  [new RegExp(String.raw`^\s*!\s*(${KEY})\s*$`), () => (value) => value === undefined],
  [new RegExp(String.raw`^\s*(${KEY})\s*$`), () => (value) => value !== undefined],
  [new RegExp(String.raw`^\s*(${KEY})\s*!=\s*([^\s,()]*)\s*$`), (other) => (value) => value !== other],
  [new RegExp(String.raw`^\s*(${KEY})\s*==?\s*([^\s,()=!]*)\s*$`), (other) => (value) => value === other],
  [
    new RegExp(String.raw`^\s*(${KEY})\s+in\s*\(([^()]*)\)\s*$`),
    (list) => (value) => value !== undefined && items(list).includes(value),
  ],
  [
    new RegExp(String.raw`^\s*(${KEY})\s+notin\s*\(([^()]*)\)\s*$`),
    (list) => (value) => value === undefined || !items(list).includes(value),
  ],
  [
    new RegExp(String.raw`^\s*(${KEY})\s*>\s*(-?\d+)\s*$`),
    (bound) => (value) => isInteger(value) && Number(value) > Number(bound),
  ],
  [
    new RegExp(String.raw`^\s*(${KEY})\s*<\s*(-?\d+)\s*$`),
    (bound) => (value) => isInteger(value) && Number(value) < Number(bound),
  ],
];

function items(list = ''): string[] {
  return list.split(',').map((item) => item.trim());
}

function isInteger(value: string | undefined): value is string {
  return value !== undefined && /^[-+]?\d+$/.test(value);
}

/**
 * Whether labels or annotations match a selector in the syntax of `kubectl -l`.
 *
 * @throws BuildError when the selector is not valid
 */
export function matchesSelector(selector: string, labels: ReadonlyMap<string, string>): boolean {
  if (selector.trim() === '') return true;
  return requirements(selector).every(({ key, accepts }) => accepts(labels.get(key)));
}

function requirements(selector: string): Requirement[] {
  // Commas within brackets separate values.
  return selector.split(/,(?![^(]*\))/).map((part) => {
    for (const [pattern, make] of PATTERNS) {
      const match = pattern.exec(part);
      if (match) return { key: match[1]!, accepts: make(...match.slice(2)) };
    }
    throw new BuildError(`${JSON.stringify(selector)} is not a valid selector`);
  });
}
