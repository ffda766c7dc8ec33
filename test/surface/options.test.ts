import { Chart, Duration, Testing } from 'cdk8s';
import {
  App,
  Cluster,
  ClusterGrant,
  ClusterGroup,
  Component,
  ComponentGroup,
  Decryption,
  Environment,
  Fleet,
  FleetError,
  HelmChart,
  Placement,
  Preset,
  Removal,
  Secret,
  Source,
  Tenant,
  TenantTrack,
  type AppProps,
  type ClusterGrantProps,
  type ClusterGroupProps,
  type ClusterProps,
  type ComponentGroupProps,
  type ComponentProps,
  type ComparisonOptions,
  type DeliveryProps,
  type EnvironmentProps,
  type ExplainQuery,
  type ExternalSecretProps,
  type FleetProps,
  type FleetRule,
  type GitChartProps,
  type GitSourceProps,
  type ImageAutomationProps,
  type ImageUpdateProps,
  type LabelSelector,
  type LeakAcknowledgement,
  type MonitoringProps,
  type OCIChartProps,
  type OCISourceProps,
  type OverrideOptions,
  type PresetProps,
  type RenderOptions,
  type RepositoryChartProps,
  type RuleAcknowledgement,
  type SynthOptions,
  type TenantProps,
  type TenantTrackProps,
} from '../../src';
import * as flux from '../../src/flux-entry';
import { SYNTH_OPTIONS } from '../../src/pipeline/protocol/options';
import { compare, guard, ManifestTree, readGitTree, type RemovalOptions } from '../../src/plan-entry';
import * as samples from '../flux/samples';
import { git, Loose, newFleet } from '../support/fleets';

// The compiler requires every option in these samples, at the outermost level. The walk below leaves out, renames and
// adds keys at each level.
const commit = '0123456789abcdef0123456789abcdef01234567';
const digest = `sha256:${'0'.repeat(64)}`;
const timeout = Duration.minutes(2);
const labels = { team: 'web' };
const identities = [{ issuer: '^https://issuer$', subject: '^me$' }];
const named = { secretName: 'login', proxySecretName: 'proxy', timeout };
const registry = { ...named, serviceAccountName: 'pull', certSecretName: 'ca', insecure: true };
const placement = Placement.everywhere();
const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.x' });
const image = { name: 'ghcr.io/acme/web', tag: '1', digest };
const selector = {
  matchLabels: labels,
  matchExpressions: [{ key: 'tier', operator: 'In', values: ['a'] }],
} satisfies LabelSelector;
const target = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  name: 'web',
  namespace: 'web',
  labelSelector: 'a=b',
  annotationSelector: 'a=b',
};
const patches = [{ patch: [{ op: 'add', path: '/spec/paused', value: true }], target }] as const;
const healthCheckExprs = [
  { apiVersion: 'a/v1', kind: 'Shop', current: 'true', inProgress: 'false', failed: 'false' },
] as const;
const healthChecks = [{ apiVersion: 'v1', kind: 'Service', name: 'web', namespace: 'web' }] as const;

