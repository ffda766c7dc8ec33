import { KubernetesObject } from '../../kubernetes/objects';
import { isClusterScoped } from '../../kubernetes/scopes';
import { ReleasePair } from '../charts/chart-changes';
import { ChangeEffect, ObjectChange } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { BuiltObject } from '../predict/build';
import { ManifestIndex } from '../tree/manifest-index';
import { effectRisks } from './effect-risks';
import { chainOf, ownerOf } from './unit-changes';

/** The changes of the objects that a chart makes: what Helm does about them when Flux upgrades its release. */
export function chartObjects(pair: ReleasePair, index: ManifestIndex, differ: ObjectDiffer): ObjectChange[] {
  const { rendered, release, namespace, unit, chart } = pair;
  if (!rendered) return [];
  const old = byKey(rendered.old, namespace, index);
  const next = byKey(rendered.next, namespace, index);
  return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((key): ObjectChange[] => {
    const [before, after] = [old.get(key), next.get(key)];
    const diff = differ.diff(before, after);
    if (before && after && diff.fields.length === 0) return [];
    const effect = effectOf(before, after, index);
    const reason = `HelmRelease ${release} makes it of chart ${chart}`;
    const { header, name, namespace: into } = (before ?? after)!;
    const object = { group: header.group, kind: header.kind, namespace: into, name };
    return [
      {
        cluster: unit.target,
        object,
        action: before ? (after ? 'changed' : 'removed') : 'added',
        effect,
        reason,
        from: before ? [ownerOf(unit)] : [],
        to: after ? [ownerOf(unit)] : [],
        place: unit.place,
        fields: diff.fields,
        risks: [...effectRisks(object, effect, !after, { reason }), ...diff.risks],
        files: [],
        forgotten: false,
        lateMark: false,
        chain: chainOf(unit),
      },
    ];
  });
}

function effectOf(before: BuiltObject | undefined, after: BuiltObject | undefined, index: ManifestIndex): ChangeEffect {
  if (!before) return 'created';
  if (after) return 'patched';
  const kept = index.body(before.header).metadata.annotations?.['helm.sh/resource-policy'] === 'keep';
  return kept ? 'orphaned' : 'pruned';
}

/** Objects by their identity. Hooks are none of a release's objects: Helm makes and deletes them as it runs. */
function byKey(
  objects: readonly KubernetesObject[],
  namespace: string,
  index: ManifestIndex,
): Map<string, BuiltObject> {
  const found = new Map<string, BuiltObject>();
  for (const object of objects) {
    if (object.metadata.annotations?.['helm.sh/hook'] !== undefined) continue;
    const headers = index.objects(index.add(object));
    const [header] = headers.error === undefined ? headers.value : [];
    if (!header) continue;
    const into = isClusterScoped(header.apiVersion, header.kind) ? '' : header.namespace || namespace;
    const built: BuiltObject = { header, namespace: into, name: header.name, file: '' };
    found.set(`${header.group}/${header.kind}/${into}/${header.name}`, built);
  }
  return found;
}
