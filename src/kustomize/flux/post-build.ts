import { JsonObject, JsonValue } from '../../kubernetes/objects';
import { BuildContext } from '../target/context';
import { markerOf } from '../unknown/markers';
import { Unknown } from '../unknown/unknowns';
import { BuildError, fieldOf, isNodeMap, NodeMap, setKey, toJson } from '../yaml/node';
import { parseOne } from '../yaml/parse';
import { substitute, VariableValue } from './envsubst';
import { scalarText } from './scalar-style';

/** A ConfigMap or Secret that holds variables. */
export interface VariableSource {
  readonly kind: string;
  readonly name: string;
  readonly optional: boolean;
}

/** Knowledge of a source of variables: its data, with null for hidden values, that there is none, or nothing. */
export type SourceData = ReadonlyMap<string, string | null> | 'missing' | undefined;

/** The values that `spec.postBuild` gives to variables. */
export interface Substitution {
  readonly apply: (object: JsonObject) => JsonObject;
}

const NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;
const WHERE = 'spec.postBuild';

/**
 * The substitution of a Kustomization; undefined when nothing is substituted.
 *
 * @throws BuildError for names that are not valid and sources that are missing
 */
export function substitutionOf(
  postBuild: JsonObject,
  sourceData: (source: VariableSource) => SourceData,
  context: BuildContext,
  strict: boolean,
): Substitution | undefined {
  const layers: Layer[] = sourcesOf(postBuild).map((source) => layerOf(source, sourceData(source), context));
  const inline = inlineOf(postBuild);
  layers.push({ data: inline });
  const names = layers.flatMap(({ data }) => [...data.keys()]);
  const isEmpty = names.length === 0 && layers.every(({ unknown }) => unknown === undefined);
  if (isEmpty && postBuild.substituteStrategy !== 'Always') return undefined;
  for (const name of names) {
    if (!NAME.test(name)) throw new BuildError(`${WHERE} sets ${JSON.stringify(name)}, which is no name of a variable`);
  }
  const lookUp = (name: string) => valueOf(layers, name);
  return { apply: (object) => new Substituter(lookUp, context, strict).object(object) };
}

/** Values of variables; those of later layers win. */
interface Layer {
  /** Null for values that are not known. */
  readonly data: ReadonlyMap<string, string | null>;
  /** Set when values are not known. */
  readonly unknown?: Unknown;
  /** Whether it has no other names. */
  readonly isComplete?: true;
}

type Found = { readonly value: string } | { readonly unknown: Unknown } | undefined;

function valueOf(layers: readonly Layer[], name: string): Found {
  for (const { data, unknown, isComplete } of [...layers].reverse()) {
    const value = data.get(name);
    if (typeof value === 'string') return { value };
    if (unknown !== undefined && (value === null || !isComplete)) return { unknown };
  }
  return undefined;
}

function sourcesOf(postBuild: JsonObject): VariableSource[] {
  const { substituteFrom } = postBuild;
  if (!Array.isArray(substituteFrom)) return [];
  return substituteFrom.flatMap((one) => {
    const kind = fieldOf(one, 'kind');
    const name = fieldOf(one, 'name');
    if (typeof kind !== 'string' || typeof name !== 'string') return [];
    return kind === 'ConfigMap' || kind === 'Secret'
      ? [{ kind, name, optional: fieldOf(one, 'optional') === true }]
      : [];
  });
}

function layerOf(source: VariableSource, data: SourceData, context: BuildContext): Layer {
  const what = `${source.kind} ${source.name}`;
  if (data === 'missing') {
    if (source.optional) return { data: new Map() };
    throw new BuildError(`${WHERE} takes variables from ${what}, which does not exist`);
  }
  const unknown = { kind: 'variable', what, where: WHERE, hidesObjects: false, touchesAll: false } as const;
  if (data === undefined) return { data: new Map(), unknown: context.unknown(unknown) };
  const known = new Map([...data].map(([name, value]) => [name, value === null ? null : withoutBreaks(value)]));
  if (![...known.values()].includes(null)) return { data: known };
  return { data: known, unknown: context.unknown(unknown), isComplete: true };
}

function inlineOf({ substitute: given }: JsonObject): Map<string, string> {
  const result = new Map<string, string>();
  if (!isNodeMap(given)) return result;
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw new BuildError(`${WHERE}.substitute: ${name} is no text`);
    result.set(name, withoutBreaks(value));
  }
  return result;
}

function withoutBreaks(value: string): string {
  return value.replaceAll('\n', '');
}

/** Substitutes in one object: Flux writes it as YAML, replaces text, and reads it again. */
class Substituter {
  /** Marks within texts that are parsed: they have no character that YAML cares about. */
  private readonly tokens: string[] = [];

  constructor(
    private readonly find: (name: string) => Found,
    private readonly context: BuildContext,
    private readonly strict: boolean,
  ) {}

  public object(object: JsonObject): JsonObject {
    return this.value(object) as JsonObject;
  }

  private value(value: JsonValue): JsonValue {
    if (typeof value === 'string') return value.includes('$') ? this.text(value, false) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.value(item));
      return items.every((item, at) => item === value[at]) ? value : items;
    }
    return this.map(value);
  }

  private map(map: JsonObject): JsonObject {
    let changed = false;
    const result: NodeMap = {};
    for (const key of Object.keys(map)) {
      const name = key.includes('$') ? this.keyText(key) : key;
      const value = this.value(map[key]!);
      changed ||= name !== key || value !== map[key];
      setKey(result, name, value);
    }
    return changed ? (result as JsonObject) : map;
  }

  private keyText(key: string): string {
    const text = this.text(key, true);
    return typeof text === 'string' ? text : JSON.stringify(text);
  }

  private text(text: string, isKey: boolean): JsonValue {
    const { style, written } = scalarText(text, isKey);
    const replaced = substitute(written, (name, expression) => this.lookUp(name, expression), this.strict);
    if (style === 'literal') return this.restored(replaced);
    if (replaced === written && style !== 'plain') return text;
    return this.restoredAll(read(replaced, isKey));
  }

  private lookUp(name: string, expression: string): VariableValue {
    const found = this.find(name);
    if (found === undefined || 'value' in found) return found;
    const text = expression === `\${${name}}` ? `\${${name}}` : expression;
    this.context.markers.set(text, found.unknown);
    this.tokens.push(text);
    return { marker: markerOf(String(this.tokens.length - 1)) };
  }

  private restored(text: string): string {
    return this.tokens.length === 0
      ? text
      : text.replaceAll(/\ue000(\d+)\ue001/g, (_all, at: string) => markerOf(this.tokens[Number(at)]!));
  }

  private restoredAll(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.restored(value);
    if (Array.isArray(value)) return value.map((item) => this.restoredAll(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.restored(key), this.restoredAll(item)]));
  }
}

/** Reads a scalar that was substituted in: it may have become a number, a map or a fault. */
function read(written: string, isKey: boolean): JsonValue {
  const node = parseOne(isKey ? `${written}: 0\n` : `value: ${written}\n`, 'v2');
  if (!isNodeMap(node)) throw new BuildError('substitution makes invalid YAML');
  if (isKey) return Object.keys(node)[0] ?? '';
  if (Object.keys(node).length !== 1) throw new BuildError('substitution makes invalid YAML');
  return toJson(node.value ?? null);
}
