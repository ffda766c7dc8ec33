import { RuntimeRow } from './rule';
import { DELIVERY_ROWS } from './runtime-delivery';
import { OTHER_ROWS } from './runtime-others';

/** Terminal conditions and silent behaviour that the program cannot decide, or that other checks decide. */
export const RUNTIME_ROWS: readonly RuntimeRow[] = [...DELIVERY_ROWS, ...OTHER_ROWS];
