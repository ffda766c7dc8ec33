import { MergedList, MergeSchema } from '../data/merge-keys';
import { Schemas } from '../resource/schemas';
import {
  BuildError,
  fieldOf,
  isMissingOrNull,
  isNodeMap,
  isNull,
  isScalar,
  Node,
  NodeMap,
  setKey,
  tagOf,
  textOf,
} from '../yaml/node';
import { mergeItems, MergeItems } from './merge-lists';

/** Merges a strategic merge patch into an object. Both may end up in the result; undefined when it is deleted. */
export function strategicMerge(target: NodeMap, patch: NodeMap, schemas: Schemas): NodeMap | undefined {
  const merged = new Merger(schemas).nodes(target, patch, undefined);
  return isNodeMap(merged) ? merged : undefined;
}

class Merger {
  constructor(private readonly schemas: Schemas) {}

  public nodes(
    target: Node | undefined,
    patch: Node | undefined,
    given: MergeSchema | undefined,
    list?: MergedList,
  ): Node | undefined {
    const first = isMissingOrNull(target) ? patch : target;
    if (isMissingOrNull(first)) return this.maps(target, patch, given);
    if (Array.isArray(first)) {
      if (!isArrayOrNull(target) || !isArrayOrNull(patch)) throw wrongKind('a list');
      return list === undefined ? (patch === undefined ? target : patch) : this.lists(target, patch, list);
    }
    if (isScalar(first)) {
      if (!isScalarOrMissing(target) || !isScalarOrMissing(patch)) throw wrongKind('a scalar');
      return patch === undefined ? target : patch;
    }
    if (!isMapOrNull(target) || !isMapOrNull(patch)) throw wrongKind('a map');
    return this.maps(target, patch, given ?? this.schemaOf(target) ?? this.schemaOf(patch));
  }

  private schemaOf(node: Node | undefined): MergeSchema | undefined {
    const kind = fieldOf(node, 'kind');
    const apiVersion = fieldOf(node, 'apiVersion');
    return kind === undefined || apiVersion === undefined
      ? undefined
      : this.schemas.of(textOf(apiVersion), textOf(kind));
  }

  private maps(target: Node | undefined, patch: Node | undefined, schema: MergeSchema | undefined): Node | undefined {
    const result = chosenMap(target, patch);
    if (!isNodeMap(result)) return result;
    const other = isNodeMap(patch) ? patch : undefined;
    for (const key of keysOf(result, other)) {
      const merged = this.nodes(fieldOf(result, key), fieldOf(other, key), schema?.maps?.[key], schema?.lists?.[key]);
      if (merged === undefined || (isNull(merged) && !isKept(result, other, key))) delete result[key];
      // A scalar without a tag is quoted where it would be taken for something else than a text.
      else setKey(result, key, isScalar(merged) && tagOf(merged) === 'plain' ? textOf(merged) : merged);
    }
    return result;
  }

  private lists(target: Node | undefined, patch: Node | undefined, list: MergedList): Node | undefined {
    const result = chosenList(target as Node[] | undefined, patch as Node[] | undefined);
    if (!Array.isArray(result)) return result;
    const merge: MergeItems = (one, other) => this.nodes(one, other, list.items);
    return mergeItems(result, Array.isArray(patch) ? patch : undefined, list.keys, merge);
  }
}

function isArrayOrNull(node: Node | undefined): boolean {
  return isMissingOrNull(node) || Array.isArray(node);
}

function isMapOrNull(node: Node | undefined): boolean {
  return isMissingOrNull(node) || isNodeMap(node);
}

function isScalarOrMissing(node: Node | undefined): boolean {
  return node === undefined || isScalar(node);
}

function wrongKind(kind: string): BuildError {
  return new BuildError(`a patch and its target differ in kind: one of them is ${kind}`);
}

/** A null that the target has and the patch does not speak of stays, if it is written out. */
function isKept(target: NodeMap, patch: NodeMap | undefined, key: string): boolean {
  return fieldOf(patch, key) === undefined && textOf(fieldOf(target, key)) !== '';
}

function keysOf(...maps: ReadonlyArray<NodeMap | undefined>): string[] {
  return [...new Set(maps.flatMap((map) => (map === undefined ? [] : Object.keys(map))))].sort();
}

/** The map that the fields are merged into; undefined when the patch deletes it. */
function chosenMap(target: Node | undefined, patch: Node | undefined): Node | undefined {
  if (isMissingOrNull(target)) {
    if (isNodeMap(patch) && takeDirective(patch) === 'delete') return undefined;
    if (patch === undefined && target !== undefined && textOf(target) !== '') return target;
    return patch;
  }
  if (patch === undefined) return target;
  if (isNull(patch)) return undefined;
  const directive = takeDirective(patch as NodeMap);
  return directive === 'delete' ? undefined : directive === 'replace' ? patch : target;
}

type Directive = 'delete' | 'merge' | 'replace';

/** Removes the directive of a patch and returns it. */
function takeDirective(patch: NodeMap): Directive {
  const value = fieldOf(patch, '$patch');
  if (value === undefined) return 'merge';
  const directive = directiveOf(value);
  delete patch.$patch;
  return directive;
}

function directiveOf(value: Node): Directive {
  const text = textOf(value);
  if (text === 'delete' || text === 'merge' || text === 'replace') return text;
  throw new BuildError(`unknown patch strategy ${JSON.stringify(text)}`);
}

function chosenList(target: Node[] | undefined, patch: Node[] | undefined): Node | undefined {
  if (isMissingOrNull(target)) return patch;
  if (patch === undefined) return target;
  if (isNull(patch)) return undefined;
  const at = patch.findIndex((item) => isNodeMap(item) && Object.hasOwn(item, '$patch'));
  const item = patch[at];
  if (!isNodeMap(item) || Object.keys(item).length > 1) return target;
  const directive = directiveOf(item.$patch!);
  patch.splice(at, 1);
  return directive === 'delete' ? undefined : directive === 'replace' ? patch : target;
}
