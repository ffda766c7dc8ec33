import { Shape } from './rule';
import { ADMISSION_KINDS } from './tables/admission';
import { SCALING } from './tables/autoscaling';
import { BATCH_KINDS } from './tables/batch';
import { OTHERS } from './tables/core';
import { OBJECT } from './tables/meta';
import { NETWORKING } from './tables/networking';
import { RBAC_KINDS } from './tables/rbac';
import { SERVICES } from './tables/service';
import { STORAGE_KINDS } from './tables/storage';
import { WORKLOADS } from './tables/workloads';

/** The rules of each kind, by group and kind. Metadata is the same for all. */
export const KINDS: ReadonlyMap<string, () => Shape> = new Map(
  [WORKLOADS, SERVICES, STORAGE_KINDS, BATCH_KINDS, SCALING, NETWORKING, RBAC_KINDS, ADMISSION_KINDS, OTHERS].flatMap(
    (table) =>
      Object.entries(table).map(([kind, shape]): [string, () => Shape] => [
        kind,
        () => OBJECT(shape(), kind.split('/')[0]!),
      ]),
  ),
);
