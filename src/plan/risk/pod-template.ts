import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { isMap, listAt, mapAt, plainText, valueAt } from '../tree/parse-manifests';

/** Path of each kind's pod template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  Job: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
};

const GROUPS = new Set(['', 'apps', 'batch']);

/** The template of a workload's pods, or the pod itself; undefined for kinds that have none. */
export function podTemplate(object: KubernetesObject): JsonObject | undefined {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0]! : '';
  if (!GROUPS.has(group)) return undefined;
  if (object.kind === 'Pod') return object as unknown as JsonObject;
  const path = TEMPLATES[object.kind];
  const template = path && valueAt(object, ...path);
  return isMap(template) ? template : undefined;
}

/** All containers of a pod, with their names. */
export function containersOf(template: JsonObject): Array<{ readonly name: string; readonly container: JsonObject }> {
  const spec = mapAt(template, 'spec');
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
    listAt(spec, field).flatMap((container: JsonValue) =>
      isMap(container) ? [{ name: plainText(container.name), container }] : [],
    ),
  );
}
