import { Cluster, Component, Environment, Fleet, HelmChart, Placement, Tenant, TenantTrack } from '../../../src';
import type { MonitoringProps } from '../../../src';
import { CONTROLLER_METRICS, PrometheusRule, RuleGroup } from '../../../src/features/monitoring/rules';
import { configMap, git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';
import { Folder } from '../../support/folder';

const OBJECTS = (cluster: string) => `clusters/${cluster}/infrastructure/flux-monitoring/flux-monitoring.yaml`;

const folder = new Folder();

afterAll(() => folder.delete());

function world(props: MonitoringProps<Component<Loose>> = {}): Fleet<Loose> {
  const fleet = newFleet();
  const hub = new Cluster(fleet, 'hub', { extraControllers: ['source-watcher'] });
  const south = new Cluster(fleet, 'south', { managedBy: hub });
  const edge = new Cluster(fleet, 'edge', { bootstrap: 'operator' });
  new Environment(fleet, 'prod', { clusters: [hub, south, edge] });
  const shop = new Tenant(fleet, 'shop', { source: git, owners: ['shop'], contact: '#shop' });
  new Tenant(fleet, 'shop-api', { source: git, owners: ['api'], contact: 'api@acme.example' });
  new TenantTrack(shop, 'old', { source: git });
  const prometheus = new Component(fleet, 'prometheus', { manifests: configMap });
  fleet.monitor({ dependsOn: [prometheus], ...props });
  return fleet;
}

const found = (fleet: Fleet<Loose>, cluster: string, kind: string, name: string): Parsed =>
  objectsIn(fleet, OBJECTS(cluster)).find((one: Parsed) => one.kind === kind && one.metadata.name === name);

const rulesOf = (fleet: Fleet<Loose>, cluster: string): PrometheusRule[] =>
  (found(fleet, cluster, 'PrometheusRule', 'flux').spec.groups as RuleGroup[]).flatMap(({ rules }) => rules);

test('each cluster with Flux is watched, by the controllers that it runs', () => {
  const fleet = world({ labels: { release: 'prometheus' } });
  expect(fleet.synthesize().warnings).toEqual([]);
  expect(fleet.synthesize().tree.paths.filter((path) => path.includes('/flux-monitoring/'))).toEqual(
    ['edge', 'hub'].flatMap((cluster) => [OBJECTS(cluster), OBJECTS(cluster).replace(/[^/]*$/, 'kustomization.yaml')]),
  );
  const monitor = found(fleet, 'hub', 'PodMonitor', 'flux-controllers');
  expect(monitor.metadata.labels).toEqual({ release: 'prometheus' });
  expect(monitor.spec).toEqual({
    namespaceSelector: { matchNames: ['flux-system'] },
    podMetricsEndpoints: [{ port: 'http-prom', relabelings: [{ targetLabel: 'cluster', replacement: 'hub' }] }],
    selector: {
      matchExpressions: [
        {
          key: 'app',
          operator: 'In',
          values: [
            'helm-controller',
            'kustomize-controller',
            'notification-controller',
            'source-controller',
            'source-watcher',
          ],
        },
      ],
    },
  });
  expect(found(fleet, 'hub', 'PodMonitor', 'flux-operator')).toBeUndefined();
  expect(found(fleet, 'edge', 'PodMonitor', 'flux-operator')).toBeDefined();
});

test('the state comes from kube-state-metrics, or from the operator where there is one', () => {
  const fleet = world();
  const [hub, edge] = ['hub', 'edge'].map((cluster) => rulesOf(fleet, cluster)[0]!.expr);
  expect(hub).toContain('(gotk_resource_info, "kind"');
  expect(edge).not.toContain('gotk_resource_info');
  expect(edge).toContain('(flux_resource_info, "suspended"');
  // Only the hub deploys to another cluster.
  expect(hub).toContain('"cluster", "south", "exported_namespace", "south")');
  expect(edge).not.toContain('south');
});

test.each(['hub', 'edge'])('on %s each metric that an alert reads has an alert for its absence', (cluster) => {
  const rules = rulesOf(world(), cluster);
  const record = rules.find((rule) => rule.record !== undefined)!;
  const state = /\b(?:gotk|flux)_resource_info\b/.exec(record.expr)![0];
  const metricsIn = (expr: string) =>
    [...expr.matchAll(/\b(?:gotk|flux|controller_runtime)_\w+\b(?!:)/g)].map(([name]) => name);
  const alerts = rules.filter(({ alert }) => alert !== undefined && !/Absent|Down/.test(alert));
  const read = new Set([
    state,
    ...alerts.flatMap(({ expr }) => metricsIn(expr)).filter((name) => name !== 'flux_fleet'),
  ]);
  const absent = rules.filter(({ alert }) => alert === 'FluxMetricAbsent').map(({ labels }) => labels!.metric);
  expect([...read].sort()).toEqual([...absent].sort());
  expect([...absent].sort()).toEqual([state, ...CONTROLLER_METRICS].sort());
  expect(JSON.stringify(rules)).not.toContain('gotk_reconcile_condition');
  for (const rule of alerts)
    expect([rule.alert, Object.keys(rule.labels ?? {})]).toEqual([rule.alert, expect.arrayContaining(['severity'])]);
});

test('kube-state-metrics exports the kinds of the controllers that a cluster runs', () => {
  const fleet = newFleet();
  const hub = new Cluster(fleet, 'hub', { extraControllers: ['image-reflector-controller'] });
  const monitoring = fleet.monitor();
  const values: Parsed = monitoring.stateMetrics({ cluster: hub });
  const kinds = values.customResourceState.config.spec.resources.map((one: Parsed) => one.groupVersionKind.kind);
  expect(kinds).toEqual([
    ...['HelmRelease', 'ImageRepository', 'ImagePolicy', 'Kustomization'],
    ...['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'],
  ]);
  expect(values.rbac.extraRules.map(({ apiGroups }: Parsed) => apiGroups[0])).toEqual([
    ...['helm', 'image', 'kustomize', 'source'].map((group) => `${group}.toolkit.fluxcd.io`),
  ]);
  expect(monitoring.stateMetrics({ cluster: { ...hub, name: 'elsewhere' } as never })).toEqual({});
});

test('kube-state-metrics gets its values in the program', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'hub');
  const monitoring = fleet.monitor();
  const chart = HelmChart.oci({ url: 'oci://charts.example.com/kube-state-metrics', version: '6.x' });
  new Component(fleet, 'kube-state-metrics', { chart, values: (target) => monitoring.stateMetrics(target) });
  const release = objectsIn(fleet, 'clusters/hub/infrastructure/kube-state-metrics/kube-state-metrics.yaml')[2];
  expect(release.spec.values.customResourceState.config.kind).toBe('CustomResourceStateMetrics');
});

