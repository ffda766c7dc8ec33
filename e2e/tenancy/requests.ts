import type { KubeObject } from '../harness/kube-object';

/** An object that a tenant sends, and what admission makes of it. */
export interface Request {
  readonly what: string;
  /** The tenant that sends it, into its main namespace. */
  readonly tenant: string;
  /** The policy that refuses it; undefined for one that passes. */
  readonly policy?: string;
  readonly object: KubeObject;
}

const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/v1';
const HELM = 'helm.toolkit.fluxcd.io/v2';
const SOURCE = 'source.toolkit.fluxcd.io/v1';
const IMAGE = 'image.toolkit.fluxcd.io/v1';

export type Fields = Readonly<Record<string, unknown>>;

/** An object in a tenant's main namespace. */
export function make(
  tenant: string,
  apiVersion: string,
  kind: string,
  rest: Fields,
  metadata: object = {},
): KubeObject {
  return { apiVersion, kind, metadata: { name: 'sent', namespace: `prod-${tenant}`, ...metadata }, ...rest };
}

/** Fields of which the undefined ones are left out. */
export function without(fields: Fields): Fields {
  return JSON.parse(JSON.stringify(fields)) as Fields;
}

const kustomization = (tenant: string, fields: Fields = {}) =>
  make(tenant, KUSTOMIZE, 'Kustomization', {
    spec: without({
      ...{ interval: '1h', prune: true, path: './x', serviceAccountName: tenant, targetNamespace: `prod-${tenant}` },
      sourceRef: { kind: 'GitRepository', name: tenant },
      ...fields,
    }),
  });

const release = (tenant: string, fields: Fields = {}) =>
  make(tenant, HELM, 'HelmRelease', {
    spec: without({
      ...{ interval: '1h', serviceAccountName: tenant },
      chart: { spec: { chart: 'web', version: '1.x', sourceRef: { kind: 'HelmRepository', name: tenant } } },
      ...fields,
    }),
  });

const source = (tenant: string, kind: string, fields: Fields) =>
  make(tenant, SOURCE, kind, { spec: { interval: '5m', ...fields } });
const git = (tenant: string, fields: Fields = {}) =>
  source(tenant, 'GitRepository', { url: `https://git.example.com/${tenant}/apps`, ...fields });

const ELSEWHERE = 'prod-standard';

const reconcilers: Request[] = [
  { what: 'Kustomization', tenant: 'strict', object: kustomization('strict') },
  {
    what: 'Kustomization with a key of its own',
    tenant: 'strict',
    object: kustomization('strict', { decryption: { provider: 'sops', secretRef: { name: 'sops-age' } } }),
  },
  {
    what: 'Kustomization that waits for one of its own',
    tenant: 'relaxed',
    object: kustomization('relaxed', { dependsOn: [{ name: 'other' }, { name: 'app', namespace: 'prod-relaxed' }] }),
  },
  { what: 'HelmRelease', tenant: 'standard', object: release('standard') },
  { what: 'HelmRelease of an allowed chart', tenant: 'tight', object: release('tight') },
  {
    what: 'HelmRelease of an OCI artifact',
    tenant: 'tight',
    object: release('tight', { chart: undefined, chartRef: { kind: 'OCIRepository', name: 'web' } }),
  },
];

