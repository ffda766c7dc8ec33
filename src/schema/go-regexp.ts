/** POSIX classes of Go's `regexp`, as bracket content. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** Escapes with the same meaning in JavaScript, also in its `u` mode. */
const SAME_ESCAPE = /^[\^$\\.*+?()[\]{}|/bBdDwWfnrtvxpP0-9-]$/;

/** Go's `.`. */
const ANY = '[^\\n]';

const compiled = new Map<string, RegExp>();

/** Translates the Go construct at `at`: its JavaScript text and its length in the source. */
function translate(source: string, at: number, inClass: boolean): readonly [text: string, length: number] {
  const rest = source.slice(at);
  const posix = inClass ? /^\[:(\^?)(\w+):\]/.exec(rest) : null;
  const members = posix && !posix[1] ? CLASSES[posix[2] ?? ''] : undefined;
  if (posix && members !== undefined) return [members, posix[0].length];
  const escaped = rest.startsWith('\\') ? rest.charAt(1) : undefined;
  if (escaped === 'A' && !inClass) return ['^', 2];
  if (escaped === 'z' && !inClass) return ['$', 2];
  if (escaped === 's') return [inClass ? '\\t\\n\\f\\r ' : '[\\t\\n\\f\\r ]', 2];
  if (escaped === 'S' && !inClass) return ['[^\\t\\n\\f\\r ]', 2];
  if (escaped === '-' && !inClass) return ['-', 2];
  const letter = /^\\[pP][A-Z]/.exec(rest)?.[0];
  if (letter !== undefined) return [`${letter.slice(0, 2)}{${letter.slice(2)}}`, 3];
  if (escaped !== undefined) return [SAME_ESCAPE.test(escaped) ? rest.slice(0, 2) : escaped, 2];
  if (!inClass && rest.startsWith('(?P<')) return ['(?<', 4];
  if (!inClass && rest.startsWith('.')) return [ANY, 1];
  if (inClass && rest.startsWith('[')) return ['\\[', 1];
  return [rest.charAt(0), 1];
}

/** The flags that hold at a place of a pattern. */
interface Flags {
  /** Letters match in both cases, which only some releases of Node.js can say of a part of a pattern. */
  readonly anyCase: boolean;
  /** `.` matches line feeds too. */
  readonly dotAll: boolean;
}

/** Flags in the middle of a pattern: for the rest of the group around them, or for a group of their own. */
const INNER_FLAGS = /^\(\?([is]+)([:)])/;

/** Letters that Unicode takes for another case of an ASCII letter, besides the ASCII one. */
const THIRD_CASE: Readonly<Record<string, string>> = { k: '\u212a', s: '\u017f' };

/** The letters and ranges of a piece in both cases. */
function inBothCases(piece: string, inClass: boolean): string {
  const [from = '', to] = piece.split('-');
  if (!/^[A-Za-z]$/.test(from) || (to !== undefined && !/^[A-Za-z]$/.test(to))) {
    if (/^(?:\\[pP]|[^\0-\x7f])/.test(piece)) throw new SyntaxError(`${piece} has no cases in JavaScript`);
    return piece;
  }
  const both =
    to === undefined
      ? `${from.toLowerCase()}${from.toUpperCase()}${THIRD_CASE[from.toLowerCase()] ?? ''}`
      : `${piece}${from.toLowerCase()}-${to.toLowerCase()}${from.toUpperCase()}-${to.toUpperCase()}`;
  return inClass ? both : `[${both}]`;
}

/** The piece of a bracket expression at `at`, with the range that begins there. */
function member(source: string, at: number, { anyCase }: Flags): readonly [text: string, length: number] {
  const range = anyCase ? /^[A-Za-z]-[A-Za-z]/.exec(source.slice(at, at + 3))?.[0] : undefined;
  if (range !== undefined && isOneCase(range)) return [inBothCases(range, true), 3];
  const [piece, length] = translate(source, at, true);
  if (!anyCase) return [piece, length];
  if (length > 2) throw new SyntaxError(`${source.slice(at, at + length)} has no cases in JavaScript`);
  return [inBothCases(piece, true), length];
}

function isOneCase(range: string): boolean {
  return range === range.toLowerCase() || range === range.toUpperCase();
}

/** The pattern in JavaScript syntax, without leading flags. */
function rewrite(source: string, dotAll: boolean): string {
  let text = '';
  let classStart = -1; // start of the members of the bracket expression around `at`
  const groups: Flags[] = [{ anyCase: false, dotAll }]; // the last holds at `at`
  for (let at = 0; at < source.length;) {
    const character = source.charAt(at);
    const flags = groups.at(-1) ?? { anyCase: false, dotAll };
    const [inner, set = '', end] = (classStart < 0 && INNER_FLAGS.exec(source.slice(at))) || [];
    if (inner !== undefined) {
      const changed = { anyCase: flags.anyCase || set.includes('i'), dotAll: flags.dotAll || set.includes('s') };
      if (end === ')') groups[groups.length - 1] = changed;
      else groups.push(changed);
      text += end === ')' ? '' : '(?:';
      at += inner.length;
    } else if (classStart < 0 && character === '[') {
      const opening = source.charAt(at + 1) === '^' ? '[^' : '[';
      text += opening;
      at += opening.length;
      classStart = at;
    } else if (classStart >= 0 && character === ']' && at > classStart) {
      text += ']';
      at += 1;
      classStart = -1;
    } else {
      const inClass = classStart >= 0;
      if (!inClass && character === '(') groups.push(flags);
      if (!inClass && character === ')') groups.pop();
      const [piece, length] = inClass ? member(source, at, flags) : translate(source, at, false);
      const cased = flags.anyCase && !inClass && length === 1 ? inBothCases(piece, false) : piece;
      text += piece === ']' ? '\\]' : flags.dotAll && piece === ANY ? '[^]' : cased;
      at += length;
    }
  }
  return text;
}

/**
 * The JavaScript equivalent of a Go `regexp` pattern. It matches the same strings: `.` is any character but the line
 * feed, `\s` one of five ASCII spaces, `$` only the end of the text.
 *
 * @throws SyntaxError when JavaScript cannot express the pattern
 */
export function goRegExp(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const [prefix = '', flags = ''] = /^\(\?([is]+)\)/.exec(pattern) ?? [];
  const text = rewrite(pattern.slice(prefix.length), flags.includes('s'));
  const expression = new RegExp(text, flags.includes('i') ? 'iu' : 'u');
  compiled.set(pattern, expression);
  return expression;
}
