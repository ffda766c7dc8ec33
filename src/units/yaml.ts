import { isConstant } from '../core/constant';
import { unwritable } from '../core/plain-data';

/**
 * Writes plain data as YAML: block style, sorted keys, no folded lines, and quotes around every string that YAML 1.1 or
 * 1.2 could read as something else. This is the hot path of the library: the `yaml` package, which tests compare this
 * with, takes more than ten times as long for the same text.
 */

/** Strings that need no quotes: ASCII that starts like a word or a path and contains nothing special in YAML. */
const PLAIN = /^(?:[A-Za-z_/]|\.\/)[\w./@+=,~%-]*(?:(?:[ ]+|:)[\w./@+=,~%-]+)*$/;

/** Words that YAML 1.1 reads as boolean or null, in any case, and `e5`, which one reader takes for a number. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;

/** A number with a unit, such as `1h30m` or `200Mi`: it contains a letter that no number, date or time can contain. */
const MEASURE = /^[0-9][0-9A-Za-z]*[g-np-su-wyG-NP-SU-WY][0-9A-Za-z]*$/;

/** Characters that a YAML file cannot contain, or that some reader takes for a line break. */
const UNPRINTABLE =
  /[^\t\n\x20-\x7e\u{a0}-\u{2027}\u{202a}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const UNPRINTABLE_ALL = new RegExp(UNPRINTABLE.source, 'gu');

/**
 * A text that a literal block reproduces exactly: it starts with a visible character and ends with at most one line
 * break.
 */
const BLOCK = /^[^\s](?:[^\n]*\n)+(?:[^\n]*[^\s])?$/;
const BLANK_LINE = /\n[ \t]+(?:\n|$)/;
const DOUBLE_END = /\n\n$/;

/** YAML readers take implicit keys of up to 1,024 characters. */
const LONGEST_KEY = 1_000;

/** One document with a line break at its end. */
export function toYaml(value: object): string {
  return toYamlStream([value]);
}

/** Documents with separator lines between them. */
export function toYamlStream(documents: readonly object[]): string {
  // All pieces are joined at once: the text of a file is long, and each intermediate copy would be as long again.
  const out: string[] = [];
  documents.forEach((document, position) => {
    if (position > 0) out.push('---\n');
    if (!Array.isArray(document)) writeMap(out, document as Record<string, unknown>, '', true);
    else if (document.length === 0) out.push('[]\n');
    else writeList(out, document, '');
  });
  return out.join('');
}

function writeMap(out: string[], map: Record<string, unknown>, indent: string, top = false): void {
  const keys = sortedKeys(map, top);
  let first = !top;
  const start = out.length;
  for (const key of keys) {
    const value = map[key];
    if (value === undefined) continue;
    // The first key of a map continues the line that the caller wrote: a dash, or the line break after its key.
    if (first) first = false;
    else out.push(indent);
    out.push(keyText(key), ':');
    writeValue(out, value, indent);
  }
  if (first || (top && out.length === start)) out.push('{}\n');
}

/** The fields that identify an object come first, as is customary. */
const HEAD = ['apiVersion', 'kind', 'metadata'];

function sortedKeys(map: Record<string, unknown>, top: boolean): readonly string[] {
  const keys = Object.keys(map);
  if (keys.length > 1) keys.sort();
  if (!top) return keys;
  return [...HEAD.filter((key) => Object.hasOwn(map, key)), ...keys.filter((key) => !HEAD.includes(key))];
}

function writeValue(out: string[], value: unknown, indent: string): void {
  if (Array.isArray(value)) {
    if (value.length === 0) out.push(' []\n');
    else {
      out.push('\n');
      writeList(out, value, indent);
    }
  } else if (typeof value === 'object' && value !== null) {
    writeInner(out, value as Record<string, unknown>, `${indent}  `);
  } else {
    out.push(' ', scalarText(value, indent), '\n');
  }
}

/** Texts of constants, by indentation. */
const texts = new WeakMap<object, Map<string, string>>();

/** Writes a constant once for each indentation, and all else each time. */
function writeOnce<T extends object>(
  out: string[],
  value: T,
  indent: string,
  write: (out: string[], value: T, indent: string) => void,
): void {
  if (!isConstant(value)) {
    write(out, value, indent);
    return;
  }
  let known = texts.get(value);
  if (known === undefined) texts.set(value, (known = new Map<string, string>()));
  let text = known.get(indent);
  if (text === undefined) {
    const own: string[] = [];
    write(own, value, indent);
    known.set(indent, (text = own.join('')));
  }
  out.push(text);
}

function writeInner(out: string[], map: Record<string, unknown>, indent: string): void {
  writeOnce(out, map, indent, writeInnerMap);
}

/** A map behind its key. */
function writeInnerMap(out: string[], map: Record<string, unknown>, indent: string): void {
  if (isEmpty(map)) out.push(' {}\n');
  else {
    out.push('\n', indent);
    writeMap(out, map, indent);
  }
}

function writeList(out: string[], list: readonly unknown[], indent: string): void {
  writeOnce(out, list, indent, writeItems);
}

function writeItems(out: string[], list: readonly unknown[], indent: string): void {
  for (const value of list) {
    out.push(indent, '-');
    if (Array.isArray(value) && value.length > 0) {
      // A nested list starts on its own line, one level deeper.
      out.push('\n');
      writeList(out, value, `${indent}  `);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isEmpty(value)) {
      out.push(' ');
      writeMap(out, value as Record<string, unknown>, `${indent}  `);
    } else {
      writeValue(out, value ?? null, indent);
    }
  }
}

function isEmpty(map: object): boolean {
  for (const value of Object.values(map)) if (value !== undefined) return false;
  return true;
}

/** Texts of strings that were written before: most occur in many objects. */
const known = new Map<string, string>();
const MOST_KNOWN = 20_000;
const LONGEST_KNOWN = 100;

function keyText(key: string): string {
  // Measured as written: escapes count with all their characters.
  const text = stringText(key);
  if (text.length > LONGEST_KEY)
    throw new Error(`key of ${text.length} characters cannot be written: use at most ${LONGEST_KEY}`);
  return text;
}

function scalarText(value: unknown, indent: string): string {
  if (typeof value === 'string') {
    return value.includes('\n') && isBlock(value) ? blockText(value, `${indent}  `) : stringText(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return Object.is(value, -0) ? '0' : String(value);
  throw new Error(unwritable(value));
}

function stringText(value: string): string {
  if (value.length > LONGEST_KNOWN) return newText(value);
  let text = known.get(value);
  if (text !== undefined) return text;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(value, (text = newText(value)));
  return text;
}

function newText(value: string): string {
  if (PLAIN.test(value) ? !RESERVED.test(value) : MEASURE.test(value)) return value;
  return JSON.stringify(value).replace(UNPRINTABLE_ALL, escape);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isBlock(value: string): boolean {
  return BLOCK.test(value) && !UNPRINTABLE.test(value) && !BLANK_LINE.test(value) && !DOUBLE_END.test(value);
}

function blockText(value: string, indent: string): string {
  const ends = value.endsWith('\n');
  const lines = (ends ? value.slice(0, -1) : value).split('\n');
  return `${ends ? '|' : '|-'}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
}
