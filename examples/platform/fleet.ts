import { ApiObject } from 'cdk8s';
import {
  App,
  Channel,
  Cluster,
  Component,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Source,
  Tenant,
} from 'cdk8s-flux-fleet';

/** Configuration that differs between clusters. */
type Site = { zone: string };

export const fleet = new Fleet<Site>({
  name: 'platform',
  // Flux applies signed commits only: the Secret holds the public keys of those who merge.
  source: Source.git({ url: 'https://github.com/acme/platform', branch: 'main', verify: { secretName: 'signers' } }),
  path: './dist',
  // Drift of charts is corrected, as that of everything else, but not the numbers of replicas that autoscalers write.
  defaults: { helmRelease: { driftDetection: 'enabled', ignoreReplicas: true } },
  // One team uses these clusters: RBAC, quotas and Pod Security are sufficient guardrails.
  policies: 'none',
});
fleet.acknowledgeWarning('path-elsewhere', 'this folder stands for a repository of its own');

// Three clusters. The hub has what updates images; Flux Operator runs the Flux of america.
const hub = new Cluster(fleet, 'hub', {
  config: { zone: 'eu' },
  extraControllers: ['image-reflector-controller', 'image-automation-controller'],
});
const america = new Cluster(fleet, 'america', { config: { zone: 'us' }, bootstrap: 'operator' });
const asia = new Cluster(fleet, 'asia', { config: { zone: 'ap' } });
const dev = new Environment(fleet, 'dev', { clusters: [hub] });
const prod = new Environment(fleet, 'prod', { clusters: [america, asia] });

// Images: the hub asks the registries for tags, and commits those that the policies below select to one file.
fleet.imageAutomation({
  cluster: hub,
  file: 'versions/images.yaml',
  secretName: 'git-push',
  author: { name: 'Flux', email: 'flux@acme.example' },
  pushBranch: 'image-updates',
});

const shop = new Tenant(fleet, 'shop', {
  source: Source.git({ url: 'https://github.com/acme/shop', branch: 'main' }),
  owners: ['shop-team'],
  contact: '#shop',
  // Rights for an emergency, up to a last day: the audit lists them.
  breakGlass: { groups: ['shop-oncall'], reason: 'the autumn sale', expires: '2035-12-31' },
});
const web = new App(shop, 'web', { path: './web', substitutions: ({ config }) => ({ ZONE: config.zone }) });
const image = 'ghcr.io/acme/web';
web.updateImages({
  // dev runs each build of main, prod the newest release.
  main: { image, policy: { timestamp: '^main-[a-f0-9]+-(?P<ts>[0-9]+)$' }, placement: Placement.environment(dev) },
  release: { image, policy: { semver: '>=1.0.0 <2.0.0' }, placement: Placement.environment(prod) },
});

// Rollouts: in prod, Flagger gives a new version of web its traffic step by step, and takes it back when metrics are bad.
new Component(prod, 'flagger', {
  chart: HelmChart.oci({ url: 'oci://ghcr.io/fluxcd/charts/flagger', version: '1.44.0' }),
  values: { meshProvider: 'linkerd', metricsServer: 'http://prometheus-operated.prometheus.svc:9090' },
});
web.progressive(
  {
    canary: { steps: [5, 20, 50] },
    provider: 'linkerd',
    target: 'web',
    service: { port: 80 },
    metrics: { 'request-success-rate': { min: 99 }, 'request-duration': { max: 500 } },
    alerts: { team: { type: 'slack', secret: 'slack', channel: 'shop' } },
  },
  Placement.environment(prod),
);

// Alerts: failures of the platform to its channel, of prod to whoever is on call, of the team's apps to the team.
fleet.notify('errors', { channel: Channel.slack({ channel: 'platform', secret: 'slack' }) });
prod.notify('pager', { channel: Channel.opsgenie({ secret: 'opsgenie' }), summary: 'see the runbook' });
shop.notify('team', { channel: Channel.slack({ channel: 'shop', secret: 'slack' }) });

// A database in prod, and its backups: every claim is in a schedule, or acknowledged, or the program is refused.
const db = { app: 'db' };
const requests = { cpu: '500m', memory: '1Gi' };
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } };
new App(shop, 'db', {
  placement: Placement.cluster(america),
  manifests: (chart) => {
    new ApiObject(chart, 'db', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: {
        serviceName: 'db',
        replicas: 2,
        selector: { matchLabels: db },
        template: {
          metadata: { labels: db },
          spec: { containers: [{ name: 'db', image: 'ghcr.io/acme/db:16.4', resources: { requests } }] },
        },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
      },
    });
  },
});
const velero = new Component(fleet, 'velero', {
  chart: HelmChart.repository({ url: 'https://vmware-tanzu.github.io/helm-charts', chart: 'velero', version: '11.x' }),
  placement: Placement.cluster(america),
});
fleet
  .backups({
    locations: { main: { provider: 'aws', bucket: 'acme-backups', config: { region: 'eu-west-1' } } },
    required: true,
    dependsOn: [velero],
  })
  .schedule('nightly', { cron: '0 2 * * *', tenants: [shop], placement: Placement.cluster(america) });

// Costs: dev sleeps at night and at weekends, and flux-fleet plan says what a change costs.
new Component(dev, 'keda', {
  chart: HelmChart.repository({ url: 'https://kedacore.github.io/charts', chart: 'keda', version: '2.18.x' }),
});
fleet.scaleDown({
  placement: Placement.environment(dev),
  uptime: [{ start: '0 7 * * 1-5', end: '0 19 * * 1-5', timezone: 'Europe/Berlin' }],
  workloads: [{ of: web, name: 'web', replicas: 2 }],
});
fleet.costs({ prices: 'prices.yaml' });

// Policy: what a merge must not do unless somebody says why.
fleet.addPlanPolicy({
  id: 'acme/prod-removals',
  expression: "!has(change.environment) || change.environment != 'prod' || change.action != 'removed'",
  message: 'something of prod goes',
  todo: 'let the platform team merge it',
});

// Monitoring: Prometheus with its operator, and everything about Flux for it.
const prometheus = new Component(fleet, 'prometheus', {
  chart: HelmChart.oci({ url: 'oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack', version: '79.x' }),
  values: (target) => ({ 'kube-state-metrics': monitoring.stateMetrics(target) }),
});
const monitoring = fleet.monitor({
  dependsOn: [prometheus],
  labels: { release: 'prometheus' },
  logRuleLabels: { loki_rule: '1' },
  routes: { channel: '#platform', slackUrlFile: '/etc/alertmanager/secrets/slack/url' },
});

fleet.synth();
