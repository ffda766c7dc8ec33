import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { listAt, textAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { lastSegment } from './risk-helm';

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

/**
 * Versions of a definition that the API server may still hold objects in, and that the new one lacks: it refuses the
 * update (apiextensions-apiserver, pkg/apis/apiextensions/validation: status.storedVersions must be in spec.versions).
 */
export function lostStoredVersions(old: KubernetesObject, next: KubernetesObject): string[] {
  if (next.kind !== 'CustomResourceDefinition' || apiGroup(next.apiVersion) !== 'apiextensions.k8s.io') return [];
  const kept = new Set(listAt(next, 'spec', 'versions').map((version) => textAt(version, 'name')));
  return listAt(old, 'spec', 'versions')
    .filter((version) => typeof version === 'object' && (version as { storage?: unknown }).storage === true)
    .map((version) => textAt(version, 'name') ?? '')
    .filter((name) => !kept.has(name));
}
