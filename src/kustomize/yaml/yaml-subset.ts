import { JsonObject, JsonValue } from '../../kubernetes/objects';

/**
 * Parses the subset of YAML that this library writes, about ten times faster than a full parser. Texts that are not
 * plainly within the subset are left to the full parser, so the rules here are stricter than YAML's.
 */

/** Unquoted strings that every parser takes for themselves: those that the writer leaves unquoted. */
const PLAIN = /^(?:[A-Za-z_/]|\.\/)[\w./@+=,~%-]*(?:(?:[ ]+|:)[\w./@+=,~%-]+)*$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;
const MEASURE = /^[0-9][0-9A-Za-z]*[g-np-su-wyG-NP-SU-WY][0-9A-Za-z]*$/;
const NUMBER = /^(?:0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,6})\.[0-9]{0,6}[1-9])$/;

/** A line of text that every parser takes for one line. */
const PRINTABLE =
  /^[\t\x20-\x7e\u{a0}-\u{2027}\u{202a}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

const LONGEST_KEY = 1_000;

/** Most strings in the cache of plain ones, and the longest of them. */
const WORDS = 5_000;
const LONGEST_WORD = 60;

/** Thrown within this file when a text needs the full parser. */
class Beyond extends Error {}

/** The documents of a text, or undefined when it is outside of the subset. */
export function readYamlSubset(text: string): JsonValue[] | undefined {
  if (!text.endsWith('\n')) return undefined;
  try {
    return new Reader(text).documents();
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
}

/**
 * Cache of plain strings: keys, kinds, names. Files repeat them over and over; with the cache each is checked once and
 * held once.
 */
const words = new Map<string, string>();

class Reader {
  private readonly lines: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.lines = text.slice(0, -1).split('\n');
  }

  public documents(): JsonValue[] {
    this.comments();
    if (this.lines[this.at] === '---') this.at++;
    const result: JsonValue[] = [];
    for (;;) {
      result.push(this.document());
      this.comments();
      if (this.at === this.lines.length) return result;
      if (this.lines[this.at] !== '---') throw new Beyond();
      this.at++;
    }
  }

  private comments(): void {
    for (; this.lines[this.at]?.startsWith('#'); this.at++) {
      if (!PRINTABLE.test(this.lines[this.at]!)) throw new Beyond();
    }
  }

  private document(): JsonValue {
    const line = this.lines[this.at];
    if (line === undefined || line === '---') throw new Beyond();
    if (line === '{}' || line === '[]') {
      this.at++;
      return line === '{}' ? {} : [];
    }
    if (line.startsWith('- ') || line === '-') return this.list(0);
    return this.map(0, line);
  }

  /** A map whose first line begins with its first key: the dash of a list item is removed already. */
  private map(indent: number, first: string): JsonObject {
    const result: JsonObject = {};
    for (let line: string | undefined = first; line !== undefined; line = this.keyLine(indent)) {
      const colon = keyEnd(line);
      const key = keyOf(line.slice(0, colon));
      if (Object.hasOwn(result, key) || key === '__proto__') throw new Beyond();
      this.at++;
      result[key] = colon + 1 === line.length ? this.nested(indent) : this.inline(line, colon + 1, indent);
    }
    return result;
  }

  /** The current line without its indentation, if it belongs to the map at this indentation. */
  private keyLine(indent: number): string | undefined {
    const line = this.lines[this.at];
    if (line === undefined) return undefined;
    const depth = depthOf(line);
    if (depth < indent || line === '---' || line.startsWith('#')) return undefined;
    if (depth > indent) throw new Beyond();
    const rest = line.slice(indent);
    // A dash here belongs to a list around this map, at the same indentation as the key that holds the list.
    return rest.startsWith('- ') || rest === '-' ? undefined : rest;
  }

  /** The value below a key or a dash. */
  private nested(indent: number): JsonValue {
    const line = this.lines[this.at];
    if (line === undefined) throw new Beyond();
    const depth = depthOf(line);
    const rest = line.slice(depth);
    if (rest.startsWith('- ') || rest === '-') {
      if (depth === indent || depth === indent + 2) return this.list(depth);
    } else if (depth === indent + 2 && line !== '---') {
      return this.map(depth, rest);
    }
    throw new Beyond();
  }

  private list(indent: number): JsonValue[] {
    const result: JsonValue[] = [];
    for (;;) {
      const line = this.lines[this.at];
      if (line === undefined || line === '---') return result;
      const depth = depthOf(line);
      if (depth < indent) return result;
      if (depth > indent) throw new Beyond();
      const rest = line.slice(indent);
      if (rest === '-') {
        this.at++;
        const below = this.lines[this.at];
        if (below === undefined || depthOf(below) !== indent + 2 || below[indent + 2] !== '-') throw new Beyond();
        result.push(this.list(indent + 2));
      } else if (rest.startsWith('- ')) {
        const item = rest.slice(2);
        if (keyEnd(item) >= 0) result.push(this.map(indent + 2, item));
        else {
          this.at++;
          result.push(this.inline(rest, 1, indent));
        }
      } else {
        return result;
      }
    }
  }

  /** A value on the line of its key or dash; `this.at` is at the next line. */
  private inline(line: string, from: number, indent: number): JsonValue {
    if (line[from] !== ' ') throw new Beyond();
    const text = line.slice(from + 1);
    switch (text) {
      case '{}':
        return {};
      case '[]':
        return [];
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      case '|':
        return this.block(indent + 2, '\n');
      case '|-':
        return this.block(indent + 2, '');
    }
    if (text.startsWith('"')) return quoted(text);
    const plain = plainOf(text);
    if (plain !== undefined) return plain;
    if (NUMBER.test(text)) return Number(text);
    throw new Beyond();
  }

  private block(indent: number, end: string): string {
    const taken: string[] = [];
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at]!;
      if (line !== '') {
        const depth = depthOf(line);
        if (depth < indent) break;
        // Parsers differ about blank lines, and about a first line that begins with a blank.
        if (depth === line.length || (taken.length === 0 && (depth !== indent || line[depth] === '\t'))) {
          throw new Beyond();
        }
        if (!PRINTABLE.test(line)) throw new Beyond();
      } else if (taken.length === 0) {
        throw new Beyond();
      }
      taken.push(line.slice(indent));
    }
    if (taken.length === 0 || taken.at(-1) === '') throw new Beyond();
    return taken.join('\n') + end;
  }
}

