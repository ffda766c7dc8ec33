import { quote } from '../../kubernetes/names';
import { LanguageError } from '../go/language-error';
import { Element, Entry, Expression } from './ast';
import { expand } from './macros';
import { Token, tokenize, unquote } from './tokens';

/** Limits of cel-go's parser: nested or chained parts, and characters. */
const DEEPEST = 250;
const LONGEST = 100_000;

/** Words with a token of their own, which cannot name anything. */
const KEYWORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

/** Words that cannot name a variable or function. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'as break const continue else for function if import let loop package namespace return var void while ' +
    'in true false null'
  ).split(' '),
);

const RELATIONS: ReadonlySet<string> = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);

/** The prefix of the name of a call that stands for a message. */
export const MESSAGE = '@message ';

const INT64 = { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  /** @param takesMessages whether messages may be built, such as `Object{name: 'a'}` */
  constructor(
    text: string,
    private readonly takesMessages: boolean,
  ) {
    if ([...text].length > LONGEST) throw new LanguageError(`the expression is longer than ${LONGEST} characters`, 0);
    this.tokens = tokenize(text);
  }

  public parse(): Expression {
    const expression = this.expression();
    if (this.next.type !== 'end') throw this.unexpected('an operator or the end');
    return expression;
  }

  private get next(): Token {
    return this.tokens[this.position] as Token;
  }

  private peek(ahead: number): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)] as Token;
  }

  private is(text: string): boolean {
    return this.next.text === text && (this.next.type === 'symbol' || this.next.type === 'word');
  }

  private accept(text: string): boolean {
    const found = this.is(text);
    if (found) this.position += 1;
    return found;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(quote(text));
  }

  private unexpected(wanted: string): LanguageError {
    const { type, text, at } = this.next;
    return new LanguageError(
      `${type === 'end' ? 'the expression ends' : `${quote(text)} stands`}: write ${wanted}`,
      at,
    );
  }

  private deeper<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      throw new LanguageError(`the expression is nested deeper than ${DEEPEST} levels: simplify it`, this.next.at);
    }
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private expression(): Expression {
    return this.deeper(() => {
      const condition = this.logical('||');
      const { at } = this.next;
      if (!this.accept('?')) return condition;
      const then = this.logical('||');
      this.expect(':');
      return { kind: 'call', name: '_?_:_', args: [condition, then, this.expression()], at };
    });
  }

  private logical(operator: '||' | '&&'): Expression {
    const operand = () => (operator === '||' ? this.logical('&&') : this.relation());
    return this.chain(operand, (token) => token.text === operator);
  }

  private relation(): Expression {
    return this.chain(
      () => this.sum(),
      (token) => RELATIONS.has(token.text),
    );
  }

  private sum(): Expression {
    const product = () =>
      this.chain(
        () => this.unary(),
        (token) => '*/%'.includes(token.text),
      );
    return this.chain(product, (token) => '+-'.includes(token.text));
  }

  /** Operands with operators between them, which group from the left. */
  private chain(operand: () => Expression, isOperator: (token: Token) => boolean): Expression {
    let left = operand();
    for (let count = 1; ; count += 1) {
      const token = this.next;
      if ((token.type !== 'symbol' && token.text !== 'in') || token.type === 'end' || !isOperator(token)) return left;
      if (count > DEEPEST) throw new LanguageError(`more than ${DEEPEST} operators follow each other`, token.at);
      this.position += 1;
      const name = token.text === 'in' ? '@in' : `_${token.text}_`;
      left = { kind: 'call', name, args: [left, operand()], at: token.at };
    }
  }

  private unary(): Expression {
    const { text: operator, at } = this.next;
    // A minus before a number belongs to the number.
    const isSign = operator === '-' && (this.peek(1).type === 'int' || this.peek(1).type === 'double');
    if ((operator !== '!' && operator !== '-') || this.next.type !== 'symbol' || isSign) return this.member();
    let count = 0;
    while (this.accept(operator)) count += 1;
    const operand = this.member();
    return count % 2 === 0 ? operand : { kind: 'call', name: `${operator}_`, args: [operand], at };
  }

  private member(): Expression {
    let left = this.primary();
    for (let count = 1; ; count += 1) {
      const { at } = this.next;
      if (!this.is('.') && !this.is('[')) return left;
      if (count > DEEPEST) throw new LanguageError(`more than ${DEEPEST} fields follow each other`, at);
      left = this.accept('[') ? this.index(left, at) : this.field(left);
    }
  }

  private index(left: Expression, at: number): Expression {
    const name = this.accept('?') ? '_[?_]' : '_[_]';
    const index = this.expression();
    this.expect(']');
    return { kind: 'call', name, args: [left, index], at };
  }

  private field(left: Expression): Expression {
    this.expect('.');
    const isOptional = this.accept('?');
    const { type, text, at } = this.next;
    if (type !== 'word' || KEYWORDS.has(text)) throw this.unexpected('a name of a field');
    this.position += 1;
    if (isOptional) {
      const field: Expression = { kind: 'literal', type: 'string', value: text, at };
      return { kind: 'call', name: '_?._', args: [left, field], at };
    }
    if (!this.accept('(')) return { kind: 'select', operand: left, field: text, isTest: false, at };
    return expand({ kind: 'call', name: text, target: left, args: this.callArguments(), at });
  }

  private callArguments(): Expression[] {
    const args: Expression[] = [];
    if (this.accept(')')) return args;
    do args.push(this.expression());
    while (this.accept(','));
    this.expect(')');
    return args;
  }

  private primary(): Expression {
    const { type, at } = this.next;
    if (this.accept('(')) {
      const nested = this.expression();
      this.expect(')');
      return nested;
    }
    if (this.accept('[')) return { kind: 'list', elements: this.items(']', () => this.element()), at };
    if (this.accept('{')) return { kind: 'map', entries: this.items('}', () => this.entry()), at };
    if (this.is('.') || (type === 'word' && !KEYWORDS.has(this.next.text))) return this.name();
    return this.literal();
  }

  /** Items up to a bracket, with an optional comma at the end. */
  private items<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    if (this.accept(',')) {
      this.expect(end);
      return items;
    }
    while (!this.accept(end)) {
      items.push(item());
      if (!this.accept(',')) {
        this.expect(end);
        return items;
      }
    }
    return items;
  }

  private element(): Element {
    const isOptional = this.accept('?');
    return { isOptional, value: this.expression() };
  }

  private entry(): Entry {
    const isOptional = this.accept('?');
    const key = this.expression();
    this.expect(':');
    return { isOptional, key, value: this.expression() };
  }

  private name(): Expression {
    const { at } = this.next;
    const dot = this.accept('.') ? '.' : '';
    const { type, text } = this.next;
    if (type !== 'word' || KEYWORDS.has(text)) throw this.unexpected('a name');
    if (this.isMessage()) {
      if (this.takesMessages) return this.message(at);
      throw new LanguageError(`${quote(text)} begins a message, which no field of Flux takes: write a map`, at);
    }
    this.position += 1;
    if (RESERVED.has(text)) throw new LanguageError(`${quote(text)} is a reserved word: choose another name`, at);
    if (!this.accept('(')) return { kind: 'identifier', name: dot + text, at };
    return expand({ kind: 'call', name: dot + text, args: this.callArguments(), at });
  }

  /** A message as a call of its type, with the values of its fields. */
  private message(at: number): Expression {
    let type = this.next.text;
    this.position += 1;
    while (this.accept('.')) {
      type += `.${this.next.text}`;
      this.position += 1;
    }
    this.expect('{');
    const args: Expression[] = [];
    while (!this.accept('}')) {
      this.accept('?');
      if (this.next.type !== 'word') throw this.unexpected('the name of a field');
      this.position += 1;
      this.expect(':');
      args.push(this.expression());
      if (!this.is('}')) this.expect(',');
    }
    return { kind: 'call', name: `${MESSAGE}${type}`, args, at };
  }

  /** Whether names with dots between them and a brace follow, as in `google.protobuf.Duration{seconds: 1}`. */
  private isMessage(): boolean {
    let ahead = 1;
    while (this.peek(ahead).text === '.' && this.peek(ahead + 1).type === 'word') ahead += 2;
    return this.peek(ahead).type === 'symbol' && this.peek(ahead).text === '{';
  }

  private literal(): Expression {
    const { at } = this.next;
    const sign = this.accept('-') ? '-' : '';
    const token = this.next;
    const { type, text } = token;
    if (sign !== '' && type !== 'int' && type !== 'double') throw this.unexpected('a number');
    if (type === 'word' && (text === 'true' || text === 'false')) {
      this.position += 1;
      return { kind: 'literal', type: 'bool', value: text === 'true', at };
    }
    if (type === 'word' && text === 'null') {
      this.position += 1;
      return { kind: 'literal', type: 'null_type', value: null, at };
    }
    if (type === 'string' || type === 'bytes') {
      this.position += 1;
      return { kind: 'literal', type, value: unquote(token), at };
    }
    if (type !== 'int' && type !== 'uint' && type !== 'double') throw this.unexpected('a value');
    this.position += 1;
    return { kind: 'literal', type, value: numberOf(type, sign, token), at };
  }
}

function numberOf(type: 'int' | 'uint' | 'double', sign: string, { text, at }: Token): bigint | number {
  if (type === 'double') {
    const value = Number(sign + text);
    if (!Number.isFinite(value)) throw new LanguageError(`${text} is too large: write a smaller number`, at);
    return value;
  }
  const magnitude = BigInt(type === 'uint' ? text.slice(0, -1) : text);
  const value = sign === '' ? magnitude : -magnitude;
  const [minimum, maximum] = type === 'uint' ? [0n, 2n ** 64n - 1n] : [INT64.minimum, INT64.maximum];
  if (value < minimum || value > maximum) {
    throw new LanguageError(`${text} is no ${type} of 64 bits: write a smaller number`, at);
  }
  return value;
}

/**
 * Parses an expression, by the grammar of cel-go 0.26.1, and expands its macros.
 *
 * @param takesMessages whether messages may be built, which no field of Flux allows
 * @throws LanguageError when the text is not an expression
 */
export function parseExpression(text: string, takesMessages = false): Expression {
  return new Parser(text, takesMessages).parse();
}