test('alerts of a tenant go to its channel, if that is one of Slack', () => {
  const fleet = world({ routes: { channel: '#platform', slackUrlFile: '/etc/slack/url' } });
  const config = found(fleet, 'hub', 'ConfigMap', 'flux-alertmanager').data['alertmanager.yaml'];
  expect(config).toContain('    - "tenant=\\"shop\\""\n    receiver: tenant-shop\n');
  expect(config).toContain('channel: "#shop"\n');
  expect(config).not.toContain('api@acme.example');
});

test('dashboards and rules for logs are ConfigMaps with the labels of their sidecars', () => {
  folder.write('ours.json', '{"title": "Ours"}');
  const fleet = world({
    dashboards: { ours: folder.at('ours.json') },
    dashboardLabels: { dashboard: 'yes' },
    logRuleLabels: { loki_rule: '1' },
  });
  const ours = found(fleet, 'hub', 'ConfigMap', 'ours-dashboard');
  expect([ours.metadata.labels, ours.data]).toEqual([{ dashboard: 'yes' }, { 'ours.json': '{"title": "Ours"}' }]);
  expect(JSON.parse(found(fleet, 'hub', 'ConfigMap', 'flux-dashboard').data['flux.json'])).toMatchObject({
    title: 'Flux',
  });
  const logs = found(fleet, 'hub', 'ConfigMap', 'flux-log-rules');
  expect(logs.metadata.labels).toEqual({ loki_rule: '1' });
  expect(logs.data['flux.yaml']).toContain('alert: FluxLogErrors');
});

test('a placement leaves clusters out', () => {
  const fleet = world({ placement: Placement.cluster('edge') });
  expect(fleet.synthesize().tree.paths).not.toContain(OBJECTS('hub'));
});

