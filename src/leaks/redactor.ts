import { Problem } from '../core/problem';
import { isCredential, namedAs } from './names';
import { inspectText } from './text';
import { looksRandom } from './values';

const MASK = '***';

/** Shortest credential that is looked for; a shorter one would take words out of messages. */
const SHORTEST = 4;

/** How much of a long credential has to be there, as messages cut what they quote. */
const BEGINNING = 12;

/**
 * A name and its value in JSON, which is how messages quote what they were given: possibly cut off, and with as many
 * backslashes as there are quotes around the quotes.
 */
const QUOTED = /(\\*)"([^"\\]{1,100})\1":\s*(?:\1"(.*?)(?=(?<!\\)\1"|$)|([0-9]{4,}))/g;

/** A credential that a sentence speaks of: `cannot log in with password "…"`. */
const SPOKEN = /\b(?:pass(?:word|wd|phrase)|secret|token|credential|api[- ]?key)s?\b[^\n"']{0,24}\\*["']([^"'\\\s]+)/gi;

/**
 * Takes credentials out of messages: those that were found in objects, and whatever looks like one in a message itself.
 * Other rules quote the values that they refuse, and so do functions of the program that throw.
 */
export class LeakRedactor {
  private readonly values = new Set<string>();

  /** Makes values unspeakable. */
  public hide(values: readonly string[]): void {
    for (const value of values) {
      for (const one of [value, value.trim(), value.replaceAll(' \n', '\\n'), JSON.stringify(value).slice(1, -1)]) {
        if (one.length >= SHORTEST) this.values.add(one);
      }
    }
  }

  /** Problems whose messages and places are without them. */
  public problems(problems: readonly Problem[]): Problem[] {
    return problems.map((problem) => ({
      ...problem,
      at: this.redact(problem.at),
      message: this.redact(problem.message),
    }));
  }

  /** The message without them. */
  public redact(message: string): string {
    let text = message;
    // The longest first: one may be a part of another.
    for (const value of [...this.values].sort((a, b) => b.length - a.length)) text = without(text, value);
    text = text.replace(QUOTED, (match: string, _: string, name: string, quoted?: string, number?: string) => {
      const value = quoted ?? number ?? '';
      const as = namedAs(name);
      // A word too many taken out of a message costs less than one too few.
      const isHidden = as === 'password' ? value !== '' : isCredential(value, as && 'credential');
      if (!isHidden) return match;
      return match.slice(0, -value.length) + MASK;
    });
    const found: string[] = [];
    inspectText(text, ({ value, id }) => {
      // Messages are full of names and what is to be done about them.
      if (id !== 'named-value' || looksRandom(value)) found.push(value);
    });
    for (const [, value = ''] of text.matchAll(SPOKEN)) if (isCredential(value, 'credential')) found.push(value);
    for (const value of found) text = text.replaceAll(value, MASK);
    return text;
  }
}

/** The text without a value, or without as much of its beginning as is there. */
function without(text: string, value: string): string {
  const start = value.slice(0, BEGINNING);
  let result = '';
  let position = 0;
  for (;;) {
    const at = text.indexOf(start, position);
    if (at < 0) return result + text.slice(position);
    let end = at + start.length;
    for (let index = start.length; index < value.length && text[end] === value[index]; index++) end++;
    result += text.slice(position, at) + MASK;
    position = end;
  }
}
