import { BuildError } from '../yaml/types';

/** Knowledge of a variable: its value, that it is not set, or a mark that stands for its value. */
export type VariableValue = { readonly value: string } | { readonly marker: string } | undefined;

/** Looks a variable up. `expression` is the whole of `${…}`, for a mark. */
export type LookUpVariable = (name: string, expression: string) => VariableValue;

const IDENTIFIER = /[\p{L}\p{Nd}_]/u;

type Part = { readonly text: string } | Call;

interface Call {
  readonly name: string;
  readonly operator: string;
  readonly args: readonly Part[];
  readonly expression: string;
}

/**
 * Replaces `${…}` in a text as Flux's `envsubst` does, which differs from a shell: `${X:+y}` gives `y` when X is empty,
 * `${X-y}` is a fault, `$$` becomes `$`.
 *
 * @param strict whether a variable that is not set and has no default is a fault
 * @throws BuildError when an expression is not valid
 */
export function substitute(text: string, lookUp: LookUpVariable, strict: boolean): string {
  if (!text.includes('$')) return text;
  return new Parser(text)
    .parts()
    .map((part) => evaluate(part, lookUp, strict))
    .join('');
}

function evaluate(part: Part, lookUp: LookUpVariable, strict: boolean): string {
  if ('text' in part) return part.text;
  const { name, operator, expression } = part;
  const found = lookUp(name, expression);
  if (found !== undefined && 'marker' in found) return found.marker;
  const args = part.args.map((arg) => evaluate(arg, lookUp, strict));
  if (found === undefined && strict && !DEFAULTS.has(operator)) throw new BuildError(`variable ${name} is not set`);
  return apply(operator, found?.value ?? '', args);
}

/** Operators that give a value to a variable without one. */
const DEFAULTS = new Set(['-', '+', '=', '?', ':-', ':+', ':=', ':?']);

function apply(operator: string, value: string, args: readonly string[]): string {
  const [first, second] = args;
  switch (operator) {
    case ',':
      return value.charAt(0).toLowerCase() + value.slice(1);
    case ',,':
      return value.toLowerCase();
    case '^':
      return value.charAt(0).toUpperCase() + value.slice(1);
    case '^^':
      return value.toUpperCase();
    case '#':
      return first === undefined ? String(Buffer.byteLength(value)) : trimStart(value, first, false);
    case '##':
      return trimStart(value, first ?? '', true);
    case '%':
      return trimEnd(value, first ?? '', false);
    case '%%':
      return trimEnd(value, first ?? '', true);
    case ':':
      return part(value, first ?? '', second);
    case '/':
      return first === undefined ? value : value.replace(first, () => second ?? '');
    case '//':
      return first === undefined ? value : value.split(first).join(second ?? '');
    case '/#':
      return second !== undefined && value.startsWith(first!) ? second + value.slice(first!.length) : value;
    case '/%':
      return second !== undefined && value.endsWith(first!)
        ? value.slice(0, value.length - first!.length) + second
        : value;
    default:
      return value === '' ? args.join('') : value;
  }
}

/** `${X:offset}` and `${X:offset:length}`, by bytes. */
function part(value: string, offset: string, length: string | undefined): string {
  if (!/^[-+]?\d+$/.test(offset)) return value;
  const bytes = Buffer.from(value);
  let from = Number(offset);
  if (from < 0) from = Math.max(bytes.length + from, 0);
  if (length === undefined) return bytes.subarray(from).toString();
  if (!/^[-+]?\d+$/.test(length)) return value;
  const count = Number(length);
  if (count < 0) return bytes.length + count < from ? '' : bytes.subarray(from, bytes.length + count).toString();
  return bytes.subarray(from, from + count).toString();
}

/** Removes what a shell pattern matches at the start: the longest or shortest match. */
function trimStart(value: string, pattern: string, longest: boolean): string {
  const expression = globOf(pattern);
  if (expression === undefined) return value;
  const lengths = Array.from({ length: value.length }, (_none, at) => value.length - at);
  for (const length of longest ? lengths : lengths.reverse()) {
    if (expression.test(value.slice(0, length))) return value.slice(length);
  }
  return value;
}

function trimEnd(value: string, pattern: string, longest: boolean): string {
  return reversed(trimStart(reversed(value), reversed(pattern), longest));
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function globOf(pattern: string): RegExp | undefined {
  const source = pattern
    .replaceAll(/[.+^${}()|]/g, String.raw`\$&`)
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return undefined;
  }
}

