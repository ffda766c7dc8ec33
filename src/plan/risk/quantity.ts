import { JsonValue } from '../../kubernetes/objects';

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity, such as `200m` or `1Gi`, as a number; undefined for other values. */
export function quantity(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^([+-]?[0-9.]+)([eE][+-]?[0-9]+|[A-Za-z]*)$/.exec(value) : null;
  if (!match) return undefined;
  const suffix = match[2]!;
  const number = /^[eE][+-]?[0-9]/.test(suffix)
    ? Number(match[1]! + suffix)
    : Number(match[1]) * (SUFFIXES[suffix] ?? NaN);
  return Number.isFinite(number) ? number : undefined;
}
