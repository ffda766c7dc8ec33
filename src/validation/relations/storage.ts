import { isMap } from '../../core/is-map';
import { byteLength } from '../../kubernetes/names';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, textOf } from '../checks/values';
import { positive } from './quantities';

/** A volume for one pod alone has no other mode. */
export function accessModes(modes: unknown, report: Report): void {
  if (Array.isArray(modes) && modes.includes('ReadWriteOncePod') && modes.some((one) => one !== 'ReadWriteOncePod')) {
    report.add([], 'has ReadWriteOncePod beside another mode: give it alone');
  }
}

/** The storage that a claim asks for. */
export function claimStorage({ resources }: Fields, report: Report): void {
  const requests = isMap(resources) && isMap(resources['requests']) ? resources['requests'] : {};
  if (!isGiven(requests['storage'])) {
    report.add(['resources', 'requests', 'storage'], 'is missing: say how much storage the claim asks for');
    return;
  }
  for (const step of ['resources', 'requests', 'storage']) report.enter(step);
  positive(requests['storage'], report);
  for (let step = 0; step < 3; step++) report.leave();
}

/** The two ways to name the source of a claim's data agree. */
export function claimSource({ dataSource, dataSourceRef }: Fields, report: Report): void {
  if (!isMap(dataSource) || !isMap(dataSourceRef)) return;
  const { namespace } = dataSourceRef;
  if (typeof namespace === 'string' && namespace !== '') {
    report.add(['dataSource'], 'cannot stand beside dataSourceRef with a namespace: leave it out');
  } else if (
    ['apiGroup', 'kind', 'name'].some((field) => (dataSource[field] ?? null) !== (dataSourceRef[field] ?? null))
  ) {
    report.add(['dataSource'], 'differs from dataSourceRef: make them equal, or leave one out');
  }
}

/** The name of a controller, at most 250 characters. */
export function controllerName(value: unknown, report: Report): void {
  if (byteLength(textOf(value)) > 250) report.add([], 'has more than 250 characters: shorten it');
}

/** A node as its driver calls it, at most 256 characters. */
export function nodeId(value: unknown, report: Report): void {
  if (byteLength(textOf(value)) > 256) report.add([], 'has more than 256 characters: shorten it');
}

const KEPT = new Set(['/PersistentVolumeClaim', 'snapshot.storage.k8s.io/VolumeSnapshot']);

/**
 * The spec of a claim without the sources that the API server drops: of other kinds in `dataSource`, and of other
 * namespaces (`pkg/api/persistentvolumeclaim/util.go`).
 */
export function keptSources({ spec }: Fields): unknown {
  if (!isMap(spec)) return spec;
  const { dataSource, dataSourceRef } = spec;
  const isElsewhere = isMap(dataSourceRef) && textOf(dataSourceRef['namespace']) !== '';
  const ref = isElsewhere ? undefined : dataSourceRef;
  const isKept = isMap(dataSource) && KEPT.has(`${textOf(dataSource['apiGroup'])}/${textOf(dataSource['kind'])}`);
  return { ...spec, dataSourceRef: ref, dataSource: isGiven(ref) || isKept ? dataSource : undefined };
}
