import { quote } from '../../kubernetes/names';
import { LanguageError } from './language-error';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const PART = /([0-9]*)(\.?)([0-9]*)([^0-9.]*)/y;
const LIMIT = 2n ** 63n;

/**
 * Checks a duration by the rules of Go's `time.ParseDuration`, such as `1h30m`.
 *
 * @param offset position of the text in what the user wrote
 * @throws LanguageError when the text is not a duration
 */
export function parseGoDuration(text: string, offset = 0): void {
  const wrong = () => new LanguageError(`${quote(text)} is not a duration: write one such as 1h30m`, offset);
  const isNegative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  if (digits === '0') return;
  if (digits === '') throw wrong();
  let total = 0n;
  for (let at = 0; at < digits.length;) {
    PART.lastIndex = at;
    const [all = '', whole = '', , fraction = '', unit = ''] = PART.exec(digits) ?? [];
    const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (scale === undefined || (whole === '' && fraction === '') || BigInt(whole || '0') > LIMIT) throw wrong();
    total += BigInt(whole || '0') * scale + fractionOf(fraction, scale);
    if (total > LIMIT) throw wrong();
    at += all.length;
  }
  if (total === LIMIT && !isNegative) throw wrong();
}

function fractionOf(fraction: string, scale: bigint): bigint {
  return fraction === '' ? 0n : (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
}
