import { FLUX_SYSTEM } from '../control';
import type { MonitoredCluster, MonitoredEnvironment } from './places';

/** A rule of Prometheus: an alert, or a series that is recorded. */
export interface PrometheusRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A group of rules, as in a rule file of Prometheus. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly PrometheusRule[];
}

/** The series that all rules and dashboards read: one per object of Flux, with cluster, environment and tenant. */
export const STATE = 'flux_fleet:resource_info';

const CONTROLLERS = `namespace="${FLUX_SYSTEM}"`;

/** The metrics of controllers that rules read. `gotk_reconcile_condition` is not among them: controllers export it no more. */
export const CONTROLLER_METRICS = [
  'controller_runtime_active_workers',
  'controller_runtime_max_concurrent_reconciles',
  'controller_runtime_reconcile_errors_total',
  'controller_runtime_reconcile_total',
  'gotk_reconcile_duration_seconds_bucket',
] as const;

/** The groups of rules of a cluster. */
export function ruleGroups(cluster: MonitoredCluster): RuleGroup[] {
  return [
    { name: 'flux-state', rules: [stateRecord(cluster)] },
    { name: 'flux-objects', rules: objectAlerts() },
    { name: 'flux-controllers', rules: controllerAlerts(cluster) },
    { name: 'flux-metrics', rules: absenceAlerts(cluster) },
  ];
}

function stateRecord(cluster: MonitoredCluster): PrometheusRule {
  const { stateMetric } = cluster;
  const kind =
    stateMetric === 'gotk_resource_info'
      ? `label_replace(${stateMetric}, "kind", "$1", "customresource_kind", "(.+)")`
      : stateMetric;
  // Both exporters write "suspended" in their own way, or leave it out.
  const suspended = `label_replace(label_replace(${kind}, "suspended", "false", "suspended", ""), "suspended", "true", "suspended", "[tT]rue")`;
  const state = `max by (kind, name, exported_namespace, ready, suspended) (${suspended})`;
  return { record: STATE, expr: placed(cluster, state) };
}

/** Adds the labels cluster, environment and tenant to series of objects, by their namespace. */
export function placed(cluster: MonitoredCluster, expression: string): string {
  const replace = (inner: string, label: string, value: string, namespaces: string) =>
    `label_replace(${inner}, "${label}", "${value}", "exported_namespace", "${namespaces}")`;
  return placeSteps(cluster).reduce(
    (inner, [label, value, namespaces]) => replace(inner, label, value, namespaces),
    expression,
  );
}

/** A label that the objects of some namespaces get: a pattern of the whole name, and a value that may take its group. */
export type PlaceStep = readonly [label: 'cluster' | 'environment' | 'tenant', value: string, namespaces: string];

/** The labels of objects by their namespaces; a later step wins. */
export function placeSteps({ name, environments, remotes }: MonitoredCluster): PlaceStep[] {
  // "dev-a-" begins with "dev-".
  const sorted = [...environments].sort((a, b) => a.prefix.length - b.prefix.length);
  return [
    ['cluster', name, '.*'],
    ...remotes.map((remote) => ['cluster', remote, remote] as const),
    ...sorted.flatMap((environment) => environmentSteps(environment)),
  ];
}

/** Namespaces of an environment are `<prefix><tenant>`, `<prefix><track>-<tenant>` and `<prefix><tenant>-<name>`. */
function environmentSteps({ name, prefix, tenants, tracks }: MonitoredEnvironment): PlaceStep[] {
  const before = tracks.length === 0 ? '' : `(?:(?:${alternatives(tracks)})-)?`;
  const those = `${prefix}${before}(${alternatives(tenants)})(?:-.+)?`;
  return [
    // Without a prefix, the namespaces of tenants alone tell the environment.
    ...(prefix === '' ? [] : [['environment', name, `${prefix}.+`] as const]),
    ...(tenants.length === 0 ? [] : [['environment', name, those] as const, ['tenant', '$1', those] as const]),
  ];
}

/** Names of which the longer ones come first, because RE2 takes the first that fits. */
function alternatives(names: readonly string[]): string {
  return [...names].sort((a, b) => b.length - a.length).join('|');
}

const OBJECT = '{{ $labels.kind }} {{ $labels.exported_namespace }}/{{ $labels.name }}';

