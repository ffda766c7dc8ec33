import type * as Yaml from 'yaml';
import { yamlReader } from './yaml-reader';

/** Most quoted texts of a file that are indented before it is given up. */
const MAX_REPAIRS = 200;

/**
 * The documents of a text as go-yaml reads them: in quotes, lines may be indented less than the map around them, which
 * the `yaml` package refuses (libyaml, `yaml_parser_scan_flow_scalar`). Generated manifests have such lines.
 */
export function looseDocuments(text: string, options: Parameters<typeof Yaml.parseAllDocuments>[1]): Yaml.Document[] {
  let source = text;
  for (let repairs = 0; ; repairs++) {
    const documents = yamlReader().parseAllDocuments(source, options) as Yaml.Document[];
    const fault = documents.find(({ errors }) => errors.length > 0)?.errors[0];
    const next = fault && repairs < MAX_REPAIRS ? indented(source, fault) : undefined;
    if (next === undefined) return documents;
    source = next;
  }
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
