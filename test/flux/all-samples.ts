import {
  Alert,
  ArtifactGenerator,
  Bucket,
  ExternalArtifact,
  FluxContext,
  FluxHelmChart,
  FluxInstance,
  FluxManifest,
  GitRepository,
  HelmRelease,
  HelmRepository,
  ImagePolicy,
  ImageRepository,
  ImageUpdateAutomation,
  Kustomization,
  OCIRepository,
  Provider,
  Receiver,
  ResourceSet,
  ResourceSetInputProvider,
} from '../../src/flux-entry';
import {
  alert,
  artifactGenerator,
  bucket,
  externalArtifact,
  fluxInstance,
  gitRepository,
  helmChart,
  helmRelease,
  helmRepository,
  imagePolicy,
  imageRepository,
  imageUpdateAutomation,
  kustomization,
  ociRepository,
  provider,
  receiver,
  resourceSet,
  resourceSetInputProvider,
} from './samples';

const sourceRef = { kind: 'GitRepository', name: 'apps', namespace: 'infra' } as const;
const chartSource = { kind: 'HelmRepository', name: 'charts', namespace: 'infra' } as const;

/** A kind with minimal and with complete props. */
export interface Sample {
  readonly kind: string;
  readonly least: (context?: FluxContext) => FluxManifest;
  readonly most: (context?: FluxContext) => FluxManifest;
}

function sample<Props extends object>(
  kind: { manifest(props: Props, context?: FluxContext): FluxManifest },
  least: Props,
  most: Props,
): Sample {
  return {
    kind: kind.manifest(least).kind,
    least: (context) => kind.manifest(least, context),
    most: (context) => kind.manifest(most, context),
  };
}

/** Every kind with a construct. */
export const samples: readonly Sample[] = [
  sample(GitRepository, { url: gitRepository.url }, gitRepository),
  sample(OCIRepository, { url: ociRepository.url }, ociRepository),
  sample(HelmRepository, { url: 'https://charts.example.com' }, helmRepository),
  sample(Bucket, { bucketName: 'manifests', endpoint: 's3.amazonaws.com' }, bucket),
  sample(FluxHelmChart, { chart: 'web', sourceRef: chartSource }, helmChart),
  sample(ExternalArtifact, {}, externalArtifact),
  sample(
    ArtifactGenerator,
    { sources: { apps: sourceRef }, artifacts: [{ name: 'web', copy: [{ from: '@apps/**', to: '@artifact/' }] }] },
    artifactGenerator,
  ),
  sample(Kustomization, { sourceRef }, kustomization),
  sample(HelmRelease, { releaseName: 'web', chart: { chart: 'web', sourceRef: chartSource } }, helmRelease),
  sample(
    Receiver,
    { type: 'github', secretRef: { name: 'webhook' }, resources: [{ kind: 'GitRepository', name: 'apps' }] },
    receiver,
  ),
  sample(Alert, { providerRef: { name: 'slack' }, eventSources: [{ kind: 'Kustomization', name: '*' }] }, alert),
  sample(Provider, { type: 'slack' }, provider),
  sample(ImageRepository, { image: 'ghcr.io/acme/web' }, imageRepository),
  sample(ImagePolicy, { imageRepositoryRef: { name: 'web' }, semver: '1.x' }, imagePolicy),
  sample(
    ImageUpdateAutomation,
    { sourceRef: { name: 'apps' }, author: { email: 'flux@acme.example' } },
    imageUpdateAutomation,
  ),
  sample(FluxInstance, { version: '2.9.x' }, fluxInstance),
  sample(ResourceSet, { resourcesTemplate: 'kind: ConfigMap\n' }, resourceSet),
  sample(ResourceSetInputProvider, { type: 'Static' }, resourceSetInputProvider),
];
