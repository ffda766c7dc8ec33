import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { lastSegment } from '../tree/flux-spec';
import { textAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Media types of a layer that holds a Helm chart. */
const CHART_LAYER = /^application\/vnd\.cncf\.helm\.chart/;

/**
 * Risks of a source whose chart gets another name: helm-controller uninstalls the releases that use it
 * (internal/action/diff.go of helm-controller 1.6: ReleaseTargetChanged compares the chart's name).
 */
export function chartSwapped(old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (apiGroup(next.apiVersion) !== 'source.toolkit.fluxcd.io') return [];
  const [before, after] = [old, next].map(chartOf);
  if (before === undefined || after === undefined || before === after) return [];
  const message = `${next.kind} ${next.metadata.name} gives chart ${after} instead of ${before}: a release that uses it is uninstalled and installed anew`;
  return [risk('deletion', message)];
}

function chartOf(source: KubernetesObject): string | undefined {
  if (source.kind === 'HelmChart') return nameOf(textAt(source, 'spec', 'chart'));
  if (source.kind !== 'OCIRepository') return undefined;
  const isChart = CHART_LAYER.test(textAt(source, 'spec', 'layerSelector', 'mediaType') ?? '');
  return isChart ? nameOf(textAt(source, 'spec', 'url')) : undefined;
}

function nameOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : lastSegment(path);
}
