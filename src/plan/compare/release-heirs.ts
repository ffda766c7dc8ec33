import { ObjectChange, ObjectName } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { nameKey } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { kubeConfigOf, releaseIdentity } from '../risk/risk-helm';

/** Marks HelmReleases that go while another one comes for the same Helm release. */
export function withReleaseHeirs(
  changes: readonly ObjectChange[],
  { old, next }: Prediction,
  differ: ObjectDiffer,
): ObjectChange[] {
  const releaseOf = (objects: Prediction['old'], cluster: string, object: ObjectName) => {
    const release = differ.body(objects.get(nameKey(cluster, object))![0]!.object);
    return JSON.stringify([cluster, kubeConfigOf(release), releaseIdentity(release)]);
  };
  const heirs = new Map<string, ObjectName>();
  for (const { action, cluster, object, renamedTo } of changes) {
    const come = action === 'added' ? object : renamedTo;
    if (isRelease(object) && come !== undefined) heirs.set(releaseOf(next, cluster, come), come);
  }
  if (heirs.size === 0) return [...changes];
  return changes.map((change) => {
    const { action, cluster, object } = change;
    if (!isRelease(object) || (action !== 'removed' && action !== 'renamed')) return change;
    const heir = heirs.get(releaseOf(old, cluster, object));
    return heir === undefined ? change : { ...change, heir };
  });
}

function isRelease({ group, kind }: ObjectName): boolean {
  return kind === 'HelmRelease' && group === 'helm.toolkit.fluxcd.io';
}
