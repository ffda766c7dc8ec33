import { quote } from '../../kubernetes/names';
import { LanguageError } from '../go/language-error';
import { Command, Node, Operand, Pipeline, Template } from './ast';
import { checkConstant, constantOf, unquote } from './literals';
import { Delimiters, Token, tokenize } from './tokens';

type Context = 'command' | 'if' | 'range' | 'with' | 'template' | 'block' | 'parentheses';

const OPERANDS: ReadonlySet<Token['type']> = new Set([
  ...(['bool', 'char', 'number', 'string', 'rawString', 'dot', 'field', 'identifier', 'variable', 'open'] as const),
]);

const DEEPEST = 10_000;

/** The end of a list of nodes: `end`, or `else` with what follows it. */
type Stop = 'end' | 'else';

class Parser {
  private readonly tokens: readonly Token[];
  private readonly defined = new Map<string, readonly Node[]>();
  private readonly filled = new Set<string>();
  private position = 0;
  private variables: string[] = ['$'];
  private ranges = 0;
  private depth = 0;
  private hasText = false;

  constructor(
    text: string,
    delimiters: Delimiters,
    private readonly functions: ReadonlySet<string>,
  ) {
    this.tokens = tokenize(text, delimiters);
  }

  public parse(): Template {
    const body: Node[] = [];
    while (this.peek().type !== 'end') {
      if (this.isDefinition()) this.definition();
      else {
        const node = this.textOrAction();
        if (node === 'end' || node === 'else') throw this.unexpected(`an action that ${quote(node)} belongs to`, -2);
        body.push(node);
      }
    }
    return { body, defined: this.defined };
  }

  private peek(): Token {
    return this.tokens[this.position] as Token;
  }

  private peekPastSpace(): Token {
    while (this.peek().type === 'space') this.position += 1;
    return this.peek();
  }

  private next(): Token {
    const token = this.peekPastSpace();
    if (token.type !== 'end') this.position += 1;
    return token;
  }

  private unexpected(wanted: string, offset = 0): LanguageError {
    const { type, text, at } = this.tokens[Math.max(0, this.position + offset)] as Token;
    const found = type === 'end' ? 'the template ends' : `${quote(text)} stands`;
    return new LanguageError(`${found}: write ${wanted}`, at);
  }

  private expect(type: Token['type'], wanted: string): Token {
    const token = this.peekPastSpace();
    if (token.type !== type) throw this.unexpected(wanted);
    return this.next();
  }

  private isDefinition(): boolean {
    if (this.peek().type !== 'left') return false;
    const [first, second] = this.tokens.slice(this.position + 1, this.position + 3);
    const token = first?.type === 'space' ? second : first;
    return token?.type === 'keyword' && token.text === 'define';
  }

  private definition(): void {
    this.next();
    this.next();
    const name = this.templateName();
    this.expect('right', 'the end of the action');
    this.define(name, true);
  }

  private templateName(): string {
    const token = this.peekPastSpace();
    if (token.type !== 'string' && token.type !== 'rawString')
      throw this.unexpected('the name of a template in quotes');
    this.next();
    checkConstant(token);
    return unquote(token.text);
  }

  /** Reads the body of a template up to its end. Variables of the surroundings are not known in it. */
  private define(name: string, isClause: boolean): void {
    const { variables, ranges, hasText } = this;
    this.variables = ['$'];
    this.ranges = 0;
    this.hasText = false;
    const [body, stop] = this.list();
    if (stop !== 'end') throw this.unexpected(`"end" of ${isClause ? 'define' : 'block'}`, -1);
    const isFilled = body.some(({ kind }) => kind !== 'text') || this.hasText;
    if (isFilled && this.filled.has(name)) {
      throw new LanguageError(`template ${quote(name)} is defined twice: rename one`, this.peek().at);
    }
    if (isFilled) this.filled.add(name);
    if (isFilled || !this.defined.has(name)) this.defined.set(name, body);
    Object.assign(this, { variables, ranges, hasText });
  }

