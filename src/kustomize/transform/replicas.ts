import { FieldSpec } from '../data/field-specs';
import { isSelected } from '../resource/ids';
import { Resources } from '../resource/resources';
import { BuildError } from '../yaml/node';
import { editField } from './fields';

/** Sets the number of replicas of the objects that have or had a name. */
export function setReplicas(resources: Resources, name: string, count: number, fieldSpecs: readonly FieldSpec[]): void {
  let found = false;
  for (const spec of fieldSpecs) {
    for (const resource of resources.matching((id) => id.name === name && isSelected(id, spec))) {
      found = true;
      editField(resource.edit(), spec, { set: () => count, creates: 'scalar' });
    }
  }
  if (!found && !resources.hidden) throw new BuildError(`replicas: no object is called ${name} and has replicas`);
}
