import { isMap, listAt, mapAt, valueAt } from '../json';
import { apiGroup, JsonObject, KubernetesObject } from '../objects';

/** Where each kind has its pods' template; the empty path for a pod itself. Keys are group and kind. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch/Job': ['spec', 'template'],
};

/** A pod that an object is, or makes. */
export interface PodOf {
  readonly spec: JsonObject;
  readonly annotations: JsonObject;
  readonly labels: JsonObject;
}

/** The template of a workload's pods, or the pod itself; undefined for kinds that run none. */
export function podTemplate(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): JsonObject | undefined {
  const path = TEMPLATES[`${apiGroup(object.apiVersion)}/${object.kind}`];
  const template = path && valueAt(object, ...path);
  return isMap(template) ? template : undefined;
}

/** The pod that an object is or makes; undefined for kinds that run none. */
export function podOf(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): PodOf | undefined {
  const template = podTemplate(object);
  if (!isMap(template?.spec)) return undefined;
  const [labels, annotations] = [mapAt(template, 'metadata', 'labels'), mapAt(template, 'metadata', 'annotations')];
  return { spec: template.spec, annotations, labels };
}

/** The containers of a pod, those that run first before the others. */
export function containersOf(pod: JsonObject): JsonObject[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => listAt(pod, list)).filter(isMap);
}
