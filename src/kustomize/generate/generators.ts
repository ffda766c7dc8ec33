import { defined } from '../../core/defined';
import { NOTES, ownResource, Resource, ResourceOrigin } from '../resource/resource';
import { hasMarker } from '../unknown/markers';
import { checkNewKey } from '../yaml/keys';
import { BuildError, NodeMap, setKey, textOf } from '../yaml/node';
import { envPairs, fileSource, foldedBase64, literalPair, Pair } from './key-values';

/** `options` of a generator, merged with `generatorOptions`. */
export interface GeneratorOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

/** An entry of `configMapGenerator` or `secretGenerator`. */
export interface Generator {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly type?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly options?: GeneratorOptions;
}

/** Reads files that a list names. */
export interface ReadFiles {
  /** The text of a file, or its bytes where it is no UTF-8. */
  readonly content: (path: string) => Buffer | string;
  /** The mark for the values of an encrypted file; undefined for any other. */
  readonly mark: (path: string, content: Buffer | string) => string | undefined;
}

/** The options of a generator over those of its list. */
export function mergeOptions(
  own: GeneratorOptions | undefined,
  all: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (all === undefined) return own;
  return {
    ...own,
    ...defined({
      labels: own?.labels || all.labels ? { ...all.labels, ...own?.labels } : undefined,
      annotations: own?.annotations || all.annotations ? { ...all.annotations, ...own?.annotations } : undefined,
      disableNameSuffixHash: all.disableNameSuffixHash || undefined,
      immutable: all.immutable || undefined,
    }),
  };
}

/** The ConfigMap or Secret of a generator. */
export function generate(generator: Generator, read: ReadFiles, origin: ResourceOrigin): Resource {
  const { kind, name = '', namespace = '', options, behavior } = generator;
  if (name === '') throw new BuildError(`generates a ${kind} without a name`);
  const object: NodeMap = { apiVersion: 'v1', kind, metadata: { name } };
  const metadata = object.metadata as NodeMap;
  if (namespace !== '') metadata.namespace = namespace;
  if (kind === 'Secret') object.type = generator.type || 'Opaque';
  addData(object, kind, pairsOf(generator, read));
  if (options?.labels && Object.keys(options.labels).length > 0) metadata.labels = { ...options.labels };
  if (options?.annotations && Object.keys(options.annotations).length > 0)
    metadata.annotations = { ...options.annotations };
  if (options?.immutable) object.immutable = true;
  const resource = ownResource(object, origin);
  if (!options?.disableNameSuffixHash) resource.enable(NOTES.needsHash);
  resource.annotate(NOTES.behavior, behavior === 'merge' || behavior === 'replace' ? behavior : 'create');
  return resource;
}

function pairsOf(
  { envs = [], literals = [], files = [], name, kind }: Generator,
  read: ReadFiles,
): Map<string, Pair['value']> {
  const pairs = [
    ...envs.flatMap((path) => envFile(path, kind, read)),
    ...literals.map(literalPair),
    ...files.map(fileSource).map(({ key, path }) => {
      const content = read.content(path);
      return { key, value: (kind === 'Secret' ? read.mark(path, content) : undefined) ?? content };
    }),
  ];
  const result = new Map<string, Pair['value']>();
  for (const { key, value } of pairs) {
    if (result.has(key)) throw new BuildError(`generates ${name} with the key ${key} twice`);
    result.set(key, value);
  }
  return result;
}

/** The pairs of a file of lines; of an encrypted one the keys are known. */
function envFile(path: string, kind: Generator['kind'], read: ReadFiles): Pair[] {
  const content = read.content(path);
  const marker = kind === 'Secret' ? read.mark(path, content) : undefined;
  const pairs = envPairs(content.toString());
  if (marker === undefined) return pairs;
  return pairs
    .filter(({ key }) => !key.startsWith('sops_'))
    .map((pair) => (pair.value.toString().startsWith('ENC[') ? { key: pair.key, value: marker } : pair));
}

function addData(object: NodeMap, kind: Generator['kind'], pairs: ReadonlyMap<string, Pair['value']>): void {
  if (kind === 'Secret') object.data = {};
  for (const key of [...pairs.keys()].sort()) {
    const value = pairs.get(key)!;
    const binary = kind === 'ConfigMap' && typeof value !== 'string';
    const field = binary ? 'binaryData' : 'data';
    object[field] ??= {};
    checkNewKey(key, `${field} of ${textOf(object.kind)}`);
    setKey(object[field] as NodeMap, key, encoded(value, kind === 'Secret' || binary));
  }
}

function encoded(value: Pair['value'], isBase64: boolean): string {
  if (typeof value === 'string' && (!isBase64 || hasMarker(value))) return value;
  return foldedBase64(value);
}
