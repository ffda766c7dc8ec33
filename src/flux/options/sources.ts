import { flag, list, mapOf, object, oneOf, Options, required, text } from '../../core/options';
import type { ArtifactCopy, ArtifactGeneratorProps, GeneratedArtifact } from '../artifact-generator';
import type { BucketProps } from '../bucket';
import type { ExternalArtifactProps } from '../external-artifact';
import type { GitInclude, GitRepositoryProps } from '../git-repository';
import type { FluxHelmChartProps } from '../helm-chart';
import type { HelmRepositoryProps } from '../helm-repository';
import { COMMON_METADATA } from '../kustomize';
import type { OCIRepositoryProps } from '../oci-repository';
import {
  BASE,
  DURATION,
  GIT_REFERENCE,
  LAYER_SELECTOR,
  LOCAL_REFERENCE,
  OBJECT_REFERENCE,
  OCI_REFERENCE,
  SIGNATURE,
  SOURCE_REFERENCE,
  SUSPENDABLE,
} from './common';

/** Options of {@link GitRepositoryProps}. */
export const GIT_REPOSITORY = Options.of<GitRepositoryProps>('a GitRepository', {
  ...SUSPENDABLE,
  url: required(text),
  ref: GIT_REFERENCE,
  secretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'github'),
  serviceAccountName: text,
  proxySecretRef: LOCAL_REFERENCE,
  ignore: text,
  sparseCheckout: list(text),
  recurseSubmodules: flag,
  include: list(object<GitInclude>({ repository: required(LOCAL_REFERENCE), fromPath: text, toPath: text })),
  verify: object({ mode: required(oneOf('HEAD', 'Tag', 'TagAndHEAD')), secretRef: required(LOCAL_REFERENCE) }),
  interval: DURATION,
  timeout: DURATION,
});

/** Options of {@link OCIRepositoryProps}. */
export const OCI_REPOSITORY = Options.of<OCIRepositoryProps>('an OCIRepository', {
  ...SUSPENDABLE,
  url: required(text),
  ref: OCI_REFERENCE,
  secretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  serviceAccountName: text,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  layerSelector: LAYER_SELECTOR,
  verify: SIGNATURE,
  ignore: text,
  insecure: flag,
  interval: DURATION,
  timeout: DURATION,
});

/** Options of {@link BucketProps}. */
export const BUCKET = Options.of<BucketProps>('a Bucket', {
  ...SUSPENDABLE,
  bucketName: required(text),
  endpoint: required(text),
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  region: text,
  prefix: text,
  secretRef: LOCAL_REFERENCE,
  serviceAccountName: text,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  ignore: text,
  insecure: flag,
  interval: DURATION,
  timeout: DURATION,
});

/** Options of {@link HelmRepositoryProps}. */
export const HELM_REPOSITORY = Options.of<HelmRepositoryProps>('a HelmRepository', {
  ...SUSPENDABLE,
  url: required(text),
  secretRef: LOCAL_REFERENCE,
  certSecretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  passCredentials: flag,
  insecure: flag,
  timeout: DURATION,
  interval: DURATION,
});

/** Options of {@link FluxHelmChartProps}. */
export const FLUX_HELM_CHART = Options.of<FluxHelmChartProps>('a FluxHelmChart', {
  ...SUSPENDABLE,
  chart: required(text),
  sourceRef: required(SOURCE_REFERENCE),
  version: text,
  reconcileStrategy: oneOf('ChartVersion', 'Revision'),
  valuesFiles: list(text),
  ignoreMissingValuesFiles: flag,
  verify: SIGNATURE,
  interval: DURATION,
});

/** Options of {@link ExternalArtifactProps}. */
export const EXTERNAL_ARTIFACT = Options.of<ExternalArtifactProps>('an ExternalArtifact', {
  ...BASE,
  sourceRef: OBJECT_REFERENCE,
});

/** Options of {@link ArtifactGeneratorProps}. */
export const ARTIFACT_GENERATOR = Options.of<ArtifactGeneratorProps>('an ArtifactGenerator', {
  ...BASE,
  sources: required(mapOf(SOURCE_REFERENCE)),
  artifacts: required(
    list(
      object<GeneratedArtifact>({
        name: required(text),
        namespace: text,
        copy: required(
          list(
            object<ArtifactCopy>({
              from: required(text),
              to: required(text),
              exclude: list(text),
              strategy: oneOf('Overwrite', 'Merge', 'Extract'),
              optional: flag,
            }),
          ),
        ),
        revision: text,
        originRevision: text,
        inputsFrom: text,
      }),
    ),
  ),
  pathPattern: text,
  commonMetadata: COMMON_METADATA,
  serviceAccountName: text,
  managedNamespaces: object({
    allowedNames: required(list(text)),
    metadata: object({
      from: list(
        object({
          annotations: mapOf(text),
          labels: mapOf(text),
          namespace: required(text),
          strategy: required(oneOf('Merge', 'Reset', 'Override')),
        }),
      ),
      fromSource: object({ allowedAnnotations: mapOf(text), allowedLabels: mapOf(text), path: required(text) }),
    }),
    prune: required(flag),
  }),
});
