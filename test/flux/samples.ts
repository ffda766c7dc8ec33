import { Duration } from 'cdk8s';
import {
  AlertProps,
  ArtifactGeneratorProps,
  BucketProps,
  ExternalArtifactProps,
  FluxHelmChartProps,
  FluxInstanceProps,
  GitRepositoryProps,
  HelmReleaseProps,
  HelmRepositoryProps,
  ImagePolicyProps,
  ImageRepositoryProps,
  ImageUpdateAutomationProps,
  KustomizationProps,
  OCIRepositoryProps,
  ProviderProps,
  ReceiverProps,
  ResourceSetInputProviderProps,
  ResourceSetProps,
} from '../../src/flux-entry';

/** All props of a kind, except mutually exclusive ones and those tested separately. The compiler requires each. */
type All<Props, Excluded extends keyof Props = never> = Required<Omit<Props, 'metadata' | 'specOverrides' | Excluded>>;

const sourceRef = { kind: 'GitRepository', name: 'apps', namespace: 'infra' } as const;
const chartSource = { kind: 'HelmRepository', name: 'charts', namespace: 'infra' } as const;
const labels = { matchLabels: { team: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] } as const;
const verify = {
  provider: 'cosign',
  secretRef: { name: 'keys' },
  matchOIDCIdentity: [{ issuer: '^https://issuer$', subject: '^https://subject$' }],
} as const;
const patches = [{ patch: '- op: test\n', target: { kind: 'Deployment', labelSelector: 'app=web' } }];
const images = [{ name: 'web', newName: 'ghcr.io/acme/web', newTag: '1.0.0', digest: 'sha256:0a' }];
const commonMetadata = { labels: { team: 'web' }, annotations: { note: 'x' } };
const healthCheckExprs = [
  { apiVersion: 'acme.example/v1', kind: 'Shop', current: 'true', inProgress: 'false', failed: 'false' },
];

export const gitRepository: All<GitRepositoryProps> = {
  url: 'https://github.com/acme/apps',
  ref: { branch: 'main', commit: '0123456789abcdef0123456789abcdef01234567' },
  interval: Duration.minutes(5),
  timeout: Duration.hours(1),
  secretRef: { name: 'deploy-key' },
  provider: 'azure',
  serviceAccountName: 'git',
  proxySecretRef: { name: 'proxy' },
  ignore: '/docs\n',
  sparseCheckout: ['./apps'],
  recurseSubmodules: true,
  include: [{ repository: { name: 'shared' }, fromPath: 'lib', toPath: 'vendor' }],
  verify: { mode: 'HEAD', secretRef: { name: 'keys' } },
  suspend: true,
};

export const ociRepository: All<OCIRepositoryProps> = {
  url: 'oci://ghcr.io/acme/manifests',
  ref: { semver: '1.x', semverFilter: '.*' },
  interval: Duration.minutes(5),
  timeout: Duration.seconds(90),
  secretRef: { name: 'pull' },
  provider: 'aws',
  serviceAccountName: 'pull',
  certSecretRef: { name: 'ca' },
  proxySecretRef: { name: 'proxy' },
  layerSelector: { mediaType: 'application/tar', operation: 'copy' },
  verify,
  ignore: '/docs\n',
  insecure: true,
  suspend: true,
};

export const helmRepository: All<HelmRepositoryProps> = {
  url: 'oci://ghcr.io/acme/charts',
  interval: Duration.hours(1),
  timeout: Duration.seconds(90),
  secretRef: { name: 'login' },
  certSecretRef: { name: 'ca' },
  provider: 'gcp',
  passCredentials: true,
  insecure: true,
  suspend: true,
};

export const bucket: All<BucketProps, 'serviceAccountName'> = {
  bucketName: 'manifests',
  endpoint: 's3.amazonaws.com',
  provider: 'aws',
  region: 'eu-west-1',
  prefix: 'fleet/',
  interval: Duration.minutes(5),
  timeout: Duration.minutes(2),
  secretRef: { name: 'login' },
  certSecretRef: { name: 'ca' },
  proxySecretRef: { name: 'proxy' },
  ignore: '/docs\n',
  insecure: true,
  suspend: true,
};

export const helmChart: All<FluxHelmChartProps> = {
  chart: 'web',
  sourceRef: chartSource,
  version: '1.x',
  interval: Duration.minutes(10),
  reconcileStrategy: 'Revision',
  valuesFiles: ['values.yaml', 'prod.yaml'],
  ignoreMissingValuesFiles: true,
  verify,
  suspend: true,
};

