import { parseGoDuration } from '../go/go-duration';
import { checkGoRegexp } from '../go/go-regexp';
import { LanguageError } from '../go/language-error';
import { childrenOf, Expression, Literal } from './ast';

/** A value known before evaluation. Of the kinds without a literal, the value itself is not known. */
interface Constant {
  readonly kind: Literal['type'] | 'collection' | 'duration' | 'timestamp' | 'type';
  readonly value?: unknown;
  /** The kind that a text is the form of; the text itself is not worked out. */
  readonly of?: 'duration' | 'timestamp';
}

type Convert = (constant: Constant) => Constant | undefined;

const INT64 = { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };
const UINT64 = { minimum: 0n, maximum: 2n ** 64n - 1n };
const SECONDS = { minimum: -62_135_596_800n, maximum: 253_402_300_799n };

/** Constants that cel-go takes for an index. */
const INDEX_KINDS: ReadonlySet<Constant['kind']> = new Set(['bool', 'double', 'int', 'string', 'uint'] as const);

/** Go's `ParseFloat` beyond decimal numbers. */
const SPECIAL_FLOAT = /^(?:[+-]?inf(?:inity)?|nan)$/i;
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/;

function inRange(value: bigint, { minimum, maximum }: typeof INT64): boolean {
  return value >= minimum && value <= maximum;
}

function integer(kind: 'int' | 'uint', value: bigint): Constant | undefined {
  return inRange(value, kind === 'int' ? INT64 : UINT64) ? { kind, value } : undefined;
}

function toInteger(kind: 'int' | 'uint', { kind: from, value }: Constant): Constant | undefined {
  if (from === 'int' || from === 'uint') return integer(kind, value as bigint);
  if (from === 'double') {
    // The limits themselves are refused, as no double is near enough to tell.
    const limit = kind === 'int' ? 2 ** 63 : 2 ** 64;
    const isInside =
      kind === 'int' ? Math.abs(value as number) < limit : (value as number) >= 0 && (value as number) < limit;
    return isInside ? integer(kind, BigInt(Math.trunc(value as number))) : undefined;
  }
  if (from === 'timestamp' || from === 'duration') return kind === 'int' ? { kind, value: 0n } : undefined;
  const pattern = kind === 'int' ? /^[+-]?[0-9]+$/ : /^[0-9]+$/;
  if (from !== 'string' || !pattern.test(value as string)) return undefined;
  return integer(kind, BigInt((value as string).replace(/^\+/, '')));
}

function toDouble({ kind, value }: Constant): Constant | undefined {
  if (kind === 'int' || kind === 'uint') return { kind: 'double', value: Number(value) };
  if (kind === 'double') return { kind, value };
  if (kind !== 'string') return undefined;
  const text = value as string;
  const number = Number(text);
  if (SPECIAL_FLOAT.test(text)) return { kind: 'double', value: NaN };
  return DECIMAL.test(text) && Number.isFinite(number) ? { kind: 'double', value: number } : undefined;
}

function toBool({ kind, value }: Constant): Constant | undefined {
  if (kind === 'bool') return { kind, value };
  if (kind !== 'string') return undefined;
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value as string)) return { kind: 'bool', value: true };
  return /^(?:0|f|F|FALSE|false|False)$/.test(value as string) ? { kind: 'bool', value: false } : undefined;
}

function toText({ kind, value }: Constant): Constant | undefined {
  if (kind === 'collection' || kind === 'type' || kind === 'null_type') return undefined;
  if (kind === 'timestamp' || kind === 'duration') return { kind: 'string', of: kind };
  if (kind !== 'bytes') return { kind: 'string', value: String(value) };
  const bytes = Buffer.from(value as string, 'latin1');
  const isText = /^[^\u0080-\uffff]*$/.test(value as string) || Buffer.from(bytes.toString('utf8')).equals(bytes);
  return isText ? { kind: 'string', value: bytes.toString('utf8') } : undefined;
}

