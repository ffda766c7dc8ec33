import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { plainText, textAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { automationRisks } from './risk-images';
import { operatorRisks } from './risk-operator';

const SOURCE = 'source.toolkit.fluxcd.io';

/** Risks of what Flux and its controllers do with a changed or added object later, or in silence. */
export function fluxRisks(
  old: KubernetesObject | undefined,
  next: KubernetesObject,
  changes: readonly RawChange[],
): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (group === 'helm.toolkit.fluxcd.io' && next.kind === 'HelmRelease')
    return [...foreignChart(old, next), ...(old ? replicasLeft(next, changes) : [])];
  if (old === undefined) return [];
  if (group === 'image.toolkit.fluxcd.io') return [...automationRisks(old, next, changes), ...otherVersion(old, next)];
  if (group === OPERATOR_GROUP) return operatorRisks(old, next, changes);
  if (group === SOURCE) return takesLater(next, changes);
  return otherVersion(old, next);
}

/** With locked-down controllers a HelmRelease never gets a chart from another namespace, and no condition says so. */
function foreignChart(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const foreign = (release: KubernetesObject | undefined) => {
    const namespace = textAt(release, 'spec', 'chart', 'spec', 'sourceRef', 'namespace');
    return namespace === release?.metadata.namespace ? undefined : namespace;
  };
  const namespace = foreign(next);
  if (namespace === undefined || namespace === foreign(old)) return [];
  const message = `HelmRelease ${next.metadata.name} reads its chart from a source in namespace ${namespace}: locked-down controllers never do, without a condition or an event`;
  return [risk('held', message)];
}

/** Numbers of replicas in a chart's values. */
const REPLICAS = /(?:^|\.)(?:replicas|replicaCount)$/i;

function replicasLeft(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const gone = changes.filter(
    ({ path, change, from }) =>
      path.startsWith('spec.values') && change === 'removed' && REPLICAS.test(path) && Number(from) > 1,
  );
  return gone.map(({ path, from }) =>
    risk(
      'availability',
      `HelmRelease ${next.metadata.name} no longer gives ${path.slice('spec.values.'.length)} (${plainText(from)}): the chart's default takes its place, or 1 after somebody has scaled to the same number`,
    ),
  );
}

/** Fields of a source that take other files of the same commit. Nothing wakes its Kustomizations. */
function takesLater(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const fields = changes
    .map(({ path }) => /^spec\.(ignore|recurseSubmodules|sparseCheckout|include)\b/.exec(path)?.[1])
    .filter((field) => field !== undefined);
  if (fields.length === 0 || changes.some(({ path }) => /^spec\.(?:url|ref)\b/.test(path))) return [];
  const message = `${next.kind} ${next.metadata.name} takes other files by ${[...new Set(fields)].join(' and ')}: its Kustomizations notice at their next interval, and delete then what is not among them`;
  return [risk('deletion', message, 'medium')];
}

/** A custom resource of another version of its group. */
function otherVersion(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (old.apiVersion === next.apiVersion || !group.includes('.') || group.endsWith('.k8s.io')) return [];
  const message = `${next.kind} ${next.metadata.name} is applied as ${next.apiVersion} instead of ${old.apiVersion}: the API server refuses it until its definition serves that version`;
  return [risk('version', message, 'medium')];
}
