import { firstNames } from '../../core/first-names';
import { KubernetesObject } from '../../kubernetes/objects';
import { formatObject, ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { nameKey } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { Risk, risk } from '../risk/risk';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { listAt, textAt, valueAt } from '../tree/parse-manifests';

/** API versions that a change ends. */
interface Ended {
  readonly apiVersions: ReadonlySet<string>;
  /** @default - every kind of these versions */
  readonly kind?: string;
}

/** API versions that a release of Flux no longer serves (its release notes, and the CRDs of that release). */
const ENDED_BY_FLUX: ReadonlyArray<readonly [release: string, apiVersions: readonly string[]]> = [
  [
    '2.7',
    ['image', 'kustomize', 'notification', 'source']
      .map((group) => `${group}.toolkit.fluxcd.io/v1beta1`)
      .concat('helm.toolkit.fluxcd.io/v2beta1'),
  ],
  [
    '2.8',
    ['helm.toolkit.fluxcd.io/v2beta2', 'kustomize.toolkit.fluxcd.io/v1beta2', 'source.toolkit.fluxcd.io/v1beta2'],
  ],
  ['2.9', ['image.toolkit.fluxcd.io/v1beta2', 'notification.toolkit.fluxcd.io/v1beta2']],
];

/**
 * Objects of the new tree that are of an API version which the change ends: a CustomResourceDefinition no longer serves it,
 * or a FluxInstance installs a release without it. A Kustomization that applies one fails as a whole.
 */
export function unserved(change: ObjectChange, prediction: Prediction, differ: ObjectDiffer): Risk[] {
  const { cluster, object } = change;
  const isDefinition = object.group === 'apiextensions.k8s.io' && object.kind === 'CustomResourceDefinition';
  const isInstance = object.group === OPERATOR_GROUP && object.kind === 'FluxInstance';
  if (!isDefinition && !isInstance) return [];
  const key = nameKey(cluster, object);
  const [old, next] = [prediction.old, prediction.next].map((side) => side.get(key)?.[0]);
  if (!old || !next) return [];
  const [before, after] = [differ.body(old.object), differ.body(next.object)];
  const ended = isDefinition ? endedByDefinition(before, after) : endedByFlux(before, after);
  if (ended.apiVersions.size === 0) return [];
  const objects = [...objectsOf(ended, cluster, prediction)];
  if (objects.length === 0) return [];
  const found = objects.map(({ name }) => name).sort();
  const versions = [...new Set(objects.map(({ apiVersion }) => apiVersion))].sort().join(' and ');
  const message = `${firstNames(found)} ${found.length === 1 ? 'is' : 'are'} applied as ${versions}, which ${formatObject(object)} no longer serves: the API server refuses ${found.length === 1 ? 'it' : 'them'}, and the Kustomization fails`;
  return [risk('held', message, 'high')];
}

function* objectsOf(
  { apiVersions, kind }: Ended,
  cluster: string,
  prediction: Prediction,
): Generator<{ readonly name: string; readonly apiVersion: string }> {
  for (const owners of [prediction.next, prediction.stableObjects()]) {
    for (const [owned] of owners.values()) {
      const { header, namespace, name } = owned!.object;
      if (owned!.unit.target !== cluster || !apiVersions.has(header.apiVersion)) continue;
      if (kind !== undefined && header.kind !== kind) continue;
      const { group, kind: own, apiVersion } = header;
      yield { name: formatObject({ group, kind: own, namespace, name }), apiVersion };
    }
  }
}

function endedByDefinition(old: KubernetesObject, next: KubernetesObject): Ended {
  const served = (definition: KubernetesObject) =>
    listAt(definition, 'spec', 'versions')
      .filter((version) => valueAt(version, 'served') !== false)
      .map((version) => `${textAt(definition, 'spec', 'group') ?? ''}/${textAt(version, 'name') ?? ''}`);
  const after = served(next);
  return {
    apiVersions: new Set(served(old).filter((one) => !after.includes(one))),
    kind: textAt(next, 'spec', 'names', 'kind') ?? '',
  };
}

function endedByFlux(old: KubernetesObject, next: KubernetesObject): Ended {
  const release = (instance: KubernetesObject) =>
    Number(/^v?2\.(\d+)\b/.exec(textAt(instance, 'spec', 'distribution', 'version') ?? '')?.[1] ?? Number.NaN);
  const [from, to] = [release(old), release(next)];
  const ended = ENDED_BY_FLUX.filter(([name]) => {
    const minor = Number(name.slice('2.'.length));
    return minor <= to && !(minor <= from);
  });
  return { apiVersions: new Set(ended.flatMap(([, apiVersions]) => apiVersions)) };
}
