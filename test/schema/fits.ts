import { Schema } from '../../src/schema/schema';
import { goodValue } from './values';

type Fields = Record<string, unknown>;

/** Whether a field, as a path from `spec` without list positions, is a sample's subject. */
export type Keeps = (path: string) => boolean;

function part(fields: Fields, ...keys: string[]): Fields | undefined {
  const found = keys.reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], fields);
  return typeof found === 'object' && found !== null ? (found as Fields) : undefined;
}

function parts(fields: Fields, key: string): Fields[] {
  return (fields[key] as Fields[] | undefined) ?? [];
}

/** Removes one of two mutually exclusive fields: the one that is not the sample's subject. */
function either(
  fields: Fields | undefined,
  at: string,
  [first, second]: readonly [string, string],
  keeps: Keeps,
): void {
  if (fields?.[first] === undefined || fields[second] === undefined) return;
  Reflect.deleteProperty(fields, keeps(`${at}.${second}`) ? first : second);
}

function strategy(fields: Fields | undefined, at: string, keeps: Keeps): void {
  if (fields?.retryInterval === undefined) return;
  if (keeps(`${at}.name`)) delete fields.retryInterval;
  else fields.name = 'RetryOnFailure';
}

/** Fields of charts of kind HelmChart only. */
const OF_HELM_CHARTS = [
  'chart',
  'version',
  'sourceRef',
  'reconcileStrategy',
  'valuesFiles',
  'ignoreMissingValuesFiles',
];

/** Since 2.10, a chart of kind OCIRepository has a URL, any other the fields of a HelmChart. */
function chartTemplate(spec: Fields, keeps: Keeps, { properties }: Schema): void {
  const chart = part(spec, 'chart');
  const fields = part(spec, 'chart', 'spec');
  if (!chart || !fields || !properties?.chart?.properties?.kind) return;
  const isRepository = keeps('chart.kind') ? chart.kind === 'OCIRepository' : keeps('chart.spec.url');
  if (isRepository) {
    for (const field of OF_HELM_CHARTS) Reflect.deleteProperty(fields, field);
    chart.kind = 'OCIRepository';
    fields.url ??= 'oci://example.com/charts/app';
  } else {
    delete fields.url;
    fields.chart ??= 'app';
    fields.sourceRef ??= { kind: 'HelmRepository', name: 'charts' };
  }
}

function helmRelease(spec: Fields, keeps: Keeps, schema: Schema): void {
  const { required } = schema;
  kubeConfig(spec, keeps);
  chartTemplate(spec, keeps, schema);
  if (spec.chart === undefined) spec.chartRef ??= { kind: 'OCIRepository', name: 'chart' };
  if (!required?.includes('chart')) either(spec, 'chart', ['chartRef', 'chart'], () => keeps('chart'));
  strategy(part(spec, 'install', 'strategy'), 'install.strategy', keeps);
  strategy(part(spec, 'upgrade', 'strategy'), 'upgrade.strategy', keeps);
}

function kubeConfig(spec: Fields, keeps: Keeps): void {
  const config = part(spec, 'kubeConfig');
  if (config && config.configMapRef === undefined) config.secretRef ??= { name: 'kubeconfig' };
  either(config, 'kubeConfig', ['secretRef', 'configMapRef'], keeps);
}

function imagePolicy(spec: Fields, keeps: Keeps): void {
  const always = spec.digestReflectionPolicy === 'Always';
  if (spec.interval === undefined && !always) return;
  if (keeps('digestReflectionPolicy') && !always) delete spec.interval;
  else Object.assign(spec, { digestReflectionPolicy: 'Always', interval: spec.interval ?? '10m' });
}

function provider(spec: Fields, keeps: Keeps): void {
  if (spec.commitStatusExpr === undefined) return;
  if (keeps('type')) delete spec.commitStatusExpr;
  else spec.type = 'github';
}

function bucket(spec: Fields, keeps: Keeps): void {
  const sts = part(spec, 'sts');
  if (sts && keeps('provider') && spec.provider !== 'aws' && spec.provider !== 'generic') delete spec.sts;
  else if (sts) {
    const wanted = keeps('sts.provider')
      ? sts.provider
      : keeps('provider') && spec.provider === 'generic'
        ? 'ldap'
        : 'aws';
    const ldap = wanted === 'ldap' || keeps('sts.secretRef') || keeps('sts.certSecretRef');
    sts.provider = ldap ? 'ldap' : 'aws';
    spec.provider = ldap ? 'generic' : 'aws';
    if (!ldap) for (const field of ['secretRef', 'certSecretRef']) Reflect.deleteProperty(sts, field);
  }
  if (spec.serviceAccountName === undefined) return;
  either(spec, '', ['serviceAccountName', 'secretRef'], (path) => keeps(path.slice(1)));
  if (spec.serviceAccountName !== undefined && (spec.provider ?? 'generic') === 'generic') {
    if (keeps('provider') || sts) delete spec.serviceAccountName;
    else spec.provider = 'aws';
  }
}

/** Since 2.10, rules make fields required. */
function ociRepository(spec: Fields): void {
  spec.url ??= 'oci://example.com/app';
  spec.interval ??= '5m';
}

function artifactGenerator(spec: Fields): void {
  const metadata = part(spec, 'managedNamespaces', 'metadata');
  if (!metadata) return;
  const source = part(metadata, 'fromSource');
  if (source && source.allowedAnnotations === undefined) source.allowedLabels ??= { team: 'true' };
  if (!source && parts(metadata, 'from').length === 0) metadata.from = [{ strategy: 'Merge', namespace: '*' }];
}

