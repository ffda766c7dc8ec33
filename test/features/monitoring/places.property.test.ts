import * as fc from 'fast-check';
import { monitoredClusters } from '../../../src/features/monitoring/places';
import { type PlaceStep, placeSteps } from '../../../src/features/monitoring/rules';
import { buildFleet } from '../../support/build-fleet';
import { DEEP, runsOf } from '../../support/deep';
import { fleetDescriptions } from '../../support/random-fleet';

/** The labels that Prometheus gives the objects of a namespace; its patterns match whole names. */
function labelsOf(steps: readonly PlaceStep[], namespace: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [label, value, namespaces] of steps) {
    const match = new RegExp(`^(?:${namespaces})$`).exec(namespace);
    if (match !== null) labels[label] = value.replace('$1', match[1] ?? '');
  }
  return labels;
}

test('the objects of every tenant’s namespace have its cluster, environment and tenant', () => {
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const { fleet } = buildFleet(description);
      const clusters = monitoredClusters(fleet);
      for (const { name: cluster, manager, environments } of fleet.synthesize().resolved.clusters) {
        const monitored = clusters.get(cluster);
        expect(monitored === undefined).toBe(manager !== undefined);
        if (monitored === undefined) continue;
        const steps = placeSteps(monitored);
        expect(labelsOf(steps, 'flux-system')).toMatchObject({ cluster });
        for (const { name: environment, controlNamespace, tenants } of environments) {
          expect(labelsOf(steps, controlNamespace)).toMatchObject({ cluster });
          for (const { name: tenant, spaces } of tenants) {
            for (const { namespace } of spaces) {
              expect([namespace, labelsOf(steps, namespace)]).toEqual([namespace, { cluster, environment, tenant }]);
            }
          }
        }
        for (const remote of monitored.remotes) expect(labelsOf(steps, remote).cluster).toBe(remote);
      }
    }),
    { numRuns: runsOf(25, 500), ...(DEEP ? {} : { seed: 25 }) },
  );
});
