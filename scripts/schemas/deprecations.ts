/**
 * Remedies for the fields that CRDs deprecate in prose. The key is the kind followed by the path in `reduce`'s format.
 */
export const DEPRECATED_FIELDS: Readonly<Record<string, string>> = {
  'HelmRelease.spec.install.skipCRDs': 'set spec.install.crds to Skip',
  'HelmRelease.spec.rollback.recreate': 'leave it out, Helm no longer restarts pods',
  'HelmRelease.spec.chart.spec.valuesFile': 'use valuesFiles',
  'HelmRelease.spec.postRenderers[].kustomize.patchesJson6902': 'use patches',
  'HelmRelease.spec.postRenderers[].kustomize.patchesStrategicMerge': 'use patches',
  'HelmChart.spec.valuesFile': 'use valuesFiles',
  'Kustomization.spec.patchesJson6902': 'use patches',
  'Kustomization.spec.patchesStrategicMerge': 'use patches',
  'Kustomization.spec.validation': 'leave it out, it does nothing',
  'Alert.spec.summary': 'use eventMetadata',
  'Provider.spec.interval': 'leave it out, it does nothing',
  'Provider.spec.proxy': 'use proxySecretRef',
  'GitRepository.spec.gitImplementation': 'leave it out, there is one implementation',
};

/** Fields whose prose deprecates only some keys of a Secret, not the field itself. */
export const NOT_DEPRECATED: ReadonlySet<string> = new Set([
  'HelmRepository.spec.secretRef',
  'ImageRepository.spec.certSecretRef',
  'OCIRepository.spec.certSecretRef',
  'Provider.spec.certSecretRef',
]);
