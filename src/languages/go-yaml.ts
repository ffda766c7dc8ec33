import type { Document, Pair, YAMLError } from 'yaml';
import { yamlReader } from '../core/yaml-reader';
import { LanguageError } from './go/language-error';

/** An error of the YAML package for texts that Go's parser reads all the same. */
const READ_BY_GO = /^Comments must be separated/;

/** A value in double quotes. */
const QUOTED_VALUE = /(?<=[\s[{,])"(?:[^"\\]|\\[^])*"(?![ \t]*:)/g;

/** The start of a value in brackets. */
const FLOW_VALUE = /(?<=^|[:-][ \t]+)[[{]/gm;

const LINE_BREAK = /[ \t]*\n[ \t]*/g;

/** Stands for a line break inside a text without quotes. A key with one is none for Go's parser. */
const BREAK_IN_TEXT = '\ue000';

/** The text on one line; undefined if a colon stands on a line after its key. */
function onOneLine(text: string): string | undefined {
  if (/\n[ \t]*:/.test(text) || /"[^"]*\n[^"]*"[ \t]*:|'[^']*\n[^']*'[ \t]*:/.test(text)) return undefined;
  return text.replace(LINE_BREAK, (lineBreak, at: number) => {
    const isBetween = /[,:[{]/.test(text.charAt(at - 1)) || /[,\]}]/.test(text.charAt(at + lineBreak.length));
    return isBetween ? ' ' : BREAK_IN_TEXT;
  });
}

/** The index after a value in brackets, or undefined if it is not closed or has a comment or a mark of a document. */
function endOfFlow(text: string, start: number): number | undefined {
  let depth = 0;
  const part = /"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'|\n(?:---|\.\.\.)|[ \t\n]#|[[\]{}]/g;
  part.lastIndex = start;
  for (let match = part.exec(text); match; match = part.exec(text)) {
    const [found] = match;
    if (/^\s/.test(found)) return undefined;
    if (found === '[' || found === '{') depth += 1;
    if (found === ']' || found === '}') depth -= 1;
    if (depth === 0) return match.index + found.length;
  }
  return undefined;
}

/**
 * The text with each value in quotes or brackets on one line. YAML 1.2 wants further lines of them indented, Go's parser
 * does not.
 */
function withFoldedValues(text: string): string {
  let folded = '';
  let at = 0;
  for (const { index } of text.matchAll(FLOW_VALUE)) {
    const end = index < at ? undefined : endOfFlow(text, index);
    const line = end === undefined ? undefined : onOneLine(text.slice(index, end));
    if (end === undefined || line === undefined) continue;
    folded += text.slice(at, index) + line;
    at = end;
  }
  return (folded + text.slice(at)).replace(QUOTED_VALUE, (quoted) => {
    const isMarked = /\n(?:---|\.\.\.)/.test(quoted);
    return isMarked ? quoted : quoted.replace(LINE_BREAK, ' ');
  });
}

function errorsOf(document: Document.Parsed): YAMLError | undefined {
  return document.errors.find((error) => !READ_BY_GO.test(error.message));
}

/**
 * Parts that the YAML package reads and Go's parser does not: keys that are lists, maps or null, `{a::b}`, `{a:[b]}`, and
 * a colon on the line after its key.
 */
function unreadPart(document: Document.Parsed, text: string): number | undefined {
  const { visit, isScalar, isAlias } = yamlReader();
  let found: number | undefined;
  const rangeOf = (node: unknown) => (node as { range?: readonly number[] } | null)?.range;
  const isInFlow = (path: readonly unknown[]) => path.some((node) => (node as { flow?: boolean }).flow === true);
  visit(document, {
    Pair(_, pair: Pair, path) {
      const start = rangeOf(pair.key)?.[0] ?? 0;
      if (!isAlias(pair.key) && (!isScalar(pair.key) || pair.key.value === null)) found ??= start;
      else {
        const between = text.slice(rangeOf(pair.key)?.[1] ?? 0, rangeOf(pair.value)?.[0] ?? 0);
        const isPlain = isScalar(pair.key) && pair.key.type === 'PLAIN';
        if (isScalar(pair.key) && pair.key.source?.includes(BREAK_IN_TEXT)) found ??= start;
        if (/^[^:]*\n[^:]*:/.test(between) || (isPlain && isInFlow(path) && between.endsWith(':'))) found ??= start;
      }
    },
    Scalar(_, scalar, path) {
      if (scalar.type === 'PLAIN' && isInFlow(path) && scalar.source?.startsWith(':')) found ??= scalar.range?.[0] ?? 0;
    },
  });
  return found;
}

function parse(text: string): readonly Document.Parsed[] {
  return yamlReader().parseAllDocuments(text, { version: '1.1', logLevel: 'silent' }) as readonly Document.Parsed[];
}

/**
 * Reads the documents of a text as Go's YAML parser does in kustomize.
 *
 * @throws LanguageError when the text is not YAML
 */
export function readGoYaml(text: string): unknown[] {
  let source = text;
  let documents = parse(text);
  if (documents.some(errorsOf)) {
    const foldedText = withFoldedValues(text);
    const folded = parse(foldedText);
    if (!folded.some(errorsOf)) [source, documents] = [foldedText, folded];
  }
  return documents.map((document) => {
    const error = errorsOf(document);
    if (error) {
      const [problem] = error.message.split(/ at line | and at most/);
      throw new LanguageError(`the YAML cannot be read (${problem}): mend its indentation and quotes`, error.pos[0]);
    }
    const unread = unreadPart(document, source);
    if (unread !== undefined) {
      throw new LanguageError('a key is no text, or its ":" is misplaced: write it as "key: value"', unread);
    }
    try {
      return document.toJS({ maxAliasCount: 100 }) as unknown;
    } catch (cause) {
      throw new LanguageError(`the YAML cannot be read (${(cause as Error).message}): mend its aliases`, 0);
    }
  });
}
