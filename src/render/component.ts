import { FluxContext } from '../flux/context';
import { HelmRelease } from '../flux/helm-release';
import { HelmRepository } from '../flux/helm-repository';
import { HELM_CHART_LAYER, OCIRepository } from '../flux/oci-repository';
import { KubernetesObject } from '../kubernetes/objects';
import { ChartSpec } from '../model/source';
import { ComponentPlan } from '../resolve/plan';
import { namespaceObject } from './access';
import { Control, PLATFORM_ACCOUNT, sourceObject } from './control';
import { secretFiles } from './secrets';
import { UnitFile } from './unit';

/** What a Helm release's objects depend on. */
export interface ReleaseData {
  readonly component: ComponentPlan;
  readonly release: NonNullable<ComponentPlan['release']>;
  readonly control: Pick<Control, 'namespace' | 'prefix' | 'kubeConfig' | 'flux'>;
}

/** Files of what a component brings to its cluster; none for a chart that comes from elsewhere into a given namespace. */
export function componentFiles(component: ComponentPlan): UnitFile[] {
  const objects = [
    ...(component.createNamespace ? [namespaceObject(component.namespace)] : []),
    ...(component.objects ?? []),
  ];
  return [...(objects.length > 0 ? [{ path: `${component.name}.yaml`, objects }] : []), ...secretFiles(component)];
}

/** Files of a component whose chart is installed by the Flux of its own cluster: the namespace, then the release. */
export function chartFiles(data: ReleaseData): UnitFile[] {
  const { component } = data;
  const namespace = component.createNamespace ? [namespaceObject(component.namespace)] : [];
  const objects = [...namespace, ...releaseObjects(data)];
  return [{ path: `${component.name}.yaml`, objects }, ...secretFiles(component)];
}

/** Files of a release for a remote cluster, which the manager's Flux keeps. */
export function releaseFiles(data: ReleaseData): UnitFile[] {
  return [{ path: `${data.component.name}.yaml`, objects: releaseObjects(data) }];
}

/**
 * The HelmRelease and its source, in the control namespace: there the platform's account is, and no tenant.
 */
function releaseObjects({ component, release, control }: ReleaseData): KubernetesObject[] {
  const metadata = { name: control.prefix + component.name, namespace: control.namespace };
  const { source, chart } = chartObjects(release.chart, metadata, control.flux);
  const helmRelease: KubernetesObject = {
    ...HelmRelease.manifest(
      {
        ...chart,
        releaseName: release.name,
        targetNamespace: component.namespace,
        serviceAccountName: PLATFORM_ACCOUNT,
        ...(control.kubeConfig ? { kubeConfig: control.kubeConfig } : {}),
        ...(release.values ? { values: release.values } : {}),
      },
      control.flux,
    ),
    metadata,
  };
  return [source, helmRelease];
}

/** A range such as `18.x` or `>=1.2`; anything else is one exact version. */
const EXACT_VERSION = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

function chartObjects(
  spec: ChartSpec,
  metadata: { readonly name: string; readonly namespace: string },
  flux: FluxContext,
) {
  const { name } = metadata;
  switch (spec.from) {
    case 'repository':
      return {
        source: { ...HelmRepository.manifest({ url: spec.url }, flux), metadata },
        chart: { chart: { chart: spec.chart, version: spec.version, sourceRef: { kind: 'HelmRepository', name } } },
      } as const;
    case 'oci': {
      // A registry knows a version's "+" as "_", as tags cannot hold the plus sign.
      const ref = EXACT_VERSION.test(spec.version) ? { tag: spec.version.replace('+', '_') } : { semver: spec.version };
      return {
        source: { ...OCIRepository.manifest({ url: spec.url, ref, layerSelector: HELM_CHART_LAYER }, flux), metadata },
        chart: { chartRef: { kind: 'OCIRepository', name } },
      } as const;
    }
    case 'git':
      return {
        source: sourceObject(spec.source, name, metadata.namespace, flux),
        chart: { chart: { chart: spec.path, sourceRef: { kind: 'GitRepository', name } } },
      } as const;
  }
}
