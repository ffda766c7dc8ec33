import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { NamespaceLimits } from '../conventions/conventions';
import { canonical } from '../diff/field-diff';
import { valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Risks of admission letting more through: by a Namespace's annotations that policies read, or by a changed policy. */
export function guardrailsLowered(old: KubernetesObject, next: KubernetesObject, limits: NamespaceLimits): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  if (kind === '/Namespace') return limitsLowered(old, next, limits);
  const isPolicy = /^admissionregistration\.k8s\.io\/ValidatingAdmissionPolicy(?:Binding)?$/.test(kind);
  if (!isPolicy || canonical(valueAt(old, 'spec')) === canonical(valueAt(next, 'spec'))) return [];
  return [risk('rights-widened', `${next.kind} ${next.metadata.name} changes what admission lets through`, 'medium')];
}

function limitsLowered(
  old: KubernetesObject,
  next: KubernetesObject,
  { allowed, permissions, requirements }: NamespaceLimits,
): Risk[] {
  // An empty list allows nothing, a missing one everything.
  const at = (object: KubernetesObject, key: string) => {
    const value = valueAt(object, 'metadata', 'annotations', key);
    return typeof value === 'string' ? value : undefined;
  };
  const lists = allowed.flatMap((key) => {
    const [before, after] = [at(old, key), at(next, key)];
    if (before === undefined || before === after) return [];
    if (after === undefined) return [`${key} is no longer limited`];
    const known = new Set(before.split(' '));
    const more = after.split(' ').filter((item) => item !== '' && !known.has(item));
    return more.length > 0 ? [`${key} has ${more.join(', ')} as well`] : [];
  });
  const switches = [
    ...permissions.filter((key) => at(old, key) !== 'true' && at(next, key) === 'true'),
    ...requirements.filter((key) => at(old, key) === 'true' && at(next, key) !== 'true'),
  ].map((key) => `${key} is ${at(next, key) ?? 'no longer set'}`);
  return [...lists, ...switches].map((text) => risk('rights-widened', `Namespace ${next.metadata.name}: ${text}`));
}
