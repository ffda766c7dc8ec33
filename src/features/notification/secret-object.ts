import { KubernetesObject } from '../../kubernetes/objects';

/** The object that makes a Secret, under the name that the Secret has in the namespace. */
export function secretObject(object: KubernetesObject, name: string, namespace: string): KubernetesObject {
  const spec = object.spec as { readonly target?: object };
  const target = { ...spec.target, name };
  return { ...object, metadata: { ...object.metadata, name, namespace }, spec: { ...spec, target } };
}
