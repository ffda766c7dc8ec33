import * as fs from 'node:fs';
import { ApiObject, type Chart } from 'cdk8s';
import { defined } from '../../core/defined';
import { anything, instance, list, mapOf, object, Options, required, text, untyped } from '../../core/options';
import { byteLength, checkDnsSubdomain, quote } from '../../kubernetes/names';
import { DATA_MAX } from '../../schema/size';
import { openCrds } from '../../units/open-crds';
import { toYaml } from '../../units/yaml';
import { FLUX_SYSTEM } from '../control';
import { FleetScope } from '../fleet';
import { Placement } from '../placement';
import type { ClusterView } from '../target';
import { Tenant } from '../tenant';
import { dashboard } from './dashboard';
import { logRules } from './logs';
import { type MonitoredCluster, monitoredClusters } from './places';
import type { MonitoringProps } from './props';
import { alertmanagerConfig, type Reached } from './routes';
import { ruleGroups } from './rules';
import { type StateMetricsValues, stateMetricsValues } from './state-metrics';

const LABELS = mapOf(text);

const MONITORING = Options.of<MonitoringProps>('fleet.monitor', {
  name: text,
  placement: instance('a Placement', () => Placement),
  dependsOn: untyped(list(anything)),
  labels: LABELS,
  dashboardLabels: LABELS,
  dashboards: LABELS,
  logRuleLabels: LABELS,
  routes: object({ channel: required(text), slackUrlFile: required(text) }),
});

/** The kinds of the Prometheus operator that are written. */
const MONITORING_API = 'monitoring.coreos.com/v1';

/** The kinds among them, as long as the program does not give the operator's own. */
const CRDS = openCrds('monitoring.coreos.com', 'v1', { PodMonitor: 'podmonitors', PrometheusRule: 'prometheusrules' });

/** Name of the library's own dashboard. */
const OWN = 'flux';

/** The monitoring of a fleet's Flux. `fleet.monitor` makes it. */
export class FluxMonitoring {
  /** Name of its component and its namespace. */
  public readonly name: string;

  /**
   * Whether its options are right.
   *
   * @internal
   */
  public readonly isSound: boolean;

  private readonly props: MonitoringProps;

  private readonly files: ReadonlyArray<readonly [name: string, content: string]>;

  /** @internal */
  public constructor(
    private readonly fleet: FleetScope<object>,
    given: MonitoringProps,
  ) {
    const faults = MONITORING.problems(given);
    fleet.problems.add('option', fleet.name, ...faults);
    this.props = faults.length === 0 ? given : {};
    this.name = this.props.name ?? 'flux-monitoring';
    const { routes } = this.props;
    if (routes !== undefined && !isChannel(routes.channel)) {
      const message = `routes.channel ${quote(routes.channel)} is no channel of Slack: write it as "#platform"`;
      fleet.problems.add('monitoring', this.name, message);
    }
    this.files = Object.entries(this.props.dashboards ?? {}).flatMap(([name, file]) => {
      const content = this.readDashboard(name, file);
      return content === undefined ? [] : [[name, content] as const];
    });
    this.isSound = faults.length === 0;
    this.knowKinds();
  }

  /** Makes the operator's kinds known, unless the program has their CRDs, and asks who brings them to the clusters. */
  private knowKinds(): void {
    const { fleet, name } = this;
    fleet.addStandInSchema(CRDS);
    if (this.props.dependsOn !== undefined) return;
    fleet.lateChecks.push(({ warnings }) => {
      const message =
        'nothing says what brings the CRDs of monitoring.coreos.com, without which no cluster takes PodMonitors and PrometheusRules: give dependsOn of fleet.monitor the component with the Prometheus operator';
      warnings.add('monitoring-crds', name, message);
    });
  }

  /**
   * Values of the kube-state-metrics chart with which it exports the state of Flux's objects on a cluster, for clusters
   * whose Flux no operator runs.
   *
   * @example
   * const monitoring = fleet.monitor({});
   * new Component(fleet, 'kube-state-metrics', { chart, values: (target) => monitoring.stateMetrics(target) });
   */
  public stateMetrics(target: { readonly cluster: ClusterView }): StateMetricsValues | Record<string, never> {
    const cluster = monitoredClusters(this.fleet).get(target.cluster.name);
    return cluster === undefined ? {} : stateMetricsValues(cluster);
  }

