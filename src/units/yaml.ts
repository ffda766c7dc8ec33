import { isConstant } from '../core/constant';
import { unwritable } from '../core/plain-data';

/**
 * Writes plain data as YAML: block style, keys sorted, no line folded, and every string that YAML 1.1 or 1.2 could take
 * for something else quoted. Written here because it is the hot path of the whole library: the `yaml` package, which
 * the tests hold this against, takes more than ten times as long for the same text.
 */

/** Strings that need no quotes: ASCII that starts like a word or a path and holds nothing that has a meaning in YAML. */
const PLAIN = /^(?:[A-Za-z_/]|\.\/)[\w./@+=,~%-]*(?:(?:[ ]+|:)[\w./@+=,~%-]+)*$/;

/** Words that YAML 1.1 reads as a boolean or as null, in any case, and `e5`, which one reader takes for a number. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;

/** A number with a unit, such as `1h30m` or `200Mi`: a letter in it that no number, date or time can hold. */
const MEASURE = /^[0-9][0-9A-Za-z]*[g-np-su-wyG-NP-SU-WY][0-9A-Za-z]*$/;

/** Characters that a YAML file cannot hold as they are, or that some reader takes for a line break. */
const UNPRINTABLE =
  /[^\t\n\x20-\x7e\u{a0}-\u{2027}\u{202a}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const UNPRINTABLE_ALL = new RegExp(UNPRINTABLE.source, 'gu');

/** A text that a literal block keeps exactly: it starts with a visible character, ends with at most one line break. */
const BLOCK = /^[^\s](?:[^\n]*\n)+(?:[^\n]*[^\s])?$/;
const BLANK_LINE = /\n[ \t]+(?:\n|$)/;
const DOUBLE_END = /\n\n$/;

/** YAML readers take implicit keys of up to 1,024 characters. */
const LONGEST_KEY = 1_000;

/** One document, ending in a line break. */
export function toYaml(value: object): string {
  return toYamlStream([value]);
}

/** Documents with the line between them that separates them. */
export function toYamlStream(documents: readonly object[]): string {
  // All pieces are put together at once: the text of a file is long, and each copy of it would be as long again.
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
  const keys = Object.keys(map);
  if (keys.length > 1) {
    keys.sort();
    if (top) keys.sort(headFirst);
  }
  let first = !top;
  const start = out.length;
  for (const key of keys) {
    const value = map[key];
    if (value === undefined) continue;
    // The first key of a map stands behind what the caller wrote: a dash, or the line break after its key.
    if (first) first = false;
    else out.push(indent);
    out.push(keyText(key), ':');
    writeValue(out, value, indent);
  }
  if (first || (top && out.length === start)) out.push('{}\n');
}

/** What identifies an object comes first, as everybody writes it. */
const HEAD = ['apiVersion', 'kind', 'metadata'];

function headFirst(a: string, b: string): number {
  const rankA = HEAD.indexOf(a);
  const rankB = HEAD.indexOf(b);
  if (rankA < 0 && rankB < 0) return 0;
  return (rankA < 0 ? HEAD.length : rankA) - (rankB < 0 ? HEAD.length : rankB);
}

function writeValue(out: string[], value: unknown, indent: string): void {
  if (Array.isArray(value)) {
    if (value.length === 0) out.push(' []\n');
    else {
      out.push('\n');
      writeList(out, value, indent);
    }
  } else if (typeof value === 'object' && value !== null) {
    if (isEmpty(value)) out.push(' {}\n');
    else {
      const deeper = `${indent}  `;
      out.push('\n', deeper);
      writeMap(out, value as Record<string, unknown>, deeper);
    }
  } else {
    out.push(' ', scalarText(value, indent), '\n');
  }
}

/** Texts of lists that can never change, by how far they are indented. */
const texts = new WeakMap<readonly unknown[], Map<string, string>>();

function writeList(out: string[], list: readonly unknown[], indent: string): void {
  if (!isConstant(list)) {
    writeItems(out, list, indent);
    return;
  }
  let known = texts.get(list);
  if (known === undefined) texts.set(list, (known = new Map<string, string>()));
  let text = known.get(indent);
  if (text === undefined) {
    const own: string[] = [];
    writeItems(own, list, indent);
    known.set(indent, (text = own.join('')));
  }
  out.push(text);
}

function writeItems(out: string[], list: readonly unknown[], indent: string): void {
  for (const value of list) {
    out.push(indent, '-');
    if (Array.isArray(value) && value.length > 0) {
      // A list within a list starts on its own line, one step in.
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

function keyText(key: string): string {
  // Measured as it is written: escapes count with all their characters.
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