const gitSource: Required<GitSourceProps> = {
  ...named,
  url: 'https://dev.azure.com/acme/web',
  branch: 'main',
  tag: undefined as never,
  semver: undefined as never,
  commit,
  provider: 'azure',
  serviceAccountName: 'git',
  verify: { mode: 'HEAD', secretName: 'keys' },
  signed: true,
  ignore: '/docs',
  recurseSubmodules: true,
  include: [{ repository: 'shared', fromPath: 'lib', toPath: 'vendor' }],
  per: 'unit',
};
const ociSource: Required<OCISourceProps> = {
  ...registry,
  url: 'oci://ghcr.io/acme/web',
  tag: 'latest',
  semver: undefined as never,
  digest: undefined as never,
  provider: 'aws',
  verify: { provider: 'cosign', identities },
  signed: true,
  ignore: '/docs',
  per: 'cluster',
};
const { per: _per, ...gitRepository } = gitSource;
const build = { interval: timeout, valuesFiles: ['values.yaml'], ignoreMissingValuesFiles: true };
const gitChart: Required<GitChartProps> = {
  ...gitRepository,
  ...build,
  path: './chart',
  reconcileStrategy: 'Revision',
};
const ociChart: Required<OCIChartProps> = {
  ...registry,
  url: 'oci://charts.example.com/web',
  version: '1.x',
  provider: 'gcp',
  verify: { provider: 'notation', secretName: 'policy' },
  signed: true,
  inline: true,
};
const repositoryChart: Required<RepositoryChartProps> = {
  ...build,
  url: 'oci://charts.example.com/all',
  chart: 'web',
  version: '1.x',
  secretName: 'login',
  certSecretName: 'ca',
  passCredentials: false,
  provider: 'azure',
  insecure: true,
  timeout,
  verify: { provider: 'cosign', secretName: 'keys' },
};
const defaults = {
  kustomization: { interval: timeout, retryInterval: timeout, timeout, prune: true, wait: true },
  helmRelease: {
    strategy: 'RemediateOnFailure',
    retries: 2,
    crds: 'Skip',
    driftDetection: 'warn',
    ignoreReplicas: true,
  },
  gitRepository: { interval: timeout, timeout },
} satisfies flux.FluxDefaults;
const installation = {
  controllers: {
    'kustomize-controller': {
      concurrent: 30,
      requeueDependency: Duration.seconds(10),
      featureGates: { GroupChangeLog: true },
      flags: { 'kube-api-qps': 200 },
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { cpu: 4, memory: '2Gi' },
    },
  },
  fluxPatches: [{ patch: '- op: remove\n  path: /metadata/labels/a', target: { kind: 'Deployment' } }],
  keepFlux: false,
  sharding: { shards: { a: 2, b: 1 }, storage: 'persistent' },
  fluxInstance: {
    registry: 'registry.example.com/fluxcd',
    imagePullSecret: 'registry',
    artifact: 'oci://registry.example.com/flux-operator-manifests',
    artifactPullSecret: 'registry',
    variant: 'upstream-alpine',
    size: 'medium',
    type: 'aws',
    domain: 'cluster.local',
    networkPolicy: false,
    storage: { class: 'fast', size: '10Gi' },
    labels: { team: 'platform' },
    annotations: { owner: 'platform' },
  },
} satisfies Partial<FleetProps<Loose>>;
const fleet: Required<FleetProps<Loose>> = {
  name: 'acme',
  source: git,
  standbySource: git,
  path: './dist',
  outdir: 'dist',
  config: { region: 'eu' },
  defaults,
  strict: true,
  guard: { share: 0.5, objects: 3, namespaces: 2, protected: ['postgresql.cnpg.io/Cluster', '/Secret'] },
  flux: '2.9',
  kubernetes: '1.34',
  policies: 'admission',
  trustedAccounts: ['velero/velero'],
  bootstrap: 'operator',
  extraControllers: ['source-watcher'],
  imagePullSecrets: ['pull'],
  untilNotice: { warnDays: 60, graceDays: 7 },
  ...installation,
};
const container = { cpu: '1', memory: '1Gi' };
const isolation = {
  isolation: 'strict',
  podSecurity: 'restricted',
  podSecurityWarn: 'restricted',
  networkIngress: 'deny',
  networkEgress: 'deny',
  quota: { pods: 5 },
  containerLimits: { default: container, defaultRequest: container, max: container, min: container },
  storageClasses: ['fast'],
  ingressClasses: ['nginx'],
  gateways: ['ingress/public'],
  priorityClasses: ['low'],
  hosts: ['web.example.com'],
  registries: ['ghcr.io/acme/'],
  externalIPs: false,
  externalNames: ['db.example.com'],
  addresses: ['192.0.2.1'],
  annotations: ['example.com/size'],
  volumeTypes: ['nfs'],
  persistentVolumes: ['old'],
  secretStores: ['SecretStore/vault'],
  blocksEviction: false,
} as const;
const external: Required<ExternalSecretProps> = {
  name: 'db',
  store: { kind: 'SecretStore', name: 'vault' },
  keys: { password: { key: 'db', property: 'password', version: '1' } },
  extract: ['all'],
  refreshInterval: timeout,
  type: 'Opaque',
};
const removal: Required<RemovalOptions> = {
  reason: 'it moved',
  on: { clusters: ['eu'], environments: ['dev'] },
  until: '2999-12-31',
};
const leak: LeakAcknowledgement = {
  id: 'named-value',
  object: 'ConfigMap web/a',
  field: 'data.A',
  reason: 'an example',
};
const comparison: Required<ComparisonOptions> = {
  shard: { number: 1, of: 2 },
  only: ['eu'],
  onProgress: () => {},
  base: 'main',
  first: false,
  takeover: false,
};