function gitRepository(spec: Fields, keeps: Keeps): void {
  if (spec.serviceAccountName === undefined) return;
  if (keeps('provider') && spec.provider !== 'azure') delete spec.serviceAccountName;
  else spec.provider = 'azure';
}

function helmChart(spec: Fields, keeps: Keeps): void {
  const source = part(spec, 'sourceRef');
  if (spec.verify === undefined || !source) return;
  if (keeps('sourceRef.kind') && source.kind !== 'HelmRepository') delete spec.verify;
  else source.kind = 'HelmRepository';
}

/** Since 2.9, a Receiver of type generic-oidc has providers and no Secret, any other a Secret and no providers. */
function receiver(spec: Fields, keeps: Keeps, { properties }: Schema): void {
  if (!properties?.oidcProviders) return;
  if (keeps('oidcProviders')) spec.type = 'generic-oidc';
  if (spec.type !== 'generic-oidc') {
    delete spec.oidcProviders;
    spec.secretRef ??= { name: 'token' };
  } else {
    delete spec.secretRef;
    spec.oidcProviders ??= goodValue(properties.oidcProviders, false);
  }
}

function fluxInstance(spec: Fields, keeps: Keeps): void {
  const sharding = part(spec, 'sharding');
  if (sharding?.storage === 'persistent') spec.storage ??= { class: 'standard', size: '1Gi' };
  const cluster = part(spec, 'cluster');
  if (cluster?.multitenantWorkloadIdentity) cluster.objectLevelWorkloadIdentity = true;
  const sync = part(spec, 'sync');
  if (sync?.provider === 'gcp') sync.kind = 'OCIRepository';
  if (sync?.provider === 'github') sync.kind = 'GitRepository';
  if (sync && keeps('sync.kind')) delete sync.provider;
}

function resourceSet(spec: Fields, keeps: Keeps): void {
  const hasStepsOnly =
    keeps('steps') || (spec.steps !== undefined && !keeps('resources') && !keeps('resourcesTemplate'));
  if (hasStepsOnly) for (const field of ['resources', 'resourcesTemplate']) Reflect.deleteProperty(spec, field);
  else delete spec.steps;
  if (!hasStepsOnly && spec.resourcesTemplate === undefined) spec.resources ??= [{ anything: 1 }];
  for (const step of parts(spec, 'steps')) if (step.resources === undefined) step.resourcesTemplate ??= 'text';
  for (const one of parts(spec, 'dependsOn')) if (one.readyExpr !== undefined) one.ready ??= true;
  for (const one of parts(spec, 'inputsFrom')) {
    if (one.selector === undefined) one.name ??= 'inputs';
    either(one, 'inputsFrom', ['selector', 'name'], keeps);
  }
  const inputs = part(spec, 'inputStrategy');
  if (inputs?.includeEmptyProviders !== undefined && !keeps('inputStrategy.name')) inputs.name = 'Permute';
  if (inputs?.name !== 'Permute') Reflect.deleteProperty(inputs ?? {}, 'includeEmptyProviders');
}

/** Restricts an input provider to fields of one type; the type of the sample's subject takes precedence. */
function inputProvider(spec: Fields, keeps: Keeps): void {
  if (keeps('selectors')) spec.type = 'ExternalArtifact';
  else if (keeps('insecure')) spec.type = 'OCIArtifactTag';
  else if (keeps('serviceAccountName')) spec.type = 'OCIArtifactTag';
  else if (!keeps('type')) spec.type = 'GitHubBranch';
  const type = String(spec.type);
  const isTag = type.endsWith('ArtifactTag');
  const isCloud = type.startsWith('AzureDevOps') || type.startsWith('AWSCodeCommit');
  if (type === 'Static' || type === 'ExternalArtifact') delete spec.url;
  else spec.url = isTag ? 'oci://example.com/repository' : 'https://example.com/a/b';
  if (type === 'ExternalArtifact') spec.selectors ??= [{ name: 'artifact' }];
  else delete spec.selectors;
  for (const one of parts(spec, 'selectors')) {
    if (keeps('selectors.name'))
      for (const field of ['matchLabels', 'matchExpressions']) Reflect.deleteProperty(one, field);
    else if (one.matchLabels !== undefined || one.matchExpressions !== undefined) delete one.name;
  }
  if (type !== 'OCIArtifactTag' && type !== 'ExternalService') delete spec.insecure;
  if (!isTag && !isCloud && type !== 'ExternalArtifact') delete spec.serviceAccountName;
  const plain = type === 'Static' || type === 'ExternalArtifact' || (isTag && type !== 'OCIArtifactTag');
  if (plain || type.startsWith('AWSCodeCommit')) delete spec.secretRef;
  if (plain || isCloud) delete spec.certSecretRef;
}

type Fit = (spec: Fields, keeps: Keeps, schema: Schema) => void;

/** Adjusts generated samples to the CEL rules of their kind, by kind. */
export const FITS: Readonly<Record<string, Fit>> = {
  ArtifactGenerator: artifactGenerator,
  Bucket: bucket,
  FluxInstance: fluxInstance,
  GitRepository: gitRepository,
  HelmChart: helmChart,
  HelmRelease: helmRelease,
  ImagePolicy: imagePolicy,
  Kustomization: kubeConfig,
  OCIRepository: ociRepository,
  Provider: provider,
  Receiver: receiver,
  ResourceSet: resourceSet,
  ResourceSetInputProvider: inputProvider,
};
