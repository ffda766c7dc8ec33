import {
  either,
  flag,
  freeMap,
  list,
  mapOf,
  number,
  object,
  oneOf,
  Options,
  required,
  text,
  untyped,
} from '../../core/options';
import type { FluxInstanceProps, FluxInstanceSync } from '../flux-instance';
import { COMMON_METADATA, KUSTOMIZE_PATCHES } from '../kustomize';
import type { LabelSelection } from '../references';
import type { ResourceSetDependency, ResourceSetProps, ResourceSetStep } from '../resource-set';
import type { ResourceSetInputProviderProps } from '../resource-set-input-provider';
import { DURATION, LABEL_SELECTION, LOCAL_REFERENCE, orObject, SUSPENDABLE } from './common';

/** Inputs by the name of their provider, or by its labels. */
const INPUTS_FROM = untyped(
  either(
    object<{ readonly selector: LabelSelection }>({ selector: required(LABEL_SELECTION) }),
    (value) => typeof value === 'object' && value !== null && 'selector' in value,
    LOCAL_REFERENCE,
  ),
);

/** Options of {@link FluxInstanceProps}. */
export const FLUX_INSTANCE = Options.of<FluxInstanceProps>('a FluxInstance', {
  ...SUSPENDABLE,
  version: required(text),
  registry: text,
  artifact: text,
  components: list(
    oneOf(
      'source-controller',
      'kustomize-controller',
      'helm-controller',
      'notification-controller',
      'image-reflector-controller',
      'image-automation-controller',
      'source-watcher',
    ),
  ),
  cluster: object({
    domain: text,
    multitenant: flag,
    multitenantWorkloadIdentity: flag,
    networkPolicy: flag,
    objectLevelWorkloadIdentity: flag,
    size: oneOf('small', 'medium', 'large'),
    tenantDefaultDecryptionServiceAccount: text,
    tenantDefaultKubeConfigServiceAccount: text,
    tenantDefaultServiceAccount: text,
    type: oneOf('aws', 'azure', 'gcp', 'kubernetes', 'openshift'),
  }),
  sync: object<FluxInstanceSync>({
    kind: oneOf('GitRepository', 'OCIRepository', 'Bucket'),
    url: required(text),
    ref: required(text),
    path: required(text),
    pullSecret: LOCAL_REFERENCE,
    provider: oneOf('generic', 'aws', 'azure', 'github', 'gcp'),
    interval: DURATION,
    name: text,
  }),
  patches: KUSTOMIZE_PATCHES,
  commonMetadata: COMMON_METADATA,
  storage: object({ class: required(text), size: required(text) }),
  interval: DURATION,
  timeout: DURATION,
});

/** Options of {@link ResourceSetProps}. */
export const RESOURCE_SET = Options.of<ResourceSetProps>('a ResourceSet', {
  ...SUSPENDABLE,
  steps: list(
    object<ResourceSetStep>({
      name: required(text),
      timeout: DURATION,
      resources: list(freeMap),
      resourcesTemplate: text,
    }),
  ),
  inputs: list(freeMap),
  inputsFrom: list(INPUTS_FROM),
  inputStrategy: oneOf('Flatten', 'Permute'),
  dependsOn: list(
    orObject(
      object<ResourceSetDependency>({
        apiVersion: required(text),
        kind: required(text),
        name: required(text),
        namespace: text,
        ready: flag,
        readyExpr: text,
      }),
    ),
  ),
  serviceAccountName: text,
  wait: flag,
  commonMetadata: COMMON_METADATA,
  interval: DURATION,
  timeout: DURATION,
  resources: list(freeMap),
  resourcesTemplate: text,
});

/** Options of {@link ResourceSetInputProviderProps}. */
export const RESOURCE_SET_INPUT_PROVIDER = Options.of<ResourceSetInputProviderProps>('a ResourceSetInputProvider', {
  ...SUSPENDABLE,
  type: required(
    oneOf(
      'ExternalArtifact',
      'Static',
      'GitHubBranch',
      'GitHubTag',
      'GitHubPullRequest',
      'GitLabBranch',
      'GitLabTag',
      'GitLabMergeRequest',
      'GitLabEnvironment',
      'AzureDevOpsBranch',
      'AzureDevOpsTag',
      'AzureDevOpsPullRequest',
      'AWSCodeCommitBranch',
      'AWSCodeCommitTag',
      'AWSCodeCommitPullRequest',
      'GiteaBranch',
      'GiteaTag',
      'GiteaPullRequest',
      'OCIArtifactTag',
      'ACRArtifactTag',
      'ECRArtifactTag',
      'GARArtifactTag',
      'ExternalService',
    ),
  ),
  url: text,
  secretRef: LOCAL_REFERENCE,
  certSecretRef: LOCAL_REFERENCE,
  serviceAccountName: text,
  defaultValues: freeMap,
  filter: object({
    excludeBranch: text,
    excludeEnvironment: text,
    excludeTag: text,
    includeBranch: text,
    includeEnvironment: text,
    includeTag: text,
    labels: list(text),
    limit: number({}),
    semver: text,
  }),
  skip: object({ labels: list(text) }),
  schedule: list(object({ cron: required(text), timeZone: text, window: DURATION })),
  selectors: list(
    object({
      matchExpressions: list(object({ key: required(text), operator: required(text), values: list(text) })),
      matchLabels: mapOf(text),
      name: text,
      namespace: text,
    }),
  ),
  interval: DURATION,
  timeout: DURATION,
});
