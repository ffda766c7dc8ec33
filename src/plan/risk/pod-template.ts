import { JsonObject } from '../../kubernetes/objects';
import { containersOf as containersIn } from '../../kubernetes/pods/pod-spec';
import { mapAt, plainText } from '../tree/parse-manifests';

/** All containers of a pod's template, with their names. */
export function containersOf(template: JsonObject): Array<{ readonly name: string; readonly container: JsonObject }> {
  return containersIn(mapAt(template, 'spec')).map((container) => ({ name: plainText(container.name), container }));
}