/** The problems of options that a call tells; all other problems are none of this test. */
function told(make: () => unknown): string[] {
  try {
    const made = make();
    const { problems = [] } = (made ?? {}) as { readonly problems?: readonly string[] };
    return [...problems].filter((problem) => /is not an option of|: give |is missing/.test(problem));
  } catch (error) {
    if (error instanceof FleetError)
      return error.problems.filter(({ id }) => id === 'option').map((one) => one.message);
    return [(error as Error).message];
  }
}

/** A call in a new fleet, which tells its problems. */
function inFleet(make: (in_: { fleet: Fleet<Loose>; cluster: Cluster<Loose>; tenant: Tenant<Loose> }) => unknown) {
  const scope = newFleet();
  const cluster = new Cluster(scope, 'one');
  const tenant = new Tenant(scope, 'web', { source: git });
  make({ fleet: scope, cluster, tenant });
  return { problems: scope.problems.problems.filter(({ id }) => id !== 'component').map(({ message }) => message) };
}

type Given = Readonly<Record<string, unknown>>;

const valuesFrom = [{ kind: 'Secret', name: 'web', valuesKey: 'a', targetPath: 'b', literal: true, optional: true }];
const substitutionsFrom = [{ kind: 'ConfigMap', name: 'info', optional: false, keys: ['ZONE'] }];

const part = (sort: 'chart' | 'path' | 'manifests') => ({
  ...(sort === 'chart' ? { chart, values: { a: 1 }, valuesFrom, releaseName: 'web', crds: 'Skip' } : {}),
  ...(sort === 'path'
    ? { path: './web', source: git, substitutions: { A: 'b' }, substitutionsFrom, healthChecks }
    : {}),
  ...(sort === 'manifests' ? { manifests: () => {}, healthChecks } : { images: { web: image }, patches }),
  enabled: true,
  healthCheckExprs,
});

