import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { Cluster, Component, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import { CONTROLLER_METRICS } from '../src/features/monitoring/rules';
import { ControlPlane } from './harness/control-plane';
import { FLUX_NAMESPACE, installFluxCrds, installPlatform } from './harness/flux';
import { FluxController, type FluxControllerName } from './harness/flux-controller';
import { KustomizeController } from './harness/kustomize-controller';
import { freePorts, LOOPBACK } from './harness/ports';
import { runTool } from './harness/tool';
import { waitFor } from './harness/wait';

// Rules, routes and metrics, as Prometheus, Alertmanager and Flux's controllers know them.

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'monitoring-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Generated {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly groups: ReadonlyArray<{ readonly rules: readonly Rule[] }> };
}

/** The objects of the monitoring of two clusters, one with Flux Operator, and a remote one. */
function generated(cluster: 'edge' | 'hub'): Generated[] {
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
  const fleet = new Fleet({ name: 'acme', source });
  const hub = new Cluster(fleet, 'hub');
  const south = new Cluster(fleet, 'south', { managedBy: hub });
  const edge = new Cluster(fleet, 'edge', { bootstrap: 'operator' });
  new Environment(fleet, 'prod', { clusters: [hub, south, edge] });
  new Tenant(fleet, 'shop', { source, owners: ['shop'], contact: '#shop' });
  new Tenant(fleet, 'shop-api', { source, owners: ['api'], contact: '#api' });
  const prometheus = new Component(fleet, 'prometheus', { path: './prometheus' });
  fleet.monitor({ dependsOn: [prometheus], routes: { channel: '#platform', slackUrlFile: '/etc/slack/url' } });
  const file = `clusters/${cluster}/infrastructure/flux-monitoring/flux-monitoring.yaml`;
  const documents = parseAllDocuments(String(fleet.synthesize().tree.get(file)));
  return documents.map((document) => document.toJS() as Generated);
}

const ruleFile = (cluster: 'edge' | 'hub') => generated(cluster).find(({ kind }) => kind === 'PrometheusRule')!.spec!;

async function promtool(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runTool('promtool', args, { cwd: folder });
  return `${exitCode}\n${stdout}${stderr}`;
}

const state = (labels: string) => `gotk_resource_info{customresource_kind="Kustomization", name="web", ${labels}}`;

const CONTROLLERS = ['helm-controller', 'kustomize-controller', 'notification-controller', 'source-controller'];

/** Series of a Flux that is well: everything that alerts read is there. */
const WELL = [
  { series: state('exported_namespace="prod-shop", ready="True"'), values: '1x300' },
  ...CONTROLLERS.flatMap((controller) => {
    const labels = `namespace="flux-system", pod="${controller}-7d9f", controller="${controller}"`;
    return [
      { series: `controller_runtime_active_workers{${labels}}`, values: '1x300' },
      { series: `controller_runtime_max_concurrent_reconciles{${labels}}`, values: '4x300' },
      { series: `controller_runtime_reconcile_errors_total{${labels}}`, values: '0+1x300' },
      { series: `controller_runtime_reconcile_total{${labels}}`, values: '0+10x300' },
      ...['467', '1800', '+Inf'].map((le) => ({
        series: `gotk_reconcile_duration_seconds_bucket{namespace="flux-system", kind="Kustomization", name="web", exported_namespace="prod-shop", pod="${controller}-7d9f", le="${le}"}`,
        values: '0+10x300',
      })),
    ];
  }),
];

interface Trial {
  readonly name: string;
  /** Series instead of those of {@link WELL} that begin like it. */
  readonly instead?: Readonly<Record<string, string | undefined>>;
  /** Series in addition. */
  readonly also?: ReadonlyArray<{ readonly series: string; readonly values: string }>;
  readonly at: string;
  readonly alert: string;
  /** Labels of the alerts that fire; none if it is silent. */
  readonly fires: ReadonlyArray<Readonly<Record<string, string>>>;
}