function objectAlerts(): PrometheusRule[] {
  return [
    alert('FluxObjectNotReady', `${STATE}{ready="False", suspended="false"} == 1`, '15m', 'warning', {
      summary: `${OBJECT} is not Ready`,
      description: `Flux has tried to reconcile it for 15 minutes: its condition Ready says why.`,
    }),
    alert('FluxObjectProgressing', `${STATE}{ready="Unknown", suspended="false"} == 1`, '1h', 'warning', {
      summary: `${OBJECT} is not done`,
      description: 'Flux has been at it for an hour: it waits for something that does not come.',
    }),
    alert('FluxObjectSuspended', `${STATE}{suspended="true"} == 1`, '24h', 'info', {
      summary: `${OBJECT} is suspended`,
      description: 'Nothing from Git has reached it for a day: resume it, or take it out of the fleet.',
    }),
  ];
}

function controllerAlerts(cluster: MonitoredCluster): PrometheusRule[] {
  const labels = { cluster: cluster.name };
  const by = (metric: string) => `sum by (controller) (${metric})`;
  const rate = (metric: string) => by(`rate(${metric}{${CONTROLLERS}}[15m])`);
  const slow = `histogram_quantile(0.9, sum by (le, kind, name, exported_namespace) (rate(gotk_reconcile_duration_seconds_bucket{${CONTROLLERS}}[30m])))`;
  return [
    alert('FluxReconciliationSlow', `${placed(cluster, slow)} > 600`, '30m', 'warning', {
      summary: `${OBJECT} takes more than ten minutes`,
      description: 'One of ten reconciliations of the last half hour took even longer: look at what it waits for.',
    }),
    alert(
      'FluxControllerFailing',
      `${rate('controller_runtime_reconcile_errors_total')} / ${rate('controller_runtime_reconcile_total')} > 0.5`,
      '30m',
      'warning',
      {
        summary: 'more than half of the reconciliations of {{ $labels.controller }} fail',
        description: 'Its log says why. A source, the API server or its own rights may be gone.',
      },
      labels,
    ),
    alert(
      'FluxControllerBusy',
      `${by(`controller_runtime_active_workers{${CONTROLLERS}}`)} / ${by(`controller_runtime_max_concurrent_reconciles{${CONTROLLERS}}`)} >= 1`,
      '15m',
      'warning',
      {
        summary: 'all workers of {{ $labels.controller }} are busy',
        description:
          'A few objects that never become Ready hold them, and all others wait: mend those, or give it more workers.',
      },
      labels,
    ),
  ];
}

/** Alerts that fire when what others read is gone: without them, no data would look like no problem. */
function absenceAlerts({ name, controllers, stateMetric }: MonitoredCluster): PrometheusRule[] {
  const labels = { cluster: name };
  return [
    ...[stateMetric, ...CONTROLLER_METRICS].map((metric) => {
      const selector = metric === stateMetric ? metric : `${metric}{${CONTROLLERS}}`;
      return alert(
        'FluxMetricAbsent',
        `absent(${selector})`,
        '15m',
        'critical',
        {
          summary: `the metric ${metric} is gone`,
          description: 'Alerts that read it cannot fire: look at the targets of Prometheus, and at kube-state-metrics.',
        },
        { ...labels, metric },
      );
    }),
    ...controllers.map((controller) =>
      alert(
        'FluxControllerDown',
        `absent(controller_runtime_max_concurrent_reconciles{${CONTROLLERS}, pod=~"${podsOf(controller, controllers)}"})`,
        '10m',
        'critical',
        {
          summary: `${controller} does not run`,
          description: 'What it serves stays as it is until it runs again.',
        },
        { ...labels, app: controller },
      ),
    ),
  ];
}

/** A pattern of a controller's pods that fits no pod of its shards, whose names begin with it as well. */
function podsOf(controller: string, all: readonly string[]): string {
  const hasShards = all.some((other) => other.startsWith(`${controller}-`));
  return `${controller}-${hasShards ? '[a-z0-9]+-[a-z0-9]+' : '.+'}`;
}

function alert(
  name: string,
  expr: string,
  duration: string,
  severity: string,
  annotations: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
): PrometheusRule {
  return { alert: name, expr, for: duration, labels: { ...labels, severity }, annotations };
}
