import { toYaml } from '../../units/yaml';

/** The version of Velero's API that is written. */
export const VELERO_VERSION = 'velero.io/v1';

const KINDS = {
  BackupStorageLocation: 'backupstoragelocations',
  Schedule: 'schedules',
  VolumeSnapshotLocation: 'volumesnapshotlocations',
} as const;

/** CRDs that let every field pass: Velero's own, given to `addSchema` before, check more. */
export const VELERO_CRDS = Object.entries(KINDS)
  .map(([kind, plural]) =>
    toYaml({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.velero.io` },
      spec: {
        group: 'velero.io',
        names: { kind, plural },
        scope: 'Namespaced',
        versions: [
          {
            ...{ name: 'v1', served: true, storage: true },
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
              },
            },
          },
        ],
      },
    }),
  )
  .join('---\n');