export const externalArtifact: All<ExternalArtifactProps> = {
  sourceRef: { apiVersion: 'acme.example/v1', kind: 'Renderer', name: 'web', namespace: 'infra' },
};

export const artifactGenerator: All<ArtifactGeneratorProps> = {
  sources: { apps: sourceRef, charts: { kind: 'OCIRepository', name: 'charts' } },
  artifacts: [
    {
      name: 'web',
      namespace: 'team-web',
      copy: [{ from: '@apps/web/**', to: '@artifact/web/', exclude: ['*.md'], strategy: 'Merge', optional: true }],
      revision: '@apps',
      originRevision: '@charts',
      inputsFrom: '@apps/web/inputs.yaml',
    },
  ],
  pathPattern: '@apps/*',
  commonMetadata,
  serviceAccountName: 'generator',
  managedNamespaces: {
    allowedNames: ["ns.startsWith('team-')"],
    prune: false,
    metadata: { from: [{ strategy: 'Merge', namespace: '*', labels: { team: 'web' } }] },
  },
};

export const kustomization: All<KustomizationProps> = {
  sourceRef,
  path: './web',
  prune: false,
  wait: false,
  force: true,
  interval: Duration.minutes(90),
  retryInterval: Duration.seconds(30),
  timeout: Duration.minutes(90),
  serviceAccountName: 'web',
  targetNamespace: 'dev-web',
  dependsOn: [{ name: 'crds', namespace: 'infra', readyExpr: 'true' }],
  kubeConfig: { name: 'eu-kubeconfig', key: 'value.yaml' },
  substitutions: { replicas: '3' },
  substituteFrom: [{ kind: 'ConfigMap', name: 'site', optional: true }],
  healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'dev-web' }],
  healthCheckExprs,
  patches,
  images,
  components: ['../components/tls'],
  namePrefix: 'dev-',
  nameSuffix: '-v1',
  commonMetadata,
  decryption: { provider: 'sops', secretRef: { name: 'age' }, serviceAccountName: 'kms' },
  deletionPolicy: 'WaitForTermination',
  suspend: true,
};

export const helmRelease: All<HelmReleaseProps, 'chartRef' | 'retries'> = {
  releaseName: 'web',
  chart: {
    chart: 'web',
    version: '1.x',
    sourceRef: chartSource,
    reconcileStrategy: 'ChartVersion',
    valuesFiles: ['values.yaml'],
    ignoreMissingValuesFiles: true,
    interval: Duration.hours(12),
    verify: { provider: 'notation', secretRef: { name: 'keys' } },
  },
  targetNamespace: 'shop',
  storageNamespace: 'history',
  interval: Duration.minutes(30),
  timeout: Duration.minutes(90),
  strategy: 'RetryOnFailure',
  retryInterval: Duration.minutes(3),
  driftDetection: 'warn',
  ignoreReplicas: true,
  driftIgnore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }],
  crds: 'Skip',
  values: { replicas: 2, list: [1], none: null },
  valuesFrom: [
    { kind: 'Secret', name: 'login', valuesKey: 'password', targetPath: 'db.password', optional: true, literal: true },
  ],
  serviceAccountName: 'web',
  kubeConfig: { configMapRef: { name: 'eu' } },
  dependsOn: [{ name: 'db', namespace: 'infra', readyExpr: 'true' }],
  postRenderers: [{ patches, images }],
  install: { createNamespace: true, timeout: Duration.minutes(10) },
  upgrade: { cleanupOnFail: true, remediation: { retries: 1 } },
  rollback: { cleanupOnFail: true },
  uninstall: { keepHistory: true, timeout: Duration.seconds(90) },
  test: true,
  maxHistory: 3,
  persistentClient: false,
  healthCheckExprs,
  commonMetadata,
  suspend: true,
};

export const receiver: All<ReceiverProps, 'oidcProviders'> = {
  type: 'github',
  events: ['ping', 'push'],
  resources: [{ kind: 'GitRepository', name: 'apps', namespace: 'infra', filter: 'true' }],
  resourceFilter: 'true',
  secretRef: { name: 'webhook', keys: ['token'] },
  suspend: true,
};

