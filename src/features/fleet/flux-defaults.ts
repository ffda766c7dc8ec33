import { Duration } from 'cdk8s';
import { FluxDefaults } from '../../flux/defaults';
import { checkDuration, SHORTEST_INTERVAL_MS } from '../../kubernetes/durations';

/** Problems of a fleet's defaults for Flux objects, one message each. */
export function checkDefaults(defaults: FluxDefaults): string[] {
  return Object.entries(defaults).flatMap(([kind, fields]) =>
    Object.entries((fields ?? {}) as Readonly<Record<string, unknown>>).flatMap(([field, value]) => {
      const isDuration = /interval$|timeout$/i.test(field);
      if (value === undefined || !isDuration) return [];
      const shortest = field === 'interval' ? SHORTEST_INTERVAL_MS : 0;
      const problem = checkDuration(`defaults.${kind}.${field}`, value as Duration, shortest);
      return problem === undefined ? [] : [problem];
    }),
  );
}
