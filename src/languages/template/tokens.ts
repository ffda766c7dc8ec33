import { quote } from '../../kubernetes/names';
import { LanguageError } from '../go/language-error';

/** A token of a template, named as in Go's `text/template/parse`. */
export interface Token {
  readonly type:
    | 'text'
    | 'left'
    | 'right'
    | 'space'
    | 'assign'
    | 'declare'
    | 'pipe'
    | 'string'
    | 'rawString'
    | 'char'
    | 'number'
    | 'variable'
    | 'field'
    | 'dot'
    | 'identifier'
    | 'bool'
    | 'keyword'
    | 'open'
    | 'close'
    | 'symbol'
    | 'end';
  readonly text: string;
  readonly at: number;
}

/** The characters around actions. */
export interface Delimiters {
  readonly left: string;
  readonly right: string;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'block break continue define else end if range nil template with'.split(' '),
);

const SPACE = /[ \t\r\n]+/y;
const WORD = /[\p{L}\p{Nd}_]+/uy;
const VARIABLE = /\$[\p{L}\p{Nd}_]*/uy;
const FIELD = /\.[\p{L}\p{Nd}_]*/uy;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y;
const CHARACTER = /'(?:[^'\\\n]|\\[^\n])*'/y;
const RAW_STRING = /`[^`]*`/y;
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
const TERMINATOR = /[ \t\r\n.,|:)(]/;
const LETTER = /[\p{L}\p{Nd}_]/u;

/** Splits a template into tokens, by the rules of Go 1.26. */
class Lexer {
  private readonly tokens: Token[] = [];
  private at = 0;
  private parentheses = 0;

  constructor(
    private readonly text: string,
    private readonly delimiters: Delimiters,
  ) {}

  public tokenize(): Token[] {
    while (this.textUntilAction()) this.action();
    this.push('end', '', this.text.length);
    return this.tokens;
  }

  private push(type: Token['type'], text: string, at = this.at): void {
    this.tokens.push({ type, text, at });
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0] ?? '';
  }

  private startsWith(text: string, at = this.at): boolean {
    return this.text.startsWith(text, at);
  }

  /** Takes text up to the next action that is no comment; false at the end of the template. */
  private textUntilAction(): boolean {
    for (;;) {
      const { left } = this.delimiters;
      const start = this.at;
      const found = this.text.indexOf(left, start);
      const isTrimmed = found >= 0 && /^-[ \t\r\n]/.test(this.text.slice(found + left.length, found + left.length + 2));
      const whole = this.text.slice(start, found < 0 ? undefined : found);
      const kept = isTrimmed ? whole.replace(/[ \t\r\n]+$/, '') : whole;
      if (kept !== '') this.push('text', kept, start);
      if (found < 0) return false;
      this.at = found + left.length + (isTrimmed ? 2 : 0);
      if (!this.startsWith('/*')) {
        this.push('left', left, found);
        return true;
      }
      this.comment(found);
    }
  }

  private comment(start: number): void {
    const end = this.text.indexOf('*/', this.at + 2);
    if (end < 0) throw new LanguageError('a comment is not closed: end it with "*/"', start);
    this.at = end + 2;
    const marker = this.rightMarker();
    if (marker === undefined) {
      throw new LanguageError(
        `a comment shares its action: write ${quote(this.delimiters.right)} right after "*/"`,
        end,
      );
    }
    this.closeAction(marker);
  }

  /** The length of a trim marker before the right delimiter here; undefined when there is no delimiter. */
  private rightMarker(): number | undefined {
    if (/[ \t\r\n]/.test(this.text.charAt(this.at)) && this.startsWith(`-${this.delimiters.right}`, this.at + 1))
      return 2;
    return this.startsWith(this.delimiters.right) ? 0 : undefined;
  }

  private closeAction(marker: number): void {
    this.at += marker + this.delimiters.right.length;
    if (marker > 0) this.at += this.match(SPACE).length;
  }

  private action(): void {
    const start = (this.tokens.at(-1) as Token).at;
    this.parentheses = 0;
    for (;;) {
      const marker = this.rightMarker();
      if (marker !== undefined) {
        if (this.parentheses > 0) throw new LanguageError('a "(" is not closed: close it with ")"', this.at);
        this.push('right', this.delimiters.right);
        return this.closeAction(marker);
      }
      if (this.at >= this.text.length) {
        throw new LanguageError(`an action is not closed: end it with ${quote(this.delimiters.right)}`, start);
      }
      this.inAction();
    }
  }

  private inAction(): void {
    const character = this.text.charAt(this.at);
    const space = this.match(SPACE);
    if (space !== '') return this.space(space);
    switch (character) {
      case '=':
        return this.take('assign', '=');
      case ':':
        if (!this.startsWith(':='))
          throw new LanguageError('":" stands alone: write ":=" to declare a variable', this.at);
        return this.take('declare', ':=');
      case '|':
        return this.take('pipe', '|');
      case '"':
        return this.quoted('string', STRING, '"');
      case '`':
        return this.quoted('rawString', RAW_STRING, '`');
      case "'":
        return this.quoted('char', CHARACTER, "'");
      case '$':
        return this.named('variable', this.match(VARIABLE));
      case '(':
        this.parentheses += 1;
        return this.take('open', '(');
      case ')':
        this.parentheses -= 1;
        if (this.parentheses < 0) throw new LanguageError('a ")" closes nothing: leave it out', this.at);
        return this.take('close', ')');
    }
    if (/^(?:[+-]|\.?[0-9])/.test(this.text.slice(this.at, this.at + 2)) || this.isLastDot()) return this.number();
    if (character === '.') return this.named('field', this.match(FIELD));
    const word = this.match(WORD);
    if (word !== '') return this.named('identifier', word);
    if (!/[!-~]/.test(character)) throw new LanguageError(`${quote(character)} has no meaning: leave it out`, this.at);
    this.take('symbol', character);
  }

  /** Go takes a dot at the end of the text for the start of a number. */
  private isLastDot(): boolean {
    return this.text.charAt(this.at) === '.' && this.at === this.text.length - 1;
  }

  private take(type: Token['type'], text: string): void {
    this.push(type, text);
    this.at += text.length;
  }

  private space(space: string): void {
    // The last blank may belong to a trim marker.
    const isMarker = this.startsWith(`-${this.delimiters.right}`, this.at + space.length);
    const kept = isMarker ? space.slice(0, -1) : space;
    if (kept !== '') this.take('space', kept);
  }

  private quoted(type: Token['type'], pattern: RegExp, mark: string): void {
    const text = this.match(pattern);
    if (text === '') throw new LanguageError(`a text in ${mark} is not closed: close it on its line`, this.at);
    this.take(type, text);
  }

  private named(type: 'variable' | 'field' | 'identifier', text: string): void {
    const next = this.text.charAt(this.at + text.length);
    const isEnd = next === '' || TERMINATOR.test(next) || this.startsWith(this.delimiters.right, this.at + text.length);
    if (!isEnd) {
      throw new LanguageError(
        `${quote(next)} follows ${quote(text)}: write a blank between them`,
        this.at + text.length,
      );
    }
    if (type === 'field') return this.take(text === '.' ? 'dot' : 'field', text);
    if (type === 'variable') return this.take('variable', text);
    if (KEYWORDS.has(text)) return this.take('keyword', text);
    this.take(text === 'true' || text === 'false' ? 'bool' : 'identifier', text);
  }

  private number(): void {
    const text = this.match(NUMBER);
    const next = String.fromCodePoint(this.text.codePointAt(this.at + text.length) ?? 0);
    if (LETTER.test(next) || next === '+' || next === '-') {
      throw new LanguageError(`${quote(text + next)} is not a number: write one such as 42 or 0.5`, this.at);
    }
    this.take('number', text);
  }
}

/**
 * The tokens of a template, without comments.
 *
 * @throws LanguageError when the text cannot be split into tokens
 */
export function tokenize(text: string, delimiters: Delimiters): Token[] {
  return new Lexer(text, delimiters).tokenize();
}