/** Each constructor and function with a complete sample of its options. */
const CALLS: ReadonlyArray<readonly [name: string, sample: object, call: (given: never) => unknown]> = [
  ['Source.git', gitSource, (given) => Source.git(given)],
  ['Source.oci', ociSource, (given) => Source.oci(given)],
  ['HelmChart.git', gitChart, (given) => HelmChart.git(given)],
  ['HelmChart.oci', ociChart, (given) => HelmChart.oci(given)],
  ['HelmChart.repository', repositoryChart, (given) => HelmChart.repository(given)],
  ['Fleet', fleet, (given) => ({ problems: new Fleet(given).problems.problems.map(({ message }) => message) })],
  ...(['chart', 'path', 'manifests'] as const).flatMap((sort) => [
    [
      `Component with ${sort}`,
      {
        ...part(sort),
        ...({
          namespace: 'web',
          createNamespace: true,
          namespaceLabels: { a: 'b' },
          namespaceAnnotations: { a: 'b' },
          podSecurity: 'baseline',
          keepNamespace: true,
          deploys: 'edit',
          grants: [],
          secrets: [],
          imagePullSecrets: ['pull'],
          decryption: Decryption.age({ secretName: 'a', recipients: ['age1x'] }),
          dependsOn: [],
          prune: true,
          placement,
        } satisfies Required<Omit<ComponentProps<Loose>, keyof DeliveryProps<never>>>),
      },
      (given: never) => inFleet((at) => new Component(at.fleet, 'web', given)),
    ] as const,
    [
      `App with ${sort}`,
      {
        ...part(sort),
        ...({
          namespace: 'web',
          configMaps: { settings: { a: 1, b: { file: 'x' } } },
          progressive: {
            blueGreen: { iterations: 2 },
            provider: 'kubernetes',
            service: { port: 80 },
            skipAnalysis: true,
          },
          dependsOn: [],
          offeredTo: 'all',
          secrets: [],
          decryption: Decryption.age({ secretName: 'a', recipients: ['age1x'] }),
          prune: true,
          placement,
        } satisfies Required<Omit<AppProps<Loose>, keyof DeliveryProps<never>>>),
      },
      (given: never) => inFleet((at) => new App(at.tenant, 'web', given)),
    ] as const,
    [
      `override of an app with ${sort}`,
      (({ chart: c, values, path, source, substitutions, images, patches: p, enabled }) => {
        const settings = { chart: c, values, path, source, substitutions, images, patches: p, enabled };
        return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      })(part(sort) as Partial<Record<string, unknown>>),
      (given: never) =>
        inFleet((at) => new App(at.tenant, 'web', part(sort) as AppProps<Loose>).override(placement, given)),
    ] as const,
  ]),
  [
    'ComponentGroup',
    { dependsOn: [], placement } satisfies Required<ComponentGroupProps<Loose>>,
    (given) => inFleet((at) => new ComponentGroup(at.fleet, 'web', given)),
  ],
  [
    'Cluster',
    {
      config: { region: 'eu' },
      groups: [],
      managedBy: undefined as never,
      kubeConfig: { name: 'kubeconfig', key: 'value' },
      labels,
      drained: true,
      handedOver: true,
      presets: [],
      flux: '2.9',
      kubernetes: '1.34',
      policies: 'none',
      trustedAccounts: ['velero/velero'],
      bootstrap: 'gotk',
      extraControllers: ['source-watcher'],
      source: git,
      standbySource: git,
      until: '2099-12-31',
      ...installation,
    } satisfies Required<ClusterProps<Loose>>,
    (given) =>
      optionsOnly(
        inFleet(
          (at) => new Cluster(at.fleet, 'two', isPlain(given) ? { managedBy: at.cluster, ...(given as Given) } : given),
        ),
      ),
  ],
  [
    'ClusterGroup',
    { config: {}, labels, presets: [], flux: '2.9', kubernetes: '1.34' } satisfies Required<ClusterGroupProps<Loose>>,
    (given) => inFleet((at) => new ClusterGroup(at.fleet, 'edge', given)),
  ],
  [
    'Environment',
    {
      clusters: [],
      drainedClusters: [],
      handedOver: true,
      branch: undefined as never,
      source: git,
      standbySource: git,
      prefix: 'dev-',
      until: '2099-12-31',
      config: {},
      labels,
      presets: [],
      flux: '2.9',
      kubernetes: '1.34',
    } satisfies Required<EnvironmentProps<Loose>>,
    (given) => inFleet((at) => new Environment(at.fleet, 'dev', given)),
  ],
  [
    'Preset',
    {
      config: {},
      labels,
      tenants: isolation,
      defaults,
      components: () => {},
      flux: '2.9',
      kubernetes: '1.34',
    } satisfies Required<PresetProps<Loose>>,
    (given) => inFleet((at) => new Preset(at.fleet, 'small', given)),
  ],
  [
    'Tenant',
    {
      until: '2099-12-31',
      ...isolation,
      source: git,
      chart,
      values: {},
      namespaces: ['jobs'],
      verify: { secretName: 'keys', mode: 'Tag', provider: 'cosign', identities },
      allowIngressFrom: [{ namespace: 'ingress', ports: [80] }],
      allowEgressTo: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'], ports: ['53/UDP'] }, { tenant: 'other' }],
      enabled: true,
      owners: ['web'],
      viewers: ['all'],
      operators: ['ops'],
      breakGlass: { groups: ['ops'], expires: '2999-12-31', reason: 'emergencies' },
      contact: 'web@example.com',
      costCenter: '42',
      namespace: 'web',
      fluxName: 'web-chart',
      fluxNamespace: 'web',
      account: 'web',
      deploys: [
        'Service',
        { group: 'a.example', kind: 'Shop', resource: 'shops', unchecked: 'reads nothing of others' },
      ],
      ownNetworkPolicies: false,
      secrets: [],
      decryption: Decryption.age({ secretName: 'a', recipients: ['age1x'] }),
      imagePullSecrets: ['pull'],
      allowedSources: ['https://git.example.com/'],
      allowedCharts: ['web'],
      totalQuota: { pods: 10 },
      dependsOn: [],
      placement,
    } satisfies Required<TenantProps<Loose>>,
    (given) => inFleet((at) => new Tenant(at.fleet, 'shop', given)),
  ],
  [
    'TenantTrack',
    { source: git, enabled: true, secrets: [], placement } satisfies Required<TenantTrackProps<Loose>>,
    (given) => inFleet((at) => new TenantTrack(at.tenant, 'old', given)),
  ],
  [
    'ClusterGrant',
    {
      tenant: undefined as never,
      kind: { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', resource: 'customresourcedefinitions' },
      names: ['shops.a.example'],
      reason: 'their own',
      placement,
    } satisfies Required<ClusterGrantProps<Loose>>,
    (given) => inFleet((at) => new ClusterGrant(at.fleet, 'crds', { ...(given as Given), tenant: at.tenant } as never)),
  ],
  [
    'updateImages',
    {
      image: 'ghcr.io/acme/web',
      policy: {
        semver: '1.x',
        alphabetical: undefined,
        numerical: undefined,
        timestamp: undefined,
      },
      filterTags: { pattern: '^v(.*)$', extract: '$1' },
      placement,
      valuesPath: 'web.image',
      tagOnly: undefined as never,
      initial: '1.0.0',
      digestReflectionPolicy: 'Always',
      secretName: 'registry',
      provider: 'generic',
      interval: timeout,
      automation: undefined as never,
    } satisfies Required<ImageUpdateProps>,
    (given) => inFleet((at) => new App(at.tenant, 'web', { chart }).updateImages({ image: given })),
  ],
  [
    'fleet.imageAutomation',
    {
      cluster: undefined as never,
      file: 'versions/images.yaml',
      secretName: 'push',
      author: { email: 'flux@example.com', name: 'Flux' },
      name: 'images',
      url: 'https://git.example.com/acme/fleet',
      branch: 'main',
      pushBranch: 'images',
      pushOptions: { 'merge_request.create': '' },
      path: './versions',
      messageTemplate: 'new',
      interval: timeout,
      secrets: [],
    } satisfies Required<ImageAutomationProps<Cluster<Loose>>>,
    (given) =>
      inFleet((at) =>
        at.fleet.imageAutomation(isPlain(given) ? ({ ...(given as Given), cluster: at.cluster } as never) : given),
      ),
  ],
  [
    'fleet.monitor',
    {
      name: 'watch',
      placement,
      dependsOn: [],
      labels,
      dashboardLabels: labels,
      dashboards: {},
      logRuleLabels: labels,
      routes: { channel: '#platform', slackUrlFile: '/url' },
    } satisfies Required<MonitoringProps<Component<Loose>>>,
    (given) => inFleet((at) => at.fleet.monitor(given)),
  ],
  [
    'options of an override',
    { rank: 1 } satisfies Required<OverrideOptions>,
    (given) => inFleet((at) => at.tenant.override(placement, { enabled: true }, given)),
  ],
  ['Secret.external', external, (given) => Secret.external(given)],
  ['Decryption.age', { secretName: 'a', recipients: ['age1x'], editors: ['age1y'] }, (given) => Decryption.age(given)],
  [
    'Decryption.kms',
    { serviceAccountName: 'a', keys: ['arn:x'], editors: ['age1y'] },
    (given) => Decryption.kms(given),
  ],
  ['Placement.labels', selector, (given) => Placement.labels(given)],
  ['Placement.environmentLabels', selector, (given) => Placement.environmentLabels(given)],
  ...(['cluster', 'environment', 'tenant', 'component'] as const).map(
    (kind) => [`Removal.${kind}`, removal, (given: never) => Removal[kind]('x', given)] as const,
  ),
  ['Removal.app', removal, (given) => Removal.app('web', 'x', given)],
  [
    'Removal.object',
    { kind: 'Namespace', name: 'x', namespace: 'y', group: 'a', contents: true },
    (given) => Removal.object(given, { reason: 'gone' }),
  ],
  [
    'Removal.rename',
    { kind: 'Namespace', namespace: 'y', from: 'a', to: 'b' },
    (given) => Removal.rename(given, { reason: 'gone' }),
  ],
  ['acknowledgeLeak', leak, (given) => inFleet((at) => at.fleet.acknowledgeLeak(given))],
  [
    'addRule',
    { id: 'acme/a', severity: 'error', todo: 'mend it', check: () => undefined } satisfies Required<FleetRule>,
    (given) => inFleet((at) => at.fleet.addRule(given)),
  ],
  [
    'acknowledgeRule',
    { object: 'ConfigMap web/a', reason: 'an example', until: '2999-12-31' } satisfies Required<RuleAcknowledgement>,
    (given) => inFleet((at) => at.fleet.acknowledgeRule('acme/a', given)),
  ],
  [
    'fleet.synthesize',
    { shard: { number: 1, of: 2 }, only: ['one'], onProgress: () => {} } satisfies Required<RenderOptions>,
    (given) => void newFleetWithCluster().synthesize(given),
  ],
  [
    'fleet.synth',
    { ...comparison, guard: true, onEdited: 'refuse', cache: false } satisfies Required<SynthOptions>,
    (given) => ({ problems: SYNTH_OPTIONS.problems(given) }),
  ],
  [
    'fleet.explain',
    { cluster: 'one', environment: undefined as never, of: undefined as never } satisfies Required<ExplainQuery<Loose>>,
    (given) => void newFleetWithCluster().explain(given, 'region'),
  ],
  ['compare', { prefix: 'dist' }, (given) => void compare(ManifestTree.of([]), ManifestTree.of([]), given)],
  [
    'guard',
    {
      prefix: 'dist',
      base: ManifestTree.of([]),
      next: ManifestTree.of([]),
      first: true,
      declarations: [],
      limits: fleet.guard,
      today: '2026-01-01',
    },
    (given) => void guard(given),
  ],
  ['readGitTree', { known: [], select: () => false }, (given) => void readGitTree('.', 'HEAD', 'src/core', given)],
  ['Validator', { flux: '2.9', kubernetes: '1.34' }, (given) => void new flux.Validator(given)],
  [
    'setFluxContext',
    { flux: '2.9', defaults },
    (given) => flux.setFluxContext(new Chart(Testing.app(), 'chart'), given),
  ],
  ...fluxCalls(),
];

/** Only what is said of options: combinations of complete samples have other problems. */
function optionsOnly({ problems }: { readonly problems: readonly string[] }) {
  return { problems: problems.filter((one) => one.includes('is not an option of') || /: give (a|true|one)/.test(one)) };
}

function newFleetWithCluster(): Fleet<Loose> {
  const scope = newFleet({ config: { region: 'eu' } });
  new Cluster(scope, 'one');
  return scope;
}

/** The Flux kinds with their samples. */
function fluxCalls(): Array<readonly [string, object, (given: never) => unknown]> {
  const kinds: Array<readonly [{ readonly name: string; manifest(props: never): unknown }, object]> = [
    [flux.Alert, samples.alert],
    [flux.ArtifactGenerator, samples.artifactGenerator],
    [flux.Bucket, samples.bucket],
    [flux.ExternalArtifact, samples.externalArtifact],
    [flux.FluxHelmChart, samples.helmChart],
    [flux.FluxInstance, samples.fluxInstance],
    [flux.GitRepository, samples.gitRepository],
    [flux.HelmRelease, samples.helmRelease],
    [flux.HelmRepository, samples.helmRepository],
    [flux.ImagePolicy, { ...samples.imagePolicy, semver: '1.x' }],
    [flux.ImageRepository, samples.imageRepository],
    [flux.ImageUpdateAutomation, samples.imageUpdateAutomation],
    [flux.Kustomization, samples.kustomization],
    [flux.OCIRepository, samples.ociRepository],
    [flux.Provider, samples.provider],
    [flux.Receiver, { ...samples.receiver, secretRef: { name: 'token' } }],
    [flux.ResourceSet, samples.resourceSet],
    [flux.ResourceSetInputProvider, samples.resourceSetInputProvider],
  ];
  return kinds.map(([kind, sample]) => {
    const metadata = { name: 'flux', labels: { a: 'b' } };
    return [`flux ${kind.name}`, { metadata, ...sample }, (given: never) => void kind.manifest(given)] as const;
  });
}

/** Keys whose maps are the user's own, or that hold objects of any kind. */
const FREE =
  /(^|\.)(labels|annotations|namespaceLabels|namespaceAnnotations|matchLabels|values|substitutions|config|quota|totalQuota|eventMetadata|inputs\[\d+\]|defaultValues|resources\[\d+\](\.metadata|\.spec|\.data)?|options|messageTemplateValues|allowedLabels|allowedAnnotations|images|pushOptions|dashboards|dashboardLabels|logRuleLabels|keys|configMaps|settings|sources|default|defaultRequest|max|min|featureGates|flags|shards)$/;

/** Paths of the maps with known keys in a sample. */
function* mapsIn(value: unknown, path = ''): Generator<string> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* mapsIn(item, `${path}[${index}]`);
  } else if (isPlain(value)) {
    if (/resources\[\d+\]$/.test(path) && 'apiVersion' in value) return;
    if (!FREE.test(path)) yield path;
    if (/(values|config|inputs\[\d+\]|defaultValues|configMaps)$/.test(path)) return;
    for (const [key, inner] of Object.entries(value)) yield* mapsIn(inner, path === '' ? key : `${path}.${key}`);
  }
}

