import type { Duration } from 'cdk8s';

/** Analysis of the new versions of an app: what decides whether they are promoted, and who is told. */
export interface ProgressiveAnalysis {
  /**
   * Time between two steps, at least 10 seconds.
   *
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;

  /**
   * Number of failed checks after which Flagger rolls back.
   *
   * @default 5
   */
  readonly threshold?: number;

  /**
   * Metrics that decide, by name. `request-success-rate` (percent) and `request-duration` (milliseconds, 99th
   * percentile) are built in; every other one names a template.
   *
   * @default - none: webhooks decide
   */
  readonly metrics?: Readonly<
    Record<
      string,
      {
        /**
         * Smallest value that passes.
         *
         * @default - no lower bound
         */
        readonly min?: number;

        /**
         * Greatest value that passes.
         *
         * @default - no upper bound
         */
        readonly max?: number;

        /**
         * The query: the name of one of `templates`, or a MetricTemplate of the platform by name and namespace. Not for the
         * built-in metrics.
         *
         * @default - a built-in metric
         */
        readonly template?: string | { readonly name: string; readonly namespace: string };

        /**
         * Values of `variables` in the query.
         *
         * @default - none
         */
        readonly variables?: Readonly<Record<string, string>>;

        /**
         * Window of the query, in whole seconds.
         *
         * @default Duration.minutes(1)
         */
        readonly interval?: Duration;
      }
    >
  >;

  /**
   * Queries of metrics, by name: MetricTemplates beside the Canary.
   *
   * @default - none
   */
  readonly templates?: Readonly<
    Record<
      string,
      {
        /**
         * The query, as a Go template with the functions `name`, `namespace`, `target`, `service`, `ingress`, `route`,
         * `interval` and `variables`.
         */
        readonly query: string;

        /** @default prometheus */
        readonly type?:
          | 'cloudwatch'
          | 'datadog'
          | 'dynatrace'
          | 'externalmetrics'
          | 'graphite'
          | 'influxdb'
          | 'keptn'
          | 'newrelic'
          | 'prometheus'
          | 'splunk'
          | 'stackdriver';

        /**
         * URL of the service. Required by `prometheus`, `graphite`, `influxdb`, `dynatrace` and `splunk`.
         *
         * @default - the service's own
         */
        readonly address?: string;

        /**
         * Name of the Secret with the credentials, in the app's namespace. Required by `datadog`, `dynatrace`, `newrelic` and
         * `splunk`.
         *
         * @default - none
         */
        readonly secret?: string;

        /**
         * Region of AWS. Required by `cloudwatch`.
         *
         * @default - none
         */
        readonly region?: string;
      }
    >
  >;

  /**
   * Where Flagger tells of the analysis, by name: AlertProviders beside the Canary.
   *
   * @default - nowhere
   */
  readonly alerts?: Readonly<
    Record<
      string,
      {
        /** Type of the channel. */
        readonly type: 'discord' | 'gchat' | 'msteams' | 'rocket' | 'slack';

        /** Name of the Secret in the app's namespace with the webhook's URL as `address`; for a bot of Slack its `token` too. */
        readonly secret: string;

        /**
         * The least severity that is told: `info` tells of each step.
         *
         * @default info
         */
        readonly severity?: 'error' | 'info' | 'warn';

        /**
         * Channel or room.
         *
         * @default - the webhook's own
         */
        readonly channel?: string;

        /**
         * Name of the sender.
         *
         * @default - Flagger's
         */
        readonly username?: string;
      }
    >
  >;

  /**
   * Requests that Flagger makes during the analysis, by name, and in the order of the names: tests, load, gates.
   *
   * @default - none
   */
  readonly webhooks?: Readonly<
    Record<
      string,
      {
        /** URL: `https`, or `http` to a Service of the cluster, such as `http://loadtester.test.svc`. */
        readonly url: string;

        /**
         * When it is made. `rollback` rolls back, and the types that begin with `confirm-` go on, when the request succeeds.
         *
         * @default rollout
         */
        readonly type?:
          | 'confirm-promotion'
          | 'confirm-rollout'
          | 'confirm-traffic-increase'
          | 'event'
          | 'post-rollout'
          | 'pre-rollout'
          | 'rollback'
          | 'rollout';

        /**
         * Time that the answer may take, in whole seconds.
         *
         * @default Duration.seconds(10)
         */
        readonly timeout?: Duration;

        /**
         * Number of further attempts.
         *
         * @default 0
         */
        readonly retries?: number;

        /**
         * Texts that the request carries. No credentials: they are readable in git.
         *
         * @default - none
         */
        readonly metadata?: Readonly<Record<string, string>>;

        /**
         * Whether its failures are not told to `alerts`.
         *
         * @default false
         */
        readonly muteAlert?: boolean;
      }
    >
  >;

  /**
   * URL of the Prometheus that the built-in metrics are read from.
   *
   * @default - Flagger's own
   */
  readonly metricsServer?: string;

  /**
   * Time in which the new version must become ready, in whole seconds.
   *
   * @default - Flagger's: ten minutes
   */
  readonly progressDeadline?: Duration;

  /**
   * Whether new versions are promoted without analysis.
   *
   * @default false
   */
  readonly skipAnalysis?: boolean;
}
