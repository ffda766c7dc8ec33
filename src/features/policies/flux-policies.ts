import { ALLOWED, VERIFIED } from '../../units/marks';
import { allowedList, isSet, literal, literals, SPEC_CHANGES, staysHere } from './expressions';
import { Policy } from './policy';

const CHART = "object.spec.?chart.?spec.?chart.orValue('')";

/**
 * Rules for Kustomizations and HelmReleases in tenants' namespaces. Flux acts on them with rights of its own, so that
 * RBAC alone cannot limit them. The OCIRepository that Flux 2.10 makes of a HelmRelease is held by the rules for sources.
 *
 * @param accounts user names of the platform's accounts
 */
export function reconcilers(accounts: readonly string[]): Policy {
  return {
    name: 'tenant-reconcilers',
    why: "Flux acts as an account of the tenant, on the tenant's own namespace, sources and keys.",
    scope: 'tenants',
    operations: ['CREATE', 'UPDATE'],
    resources: [
      { group: 'kustomize.toolkit.fluxcd.io', resources: ['kustomizations'] },
      { group: 'helm.toolkit.fluxcd.io', resources: ['helmreleases'] },
    ],
    conditions: [SPEC_CHANGES],
    variables: allowedList('charts', ALLOWED.charts),
    validations: [
      {
        expression: "object.spec.?serviceAccountName.orValue('') != ''",
        message: 'spec.serviceAccountName is missing: name an account of this namespace',
      },
      {
        expression: '!has(object.spec.kubeConfig)',
        message: 'spec.kubeConfig leads to another cluster: leave it out',
      },
      {
        expression:
          "object.spec.?targetNamespace.orValue(object.kind == 'HelmRelease' ? request.namespace : '') == request.namespace",
        message: 'spec.targetNamespace is not this namespace: set it to the namespace that the object is in',
      },
      {
        expression: 'object.spec.?storageNamespace.orValue(request.namespace) == request.namespace',
        message: 'spec.storageNamespace is another namespace: leave it out',
      },
      {
        expression: ['sourceRef', 'chartRef', 'chart.?spec.?sourceRef']
          .map((reference) => staysHere(`object.spec.?${reference}`))
          .join(' && '),
        message: 'the source is in another namespace: use one of this namespace',
      },
      {
        expression: ['sourceRef', 'chartRef']
          .map((reference) => `object.spec.?${reference}.?kind.orValue('') != 'ExternalArtifact'`)
          .join(' && '),
        message: 'an ExternalArtifact hides where it comes from: use a GitRepository, an OCIRepository or a Bucket',
      },
      {
        // The program may make an app wait for an app of another tenant, or for a unit of the platform.
        expression: `request.userInfo.username in ${literals(accounts)} || object.spec.?dependsOn.orValue([]).all(one, ${staysHere('one')})`,
        message: 'spec.dependsOn leads to another namespace: depend on objects of this namespace',
      },
      {
        expression:
          "!has(object.spec.decryption) || object.spec.decryption.?secretRef.?name.orValue('') != '' || object.spec.decryption.?serviceAccountName.orValue('') != ''",
        message: "spec.decryption would use the controller's own key: name a Secret or an account of this namespace",
      },
      {
        expression: `variables.anyCharts || ${CHART} == '' || ${CHART} in variables.charts`,
        message: `the chart is not among those allowed to this tenant (${ALLOWED.charts}): use one of these`,
      },
    ],
  };
}

const URL =
  "object.kind == 'Bucket' ? 'bucket://' + object.spec.?endpoint.orValue('') + '/' + object.spec.?bucketName.orValue('') : object.spec.?url.orValue('')";

