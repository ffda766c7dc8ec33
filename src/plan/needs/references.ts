import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { containersOf } from '../risk/pod-template';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';

/** Something that an object needs. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

const FLUX = /\.toolkit\.fluxcd\.io$/;
const SOURCE = 'source.toolkit.fluxcd.io';

/** Whether an object is one of Flux's, which fails as a whole without what it refers to. */
export function isOfFlux(object: KubernetesObject): boolean {
  return FLUX.test(apiGroup(object.apiVersion));
}

/** Kinds that something refers to, so that their removal is worth a search. */
export const REFERRED: ReadonlySet<string> = new Set([
  ...['/ConfigMap', '/PersistentVolumeClaim', '/Secret', '/Service', '/ServiceAccount'],
  ...['apps/Deployment', 'apps/StatefulSet', 'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/Role'],
  ...['image.toolkit.fluxcd.io/ImagePolicy', 'image.toolkit.fluxcd.io/ImageRepository'],
  ...['helm.toolkit.fluxcd.io/HelmRelease', 'notification.toolkit.fluxcd.io/Provider'],
  ...['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'].map((kind) => `${SOURCE}/${kind}`),
]);

/** Kinds from which a controller makes a Secret, mostly of the same name. */
export const MAKES_SECRET: ReadonlySet<string> = new Set([
  'bitnami.com/SealedSecret',
  'cert-manager.io/Certificate',
  'external-secrets.io/ExternalSecret',
]);

/** What an object needs and cannot do without, by name. Optional references are left out. */
export function referencesOf(object: KubernetesObject): Reference[] {
  const group = apiGroup(object.apiVersion);
  const own = object.metadata.namespace ?? '';
  if (FLUX.test(group)) return fluxReferences(object, group, own);
  if (group === 'rbac.authorization.k8s.io') return roleReferences(object, own);
  if (group === 'networking.k8s.io' && object.kind === 'Ingress') return ingressReferences(object, own);
  if (object.kind === 'HorizontalPodAutoscaler') {
    const target = mapAt(object, 'spec', 'scaleTargetRef');
    const kind = textAt(target, 'kind') ?? '';
    return named(apiGroup(textAt(target, 'apiVersion') ?? ''), kind, own, textAt(target, 'name'));
  }
  return podReferences(object, own);
}

function named(group: string, kind: string, namespace: string, name: string | undefined): Reference[] {
  return name === undefined || name === '' ? [] : [{ group, kind, namespace, name }];
}

const secret = (own: string, name: string | undefined) => named('', 'Secret', own, name);

/** A reference with kind, name and perhaps a namespace, to a source. */
function source(ref: JsonValue | undefined, own: string, kind?: string): Reference[] {
  return named(SOURCE, textAt(ref, 'kind') ?? kind ?? '', textAt(ref, 'namespace') ?? own, textAt(ref, 'name'));
}

/** ConfigMaps and Secrets with values, unless they are optional. */
function values(list: readonly JsonValue[], own: string): Reference[] {
  return list
    .filter((one) => valueAt(one, 'optional') !== true)
    .flatMap((one) => named('', textAt(one, 'kind') ?? '', own, textAt(one, 'name')));
}

