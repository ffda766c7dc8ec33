import { FluxVersion, fluxVersions } from '../../src/schema/versions';
import { KindInRelease, Mutant, samples } from './corpus';

type Fields = Record<string, unknown>;

/** A violation of one CEL rule: fields merged over the minimal object of the kind. */
export interface BrokenRule {
  readonly kind: string;
  /** Merged over `spec`; an undefined field is removed. */
  readonly spec?: Fields;
  readonly metadata?: Fields;
  /** The first Flux version whose CRD has the rule. @default - every known version */
  readonly since?: FluxVersion;
}

const ref = { name: 'a' };
const source = { kind: 'GitRepository', name: 'a' };
const url = 'https://example.com/a/b';
const chart = { spec: { chart: 'a', sourceRef: { kind: 'HelmRepository', name: 'a' } } };
const inline = (more: Fields): BrokenRule => ({
  kind: 'HelmRelease',
  since: '2.10',
  spec: { chart: { kind: 'OCIRepository', spec: { url: 'oci://example.com/a', ...more } }, chartRef: undefined },
});
const managed = (metadata: Fields): BrokenRule => ({
  kind: 'ArtifactGenerator',
  since: '2.10',
  spec: { managedNamespaces: { allowedNames: ['true'], prune: true, metadata } },
});
const provider = (type: string, more: Fields): BrokenRule => ({
  kind: 'ResourceSetInputProvider',
  spec: { type, url, selectors: undefined, ...more },
});