test('nothing says what brings the CRDs: a warning says what to do', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'hub');
  fleet.monitor();
  expect(fleet.synthesize().warnings).toEqual([
    expect.objectContaining({
      id: 'monitoring-crds',
      at: 'flux-monitoring',
      message:
        'nothing says what brings the CRDs of monitoring.coreos.com, without which no cluster takes PodMonitors and PrometheusRules: give dependsOn of fleet.monitor the component with the Prometheus operator',
    }),
  ]);
});

describe('wrong options', () => {
  folder.write('large.json', JSON.stringify('x'.repeat(1_048_576)));
  folder.write('text.json', 'none');
  const large = folder.at('large.json');

  test.each<[string, MonitoringProps<Component<Loose>>, RegExp]>([
    [
      'a dashboard over the size limit',
      { dashboards: { large } },
      /^\[flux-monitoring\] dashboard "large", \S+large\.json: it has 1048578 bytes, and a ConfigMap holds at most 1048576: split it, or export it/,
    ],
    [
      'a dashboard that is not JSON',
      { dashboards: { text: folder.at('text.json') } },
      /text\.json: it is not JSON: export it from Grafana$/,
    ],
    [
      'a dashboard that is not there',
      { dashboards: { none: 'none.json' } },
      /none\.json: it cannot be read \(ENOENT\): give its path$/,
    ],
    [
      'a dashboard of the library’s name',
      { dashboards: { flux: 'a.json' } },
      /"flux" is the name of the library's own: give another one$/,
    ],
    [
      'a dashboard of a name that is none',
      { dashboards: { 'A b': large } },
      /name "A b" is not a valid name: use lower-case letters/,
    ],
    [
      'a channel that is none',
      { routes: { channel: 'platform', slackUrlFile: '/url' } },
      /^\[flux-monitoring\] routes\.channel "platform" is no channel of Slack: write it as "#platform"$/,
    ],
    ['an unknown option', { alerts: true } as never, /^\[acme\] alerts is not an option of fleet\.monitor/],
  ])('%s', (_, props, message) => {
    expect(problemsOf(world(props))).toEqual([expect.stringMatching(message)]);
  });
});

test('the controllers of shards are watched, each by its own pods', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'hub', { bootstrap: 'operator', sharding: { shards: ['blue', 'green'] } });
  const prometheus = new Component(fleet, 'prometheus', { manifests: configMap });
  fleet.monitor({ dependsOn: [prometheus] });
  const [{ values }] = found(fleet, 'hub', 'PodMonitor', 'flux-controllers').spec.selector.matchExpressions;
  expect(values.filter((app: string) => /^(?:kustomize|notification)-/.test(app))).toEqual([
    'kustomize-controller',
    'kustomize-controller-blue',
    'kustomize-controller-green',
    'notification-controller',
  ]);
  const isUp = (controller: string, pod: string) => {
    const { expr } = rulesOf(fleet, 'hub').find(
      ({ alert, labels }) => alert === 'FluxControllerDown' && labels!['app'] === controller,
    )!;
    return new RegExp(`^(?:${/pod=~"([^"]+)"/.exec(expr)![1]})$`).test(pod);
  };
  expect(isUp('kustomize-controller', 'kustomize-controller-5d8f7c9b4-x2x9k')).toBe(true);
  expect(isUp('kustomize-controller', 'kustomize-controller-blue-5d8f7c9b4-x2x9k')).toBe(false);
  expect(isUp('kustomize-controller-blue', 'kustomize-controller-blue-5d8f7c9b4-x2x9k')).toBe(true);
  expect(isUp('kustomize-controller-blue', 'kustomize-controller-5d8f7c9b4-x2x9k')).toBe(false);
});

test('the source-watcher of Flux 2.8 is watched once, however many shards there are', () => {
  const watchers = (['2.8', '2.9'] as const).map((flux) => {
    const fleet = newFleet({ flux, extraControllers: ['source-watcher'] });
    new Cluster(fleet, 'hub', { bootstrap: 'gotk', sharding: { shards: ['blue'] } });
    const prometheus = new Component(fleet, 'prometheus', { manifests: configMap });
    fleet.monitor({ dependsOn: [prometheus] });
    const [{ values }] = found(fleet, 'hub', 'PodMonitor', 'flux-controllers').spec.selector.matchExpressions;
    return values.filter((app: string) => app.startsWith('source-watcher'));
  });
  expect(watchers).toEqual([['source-watcher'], ['source-watcher', 'source-watcher-blue']]);
});
