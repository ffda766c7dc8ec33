import { matchesLabels } from '../kubernetes/label-match';
import { Fields, fieldsIn, isGiven, textIn } from './fields';
import { ClusterFinding, ClusterObjects, ClusterRule, PlacedFact } from './rule';
import { PlacedWorkload, workloadsOf } from './workloads';

function* budgetFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const budgets = objects.of('PodDisruptionBudget');
  if (budgets.length === 0) return;
  const workloads = workloadsOf(objects).filter(({ on, isLasting }) => isLasting && on.fact.kind !== 'DaemonSet');
  const scalers = [...objects.of('HorizontalPodAutoscaler'), ...objects.of('ScaledObject')];
  const scaled = new Map(scalers.map((one) => [targetOf(one), one.fact.spec['maxReplicas']]));
  for (const on of budgets) {
    const selected = workloads.filter((one) => isSelected(on, one));
    // Of an autoscaler only the most pods are known.
    const pods = selected.reduce((sum, { on: one, pods: own }) => sum + mostPods(scaled, keyOf(one), own), 0);
    const field = pods === 0 || !Number.isFinite(pods) ? undefined : blockingField(on.fact.spec, pods);
    if (field === undefined) continue;
    yield {
      on,
      message: `spec.${field} allows no eviction of the ${pods === 1 ? 'only pod' : `${pods} pods`} that it selects, so that ${pods === 1 ? 'its node' : 'their nodes'} cannot be drained: run more of them, or let at least one go (maxUnavailable: 1)`,
    };
  }
}

/** The most pods of a workload, which its autoscaler may decide. */
function mostPods(scaled: ReadonlyMap<string, unknown>, key: string, pods: number): number {
  if (!scaled.has(key)) return pods;
  const most = scaled.get(key);
  return typeof most === 'number' ? most : Infinity;
}

function targetOf({ fact }: PlacedFact): string {
  const { kind, name } = fieldsIn(fact.spec['scaleTargetRef']);
  return `${fact.metadata.namespace ?? ''}/${textIn(kind) ?? 'Deployment'}/${textIn(name) ?? ''}`;
}

function keyOf({ fact: { kind, metadata } }: PlacedFact): string {
  return `${metadata.namespace ?? ''}/${kind}/${metadata.name}`;
}

function isSelected(budget: PlacedFact, { on, workload }: PlacedWorkload): boolean {
  const { selector } = budget.fact.spec;
  if (!isGiven(selector) || budget.fact.metadata.namespace !== on.fact.metadata.namespace) return false;
  return matchesLabels(selector, workload.labels);
}

/** The field by which a budget allows no eviction of so many pods (pkg/controller/disruption/disruption.go). */
function blockingField({ maxUnavailable, minAvailable }: Fields, pods: number): string | undefined {
  if (isGiven(maxUnavailable)) return amount(maxUnavailable, pods) === 0 ? 'maxUnavailable' : undefined;
  const least = isGiven(minAvailable) ? amount(minAvailable, pods) : undefined;
  return least !== undefined && least >= pods ? 'minAvailable' : undefined;
}

/** A number of pods, or a percentage of them, which is rounded up. */
function amount(value: unknown, pods: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(textIn(value) ?? '');
  if (percent !== null) return Math.ceil((Number(percent[1]) * pods) / 100);
  return /^\d+$/.test(textIn(value) ?? '') ? Number(value) : undefined;
}

/** Rules about budgets of evictions. */
export const BUDGET_RULES: readonly ClusterRule[] = [
  {
    kind: 'PodDisruptionBudget',
    id: 'budget-allows-no-eviction',
    controller: 'kube-controller-manager',
    file: 'pkg/controller/disruption/disruption.go',
    severity: 'warning',
    when: "it allows no eviction of the pods of the program's workloads",
    then: 'their nodes cannot be drained, and an upgrade of the cluster waits',
    check: budgetFindings,
  },
];
