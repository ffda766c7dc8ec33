import { byName } from '../../core/order';
import type { MonitoringProps } from './props';

/** A tenant with the channel of Slack that it is reached at. */
export interface Reached {
  readonly name: string;
  readonly channel: string;
}

/** A configuration of Alertmanager that sends the alerts of tenants to their channels, and all others to the platform's. */
export function alertmanagerConfig(
  { channel, slackUrlFile }: NonNullable<MonitoringProps['routes']>,
  tenants: readonly Reached[],
): object {
  const receiver = (name: string, to: string) => ({
    name,
    slack_configs: [
      {
        channel: to,
        api_url_file: slackUrlFile,
        send_resolved: true,
        title: '{{ .CommonLabels.alertname }} on {{ .CommonLabels.cluster }}',
        text: '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ end }}',
      },
    ],
  });
  const sorted = byName(tenants);
  return {
    route: {
      receiver: 'platform',
      group_by: ['alertname', 'cluster', 'environment', 'tenant'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: sorted.map(({ name }) => ({ receiver: `tenant-${name}`, matchers: [`tenant="${name}"`] })),
    },
    receivers: [
      receiver('platform', channel),
      ...sorted.map(({ name, channel: to }) => receiver(`tenant-${name}`, to)),
    ],
  };
}
