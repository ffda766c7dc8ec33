import { idKey, showId } from '../resource/ids';
import { NOTES, ownResource, Resource, ResourceOrigin } from '../resource/resource';
import { copyMetadata, notePreviousId, Resources } from '../resource/resources';
import { Schemas } from '../resource/schemas';
import { expandLists } from '../yaml/lists';
import { BuildError, copyNode, isNothing } from '../yaml/node';
import { parseDocuments, parseOne } from '../yaml/parse';
import { applyJsonPatch, JsonOperation, jsonOperations } from './json-patch';
import { strategicMerge } from './merge';
import { Selector, selectResources } from './select';

/** A patch of `patches`. */
export interface PatchEdit {
  readonly text: string;
  /** Where the text comes from, for messages. */
  readonly where: string;
  readonly target?: Selector;
  readonly allowNameChange?: boolean;
  readonly allowKindChange?: boolean;
}

const INTERNAL = /^internal\.config\.kubernetes\.io\/|^config\.kubernetes\.io\/(?:path|index|id)$/;

/** Applies an entry of `patches`: strategic merge patches or one JSON patch. */
export function applyPatch(resources: Resources, patch: PatchEdit): void {
  const merges = attempt(() => mergePatches(patch.text, patch.where));
  // A text that begins with an object cannot be a list of operations as well.
  const operations = merges?.length ? undefined : attempt(() => jsonOperations(parseOne(patch.text)));
  if (merges !== undefined) applyMerges(resources, merges, patch);
  else if (operations !== undefined) applyOperations(resources, operations, patch);
  else throw new BuildError(`${patch.where} is neither a strategic merge patch nor a JSON patch`);
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
}

/**
 * The strategic merge patches of a text.
 *
 * @throws BuildError when it holds something else
 */
export function mergePatches(text: string, where: string): Resource[] {
  const origin: ResourceOrigin = { file: where, index: 0 };
  return expandLists(parseDocuments(text), where).map((node) => ownResource(copyNode(node), origin));
}

function applyMerges(resources: Resources, merges: readonly Resource[], patch: PatchEdit): void {
  for (const merge of merges) {
    if (patch.allowNameChange) merge.enable(NOTES.allowNameChange);
    if (patch.allowKindChange) merge.enable(NOTES.allowKindChange);
  }
  if (patch.target !== undefined) {
    const [merge, second] = merges;
    if (second !== undefined) throw new BuildError(`${patch.where} has a target and more than one patch`);
    if (merge !== undefined) mergeIntoAll(resources, selectResources(resources, patch.target), merge);
    return;
  }
  for (const merge of merges) {
    const target = targetOf(resources, merge);
    if (target !== undefined) mergeInto(target, merge, resources.schemas);
  }
}

/** The one object that has or had the identity of a patch; undefined when it may be one that is not known. */
export function targetOf(resources: Resources, patch: Resource): Resource | undefined {
  const id = patch.originalId;
  const [target, second] = resources.byAnyId(id);
  if (target === undefined && resources.hidden) return undefined;
  if (target === undefined) throw new BuildError(`a patch is for ${showId(id)}, which does not exist`);
  if (second !== undefined) throw new BuildError(`a patch is for ${showId(id)}, which are several objects`);
  return target;
}

/** Merges a patch into each of the objects, whatever the patch's own identity. */
export function mergeIntoAll(resources: Resources, targets: readonly Resource[], patch: Resource): void {
  const selected = new Set(targets.map(({ id }) => idKey(id)));
  for (const resource of resources.all) {
    if (!selected.has(idKey(resource.id))) continue;
    const copy = patch.copy();
    copyMetadata(copy, patch);
    const object = copy.edit();
    if (resource.apiVersion === '') delete object.apiVersion;
    else object.apiVersion = resource.apiVersion;
    mergeInto(resource, copy, resources.schemas);
  }
  resources.dropDeleted();
  resources.checkUnique();
}

function mergeInto(target: Resource, patch: Resource, schemas: Schemas): void {
  const { name, namespace, kind } = target;
  const renames = patch.isEnabled(NOTES.allowNameChange);
  const retypes = patch.isEnabled(NOTES.allowKindChange);
  if (renames || retypes) notePreviousId(target);
  const merged = strategicMerge(target.edit(), patch.copy().edit(), schemas);
  target.replace(isNothing(merged) ? undefined : merged);
  if (target.isDeleted) return;
  if (!retypes) target.setKind(kind);
  if (!renames) target.setName(name);
  target.setNamespace(namespace);
}

function applyOperations(
  resources: Resources,
  operations: readonly JsonOperation[],
  { target, where }: PatchEdit,
): void {
  if (target === undefined) throw new BuildError(`${where} is a JSON patch without a target`);
  for (const resource of selectResources(resources, target)) {
    notePreviousId(resource);
    patchWith(resource, operations);
  }
}

/** Applies a JSON patch; what the build noted in annotations stays. */
export function patchWith(resource: Resource, operations: readonly JsonOperation[]): void {
  const noted = [...resource.texts('annotations')].filter(([key]) => INTERNAL.test(key));
  resource.replace(applyJsonPatch(resource.data, operations));
  resource.setTexts('annotations', new Map([...resource.texts('annotations'), ...noted]));
}