  private list(): [nodes: Node[], stop: Stop] {
    const nodes: Node[] = [];
    while (this.peekPastSpace().type !== 'end') {
      const node = this.textOrAction();
      if (node === 'end' || node === 'else') return [nodes, node];
      nodes.push(node);
    }
    throw this.unexpected('an action with "end"');
  }

  private textOrAction(): Node | Stop {
    const token = this.next();
    if (token.type === 'text') {
      if (/[^\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(token.text))
        this.hasText = true;
      return { kind: 'text', at: token.at, text: token.text };
    }
    if (token.type !== 'left') throw this.unexpected('text or an action', -1);
    const word = this.peekPastSpace();
    if (word.type !== 'keyword') return { kind: 'action', at: word.at, pipeline: this.pipeline('command', 'right') };
    switch (word.text) {
      case 'if':
      case 'with':
      case 'range':
        this.next();
        return this.control(word.text, word.at);
      case 'template':
        this.next();
        return this.template(word.at);
      case 'block':
        this.next();
        return this.block(word.at);
      case 'break':
      case 'continue':
        return this.jump();
      case 'end':
        this.next();
        this.expect('right', 'the end of the action');
        return 'end';
      case 'else':
        this.next();
        if (!['if', 'with'].includes(this.peekPastSpace().text) || this.peek().type !== 'keyword') {
          this.expect('right', 'the end of the action');
        }
        return 'else';
      case 'nil':
        return { kind: 'action', at: word.at, pipeline: this.pipeline('command', 'right') };
      default:
        throw this.unexpected('"define" outside of other actions');
    }
  }

  private jump(): Node {
    const { text, at } = this.next();
    this.expect('right', 'the end of the action');
    if (this.ranges === 0) throw new LanguageError(`${quote(text)} stands outside of a range: leave it out`, at);
    this.hasText = true;
    return { kind: text === 'break' ? 'break' : 'continue', at };
  }

  private control(kind: 'if' | 'with' | 'range', at: number): Node {
    const known = this.variables.length;
    const pipeline = this.pipeline(kind, 'right');
    if (kind === 'range') this.ranges += 1;
    const [body, stop] = this.list();
    if (kind === 'range') this.ranges -= 1;
    const otherwise = stop === 'else' ? this.otherwise(kind) : [];
    this.variables = this.variables.slice(0, known);
    return { kind, at, pipeline, body, otherwise };
  }

  private otherwise(kind: 'if' | 'with' | 'range'): Node[] {
    const token = this.peek();
    if (kind !== 'range' && token.type === 'keyword' && token.text === kind) {
      this.next();
      return [this.control(kind, token.at)];
    }
    const [nodes, stop] = this.list();
    if (stop !== 'end') throw this.unexpected('"end" instead of a second "else"', -1);
    return nodes;
  }

  private template(at: number): Node {
    const name = this.templateName();
    if (this.peekPastSpace().type !== 'right') {
      return { kind: 'template', at, name, pipeline: this.pipeline('template', 'right') };
    }
    this.next();
    return { kind: 'template', at, name, pipeline: undefined };
  }

  private block(at: number): Node {
    const name = this.templateName();
    const pipeline = this.pipeline('block', 'right');
    this.define(name, false);
    return { kind: 'template', at, name, pipeline };
  }

  private pipeline(context: Context, end: 'right' | 'close'): Pipeline {
    const { at } = this.peekPastSpace();
    const declared = this.declaration(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.peekPastSpace();
      if (token.type === end) {
        this.next();
        if (commands.length === 0) throw new LanguageError('a value is missing: write one', token.at);
        for (const [first] of commands.slice(1)) {
          if (first.kind === 'dot' || first.kind === 'nil' || first.kind === 'constant') {
            throw new LanguageError('a value stands after "|": write a function', first.at);
          }
        }
        return { at, commands, ...declared };
      }
      const isNil = token.type === 'keyword' && token.text === 'nil';
      if (!OPERANDS.has(token.type) && !isNil) throw this.unexpected('a value');
      commands.push(this.command());
    }
  }

  private declaration(context: Context): Pick<Pipeline, 'variables' | 'isAssignment'> {
    const variables: string[] = [];
    for (;;) {
      const start = this.position;
      const variable = this.peekPastSpace();
      if (variable.type !== 'variable') return { variables, isAssignment: false };
      this.next();
      const after = this.peekPastSpace();
      const isComma = after.type === 'symbol' && after.text === ',';
      if (after.type !== 'assign' && after.type !== 'declare' && !isComma) {
        this.position = start;
        return { variables, isAssignment: false };
      }
      this.next();
      variables.push(variable.text);
      this.variables.push(variable.text);
      if (!isComma) return { variables, isAssignment: after.type === 'assign' };
      if (context !== 'range' || variables.length > 1)
        throw this.unexpected('":=", only range declares two variables', -1);
      if (!['variable', 'right', 'close'].includes(this.peekPastSpace().type)) throw this.unexpected('a variable');
    }
  }

  private command(): Command {
    const operands: Operand[] = [];
    for (;;) {
      const operand = this.operand();
      if (operand) operands.push(operand);
      const token = this.peek();
      if (token.type === 'space') {
        this.position += 1;
        continue;
      }
      if (token.type === 'pipe') this.position += 1;
      else if (token.type !== 'right' && token.type !== 'close') throw this.unexpected('a blank or "|"');
      if (operands.length === 0) throw this.unexpected('a command before "|"');
      return operands as [Operand, ...Operand[]];
    }
  }

  private operand(): Operand | undefined {
    const term = this.term();
    if (!term || this.peek().type !== 'field') return term;
    const fields: string[] = [];
    while (this.peek().type === 'field') fields.push(this.next().text.slice(1));
    if (term.kind === 'field' || term.kind === 'variable') return { ...term, fields: [...term.fields, ...fields] };
    if (term.kind === 'function' || term.kind === 'pipeline') return { kind: 'chain', at: term.at, of: term, fields };
    throw this.unexpected('a blank before a field', -1);
  }

  private term(): Operand | undefined {
    const token = this.peekPastSpace();
    const { type, text, at } = token;
    const isNil = type === 'keyword' && text === 'nil';
    if (!OPERANDS.has(type) && !isNil) return undefined;
    this.next();
    switch (type) {
      case 'identifier':
        if (!this.functions.has(text)) throw new LanguageError(`${quote(text)} is not a function: use another`, at);
        return { kind: 'function', name: text, at };
      case 'dot':
        return { kind: 'dot', at };
      case 'field':
        return { kind: 'field', fields: [text.slice(1)], at };
      case 'variable':
        if (this.variables.includes(text)) return { kind: 'variable', name: text, fields: [], at };
        throw new LanguageError(`${quote(text)} is not declared: declare it with ":="`, at);
      case 'open':
        return this.parentheses(at);
      default:
        if (isNil) return { kind: 'nil', at };
        checkConstant(token);
        return {
          kind: 'constant',
          text: type === 'string' || type === 'rawString' ? unquote(text) : text,
          value: constantOf(token),
          at,
        };
    }
  }

  private parentheses(at: number): Operand {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new LanguageError('parentheses are nested too deeply: simplify the expression', at);
    const pipeline = this.pipeline('parentheses', 'close');
    this.depth -= 1;
    return { kind: 'pipeline', pipeline, at };
  }
}

/**
 * Parses a template of Go's `text/template`.
 *
 * @param functions names of all functions, Go's own included
 * @throws LanguageError when the text is not a template, or calls a function that does not exist
 */
export function parseTemplate(text: string, delimiters: Delimiters, functions: ReadonlySet<string>): Template {
  return new Parser(text, delimiters, functions).parse();
}
