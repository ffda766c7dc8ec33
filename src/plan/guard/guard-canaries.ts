import { Comparison, formatObject, ObjectChange } from '../objects/comparison';
import { Advice } from './advice';
import { Approvals } from './approval';
import { ClusterFinding } from './finding';

const MARKS = ['kustomize.toolkit.fluxcd.io/reconcile', 'helm.toolkit.fluxcd.io/driftDetection'];

/** The patch that makes an object of Flagger one that Flux applies again. */
const RELEASE = JSON.stringify({
  metadata: { ownerReferences: null, annotations: Object.fromEntries(MARKS.map((mark) => [mark, null])) },
});

/** Findings about Canaries of Flagger that go while the Deployment that they are about stays. */
export function* canaryFindings(
  { changes }: Comparison,
  approvals: Approvals,
  advice: Advice,
): Generator<ClusterFinding> {
  for (const change of changes) {
    const { canary, object, place, cluster } = change;
    if (canary === undefined || (!canary.hangs && canary.missing.length === 0)) continue;
    const isCovered = approvals.covers(change);
    if (isCovered && !canary.hangs) continue;
    const common = { id: 'canary-removed', severity: 'error', place, cluster, object } as const;
    if (canary.hangs) {
      const keep = advice.isProgram
        ? 'take stage: "takeOut" out of its progressive'
        : 'set its revertOnDeletion to false';
      yield {
        ...common,
        wrong: `${formatObject(object)} goes together with Deployment ${canary.target}, which Flagger is to revert first, and hangs in its deletion`,
        todo: `${keep}, commit that and let Flux apply it, and remove both afterwards`,
      };
      continue;
    }
    yield {
      ...common,
      wrong: `${formatObject(object)} goes while Deployment ${canary.target} stays ${canary.isKnown ? '' : 'or may stay '}(${because(canary.missing)}): it is left at 0 replicas, and what serves in its place is deleted`,
      todo: `take progressive delivery out in steps${canary.isKnown ? '' : ', or declare the removal of the app if it goes'}`,
      steps: [...steps(change, canary, advice.isProgram)],
    };
  }
}

function because(missing: readonly string[]): string {
  const staged = missing.filter((one) => one === 'suspend' || one === 'revertOnDeletion');
  return [
    ...(staged.length > 0 ? [`the committed Canary has no ${staged.join(' and no ')}`] : []),
    ...(missing.includes('replicas') ? ['the committed Deployment has no replicas'] : []),
    ...(missing.includes('Service') ? ['the Service is not in both trees'] : []),
  ].join(', ');
}

function* steps(
  { object: { namespace } }: ObjectChange,
  { target, service, route, scaler, owner }: NonNullable<ObjectChange['canary']>,
  isProgram: boolean,
): Generator<string> {
  const canary = isProgram
    ? 'give progressive the stage: "takeOut"'
    : 'keep the Canary with suspend: true and revertOnDeletion: true';
  const replicas = scaler ? '' : `, give Deployment ${target} the replicas that ${target}-primary has`;
  const routes = route ? ` and the ${route} ${service}` : '';
  yield `while no new version is analysed, ${canary}${replicas}, and put Service ${service}${routes}, leading to the pods of ${target}, among the manifests; commit that and let Flux apply it: Flagger stops`;
  const kubectl = `kubectl --namespace ${namespace}`;
  if (scaler?.kind === 'ScaledObject')
    yield `let KEDA scale the target again: ${kubectl} annotate scaledobject ${scaler.name} autoscaling.keda.sh/paused-replicas-`;
  if (scaler)
    yield `scale the target up: ${kubectl} scale deployment ${target} --replicas="$(${kubectl} get deployment ${target}-primary --output jsonpath={.spec.replicas})"`;
  yield `when the pods of ${target} are ready (${kubectl} rollout status deployment ${target}), give the Service back to Flux: ${kubectl} patch service ${service} --type merge --patch '${RELEASE}'`;
  if (route)
    yield `give the route back as well: ${kubectl} patch ${route} ${service} --type merge --patch '${RELEASE}'`;
  if (owner)
    yield `let Flux apply it now: kubectl --namespace ${owner.namespace} annotate kustomization ${owner.name} --overwrite reconcile.fluxcd.io/requestedAt="$(date)"`;
  yield `when the Service leads to the pods of ${target} (${kubectl} get service ${service} --output jsonpath={.spec.selector}), take ${isProgram ? 'progressive' : 'the Canary'} out and commit that: Flagger's own objects go with it`;
}
