import { imageApiVersion } from '../../flux/api-versions';
import type { MonitoredCluster } from './places';

/** Kinds whose state is exported, by the controller that serves them. */
const KINDS: Readonly<Record<string, ReadonlyArray<readonly [group: string, version: string, kind: string]>>> = {
  'kustomize-controller': [['kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization']],
  'helm-controller': [['helm.toolkit.fluxcd.io', 'v2', 'HelmRelease']],
  'source-controller': ['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'].map(
    (kind) => ['source.toolkit.fluxcd.io', 'v1', kind] as const,
  ),
  'image-reflector-controller': ['ImageRepository', 'ImagePolicy'].map(
    (kind) => ['image.toolkit.fluxcd.io', 'v1', kind] as const,
  ),
  'image-automation-controller': [['image.toolkit.fluxcd.io', 'v1', 'ImageUpdateAutomation']],
};

/** Values of the kube-state-metrics chart with which it exports `gotk_resource_info`. */
export interface StateMetricsValues {
  /** The rights to read Flux's objects. */
  readonly rbac: { readonly extraRules: ReadonlyArray<Readonly<Record<string, readonly string[]>>> };
  /** The metrics of these objects. */
  readonly customResourceState: { readonly enabled: true; readonly config: object };
}

/** The values, for the controllers of a cluster. */
export function stateMetricsValues({ controllers, flux }: MonitoredCluster): StateMetricsValues {
  const [, imageVersion = ''] = imageApiVersion(flux).split('/');
  const kinds = controllers.flatMap((controller) => KINDS[controller] ?? []);
  const groups = [...new Set(kinds.map(([group]) => group))].sort();
  const resources = kinds.map(([group, version, kind]) => ({
    groupVersionKind: { group, version: group.startsWith('image.') ? imageVersion : version, kind },
    metricNamePrefix: 'gotk',
    labelsFromPath: {
      name: ['metadata', 'name'],
      exported_namespace: ['metadata', 'namespace'],
    },
    metrics: [
      {
        name: 'resource_info',
        help: `The state of a ${kind} of Flux`,
        each: {
          type: 'Info',
          info: {
            labelsFromPath: {
              ready: ['status', 'conditions', '[type=Ready]', 'status'],
              suspended: ['spec', 'suspend'],
            },
          },
        },
      },
    ],
  }));
  return {
    rbac: { extraRules: groups.map((group) => ({ apiGroups: [group], resources: ['*'], verbs: ['list', 'watch'] })) },
    customResourceState: {
      enabled: true,
      config: { kind: 'CustomResourceStateMetrics', spec: { resources } },
    },
  };
}
