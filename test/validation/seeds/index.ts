import { API_SERVER_SEEDS } from './api-server';
import { OTHER_SEEDS } from './others';
import { Seed, WORKLOAD_SEEDS } from './workloads';

export type { Seed } from './workloads';

/** Valid objects of the kinds that were there first: what is made of them is recorded, and stays as it is. */
export const FIRST_SEEDS: readonly Seed[] = [...WORKLOAD_SEEDS, ...OTHER_SEEDS];

/** Valid objects of every kind that `src/validation` has rules for. */
export const SEEDS: readonly Seed[] = [...FIRST_SEEDS, ...API_SERVER_SEEDS];