function depthOf(line: string): number {
  let depth = 0;
  while (line.charCodeAt(depth) === 0x20) depth++;
  return depth;
}

/** A string, if it is plain. */
function plainOf(text: string): string | undefined {
  const known = text.length > LONGEST_WORD ? undefined : words.get(text);
  if (known !== undefined) return known;
  if (!isPlain(text)) return undefined;
  // A slice would keep the whole file in memory.
  const copy = Buffer.from(text, 'latin1').toString('latin1');
  if (copy.length <= LONGEST_WORD && words.size < WORDS) words.set(copy, copy);
  return copy;
}

function isPlain(text: string): boolean {
  return PLAIN.test(text) ? !RESERVED.test(text) : MEASURE.test(text);
}

/** Position of the colon behind a key; negative when the text does not begin with a key. */
function keyEnd(text: string): number {
  if (text.startsWith('"')) {
    let at = 1;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    return text[at + 1] === ':' ? at + 1 : -1;
  }
  const colon = text.indexOf(': ');
  return colon >= 0 ? colon : text.endsWith(':') ? text.length - 1 : -1;
}

function keyOf(text: string): string {
  if (text.length > LONGEST_KEY) throw new Beyond();
  const key = text.startsWith('"') ? quoted(text) : plainOf(text);
  // Readers disagree about merge keys in quotes.
  if (key === undefined || key === '<<') throw new Beyond();
  return key;
}

function quoted(text: string): string {
  if (!PRINTABLE.test(text) || text.includes('\t')) throw new Beyond();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
  } catch {
    // Not a JSON string: the full parser decides.
  }
  throw new Beyond();
}
