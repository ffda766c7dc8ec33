import { either, flag, list, number, object, oneOf, required, text } from '../core/options';
import { CRDS } from './defaults';
import type { ChartReference, KustomizePostRenderer, OCIChart, ValuesReference } from './helm-release-parts';
import { KUSTOMIZE_IMAGES, KUSTOMIZE_PATCHES } from './kustomize';
import { OCI_REFERENCE, LAYER_SELECTOR } from './oci-repository';
import { DURATION, LOCAL_REFERENCE, SOURCE_REFERENCE } from './option-types';
import { SIGNATURE } from './signature';
import type { HelmReleaseSpec } from './spec';

/** Options of the chart of a HelmRelease. */
export const CHART = either(
  object<ChartReference>({
    chart: required(text),
    version: text,
    sourceRef: required(SOURCE_REFERENCE),
    reconcileStrategy: oneOf('ChartVersion', 'Revision'),
    valuesFiles: list(text),
    ignoreMissingValuesFiles: flag,
    interval: DURATION,
    verify: object<NonNullable<ChartReference['verify']>>({
      provider: required(oneOf('cosign', 'notation')),
      secretRef: LOCAL_REFERENCE,
    }),
  }),
  (value) => typeof value === 'object' && value !== null && !('kind' in value),
  object<OCIChart>({
    kind: required(oneOf('OCIRepository')),
    layerSelector: LAYER_SELECTOR,
    provider: oneOf('generic', 'aws', 'azure', 'gcp'),
    secretRef: LOCAL_REFERENCE,
    url: required(text),
    ref: OCI_REFERENCE,
    serviceAccountName: text,
    certSecretRef: LOCAL_REFERENCE,
    proxySecretRef: LOCAL_REFERENCE,
    verify: SIGNATURE,
    ignore: text,
    insecure: flag,
    suspend: flag,
    interval: DURATION,
    timeout: DURATION,
  }),
);

/** Options of a {@link ValuesReference}. */
export const VALUES_REFERENCE = object<ValuesReference>({
  kind: required(oneOf('ConfigMap', 'Secret')),
  name: required(text),
  valuesKey: text,
  targetPath: text,
  literal: flag,
  optional: flag,
});

/** Options of a {@link KustomizePostRenderer}. */
export const POST_RENDERER = object<KustomizePostRenderer>({ patches: KUSTOMIZE_PATCHES, images: KUSTOMIZE_IMAGES });

type DriftIgnore = NonNullable<NonNullable<HelmReleaseSpec['driftDetection']>['ignore']>[number];

/** Options of the fields that drift detection ignores. */
export const DRIFT_IGNORE = list(
  object<DriftIgnore>({
    paths: required(list(text)),
    target: object({
      annotationSelector: text,
      group: text,
      kind: text,
      labelSelector: text,
      name: text,
      namespace: text,
      version: text,
    }),
  }),
);

/** Options of the actions of a HelmRelease. */
export const HELM_ACTIONS = {
  install: object<NonNullable<HelmReleaseSpec['install']>>({
    crds: CRDS,
    createNamespace: flag,
    disableHooks: flag,
    disableOpenAPIValidation: flag,
    disableSchemaValidation: flag,
    disableTakeOwnership: flag,
    disableWait: flag,
    disableWaitForJobs: flag,
    remediation: object({ ignoreTestFailures: flag, remediateLastFailure: flag, retries: number({}) }),
    replace: flag,
    serverSideApply: flag,
    skipCRDs: flag,
    strategy: object({ name: required(oneOf('RetryOnFailure', 'RemediateOnFailure')), retryInterval: DURATION }),
    timeout: DURATION,
  }),
  upgrade: object<NonNullable<HelmReleaseSpec['upgrade']>>({
    chartNameChangeStrategy: oneOf('InPlaceUpdate', 'Reinstall'),
    cleanupOnFail: flag,
    crds: CRDS,
    disableHooks: flag,
    disableOpenAPIValidation: flag,
    disableSchemaValidation: flag,
    disableTakeOwnership: flag,
    disableWait: flag,
    disableWaitForJobs: flag,
    force: flag,
    preserveValues: flag,
    remediation: object({
      ignoreTestFailures: flag,
      remediateLastFailure: flag,
      retries: number({}),
      strategy: oneOf('rollback', 'uninstall'),
    }),
    serverSideApply: oneOf('enabled', 'disabled', 'auto'),
    strategy: object({ name: required(oneOf('RetryOnFailure', 'RemediateOnFailure')), retryInterval: DURATION }),
    timeout: DURATION,
  }),
  rollback: object<NonNullable<HelmReleaseSpec['rollback']>>({
    cleanupOnFail: flag,
    disableHooks: flag,
    disableWait: flag,
    disableWaitForJobs: flag,
    force: flag,
    recreate: flag,
    serverSideApply: oneOf('enabled', 'disabled', 'auto'),
    timeout: DURATION,
  }),
  uninstall: object<NonNullable<HelmReleaseSpec['uninstall']>>({
    deletionPropagation: oneOf('background', 'foreground', 'orphan'),
    disableHooks: flag,
    disableWait: flag,
    keepHistory: flag,
    timeout: DURATION,
  }),
  test: either(
    flag,
    (value) => typeof value === 'boolean',
    object<NonNullable<HelmReleaseSpec['test']>>({
      enable: flag,
      filters: list(object({ exclude: flag, name: required(text) })),
      ignoreFailures: flag,
      timeout: DURATION,
    }),
  ),
} as const;