const KUSTOMIZATION = { kind: 'Kustomization', name: 'web', exported_namespace: 'prod-shop' };
const PLACE = { cluster: 'hub', environment: 'prod', tenant: 'shop' };
const READY = 'gotk_resource_info';

const TRIALS: readonly Trial[] = [
  {
    name: 'an object that is not Ready',
    also: [{ series: state('exported_namespace="prod-shop", ready="False"'), values: '1x300' }],
    instead: { [READY]: undefined },
    at: '20m',
    alert: 'FluxObjectNotReady',
    fires: [{ ...KUSTOMIZATION, ...PLACE, ready: 'False', suspended: 'false', severity: 'warning' }],
  },
  { name: 'an object that is Ready', at: '2h', alert: 'FluxObjectNotReady', fires: [] },
  {
    name: 'an object that is not Ready, and suspended',
    also: [{ series: state('exported_namespace="prod-shop", ready="False", suspended="true"'), values: '1x300' }],
    at: '2h',
    alert: 'FluxObjectNotReady',
    fires: [],
  },
  {
    name: 'an object of a tenant whose name begins like another',
    also: [{ series: state('exported_namespace="prod-shop-api", ready="False"'), values: '1x300' }],
    at: '20m',
    alert: 'FluxObjectNotReady',
    fires: [
      {
        ...{ ...KUSTOMIZATION, exported_namespace: 'prod-shop-api' },
        ...{ ...PLACE, tenant: 'shop-api', ready: 'False', suspended: 'false', severity: 'warning' },
      },
    ],
  },
  {
    name: 'an object of the platform for a remote cluster',
    also: [{ series: state('exported_namespace="south", ready="Unknown"'), values: '1x300' }],
    at: '70m',
    alert: 'FluxObjectProgressing',
    fires: [
      {
        ...{ ...KUSTOMIZATION, exported_namespace: 'south', cluster: 'south' },
        ...{ ready: 'Unknown', suspended: 'false', severity: 'warning' },
      },
    ],
  },
  {
    name: 'an object that is suspended',
    also: [{ series: state('exported_namespace="prod-shop", suspended="true"'), values: '1x2000' }],
    at: '25h',
    alert: 'FluxObjectSuspended',
    fires: [{ ...KUSTOMIZATION, ...PLACE, suspended: 'true', severity: 'info' }],
  },
  {
    name: 'reconciliations that take long',
    instead: Object.fromEntries(
      CONTROLLERS.map((controller) => [
        `gotk_reconcile_duration_seconds_bucket{namespace="flux-system", kind="Kustomization", name="web", exported_namespace="prod-shop", pod="${controller}-7d9f", le="467"`,
        '0x300',
      ]),
    ),
    at: '2h',
    alert: 'FluxReconciliationSlow',
    fires: [{ ...KUSTOMIZATION, ...PLACE, severity: 'warning' }],
  },
  { name: 'reconciliations that take minutes', at: '2h', alert: 'FluxReconciliationSlow', fires: [] },
  {
    name: 'a controller that fails',
    instead: { 'controller_runtime_reconcile_errors_total{namespace="flux-system", pod="helm-controller': '0+9x300' },
    at: '1h',
    alert: 'FluxControllerFailing',
    fires: [{ cluster: 'hub', controller: 'helm-controller', severity: 'warning' }],
  },
  { name: 'controllers that fail now and then', at: '2h', alert: 'FluxControllerFailing', fires: [] },
  {
    name: 'a controller whose workers are all busy',
    instead: { 'controller_runtime_active_workers{namespace="flux-system", pod="kustomize-controller': '4x300' },
    at: '30m',
    alert: 'FluxControllerBusy',
    fires: [{ cluster: 'hub', controller: 'kustomize-controller', severity: 'warning' }],
  },
  { name: 'controllers with workers left', at: '2h', alert: 'FluxControllerBusy', fires: [] },
  { name: 'metrics that are there', at: '2h', alert: 'FluxMetricAbsent', fires: [] },
  ...[READY, ...CONTROLLER_METRICS].map((metric): Trial => ({
    name: `the metric ${metric} that is gone`,
    instead: { [`${metric}{`]: undefined },
    at: '30m',
    alert: 'FluxMetricAbsent',
    fires: [{ cluster: 'hub', metric, severity: 'critical' }].map((labels) =>
      metric === READY ? labels : { ...labels, namespace: 'flux-system' },
    ),
  })),
  { name: 'controllers that run', at: '2h', alert: 'FluxControllerDown', fires: [] },
  {
    name: 'a controller that does not run',
    instead: {
      'controller_runtime_max_concurrent_reconciles{namespace="flux-system", pod="source-controller': undefined,
    },
    at: '30m',
    alert: 'FluxControllerDown',
    fires: [{ app: 'source-controller', cluster: 'hub', namespace: 'flux-system', severity: 'critical' }],
  },
];

