import { LanguageError } from './go/language-error';

/** A reference to a variable in a text that Flux substitutes. */
export interface VariableReference {
  readonly name: string;
  /** Index of the `${`. */
  readonly at: number;
  /** Whether the reference copes with a missing variable, as `${name:=text}` does. */
  readonly hasDefault: boolean;
}

/** Accepts a character; `count` is the number of UTF-8 bytes that the token has with it. */
type Accept = (character: string, count: number) => boolean;

const isIdentifier: Accept = (character) => /^[\p{L}\p{Nd}_]$/u.test(character);
const isNotClosing: Accept = (character) => character !== '}';
const DEFAULT_OPERATORS = ['=', '-', '?', '+'];

/** Reads the forms of drone/envsubst as fluxcd/pkg/envsubst does. */
class Scanner {
  public readonly references: VariableReference[] = [];
  private readonly characters: readonly string[];
  private at = 0;

  constructor(text: string) {
    // A NUL ends the text, as it does for the Go scanner, once a token begins with it.
    this.characters = Array.from(text);
  }

  public parse(): void {
    while (this.textUntilSubstitution()) this.substitution();
  }

  private peek(ahead = 0): string {
    return this.characters[this.at + ahead] ?? '\0';
  }

  private get position(): number {
    let length = 0;
    for (let index = 0; index < this.at; index += 1) length += this.characters[index]?.length ?? 0;
    return length;
  }

  private error(problem: string): LanguageError {
    return new LanguageError(problem, this.position);
  }

  private isOpening(): boolean {
    return this.peek() === '$' && this.peek(1) === '{';
  }

  /** Skips text; true when a substitution follows. */
  private textUntilSubstitution(): boolean {
    while (this.at < this.characters.length && this.peek() !== '\0') {
      if (this.isOpening()) {
        this.at += 2;
        return true;
      }
      this.at += this.peek() === '$' && this.peek(1) === '$' ? 2 : 1;
    }
    return false;
  }

  /** A token of one or more accepted characters, up to a nested substitution. Empty when there is none. */
  private token(accept: Accept, options: { readonly nested?: boolean; readonly escapes?: boolean } = {}): string {
    let token = '';
    for (let bytes = 0; this.peek() !== '\0';) {
      if (options.nested && this.isOpening()) break;
      const isEscape =
        options.escapes &&
        ((this.peek() === '$' && this.peek(1) === '$') || (this.peek() === '\\' && /^[/\\]$/.test(this.peek(1))));
      const character = this.peek(isEscape ? 1 : 0);
      bytes += Buffer.byteLength(this.peek());
      if (!isEscape && !accept(character, bytes)) break;
      token += character;
      this.at += isEscape ? 2 : 1;
    }
    return token;
  }

  private expectClosing(): void {
    if (this.peek() !== '}') throw this.error('"${" is not closed here: write "}", or "$${" for the text "${"');
    this.at += 1;
  }

  private substitution(): void {
    const at = this.position - 2;
    const reference = (name: string, hasDefault = false) => this.references.push({ name, at, hasDefault });
    if (this.peek() === '#') {
      this.at += 1;
      const name = this.token(isIdentifier);
      if (name === '') throw this.error('"${#" has no variable: write its name');
      reference(name);
      return this.expectClosing();
    }
    const name = this.token(isIdentifier);
    if (name === '') throw this.error('"${" has no variable: write its name, or "$${" for the text "${"');
    const operator = this.peek();
    const isDefault = operator === '=' || (operator === ':' && DEFAULT_OPERATORS.includes(this.peek(1)));
    reference(name, isDefault);
    if (isDefault) this.defaultValue();
    else if (operator === ':') this.substring();
    else if (operator === ',' || operator === '^') this.casing();
    else if (operator === '/') this.replacement();
    else if (operator === '#' || operator === '%') this.removal(operator);
    else this.expectClosing();
  }

  /** One parameter: a nested substitution or text. */
  private parameter(accept: Accept, escapes = false): void {
    if (this.isOpening()) {
      this.at += 2;
      return this.substitution();
    }
    if (this.token(accept, { nested: true, escapes }) === '') throw this.error('a parameter is missing: write one');
  }

  private defaultValue(): void {
    this.at += this.peek() === '=' ? 1 : 2;
    while (this.peek() !== '}') this.parameter(isNotClosing);
    this.at += 1;
  }

  private substring(): void {
    this.at += 1;
    // The Go scanner loses its place at a character of several bytes.
    if (Buffer.byteLength(this.peek()) > 1) throw this.error('an offset is not a number: write digits');
    this.parameter((character) => character !== ':' && character !== '}');
    if (this.peek() === '}') {
      this.at += 1;
      return;
    }
    if (this.token((character) => character === ':') === '') throw this.error('an offset ends here: write ":" or "}"');
    this.parameter(isNotClosing);
    this.expectClosing();
  }

  private casing(): void {
    this.token((character, count) => (character === ',' || character === '^') && count < 3);
    this.expectClosing();
  }

  private removal(operator: string): void {
    this.token((character, count) => character === operator && count < 3);
    this.parameter(isNotClosing);
    this.expectClosing();
  }

  private replacement(): void {
    this.token((character, count) => (count === 1 ? character === '/' : count === 2 && '/#%'.includes(character)));
    this.parameter((character) => character !== '/', true);
    if (this.token((character) => character === '/') === '') {
      throw this.error('a replacement has no "/" after its pattern: write one');
    }
    if (this.peek() !== '}') this.parameter(isNotClosing, true);
    this.expectClosing();
  }
}

/**
 * Reads a text whose `${…}` Flux substitutes, by the rules of fluxcd/pkg/envsubst 1.7.
 *
 * @returns the references to variables
 * @throws LanguageError when a form is not known
 */
export function parseSubstitutions(text: string): readonly VariableReference[] {
  const scanner = new Scanner(text);
  scanner.parse();
  return scanner.references;
}