function isPlain(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A copy of a sample in which the map at a path is changed. */
function changed(sample: unknown, path: string, change: (map: Given) => Given, at = ''): unknown {
  if (Array.isArray(sample)) return sample.map((item, index) => changed(item, path, change, `${at}[${index}]`));
  if (!isPlain(sample)) return sample;
  const copy = Object.fromEntries(
    Object.entries(sample).map(([key, value]) => [key, changed(value, path, change, at === '' ? key : `${at}.${key}`)]),
  );
  return at === path ? change(copy) : copy;
}

test.each(CALLS)('%s takes each of its options', (_, sample, call) => {
  expect(told(() => call(sample as never))).toEqual([]);
});

test.each(CALLS)('%s refuses an unknown key at every level', (_, sample, call) => {
  const paths = [...mapsIn(sample)];
  expect(paths).toContain('');
  for (const path of paths) {
    const given = changed(sample, path, (map) => ({ ...map, zzzzzzzzzzzz: 1 }));
    const where = path === '' ? 'zzzzzzzzzzzz' : `${path}.zzzzzzzzzzzz`;
    expect({ path, told: told(() => call(given as never)).join('\n') }).toEqual({
      path,
      told: expect.stringContaining(`${where} is not an option of `),
    });
  }
});

test.each(CALLS)('%s names the nearest key for a misspelt one', (_, sample, call) => {
  const whole = sample as Given;
  for (const key of Object.keys(whole).filter((one) => one.length > 3 && whole[one] !== undefined)) {
    const given = { ...whole, [`${key}x`]: whole[key] };
    expect(told(() => call(given as never)).join('\n')).toContain(`did you mean ${key}?`);
  }
});

test.each(CALLS)('%s refuses what is no map', (_, _sample, call) => {
  for (const given of [5, 'x', [], true]) expect(told(() => call(given as never))).not.toEqual([]);
});
