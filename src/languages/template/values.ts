import { yamlReader } from '../../core/yaml-reader';
import { quote } from '../../kubernetes/names';
import { JsonValue } from '../../kubernetes/objects';
import { LanguageError } from '../go/language-error';

type Values = readonly JsonValue[];

/** Whether Go's templates take a value for true: all but false, 0, nil and what is empty. */
export function isTrue(value: JsonValue): boolean {
  if (value === null || value === false || value === 0 || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/**
 * A value as Go's templates print it.
 *
 * @throws LanguageError for maps and lists, whose print is no YAML
 */
export function printed(value: JsonValue, at: number): string {
  if (value === null) return '<no value>';
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'object') {
    throw new LanguageError('a map or list is printed as it is: use toYaml', at);
  }
  return String(value);
}

/** Numbers of inputs are floats, which Go prints with an exponent from a million on. */
function goNumber(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 6) return String(value);
  const [digits, power = ''] = value.toExponential().split('e');
  return `${digits}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[+-]/, '').padStart(2, '0')}`;
}

const text = (value: JsonValue | undefined, at: number) => printed(value ?? '', at);
const quoted = (value: JsonValue, at: number) => JSON.stringify(printed(value, at));

function indented(by: JsonValue | undefined, value: string): string {
  const blanks = ' '.repeat(Number(by));
  return blanks + value.replaceAll('\n', `\n${blanks}`);
}

/** The functions that are evaluated, as sprig has them: the value that is piped in comes last. */
const FUNCTIONS: Readonly<Record<string, (values: Values, at: number) => JsonValue>> = {
  and: (values) => values.find((value) => !isTrue(value)) ?? values.at(-1)!,
  b64enc: ([value], at) => Buffer.from(text(value, at)).toString('base64'),
  contains: ([part, value], at) => text(value, at).includes(text(part, at)),
  default: ([other, value]) => (value !== undefined && isTrue(value) ? value : other!),
  empty: ([value]) => !isTrue(value!),
  eq: ([value, ...others]) => others.some((other) => other === value),
  hasKey: ([map, key], at) => typeof map === 'object' && map !== null && Object.hasOwn(map, text(key, at)),
  hasPrefix: ([part, value], at) => text(value, at).startsWith(text(part, at)),
  hasSuffix: ([part, value], at) => text(value, at).endsWith(text(part, at)),
  indent: ([by, value], at) => indented(by, text(value, at)),
  join: ([separator, list], at) => (list as Values).map((one) => text(one, at)).join(text(separator, at)),
  lower: ([value], at) => text(value, at).toLowerCase(),
  ne: ([value, other]) => value !== other,
  nindent: ([by, value], at) => `\n${indented(by, text(value, at))}`,
  not: ([value]) => !isTrue(value!),
  or: (values) => values.find(isTrue) ?? values.at(-1)!,
  quote: (values, at) =>
    values
      .filter((value) => value !== null)
      .map((value) => quoted(value, at))
      .join(' '),
  replace: ([from, to, value], at) => text(value, at).replaceAll(text(from, at), () => text(to, at)),
  squote: (values, at) =>
    values
      .filter((value) => value !== null)
      .map((value) => `'${printed(value, at)}'`)
      .join(' '),
  ternary: ([yes, no, condition]) => (condition === true ? yes! : no!),
  toString: (values: Values, at: number) => text(values[0], at),
  toYaml: ([value]) => yamlReader().stringify(value, { lineWidth: 0 }),
  trim: ([value], at) => text(value, at).trim(),
  trimPrefix: ([part, value], at) => {
    const [start, all] = [text(part, at), text(value, at)];
    return all.startsWith(start) ? all.slice(start.length) : all;
  },
  trimSuffix: ([part, value], at) => {
    const [end, all] = [text(part, at), text(value, at)];
    return end !== '' && all.endsWith(end) ? all.slice(0, -end.length) : all;
  },
  upper: ([value], at) => text(value, at).toUpperCase(),
};

/** @throws LanguageError for a function that is not evaluated */
export function callFunction(name: string, values: Values, at: number): JsonValue {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (found === undefined) {
    throw new LanguageError(`the function ${quote(name)} is not evaluated here: write its result instead`, at);
  }
  return found(values, at);
}
