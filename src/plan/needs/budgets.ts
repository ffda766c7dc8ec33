import { matchesLabels } from '../../kubernetes/label-match';
import { KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { nameKey } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { Risk, risk } from '../risk/risk';
import { mapAt, valueAt } from '../tree/parse-manifests';
import { Bodies } from './bodies';

/** Kinds whose pods a budget counts. */
const WORKLOADS: ReadonlySet<string> = new Set(['apps/Deployment', 'apps/StatefulSet']);

/**
 * A budget that asks for as many pods as its workloads have, after a change of either: none of them can be evicted. One that
 * did so before is no news.
 */
export function fullBudgets(
  change: ObjectChange,
  prediction: Prediction,
  differ: ObjectDiffer,
  bodies: Bodies,
): Risk[] {
  const { cluster, object, action, fields } = change;
  if (object.group === 'policy' && object.kind === 'PodDisruptionBudget') {
    const isNew = action === 'added' || fields.some(({ path }) => path.startsWith('spec'));
    const [owned] = prediction.next.get(nameKey(cluster, object)) ?? [];
    if (!isNew || owned === undefined) return [];
    return full(differ.body(owned.object), [...bodies.beside(change, isWorkload)]);
  }
  if (!isWorkload(object) || action !== 'changed' || !fields.some(({ path }) => path === 'spec.replicas')) return [];
  const workloads = [...bodies.beside(change, isWorkload)];
  const own = workloads.filter(({ kind, metadata }) => kind === object.kind && metadata.name === object.name);
  const budgets = bodies.beside(change, ({ kind }) => kind === 'PodDisruptionBudget');
  return [...budgets].flatMap((budget) => (own.some((one) => podsOf(budget, one) > 0) ? full(budget, workloads) : []));
}

function isWorkload({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return WORKLOADS.has(`${group}/${kind}`);
}

function full(budget: KubernetesObject, workloads: readonly KubernetesObject[]): Risk[] {
  const least = valueAt(budget, 'spec', 'minAvailable');
  if (typeof least !== 'number' || least === 0) return [];
  const pods = workloads.reduce((sum, workload) => sum + podsOf(budget, workload), 0);
  if (pods === 0 || pods > least) return [];
  const message = `PodDisruptionBudget ${budget.metadata.name} asks for ${least} of ${pods} pods: nodes with them cannot be drained`;
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
