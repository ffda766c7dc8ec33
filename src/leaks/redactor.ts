import { Problem } from '../core/problem';
import { isCredential, namedAs } from './names';
import { inspectText } from './text';
import { looksRandom } from './values';

const MASK = '***';

/** Shortest credential that is searched for; shorter ones would match within words of messages. */
const SHORTEST = 4;

/** Length of a credential's beginning that is enough to redact it, as messages cut long values. */
const BEGINNING = 12;

/**
 * A name and its value in JSON, as messages quote what they were given: possibly cut off, and with a backslash before
 * each quote where JSON is quoted within JSON.
 */
const QUOTED = /(\\*)"([^"\\]{1,100})\1":\s*(?:\1"(.*?)(?=(?<!\\)\1"|$)|([0-9]{4,}))/g;

/** A credential quoted in prose: `cannot log in with password "…"`. */
const SPOKEN = /\b(?:pass(?:word|wd|phrase)|secret|token|credential|api[- ]?key)s?\b[^\n"']{0,24}\\*["']([^"'\\\s]+)/gi;

/**
 * Removes credentials from messages: those that were found in objects, and everything in a message that looks like one.
 * Other rules quote the values that they refuse, and so do errors that the program's functions throw.
 */
export class LeakRedactor {
  private readonly values = new Set<string>();

  /** Redacts these values from now on. */
  public hide(values: readonly string[]): void {
    for (const value of values) {
      for (const one of [value, value.trim(), value.replaceAll(' \n', '\\n'), JSON.stringify(value).slice(1, -1)]) {
        if (one.length >= SHORTEST) this.values.add(one);
      }
    }
  }

  /** Problems with redacted messages and places. */
  public problems(problems: readonly Problem[]): Problem[] {
    return problems.map((problem) => ({
      ...problem,
      at: this.redact(problem.at),
      message: this.redact(problem.message),
    }));
  }

  /** A redacted message. */
  public redact(message: string): string {
    let text = message;
    // The longest first, as one may be part of another.
    const all = [...this.values].sort((a, b) => b.length - a.length);
    for (const value of all) text = without(text, value.slice(0, BEGINNING), all);
    text = text.replace(QUOTED, (match: string, _: string, name: string, quoted?: string, number?: string) => {
      const value = quoted ?? number ?? '';
      const as = namedAs(name);
      // A false positive only costs the message a word, a false negative leaks a credential.
      const isHidden = as === 'password' ? value !== '' : isCredential(value, as && 'credential');
      if (!isHidden) return match;
      return match.slice(0, -value.length) + MASK;
    });
    const found: string[] = [];
    inspectText(text, ({ value, id }) => {
      // Messages contain many names with advice behind them, which look like names with values.
      if (id !== 'named-value' || looksRandom(value)) found.push(value);
    });
    for (const [, value = ''] of text.matchAll(SPOKEN)) if (isCredential(value, 'credential')) found.push(value);
    for (const value of found) text = text.replaceAll(value, MASK);
    return text;
  }
}

/**
 * The text without the values that have a beginning, or without as much of them as the text contains: of two that begin
 * alike, the one that it contains more of.
 */
function without(text: string, start: string, all: readonly string[]): string {
  const values = all.filter((value) => value.startsWith(start));
  let result = '';
  let position = 0;
  for (;;) {
    const at = text.indexOf(start, position);
    if (at < 0) return result + text.slice(position);
    const end = at + Math.max(...values.map((value) => sharedLength(text, at, value)));
    result += text.slice(position, at) + MASK;
    position = end;
  }
}

/** How much of a value the text contains from a position on. */
function sharedLength(text: string, at: number, value: string): number {
  let length = 0;
  while (length < value.length && text[at + length] === value[length]) length++;
  return length;
}
