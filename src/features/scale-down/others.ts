import { isMap, valueAt } from '../../kubernetes/json';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { isBuiltInGroup } from '../../kubernetes/scopes';

/** Whether an object is of a kind that is scaled down. */
export function isWorkload({ apiVersion, kind }: KubernetesObject): boolean {
  return apiGroup(apiVersion) === 'apps' && (kind === 'Deployment' || kind === 'StatefulSet');
}

/**
 * Whether an object of another kind runs pods for as long as it is there: by its kind, and custom resources by the fields
 * in which operators take numbers of pods or containers. A Job ends.
 */
export function runsOn(object: KubernetesObject): boolean {
  if (isWorkload(object)) return false;
  const group = apiGroup(object.apiVersion);
  if (!isBuiltInGroup(group)) {
    return !DESCRIBES.test(`${group}/${object.kind}`) && asksForPods(object.spec as JsonValue | undefined);
  }
  if (podTemplate(object) === undefined || object.kind === 'Job') return false;
  return valueAt(object, 'spec', 'replicas') !== 0 && valueAt(object, 'spec', 'suspend') !== true;
}

/** Kinds that say such things of the pods of others. */
const DESCRIBES = /^keda\.sh\/|(?:Policy|Template|Class|Profile)$/;

const NUMBERS = new Set(['replicas', 'instances', 'replicaCount']);

function asksForPods(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(asksForPods);
  if (!isMap(value)) return false;
  if (value.replicas === 0) return false;
  return Object.entries(value).some(
    ([field, inner]) =>
      (NUMBERS.has(field) && typeof inner === 'number' && inner > 0) ||
      (field === 'containers' && Array.isArray(inner) && inner.some(isMap)) ||
      asksForPods(inner),
  );
}