function toTimestamp({ kind, value }: Constant): Constant | undefined {
  if (kind === 'timestamp') return { kind };
  if (kind === 'int') return inRange(value as bigint, SECONDS) ? { kind: 'timestamp' } : undefined;
  const [, year, month, day, hour, minute, second, zoneHour, zoneMinute] =
    (kind === 'string' && RFC3339.exec(value as string)) || [];
  if (year === undefined) return undefined;
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  const fits = [
    Number(month) >= 1 && Number(month) <= 12,
    Number(day) >= 1 && Number(day) <= days,
    Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59,
    Number(zoneHour ?? 0) <= 24 && Number(zoneMinute ?? 0) <= 60,
    Number(year) >= 1,
  ];
  return fits.every(Boolean) ? { kind: 'timestamp' } : undefined;
}

function toDuration({ kind, value }: Constant): Constant | undefined {
  // cel-go declares the conversion of an integer, and has no code for it.
  if (kind === 'duration') return { kind };
  if (kind !== 'string') return undefined;
  parseGoDuration(value as string);
  return { kind: 'duration' };
}

/** The conversions that cel-go evaluates ahead when their argument is constant. */
const CONVERSIONS: Readonly<Record<string, Convert>> = {
  bool: toBool,
  bytes: ({ kind, value }) =>
    kind === 'string'
      ? { kind: 'bytes', value: Buffer.from(value as string).toString('latin1') }
      : kind === 'bytes'
        ? { kind, value }
        : undefined,
  double: toDouble,
  duration: toDuration,
  dyn: (constant) => constant,
  int: (constant) => toInteger('int', constant),
  string: toText,
  timestamp: toTimestamp,
  type: () => ({ kind: 'type' }),
  uint: (constant) => toInteger('uint', constant),
};

/** Converts the text of a duration or a timestamp, which no other kind reads. */
function convertForm(name: string, constant: Constant): Constant | undefined {
  if (name === 'string' || name === 'dyn') return constant;
  if (name === constant.of) return { kind: constant.of };
  if (name === 'type') return { kind: 'type' };
  return name === 'bytes' ? { kind: 'bytes', value: 'T' } : undefined;
}

function convert(expression: Extract<Expression, { kind: 'call' }>, argument: Constant): Constant {
  let converted: Constant | undefined;
  try {
    const { name } = expression;
    converted = argument.of ? convertForm(name, argument) : CONVERSIONS[name]?.(argument);
  } catch (error) {
    throw error instanceof LanguageError ? new LanguageError(error.problem, expression.at) : error;
  }
  if (converted) return converted;
  const value = argument.value as string | number | bigint | boolean | null | undefined;
  const shown = typeof value === 'string' ? JSON.stringify(value) : (value ?? argument.kind).toString();
  throw new LanguageError(`${expression.name}(${shown}) always fails: give a value that it can convert`, expression.at);
}

/** The value of an expression if it is constant. Checks conversions of constants and regular expressions on the way. */
function fold(expression: Expression): Constant | undefined {
  const parts = childrenOf(expression).map(fold);
  if (expression.kind === 'literal') return { kind: expression.type, value: expression.value };
  if (expression.kind === 'list' || expression.kind === 'map') {
    const isOptional =
      expression.kind === 'list'
        ? expression.elements.some((element) => element.isOptional)
        : expression.entries.some((entry) => entry.isOptional);
    return !isOptional && parts.every((part) => part !== undefined) ? { kind: 'collection' } : undefined;
  }
  if (expression.kind !== 'call') return undefined;
  const [first] = parts;
  const isConversion = !expression.target && Object.hasOwn(CONVERSIONS, expression.name);
  if (isConversion && parts.length === 1 && first) return convert(expression, first);
  const pattern = parts[1];
  if (/^_\[\??_\]$/.test(expression.name) && pattern && !INDEX_KINDS.has(pattern.kind)) {
    throw new LanguageError('the index is no text, number or boolean: use one', expression.at);
  }
  if (
    expression.name === 'matches' &&
    parts.length === 2 &&
    typeof pattern?.value === 'string' &&
    pattern.kind === 'string'
  ) {
    checkGoRegexp(pattern.value, expression.args.at(-1)?.at ?? expression.at);
  }
  return undefined;
}

/**
 * Checks the constants of an expression that cel-go evaluates when it makes the program, such as `int("one")` and the
 * pattern of `matches`.
 *
 * @throws LanguageError when the evaluation fails
 */
export function checkConstants(expression: Expression): void {
  fold(expression);
}
