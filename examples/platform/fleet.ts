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
  source: Source.git({ url: 'https://github.com/acme/platform', branch: 'main' }),
  path: './dist',
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
