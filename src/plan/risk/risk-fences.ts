import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { ALLOWED, EXTERNAL_IPS, OWN_NETWORK_POLICIES, VERIFIED } from '../../units/marks';
import { canonical } from '../diff/field-diff';
import { textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** What admission lets through that it did not: lists of a Namespace that its policies read, and the policies themselves. */
export function fencesLowered(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  if (kind === '/Namespace') return listsWidened(old, next);
  const isPolicy = /^admissionregistration\.k8s\.io\/ValidatingAdmissionPolicy(?:Binding)?$/.test(kind);
  if (!isPolicy || canonical(valueAt(old, 'spec')) === canonical(valueAt(next, 'spec'))) return [];
  return [risk('rights-widened', `${next.kind} ${next.metadata.name} changes what admission lets through`, 'medium')];
}

function listsWidened(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const at = (object: KubernetesObject, key: string) => textAt(object, 'metadata', 'annotations', key);
  const lists = Object.values(ALLOWED).flatMap((key) => {
    const [before, after] = [at(old, key), at(next, key)];
    if (before === undefined || before === after) return [];
    if (after === undefined) return [`${key} is no longer limited`];
    const known = new Set(before.split(' '));
    const more = after.split(' ').filter((item) => !known.has(item));
    return more.length > 0 ? [`${key} has ${more.join(', ')} as well`] : [];
  });
  const switches = [
    ...[EXTERNAL_IPS, OWN_NETWORK_POLICIES].filter((key) => at(old, key) !== 'true' && at(next, key) === 'true'),
    ...[VERIFIED].filter((key) => at(old, key) === 'true' && at(next, key) !== 'true'),
  ].map((key) => `${key} is ${at(next, key) ?? 'no longer set'}`);
  return [...lists, ...switches].map((text) => risk('rights-widened', `Namespace ${next.metadata.name}: ${text}`));
}
