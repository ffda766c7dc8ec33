import { quote } from './names';

/** An amount in Kubernetes' notation: `250m`, `1.5`, `2Gi`, `1e3`; or a plain number. */
export type Quantity = string | number;

const PATTERN = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([eE][+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/;

/** Amounts are counted in nano-units, the finest unit that Kubernetes keeps. One of them is a unit. */
export const NANO = 1_000_000_000n;

const SCALES: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  k: NANO * 1_000n,
  M: NANO * 1_000_000n,
  G: NANO * 10n ** 9n,
  T: NANO * 10n ** 12n,
  P: NANO * 10n ** 15n,
  E: NANO * 10n ** 18n,
  Ki: NANO << 10n,
  Mi: NANO << 20n,
  Gi: NANO << 30n,
  Ti: NANO << 40n,
  Pi: NANO << 50n,
  Ei: NANO << 60n,
};

const BINARY = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;

/** Amounts that were read before: most objects have the same few. */
const amounts = new Map<Quantity, bigint>();

/** The amount in nano-units, rounded up as Kubernetes does; undefined for anything but a quantity. */
export function parseQuantity(quantity: Quantity): bigint | undefined {
  const known = amounts.get(quantity);
  if (known !== undefined) return known;
  if (amounts.size >= 1000) amounts.clear();
  const amount = amountIn(quantity);
  if (amount !== undefined) amounts.set(quantity, amount);
  return amount;
}

function amountIn(quantity: Quantity): bigint | undefined {
  const match = PATTERN.exec(String(quantity));
  if (match === null || (typeof quantity !== 'string' && typeof quantity !== 'number')) return undefined;
  const [, sign, digits = '', exponent, suffix] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const power = Number(exponent?.slice(1) ?? 0);
  const scale = (suffix === undefined ? NANO : SCALES[suffix]!) * 10n ** BigInt(Math.max(power, 0));
  const divisor = 10n ** BigInt(fraction.length + Math.max(-power, 0));
  const amount = (BigInt(whole + fraction) * scale + divisor - 1n) / divisor;
  return sign === '-' ? -amount : amount;
}

/**
 * Checks that an amount is a quantity and not negative.
 *
 * @param what the noun that begins the message, such as `quota "pods"`
 */
export function checkQuantity(what: string, quantity: Quantity): string | undefined {
  const amount = parseQuantity(quantity);
  if (amount === undefined) return `${what} ${quote(quantity)} is not a quantity: write one such as 500m, 2 or 4Gi`;
  return amount < 0n ? `${what} ${quote(quantity)} is below zero: give 0 or more` : undefined;
}

/** Whether a value is an amount in Kubernetes' notation, and not negative. */
export function isQuantity(value: unknown): value is Quantity {
  return checkQuantity('', value as Quantity) === undefined;
}

/** Compares two quantities: negative if the first is smaller. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const difference = amountOf(a) - amountOf(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The sum of quantities. */
export function sumQuantities(quantities: readonly Quantity[]): string {
  const sum = quantities.reduce((total, quantity) => total + amountOf(quantity), 0n);
  return formatQuantity(sum, quantities.some(isBinary));
}

/** The remainder of a quantity; zero if more is taken than there is. */
export function subtractQuantity(from: Quantity, taken: Quantity): string {
  const rest = amountOf(from) - amountOf(taken);
  return formatQuantity(rest < 0n ? 0n : rest, isBinary(from));
}

/**
 * An equal share of a quantity, rounded down so that the shares never exceed the total: to thousandths, to whole Mi for
 * bytes, and to integers if the total is an integer and `divisible` is false.
 */
export function shareQuantity(total: Quantity, parts: number, divisible = true): string {
  const share = amountOf(total) / BigInt(parts);
  const unit = isBinary(total) ? SCALES.Mi! : divisible ? SCALES.m! : NANO;
  return formatQuantity(share - (share % unit), isBinary(total));
}

function amountOf(quantity: Quantity): bigint {
  const amount = parseQuantity(quantity);
  if (amount === undefined) throw new Error(checkQuantity('quantity', quantity));
  return amount;
}

function isBinary(quantity: Quantity): boolean {
  return typeof quantity === 'string' && quantity.endsWith('i');
}

/**
 * An amount in nano-units, exactly, in Kubernetes' notation.
 *
 * @param binary whether it is one of bytes, written as `2Gi` where that is exact
 */
export function formatQuantity(amount: bigint, binary: boolean): string {
  if (amount === 0n) return '0';
  const suffix = binary ? BINARY.find((one) => amount % SCALES[one]! === 0n) : undefined;
  if (suffix) return `${amount / SCALES[suffix]!}${suffix}`;
  if (amount % NANO === 0n) return String(amount / NANO);
  return amount % SCALES.m! === 0n ? `${amount / SCALES.m!}m` : `${amount}n`;
}
