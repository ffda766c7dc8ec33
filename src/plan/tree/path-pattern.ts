import { escapeRegExp } from '../../core/escape-regexp';

/** Characters of Go's `path.Match` that stand for others. */
const META = /[*?[\]]/;

/** Whether a text has a character that makes it a pattern. */
export function isPattern(text: string): boolean {
  return META.test(text);
}

/** A pattern of Go's `path.Match` for one part of a path. */
export function partPattern(text: string): RegExp {
  return new RegExp(`^${partSource(text)}$`, 's');
}

/** A pattern of doublestar 4.10 for a whole path: `**` stands for any number of folders, `{a,b}` for either. */
export function pathPattern(text: string): RegExp {
  return new RegExp(`^(?:${alternatives(text).map(pathSource).join('|')})$`, 's');
}

function pathSource(text: string): string {
  const parts = text.split('/');
  let source = '';
  let slash = '';
  parts.forEach((part, at) => {
    if (part !== '**') {
      source += slash + partSource(part);
      slash = '/';
    } else if (at === parts.length - 1) {
      source += at === 0 ? '.*' : '(?:/.*)?';
    } else {
      source += `${slash}(?:[^/]+/)*`;
      slash = '';
    }
  });
  return source;
}

function partSource(text: string): string {
  let source = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const end = character === '[' ? text.indexOf(']', at + 1) : -1;
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (end > at + 1) {
      source += `[${text
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replace(/[[\\]/g, String.raw`\$&`)}]`;
      at = end;
    } else source += escapeRegExp(character === '\\' ? text.charAt(++at) : character);
  }
  return source;
}

/** The patterns that one with braces stands for. */
function alternatives(text: string): string[] {
  const open = /(?<!\\)\{/.exec(text);
  if (!open) return [text];
  const parts: string[] = [];
  let depth = 0;
  let from = open.index + 1;
  for (let at = open.index; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (depth === 1 && (character === ',' || character === '}')) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
    if (character === '}' && --depth === 0) {
      const [before, after] = [text.slice(0, open.index), text.slice(at + 1)];
      return parts.flatMap((part) => alternatives(`${before}${part}${after}`));
    }
  }
  return [text.replace('{', String.raw`\{`)];
}
