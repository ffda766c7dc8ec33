import { FieldSpec } from '../data/field-specs';
import { Resources } from '../resource/resources';
import { BuildError, isNodeMap, isNull, Node, setKey } from '../yaml/node';
import { editField, hasField } from './fields';

/** Sets labels or annotations in all fields that hold such. */
export function setPairs(
  resources: Resources,
  pairs: Readonly<Record<string, string>>,
  fieldSpecs: readonly FieldSpec[],
): void {
  const keys = Object.keys(pairs).sort();
  if (keys.length === 0) return;
  for (const resource of resources.all) {
    for (const spec of fieldSpecs) {
      if (!hasField(resource.data, spec)) continue;
      editField(resource.edit(), spec, {
        creates: 'map',
        set: (value: Node) => {
          const map = isNull(value) ? {} : value;
          if (!isNodeMap(map)) throw new BuildError(`field ${spec.path} is no map`);
          for (const key of keys) setKey(map, key, pairs[key]!);
          return map;
        },
      });
    }
  }
}
