import { BuildError } from '../yaml/node';

/** A key with its value as text, and as bytes where it is no UTF-8. */
export interface Pair {
  readonly key: string;
  readonly value: Buffer | string;
}

/** The pairs of a file of `KEY=value` lines. */
export function envPairs(text: string): Pair[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return lines
    .flatMap((line, at) => {
      const content = (at === 0 ? line.replace(/^\ufeff/, '') : line).replace(/^[\s\u0085]+/, '');
      if (content === '' || content.startsWith('#')) return [];
      const equals = content.indexOf('=');
      return equals < 0
        ? [{ key: content, value: '' }]
        : [{ key: content.slice(0, equals), value: content.slice(equals + 1) }];
    })
    .filter(({ key }) => key !== '');
}

/** The pair of a literal `key=value`; quotes around the value are dropped. */
export function literalPair(literal: string): Pair {
  const equals = literal.indexOf('=');
  if (equals <= 0) throw new BuildError('has a literal that is not key=value');
  const value = literal.slice(equals + 1);
  const quoted = value.length >= 2 && value[0] === value.at(-1) && (value[0] === '"' || value[0] === "'");
  return { key: literal.slice(0, equals), value: quoted ? value.slice(1, -1) : value };
}

/** Key and path of an entry of `files`: `path` or `key=path`. */
export function fileSource(source: string): { readonly key: string; readonly path: string } {
  const parts = source.split('=');
  if (parts.length === 1) return { key: baseOf(source), path: source };
  if (parts.length > 2) throw new BuildError(`has a file ${JSON.stringify(source)} with more than one equals sign`);
  const [key, path] = parts as [string, string];
  if (key === '' || path === '') throw new BuildError(`has a file ${JSON.stringify(source)} without a key or a path`);
  return { key, path };
}

function baseOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1) || '/';
}

/** Base64 with a line end after every 70 characters, if there are that many. */
export function foldedBase64(value: Buffer | string): string {
  const text = Buffer.from(value as string).toString('base64');
  return text.length < 70 ? text : text.replaceAll(/.{1,70}/g, '$&\n');
}
