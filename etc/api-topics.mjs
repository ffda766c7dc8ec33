/**
 * The pages of the API reference, in the order of the index. Every name that the package exports is on exactly one of
 * them.
 *
 * - `page`: the file below docs/api, without its ending.
 * - `entry`: what the names are imported from.
 * - `about`: what begins the page, below its title: an example first.
 */
export const TOPICS = [
  {
    page: 'fleet',
    title: 'Fleet and clusters',
    entry: '.',
    summary: 'the fleet and its clusters',
    example: `
import { Cluster, ClusterGroup, Environment, Fleet, Preset, Source } from 'cdk8s-flux-fleet';

const fleet = new Fleet<{ region: string; size?: number }>({
  name: 'acme',
  source: Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' }),
});
const edge = new ClusterGroup(fleet, 'edge', { presets: [new Preset(fleet, 'small', { config: { size: 1 } })] });
const cluster = new Cluster(fleet, 'eu-1', { groups: [edge], config: { region: 'eu' } });
new Environment(fleet, 'prod', { clusters: [cluster] });
fleet.synth();`,
    names: ['Fleet', 'FleetProps', 'FleetScope', 'ProjectSchemas', 'Cluster', 'ClusterProps'],
  },
  {
    page: 'environments',
    title: 'Environments',
    entry: '.',
    summary: 'stages of the fleet, each on some clusters',
    example: `
import { Environment } from 'cdk8s-flux-fleet';

new Environment(fleet, 'qa', { branch: 'qa', clusters: [cluster] });`,
    names: ['Environment', 'EnvironmentProps'],
  },
  {
    page: 'groups-and-presets',
    title: 'Groups and presets',
    entry: '.',
    summary: 'what clusters and environments share',
    example: `
import { Cluster, ClusterGroup, Preset } from 'cdk8s-flux-fleet';

const small = new Preset(fleet, 'small', { config: { region: 'eu' } });
const edge = new ClusterGroup(fleet, 'edge', { presets: [small], labels: { site: 'edge' } });
new Cluster(fleet, 'store-1', { groups: [edge] });`,
    names: [
      ...['ClusterGroup', 'ClusterGroupProps', 'Preset', 'PresetProps', 'PresetHolder', 'PresetHolderProps'],
      'FleetElement',
    ],
  },
  {
    page: 'installation',
    title: 'How Flux is installed',
    entry: '.',
    summary: 'who installs Flux, how its controllers run, and the flags that isolate tenants',
    example: `
import { Cluster } from 'cdk8s-flux-fleet';

new Cluster(fleet, 'hub', {
  bootstrap: 'operator',
  fluxInstance: { size: 'medium' },
  controllers: { 'kustomize-controller': { limits: { memory: '2Gi' } } },
});`,
    names: [
      'BootstrapProps',
      'ControllerSettings',
      'FluxInstanceSettings',
      'FluxShardingProps',
      'VersionProps',
      'lockdownPatches',
    ],
  },
  {
    page: 'remote-clusters',
    title: 'Remote and provisioned clusters',
    entry: '.',
    summary: 'how managers reach clusters without Flux, and clusters that Cluster API makes',
    example: `
import { Cluster } from 'cdk8s-flux-fleet';

const hub = new Cluster(fleet, 'hub');
new Cluster(fleet, 'shop', { managedBy: hub }).provision({
  provider: 'eks',
  version: 'v1.34',
  region: 'eu-central-1',
  identity: 'fleet',
  pools: { workers: { machineType: 'm7i.large', replicas: 3 } },
});`,
    names: [
      ...['WorkloadIdentityKubeConfig', 'EksKubeConfig', 'AksKubeConfig', 'GkeKubeConfig', 'GenericKubeConfig'],
      ...['ApiServerProps', 'ProvisionProps', 'MachinePoolProps', 'ClusterApiReference'],
    ],
  },
  {
    page: 'placement',
    title: 'Placement and targets',
    entry: '.',
    summary: 'where things are: placements, the targets that functions are given, overrides',
    example: `
import { Component, HelmChart, Placement } from 'cdk8s-flux-fleet';

const nginx = new Component(fleet, 'nginx', {
  chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' }),
  placement: Placement.labels({ site: 'edge' }).except(Placement.cluster('eu-1')),
  values: ({ cluster, config }) => ({ fullnameOverride: cluster.name, region: config.region }),
});
nginx.override(Placement.group('stores'), { values: { replicaCount: 1 } });`,
    names: [
      ...['Placement', 'LabelSelector', 'Named', 'Target', 'EnvironmentTarget', 'TenantTarget', 'ClusterView'],
      ...['EnvironmentView', 'TenantView', 'PerTarget', 'TargetName', 'OverridableElement', 'OverrideOptions'],
    ],
  },
  {
    page: 'components',
    title: 'Components and delivery',
    entry: '.',
    summary: 'infrastructure: charts, folders and objects in code, with images and patches',
    example: `
import * as kplus from 'cdk8s-plus-28';
import { Component, ComponentGroup, HelmChart } from 'cdk8s-flux-fleet';

const certificates = new ComponentGroup(fleet, 'certificates');
const controller = new Component(certificates, 'cert-manager', {
  chart: HelmChart.oci({ url: 'oci://charts.example.com/cert-manager', version: '1.18.x' }),
});
new Component(certificates, 'issuers', { path: './infrastructure/issuers', dependsOn: [controller] });
new Component(fleet, 'banner', {
  manifests: (chart, { cluster }) => new kplus.ConfigMap(chart, 'banner', { data: { cluster: cluster.name } }),
});`,
    names: [
      ...['Component', 'ComponentProps', 'ComponentGroup', 'ComponentGroupProps', 'ComponentScope'],
      ...['DeliveryProps', 'DeliverySettings', 'FluxFields', 'Image', 'Patch', 'KubernetesObject'],
      'SubstitutionsReference',
    ],
  },
  {
    page: 'tenants',
    title: 'Tenants',
    entry: '.',
    summary: 'teams, their tracks and rights',
    example: `
import { Placement, Source, Tenant, TenantTrack } from 'cdk8s-flux-fleet';

const web = new Tenant(fleet, 'web', {
  source: ({ environment }) => Source.git({ url: 'https://github.com/acme/web', branch: environment.name }),
  owners: ['web-leads'],
  isolation: 'strict',
  quota: { pods: 50, 'requests.cpu': '10' },
});
web.override(Placement.environment('dev'), { isolation: 'standard' });
new TenantTrack(web, '1-0-x', { source: Source.git({ url: 'https://github.com/acme/web', branch: 'release/1-0-x' }) });`,
    names: [
      ...['Tenant', 'TenantProps', 'TenantSettings', 'TenantTrack', 'TenantTrackProps', 'TenantTrackSettings'],
      ...['ClusterGrant', 'ClusterGrantProps', 'BreakGlass', 'SourceVerification'],
    ],
  },
  {
    page: 'isolation',
    title: 'Isolation of tenants',
    entry: '.',
    summary: 'levels of isolation and their settings, quotas, and the kinds that tenants may deploy',
    example: `
import { Tenant } from 'cdk8s-flux-fleet';

new Tenant(fleet, 'web', {
  isolation: 'strict',
  quota: { pods: 50, 'requests.cpu': '10' },
  hosts: ['web.example.com'],
  deploys: ['networking.k8s.io/Ingress'],
});`,
    names: [
      ...['ISOLATION_LEVELS', 'IsolationLevel', 'IsolationLines', 'IsolationProps', 'TenantDefaults'],
      ...['ContainerLimits', 'NetworkPeer', 'Quota', 'Quantity', 'CustomKind', 'DeployableKind', 'DEPLOYABLE_KINDS'],
    ],
  },
  {
    page: 'images',
    title: 'Image updates',
    entry: '.',
    summary: 'policies that select tags of images, and the automation that commits them',
    example: `
import { App, Cluster, Tenant, Source } from 'cdk8s-flux-fleet';

const hub = new Cluster(fleet, 'hub', {
  extraControllers: ['image-reflector-controller', 'image-automation-controller'],
});
fleet.imageAutomation({
  cluster: hub,
  file: 'versions/images.yaml',
  secretName: 'git-push',
  author: { name: 'Flux', email: 'flux@acme.example' },
  pushBranch: 'image-updates',
});
const shop = new Tenant(fleet, 'shop', {
  source: Source.git({ url: 'https://github.com/acme/shop', branch: 'main' }),
});
const web = new App(shop, 'web', { path: './web' });
web.updateImages({ 'ghcr.io/acme/web': { policy: { semver: '>=1.0.0 <2.0.0' } } });`,
    names: [...['ImageAutomation', 'ImageAutomationHandle', 'ImageAutomationProps', 'ImageUpdateProps']],
  },
  {
    page: 'progressive',
    title: 'Progressive delivery',
    entry: '.',
    summary: 'canaries, blue/green and A/B tests of apps, by Flagger',
    example: `
import { App, Source, Tenant } from 'cdk8s-flux-fleet';

const shop = new Tenant(fleet, 'shop', {
  source: Source.git({ url: 'https://github.com/acme/shop', branch: 'main' }),
});
const web = new App(shop, 'web', { path: './web' });
web.progressive({
  canary: { steps: [5, 20, 50] },
  provider: 'linkerd',
  target: 'web',
  service: { port: 80 },
  metrics: { 'request-success-rate': { min: 99 } },
});`,
    names: [...['ProgressiveAnalysis', 'ProgressiveProps']],
  },
  {
    page: 'monitoring',
    title: 'Monitoring',
    entry: '.',
    summary: 'PodMonitors, alerts, dashboards and routes for the Flux of every cluster',
    example: `
import { Component, HelmChart } from 'cdk8s-flux-fleet';

const prometheus = new Component(fleet, 'prometheus', {
  chart: HelmChart.oci({ url: 'oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack', version: '79.x' }),
  values: (target) => ({ 'kube-state-metrics': monitoring.stateMetrics(target) }),
});
const monitoring = fleet.monitor({ dependsOn: [prometheus], labels: { release: 'prometheus' } });`,
    names: ['FluxMonitoring', 'MonitoringProps', 'StateMetricsValues'],
  },
  {
    page: 'operations',
    title: 'Backups, costs, rules and policies',
    entry: '.',
    summary:
      'schedules of backups, prices, times of running, last days, rules of your own, and policies over what a merge does',
    example: `
import { Placement, Tenant, Source } from 'cdk8s-flux-fleet';

const source = Source.git({ url: 'https://git.example.com/shop', branch: 'main' });
const shop = new Tenant(fleet, 'shop', { source, until: '2031-03-31' });
const backups = fleet.backups({ locations: { main: { provider: 'aws', bucket: 'acme-backups' } } });
backups.schedule('nightly', { cron: '0 2 * * *', tenants: [shop] });
fleet.costs();
fleet.scaleDown({
  placement: Placement.environment('dev'),
  uptime: [{ start: '0 7 * * 1-5', end: '0 19 * * 1-5', timezone: 'Europe/Berlin' }],
});
fleet.addPlanPolicy({
  id: 'acme/whole-clusters',
  each: 'plan',
  expression: 'plan.summary.clusters.removed == 0',
  message: 'a whole cluster goes',
  todo: 'let the platform team merge it',
});`,
    names: [
      ...['Backups', 'BackupsProps', 'BackupLocation', 'SnapshotLocation', 'BackupScheduleProps'],
      ...['CostProps', 'ScaleDownProps', 'UntilNotice', 'UntilProps', 'PlanPolicy', 'FleetRule', 'RuleAcknowledgement'],
      ...['PolicyProps', 'PolicyEngine'],
    ],
  },
  {
    page: 'apps',
    title: 'Apps and secrets',
    entry: '.',
    summary: 'workloads of tenants, objects from files, and Secrets whose values no program sees',
    example: `
import { App, Decryption, HelmChart, Placement, Secret, Source, Tenant } from 'cdk8s-flux-fleet';

const web = new Tenant(fleet, 'web', {
  source: Source.git({ url: 'https://github.com/acme/web', branch: 'main' }),
  decryption: Decryption.age({
    secretName: 'web-age',
    recipients: ['age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'],
  }),
  secrets: ({ environment }) => [Secret.sops(\`secrets/\${environment.name}/db.yaml\`)],
});
const vote = new App(web, 'vote', {
  path: ({ cluster }) => \`./vote/\${cluster.name}\`,
  configMaps: { settings: { 'log-level': 'info', 'app.conf': { file: 'config/app.conf' } } },
});
vote.override(Placement.cluster('pacific'), { substitutions: { replicas: '3' } });
new App(web, 'cache', { chart: HelmChart.oci({ url: 'oci://charts.example.com/valkey', version: '3.x' }) });`,
    names: [
      ...['App', 'AppProps', 'AppSettings', 'ConfigData', 'Manifests'],
      ...['Secret', 'ExternalSecretProps', 'Decryption', 'DecryptionProps', 'LeakAcknowledgement'],
    ],
  },
  {
    page: 'sources',
    title: 'Sources and charts',
    entry: '.',
    summary: 'where manifests and charts come from: Git repositories, OCI artifacts and Helm repositories',
    example: `
import { Component, HelmChart, Source } from 'cdk8s-flux-fleet';

const settings = Source.git({ url: 'https://github.com/acme/settings', branch: 'main' });
const agent = Source.oci({ url: 'oci://registry.example.com/agent', tag: '1.2.0', provider: 'aws' });
new Component(fleet, 'agent', {
  path: './',
  source: Source.artifact({
    sources: { agent, settings },
    copy: [
      { from: '@agent/**', to: '@artifact/' },
      { from: '@settings/agent/**', to: '@artifact/settings/' },
    ],
  }),
});
new Component(fleet, 'cache', { chart: HelmChart.oci({ url: 'oci://charts.example.com/valkey', version: '3.x' }) });`,
    names: [
      ...['Source', 'GitSourceProps', 'OCISourceProps', 'HelmChart', 'GitChartProps', 'OCIChartProps'],
      ...['RepositoryChartProps', 'SourceAccessProps', 'OCIAccessProps', 'SourceInclude'],
    ],
  },
  {
    page: 'notifications',
    title: 'Notifications and receivers',
    entry: '.',
    summary: 'where events of Flux go, of the fleet and of tenants, and who may wake Flux',
    example: `
import { Channel, Environment } from 'cdk8s-flux-fleet';

const prod = new Environment(fleet, 'prod', { clusters: [cluster] });
fleet.notify('errors', { channel: Channel.slack({ channel: 'fleet', secret: 'slack' }) });
prod.notify('pager', { channel: Channel.pagerDuty({ channel: 'R0UT1NG' }), summary: 'see the runbook' });
web.notify('team', { channel: Channel.teams({ secret: 'teams' }), severity: 'info' });
fleet.receive('github', { type: 'github', secret: 'webhook', events: ['ping', 'push'] });`,
    names: [
      ...['Channel', 'ChannelFields', 'ChannelProps', 'ChannelType', 'Notification', 'NotificationProps'],
      ...['NotificationSettings', 'TenantNotificationProps', 'WatchedObjects', 'Webhook', 'ReceiveProps'],
      ...['ReceiverIngress', 'ReceiverRoute'],
    ],
  },
  {
    page: 'config',
    title: 'Configuration and data files',
    entry: '.',
    summary: 'typed configuration in layers, its explanation, and data files with a shape',
    example: `
import { Data, DataOf, Fleet, formatExplanation, loadData, Source, Tenant, unset } from 'cdk8s-flux-fleet';

const fleet = new Fleet<{ region: string; domain: string; debug?: boolean }>({
  name: 'acme',
  source: Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' }),
  config: { debug: true, domain: (_below, config) => \`\${config.region}.example.com\` },
});
const prod = { config: { debug: unset } };

const team = Data.object({ owners: Data.list(Data.string()), placement: Data.placement().optional() });
for (const { name, data } of loadData(fleet, 'teams', team)) new Tenant(fleet, name, { source, ...data });
console.log(formatExplanation(fleet.explain({ cluster: 'eu-1', environment: 'prod' }, 'domain')));`,
    names: [
      ...['PartialConfig', 'PartialValue', 'unset', 'ExplainQuery', 'Explanation', 'ExplainedValue'],
      ...['formatExplanation', 'Data', 'DataOf', 'Shape', 'OptionalShape', 'loadData'],
    ],
  },
  {
    page: 'synth',
    title: 'Synthesis, check and plan of a fleet',
    entry: '.',
    summary: 'what comes out, what is wrong, and what may be removed',
    example: `
import { FleetError, formatProblem, Removal } from 'cdk8s-flux-fleet';
import { formatMarkdown } from 'cdk8s-flux-fleet/plan';

fleet.declare(Removal.tenant('kaizentm', { reason: 'moved to another company' }));
try {
  const { tree, warnings } = fleet.synthesize();
  console.log(tree.get('clusters/eu-1/kustomization.yaml'), warnings.map(formatProblem));
  console.log(formatMarkdown(fleet.plan({ base: 'origin/main' }).report));
  fleet.synth();
} catch (error) {
  if (error instanceof FleetError) console.error(error.problems);
  throw error;
}`,
    names: [
      ...['Synthesis', 'SynthResult', 'PlanResult', 'RenderOptions', 'ComparisonOptions', 'SynthOptions', 'Tree'],
      ...[
        'Removal',
        'loadRemovals',
        'removalShape',
        'GuardLimits',
        'FleetError',
        'Problem',
        'SourceLocation',
        'formatProblem',
      ],
    ],
  },
  {
    page: 'flux-sources',
    title: 'Flux: sources',
    entry: './flux',
    summary: 'GitRepository, OCIRepository, HelmRepository, Bucket, HelmChart, ExternalArtifact, ArtifactGenerator',
    example: `
import { Chart, Duration } from 'cdk8s';
import { GitRepository, HelmRepository, OCIRepository } from 'cdk8s-flux-fleet/flux';

new GitRepository(chart, 'apps', { url: 'https://github.com/acme/apps', ref: { branch: 'main' } });
new OCIRepository(chart, 'manifests', { url: 'oci://registry.example.com/manifests', ref: { tag: 'latest' } });
new HelmRepository(chart, 'charts', { url: 'https://charts.example.com', interval: Duration.hours(1) });`,
    names: [
      ...['GitRepository', 'GitRepositoryProps', 'GitReference', 'GitInclude', 'OCIRepository', 'OCIRepositoryProps'],
      ...['OCIReference', 'HELM_CHART_LAYER', 'HelmRepository', 'HelmRepositoryProps', 'Bucket', 'BucketProps'],
      ...['FluxHelmChart', 'FluxHelmChartProps', 'ExternalArtifact', 'ExternalArtifactProps', 'ArtifactGenerator'],
      ...[
        'ArtifactGeneratorProps',
        'ArtifactCopy',
        'GeneratedArtifact',
        'GeneratorSourceKind',
        'SignatureVerification',
      ],
      ...['SourceKind', 'SourceLike', 'SourceReference', 'ChartKind', 'ChartSourceKind'],
    ],
  },
  {
    page: 'flux-delivery',
    title: 'Flux: Kustomization and HelmRelease',
    entry: './flux',
    summary: 'Kustomization, HelmRelease, and what their parts are made of',
    example: `
import { GitRepository, HelmRelease, HelmRepository, Kustomization } from 'cdk8s-flux-fleet/flux';

const apps = new GitRepository(chart, 'apps', { url: 'https://github.com/acme/apps', ref: { branch: 'main' } });
const base = new Kustomization(chart, 'base', { sourceRef: apps, path: './base' });
new Kustomization(chart, 'shop', { sourceRef: apps, path: './shop', dependsOn: [base] });
const charts = new HelmRepository(chart, 'charts', { url: 'https://charts.example.com' });
new HelmRelease(chart, 'nginx', { releaseName: 'nginx', chart: { chart: 'nginx', version: '18.x', sourceRef: charts } });`,
    names: [
      ...['Kustomization', 'KustomizationProps', 'HelmRelease', 'HelmReleaseProps', 'RELEASE_NAME_MAX'],
      ...['ChartReference', 'OCIChart', 'ValuesReference', 'KustomizePostRenderer', 'RetryStrategy', 'HealthCheck'],
      ...['HealthCheckExpression', 'ObjectSelector', 'KustomizePatch', 'KustomizeImage', 'SubstituteReference'],
      ...['CommonMetadata', 'DependencyReference', 'KubeConfigMapReference'],
    ],
  },
  {
    page: 'flux-events',
    title: 'Flux: notifications and images',
    entry: './flux',
    summary: 'Alert, Provider, Receiver, ImageRepository, ImagePolicy, ImageUpdateAutomation',
    example: `
import { Alert, ImagePolicy, ImageRepository, Provider } from 'cdk8s-flux-fleet/flux';

const slack = new Provider(chart, 'slack', { type: 'slack', channel: 'fleet', secretRef: { name: 'slack' } });
new Alert(chart, 'errors', {
  providerRef: slack,
  eventSeverity: 'error',
  eventSources: [{ kind: 'Kustomization', name: '*' }],
});
const images = new ImageRepository(chart, 'web', { image: 'registry.example.com/web' });
new ImagePolicy(chart, 'stable', { imageRepositoryRef: images, semver: '1.x' });`,
    names: [
      ...['Alert', 'AlertProps', 'EventSourceKind', 'EventSourceReference', 'Provider', 'ProviderProps', 'Receiver'],
      ...['ReceiverProps', 'ReceiverResource', 'ReceiverSecret', 'ImageRepository', 'ImageRepositoryProps'],
      ...[
        'ImagePolicy',
        'ImagePolicyProps',
        'selectTag',
        'TagFilter',
        'TagPolicy',
        'TagSelection',
        'ImageUpdateAutomation',
        'ImageUpdateAutomationProps',
      ],
    ],
  },
  {
    page: 'flux-operator',
    title: 'Flux: Flux Operator',
    entry: './flux',
    summary: 'FluxInstance, ResourceSet, ResourceSetInputProvider',
    example: `
import { FluxInstance } from 'cdk8s-flux-fleet/flux';

new FluxInstance(chart, 'flux', {
  version: '2.9.x',
  cluster: { multitenant: true },
});`,
    names: [
      ...['FluxInstance', 'FluxInstanceProps', 'FluxInstanceSync', 'ResourceSet', 'ResourceSetProps'],
      ...['ResourceSetDependency', 'ResourceSetResources', 'ResourceSetStep', 'ResourceSetInputProvider'],
      ...['ResourceSetInputProviderProps', 'OperatorObjectProps', 'operatorAnnotations', 'LabelSelection'],
    ],
  },
  {
    page: 'flux-versions',
    title: 'Flux: versions, defaults and validation',
    entry: './flux',
    summary: 'what all kinds share: defaults, versions of Flux and Kubernetes, and a validator of objects',
    example: `
import { FluxDefaults, fluxFieldHistory, fluxSupports, setFluxContext, Validator } from 'cdk8s-flux-fleet/flux';

setFluxContext(chart, { flux: '2.8' });
fluxSupports('kustomization.spec.ignore', '2.8'); // false
fluxFieldHistory('kustomization.spec.ignore'); // { since: '2.9.0', … }
const findings = new Validator({ flux: '2.8', kubernetes: '1.33' }).validate(object);`,
    names: [
      ...['FluxObject', 'FluxObjectProps', 'FluxManifest', 'SuspendableProps', 'LocalObjectReference'],
      ...['SecretKeyReference', 'OverrideOf', 'SpecOverrides', 'FluxContext', 'fluxContextOf', 'setFluxContext'],
      ...['FluxDefaults', 'SourceDefaults', 'ChartSourceDefaults', 'KustomizationDefaults', 'HelmReleaseDefaults'],
      ...['ImageRepositoryDefaults', 'ImageUpdateAutomationDefaults', 'FluxVersion', 'FluxRelease', 'fluxVersions'],
      ...['KubernetesVersion', 'kubernetesVersions', 'DEFAULT_FLUX_VERSION', 'DEFAULT_KUBERNETES_VERSION'],
      ...['fluxFieldHistory', 'FieldHistory', 'fluxSupports', 'fluxKinds', 'FluxKind', 'Validator', 'ValidatorProps'],
      ...['Finding', 'FindingId', 'SOURCE_API_VERSION', 'SOURCE_EXTENSIONS_API_VERSION', 'KUSTOMIZE_API_VERSION'],
      ...['HELM_API_VERSION', 'RECEIVER_API_VERSION', 'NOTIFICATION_API_VERSION', 'IMAGE_API_VERSION'],
      ...['OPERATOR_API_VERSION', 'imageApiVersion', 'notificationApiVersion'],
    ],
  },
  {
    page: 'plan',
    title: 'Plans of any two trees',
    entry: './plan',
    summary: 'what Flux does when one tree of manifests takes the place of another, and what the guard refuses',
    example: `
import { formatMarkdown, guard, planReport, readDirectory, readGitTree } from 'cdk8s-flux-fleet/plan';

const base = readGitTree('.', 'origin/main', 'clusters');
const next = readDirectory('clusters');
const { comparison, findings, passed } = guard({ base, next, today: '2026-11-21' });
console.log(formatMarkdown(planReport(comparison, findings)));
process.exitCode = passed ? 0 : 1;`,
    names: [
      ...[
        'compare',
        'PLAIN_CONVENTIONS',
        'Conventions',
        'Layout',
        'NamespaceLimits',
        'Protection',
        'CompareOptions',
        'Comparison',
        'ObjectChange',
        'UnitChange',
        'ClusterChange',
        'UnitProblem',
        'Known',
        'NotCompared',
        'clusterRoots',
        'ClusterRoot',
        'RenderChart',
        'ChartRequest',
        'ChartReference',
      ],
      ...['NotEvaluated', 'ChangeAction', 'ChangeEffect', 'ObjectName', 'OwnerName', 'Place', 'formatObject'],
      ...[
        'formatOwner',
        'diffObjects',
        'FieldChange',
        'JsonObject',
        'JsonValue',
        'Risk',
        'RiskClass',
        'RiskSeverity',
        'guard',
      ],
      ...[
        'GuardInput',
        'GuardResult',
        'Acknowledgement',
        'FormatOptions',
        'GuardFinding',
        'GuardFindingId',
        'formatFinding',
        'PROTECTED_KINDS',
      ],
      ...['RemovalOptions', 'RemovalScope', 'RemovedObject', 'NamedThing', 'planReport', 'PlanReport', 'formatText'],
      ...['PlanCosts', 'PlanAmount', 'PlanMoney', 'BeforeAfter'],
      ...['formatMarkdown', 'formatJson', 'ManifestTree', 'Contents', 'FileContent', 'FolderFiles', 'changedPaths'],
      ...['readDirectory', 'readGitTree', 'ReadGitOptions', 'UnknownRefError'],
    ],
  },
  {
    page: 'testing',
    title: 'Tests of fleets',
    entry: './testing',
    summary: 'what tests expect of a fleet: objects, warnings, invariants and plans, with any test runner',
    example: `
import { Invariant, Match, Testing } from 'cdk8s-flux-fleet/testing';

const testing = Testing.of(fleet);
testing.hasNoWarnings();
testing.target('prod/eu-1').hasObject('Deployment', {
  metadata: { name: 'web' },
  spec: { replicas: 3, template: { spec: { containers: Match.contains({ image: /@sha256:/ }) } } },
});
testing.hasNoObject('Service', { spec: { type: 'LoadBalancer' } });
testing.holds(Invariant.noSharedHosts(), Invariant.appsAlsoIn({ from: 'prod', to: 'staging' }));`,
    names: [
      ...['Testing', 'ObjectAssertions', 'ProblemPattern', 'FoundObject', 'Match', 'Matcher', 'Invariant', 'FleetView'],
      ...['FoundApp', 'Violation', 'PlanSnapshot', 'TestingError'],
    ],
  },
];