  /**
   * Whether Flux runs on a cluster.
   *
   * @internal
   */
  public runsOn({ cluster }: { readonly cluster: ClusterView }): boolean {
    return monitoredClusters(this.fleet).has(cluster.name);
  }

  /**
   * Adds the objects of a cluster.
   *
   * @internal
   */
  public addObjects(chart: Chart, target: { readonly cluster: ClusterView }): void {
    const cluster = monitoredClusters(this.fleet).get(target.cluster.name);
    if (cluster === undefined) return;
    const { labels, dashboardLabels = { grafana_dashboard: '1' }, logRuleLabels, routes } = this.props;
    this.addPodMonitors(chart, cluster);
    new ApiObject(chart, 'rules', {
      apiVersion: MONITORING_API,
      kind: 'PrometheusRule',
      metadata: { name: 'flux', ...defined({ labels }) },
      spec: { groups: ruleGroups(cluster) },
    });
    const own = [OWN, `${JSON.stringify(dashboard(), undefined, 2)}\n`] as const;
    for (const [name, content] of [own, ...this.files]) {
      addConfigMap(chart, `${name}-dashboard`, dashboardLabels, { [`${name}.json`]: content });
    }
    if (logRuleLabels !== undefined) {
      addConfigMap(chart, 'flux-log-rules', logRuleLabels, { 'flux.yaml': toYaml({ groups: logRules(cluster) }) });
    }
    if (routes !== undefined) {
      const config = alertmanagerConfig(routes, this.reached());
      addConfigMap(chart, 'flux-alertmanager', {}, { 'alertmanager.yaml': toYaml(config) });
    }
  }

  private addPodMonitors(chart: Chart, { name, controllers, stateMetric }: MonitoredCluster): void {
    const { labels } = this.props;
    const add = (id: string, matchExpressions: object, port: string) =>
      new ApiObject(chart, `pods-${id}`, {
        apiVersion: MONITORING_API,
        kind: 'PodMonitor',
        metadata: { name: id, ...defined({ labels }) },
        spec: {
          namespaceSelector: { matchNames: [FLUX_SYSTEM] },
          selector: { matchExpressions },
          podMetricsEndpoints: [{ port, relabelings: [{ targetLabel: 'cluster', replacement: name }] }],
        },
      });
    add('flux-controllers', [{ key: 'app', operator: 'In', values: controllers }], 'http-prom');
    if (stateMetric === 'flux_resource_info') {
      const key = 'app.kubernetes.io/name';
      add('flux-operator', [{ key, operator: 'In', values: ['flux-operator'] }], 'http-metrics');
    }
  }

  private reached(): Reached[] {
    return this.fleet.node.children.flatMap((child) => {
      if (!(child instanceof Tenant)) return [];
      const { contact } = child.props as { readonly contact?: string };
      return contact !== undefined && isChannel(contact) ? [{ name: child.name, channel: contact }] : [];
    });
  }

  private readDashboard(name: string, file: string): string | undefined {
    const report = (message: string) => {
      this.fleet.problems.add('monitoring', this.name, `dashboard ${quote(name)}, ${file}: ${message}`);
      return undefined;
    };
    if (name === OWN) return report(`${quote(OWN)} is the name of the library's own: give another one`);
    const problem = checkDnsSubdomain('name', name);
    if (problem !== undefined) return report(problem);
    let content: string;
    try {
      content = fs.readFileSync(file, 'utf8');
      JSON.parse(content);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return report(
        code === undefined ? 'it is not JSON: export it from Grafana' : `it cannot be read (${code}): give its path`,
      );
    }
    const size = byteLength(content);
    if (size > DATA_MAX) {
      return report(
        `it has ${size} bytes, and a ConfigMap holds at most ${DATA_MAX}: split it, or export it without spaces between its parts`,
      );
    }
    return content;
  }
}

function addConfigMap(
  chart: Chart,
  name: string,
  labels: Readonly<Record<string, string>>,
  data: Readonly<Record<string, string>>,
): void {
  const marks = Object.keys(labels).length > 0 ? { labels } : {};
  new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...marks }, data });
}

function isChannel(text: string): boolean {
  return /^#[^\s#]+$/.test(text);
}
