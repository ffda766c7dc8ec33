import { matchesLabels } from '../../kubernetes/label-match';
import { KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { Prediction } from '../predict/prediction';
import { Risk, risk } from '../risk/risk';
import { mapAt, valueAt } from '../tree/parse-manifests';

/** Kinds whose pods a budget counts. */
const WORKLOADS: ReadonlySet<string> = new Set(['apps/Deployment', 'apps/StatefulSet']);

/** A budget that comes or changes, and asks for as many pods as its workloads have: none of them can be evicted. */
export function fullBudgets(
  { cluster, object, action, fields }: ObjectChange,
  prediction: Prediction,
  differ: ObjectDiffer,
): Risk[] {
  if (object.group !== 'policy' || object.kind !== 'PodDisruptionBudget') return [];
  const isNew = action === 'added' || fields.some(({ path }) => path.startsWith('spec'));
  const [owned] = prediction.next.get(`${cluster}|policy/PodDisruptionBudget/${object.namespace}/${object.name}`) ?? [];
  if (!isNew || owned === undefined) return [];
  const budget = differ.body(owned.object);
  const least = valueAt(budget, 'spec', 'minAvailable');
  if (typeof least !== 'number' || least === 0) return [];
  let pods = 0;
  for (const owners of [prediction.next, prediction.stableObjects()]) {
    for (const [key, [one]] of owners) {
      const { header, namespace } = one!.object;
      if (!key.startsWith(`${cluster}|`) || namespace !== object.namespace) continue;
      if (WORKLOADS.has(`${header.group}/${header.kind}`)) pods += podsOf(budget, differ.body(one!.object));
    }
  }
  if (pods === 0 || pods > least) return [];
  const message = `PodDisruptionBudget ${object.name} asks for ${least} of ${pods} pods: nodes with them cannot be drained`;
  return [risk('availability', message)];
}

/** The number of a workload's pods that a budget selects. */
function podsOf(budget: KubernetesObject, workload: KubernetesObject): number {
  const template = podTemplate(workload);
  if (template === undefined) return 0;
  const labels = mapAt(template, 'metadata', 'labels');
  if (!matchesLabels(mapAt(budget, 'spec', 'selector'), labels)) return 0;
  return Number(valueAt(workload, 'spec', 'replicas') ?? 1);
}
