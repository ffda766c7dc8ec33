import { FLUX_SYSTEM } from '../control';
import type { MonitoredCluster } from './places';
import type { RuleGroup } from './rules';

/** Rules for Loki: errors in the logs of the controllers, which are lines of JSON. */
export function logRules({ name, controllers }: MonitoredCluster): RuleGroup[] {
  const lines = `{namespace="${FLUX_SYSTEM}", app=~"${controllers.join('|')}"} | json | level="error"`;
  return [
    {
      name: 'flux-logs',
      rules: [
        {
          alert: 'FluxLogErrors',
          expr: `sum by (app) (count_over_time(${lines} [15m])) > 30`,
          for: '15m',
          labels: { cluster: name, severity: 'warning' },
          annotations: {
            summary: '{{ $labels.app }} logs more than two errors a minute',
            description: 'The log names the objects that they are about.',
          },
        },
      ],
    },
  ];
}