/** The test file of promtool for all trials. */
function testFile(rules: readonly Rule[]): string {
  const tests = TRIALS.map(({ name, instead = {}, also = [], at, alert, fires }) => {
    const input = WELL.flatMap(({ series, values }) => {
      const other = Object.keys(instead).find((start) => series.startsWith(start));
      const own = other === undefined ? values : instead[other];
      return own === undefined ? [] : [{ series, values: own }];
    });
    return {
      name,
      interval: '1m',
      input_series: [...input, ...also],
      alert_rule_test: [
        {
          eval_time: at,
          alertname: alert,
          exp_alerts: fires.map((labels) => ({
            exp_labels: labels,
            exp_annotations: annotationsOf(rules, alert, labels),
          })),
        },
      ],
    };
  });
  return stringify({ rule_files: ['rules.yaml'], evaluation_interval: '1m', tests });
}

/** The annotations of an alert with the labels of one that fires. */
function annotationsOf(rules: readonly Rule[], alert: string, labels: Readonly<Record<string, string>>) {
  const rule = rules.find(
    (one) =>
      one.alert === alert &&
      (one.labels?.['metric'] ?? '') === (labels['metric'] ?? '') &&
      (one.labels?.['app'] ?? '') === (labels['app'] ?? ''),
  )!;
  return Object.fromEntries(
    Object.entries(rule.annotations ?? {}).map(([key, text]) => [
      key,
      text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? ''),
    ]),
  );
}

test.each(['hub', 'edge'] as const)('Prometheus takes the rules of %s', async (cluster) => {
  writeFileSync(join(folder, `${cluster}.yaml`), stringify(ruleFile(cluster)));
  expect(await promtool('check', 'rules', `${cluster}.yaml`)).toMatch(/^0\n[^]*SUCCESS: \d+ rules found/);
});

test('alerts fire when they must, and are silent when they must be', async () => {
  const groups = ruleFile('hub');
  const rules = groups.groups.flatMap((group) => group.rules);
  writeFileSync(join(folder, 'rules.yaml'), stringify(groups));
  writeFileSync(join(folder, 'tests.yaml'), testFile(rules));
  expect(await promtool('test', 'rules', 'tests.yaml')).toMatch(/^0\n[^]*SUCCESS/);
  const named = new Set(rules.flatMap(({ alert }) => alert ?? []));
  expect([...new Set(TRIALS.map(({ alert }) => alert))].sort()).toEqual([...named].sort());
  // A threshold that nothing reaches must turn this test red.
  const planted = JSON.stringify(groups).replaceAll('ready=\\"False', 'ready=\\"Never');
  expect(planted).not.toBe(JSON.stringify(groups));
  writeFileSync(join(folder, 'rules.yaml'), planted);
  expect(await promtool('test', 'rules', 'tests.yaml')).toMatch(/FAILED/);
});

