import type { Placement } from '../placement';

/** Props of `fleet.monitor`. `D` is the type of components and component groups. */
export interface MonitoringProps<D = unknown> {
  /**
   * Name of the component and its namespace.
   *
   * @default flux-monitoring
   */
  readonly name?: string;

  /**
   * The clusters that are monitored, of those that run Flux.
   *
   * @default - all
   */
  readonly placement?: Placement;

  /**
   * Components that must be Ready first: the one that brings the CRDs of `monitoring.coreos.com`.
   *
   * @default - none: somebody else brings the CRDs, before the fleet is applied
   */
  readonly dependsOn?: readonly D[];

  /**
   * Labels of PodMonitors and PrometheusRules, by which Prometheus finds them, such as
   * `{ release: 'kube-prometheus-stack' }`.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Labels of the ConfigMaps with dashboards, by which Grafana's sidecar finds them.
   *
   * @default - `{ grafana_dashboard: '1' }`
   */
  readonly dashboardLabels?: Readonly<Record<string, string>>;

  /**
   * Further dashboards: JSON files, by the name of their ConfigMap. Paths are relative to the working directory.
   *
   * @default - none but the one of the library
   */
  readonly dashboards?: Readonly<Record<string, string>>;

  /**
   * Labels of a ConfigMap with rules for Loki, which alert of errors in the controllers' logs.
   *
   * @default - no rules for logs
   */
  readonly logRuleLabels?: Readonly<Record<string, string>>;

  /**
   * A configuration of Alertmanager, as a ConfigMap, that routes alerts to the channels of tenants: of each tenant whose
   * `contact` is a channel of Slack.
   *
   * @default - none
   */
  readonly routes?: {
    /** Channel of the platform, for all other alerts: `#platform`. */
    readonly channel: string;
    /** File with Slack's URL in Alertmanager's pods, such as `/etc/alertmanager/secrets/slack/url`. */
    readonly slackUrlFile: string;
  };
}
