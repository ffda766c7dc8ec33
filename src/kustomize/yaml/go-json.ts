import { JsonValue } from '../../kubernetes/objects';

const ESCAPED = /[<>&\u2028\u2029]/g;

/** JSON as Go writes it: keys sorted by bytes, and with `<`, `>` and `&` escaped. */
export function goJson(value: JsonValue, indent = ''): string {
  return write(value, indent, '');
}

function write(value: JsonValue, indent: string, outer: string): string {
  if (typeof value !== 'object' || value === null) return scalar(value);
  const inner = outer + indent;
  const items = Array.isArray(value)
    ? value.map((item) => write(item, indent, inner))
    : Object.keys(value)
        .sort(byBytes)
        .map((key) => `${scalar(key)}:${indent === '' ? '' : ' '}${write(value[key]!, indent, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  if (indent === '') return open + items.join(',') + close;
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${outer}${close}`;
}

function scalar(value: JsonValue): string {
  return JSON.stringify(value).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The order of UTF-8, which differs from JavaScript's beyond the basic plane. */
export function byBytes(one: string, other: string): number {
  if (one === other) return 0;
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(one + other)) return one < other ? -1 : 1;
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