test('alerts reach the channel of their tenant, and all others the platform', async () => {
  const config = generated('hub').find(({ metadata }) => metadata.name === 'flux-alertmanager')!.data!;
  writeFileSync(join(folder, 'alertmanager.yaml'), config['alertmanager.yaml']!);
  const amtool = async (...args: string[]) => {
    const { exitCode, stdout } = await runTool('amtool', args, { cwd: folder });
    return `${exitCode} ${stdout.trim()}`;
  };
  expect(await amtool('check-config', 'alertmanager.yaml')).toMatch(/^0 [^]*SUCCESS/);
  const route = (...labels: string[]) =>
    amtool('config', 'routes', 'test', '--config.file=alertmanager.yaml', ...labels);
  expect(await route('tenant=shop', 'cluster=hub')).toBe('0 tenant-shop');
  expect(await route('tenant=shop-api', 'cluster=hub')).toBe('0 tenant-shop-api');
  expect(await route('cluster=hub')).toBe('0 platform');
  const parsed = parse(config['alertmanager.yaml']!) as {
    receivers: Array<{ name: string; slack_configs: Array<{ channel: string }> }>;
  };
  expect(parsed.receivers.map(({ name, slack_configs: [slack] }) => [name, slack?.channel])).toEqual([
    ['platform', '#platform'],
    ['tenant-shop', '#shop'],
    ['tenant-shop-api', '#api'],
  ]);
});

describe('the controllers', () => {
  let plane: ControlPlane;
  const metrics = new Map<string, string>();

  beforeAll(async () => {
    plane = await ControlPlane.start({ name: 'monitoring' });
    await installFluxCrds(plane);
    await installPlatform(plane);
    const started = [...CONTROLLERS].map(async (name) => {
      const [port] = await freePorts(1);
      const flags = [`--metrics-addr=${LOOPBACK}:${port}`];
      metrics.set(name, `http://${LOOPBACK}:${port}/metrics`);
      if (name === 'kustomize-controller') await KustomizeController.start(plane, { flags });
      else await FluxController.start(plane, name as FluxControllerName, flags);
    });
    await Promise.all(started);
    // The duration of a reconciliation is exported once there was one.
    const object = (group: string, version: string, kind: string, spec: Record<string, unknown>) =>
      plane.client().apply({
        apiVersion: `${group}.toolkit.fluxcd.io/${version}`,
        kind,
        metadata: { name: 'web', namespace: FLUX_NAMESPACE },
        spec,
      });
    const sourceRef = { kind: 'GitRepository', name: 'web' };
    await object('source', 'v1', 'GitRepository', { interval: '1m', url: `http://${LOOPBACK}:9/none` });
    await object('kustomize', 'v1', 'Kustomization', { interval: '1m', prune: true, path: './', sourceRef });
    await object('helm', 'v2', 'HelmRelease', { interval: '1m', chart: { spec: { chart: './web', sourceRef } } });
    await object('notification', 'v1beta3', 'Provider', { type: 'generic', address: `http://${LOOPBACK}:9/none` });
  });

  afterAll(() => plane?.stop());

  const exported = async (controller: string) => {
    const response = await fetch(metrics.get(controller)!);
    return new Set([...(await response.text()).matchAll(/^([a-z_]+)\{/gm)].map(([, name]) => name!));
  };

  test.each(CONTROLLERS)('%s exports every metric that rules read, and not the old condition', async (controller) => {
    // notification-controller reconciles Receivers alone, which only tenants of it have.
    const wanted = CONTROLLER_METRICS.filter(
      (name) => controller !== 'notification-controller' || !name.startsWith('gotk'),
    );
    await waitFor(`${controller} to export its metrics`, async () => {
      const names = await exported(controller);
      return wanted.every((name) => names.has(name));
    });
    expect((await exported(controller)).has('gotk_reconcile_condition')).toBe(false);
  });
});