/** The parts of a text, by the rules of the scanner of `fluxcd/pkg/envsubst/parse`. */
class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  public parts(): Part[] {
    const parts: Part[] = [];
    while (this.at < this.text.length) parts.push(this.opens() ? this.call() : { text: this.plain() });
    return parts;
  }

  private opens(): boolean {
    return this.text.startsWith('${', this.at);
  }

  /** Text up to the next expression; a doubled dollar is one. */
  private plain(): string {
    let result = '';
    let first = true;
    while (this.at < this.text.length) {
      if (this.text.startsWith('$$', this.at) && (first || !this.opens())) {
        // The second one is taken along with what follows.
        result += '$';
        this.at += 2;
        first = false;
        continue;
      }
      if (this.opens()) break;
      result += this.text[this.at++];
      first = false;
    }
    return result;
  }

  private call(): Call {
    const from = this.at;
    this.at += 2;
    const { name, operator, args } = this.inner();
    if (this.text[this.at] !== '}') throw new BuildError('a variable expression has no closing brace');
    this.at++;
    return { name, operator, args, expression: this.text.slice(from, this.at) };
  }

  private inner(): Pick<Call, 'args' | 'name' | 'operator'> {
    if (this.text[this.at] === '#') {
      this.at++;
      return { operator: '#', name: this.identifier(), args: [] };
    }
    const name = this.identifier();
    switch (this.text[this.at]) {
      case ':':
        return '=-?+'.includes(this.text[this.at + 1] ?? ' ') ? this.default(name, 2) : this.substring(name);
      case '=':
        return this.default(name, 1);
      case ',':
      case '^':
        return { name, operator: this.repeated(',^'), args: [] };
      case '#':
      case '%': {
        const operator = this.repeated(this.text[this.at]!);
        return { name, operator, args: [this.argument('}', false)] };
      }
      case '/':
        return this.replacement(name);
      default:
        return { name, operator: '', args: [] };
    }
  }

  private identifier(): string {
    const from = this.at;
    while (this.at < this.text.length && IDENTIFIER.test(this.text[this.at]!)) this.at++;
    if (this.at === from) throw new BuildError('a variable expression has no name');
    return this.text.slice(from, this.at);
  }

  /** One or two characters of an operator. */
  private repeated(characters: string): string {
    const from = this.at;
    while (this.at < from + 2 && characters.includes(this.text[this.at] ?? ' ')) this.at++;
    return this.text.slice(from, this.at);
  }

  private default(name: string, length: number): Pick<Call, 'args' | 'name' | 'operator'> {
    const operator = this.text.slice(this.at, this.at + length);
    this.at += length;
    const args: Part[] = [];
    while (this.text[this.at] !== '}') args.push(this.argument('}', false));
    return { name, operator, args };
  }

  private substring(name: string): Pick<Call, 'args' | 'name' | 'operator'> {
    this.at++;
    const args = [this.argument(':}', false)];
    if (this.text[this.at] === ':') {
      while (this.text[this.at] === ':') this.at++;
      args.push(this.argument('}', false));
    }
    return { name, operator: ':', args };
  }

  private replacement(name: string): Pick<Call, 'args' | 'name' | 'operator'> {
    this.at++;
    const kind = '/#%'.includes(this.text[this.at] ?? ' ') ? this.text[this.at++]! : '';
    const args = [this.argument('/', true)];
    if (this.text[this.at] !== '/') throw new BuildError('a variable expression replaces something by nothing');
    while (this.text[this.at] === '/') this.at++;
    if (this.text[this.at] !== '}') args.push(this.argument('}', true));
    return { name, operator: `/${kind}`, args };
  }

  /** Text up to one of the characters, or an expression within. */
  private argument(until: string, escapes: boolean): Part {
    if (this.opens()) return this.call();
    let result = '';
    while (this.at < this.text.length && !this.opens()) {
      if (escapes && /^(?:\$\$|\\[/\\])/.test(this.text.slice(this.at, this.at + 2))) {
        result += this.text[this.at + 1];
        this.at += 2;
        continue;
      }
      if (until.includes(this.text[this.at]!)) break;
      result += this.text[this.at++];
    }
    if (result === '') throw new BuildError('a variable expression lacks an argument');
    return { text: result };
  }
}
