import { FieldSpec } from '../data/field-specs';
import { SharedField } from '../resource/resource';
import { Resources } from '../resource/resources';
import { checkNewKey } from '../yaml/keys';
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
    const added = new Map<string, SharedField[]>(keys.map((key) => [key, []]));
    for (const spec of fieldSpecs) {
      if (!hasField(resource.data, spec)) continue;
      editField(resource.edit(), spec, {
        creates: 'map',
        set: (value: Node) => {
          const map = isNull(value) ? {} : value;
          if (!isNodeMap(map)) throw new BuildError(`field ${spec.path} is no map`);
          for (const key of keys) {
            if (!Object.hasOwn(map, key)) {
              checkNewKey(key, spec.path);
              added.get(key)!.push({ map, key });
            }
            setKey(map, key, pairs[key]!);
          }
          return map;
        },
      });
    }
    for (const fields of added.values()) if (fields.length > 1) resource.shared.push(fields);
  }
}
