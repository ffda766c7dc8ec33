import { yamlReader } from '../core/yaml-reader';
import { quote } from '../kubernetes/names';
import { Fields, fieldsIn, isGiven, mapsIn, textIn, valueIn } from './fields';

/** A patch as kustomize reads it: operations of JSON 6902, or a part of an object. */
export interface ReadPatch {
  readonly form: 'operations' | 'object';
  /** The part of an object; empty for operations. */
  readonly object: Fields;
  readonly target: Fields | undefined;
}

/** The patches of a list that can be read. Syntax is checked elsewhere. */
export function readPatches(patches: unknown): ReadPatch[] {
  return mapsIn(patches).flatMap(({ patch, target }): ReadPatch[] => {
    const text = textIn(patch);
    if (text === undefined) return [];
    try {
      const value = yamlReader().parse(text) as unknown;
      const form = Array.isArray(value) ? 'operations' : 'object';
      return [{ form, object: fieldsIn(value), target: isGiven(target) ? fieldsIn(target) : undefined }];
    } catch {
      return [];
    }
  });
}

/** Operations without a target are refused by kustomize. */
export function* withoutTarget(patches: unknown): Generator<string> {
  for (const { form, target } of readPatches(patches)) {
    if (form === 'operations' && target === undefined) {
      yield 'a patch of operations (JSON 6902) has no target, and the build fails: give it a target';
    }
  }
}

/** Problems of patches that name the namespace which is set only after they were applied. */
export function* beforeNamespace(patches: unknown, namespace: string): Generator<string> {
  for (const { form, object, target } of readPatches(patches)) {
    if (target !== undefined) {
      if (textIn(target['namespace']) === namespace) {
        yield `the target of a patch names namespace ${quote(namespace)}, which targetNamespace sets only after the patches, so it selects nothing but objects whose files name that namespace: leave namespace out of the target`;
      }
    } else if (form === 'object' && textIn(valueIn(object, 'metadata', 'namespace')) === namespace) {
      yield `a patch names namespace ${quote(namespace)}, which targetNamespace sets only after the patches, so the build fails unless the file of its object names that namespace: leave metadata.namespace out of the patch`;
    }
  }
}
