import { FieldSpec } from '../data/field-specs';
import { Gvk } from '../data/gvk';
import { isSelected } from '../resource/ids';
import { NOTES } from '../resource/resource';
import { notePreviousId, Resources } from '../resource/resources';
import { BuildError, isScalar, withText, textOf } from '../yaml/node';
import { editField, hasField } from './fields';

/** Kinds whose names stay as they are. */
const UNCHANGED: readonly Gvk[] = [
  { kind: 'CustomResourceDefinition' },
  { kind: 'APIService', group: 'apiregistration.k8s.io' },
  { kind: 'Namespace' },
];

/** Adds a prefix or a suffix to the names of all objects. */
export function addAffix(
  resources: Resources,
  kind: 'prefix' | 'suffix',
  affix: string,
  fieldSpecs: readonly FieldSpec[],
): void {
  for (const resource of resources.all) {
    const id = resource.originalId;
    if (UNCHANGED.some((one) => isSelected(id, one))) continue;
    for (const spec of fieldSpecs) {
      if (!isSelected(id, spec)) continue;
      if (spec.path === 'metadata/name') {
        resource.note(kind === 'prefix' ? NOTES.prefixes : NOTES.suffixes, affix);
        if (affix !== '') notePreviousId(resource);
      }
      if (!hasField(resource.data, spec)) continue;
      editField(resource.edit(), spec, {
        creates: 'scalar',
        set: (value) => {
          if (!isScalar(value)) throw new BuildError(`field ${spec.path} is no text`);
          return withText(value, kind === 'prefix' ? affix + textOf(value) : textOf(value) + affix);
        },
      });
    }
  }
}
