import type * as Yaml from 'yaml';
import { looseDocuments } from '../../core/loose-quotes';
import { yamlReader } from '../../core/yaml-reader';
import { foldedAgain } from './folded';
import { OTHER_KEY } from './keys';
import { copyNode, isNodeMap, isNull, Node, NodeMap, RawScalar, raw, setKey, tagOf } from './node';
import { resolveOldPlain, resolvePlain } from './plain-scalars';
import { BuildError, ScalarTag } from './types';
import { readYamlSubset } from './yaml-subset';

/** How plain scalars are read: as go-yaml v3 does (manifests), or v2 (kustomization files, substituted texts). */
export type Dialect = 'v2' | 'v3';

/** Most expansions of aliases: more than any manifest needs, and few enough to stop a YAML bomb. */
const MAX_ALIASES = 1_000;

const BINARY = 'tag:yaml.org,2002:binary';
const SEPARATOR = /\n---.*\n/g;
const TAGS: Readonly<Record<string, ScalarTag | 'string'>> = {
  'tag:yaml.org,2002:str': 'string',
  'tag:yaml.org,2002:int': 'int',
  'tag:yaml.org,2002:float': 'float',
  'tag:yaml.org,2002:bool': 'bool',
  'tag:yaml.org,2002:null': 'null',
};

/** The documents of a text of manifests, without empty ones; kyaml splits them at lines before it parses each. */
export function parseDocuments(text: string): Node[] {
  const fast = readYamlSubset(text);
  if (fast !== undefined) return fast.filter((document) => document !== null);
  const documents: Node[] = [];
  for (const part of splitDocuments(text.replaceAll('\r\n', '\n'))) {
    // The line that ends a directive is where documents are split.
    if (part.startsWith('%')) throw new BuildError('has a directive, which kustomize cannot read');
    const node = parseFirst(part, 'v3');
    if (node !== undefined && !isNull(node)) documents.push(node);
  }
  return documents;
}

/** The first document of a text, as the reader of configuration takes it; undefined for an empty text. */
export function parseOne(text: string, dialect: Dialect = 'v2'): Node | undefined {
  const fast = readYamlSubset(text);
  return fast === undefined ? parseFirst(text, dialect) : fast[0];
}

function splitDocuments(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(SEPARATOR)) {
    const rest = match[0].slice(4).trim();
    if (rest !== '' && !rest.startsWith('#')) throw new BuildError('holds an invalid document separator');
    parts.push(`${text.slice(from, match.index)}\n`);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

function parseFirst(text: string, dialect: Dialect): Node | undefined {
  const [document] = looseDocuments(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  if (document === undefined) return undefined;
  const fault = document.errors[0];
  if (fault) {
    const line = fault.linePos?.[0].line;
    throw new BuildError(`is not valid YAML${line === undefined ? '' : ` at line ${line}`} (${fault.code})`);
  }
  return document.contents === null ? undefined : new Reader(dialect).node(document.contents);
}

class Reader {
  private readonly anchors = new Map<string, Node>();
  private aliases = 0;

  constructor(private readonly dialect: Dialect) {}

  public node(item: unknown): Node {
    const { isAlias, isMap, isSeq, isScalar } = yamlReader();
    if (isAlias(item)) return this.alias(item.source);
    if (!isMap(item) && !isSeq(item) && !isScalar(item)) return new RawScalar('', 'null');
    const node = isScalar(item)
      ? this.scalar(item)
      : isSeq(item)
        ? item.items.map((one) => this.node(one))
        : this.map(item);
    if (item.anchor) this.anchors.set(item.anchor, node);
    return node;
  }

  private alias(name: string): Node {
    const node = this.anchors.get(name);
    this.aliases++;
    if (node === undefined || this.aliases > MAX_ALIASES) {
      throw new BuildError('is not valid YAML (its aliases cannot be resolved)');
    }
    return copyNode(node);
  }

  private scalar({ value, type, tag, source }: Yaml.Scalar): Node {
    const text = typeof value === 'string' ? value : (source ?? '');
    const given = tag === undefined ? undefined : TAGS[tag];
    if (given === 'string') return text;
    if (tag === BINARY) return Buffer.from(text, 'base64').toString();
    if (given !== undefined) return raw(text, given);
    if (type === 'BLOCK_FOLDED' && this.dialect === 'v3') return foldedAgain(text);
    if (type !== undefined && type !== 'PLAIN') return text;
    return this.dialect === 'v2' ? resolveOldPlain(text) : resolvePlain(text);
  }

  private map(map: Yaml.YAMLMap): NodeMap {
    const result: NodeMap = {};
    const merged: NodeMap[] = [];
    let merges = 0;
    for (const { key, value } of map.items) {
      const name = this.key(key);
      if (name === '<<' && isPlainKey(key)) {
        if (merges++ > 0 && this.dialect === 'v3') throw new BuildError('merges twice into one map');
        merged.push(...this.toMerge(value));
        continue;
      }
      // kyaml clears every key of this name once it has merged.
      if (name === '<<' && this.dialect === 'v3') continue;
      if (Object.hasOwn(result, name) && this.dialect === 'v3') {
        throw new BuildError(`has the key ${JSON.stringify(name)} twice in one map`);
      }
      setKey(result, name, this.node(value));
    }
    // Explicit keys win over merged ones; of several maps, the first.
    for (const map of merged) {
      for (const [key, value] of Object.entries(map)) if (!Object.hasOwn(result, key)) setKey(result, key, value);
    }
    return result;
  }

  private key(key: unknown): string {
    const { isScalar } = yamlReader();
    if (!isScalar(key)) {
      if (yamlReader().isAlias(key)) {
        const node = this.alias(key.source);
        if (typeof node === 'string') return node;
      }
      throw new BuildError('has a key that is no text');
    }
    const name = typeof key.value === 'string' ? key.value : (key.source ?? '');
    // kustomize makes JSON of each object, whose keys are texts.
    if (this.dialect === 'v3' && tagOf(this.scalar(key)) !== 'plain') {
      throw new BuildError(`has ${OTHER_KEY}`);
    }
    if (key.anchor) this.anchors.set(key.anchor, name);
    return name;
  }

  private toMerge(value: unknown): NodeMap[] {
    const node = this.node(value);
    const maps = Array.isArray(node) && !yamlReader().isAlias(value) ? node : [node];
    if (!maps.every(isNodeMap)) throw new BuildError('merges something that is no map');
    return maps;
  }
}

function isPlainKey(key: unknown): boolean {
  return yamlReader().isScalar(key) && (key.type === undefined || key.type === 'PLAIN');
}
