/** Remedies for broken CRD rules, by rule. */
export const RULE_MESSAGES: Readonly<Record<string, string>> = {
  '(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))':
    'set exactly one of chart and chartRef',
  "!has(self.kind) || self.kind != 'OCIRepository' || (has(self.spec.url) && size(self.spec.url) > 0)":
    'set spec.url, as kind is OCIRepository',
  "!has(self.spec.url) || (has(self.kind) && self.kind == 'OCIRepository')":
    'leave spec.url out, or set kind to OCIRepository',
  "(has(self.kind) && self.kind == 'OCIRepository') || (has(self.spec.chart) && has(self.spec.sourceRef))":
    'set spec.chart and spec.sourceRef: only kind OCIRepository does without',
  "!has(self.kind) || self.kind != 'OCIRepository' || !has(self.spec.chart)":
    'leave spec.chart out, as kind is OCIRepository',
  "!has(self.kind) || self.kind != 'OCIRepository' || !has(self.spec.version) || self.spec.version == '*'":
    'set the version in spec.ref and leave spec.version out, as kind is OCIRepository',
  "!has(self.kind) || self.kind != 'OCIRepository' || !has(self.spec.sourceRef)":
    'leave spec.sourceRef out, as kind is OCIRepository',
  "!has(self.kind) || self.kind != 'OCIRepository' || !has(self.spec.reconcileStrategy) || self.spec.reconcileStrategy == 'ChartVersion'":
    'leave spec.reconcileStrategy out, as kind is OCIRepository',
  "!has(self.kind) || self.kind != 'OCIRepository' || !has(self.spec.valuesFiles)":
    'leave spec.valuesFiles out, as kind is OCIRepository',
  "!has(self.kind) || self.kind != 'OCIRepository' || !has(self.spec.ignoreMissingValuesFiles)":
    'leave spec.ignoreMissingValuesFiles out, as kind is OCIRepository',
  'has(self.spec) && has(self.spec.url)': 'set spec.url to an address such as oci://registry/path',
  'has(self.spec) && has(self.spec.interval)': 'set spec.interval to a duration such as 5m',
  "!has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')":
    'leave interval out, or set digestReflectionPolicy to Always',
  "has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'":
    'set interval, since digestReflectionPolicy is Always',
  "self.type == 'github' || self.type == 'gitlab' || self.type == 'gitea' || self.type == 'bitbucketserver' || self.type == 'bitbucket' || self.type == 'azuredevops' || !has(self.commitStatusExpr)":
    'leave commitStatusExpr out, or use a provider type that sets commit statuses',
  "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)":
    'leave sts out, or set provider to aws or generic',
  "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'":
    'set sts.provider to aws, as provider is aws',
  "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'":
    'set sts.provider to ldap, as provider is generic',
  "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)":
    'leave sts.secretRef out, as sts.provider is aws',
  "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)":
    'leave sts.certSecretRef out, as sts.provider is aws',
  "!has(self.retryInterval) || self.name != 'RemediateOnFailure'":
    'leave retryInterval out, as name is RemediateOnFailure',
  "!has(self.retryInterval) || self.name == 'RetryOnFailure'": 'leave retryInterval out, or set name to RetryOnFailure',
  'has(self.configMapRef) || has(self.secretRef)': 'set configMapRef or secretRef',
  'has(self.configMapRef) != has(self.secretRef)': 'set exactly one of configMapRef and secretRef',
  '!has(self.configMapRef) || !has(self.secretRef)': 'set only one of configMapRef and secretRef',
  "self.provider != 'generic' || !has(self.serviceAccountName)": 'leave serviceAccountName out, as provider is generic',
  '!has(self.secretRef) || !has(self.serviceAccountName)': 'set only one of secretRef and serviceAccountName',
  "!has(self.serviceAccountName) || (has(self.provider) && self.provider == 'azure')":
    'leave serviceAccountName out, or set provider to azure',
  "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))":
    'leave serviceAccountName out, or set provider to azure or aws',
  "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'":
    'leave verify out, or take the chart from a HelmRepository',
  "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)":
    'set at least one of oidcProviders, as type is generic-oidc',
  "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0":
    'leave oidcProviders out, or set type to generic-oidc',
  "self.type != 'generic-oidc' || !has(self.secretRef)": 'leave secretRef out, as type is generic-oidc',
  "self.type == 'generic-oidc' || has(self.secretRef)": 'set secretRef: only type generic-oidc does without',
  "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))":
    'give every artifact a name of lower-case letters, digits, "-" and ".", or set pathPattern',
  "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$') && a.name.size() <= 253)":
    'give every artifact a name of at most 253 lower-case letters, digits, "-" and ".", or set pathPattern',
  "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, !has(a.__namespace__) || (a.__namespace__.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$') && a.__namespace__.size() <= 63))":
    'give every artifact a namespace of at most 63 lower-case letters, digits and "-", or set pathPattern',
  'has(self.fromSource) || (has(self.from) && size(self.from) > 0)': 'set fromSource, or at least one of from',
  '(has(self.allowedAnnotations) && size(self.allowedAnnotations) > 0) || (has(self.allowedLabels) && size(self.allowedLabels) > 0)':
    'set at least one of allowedAnnotations or allowedLabels',
  "self.metadata.name == 'flux'": 'name it "flux": no other name is allowed',
  "!has(self.sharding) || !has(self.sharding.storage) || self.sharding.storage != 'persistent' || has(self.storage)":
    'set storage, as sharding.storage is persistent',
  '(has(self.objectLevelWorkloadIdentity) && self.objectLevelWorkloadIdentity) || !has(self.multitenantWorkloadIdentity) || !self.multitenantWorkloadIdentity':
    'set objectLevelWorkloadIdentity, as multitenantWorkloadIdentity is set',
  "!has(self.provider) || self.provider != 'gcp' || self.kind == 'OCIRepository' || self.kind == 'Bucket'":
    'use provider gcp only with an OCIRepository or a Bucket',
  "!has(self.provider) || self.provider != 'github' || self.kind == 'GitRepository'":
    'use provider github only with a GitRepository',
  'self == oldSelf': 'keep the value: it cannot be changed',
  "self.type != 'Static' || !has(self.url)": 'leave url out, as type is Static',
  "self.type != 'ExternalArtifact' || !has(self.url)": 'leave url out, as type is ExternalArtifact',
  "self.type == 'Static' || self.type == 'ExternalArtifact' || has(self.url)":
    'set url: only the types Static and ExternalArtifact do without',
  "!self.type.startsWith('Git') || self.url.startsWith('http')":
    'begin url with https:// or http://, as type is a Git service',
  "!self.type.startsWith('AzureDevOps') || self.url.startsWith('http://') || self.url.startsWith('https://')":
    'begin url with https:// or http://, as type is an Azure DevOps service',
  "!self.type.startsWith('AWSCodeCommit') || self.url.startsWith('https://')":
    'begin url with https://, as type is an AWS CodeCommit service',
  "!self.type.endsWith('ArtifactTag') || self.url.startsWith('oci')":
    'begin url with oci://, as type is a container registry',
  "!self.type.endsWith('ArtifactTag') || !self.url.startsWith('oci://') || self.url.substring(6).contains('/')":
    'name the repository after the host in url',
  "self.type != 'ExternalService' || self.url.startsWith('http')":
    'begin url with https:// or http://, as type is ExternalService',
  "!has(self.insecure) || !self.insecure || self.type == 'ExternalService' || self.type == 'OCIArtifactTag'":
    'leave insecure out: only the types ExternalService and OCIArtifactTag have it',
  "self.type != 'ExternalService' || !self.url.startsWith('http://') || (has(self.insecure) && self.insecure)":
    'begin url with https://, or set insecure',
  "!has(self.serviceAccountName) || self.type.startsWith('AzureDevOps') || self.type.startsWith('AWSCodeCommit') || self.type.endsWith('ArtifactTag') || self.type == 'ExternalArtifact'":
    'leave serviceAccountName out: this type does not use one',
  "!has(self.certSecretRef) || !(self.type == 'Static' || self.type == 'ExternalArtifact' || self.type.startsWith('AzureDevOps') || self.type.startsWith('AWSCodeCommit') || (self.type.endsWith('ArtifactTag') && self.type != 'OCIArtifactTag'))":
    'leave certSecretRef out: this type does not use one',
  "!has(self.secretRef) || !(self.type == 'Static' || self.type == 'ExternalArtifact' || self.type.startsWith('AWSCodeCommit') || (self.type.endsWith('ArtifactTag') && self.type != 'OCIArtifactTag'))":
    'leave secretRef out: this type does not use one',
  "self.type != 'ExternalArtifact' || (has(self.selectors) && size(self.selectors) > 0)":
    'set at least one of selectors, as type is ExternalArtifact',
  "self.type == 'ExternalArtifact' || !has(self.selectors)": 'leave selectors out, or set type to ExternalArtifact',
  '!has(self.name) || (!has(self.matchLabels) && !has(self.matchExpressions))':
    'set name, or matchLabels and matchExpressions, not both',
  '!has(self.steps) || (!has(self.resources) && !has(self.resourcesTemplate))':
    'set steps, or resources and resourcesTemplate, not both',
  'has(self.steps) || has(self.resources) || has(self.resourcesTemplate)':
    'set one of steps, resources and resourcesTemplate',
  '!has(self.readyExpr) || has(self.ready)': 'set ready, as readyExpr is set',
  "!has(self.includeEmptyProviders) || self.name == 'Permute'":
    'leave includeEmptyProviders out, or set name to Permute',
  'has(self.name) || has(self.selector)': 'set name or selector',
  '!has(self.name) || !has(self.selector)': 'set only one of name and selector',
  'self.all(s, self.exists_one(t, t.name == s.name))': 'give every step a name of its own',
  'has(self.resources) || has(self.resourcesTemplate)': 'set resources or resourcesTemplate',
};
