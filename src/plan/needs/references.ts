import { apiGroup, JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { CERTIFICATES, DECRYPTION, kubeConfigKeys, loginKeys, PROXY, PUBLIC_KEYS } from './flux-keys';
import { isOutsideNamespaces, otherReferences, OTHERS_REFERRED } from './other-references';
import { podReferences } from './pod-references';
import { named, NeededKeys, Reference } from './reference';

const FLUX = /\.toolkit\.fluxcd\.io$/;
const SOURCE = 'source.toolkit.fluxcd.io';

/** Whether an object is one of Flux's, which fails as a whole without what it refers to. */
export function isOfFlux(object: KubernetesObject): boolean {
  const group = apiGroup(object.apiVersion);
  return FLUX.test(group) || (group === OPERATOR_GROUP && object.kind === 'FluxInstance');
}

/** Kinds that something refers to, so that their removal is worth a search. */
export const REFERRED: ReadonlySet<string> = new Set([
  ...['/ConfigMap', '/PersistentVolumeClaim', '/Secret', '/Service', '/ServiceAccount'],
  ...['apps/Deployment', 'apps/StatefulSet', 'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/Role'],
  ...['image.toolkit.fluxcd.io/ImagePolicy', 'image.toolkit.fluxcd.io/ImageRepository'],
  ...['helm.toolkit.fluxcd.io/HelmRelease', 'notification.toolkit.fluxcd.io/Provider'],
  'apps/DaemonSet',
  ...OTHERS_REFERRED,
  ...['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'].map((kind) => `${SOURCE}/${kind}`),
]);

/** Things that an object cannot do without, by name. Optional references are left out. */
export function referencesOf(object: KubernetesObject): Reference[] {
  const group = apiGroup(object.apiVersion);
  const own = object.metadata.namespace ?? '';
  if (FLUX.test(group)) return fluxReferences(object, group, own);
  if (group === 'rbac.authorization.k8s.io') return roleReferences(object, own);
  if (group === 'networking.k8s.io' && object.kind === 'Ingress') return ingressReferences(object, own);
  return otherReferences(object, own) ?? podReferences(object, own);
}

const secret = (own: string, name: string | undefined, keys?: readonly NeededKeys[]) =>
  named('', 'Secret', own, name, keys);

/** Objects that a Kustomization waits for by name, each until its timeout. With `wait` it ignores them. */
function checked(list: readonly JsonValue[], own: string): Reference[] {
  return list.flatMap((one) => {
    const [apiVersion, kind] = [textAt(one, 'apiVersion') ?? '', textAt(one, 'kind') ?? ''];
    const namespace = isOutsideNamespaces(apiVersion, kind) ? '' : (textAt(one, 'namespace') ?? own);
    return named(apiGroup(apiVersion), kind, namespace, textAt(one, 'name'));
  });
}

/** A reference with kind, name and perhaps a namespace, to a source. */
function source(ref: JsonValue | undefined, own: string, kind?: string): Reference[] {
  return named(SOURCE, textAt(ref, 'kind') ?? kind ?? '', textAt(ref, 'namespace') ?? own, textAt(ref, 'name'));
}

/** ConfigMaps and Secrets with values, unless they are optional. */
function values(
  list: readonly JsonValue[],
  own: string,
  keysOf?: (one: JsonValue) => readonly NeededKeys[],
): Reference[] {
  return list
    .filter((one) => valueAt(one, 'optional') !== true)
    .flatMap((one) => named('', textAt(one, 'kind') ?? '', own, textAt(one, 'name'), keysOf?.(one)));
}

/** The Secrets with which Flux gets into a source, and verifies what it finds there. */
function accessReferences(kind: string, spec: JsonObject, namespace: string): Reference[] {
  const login = loginKeys(kind, spec.address !== undefined);
  return [
    ...secret(namespace, textAt(spec, 'secretRef', 'name'), login),
    ...secret(namespace, textAt(spec, 'certSecretRef', 'name'), CERTIFICATES),
    ...secret(namespace, textAt(spec, 'proxySecretRef', 'name'), PROXY),
    ...secret(namespace, textAt(spec, 'verify', 'secretRef', 'name'), PUBLIC_KEYS),
  ];
}

/** The key of values for a chart. */
const valuesKey = (one: JsonValue): readonly NeededKeys[] => [[textAt(one, 'valuesKey') ?? 'values.yaml']];

function fluxReferences(object: KubernetesObject, group: string, own: string): Reference[] {
  const spec = mapAt(object, 'spec');
  const account = textAt(spec, 'serviceAccountName');
  // With a kubeconfig the account is on another cluster.
  const isRemote = spec.kubeConfig !== undefined;
  const common = [
    ...accessReferences(object.kind, spec, own),
    ...secret(
      own,
      textAt(spec, 'kubeConfig', 'secretRef', 'name'),
      kubeConfigKeys(textAt(spec, 'kubeConfig', 'secretRef', 'key')),
    ),
    ...named('', 'ConfigMap', own, textAt(spec, 'kubeConfig', 'configMapRef', 'name'), [['provider']]),
  ];
  switch (object.kind) {
    case 'Kustomization':
      // Its source and its account have findings of their own.
      return [
        ...common,
        ...values(listAt(spec, 'postBuild', 'substituteFrom'), own),
        ...secret(own, textAt(spec, 'decryption', 'secretRef', 'name'), DECRYPTION),
        ...(isRemote || spec.wait === true ? [] : checked(listAt(spec, 'healthChecks'), own)),
      ];
    case 'HelmRelease':
      return [
        ...common,
        ...values(listAt(spec, 'valuesFrom'), own, valuesKey),
        ...accessReferences(
          textAt(spec, 'chart', 'kind') ?? 'HelmChart',
          mapAt(spec, 'chart', 'spec'),
          textAt(spec, 'chart', 'spec', 'sourceRef', 'namespace') ?? own,
        ),
        ...source(valueAt(spec, 'chart', 'spec', 'sourceRef'), own),
        ...source(valueAt(spec, 'chartRef'), own),
        ...(isRemote ? [] : named('', 'ServiceAccount', own, account)),
        ...listAt(spec, 'dependsOn').flatMap((one) =>
          named(group, 'HelmRelease', textAt(one, 'namespace') ?? own, textAt(one, 'name')),
        ),
      ];
    case 'HelmChart':
      return [...common, ...source(spec.sourceRef, own, 'GitRepository')];
    case 'ImageUpdateAutomation':
      return [
        ...common,
        ...source(spec.sourceRef, own, 'GitRepository'),
        ...secret(own, textAt(spec, 'git', 'commit', 'signingKey', 'secretRef', 'name'), [['git.asc']]),
      ];
    case 'ImagePolicy': {
      const ref = valueAt(spec, 'imageRepositoryRef');
      return named(group, 'ImageRepository', textAt(ref, 'namespace') ?? own, textAt(ref, 'name'));
    }
    case 'Alert':
      return named(group, 'Provider', own, textAt(spec, 'providerRef', 'name'));
    default:
      return [...common, ...named('', 'ServiceAccount', own, account)];
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
  const issuer = (key: string) => textAt(ingress, 'metadata', 'annotations', `cert-manager.io/${key}`);
  return [
    ...named('networking.k8s.io', 'IngressClass', '', textAt(ingress, 'spec', 'ingressClassName')),
    ...named('cert-manager.io', 'ClusterIssuer', '', issuer('cluster-issuer')),
    ...named('cert-manager.io', 'Issuer', own, issuer('issuer')),
    ...backends.flatMap((backend) => named('', 'Service', own, textAt(backend, 'service', 'name'))),
    ...listAt(ingress, 'spec', 'tls').flatMap((tls) => secret(own, textAt(tls, 'secretName'))),
  ];
}
