import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { releaseRisks } from './risk-helm';
import { setRisks } from './risk-resource-set';

/** Risks of losing what an object created although it stays: Helm releases, objects of a ResourceSet, volumes. */
export function madeAnew(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  if (kind === 'helm.toolkit.fluxcd.io/HelmRelease') return releaseRisks(old, next, changes);
  if (kind === 'apps/StatefulSet') return scaledDown(old, next);
  return kind === `${OPERATOR_GROUP}/ResourceSet` ? setRisks(old, next, changes) : [];
}

/** A StatefulSet with fewer replicas deletes the claims of the removed ones if its retention policy says so. */
function scaledDown(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const replicas = (set: KubernetesObject) => Number(valueAt(set, 'spec', 'replicas') ?? 1);
  const deletes = textAt(next, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete';
  if (!deletes || replicas(next) >= replicas(old)) return [];
  const message = `StatefulSet ${next.metadata.name} goes from ${replicas(old)} to ${replicas(next)} replicas and deletes the claims of the others`;
  return [risk('deletion', message)];
}
