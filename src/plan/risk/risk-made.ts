import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { listAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { releaseRisks } from './risk-helm';

/** Risks of losing what an object created although it stays: Helm releases, objects of a ResourceSet, volumes. */
export function madeAnew(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  if (kind === 'helm.toolkit.fluxcd.io/HelmRelease') return releaseRisks(old, next, changes);
  if (kind === 'apps/StatefulSet') return scaledDown(old, next);
  return kind === 'fluxcd.controlplane.io/ResourceSet' ? smallerSets(old, next, changes) : [];
}

/** Fields that decide which objects a ResourceSet creates. */
const MAKES = /^spec\.(?:inputs|inputsFrom|inputStrategy|resources|resourcesTemplate)\b/;

/** A ResourceSet deletes objects that it no longer creates: certain where it has fewer inputs or resources. */
function smallerSets(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  if (!changes.some(({ path }) => MAKES.test(path))) return [];
  const what = `ResourceSet ${next.metadata.name}`;
  const hasInputs = (set: KubernetesObject) =>
    listAt(set, 'spec', 'inputs').length + listAt(set, 'spec', 'inputsFrom').length > 0;
  // flux-operator 0.59 renders a set without inputs once, and deletes nothing that it had made of them.
  if (hasInputs(old) && !hasInputs(next))
    return [risk('orphan', `${what} has no inputs any more: Flux Operator deletes nothing of what it made of them`)];
  const fewer = (['inputs', 'inputsFrom', 'resources'] as const).filter((field) => {
    const after = listAt(next, 'spec', field);
    return after.length < listAt(old, 'spec', field).length || (field === 'resources' && loses(old, after));
  });
  return fewer.length > 0
    ? [risk('deletion', `${what} has fewer ${fewer.join(' and ')}, and Flux Operator deletes what it made of them`)]
    : [risk('deletion', `Flux Operator deletes what ${what} no longer makes, which is not evaluated`, 'medium')];
}

/** Whether the new set lacks a manifest of the old one, compared by kind and name. */
function loses(old: KubernetesObject, after: readonly JsonValue[]): boolean {
  const names = new Set(after.map(nameIn));
  return listAt(old, 'spec', 'resources').some((one) => !names.has(nameIn(one)));
}

function nameIn(manifest: JsonValue): string {
  const text = (...path: string[]) => textAt(manifest, ...path) ?? '';
  const group = apiGroup(text('apiVersion'));
  return [group, text('kind'), text('metadata', 'namespace'), text('metadata', 'name')].join('/');
}

/** A StatefulSet with fewer replicas deletes the claims of the removed ones if its retention policy says so. */
function scaledDown(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const replicas = (set: KubernetesObject) => Number(valueAt(set, 'spec', 'replicas') ?? 1);
  const deletes = textAt(next, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete';
  if (!deletes || replicas(next) >= replicas(old)) return [];
  const message = `StatefulSet ${next.metadata.name} goes from ${replicas(old)} to ${replicas(next)} replicas and deletes the claims of the others`;
  return [risk('deletion', message)];
}
