/** Number of lists whose answers are recorded. */
export const RECORDED = 1_000;
