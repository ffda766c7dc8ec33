import { textAt, valueAt } from '../kubernetes/json';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';

/**
 * Objects that Flux itself makes of one and reconciles like those of the tree: helm-controller (1.6) the HelmChart of a
 * HelmRelease, Flux Operator (0.59) the source and the Kustomization of a FluxInstance.
 */
export function madeByFlux(object: KubernetesObject): KubernetesObject[] {
  const group = apiGroup(object.apiVersion);
  if (group === 'helm.toolkit.fluxcd.io' && object.kind === 'HelmRelease') return chartOf(object);
  return group === 'fluxcd.controlplane.io' && object.kind === 'FluxInstance' ? syncOf(object) : [];
}

function chartOf(release: KubernetesObject): KubernetesObject[] {
  if (valueAt(release, 'spec', 'chart', 'spec') === undefined) return [];
  const { namespace = '', name } = release.metadata;
  const interval = textAt(release, 'spec', 'chart', 'spec', 'interval') ?? textAt(release, 'spec', 'interval');
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmChart',
      metadata: {
        name: `${namespace}-${name}`,
        namespace: textAt(release, 'spec', 'chart', 'spec', 'sourceRef', 'namespace') ?? namespace,
      },
      spec: { interval },
    },
  ];
}

function syncOf(instance: KubernetesObject): KubernetesObject[] {
  const field = (name: string) => textAt(instance, 'spec', 'sync', name);
  const kind = field('kind');
  if (kind === undefined) return [];
  const { namespace = '' } = instance.metadata;
  const metadata = { name: field('name') ?? namespace, namespace };
  const reference = field('ref') ?? '';
  const ref = kind === 'GitRepository' ? { name: reference } : { tag: reference };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind,
      metadata,
      spec: { interval: field('interval') ?? '1m', url: field('url') ?? '', ref },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: { interval: '10m', sourceRef: { kind, name: metadata.name } },
    },
  ];
}
