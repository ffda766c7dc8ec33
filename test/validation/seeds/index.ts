import { OTHER_SEEDS } from './others';
import { Seed, WORKLOAD_SEEDS } from './workloads';

export type { Seed } from './workloads';

/** Valid objects of every kind that `src/validation` has rules for. */
export const SEEDS: readonly Seed[] = [...WORKLOAD_SEEDS, ...OTHER_SEEDS];