export const alert: All<AlertProps> = {
  providerRef: { name: 'slack' },
  eventSources: [{ kind: 'Kustomization', matchLabels: { team: 'web' } }],
  eventSeverity: 'error',
  eventMetadata: { cluster: 'eu-1' },
  inclusionList: ['.*failed.*'],
  exclusionList: ['.*waiting.*'],
  suspend: true,
};

export const provider: All<ProviderProps> = {
  type: 'github',
  address: 'https://github.com/acme/fleet',
  channel: 'fleet',
  username: 'flux',
  secretRef: { name: 'github' },
  certSecretRef: { name: 'ca' },
  proxySecretRef: { name: 'proxy' },
  serviceAccountName: 'notify',
  commitStatusExpr: "'eu-1/' + event.involvedObject.name",
  timeout: Duration.minutes(1),
  suspend: true,
};

export const imageRepository: All<ImageRepositoryProps> = {
  image: 'registry.acme.example:5000/web',
  interval: Duration.minutes(10),
  timeout: Duration.hours(1),
  secretRef: { name: 'pull' },
  provider: 'azure',
  serviceAccountName: 'scan',
  certSecretRef: { name: 'ca' },
  proxySecretRef: { name: 'proxy' },
  exclusionList: ['^.*\\.sig$'],
  insecure: true,
  suspend: true,
};

export const imagePolicy: All<ImagePolicyProps, 'numerical' | 'alphabetical'> = {
  imageRepositoryRef: { name: 'web', namespace: 'infra' },
  semver: '1.x',
  filterTags: { pattern: '^v(?P<v>.*)$', extract: '$v' },
  digestReflectionPolicy: 'Always',
  interval: Duration.minutes(10),
  suspend: true,
};

export const imageUpdateAutomation: All<ImageUpdateAutomationProps> = {
  sourceRef: { name: 'apps', namespace: 'infra' },
  author: { email: 'flux@acme.example', name: 'flux' },
  interval: Duration.hours(1),
  checkout: { branch: 'main' },
  push: { branch: 'images', refspec: 'refs/heads/main:refs/heads/auto', options: { ci: 'skip' } },
  messageTemplate: 'update {{ .Values.what }}',
  messageTemplateValues: { what: 'images' },
  signingKey: { secretRef: { name: 'key' }, type: 'ssh' },
  policyChangeDelay: Duration.minutes(2),
  policySelector: labels,
  path: './apps',
  suspend: true,
};

export const fluxInstance: All<FluxInstanceProps> = {
  version: '2.9.x',
  registry: 'registry.acme.example/fluxcd',
  artifact: 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests',
  components: ['source-controller', 'kustomize-controller'],
  cluster: { type: 'aws', multitenant: true, size: 'large' },
  sync: {
    kind: 'OCIRepository',
    url: 'oci://ghcr.io/acme/fleet',
    ref: 'latest',
    path: './clusters/eu-1',
    pullSecret: { name: 'pull' },
    provider: 'gcp',
    interval: Duration.minutes(2),
    name: 'fleet',
  },
  patches,
  commonMetadata,
  storage: { class: 'standard', size: '10Gi' },
  interval: Duration.hours(1),
  timeout: Duration.minutes(10),
  suspend: false,
};

export const resourceSet: All<ResourceSetProps, 'steps'> = {
  resources: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '<< inputs.id >>' } }],
  resourcesTemplate: 'kind: ConfigMap\n',
  inputs: [{ id: 'a', size: 3 }],
  inputsFrom: [{ name: 'requests' }, { selector: labels }],
  inputStrategy: 'Permute',
  dependsOn: [{ apiVersion: 'v1', kind: 'Secret', name: 'x', namespace: 'infra', ready: true, readyExpr: 'true' }],
  serviceAccountName: 'previews',
  wait: false,
  commonMetadata,
  interval: Duration.hours(1),
  timeout: Duration.minutes(10),
  suspend: true,
};

export const resourceSetInputProvider: All<ResourceSetInputProviderProps, 'selectors' | 'serviceAccountName'> = {
  type: 'GitHubPullRequest',
  url: 'https://github.com/acme/web',
  secretRef: { name: 'github' },
  certSecretRef: { name: 'ca' },
  defaultValues: { size: 'small' },
  filter: { labels: ['preview'], limit: 10 },
  skip: { labels: ['wip'] },
  schedule: [{ cron: '0 8 * * 1-5', timeZone: 'Europe/Berlin', window: Duration.hours(8) }],
  interval: Duration.minutes(10),
  timeout: Duration.minutes(2),
  suspend: true,
};
