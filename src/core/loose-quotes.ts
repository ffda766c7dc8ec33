import type * as Yaml from 'yaml';
import { yamlReader } from './yaml-reader';

/** Most quoted texts of a file that are indented before it is given up. */
const MAX_REPAIRS = 200;

/** An alias that may be a key with its colon right behind it. */
const ALIAS_KEY = /\*[\w-]+:(?=\s|$)/m;

/** Marks of the `yaml` package's lexer between the parts of a text. */
const CONTROL = new Set(['\u0002', '\u0018', '\u001f']);

/**
 * The documents of a text as go-yaml reads them, where the `yaml` package refuses what libyaml takes:
 *
 * - in quotes, lines may be indented less than the map around them (`yaml_parser_scan_flow_scalar`), as in generated
 *   manifests;
 * - the name of an alias ends before a colon (`yaml_parser_scan_anchor`), as in `*app: value`.
 */
export function looseDocuments(text: string, options: Parameters<typeof Yaml.parseAllDocuments>[1]): Yaml.Document[] {
  let source = ALIAS_KEY.test(text) ? withAliasKeys(text) : text;
  for (let repairs = 0; ; repairs++) {
    const documents = yamlReader().parseAllDocuments(source, options) as Yaml.Document[];
    const fault = documents.find(({ errors }) => errors.length > 0)?.errors[0];
    const next = fault && repairs < MAX_REPAIRS ? indented(source, fault) : undefined;
    if (next === undefined) return documents;
    source = next;
  }
}

/** The text with a space between aliases that are keys and their colons. */
function withAliasKeys(text: string): string {
  const { Lexer } = yamlReader();
  const parts = [...new Lexer().lex(text)].filter((part) => !CONTROL.has(part));
  if (parts.join('') !== text) return text;
  return parts.map((part) => (/^\*[\w-]+:$/.test(part) ? `${part.slice(0, -1)} :` : part)).join('');
}

/** The text with the lines of an open quote indented; undefined when the fault is another one. */
function indented(text: string, { code, message, pos: [at] }: Yaml.YAMLError): string | undefined {
  const quote = code === 'MISSING_CHAR' ? /^Missing closing (['"])/.exec(message)?.[1] : undefined;
  if (quote === undefined) return undefined;
  const end = closing(text, at, quote);
  // A line that ends a document ends the quote too.
  if (end === undefined || /^(?:---|\.\.\.)(?=\s|$)/m.test(text.slice(at, end))) return undefined;
  const spaces = ' '.repeat(at - text.lastIndexOf('\n', at - 1));
  const lines = text.slice(at, end).replace(/\n(?=[^\n])/g, `\n${spaces}`);
  return lines.length === end - at ? undefined : `${text.slice(0, at)}${lines}${text.slice(end)}`;
}

/** Where a quote closes that is open at a place. */
function closing(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === '"' && character === '\\') at++;
    else if (character === quote) {
      if (quote === '"' || text.charAt(at + 1) !== quote) return at;
      at++;
    }
  }
  return undefined;
}