/** At least one object for each rule of each kind. */
export const BROKEN_RULES: readonly BrokenRule[] = [
  { kind: 'HelmRelease', spec: { chart, chartRef: { kind: 'OCIRepository', name: 'a' } } },
  { kind: 'HelmRelease', spec: { chart: undefined, chartRef: undefined } },
  inline({ url: undefined }),
  inline({ chart: 'a' }),
  inline({ version: '1.x' }),
  inline({ sourceRef: chart.spec.sourceRef }),
  inline({ reconcileStrategy: 'Revision' }),
  inline({ valuesFiles: ['a'] }),
  inline({ ignoreMissingValuesFiles: true }),
  { kind: 'HelmRelease', since: '2.10', spec: { chart: { spec: {} }, chartRef: undefined } },
  { kind: 'HelmRelease', since: '2.10', spec: { chart: { spec: { chart: 'a' } }, chartRef: undefined } },
  {
    kind: 'HelmRelease',
    since: '2.10',
    spec: { chart: { spec: { ...chart.spec, url: 'oci://example.com/a' } }, chartRef: undefined },
  },
  {
    kind: 'HelmRelease',
    since: '2.7',
    spec: { install: { strategy: { name: 'RemediateOnFailure', retryInterval: '1m' } } },
  },
  {
    kind: 'HelmRelease',
    since: '2.7',
    spec: { upgrade: { strategy: { name: 'RemediateOnFailure', retryInterval: '1m' } } },
  },
  { kind: 'HelmRelease', since: '2.7', spec: { kubeConfig: {} } },
  { kind: 'HelmRelease', since: '2.7', spec: { kubeConfig: { secretRef: ref, configMapRef: ref } } },
  { kind: 'Kustomization', since: '2.7', spec: { kubeConfig: {} } },
  { kind: 'Kustomization', since: '2.7', spec: { kubeConfig: { secretRef: ref, configMapRef: ref } } },
  { kind: 'ImagePolicy', spec: { interval: '1m', digestReflectionPolicy: 'Never' } },
  { kind: 'ImagePolicy', spec: { interval: '1m' } },
  { kind: 'ImagePolicy', spec: { interval: undefined, digestReflectionPolicy: 'Always' } },
  { kind: 'Provider', spec: { type: 'slack', commitStatusExpr: '"a"' } },
  { kind: 'Bucket', spec: { provider: 'gcp', sts: { provider: 'aws', endpoint: url } } },
  { kind: 'Bucket', spec: { provider: 'aws', sts: { provider: 'ldap', endpoint: url } } },
  { kind: 'Bucket', spec: { provider: 'generic', sts: { provider: 'aws', endpoint: url } } },
  { kind: 'Bucket', spec: { sts: { provider: 'aws', endpoint: url } } },
  { kind: 'Bucket', spec: { provider: 'aws', sts: { provider: 'aws', endpoint: url, secretRef: ref } } },
  { kind: 'Bucket', spec: { provider: 'aws', sts: { provider: 'aws', endpoint: url, certSecretRef: ref } } },
  { kind: 'Bucket', since: '2.7', spec: { provider: 'generic', serviceAccountName: 'a' } },
  { kind: 'Bucket', since: '2.7', spec: { serviceAccountName: 'a' } },
  { kind: 'Bucket', since: '2.7', spec: { provider: 'aws', serviceAccountName: 'a', secretRef: ref } },
  { kind: 'GitRepository', since: '2.7', spec: { serviceAccountName: 'a' } },
  { kind: 'GitRepository', since: '2.7', spec: { serviceAccountName: 'a', provider: 'generic' } },
  { kind: 'HelmChart', since: '2.8', spec: { sourceRef: source, verify: { provider: 'cosign' } } },
  { kind: 'Receiver', since: '2.9', spec: { type: 'generic-oidc', secretRef: undefined } },
  { kind: 'Receiver', since: '2.9', spec: { type: 'github', secretRef: undefined } },
  { kind: 'Receiver', since: '2.9', spec: { type: 'generic-oidc', secretRef: ref } },
  {
    kind: 'Receiver',
    since: '2.9',
    spec: {
      type: 'github',
      oidcProviders: [{ issuerURL: url, audience: 'a', validations: [{ expression: 'true', message: 'a' }] }],
    },
  },
  {
    kind: 'ArtifactGenerator',
    since: '2.9',
    spec: { artifacts: [{ name: '$Name', copy: [{ from: '@a/b', to: '@artifact/' }] }] },
  },
  ...[{ name: 'a'.repeat(254) }, { name: 'a', namespace: 'A' }, { name: 'a', namespace: 'a'.repeat(64) }].map(
    (artifact): BrokenRule => ({
      kind: 'ArtifactGenerator',
      since: '2.10',
      spec: { artifacts: [{ ...artifact, copy: [{ from: '@a/b', to: '@artifact/' }] }] },
    }),
  ),
  managed({}),
  managed({ from: [] }),
  managed({ fromSource: { path: '@a/b' } }),
  managed({ fromSource: { path: '@a/b', allowedLabels: {} } }),
  { kind: 'OCIRepository', since: '2.10', spec: { url: undefined } },
  { kind: 'OCIRepository', since: '2.10', spec: { interval: undefined } },
  { kind: 'FluxInstance', metadata: { name: 'other' } },
  { kind: 'FluxInstance', spec: { sharding: { shards: ['a'], storage: 'persistent' }, storage: undefined } },
  { kind: 'FluxInstance', spec: { cluster: { multitenantWorkloadIdentity: true } } },
  {
    kind: 'FluxInstance',
    spec: { cluster: { multitenantWorkloadIdentity: true, objectLevelWorkloadIdentity: false } },
  },
  { kind: 'FluxInstance', spec: { sync: { kind: 'GitRepository', url, ref: 'a', path: '.', provider: 'gcp' } } },
  { kind: 'FluxInstance', spec: { sync: { kind: 'Bucket', url, ref: 'a', path: '.', provider: 'github' } } },
  { kind: 'FluxReport', metadata: { name: 'other' } },
  provider('Static', {}),
  provider('ExternalArtifact', { selectors: [{ name: 'a' }] }),
  provider('GitHubBranch', { url: undefined }),
  provider('GitHubBranch', { url: 'oci://example.com/a' }),
  provider('AzureDevOpsBranch', { url: 'oci://example.com/a' }),
  provider('AWSCodeCommitBranch', { url: 'http://example.com/a' }),
  provider('OCIArtifactTag', {}),
  provider('OCIArtifactTag', { url: 'oci://example.com' }),
  provider('ExternalService', { url: 'oci://example.com/a' }),
  provider('ExternalService', { url: 'http://example.com/a' }),
  provider('GitHubBranch', { insecure: true }),
  provider('GitHubBranch', { serviceAccountName: 'a' }),
  provider('Static', { url: undefined, certSecretRef: ref }),
  provider('AWSCodeCommitBranch', { secretRef: ref }),
  provider('ExternalArtifact', { url: undefined }),
  provider('GitHubBranch', { selectors: [{ name: 'a' }] }),
  provider('ExternalArtifact', { url: undefined, selectors: [{ name: 'a', matchLabels: { a: 'b' } }] }),
  { kind: 'ResourceSet', spec: { steps: [{ name: 'a', resourcesTemplate: 'a' }], resources: [{ a: 1 }] } },
  { kind: 'ResourceSet', spec: { resources: undefined, resourcesTemplate: undefined, steps: undefined } },
  { kind: 'ResourceSet', spec: { dependsOn: [{ apiVersion: 'v1', kind: 'A', name: 'a', readyExpr: 'true' }] } },
  { kind: 'ResourceSet', spec: { inputStrategy: { name: 'Flatten', includeEmptyProviders: true } } },
  { kind: 'ResourceSet', spec: { inputsFrom: [{ kind: 'ResourceSetInputProvider' }] } },
  {
    kind: 'ResourceSet',
    spec: { inputsFrom: [{ kind: 'ResourceSetInputProvider', name: 'a', selector: { matchLabels: { a: 'b' } } }] },
  },
  {
    kind: 'ResourceSet',
    spec: {
      resources: undefined,
      steps: [
        { name: 'a', resourcesTemplate: 'a' },
        { name: 'a', resourcesTemplate: 'b' },
      ],
    },
  },
  { kind: 'ResourceSet', spec: { resources: undefined, steps: [{ name: 'a' }] } },
];

/** Objects that break the rules of a kind in a release, in its preferred version. */
export function ruleMutants(of: KindInRelease, flux: FluxVersion): Mutant[] {
  const [, smallest] = samples(of, () => false);
  return BROKEN_RULES.flatMap(({ kind, spec, metadata, since }, at): Mutant[] => {
    if (kind !== of.kind || (since !== undefined && fluxVersions.indexOf(flux) < fluxVersions.indexOf(since)))
      return [];
    const object = structuredClone(smallest?.object ?? {});
    object.metadata = { ...(object.metadata as Fields), ...metadata };
    if (spec) object.spec = { ...(object.spec as Fields), ...spec };
    return [
      { id: 'cel', name: `broken rule ${at}`, path: undefined, object: JSON.parse(JSON.stringify(object)) as Fields },
    ];
  });
}
