import { isSelected, ResourceId } from '../resource/ids';
import { Resource } from '../resource/resource';
import { Resources } from '../resource/resources';
import { UnsupportedError } from '../unknown/unknowns';
import {
  BuildError,
  copyNode,
  isNothing,
  isScalar,
  Node,
  RawScalar,
  setKey,
  tagOf,
  textOf,
  valueOf,
  withText,
} from '../yaml/node';
import { fieldPath, lookUp, matchPath, Spot, structuredTextAt } from './paths';
import { matchesWhole } from './regular-expression';
import { matchesKind, matchesMarks, Selector } from './select';
import { replaceInText } from './structured-text';

/** How the value is taken from, or put into, a part of a text. */
export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
}

/** Where a replacement's value comes from: exact identity and a field. */
export interface ReplacementSource extends Selector {
  readonly fieldPath?: string;
  readonly options?: FieldOptions;
}

/** Where a replacement's value goes. */
export interface ReplacementTarget {
  readonly select?: Selector;
  readonly reject?: readonly Selector[];
  readonly fieldPaths?: readonly string[];
  readonly options?: FieldOptions;
}

/** An entry of `replacements`. */
export interface Replacement {
  readonly source?: ReplacementSource;
  readonly sourceValue?: string;
  readonly targets?: readonly ReplacementTarget[];
}

const DEFAULT_PATH = 'metadata.name';

/** Puts a value of one object, or a given one, into fields of others. */
export function replace(resources: Resources, { source, sourceValue, targets }: Replacement): void {
  if ((source === undefined && sourceValue === undefined) || targets === undefined) {
    throw new BuildError('a replacement needs a source and targets');
  }
  if (source !== undefined && sourceValue !== undefined) throw new BuildError('a replacement has two sources');
  const value = source === undefined ? new RawScalar(sourceValue!, 'plain') : valueFrom(resources, source);
  for (const target of targets) {
    if (target.select === undefined) throw new BuildError('a target of a replacement selects nothing');
    for (const resource of resources.all)
      if (isTarget(resource, target.select, target.reject ?? [])) copyInto(resource, value, target);
  }
}

function idsOf(resource: Resource): ResourceId[] {
  return [resource.id, ...resource.previousIds];
}

function valueFrom(resources: Resources, source: ReplacementSource): Node {
  const { name = '', namespace = '' } = source;
  const found = resources.all.filter((resource) =>
    idsOf(resource).some(
      (id) =>
        (name === '' || name === id.name) &&
        (namespace === '' || namespaceKey({ ...id, namespace }) === namespaceKey(id)) &&
        isSelected(id, source),
    ),
  );
  const what = `${source.kind ?? 'object'} ${name}`;
  if (found.length === 0 && resources.hidden)
    throw new UnsupportedError(`a replacement from ${what}, which is not in the tree`);
  if (found.length !== 1)
    throw new BuildError(`replacements: ${found.length === 0 ? 'nothing is' : 'several objects are'} called ${what}`);
  const path = source.fieldPath || DEFAULT_PATH;
  const value = lookUp(found[0]!.data, fieldPath(path));
  if (isNothing(value)) throw new BuildError(`replacements: ${what} has no field ${path}`);
  return refined(copyNode(value!), source.options, path);
}

/** The selector of a source has no known scope: its namespace counts as it is. */
function namespaceKey(id: ResourceId): string {
  return id.namespace === '' ? 'default' : id.namespace;
}

function refined(value: Node, options: FieldOptions | undefined, path: string): Node {
  if (!options?.delimiter) return value;
  if (!isScalar(value)) throw new BuildError(`replacements: ${path} is no text to split`);
  const part = valueOf(value).split(options.delimiter)[options.index ?? 0];
  if (part === undefined || (options.index ?? 0) < 0)
    throw new BuildError(`replacements: ${path} has no part ${options.index}`);
  return withText(value, part);
}

function isTarget(resource: Resource, select: Selector, reject: readonly Selector[]): boolean {
  const ids = idsOf(resource);
  if (!matchesMarks(resource, select)) return false;
  if (reject.some((one) => (one.labelSelector || one.annotationSelector) && matchesMarks(resource, one))) return false;
  if (reject.some((one) => !isEmpty(one) && ids.some((id) => selects(one, id)))) return false;
  return ids.some((id) => selects(select, id));
}

function isEmpty({ group, version, kind, name, namespace }: Selector): boolean {
  return !group && !version && !kind && !name && !namespace;
}

function selects(selector: Selector, id: ResourceId): boolean {
  return (
    matchesKind(selector, id) &&
    matchesWhole(selector.name ?? '', id.name) &&
    matchesWhole(selector.namespace ?? '', id.namespace)
  );
}

function copyInto(resource: Resource, value: Node, { fieldPaths = [], options }: ReplacementTarget): void {
  for (const path of fieldPaths.length === 0 ? [DEFAULT_PATH] : fieldPaths) {
    const parts = fieldPath(path);
    const creates = options?.create ? kindOf(value) : undefined;
    const object = resource.edit();
    const text = structuredTextAt(object, parts);
    if (text !== undefined && replaceInText(object, parts, text, value, creates)) continue;
    const root: Spot = { get: () => object, set: () => undefined };
    const spots = matchPath(root, parts, creates);
    if (spots.length === 0)
      throw new BuildError(`replacements: ${resource.kind} ${resource.name} has no field ${path}`);
    for (const spot of spots) {
      spot.set(replaced(spot.get(), value, options));
      replaceShared(resource, spot);
    }
  }
}

/** Fields that share a value with the one that was set get the same. */
function replaceShared(resource: Resource, { field, get }: Spot): void {
  if (field === undefined) return;
  for (const fields of resource.shared) {
    if (!fields.some(({ map, key }) => map === field.map && key === field.key)) continue;
    for (const { map, key } of fields) setKey(map, key, get());
  }
}

function kindOf(value: Node): 'list' | 'map' | 'scalar' {
  return Array.isArray(value) ? 'list' : isScalar(value) ? 'scalar' : 'map';
}

function replaced(field: Node, value: Node, options: FieldOptions | undefined): Node {
  let text: string | undefined;
  if (options?.delimiter) {
    if (!isScalar(field)) throw new BuildError('replacements: a field is no text to split');
    const parts = textOf(field).split(options.delimiter);
    const index = options.index ?? 0;
    const own = valueOf(value);
    if (index < 0) parts.unshift(own);
    else if (index >= parts.length) parts.push(own);
    else parts[index] = own;
    text = parts.join(options.delimiter);
  }
  // A scalar keeps its own type: only its text is replaced.
  if (isScalar(field)) return retagged(field, text ?? textOf(value));
  return copyNode(value);
}

function retagged(field: Node, text: string): Node {
  return tagOf(field) === 'plain' && field instanceof RawScalar ? new RawScalar(text, 'plain') : withText(field, text);
}
