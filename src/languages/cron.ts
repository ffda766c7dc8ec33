import { quote } from '../kubernetes/names';
import { parseGoDuration } from './go/go-duration';
import { LanguageError } from './go/language-error';

interface Field {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly names?: readonly string[];
}

/** The values of one field of a schedule. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  /** Whether `*` or `?` stands in it, for days a difference: of two days given, either one is enough. */
  readonly isAny: boolean;
}

/** The fields of a schedule in their order: minute, hour, day of the month, month, day of the week from Sunday, 0. */
export type CronSchedule = readonly [CronField, CronField, CronField, CronField, CronField];

/** The fields of a schedule in their order. Names count from the minimum. */
const FIELDS: readonly Field[] = [
  { name: 'minute', minimum: 0, maximum: 59 },
  { name: 'hour', minimum: 0, maximum: 23 },
  { name: 'day of the month', minimum: 1, maximum: 31 },
  { name: 'month', minimum: 1, maximum: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', minimum: 0, maximum: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** Go's `unicode.IsSpace`, which separates the fields. */
const BLANKS = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Go's `strconv.Atoi` without negative results. */
function parseNumber(text: string, { name }: Field, at: number): number {
  if (!/^(?:\+?[0-9]+|-0+)$/.test(text) || BigInt(text.replace(/^\+/, '')) > 2n ** 63n - 1n) {
    throw new LanguageError(`${quote(text)} in the ${name} is not a number: write digits, or * for any`, at);
  }
  return Math.abs(Number(text));
}

function parseBound(text: string, field: Field, at: number): number {
  const index = field.names?.indexOf(lowerCase(text)) ?? -1;
  return index < 0 ? parseNumber(text, field, at) : index + field.minimum;
}

/** Go's `strings.ToLower` where it can give one of the names: the Kelvin sign is its only other letter that maps to ASCII. */
function lowerCase(text: string): string {
  return text.toLowerCase();
}

/** Adds the values of a range; whether it is `*` without a step. */
function parseRange(text: string, field: Field, at: number, into: Set<number>): boolean {
  const { name, minimum, maximum } = field;
  const parts = text.split('/');
  const [range = '', step] = parts;
  const bounds = range.split('-');
  const [low = '', high] = bounds;
  const isAny = low === '*' || low === '?';
  if (!isAny && bounds.length > 2) {
    throw new LanguageError(`${quote(text)} in the ${name} has more than one "-": write one range`, at);
  }
  const start = isAny ? minimum : parseBound(low, field, at);
  let end = isAny ? maximum : high === undefined ? start : parseBound(high, field, at);
  if (parts.length > 2)
    throw new LanguageError(`${quote(text)} in the ${name} has more than one "/": write one step`, at);
  const by = step === undefined ? 1 : parseNumber(step, field, at);
  if (step !== undefined && bounds.length === 1) end = maximum;
  if (start < minimum || end > maximum) {
    throw new LanguageError(`${quote(text)} in the ${name} is out of range: write ${minimum} to ${maximum}`, at);
  }
  if (start > end) throw new LanguageError(`${quote(text)} in the ${name} runs backwards: swap its ends`, at);
  if (by === 0) throw new LanguageError(`${quote(text)} in the ${name} has step 0: write 1 or more`, at);
  for (let value = start; value <= end; value += by) into.add(value);
  return isAny && by === 1;
}

function parseDescriptor(text: string): void {
  if (DESCRIPTORS.includes(text)) return;
  if (!text.startsWith('@every ')) {
    throw new LanguageError(`${quote(text)} is not known: use ${DESCRIPTORS.join(', ')} or "@every 1h"`, 0);
  }
  parseGoDuration(text.slice('@every '.length), '@every '.length);
}

/**
 * Checks a schedule of five fields or a descriptor such as `@daily`, by the rules of robfig/cron 3.0.1, which the Flux
 * Operator, Kubernetes and KEDA use.
 *
 * @returns the fields; undefined for a descriptor
 * @throws LanguageError when the text is not a schedule
 */
export function parseCron(text: string): CronSchedule | undefined {
  if (text === '') throw new LanguageError('the schedule is empty: write five fields, as in "0 6 * * mon-fri"', 0);
  if (/^(?:CRON_)?TZ=/.test(text)) {
    throw new LanguageError('the schedule names a time zone: use the field timeZone', 0);
  }
  if (text.startsWith('@')) {
    parseDescriptor(text);
    return undefined;
  }
  const words = text.split(BLANKS).filter((word) => word !== '');
  if (words.length !== FIELDS.length) {
    throw new LanguageError(`the schedule has ${words.length} fields: write 5, minute hour day month weekday`, 0);
  }
  let at = 0;
  return FIELDS.map((field, index): CronField => {
    const word = words[index] as string;
    at = text.indexOf(word, at);
    const values = new Set<number>();
    const ranges = word.split(',').filter((part) => part !== '');
    const isAny = ranges.map((range) => parseRange(range, field, at, values)).includes(true);
    at += word.length;
    return { values, isAny };
  }) as unknown as CronSchedule;
}