/** Rules for sources in tenants' namespaces. */
export const sources: Policy = {
  name: 'tenant-sources',
  why: 'Flux fetches from where the tenant is allowed to, with credentials of the tenant.',
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [
    {
      group: 'source.toolkit.fluxcd.io',
      resources: ['buckets', 'gitrepositories', 'helmcharts', 'helmrepositories', 'ocirepositories'],
    },
    { group: 'image.toolkit.fluxcd.io', resources: ['imagerepositories'] },
  ],
  conditions: [SPEC_CHANGES],
  variables: [
    { name: 'fetches', expression: "!(object.kind in ['HelmChart', 'ImageRepository'])" },
    { name: 'url', expression: URL },
    ...allowedList('urls', ALLOWED.sources),
    ...allowedList('charts', ALLOWED.charts),
    ...allowedList('registries', ALLOWED.registries),
  ],
  validations: [
    {
      expression:
        "!variables.fetches || variables.urls.exists(one, one.endsWith('/') ? variables.url.startsWith(one) : variables.url == one)",
      message: `the URL is not among those allowed to this tenant (${ALLOWED.sources}): use one of these`,
    },
    {
      expression:
        "!variables.fetches || !(variables.url.contains('/..') || variables.url.contains('%') || variables.url.contains('\\\\'))",
      message: 'the URL leaves the folder that it begins with: write it without "..", "%" and backslashes',
    },
    {
      expression: '!object.spec.?recurseSubmodules.orValue(false)',
      message: 'spec.recurseSubmodules fetches from URLs that nobody allowed: leave it out',
    },
    {
      expression:
        // For Git, the identity of a cloud counts beside a Secret too (source-controller 1.10.1, gitrepository_controller.go).
        "object.spec.?provider.orValue('generic') in ['generic', 'github'] || (has(object.spec.secretRef) && object.kind != 'GitRepository') || object.spec.?serviceAccountName.orValue('') != ''",
      message:
        "spec.provider would use the controller's own identity: name an account of this namespace, or a Secret for other sources than Git",
    },
    {
      expression: `!variables.fetches || !(${isSet(VERIFIED)}) || has(object.spec.verify)`,
      message: 'spec.verify is missing: the sources of this tenant have to carry a signature',
    },
    {
      expression: "object.kind != 'HelmChart' || variables.anyCharts || object.spec.chart in variables.charts",
      message: `the chart is not among those allowed to this tenant (${ALLOWED.charts}): use one of these`,
    },
    {
      expression:
        "object.kind != 'ImageRepository' || variables.anyRegistries || variables.registries.exists(one, object.spec.image.startsWith(one))",
      message: `the image is not from a registry allowed to this tenant (${ALLOWED.registries}): use one of these`,
    },
  ],
};

/** Types of Providers that use the controller's identity where no Secret has a token (notification-controller 1.9.3). */
const IDENTITY_PROVIDERS = ['azuredevops', 'azureeventhub', 'googlepubsub'];

/** Rules for alerts, receivers and image automation in tenants' namespaces. */
export const references: Policy = {
  name: 'tenant-references',
  why: "Alerts, receivers and image automation stay among the tenant's own objects.",
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [
    { group: 'notification.toolkit.fluxcd.io', resources: ['alerts', 'providers', 'receivers'] },
    { group: 'image.toolkit.fluxcd.io', resources: ['imagepolicies', 'imageupdateautomations'] },
  ],
  conditions: [SPEC_CHANGES],
  validations: [
    {
      expression: ['eventSources', 'resources']
        .map((field) => `object.spec.?${field}.orValue([]).all(one, ${staysHere('one')})`)
        .concat(['sourceRef', 'imageRepositoryRef'].map((field) => staysHere(`object.spec.?${field}`)))
        .join(' && '),
      message: 'the object refers to another namespace: refer to objects of this namespace',
    },
    {
      expression: `object.kind != 'Provider' || !(object.spec.type in [${IDENTITY_PROVIDERS.map(literal).join(', ')}]) || has(object.spec.secretRef) || object.spec.?serviceAccountName.orValue('') != ''`,
      message: "the provider would use the controller's own identity: name a Secret or an account of this namespace",
    },
  ],
};
