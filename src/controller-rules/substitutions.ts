import { quote } from '../kubernetes/names';

/** Words that YAML 1.1 does not read as text, each also capitalized and in capitals. */
const WORDS: Readonly<Record<string, string>> = {
  y: 'the boolean true',
  yes: 'the boolean true',
  true: 'the boolean true',
  on: 'the boolean true',
  n: 'the boolean false',
  no: 'the boolean false',
  false: 'the boolean false',
  off: 'the boolean false',
  null: 'null',
  '~': 'null',
};

/** Length of the longest of these words. */
const LONGEST_WORD = Math.max(...Object.keys(WORDS).map((word) => word.length));

/** Numbers that stay as they are. */
const PLAIN_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;

const INTEGER = /^[-+]?(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** The largest integer that Go reads as one; beyond it is a number with an exponent. */
const LARGEST = 2n ** 64n - 1n;

/**
 * The type and value that a variable has where it stands alone. After the text is replaced, the result is read as YAML
 * again, by `sigs.k8s.io/yaml` with the types of YAML 1.1; quotes in the file do not survive until then.
 *
 * @returns undefined if the value stays as it is, `the boolean true`, `the number 1.1` or `null`
 */
export function readAgain(value: string): string | undefined {
  if (PLAIN_INTEGER.test(value)) return undefined;
  if (value.length > LONGEST_WORD) return numberAgain(value);
  const lower = value.toLowerCase();
  const spellings = [lower, value.toUpperCase(), lower.slice(0, 1).toUpperCase() + lower.slice(1)];
  if (Object.hasOwn(WORDS, lower)) return spellings.includes(value) ? WORDS[lower] : undefined;
  return numberAgain(value);
}

function numberAgain(value: string): string | undefined {
  if (!/^[-+.0-9]/.test(value)) return undefined;
  const plain = value.startsWith('.') ? value : value.replaceAll('_', '');
  const again = INTEGER.test(plain) ? integerOf(plain) : FLOAT.test(plain) ? floatOf(plain) : value;
  return again === value ? undefined : `the number ${again}`;
}

function integerOf(text: string): string {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text) ?? [];
  const number = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (number > LARGEST) return String(Number(number));
  return sign === '-' ? String(-number) : String(number);
}

function floatOf(text: string): string {
  const number = Number(text);
  return Number.isFinite(number) ? String(number) : text;
}

/** Problems of the values of variables. */
export function* substitutionProblems(values: Readonly<Record<string, unknown>>): Generator<string> {
  for (const name in values) {
    const value = values[name];
    const again = typeof value === 'string' ? readAgain(value) : undefined;
    if (again !== undefined) {
      yield `the value ${quote(value)} of variable ${quote(name)} becomes ${again} where it stands alone, because the text is read as YAML again and quotes in the file are lost: write ${quote(`"${String(value)}"`)} where it is to stay text`;
    }
  }
}
