import type { Alias, Document, LineCounter, Node, Scalar } from 'yaml';
import { SourceLocation } from '../../core/source-location';
import { yamlReader } from '../../core/yaml-reader';
import { quote } from '../../kubernetes/names';
import { DataNode, MapNode, ReportData, ScalarNode } from './node';

/** Maximum number of values in a file; aliases can multiply a few lines beyond any memory. */
const MAX_NODES = 500_000;

/** Aborts reading a file with too many values. */
class TooManyNodes extends Error {}

/** Parses YAML or JSON text; undefined if it is invalid. */
export function parseYaml(file: string, text: string, report: ReportData): DataNode | undefined {
  const { LineCounter: Lines, parseDocument } = yamlReader();
  const lines = new Lines();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  for (const { pos, message } of broken) {
    report(locationAt(file, lines, pos[0]), `the file is not YAML, ${quote(firstLine(message))}: mend it there`);
  }
  if (broken.length > 0) return undefined;
  return new Reader(file, lines, document, report).read();
}

/** Parses JSON text; undefined if it is invalid. */
export function parseJson(file: string, text: string, report: ReportData): DataNode | undefined {
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const offset = /position (\d+)/.exec(message)?.[1];
    // The offending text, which Node.js quotes, may be a secret.
    const what = message.replace(/(?:,? \.{0,3}".*| in JSON at position .*)$/s, '');
    const location = lineAt(file, text, offset === undefined ? firstNotJson(text) : Number(offset));
    report(location, `the file is not JSON, ${quote(what)}: mend it there`);
    return undefined;
  }
  return parseYaml(file, text, report);
}

/** Offset at which a text stops being JSON, as far as YAML can tell. */
function firstNotJson(text: string): number {
  const { parseDocument, visit } = yamlReader();
  const document = parseDocument(text, { prettyErrors: false });
  let first = document.errors[0]?.pos[0] ?? text.length;
  const found = (node: Node) => {
    first = Math.min(first, node.range?.[0] ?? first);
  };
  visit(document, {
    Scalar: (_, node) => {
      const isLiteral = /^(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)$/.test(node.source ?? '');
      if (node.type !== 'QUOTE_DOUBLE' && !isLiteral) found(node);
    },
    Collection: (_, node) => {
      if (node.flow !== true) found(node);
    },
  });
  return first;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!;
}

function lineAt(file: string, text: string, offset: number): SourceLocation {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}

function locationAt(file: string, lines: LineCounter, offset: number): SourceLocation {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Creates nodes from a document. */
class Reader {
  private readonly anchors = new Map<string, Node>();
  private readonly kinds = yamlReader();
  private count = 0;
  private aliasDepth = 0;
  private isSound = true;

  constructor(
    private readonly file: string,
    private readonly lines: LineCounter,
    private readonly document: Document.Parsed,
    private readonly report: ReportData,
  ) {}

  public read(): DataNode | undefined {
    try {
      const node = this.node(this.document.contents, { file: this.file, line: 1, column: 1 });
      return this.isSound ? node : undefined;
    } catch (error) {
      if (!(error instanceof TooManyNodes)) throw error;
      return undefined;
    }
  }

  private node(given: Node | null | undefined, around: SourceLocation): DataNode {
    const location = given?.range ? locationAt(this.file, this.lines, given.range[0]) : around;
    if (this.count++ === MAX_NODES) {
      this.refuse(location, `the file has more than ${MAX_NODES} values: split it`);
      throw new TooManyNodes();
    }
    const { isAlias, isMap, isScalar, isSeq } = this.kinds;
    if (isAlias(given)) return { ...this.aliased(given), location };
    if (given?.anchor !== undefined && this.aliasDepth === 0) this.anchors.set(given.anchor, given);
    if (isMap(given)) return this.map(given.items, location);
    if (isSeq(given)) {
      return { kind: 'list', location, items: given.items.map((item) => this.node(item as Node, location)) };
    }
    return this.scalar(isScalar(given) ? given : undefined, location);
  }

  /** The value of an alias. The package searches the whole document for each one; the anchors before it suffice. */
  private aliased({ source }: Alias): DataNode {
    this.aliasDepth++;
    const node = this.node(this.anchors.get(source), { file: this.file, line: 1, column: 1 });
    this.aliasDepth--;
    return node;
  }

  private map(items: ReadonlyArray<{ readonly key: unknown; readonly value: unknown }>, at: SourceLocation): MapNode {
    const entries = items.map(({ key, value }) => {
      const keyNode = this.node(key as Node, at);
      const { location } = keyNode;
      if (keyNode.kind !== 'scalar' || keyNode.value === null) this.refuse(location, 'a key is no text: give a name');
      const name = keyNode.kind === 'scalar' ? String(keyNode.value) : '';
      return { key: name, location, value: this.node(value as Node | null, location) };
    });
    return { kind: 'map', location: at, entries };
  }

  private scalar(given: Scalar | undefined, location: SourceLocation): ScalarNode {
    const { value } = given ?? { value: null };
    if (typeof value === 'number' && /^[-+]?\d+$/.test(given?.source ?? '') && !Number.isSafeInteger(value)) {
      this.refuse(location, `${given?.source} has more digits than a number keeps: quote it`);
    }
    const isKnown = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    if (!isKnown) this.refuse(location, 'a value is neither text, number, true, false nor null: give one of these');
    return { kind: 'scalar', location, value: isKnown ? (value as ScalarNode['value']) : null };
  }

  private refuse(location: SourceLocation, message: string): void {
    this.isSound = false;
    this.report(location, message);
  }
}