const badReconcilers: Request[] = [
  ['Kustomization without an account', 'strict', kustomization('strict', { serviceAccountName: undefined })],
  ['Kustomization with an empty account', 'relaxed', kustomization('relaxed', { serviceAccountName: '' })],
  [
    'Kustomization with a kubeconfig',
    'strict',
    kustomization('strict', { kubeConfig: { secretRef: { name: 'elsewhere' } } }),
  ],
  [
    'Kustomization with a kubeconfig in a ConfigMap',
    'relaxed',
    kustomization('relaxed', { kubeConfig: { configMapRef: { name: 'elsewhere' } } }),
  ],
  ['Kustomization without a target namespace', 'strict', kustomization('strict', { targetNamespace: undefined })],
  ['Kustomization for a neighbour', 'strict', kustomization('strict', { targetNamespace: ELSEWHERE })],
  ['Kustomization for Flux itself', 'relaxed', kustomization('relaxed', { targetNamespace: 'flux-system' })],
  [
    "Kustomization of the platform's source",
    'strict',
    kustomization('strict', { sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' } }),
  ],
  [
    "Kustomization of a neighbour's bucket",
    'relaxed',
    kustomization('relaxed', { sourceRef: { kind: 'Bucket', name: 'standard', namespace: ELSEWHERE } }),
  ],
  [
    'Kustomization of an artifact of unknown origin',
    'strict',
    kustomization('strict', { sourceRef: { kind: 'ExternalArtifact', name: 'x' } }),
  ],
  [
    "Kustomization that waits for a neighbour's",
    'strict',
    kustomization('strict', { dependsOn: [{ name: 'ok' }, { name: 'app', namespace: ELSEWHERE }] }),
  ],
  ["Kustomization with the controller's key", 'strict', kustomization('strict', { decryption: { provider: 'sops' } })],
  ['HelmRelease without an account', 'standard', release('standard', { serviceAccountName: undefined })],
  ['HelmRelease for a neighbour', 'relaxed', release('relaxed', { targetNamespace: ELSEWHERE })],
  ['HelmRelease kept elsewhere', 'relaxed', release('relaxed', { storageNamespace: 'flux-system' })],
  [
    'HelmRelease with a kubeconfig',
    'standard',
    release('standard', { kubeConfig: { secretRef: { name: 'elsewhere' } } }),
  ],
  [
    "HelmRelease of a neighbour's repository",
    'relaxed',
    release('relaxed', {
      chart: { spec: { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'x', namespace: ELSEWHERE } } },
    }),
  ],
  [
    "HelmRelease of a neighbour's artifact",
    'relaxed',
    release('relaxed', { chart: undefined, chartRef: { kind: 'OCIRepository', name: 'x', namespace: ELSEWHERE } }),
  ],
  [
    'HelmRelease of a chart that is not allowed',
    'tight',
    release('tight', { chart: { spec: { chart: 'other', sourceRef: { kind: 'HelmRepository', name: 'x' } } } }),
  ],
].map(([what, tenant, object]) => ({ what, tenant, object, policy: 'tenant-reconcilers' }) as Request);

const sources: Request[] = [
  { what: 'GitRepository', tenant: 'strict', object: git('strict') },
  {
    what: 'GitRepository below an allowed folder',
    tenant: 'tight',
    object: git('tight', { url: 'https://git.example.com/tight/another' }),
  },
  {
    what: 'OCIRepository',
    tenant: 'tight',
    object: source('tight', 'OCIRepository', { url: 'oci://registry.example.com/tight/web' }),
  },
  {
    what: 'Bucket',
    tenant: 'tight',
    object: source('tight', 'Bucket', { endpoint: 's3.example.com', bucketName: 'tight/web' }),
  },
  {
    what: 'OCIRepository with an identity of its own',
    tenant: 'tight',
    object: source('tight', 'OCIRepository', {
      ...{ url: 'oci://registry.example.com/tight/web', provider: 'aws', serviceAccountName: 'tight' },
    }),
  },
  {
    what: 'ImageRepository',
    tenant: 'tight',
    object: make('tight', IMAGE, 'ImageRepository', {
      spec: { interval: '5m', image: 'registry.example.com/tight/web' },
    }),
  },
];

const badSources: Request[] = [
  ['GitRepository of somebody', 'strict', git('strict', { url: 'https://git.example.com/standard/apps' })],
  ['GitRepository with a longer name', 'strict', git('strict', { url: 'https://git.example.com/strict/apps-evil' })],
  ['GitRepository of a host with a longer name', 'tight', git('tight', { url: 'https://git.example.com.evil.org/x' })],
  [
    'GitRepository that leaves its folder',
    'tight',
    git('tight', { url: 'https://git.example.com/tight/../standard/x' }),
  ],
  ['GitRepository in other letters', 'tight', git('tight', { url: 'https://git.example.com/tight/%2e%2e/standard/x' })],
  ['GitRepository by SSH', 'relaxed', git('relaxed', { url: 'ssh://git@git.example.com/relaxed/apps' })],
  ['GitRepository with submodules', 'strict', git('strict', { recurseSubmodules: true })],
  ["GitRepository with the controller's identity", 'strict', git('strict', { provider: 'azure' })],
  [
    'OCIRepository of somebody',
    'tight',
    source('tight', 'OCIRepository', { url: 'oci://registry.example.com/standard/web' }),
  ],
  [
    "OCIRepository with the controller's identity",
    'tight',
    source('tight', 'OCIRepository', { url: 'oci://registry.example.com/tight/web', provider: 'gcp' }),
  ],
  ['HelmRepository of somebody', 'relaxed', source('relaxed', 'HelmRepository', { url: 'https://charts.example.com' })],
  ['Bucket of somebody', 'tight', source('tight', 'Bucket', { endpoint: 's3.example.com', bucketName: 'standard' })],
  [
    'HelmChart that is not allowed',
    'tight',
    source('tight', 'HelmChart', { chart: 'other', sourceRef: { kind: 'HelmRepository', name: 'x' } }),
  ],
  [
    'ImageRepository of another registry',
    'tight',
    make('tight', IMAGE, 'ImageRepository', { spec: { interval: '5m', image: 'registry.example.com/standard/web' } }),
  ],
].map(([what, tenant, object]) => ({ what, tenant, object, policy: 'tenant-sources' }) as Request);

const alert = (tenant: string, namespace?: string) =>
  make(tenant, 'notification.toolkit.fluxcd.io/v1beta3', 'Alert', {
    spec: { providerRef: { name: 'chat' }, eventSources: [without({ kind: 'Kustomization', name: '*', namespace })] },
  });
const receiver = (tenant: string, namespace?: string) =>
  make(tenant, 'notification.toolkit.fluxcd.io/v1', 'Receiver', {
    spec: {
      ...{ type: 'github', secretRef: { name: 'token' } },
      resources: [without({ kind: 'GitRepository', name: 'x', namespace })],
    },
  });
const automation = (tenant: string, namespace?: string) =>
  make(tenant, IMAGE, 'ImageUpdateAutomation', {
    spec: { interval: '30m', sourceRef: without({ kind: 'GitRepository', name: 'x', namespace }) },
  });
const policy = (tenant: string, namespace?: string) =>
  make(tenant, IMAGE, 'ImagePolicy', {
    spec: { imageRepositoryRef: without({ name: 'x', namespace }), policy: { semver: { range: '1.x' } } },
  });
const provider = (tenant: string, fields: Fields) =>
  make(tenant, 'notification.toolkit.fluxcd.io/v1beta3', 'Provider', { spec: fields });

const references: Request[] = [
  { what: 'Alert', tenant: 'strict', object: alert('strict') },
  { what: 'Receiver', tenant: 'strict', object: receiver('strict', 'prod-strict') },
  { what: 'ImagePolicy', tenant: 'strict', object: policy('strict') },
  {
    what: 'Provider',
    tenant: 'strict',
    object: provider('strict', { type: 'slack', channel: 'x', secretRef: { name: 'token' } }),
  },
];

const badReferences: Request[] = [
  ["Alert on a neighbour's objects", 'strict', alert('strict', ELSEWHERE)],
  ["Alert on the platform's objects", 'relaxed', alert('relaxed', 'flux-system')],
  ["Receiver for a neighbour's objects", 'strict', receiver('strict', ELSEWHERE)],
  ["ImageUpdateAutomation of a neighbour's repository", 'relaxed', automation('relaxed', ELSEWHERE)],
  ["ImagePolicy of a neighbour's images", 'strict', policy('strict', ELSEWHERE)],
  ["Provider with the controller's identity", 'strict', provider('strict', { type: 'googlepubsub', channel: 'x' })],
].map(([what, tenant, object]) => ({ what, tenant, object, policy: 'tenant-references' }) as Request);

/** Objects of Flux, all of them sent with every right that RBAC can give in a namespace. */
export const fluxRequests: readonly Request[] = [
  ...reconcilers,
  ...badReconcilers,
  ...sources,
  ...badSources,
  ...references,
  ...badReferences,
];
