import { defined } from '../../core/defined';
import { Control, ListFile } from '../../features/control';
import { provisionRendering, ResolvedProvision } from '../../features/provision';
import { PROVISIONED } from '../../units/marks';
import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';

/** A management cluster's part of a cluster that Cluster API makes. */
export interface PlacedProvision {
  readonly units: readonly PlacedUnit[];
  /** The file with its Kustomizations. */
  readonly file: ListFile;
}

/** The unit of a cluster's Cluster API objects, with its Kustomization. */
export function placeProvision(cache: UnitCache, control: Control, provision: ResolvedProvision): PlacedProvision {
  const { cluster, deletable } = provision;
  const path = `${PROVISIONED}/${cluster}`;
  const { provisionFiles, provisionHealth } = provisionRendering();
  const unit = cache.unit({
    kind: PROVISIONED,
    data: { provision, flux: control.flux },
    at: cluster,
    versions: control.cluster.versions,
    files: provisionFiles,
  });
  return {
    units: [{ directory: `${control.directory}/${path}`, unit, cluster: control.cluster.name, at: cluster }],
    file: {
      path: `${path}.yaml`,
      listed: [
        {
          name: `${PROVISIONED}-${cluster}`,
          path,
          // It waits for the cluster to answer, which its health check tells, and not for every machine.
          wait: false,
          ...provisionHealth(cluster),
          ...defined({ deletionPolicy: deletable === true ? undefined : ('Orphan' as const) }),
        },
      ],
    },
  };
}