function fluxReferences(object: KubernetesObject, group: string, own: string): Reference[] {
  const spec = mapAt(object, 'spec');
  const account = textAt(spec, 'serviceAccountName');
  // With a kubeconfig the account is on another cluster.
  const isRemote = spec.kubeConfig !== undefined;
  const common = [
    ...secret(own, textAt(spec, 'secretRef', 'name')),
    ...secret(own, textAt(spec, 'certSecretRef', 'name')),
    ...secret(own, textAt(spec, 'proxySecretRef', 'name')),
    ...secret(own, textAt(spec, 'verify', 'secretRef', 'name')),
    ...secret(own, textAt(spec, 'kubeConfig', 'secretRef', 'name')),
  ];
  switch (object.kind) {
    case 'Kustomization':
      // Its source and its account have findings of their own.
      return [
        ...common,
        ...values(listAt(spec, 'postBuild', 'substituteFrom'), own),
        ...secret(own, textAt(spec, 'decryption', 'secretRef', 'name')),
      ];
    case 'HelmRelease':
      return [
        ...common,
        ...values(listAt(spec, 'valuesFrom'), own),
        ...source(valueAt(spec, 'chart', 'spec', 'sourceRef'), own),
        ...source(valueAt(spec, 'chartRef'), own),
        ...(isRemote ? [] : named('', 'ServiceAccount', own, account)),
        ...listAt(spec, 'dependsOn').flatMap((one) =>
          named(group, 'HelmRelease', textAt(one, 'namespace') ?? own, textAt(one, 'name')),
        ),
      ];
    case 'HelmChart':
    case 'ImageUpdateAutomation':
      return [...common, ...source(spec.sourceRef, own, 'GitRepository')];
    case 'ImagePolicy': {
      const ref = valueAt(spec, 'imageRepositoryRef');
      return named(group, 'ImageRepository', textAt(ref, 'namespace') ?? own, textAt(ref, 'name'));
    }
    case 'Alert':
      return named(group, 'Provider', own, textAt(spec, 'providerRef', 'name'));
    default:
      return common;
  }
}

function roleReferences(object: KubernetesObject, own: string): Reference[] {
  const kind = textAt(object, 'roleRef', 'kind') ?? '';
  const name = textAt(object, 'roleRef', 'name');
  return named('rbac.authorization.k8s.io', kind, kind === 'Role' ? own : '', name);
}

function ingressReferences(ingress: KubernetesObject, own: string): Reference[] {
  const paths = listAt(ingress, 'spec', 'rules').flatMap((rule) => listAt(rule, 'http', 'paths'));
  const backends = [...paths.map((path) => mapAt(path, 'backend')), mapAt(ingress, 'spec', 'defaultBackend')];
  return [
    ...backends.flatMap((backend) => named('', 'Service', own, textAt(backend, 'service', 'name'))),
    ...listAt(ingress, 'spec', 'tls').flatMap((tls) => secret(own, textAt(tls, 'secretName'))),
  ];
}

function podReferences(object: KubernetesObject, own: string): Reference[] {
  const template = podTemplate(object);
  if (template === undefined) return [];
  const spec = mapAt(template, 'spec');
  const needed = (ref: JsonValue | undefined, kind: string, field = 'name') =>
    valueAt(ref, 'optional') === true ? [] : named('', kind, own, textAt(ref, field));
  const ofVolume = (volume: JsonValue) => [
    ...needed(valueAt(volume, 'configMap'), 'ConfigMap'),
    ...needed(valueAt(volume, 'secret'), 'Secret', 'secretName'),
    ...named('', 'PersistentVolumeClaim', own, textAt(volume, 'persistentVolumeClaim', 'claimName')),
    ...listAt(volume, 'projected', 'sources').flatMap((one) => [
      ...needed(valueAt(one, 'configMap'), 'ConfigMap'),
      ...needed(valueAt(one, 'secret'), 'Secret'),
    ]),
  ];
  const ofContainer = (container: JsonValue) => [
    ...listAt(container, 'envFrom').flatMap((one) => [
      ...needed(valueAt(one, 'configMapRef'), 'ConfigMap'),
      ...needed(valueAt(one, 'secretRef'), 'Secret'),
    ]),
    ...listAt(container, 'env').flatMap((one) => [
      ...needed(valueAt(one, 'valueFrom', 'configMapKeyRef'), 'ConfigMap'),
      ...needed(valueAt(one, 'valueFrom', 'secretKeyRef'), 'Secret'),
    ]),
  ];
  return [
    ...listAt(spec, 'volumes').flatMap(ofVolume),
    ...containersOf(template).flatMap(({ container }) => ofContainer(container)),
    ...named('', 'ServiceAccount', own, textAt(spec, 'serviceAccountName')),
  ];
}
