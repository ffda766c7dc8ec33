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
  if (escaped !== undefined) return [SAME_ESCAPE.test(escaped) ? rest.slice(0, 2) : escaped, 2];
  if (!inClass && rest.startsWith('(?P<')) return ['(?<', 4];
  if (!inClass && rest.startsWith('.')) return [ANY, 1];
  if (inClass && rest.startsWith('[')) return ['\\[', 1];
  return [rest.charAt(0), 1];
}

/** The pattern in JavaScript syntax, without leading flags. */
function rewrite(source: string, dotAll: boolean): string {
  let text = '';
  let classStart = -1; // start of the members of the bracket expression around `at`
  for (let at = 0; at < source.length;) {
    const character = source.charAt(at);
    if (classStart < 0 && character === '[') {
      const opening = source.charAt(at + 1) === '^' ? '[^' : '[';
      text += opening;
      at += opening.length;
      classStart = at;
    } else if (classStart >= 0 && character === ']' && at > classStart) {
      text += ']';
      at += 1;
      classStart = -1;
    } else {
      const [piece, length] = translate(source, at, classStart >= 0);
      text += piece === ']' ? '\\]' : dotAll && piece === ANY ? '[^]' : piece;
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
