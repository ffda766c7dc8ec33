import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { containersOf } from '../risk/pod-template';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { named, NeededKeys, Reference } from './reference';

/** A reference of pods to a ConfigMap or Secret; none where it is optional. */
type Needs = (
  ref: JsonValue | undefined,
  kind: string,
  field?: string,
  keys?: readonly NeededKeys[],
) => readonly Reference[];

/** Needs of a workload's pods. */
export function podReferences(object: KubernetesObject, own: string): Reference[] {
  const template = podTemplate(object);
  if (template === undefined) return [];
  const spec = mapAt(template, 'spec');
  const needs: Needs = (ref, kind, field = 'name', keys = undefined) =>
    valueAt(ref, 'optional') === true ? [] : named('', kind, own, textAt(ref, field), keys);
  const containers = containersOf(template).map(({ container }) => container);
  return [
    ...listAt(spec, 'volumes').flatMap((volume) => [
      ...volumeReferences(volume, containers, needs),
      ...named('', 'PersistentVolumeClaim', own, textAt(volume, 'persistentVolumeClaim', 'claimName')),
      ...named(
        'secrets-store.csi.x-k8s.io',
        'SecretProviderClass',
        own,
        textAt(volume, 'csi', 'volumeAttributes', 'secretProviderClass'),
      ),
    ]),
    ...listAt(spec, 'resourceClaims').flatMap((one) => [
      ...named('resource.k8s.io', 'ResourceClaim', own, textAt(one, 'resourceClaimName')),
      ...named('resource.k8s.io', 'ResourceClaimTemplate', own, textAt(one, 'resourceClaimTemplateName')),
    ]),
    ...containers.flatMap((container) => environment(container, needs)),
    ...named('', 'ServiceAccount', own, textAt(spec, 'serviceAccountName')),
    ...named('scheduling.k8s.io', 'PriorityClass', '', textAt(spec, 'priorityClassName')),
    ...named('node.k8s.io', 'RuntimeClass', '', textAt(spec, 'runtimeClassName')),
    ...listAt(spec, 'imagePullSecrets').flatMap((one) =>
      named('', 'Secret', own, textAt(one, 'name'), [['.dockerconfigjson', '.dockercfg']]),
    ),
    ...named('', 'Service', own, object.kind === 'StatefulSet' ? textAt(object, 'spec', 'serviceName') : undefined),
    ...listAt(object, 'spec', 'volumeClaimTemplates').flatMap((one) =>
      named('storage.k8s.io', 'StorageClass', '', textAt(one, 'spec', 'storageClassName')),
    ),
  ];
}

function environment(container: JsonObject, needs: Needs): Reference[] {
  const key = (ref: JsonValue | undefined) => [[textAt(ref, 'key') ?? '']];
  return [
    ...listAt(container, 'envFrom').flatMap((one) => [
      ...needs(valueAt(one, 'configMapRef'), 'ConfigMap'),
      ...needs(valueAt(one, 'secretRef'), 'Secret'),
    ]),
    ...listAt(container, 'env').flatMap((one) => {
      const [map, secret] = ['configMapKeyRef', 'secretKeyRef'].map((field) => valueAt(one, 'valueFrom', field));
      return [...needs(map, 'ConfigMap', 'name', key(map)), ...needs(secret, 'Secret', 'name', key(secret))];
    }),
  ];
}

function volumeReferences(volume: JsonValue, containers: readonly JsonObject[], needs: Needs): Reference[] {
  const mounts = containers
    .flatMap((container) => listAt(container, 'volumeMounts'))
    .filter((mount) => textAt(mount, 'name') === textAt(volume, 'name'));
  const keysOf = (ref: JsonValue | undefined): readonly NeededKeys[] => {
    const items = listAt(ref, 'items').flatMap((item) => textAt(item, 'key') ?? []);
    // Without items, the files of a volume have the names of the keys; kubelet makes a folder of one that is missing.
    const files = items.length > 0 ? items : mounts.flatMap((mount) => textAt(mount, 'subPath') ?? []);
    return files.filter((file) => items.length > 0 || !file.includes('/')).map((file) => [file]);
  };
  const [map, secret] = [valueAt(volume, 'configMap'), valueAt(volume, 'secret')];
  return [
    ...needs(map, 'ConfigMap', 'name', keysOf(map)),
    ...needs(secret, 'Secret', 'secretName', keysOf(secret)),
    ...listAt(volume, 'projected', 'sources').flatMap((one) =>
      [['configMap', 'ConfigMap'] as const, ['secret', 'Secret'] as const].flatMap(([field, kind]) => {
        const ref = valueAt(one, field);
        const items = listAt(ref, 'items').flatMap((item) => textAt(item, 'key') ?? []);
        return needs(
          ref,
          kind,
          'name',
          items.map((item) => [item]),
        );
      }),
    ),
  ];
}
